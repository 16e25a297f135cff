"""Functions that build calls: ``sin(x)`` for any family of terms.

The family of the result is the family of the first argument that is a term; Python numbers alone
make canonical terms.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any

from symnum.errors import InputError
from symnum.ops import SELECT, Kind, Operator, operator_named
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.exact import exact
from symnum.terms.interface import adapter_of, symtype
from symnum.terms.ring import build


def apply(operator: Operator, *arguments: Any) -> Any:
    """The operator applied to terms of one family and Python numbers.

    Raises:
        ValueError: wrong number of arguments.
        TypeError: terms of two families.
        UnregisteredTerm: an argument that is neither a term nor a number.
    """
    if all(isinstance(argument, Canonical) for argument in arguments):
        return build(operator, arguments)
    like = next((a for a in arguments if not isinstance(a, Real)), CanonicalNumber(0))
    adapter = adapter_of(like)
    for argument in arguments:
        if not isinstance(argument, Real) and adapter_of(argument) is not adapter:
            raise TypeError(f"{argument!r} is of another family of terms; convert it first")
    return adapter.rebuild(
        like,
        operator,
        [adapter.literal(like, exact(a)) if isinstance(a, Real) else a for a in arguments],
    )


def _builder(name: str) -> Callable[..., Any]:
    operator = operator_named(name)

    def call(*arguments: Any) -> Any:
        if len(arguments) == 1 and isinstance(arguments[0], Canonical):
            return build(operator, arguments)
        return apply(operator, *arguments)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"{operator.meaning[0].upper()}{operator.meaning[1:]}, as a term."
    return call


sqrt, exp, expm1, exp2 = map(_builder, ("sqrt", "exp", "expm1", "exp2"))
log, log1p, log2, log10 = map(_builder, ("log", "log1p", "log2", "log10"))
sin, cos, tan = map(_builder, ("sin", "cos", "tan"))
asin, acos, atan = map(_builder, ("asin", "acos", "atan"))
sinh, cosh, tanh = map(_builder, ("sinh", "cosh", "tanh"))
asinh, acosh, atanh = map(_builder, ("asinh", "acosh", "atanh"))
erf, erfc, sign, floor = map(_builder, ("erf", "erfc", "sign", "floor"))
gamma, lgamma, digamma, polygamma = map(_builder, ("gamma", "lgamma", "digamma", "polygamma"))
besselj, bessely = map(_builder, ("besselj", "bessely"))
besseli, besselk = map(_builder, ("besseli", "besselk"))
airyai, airyaiprime = map(_builder, ("airyai", "airyaiprime"))
airybi, airybiprime = map(_builder, ("airybi", "airybiprime"))
erfinv, atan2 = map(_builder, ("erfinv", "atan2"))
minimum, maximum, fma, hypot = map(_builder, ("min", "max", "fma", "hypot"))
less, less_equal, equal = map(_builder, ("less", "less_equal", "equal"))
negation, conjunction, disjunction = map(_builder, ("negation", "conjunction", "disjunction"))
select, equation = map(_builder, ("select", "equation"))
derivative, integral = map(_builder, ("derivative", "integral"))
pi = apply(operator_named("pi"))
"""The number π as a canonical term."""
euler_gamma = apply(operator_named("euler_gamma"))
"""Euler's constant as a canonical term."""


def piecewise(*branches: Any) -> Any:
    """The value of the first condition that holds, else the last argument: nested ``select``.

    Args:
        branches: Pairs (value, condition), then the value elsewhere, or the pair (value, True).

    Raises:
        InputError: no value elsewhere, or a condition that is not a comparison of terms.

    >>> from symnum.terms import symbols
    >>> (x,) = symbols("x")
    >>> piecewise((-1, x < 0), (0, equal(x, 0)), 1)
    select(x < 0, -1, select(0 == x, 0, 1))
    """
    if not branches:
        raise InputError("piecewise needs pairs (value, condition) and a value elsewhere")
    *pairs, value = branches
    if isinstance(value, tuple) and len(value) == 2 and value[1] is True:
        value = value[0]
    elif isinstance(value, tuple) and not (value and isinstance(value[0], str)):
        raise InputError("piecewise needs a value elsewhere: end with it, or with (value, True)")
    for number in range(len(pairs), 0, -1):
        first, condition = _branch(number, pairs[number - 1])
        value = apply(SELECT, condition, first, value)
    return value


def _branch(number: int, pair: Any) -> tuple[Any, Any]:
    """One pair of piecewise, whose condition has to be a truth value of terms."""
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise InputError(f"piecewise: argument {number} is not a pair (value, condition)")
    if isinstance(pair[1], bool):
        raise InputError(
            f"piecewise: condition {number} is Python's {pair[1]}, not a term; == compares how "
            "terms are written, equal(a, b) is the condition that they have the same value"
        )
    if symtype(pair[1]) is not Kind.BOOLEAN:
        raise InputError(f"piecewise: condition {number} is not a comparison")
    return pair
