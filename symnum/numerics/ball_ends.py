"""Where balls end, as exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, ctx


def exact_ends(value: arb, bits: int) -> tuple[arb, arb]:
    """The lower and the upper end of a ball as exact balls, found with so many bits."""
    kept, ctx.prec = ctx.prec, bits
    try:
        return value.lower(), value.upper()
    finally:
        ctx.prec = kept


def fraction_of(exact: Any) -> Fraction:
    """The number that an exact ball is; it has as many digits as its exponent says.

    >>> fraction_of(arb(0.75))
    Fraction(3, 4)
    """
    mantissa, exponent = exact.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
