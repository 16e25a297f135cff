"""Values of statements of topics, whose functions, integrals and unknowns mean something else.

Symbols that a ``given`` equation constrains stand for what solves it: statements are then tried at
the record's solutions. Statements about functions that are defined, and about derivatives and
integrals, are about all points. Antiderivatives are compared up to a constant, by derivatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import islice
from random import Random
from typing import Any

from flint import arb, ctx

from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.checking.topics.table import TOPIC_CHECKS
from codegen.datasets.checking.topics.values import Special, Undefined, Values, imaginary_unit
from codegen.datasets.scoring.reference.context import Context, statement_of
from codegen.datasets.scoring.reference.settings import Settings
from codegen.datasets.scoring.verdicts.solutions import alternatives
from codegen.datasets.scoring.verdicts.worlds import TRIES, Place, World
from symnum.ops import CONJUNCTION, DISJUNCTION
from symnum.terms.plain import Call, Term


class TopicValues:
    """Evaluates terms at one point as a topic's check does; unknown names are some constants."""

    def __init__(
        self, context: Context, point: Mapping[str, Any], special: Mapping[str, Special], free: bool
    ) -> None:
        self.context, self.free = context, free
        self.values = Values(_WithConstants(point), special)

    def value(self, term: Term) -> Any:
        """An enclosure of the term's value.

        Raises:
            Undecided: there is none, or it is not real.
        """
        try:
            found = self.values.of(term if self.free else self.context.explained(term))
        except (Undefined, ValueError, TypeError):
            raise Undecided from None
        if not isinstance(found, arb) or not found.is_finite():
            raise Undecided
        return found


class _WithConstants(dict[str, Any]):
    """A point in which names without a coordinate have one made of the name."""

    def __missing__(self, name: str) -> arb:
        return arb(Random(f"constant {name}").randrange(1 << 20, 1 << 21)) / (1 << 20)


class TopicWorld(World):
    """Points of a topic's record.

    Args:
        context: The record.
        solved: Whether the points are the record's solutions, not any of the domain.
        free: Whether names of functions stand for anything.
        count: How many points.
        bits: Precision of ball arithmetic.
    """

    def __init__(
        self, context: Context, *, solved: bool = False, free: bool = False, count: int = 3,
        bits: int = 192,
    ) -> None:  # fmt: skip
        super().__init__(context, free=free, count=count, bits=bits)
        self.solved = solved
        check = TOPIC_CHECKS.get(context.record["family"])
        self.special = {} if check is None else check.special

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The points, or the solutions."""
        with ctx.workprec(self.bits):
            found = self._solutions() if self.solved else self._anywhere()
            return tuple(islice(found, self.count))

    def _anywhere(self) -> Iterator[Place]:
        random = Random(f"{self.context.record['id']} scoring")
        for _ in range(TRIES):
            point = self._point(random, Fraction(1, 16))
            place = self._place(point)
            if self._holds(place.evaluator):
                yield place

    def _solutions(self) -> Iterator[Place]:
        random = Random(f"{self.context.record['id']} scoring")
        solutions = alternatives(self.context)
        settings = Settings(self.context)
        for solution in solutions or [{}] * (self.count if settings else 0):
            point = self._point(random, Fraction(1, 16))
            balls = self._balls(point)
            try:
                fixed = settings.completed(solution, balls, self._evaluator)
            except Undecided:
                continue
            named: dict[str, Any] = {**point, **solution}
            place = Place(named, self._evaluator({**balls, **fixed}))
            if settings.hold(place.evaluator):
                yield place
        final = None if solutions or settings else self.context.final
        for attempt in range(8 * TRIES if final is not None else 0):
            place = self._place(self._point(random, Fraction(1 + attempt % 8, 16)))
            if final is not None and certainly_holds(final, place.evaluator):
                yield place

    def moved(self, solution: Mapping[str, Term]) -> Place:
        """Some point at which unknowns have values."""
        with ctx.workprec(self.bits):
            place = self._place(self._point(Random(self.context.record["id"]), Fraction(1, 16)))
            values = {name: place.evaluator.value(term) for name, term in solution.items()}
            point: dict[str, Any] = {**place.point, **solution}
            return Place(point, self._evaluator({**self._balls(place.point), **values}))

    def _place(self, point: Mapping[str, Fraction]) -> Place:
        return Place(point, self._evaluator(self._balls(point)))

    def _balls(self, point: Mapping[str, Fraction]) -> dict[str, Any]:
        unit = [n for n, assumption in self.context.assumptions.items() if assumption == "complex"]
        balls = {name: arb(v.numerator) / v.denominator for name, v in point.items()}
        return {**balls, **{name: imaginary_unit() for name in unit}}

    def _evaluator(self, point: Mapping[str, Any]) -> Any:
        return TopicValues(self.context, point, self.special, self.free)

    def prepared(self, term: Term) -> Term:
        """The term; its functions are explained when it is evaluated."""
        return term

    def plainly(self, term: Term) -> Term:
        """The term as it is."""
        return term


def coordinates(place: Place) -> Mapping[str, Any]:
    """The ball of each symbol at a place of such a world."""
    values: Any = place.evaluator
    found: Mapping[str, Any] = values.values.point
    return found


def certainly_holds(term: Term, evaluator: Any) -> bool:
    """Whether a statement, perhaps of several joined by *and* and *or*, holds for certain."""
    assert isinstance(term, Call)
    if term.operator in (CONJUNCTION, DISJUNCTION):
        joined = all if term.operator is CONJUNCTION else any
        return joined(certainly_holds(part, evaluator) for part in term.arguments)
    statement = statement_of(term)
    if statement is None or statement.relation == "=":
        return False
    try:
        left, right = (evaluator.value(side) for side in (statement.left, statement.right))
    except Undecided:
        return False
    return bool(left < right)
