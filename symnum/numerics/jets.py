"""Power series with every function of the operator table as a method, for code on balls.

``flint.arb`` has methods that ``flint.arb_series`` lacks (``tanh``, ``expm1``, ``asinh``, …). Code
that calls them on its argument can be called with a jet instead of a series.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx

from symnum.numerics.series import SERIES
from symnum.numerics.tape import ball
from symnum.ops import ABS, ADD, DIV, MUL, NEG, POW, SUB, Operator, is_operator_name, operator_named

_RENAMED = {"airy_ai": "airyai", "airy_bi": "airybi"}
"""FLINT's names where they differ from ours."""


class Jet:
    """A power series that does ball arithmetic like a number.

    Raises (any operation):
        NotAnalytic: the operation may fail to be analytic somewhere in the leading ball.

    >>> round(float(Jet(arb_series([0, 1], 4)).tanh().series[3]), 12)
    -0.333333333333
    """

    def __init__(self, series: arb_series) -> None:
        self.series = series

    def __getattr__(self, name: str) -> Callable[..., Jet]:
        operator = _RENAMED.get(name, name)
        if not is_operator_name(operator):
            raise AttributeError(f"a power series has no method {name!r}")
        return lambda *others: _applied(operator_named(operator), self, *others)

    def __add__(self, other: Any) -> Jet:
        return _applied(ADD, self, other)

    def __radd__(self, other: Any) -> Jet:
        return _applied(ADD, other, self)

    def __sub__(self, other: Any) -> Jet:
        return _applied(SUB, self, other)

    def __rsub__(self, other: Any) -> Jet:
        return _applied(SUB, other, self)

    def __mul__(self, other: Any) -> Jet:
        return _applied(MUL, self, other)

    def __rmul__(self, other: Any) -> Jet:
        return _applied(MUL, other, self)

    def __truediv__(self, other: Any) -> Jet:
        return _applied(DIV, self, other)

    def __rtruediv__(self, other: Any) -> Jet:
        return _applied(DIV, other, self)

    def __pow__(self, other: Any) -> Jet:
        return _applied(POW, self, other)

    def __rpow__(self, other: Any) -> Jet:
        return _applied(POW, other, self)

    def __neg__(self) -> Jet:
        return _applied(NEG, self)

    def __abs__(self) -> Jet:
        return _applied(ABS, self)


def _applied(operator: Operator, *arguments: Any) -> Jet:
    rule = SERIES.get(operator)
    if rule is None:
        raise AttributeError(f"operator {operator.name!r} has no power series")
    return Jet(rule(*map(_series, arguments)))


def _series(value: Any) -> arb_series:
    """A jet or a constant as a series.

    Raises:
        TypeError: it is neither.
    """
    if isinstance(value, Jet):
        return value.series
    if isinstance(value, (int, Fraction)):
        return arb_series([ball(value)], ctx.cap)
    if isinstance(value, (float, arb)):
        return arb_series([arb(value)], ctx.cap)
    raise TypeError(f"{type(value).__name__} cannot be combined with a power series")
