"""Errors of floating-point results in units in the last place, against ball arithmetic.

The unit is that of the true value in the format: ulp(t) = 2^(e − p + 1) for 2^e ≤ |t| < 2^(e+1),
and never below the smallest subnormal (Muller et al., Handbook of Floating-Point Arithmetic,
2.6). Precision goes up until the answer is sure (Ziv's strategy).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx

from symnum.numerics.ball_ends import exact_ends, fraction_of
from symnum.numerics.balls import LARGEST_PRECISION
from symnum.numerics.tape import UNDEFINED, Ball, ball
from symnum.terms.exact import exact


@dataclass(frozen=True)
class Format:
    """A binary floating-point format.

    Args:
        name: What people call it.
        precision: Bits of the significand, the hidden one included.
        largest_exponent: e of the largest finite number, 2^e · (2 − 2^(1 − precision)).
        smallest_exponent: e of the smallest normal number, 2^e.
    """

    name: str
    precision: int
    largest_exponent: int
    smallest_exponent: int

    @property
    def overflow(self) -> Fraction:
        """Numbers of this size and above round to infinity."""
        return Fraction(2) ** self.largest_exponent * (2 - Fraction(1, 2**self.precision))

    def unit(self, exponent: int) -> Fraction:
        """The unit in the last place of numbers in [2^exponent, 2^(exponent + 1))."""
        return Fraction(2) ** (max(exponent, self.smallest_exponent) - self.precision + 1)


BINARY64 = Format("float64", 53, 1023, -1022)
BINARY32 = Format("float32", 24, 127, -126)


def ulp_error(
    computed: float,
    true: Callable[[int], Ball],
    number_format: Format = BINARY64,
    first_bits: int | None = None,
) -> float:
    """The error of a computed value in ULPs of the true value, rounded up.

    Args:
        computed: The result, a number of the format.
        true: From a precision in bits, which is also set in FLINT's context, to the value.
        number_format: Whose unit is meant.
        first_bits: Precision to begin with, by default twice the format's; it says how close the
            answer is to the error, from 2^-24 units of the format on.

    Returns:
        0 where the true value is undefined and the result is not finite, or where the true value
        overflows and the result is the right infinity; infinity where only one of them is finite.

    Raises:
        ArithmeticError: the true value stays undecided.

    >>> ulp_error(1 / 3, lambda bits: arb(1) / 3) < 0.34
    True
    """
    bits = first_bits or 2 * number_format.precision
    while True:
        value = _at(true, bits)
        if value is UNDEFINED:
            return math.inf if math.isfinite(computed) else 0.0
        if isinstance(value, arb):
            error = _error(computed, value, number_format, bits)
            if error is not None:
                return error
        if bits >= LARGEST_PRECISION:
            raise ArithmeticError(f"the true value is undecided with {bits} bits")
        bits *= 2


def _at(true: Callable[[int], Ball], bits: int) -> Ball:
    kept, ctx.prec = ctx.prec, bits
    try:
        return true(bits)
    finally:
        ctx.prec = kept


def _error(computed: float, value: arb, number_format: Format, bits: int) -> float | None:
    """The error if the ball is narrow enough to tell, or cannot get narrower."""
    kept, ctx.prec = ctx.prec, bits
    try:
        threshold = ball(exact(number_format.overflow))
        if not math.isfinite(computed):
            same = (value > 0) == (computed > 0) and not math.isnan(computed)
            return 0.0 if same and abs(value) >= threshold else math.inf
        exponent = _exponent(value)
        if bits < LARGEST_PRECISION and not _has_one_unit(value, exponent, number_format):
            return None
        unit = number_format.unit(exponent if exponent is not None else -(10**9))
        error = abs(value - ball(exact(computed))) / ball(exact(unit))
        sure = error.rad() < 2.0**-20 or bits >= LARGEST_PRECISION
        return _rounded_up(error) if sure else None
    finally:
        ctx.prec = kept


def _exponent(value: arb) -> int | None:
    """Floor of log2 of the absolute value; of its lower end where that is positive."""
    if value.is_zero():
        return -(10**9)
    mantissa, exponent = abs(value).abs_lower().man_exp()
    return int(exponent) + int(mantissa).bit_length() - 1 if mantissa != 0 else None


def _has_one_unit(value: arb, exponent: int | None, number_format: Format) -> bool:
    """Whether all of a ball, whose least numbers have this exponent, shares a unit."""
    if exponent is None:
        return False
    mantissa, power = abs(value).abs_upper().man_exp()
    largest = int(power) + int(mantissa).bit_length() - 1 if mantissa != 0 else exponent
    return max(largest, number_format.smallest_exponent) == max(
        exponent, number_format.smallest_exponent
    )


def _rounded_up(error: arb) -> float:
    return math.nextafter(float(error.upper()), math.inf) if error > 0 else 0.0


def nearest(true: Callable[[int], Ball]) -> float:
    """The float64 nearest to a value given as balls; ties and edges by increasing precision.

    Returns:
        NaN where the value is undefined.

    Raises:
        ArithmeticError: the value is too close to a rounding boundary to decide.

    >>> nearest(lambda bits: arb(2).sqrt()) == 2**0.5
    True
    """
    bits = 128
    while bits <= LARGEST_PRECISION:
        value = _at(true, bits)
        if value is UNDEFINED:
            return math.nan
        if isinstance(value, arb):
            ends = {float(_end(end)) for end in exact_ends(value, bits)}
            if len(ends) == 1:
                return ends.pop()
        bits *= 2
    raise ArithmeticError("the value is too close to a rounding boundary to decide")


def _end(end: arb) -> Fraction | float:
    """The exact value of an exact ball; Python rounds fractions to nearest, ties to even."""
    mantissa, exponent = end.man_exp()
    if int(exponent) + int(mantissa).bit_length() > BINARY64.largest_exponent + 2:
        return math.inf if mantissa > 0 else -math.inf
    value = fraction_of(end)
    return math.copysign(math.inf, value) if abs(value) >= BINARY64.overflow else value
