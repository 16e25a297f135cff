"""Ball arithmetic's word on what doubles leave open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from codegen.verification.judgement import Case, ClassTally
from codegen.verification.references import Reference
from symnum.numerics.balls import LARGEST_PRECISION
from symnum.numerics.tape import ball
from symnum.numerics.ulp import BINARY32, ulp_error
from symnum.terms.exact import exact

_FIRST_BITS = 128
"""Enough for errors to be right to the last digit of a double."""


@dataclass(frozen=True, slots=True)
class LargestError:
    """The largest error of a set of inputs.

    Args:
        error: In ULPs of the true value, rounded up, at ``input``.
        bound: No input has a larger error than this, if the reference is as good as is assumed.
        input: The bits of the input, of several the first; ``None`` if there are no inputs.
    """

    error: float
    bound: float
    input: int | None


def error_of(case: Case, reference: Reference) -> float:
    """The error of a case in ULPs of the true value, rounded up; infinite for a wrong kind."""
    if case.low == case.high:  # a result that is not finite, or should not be
        return case.high
    x = case.x
    return ulp_error(case.y, lambda bits: reference.at(x, bits), BINARY32, _FIRST_BITS)


def largest_error(tally: ClassTally, reference: Reference) -> LargestError:
    """The largest error of a class, decided among its candidates."""
    if tally.best is None:
        return LargestError(0.0, 0.0, None)
    largest, at = error_of(tally.best, reference), tally.best.input
    for case in sorted(tally.largest, key=lambda case: (-case.high, case.input)):
        if case.high < largest:
            break
        error = error_of(case, reference)
        if error > largest or (error == largest and case.input < at):
            largest, at = error, case.input
    return LargestError(largest, max(largest, tally.forgotten), at)


def is_misrounded(case: Case, reference: Reference) -> bool:
    """Whether another float32 number is nearer to the true value; a tie may go either way.

    Raises:
        ArithmeticError: the true value has no enclosure.
    """
    y = case.y
    if math.isnan(y):
        return True
    low, high = _rounding_interval(y)
    bits = _FIRST_BITS
    while bits <= LARGEST_PRECISION:
        verdict = _outside(reference, case.x, low, high, bits)
        if verdict is not None:
            wrong_sign = y == 0 and math.copysign(1, y) != _sign(reference, case.x, bits)
            return verdict or wrong_sign
        bits *= 2
    return False


def _outside(
    reference: Reference, x: float, low: Fraction | None, high: Fraction | None, bits: int
) -> bool | None:
    """Whether the true value is outside an interval; ``None`` with too few bits to tell."""
    value = _at(reference, x, bits)
    below, above = (None if end is None else ball(exact(end)) for end in (low, high))
    if (below is not None and value < below) or (above is not None and value > above):
        return True
    inside = (below is None or value > below) and (above is None or value < above)
    return False if inside else None


def _at(reference: Reference, x: float, bits: int) -> arb:
    kept, ctx.prec = ctx.prec, bits
    try:
        value = reference.at(x, bits)
    finally:
        ctx.prec = kept
    if not isinstance(value, arb):
        raise ArithmeticError(f"{reference.name} has no value at {x}")
    return value


def _sign(reference: Reference, x: float, bits: int) -> float:
    return 1.0 if _at(reference, x, bits) >= 0 else -1.0


def _rounding_interval(y: float) -> tuple[Fraction | None, Fraction | None]:
    """What rounds to ``y``, up to ties; ``None`` for an end at infinity."""
    if math.isinf(y):
        edge = BINARY32.overflow
        return (edge, None) if y > 0 else (None, -edge)
    low, high = (_midpoint(y, np.float32(end)) for end in (-np.inf, np.inf))
    return low, high


def _midpoint(y: float, towards: np.float32) -> Fraction:
    neighbour = float(np.nextafter(np.float32(y), towards))
    if math.isinf(neighbour):
        return BINARY32.overflow if neighbour > 0 else -BINARY32.overflow
    return (Fraction(y) + Fraction(neighbour)) / 2
