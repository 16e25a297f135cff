"""How far an error of an argument reaches into the value of a function.

A relative error θ of x makes one of at most exp(κ·|log(1 + θ)|) − 1 of f(x), where κ bounds the
condition number |x f'(x)/f(x)| between the two arguments (mean value theorem for log |f(e^s)|;
Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §1.6). Functions with f(0) = 0
have one across 0, so that their relative error stays small where their values are tiny.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flint import arb

from symnum.numerics.running_errors.enclosures import ONE, ZERO, Enclosure
from symnum.ops import (
    ASIN,
    ASINH,
    ATAN,
    ATANH,
    ERF,
    EXPM1,
    LOG1P,
    SIN,
    SINH,
    TAN,
    TANH,
    Operator,
)


def _expm1(x: Enclosure) -> arb:
    """x/(1 − e^−x) rises."""
    top = x.high
    return ONE if top.is_zero() else top / -(-top).expm1()


def _log1p(x: Enclosure) -> arb | None:
    """x/((1 + x) log(1 + x)) falls."""
    low = x.low
    if not low > -1:
        return None
    return ONE if low.is_zero() else low / ((1 + low) * low.log1p())


def _sin(x: Enclosure) -> arb | None:
    """|x cot x| is at most 1 for |x| ≤ 2.02."""
    return ONE if x.largest < 2 else None


def _tan(x: Enclosure) -> arb | None:
    """2x/sin 2x rises with |x|."""
    top = x.largest
    if not top < 1.5:
        return None
    return ONE if top.is_zero() else 2 * top / (2 * top).sin()


def _sinh(x: Enclosure) -> arb:
    """x coth x rises with |x|."""
    top = x.largest
    return ONE if top.is_zero() else top / top.tanh()


def _asin(x: Enclosure) -> arb | None:
    """x/(√(1 − x²) arcsin x) rises with |x|."""
    top = x.largest
    if not top < 1:
        return None
    return ONE if top.is_zero() else top / ((1 - top * top).sqrt() * top.asin())


def _atanh(x: Enclosure) -> arb | None:
    """x/((1 − x²) artanh x) rises with |x|."""
    top = x.largest
    if not top < 1:
        return None
    return ONE if top.is_zero() else top / ((1 - top * top) * top.atanh())


def _at_most_one(x: Enclosure) -> arb:
    return ONE


CONDITION_BOUNDS: Mapping[Operator, Callable[[Enclosure], arb | None]] = MappingProxyType(
    {
        EXPM1: _expm1,
        LOG1P: _log1p,
        SIN: _sin,
        TAN: _tan,
        SINH: _sinh,
        TANH: _at_most_one,
        ASIN: _asin,
        ATAN: _at_most_one,
        ASINH: _at_most_one,
        ATANH: _atanh,
        ERF: _at_most_one,
    }
)
"""A bound on the condition number over an enclosure, for functions with f(0) = 0."""


def relative_growth(condition: arb, relative: arb) -> arb | None:
    """The relative error of the value, from that of the argument and the condition number.

    >>> round(float(relative_growth(arb(2), arb(2) ** -53)) * 2**52, 9)
    1.0
    """
    logarithm = logarithmic(relative)
    if logarithm is None:
        return None
    if relative.is_zero():
        return ZERO
    grown: arb = (condition * logarithm).expm1().upper()
    return grown if grown.is_finite() else None


def logarithmic(relative: arb) -> arb | None:
    """The largest |log(1 + θ)| for |θ| up to a relative error; ``None`` from 1 on."""
    return (-(-relative).log1p()).upper() if relative < 1 else None
