"""Taylor series with rational coefficients where every part has one: the usual case, in FLINT.

What vanishes below the line, grows, or has a constant coefficient that a function does not take to
a rational number is left to :mod:`symnum.calculus.expansion`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import ctx, fmpq, fmpq_series

from symnum.ops import (
    ASIN,
    ASINH,
    ATAN,
    ATANH,
    COS,
    COSH,
    EXP,
    LOG,
    SIN,
    SINH,
    TAN,
    TANH,
    Operator,
)  # fmt: skip
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.exact import Exact
from symnum.terms.ring import quotients
from symnum.terms.walks import evaluated

# Each of them raises ValueError where the constant coefficient is not the one for which all
# coefficients are rational (FLINT's manual, fmpq_poly: 1 for log and roots, else 0).
_FUNCTIONS: dict[Operator, Callable[[Any], Any]] = {
    EXP: fmpq_series.exp, LOG: fmpq_series.log, SIN: fmpq_series.sin, COS: fmpq_series.cos,
    TAN: fmpq_series.tan, SINH: fmpq_series.sinh, COSH: fmpq_series.cosh, TANH: fmpq_series.tanh,
    ASIN: fmpq_series.asin, ATAN: fmpq_series.atan, ASINH: fmpq_series.asinh,
    ATANH: fmpq_series.atanh,
}  # fmt: skip
_POWERS: dict[Exact, Callable[[Any], Any]] = {Fraction(1, 2): fmpq_series.sqrt}


def rational_series(
    term: Canonical, symbol: str, about: Exact, order: int
) -> tuple[list[Exact], CanonicalSymbol | None] | None:
    """The Taylor coefficients in powers of ``symbol - about``; ``None`` where this is not enough.

    Args:
        term: Any canonical term.
        symbol: The name of the variable.
        about: The point.
        order: How many coefficients, at least 1.

    Returns:
        The coefficients from the constant one up to the last that is not 0, and the variable as it
        stands in the term, if it does.
    """
    kept, ctx.cap = ctx.cap, order
    try:
        variable = _variable(about, order)
        found = evaluated(term, symbol, variable, _FUNCTIONS, _POWERS, _flint)
    except (ValueError, ZeroDivisionError):
        return None
    finally:
        ctx.cap = kept
    if found is None:
        return None
    value, met = found
    if value.prec < order:
        return None
    return quotients(value.numer().coeffs(), int(value.denom())), met


@lru_cache(maxsize=64)
def _variable(about: Exact, order: int) -> Any:
    """``about + t``."""
    return fmpq_series([_flint(about), 1], prec=order)


def _flint(value: Exact) -> Any:
    return value if type(value) is int else fmpq(value.numerator, value.denominator)
