"""Intervals with exact rational endpoints, open or closed, possibly infinite.

Arithmetic is that of Moore, Kearfott and Cloud (Introduction to Interval Analysis, SIAM 2009,
chapters 2 and 5), extended by the distinction of open and closed ends, which decides signs:
``exp(x)`` is in ``(0, ∞)``. An interval says where a term's values lie wherever it has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf
from typing import NamedTuple

End = Fraction | float
"""A rational number, or an infinity as a float."""
_LONGEST = 192
"""Bits of a numerator or denominator beyond which ends are rounded outwards."""


class _Edge(NamedTuple):
    value: End
    closed: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two ends; a closed end belongs to it, an infinite one never does."""

    low: End
    high: End
    low_closed: bool = False
    high_closed: bool = False

    def __str__(self) -> str:
        opening, closing = "(["[self.low_closed], ")]"[self.high_closed]
        return f"{opening}{self.low}, {self.high}{closing}"

    @property
    def bounded(self) -> bool:
        """Whether something is known: one end is finite."""
        return self.low != -inf or self.high != inf

    @property
    def finite(self) -> bool:
        """Whether both ends are finite."""
        return self.low != -inf and self.high != inf

    @property
    def positive(self) -> bool:
        """Whether all its numbers are above 0."""
        return self.low > 0 or (self.low == 0 and not self.low_closed)

    @property
    def nonnegative(self) -> bool:
        """Whether all its numbers are 0 or above."""
        return self.low >= 0

    @property
    def negative(self) -> bool:
        """Whether all its numbers are below 0."""
        return self.high < 0 or (self.high == 0 and not self.high_closed)

    def intersection(self, other: Interval) -> Interval:
        """The numbers in both; this interval itself if there are none."""
        low = max(_Edge(self.low, not self.low_closed), _Edge(other.low, not other.low_closed))
        high = min(_Edge(self.high, self.high_closed), _Edge(other.high, other.high_closed))
        empty = low.value > high.value or (
            low.value == high.value and (low.closed or not high.closed)
        )
        return self if empty else Interval(low.value, high.value, not low.closed, high.closed)

    def union(self, other: Interval) -> Interval:
        """The smallest interval around both."""
        low = min(_Edge(self.low, not self.low_closed), _Edge(other.low, not other.low_closed))
        high = max(_Edge(self.high, self.high_closed), _Edge(other.high, other.high_closed))
        return Interval(low.value, high.value, not low.closed, high.closed)

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low, self.high + other.high,
            self.low_closed and other.low_closed, self.high_closed and other.high_closed,
        )  # fmt: skip

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def __mul__(self, other: Interval) -> Interval:
        return _around(
            _product(first, second) for first in self._edges() for second in other._edges()
        )

    def _edges(self) -> tuple[_Edge, _Edge]:
        return _Edge(self.low, self.low_closed), _Edge(self.high, self.high_closed)

    def inverse(self) -> Interval:
        """The reciprocals of its numbers other than 0."""
        if self.low == 0 == self.high:
            return REALS
        if self.low >= 0:
            low = Fraction(0) if self.high == inf else 1 / _exact(self.high)
            high = inf if self.low == 0 else 1 / _exact(self.low)
            return Interval(low, high, self.high_closed, self.low_closed and self.low > 0)
        return -(-self).inverse() if self.high <= 0 else REALS

    def absolute(self) -> Interval:
        """The absolute values of its numbers."""
        if self.low >= 0:
            return self
        if self.high <= 0:
            return -self
        high = max(_Edge(-self.low, self.low_closed), _Edge(self.high, self.high_closed))
        return Interval(Fraction(0), high.value, True, high.closed)

    def power(self, exponent: int) -> Interval:
        """Integer powers of its numbers, where they are defined."""
        if exponent < 0:
            return self.power(-exponent).inverse()
        if exponent == 0:
            return point(1)
        base = self.absolute() if exponent % 2 == 0 else self
        if max(_size(base.low), _size(base.high)) * exponent > 16 * _LONGEST:
            return (POSITIVE if base.positive else NONNEGATIVE) if base.low >= 0 else REALS
        return Interval(base.low**exponent, base.high**exponent, base.low_closed, base.high_closed)

    def whole(self) -> Interval:
        """The smallest interval around the integers in it."""
        low: End = self.low
        if isinstance(low, Fraction):
            low = Fraction(ceil(low))
            low += low == self.low and not self.low_closed
        high: End = self.high
        if isinstance(high, Fraction):
            high = Fraction(floor(high))
            high -= high == self.high and not self.high_closed
        return Interval(low, high, low != -inf, high != inf) if low <= high else self

    def rounded(self) -> Interval:
        """The interval, or a slightly larger one whose ends are not too long to write."""
        if max(_size(self.low), _size(self.high)) <= _LONGEST:
            return self
        return Interval(_outwards(self.low, floor), _outwards(self.high, ceil), True, True)


def _outwards(end: End, whole: Callable[[Fraction], int]) -> End:
    """The end, rounded to a short number, 0 or infinity."""
    if not isinstance(end, Fraction) or _size(end) <= _LONGEST:
        return end
    if abs(end) >= 1 << _LONGEST:
        outward = (end > 0) == (whole is ceil)
        if outward:
            return inf if end > 0 else -inf
        return Fraction(1 << _LONGEST if end > 0 else -1 << _LONGEST)
    scale = 1 << 64
    return Fraction(whole(end * scale), scale)


def _size(end: End) -> int:
    if not isinstance(end, Fraction):
        return 0
    return max(end.numerator.bit_length(), end.denominator.bit_length())


def _exact(end: End) -> Fraction:
    assert isinstance(end, Fraction)
    return end


def _product(first: _Edge, second: _Edge) -> _Edge:
    """0 times anything is 0, and is reached if the end that is 0 is."""
    zeros = [edge.closed for edge in (first, second) if edge.value == 0]
    if zeros:
        return _Edge(Fraction(0), any(zeros))
    return _Edge(first.value * second.value, first.closed and second.closed)


def _around(edges: Iterable[_Edge]) -> Interval:
    found = list(edges)
    low = min(_Edge(edge.value, not edge.closed) for edge in found)
    high = max(found)
    return Interval(low.value, high.value, not low.closed, high.closed)


def point(value: Fraction | int) -> Interval:
    """The interval of one number."""
    exact = Fraction(value)
    return Interval(exact, exact, True, True)


def between(low: int, high: int) -> Interval:
    """The closed interval between two integers."""
    return Interval(Fraction(low), Fraction(high), True, True)


REALS = Interval(-inf, inf)
POSITIVE = Interval(Fraction(0), inf)
NONNEGATIVE = Interval(Fraction(0), inf, True)
NEGATIVE = Interval(-inf, Fraction(0))
