"""Whether two terms have the same value, decided at random points of a record's domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from random import Random

from flint import arb, ctx

from codegen.datasets.checking.evaluation import Evaluator, IntegrationConstant
from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.checking.reading import Condition
from symnum.terms.plain import Symbol, Term

BITS = 96
"""Precision of ball arithmetic; it doubles where points go undecided (Ziv's strategy)."""
POINTS = 2
"""Points at which two terms have to agree."""
TRIES = 24
"""Points tried until enough of them are decided."""
_TOLERANCE = Fraction(1, 10**6)


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
        symbols: Mapping[str, Symbol],
        definitions: Mapping[str, Term],
        constants: Mapping[str, IntegrationConstant],
        conditions: Iterable[Condition],
        seed: str,
    ) -> None:
        self.symbols, self.definitions = symbols, definitions
        self.constants, self.conditions = constants, conditions
        self.seed = seed

    def differs(
        self, pairs: Iterable[tuple[Term, Term]], *, free: bool = False, opaque: bool = False,
        points: int = POINTS,
    ) -> str | None:  # fmt: skip
        """Why the terms of some pair are not equal; ``None`` if they agree at random points.

        Args:
            pairs: Terms that should be equal.
            free: Whether names of functions may stand for anything.
            opaque: Whether derivatives may stand for anything.
            points: How many points have to decide.
        """
        with ctx.workprec(BITS):  # gives the caller's precision back at the end
            return self._difference(list(pairs), free, opaque, points)

    def _difference(
        self, pairs: list[tuple[Term, Term]], free: bool, opaque: bool, points: int
    ) -> str | None:
        decided = 0
        for evaluator in self._evaluators(free, opaque):
            try:
                verdicts = [self._agree(evaluator, *pair) for pair in pairs]
            except Undecided:
                continue
            if False in verdicts:
                first, second = pairs[verdicts.index(False)]
                return f"{first} differs from {second}"
            decided += 1
            if decided == points:
                return None
        return "no point of the domain was found at which all terms have values"

    def _evaluators(self, free: bool, opaque: bool) -> Iterator[Evaluator]:
        """At points where the conditions hold: first as asked, at last with true definitions."""
        random = Random(f"{self.seed} {free} {opaque}")
        for attempt in range(TRIES):
            ctx.prec = BITS << (attempt // 6)
            unit = Fraction(1, 16 * (1 + attempt // 4))
            point, reference = self._point(random, unit), self._point(random, unit)
            as_asked = free and attempt < TRIES // 2
            evaluator = Evaluator(
                point, reference, self.definitions, self.constants, attempt,
                free=as_asked, opaque=opaque,
            )  # fmt: skip
            if as_asked or self._holds(evaluator):
                yield evaluator

    def _holds(self, evaluator: Evaluator) -> bool:
        try:
            for predicate, subject in self.conditions:
                value = evaluator.value(subject)
                if value.contains(0) or (predicate == "positive" and not value > 0):
                    return False
        except Undecided:
            return False
        return True

    def _point(self, random: Random, unit: Fraction) -> dict[str, Fraction]:
        """Somewhere in the domain; nearer to 0 if values were too large to be told further out."""
        point = {}
        for name, symbol in self.symbols.items():
            size = random.randint(5, 35) * unit
            positive = "positive" in symbol.assumptions or random.random() < 0.5
            point[name] = size if positive else -size
        return point

    @staticmethod
    def _agree(evaluator: Evaluator, first: Term, second: Term) -> bool:
        one, two = evaluator.value(first), evaluator.value(second)
        gap = one - two
        if not gap.contains(0):
            return False
        scale = max(arb(1), abs(one).lower())
        if not gap.rad() <= scale * arb(_TOLERANCE.numerator) / _TOLERANCE.denominator:
            raise Undecided
        return True
