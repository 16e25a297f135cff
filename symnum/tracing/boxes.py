"""Boxes of indices: for each axis an arithmetic progression; their intersections and differences.

Steps other than 1 come from slices such as ``u[::2]``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progression:
    """The numbers ``start, start + step, …``, of which there are ``count`` (at least one)."""

    start: int
    step: int
    count: int

    @property
    def last(self) -> int:
        """The largest number."""
        return self.start + self.step * (self.count - 1)

    def at(self, first: int, step: int, count: int) -> Progression:
        """Those of its numbers that are in places ``first, first + step, …``."""
        return progression(self.start + self.step * first, self.step * step, count)

    def intersect(self, other: Progression) -> Progression | None:
        """The numbers that are in both (by the Chinese remainder theorem)."""
        low, high = max(self.start, other.start), min(self.last, other.last)
        if self.step == other.step == 1:
            return Progression(low, 1, high - low + 1) if low <= high else None
        common = math.gcd(self.step, other.step)
        if (other.start - self.start) % common:
            return None
        step = self.step // common * other.step
        turns = (other.start - self.start) // common
        inverse = pow(self.step // common, -1, other.step // common) if other.step > common else 0
        first = self.start + self.step * (turns * inverse % (other.step // common))
        first += -(-(low - first) // step) * step
        return progression(first, step, (high - first) // step + 1) if first <= high else None

    def without(self, part: Progression) -> Iterator[Progression]:
        """The numbers that are not in ``part``, which is contained in it, as progressions."""
        step = part.step // self.step if part.count > 1 else 1
        first = (part.start - self.start) // self.step
        last = first + step * (part.count - 1)
        if first > 0:
            yield self.at(0, 1, first)
        for place in range(1, step):
            yield self.at(first + place, step, part.count - 1)
        if last < self.count - 1:
            yield self.at(last + 1, 1, self.count - 1 - last)


def progression(start: int, step: int, count: int) -> Progression:
    """A progression; a single number has step 1."""
    return Progression(start, step if count > 1 else 1, count)


Box = tuple[Progression, ...]


def whole(shape: tuple[int, ...]) -> Box:
    """All indices of a shape without an axis of length 0."""
    return tuple(Progression(0, 1, size) for size in shape)


def counts(box: Box) -> tuple[int, ...]:
    """How many indices there are along each axis."""
    return tuple(axis.count for axis in box)


def volume(box: Box) -> int:
    """How many indices there are."""
    return math.prod(counts(box))


def intersect(first: Box, second: Box) -> Box | None:
    """The indices that are in both boxes."""
    axes = []
    for one, two in zip(first, second, strict=True):
        both = one.intersect(two)
        if both is None:
            return None
        axes.append(both)
    return tuple(axes)


def difference(box: Box, part: Box) -> Iterator[Box]:
    """Boxes of the indices of ``box`` that are not in ``part``, which is contained in it."""
    for axis, (one, two) in enumerate(zip(box, part, strict=True)):
        for left in one.without(two):
            yield (*part[:axis], left, *box[axis + 1 :])


def merged(first: Box, second: Box) -> Box | None:
    """One box of the indices of both, where they differ along one axis and follow each other."""
    differing = [axis for axis, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(differing) != 1:
        return None
    (axis,) = differing
    one, two = sorted((first[axis], second[axis]), key=lambda part: part.start)
    gap = two.start - one.last
    steps = {part.step for part in (one, two) if part.count > 1}
    if steps - {gap} or gap <= 0:
        return None
    both = Progression(one.start, gap, one.count + two.count)
    return (*first[:axis], both, *first[axis + 1 :])


def runs(places: Sequence[int]) -> list[tuple[int, int, int]]:
    """Runs of equally spaced numbers, greedily: where each starts, its step, and how long it is.

    >>> runs([4, 6, 8, 8, 3])
    [(0, 2, 3), (3, -5, 2)]
    """
    found, at = [], 0
    while at < len(places):
        step = places[at + 1] - places[at] if at + 1 < len(places) else 1
        end = at + 1
        while step and end < len(places) and places[end] - places[end - 1] == step:
            end += 1
        found.append((at, step if end - at > 1 else 1, end - at))
        at = end
    return found
