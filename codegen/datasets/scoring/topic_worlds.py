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
from codegen.datasets.scoring.asked import solved_for
from codegen.datasets.scoring.context import Context, Statement, statement_of
from codegen.datasets.scoring.solutions import alternatives, alternatives_of, parts_of
from codegen.datasets.scoring.truth import (
    UNDECIDED,
    Truth,
    Verdict,
    at_points,
    certainly_not,
    point_text,
)
from codegen.datasets.scoring.worlds import TRIES, Place, World
from symnum.ops import CONJUNCTION, DERIVATIVE, DISJUNCTION, INTEGRAL
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import free_symbols, postorder


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
        for solution in solutions:
            place = self._place(self._point(random, Fraction(1, 16)))
            try:
                values = {name: place.evaluator.value(term) for name, term in solution.items()}
            except Undecided:
                continue
            point: dict[str, Any] = {**place.point, **solution}
            yield Place(point, self._evaluator({**self._balls(place.point), **values}))
        final = None if solutions else self.context.final
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


class TopicTruth(Truth):
    """Decides statements of a topic's record."""

    def __init__(self, context: Context) -> None:
        self.context = context
        near = TopicWorld(context)
        self.worlds = [near, TopicWorld(context, bits=1024)]
        self.world, self.special = near, near.special
        self.solved = TopicWorld(context, solved=True, count=16)

    @cached_property
    def unknowns(self) -> frozenset[str]:
        """Symbols that do not stand for any number: the record's own statements about them do not
        hold everywhere."""
        found: set[str] = set()
        for step in self.context.record["steps"]:
            term = self.context.term(step["equation"]["text"])
            for statement in () if term is None else parts_of(term):
                if not self._is_about_functions([statement.left, statement.right]):
                    verdicts = [at_points(statement, world) for world in self.worlds]
                    if any(verdict.kind == "false" for verdict in verdicts):
                        found |= _names(statement)
        return frozenset(found)

    def _everywhere(self, statement: Statement) -> Verdict:
        terms = [statement.left, statement.right]
        if self._unexplained(terms):
            return UNDECIDED
        if any(isinstance(p, Call) and p.operator is INTEGRAL for p, _ in postorder(terms)):
            left, right = integral_free(*terms)
            statement = Statement(left, right, statement.relation)
        verdict = super()._everywhere(statement)
        about = not self._is_about_functions(terms) and _names(statement) & self.unknowns
        if verdict.kind == "false" and about:
            return self._at_solutions(statement)
        return verdict

    def _unexplained(self, terms: list[Term]) -> bool:
        """Whether there is a function of which nothing is known."""
        known = {*self.context.definitions, *self.special}
        return any(
            isinstance(part, Call)
            and not part.operator.interpreted
            and part.operator.name not in known
            for part, _ in postorder(terms)
        )

    @staticmethod
    def _is_about_functions(terms: list[Term]) -> bool:
        """Whether a statement has to hold everywhere: functions are not what is solved for."""
        return any(
            isinstance(part, Call)
            and (part.operator in (DERIVATIVE, INTEGRAL) or not part.operator.interpreted)
            for part, _ in postorder(terms)
        )

    @cached_property
    def _auxiliary(self) -> dict[str, tuple[Place, ...]]:
        """Of unknowns on the way the values that the record finds, each at some point."""
        found: dict[str, tuple[Place, ...]] = {}
        for step in self.context.record["steps"]:
            term = self.context.term(step["equation"]["text"])
            unknown = None if term is None else solved_for(term)
            if term is not None and unknown is not None and unknown is not self.context.unknown:
                values = [each.get(unknown.name) for each in alternatives_of(term)]
                if None not in values:
                    new = ({unknown.name: value} for value in values if value is not None)
                    found[unknown.name] = tuple(self.solved.moved(each) for each in new)
        return found

    def _places_for(self, statement: Statement) -> tuple[Place, ...]:
        """The record's solutions, or those of the one other unknown that a statement has."""
        names = _names(statement) & self._auxiliary.keys()
        final = self.context.final
        if len(names) == 1 and (final is None or self._is_about_functions([final])):
            return self._auxiliary[names.pop()]
        return self.solved.places

    def _at_solutions(self, statement: Statement) -> Verdict:
        """False only if no solution satisfies it: alternatives are said one by one."""
        places = self._places_for(statement)
        held = 0
        sides = (self.solved.values_at(places, s) for s in (statement.left, statement.right))
        for left, right in zip(*sides, strict=True):
            if left is None or right is None:
                return UNDECIDED
            held += not certainly_not(statement.relation, left, right)
        if held:
            return Verdict("supported", held)
        where = "; ".join(point_text(place.point) for place in places[:3])
        return Verdict("false", 0, f"the solutions {where}") if places else UNDECIDED


def _names(statement: Statement) -> set[str]:
    return {s.name for side in (statement.left, statement.right) for s in free_symbols(side)}


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


def integral_free(left: Term, right: Term) -> tuple[Term, Term]:
    """Sides with antiderivatives as their derivatives: what holds up to a constant."""
    variables = {
        part.arguments[1]: None
        for part, _ in postorder([left, right])
        if isinstance(part, Call) and part.operator is INTEGRAL and len(part.arguments) == 2
    }
    for variable in variables:
        left, right = (Call(DERIVATIVE, (side, variable)) for side in (left, right))
    return left, right
