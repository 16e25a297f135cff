"""Whether two terms have the same value, decided at points of a record's domain.

Points are drawn from a hash of the record, so that whoever made the record did not know them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from codegen.datasets.checking.meaning import IntegrationConstant
from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.checking.points import PointEvaluator, World, evaluator_at
from codegen.datasets.checking.reading import Condition
from symnum.terms.canonical import Canonical, CanonicalSymbol

BITS = 192
"""Precision of ball arithmetic; it grows where points go undecided (Ziv's strategy)."""
POINTS = 2
"""Points at which two terms have to agree."""
_DOUBLINGS = (0, 1, 2, 3, 4, 6, 8, 10)
"""How often precision has been doubled in each turn: sin(exp(66564)) has 96,000 bits before its
point."""
_SCALES = (64, 1, 8, 1, 512, 64)
"""How much nearer to 0 points are in each turn; then precision grows.

Near 0 no exponential is so large that it hides what is added to it; further out no power is so
small that it is hidden itself."""
_SMALLEST, _SIZES = 5, 31
"""Coordinates are this many sixteenths at least, and of so many sizes."""
TRIES = len(_SCALES) * len(_DOUBLINGS)
"""Points tried until enough of them are decided."""

Pair = tuple[Canonical, Canonical]


class _Asked(NamedTuple):
    """What names and derivatives stand for."""

    free: bool = False
    opaque: bool = False
    fixed: Mapping[str, Canonical] | None = None


class Comparison:
    """Compares terms of one record.

    Args:
        symbols: The record's symbols.
        definitions: What names of functions stand for; filled as the record is read.
        constants: What integration constants stand for; filled likewise.
        conditions: Side conditions recorded so far; filled likewise.
        seed: Chooses the points.
    """

    def __init__(
        self,
        symbols: Mapping[str, CanonicalSymbol],
        definitions: Mapping[str, Canonical],
        constants: Mapping[str, IntegrationConstant],
        conditions: Sequence[Condition],
        seed: str,
    ) -> None:
        self.conditions, self.seed = conditions, seed.encode()
        self._positive = {name: "positive" in s.assumptions for name, s in symbols.items()}
        self._world = World(definitions, constants)
        self._kept: dict[tuple[int, bool], PointEvaluator] = {}

    def differs(
        self, pairs: Iterable[Pair], *, free: bool = False, opaque: bool = False,
        fixed: Mapping[str, Canonical] | None = None, points: int = POINTS,
    ) -> str | None:  # fmt: skip
        """Why the terms of some pair are not equal; ``None`` if they agree at random points.

        Args:
            pairs: Terms that should be equal.
            free: Whether names of functions may stand for anything.
            opaque: Whether derivatives may stand for anything.
            fixed: What some names stand for all the same.
            points: How many points have to decide.
        """
        asked = _Asked(free, opaque, fixed)
        return self._difference([p for p in pairs if p[0] is not p[1]], asked, points)

    def first_difference(self, pairs: Sequence[Pair]) -> tuple[int, str] | None:
        """The place of the first pair that differs at a point where all conditions hold, and why.

        All pairs are looked at at the same point; those that it does not decide at others.
        """
        for evaluator in self._evaluators(_Asked()):
            try:
                verdicts = [evaluator.agree(*pair) for pair in pairs]
            except Undecided:
                break
            if False in verdicts:
                place = verdicts.index(False)
                return place, "{} differs from {}".format(*pairs[place])
            return None
        for place, pair in enumerate(pairs):
            reason = self._difference([pair], _Asked(), 1)
            if reason is not None:
                return place, reason
        return None

    def _difference(self, pairs: list[Pair], asked: _Asked, points: int) -> str | None:
        decided = 0
        for evaluator in self._evaluators(asked):
            try:
                verdicts = [evaluator.agree(*pair) for pair in pairs]
            except Undecided:
                continue
            if False in verdicts:
                return "{} differs from {}".format(*pairs[verdicts.index(False)])
            decided += 1
            if decided == points:
                return None
        return "no point of the domain was found at which all terms have values"

    def _evaluators(self, asked: _Asked) -> Iterator[PointEvaluator]:
        """At points where the conditions hold: first as asked, at last with true definitions.

        Evaluators with free functions are kept, since no definition or condition changes them.
        """
        for attempt in range(TRIES):
            free = asked.free and attempt < TRIES // 2
            kept = free and not asked.fixed
            found = self._kept.get((attempt, asked.opaque)) if kept else None
            if found is None:
                point, reference = self._points(attempt)
                bits = BITS << _DOUBLINGS[attempt // len(_SCALES)]
                found = evaluator_at(
                    self._world, point, reference, attempt, bits,
                    free=free, opaque=asked.opaque, fixed=asked.fixed,
                )  # fmt: skip
                if kept:
                    self._kept[attempt, asked.opaque] = found
            if free or all(found.satisfies(*condition) for condition in self.conditions):
                yield found

    def _points(self, attempt: int) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """Two points of the domain; nearer to 0 if values were too large further out."""
        key = attempt.to_bytes(2, "little")
        unit = 16 * _SCALES[attempt % len(_SCALES)]
        places = ({}, {})  # type: tuple[dict[str, Fraction], dict[str, Fraction]]
        bits, at = b"", 0
        for number, (name, positive) in enumerate(self._positive.items()):
            if at == len(bits):
                bits, at = blake2b(self.seed, key=key, person=b"%d" % number).digest(), 0
            for place in places:
                size, sign = _SMALLEST + bits[at] % _SIZES, positive or bits[at + 1] & 1
                place[name] = _coordinate(size if sign else -size, unit)
                at += 2
        return places


_coordinate = lru_cache(maxsize=1024)(Fraction)
