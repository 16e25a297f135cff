"""Numbers that are easily written or read for others: off by a little, or with digits exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

CALCULATED, COPIED = (1, 2, 3, 10, 20, 100), (1, 10, 100)
"""By how much a result may be off; and a number that is copied, of which a digit is the next one.
"""
_NEAR = 5
"""A shift is at most this part of the number, unless it is 1."""


def slips(value: Fraction, shifts: Sequence[int] = CALCULATED) -> Iterator[Fraction]:
    """Other numbers of the same sign and denominator; of 0, both its neighbours.

    >>> [str(slip) for slip in slips(Fraction(27, 4))]
    ['25/4', '29/4']
    >>> [int(slip) for slip in slips(Fraction(12))]
    [11, 13, 10, 14, 21]
    """
    top, bottom = abs(value.numerator), value.denominator
    sign = -1 if value < 0 else 1
    near = [top + way * shift for shift in shifts for way in (-1, 1)
            if shift <= max(1, top // _NEAR)]  # fmt: skip
    for number in dict.fromkeys((*near, *_exchanged(top))):
        slip = Fraction(sign * number, bottom)
        if slip.denominator == bottom and (number > 0 or not top) and number != top:
            yield slip


def _exchanged(number: int) -> Iterator[int]:
    """The number with two neighbouring digits exchanged, none of which becomes a leading 0."""
    digits = str(number)
    for place in range(len(digits) - 1):
        first, second = digits[place], digits[place + 1]
        if place or second != "0":
            yield int(digits[:place] + second + first + digits[place + 2 :])
