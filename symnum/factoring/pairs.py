"""Pairs that many sums or products have in common, computed once (Paar 1997).

The most frequent pair of parts becomes a part of its own wherever it occurs, until no pair occurs
twice. For products a part stands for one of several equal factors, so powers need no special care.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from symnum.terms.exact import Exact, quotient

LARGEST_COUNT = 4_000_000
"""Pairs that are looked at; rows are left whole, the longest first, where there are more."""

Pair = tuple[int, int, Exact]
"""Two parts, and the coefficient of the second over that of the first."""


@dataclass(slots=True)
class CommonPairs:
    """The search in some rows.

    Args:
        rows: For each sum its parts with their coefficients.
        first_new: The smallest number that stands for no part.
        largest_count: See :data:`LARGEST_COUNT`.

    Attributes:
        new: The pairs that became parts, by number, in the order in which they were found; each
            uses earlier ones only.
        left_whole: How many rows were not looked at.
    """

    rows: Sequence[dict[int, Exact]]
    first_new: int
    largest_count: int = LARGEST_COUNT
    new: dict[int, Pair] = field(default_factory=dict)
    left_whole: int = 0
    _having: dict[Pair, set[int]] = field(default_factory=lambda: defaultdict(set))
    _queue: list[tuple[int, Pair]] = field(default_factory=list)

    def run(self) -> None:
        """Replace pairs in the rows, in place."""
        for number in self._looked_at():
            row = self.rows[number]
            for (first, lead), (second, other) in combinations(row.items(), 2):
                self._having[_pair(first, lead, second, other)].add(number)
        self._queue = [
            (-len(found), pair) for pair, found in self._having.items() if len(found) > 1
        ]
        heapq.heapify(self._queue)
        while self._queue:
            count, pair = heapq.heappop(self._queue)
            actual = len(self._having[pair])
            if actual == -count:
                self._take_out(pair)
            elif actual > 1:
                heapq.heappush(self._queue, (-actual, pair))

    def _looked_at(self) -> Iterator[int]:
        left = self.largest_count
        for number in sorted(range(len(self.rows)), key=lambda n: len(self.rows[n])):
            size = len(self.rows[number])
            left -= size * (size - 1) // 2
            if left >= 0:
                yield number
            else:
                self.left_whole += 1

    def _take_out(self, pair: Pair) -> None:
        first, second, _ = pair
        part = self.first_new + len(self.new)
        self.new[part] = pair
        having = self._having
        changed: dict[Pair, None] = {}
        for number in sorted(having.pop(pair)):
            row = self.rows[number]
            lead, other = row.pop(first), row.pop(second)
            for third, value in row.items():
                having[_pair(first, lead, third, value)].discard(number)
                having[_pair(second, other, third, value)].discard(number)
                found = third, part, quotient(lead, value)
                having[found].add(number)
                changed[found] = None
            row[part] = lead
        for found in changed:
            if len(having[found]) > 1:
                heapq.heappush(self._queue, (-len(having[found]), found))


def _pair(first: int, lead: Exact, second: int, other: Exact) -> Pair:
    if first < second:
        return first, second, quotient(other, lead)
    return second, first, quotient(lead, other)
