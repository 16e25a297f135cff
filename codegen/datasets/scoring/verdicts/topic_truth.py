"""Whether statements about a topic's functions, integrals and unknowns are true."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from codegen.datasets.checking.normal_form import rebuilt
from codegen.datasets.scoring.reference.asked import solved_for
from codegen.datasets.scoring.reference.context import Context, Statement, integrated_over
from codegen.datasets.scoring.reference.replacing import Meanings
from codegen.datasets.scoring.reference.slopes import base_of
from codegen.datasets.scoring.verdicts.complex_values import (
    complex_verdict,
    covers,
    differs_as_complex,
)
from codegen.datasets.scoring.verdicts.solutions import alternatives_of, parts_of
from codegen.datasets.scoring.verdicts.topic_worlds import TopicWorld, coordinates
from codegen.datasets.scoring.verdicts.truth import (
    UNDECIDED,
    Truth,
    Verdict,
    at_points,
    certainly_not,
    point_text,
)
from codegen.datasets.scoring.verdicts.worlds import Place
from symnum.ops import DERIVATIVE, INTEGRAL, SUB
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import free_symbols, postorder


class TopicTruth(Truth):
    """Decides statements of a topic's record."""

    def __init__(self, context: Context) -> None:
        self.context = context
        near = TopicWorld(context)
        self.worlds = [near, TopicWorld(context, bits=1024)]
        self.world, self.special = near, near.special
        self.solved = TopicWorld(context, solved=True, count=16)

    def linear(self, term: Term) -> Term:
        """The term: integrals are compared by derivatives here."""
        return term

    @cached_property
    def unknowns(self) -> frozenset[str]:
        """Symbols that do not stand for any number: the record's own statements about them do not
        hold everywhere."""
        unknown = self.context.unknown
        found: set[str] = set() if unknown is None else {unknown.name}
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
        if "complex" in self.context.assumptions.values():
            return complex_verdict(statement, self.context, self.special)
        if _has_integral(terms):
            statement = self._over_one_variable(statement)
            if len(integrated_over([statement.left, statement.right])) > 1:
                return UNDECIDED  # what both are independent of shows nothing
            terms = [statement.left, statement.right]
            statement = self._without_integrals(statement)
        verdict = super()._everywhere(statement)
        integrated = integrated_over([statement.left, statement.right])
        unknowns = _names(statement) & self.unknowns - integrated
        about = unknowns and not self._is_about_unknown_functions(terms)
        if about and (not verdict.holds or statement.relation != "="):
            found = self._at_solutions(statement)
            kept = found.kind != "undecided" or verdict.kind == "false"
            return found if kept else verdict
        if verdict.kind == "undecided" and (about or not _names(statement)):
            return self._beyond_the_reals(
                statement, self.solved.places if about else self.world.places[:1]
            )
        return verdict

    def _over_one_variable(self, statement: Statement) -> Statement:
        """The statement with integrals over a name that the record puts for an expression as
        integrals over what the expression is of, if there are others as well."""
        sides = [statement.left, statement.right]
        if len(integrated_over(sides)) < 2:
            return statement
        meanings = Meanings(self.context.integration_variables)
        for step in self.context.steps:
            if step.operator == "let" and step.statement is not None:
                meanings.define(step.statement.left, step.statement.right)
        left, right = map(meanings.replaced, sides)
        return Statement(left, right, statement.relation)

    @staticmethod
    def _beyond_the_reals(statement: Statement, places: Sequence[Place]) -> Verdict:
        """False if roots of negative numbers make it so; otherwise nothing is known."""
        points = [coordinates(place) for place in places]
        if differs_as_complex(statement, points):
            return Verdict("false", 0, "a root of a negative number is not real")
        return UNDECIDED

    def _without_integrals(self, statement: Statement) -> Statement:
        """The difference of the sides, if the same integrals are in both; else up to constants."""
        forms = [self.context.forms.of(side) for side in (statement.left, statement.right)]
        gap = to_plain(rebuilt(SUB, forms)) if statement.relation == "=" else None
        if gap is not None and not _has_integral([gap]):
            return Statement(gap, Number(0))
        left, right = integral_free(statement.left, statement.right)
        return Statement(left, right, statement.relation)

    def _is_about_unknown_functions(self, terms: list[Term]) -> bool:
        """Whether a statement has a function that the problem does not define."""
        known = self._given_functions
        return self._is_about_functions(terms) and any(
            isinstance(part, Call)
            and not part.operator.interpreted
            and base_of(part.operator.name) not in known
            for part, _ in postorder(terms)
        )

    @cached_property
    def _given_functions(self) -> frozenset[str]:
        """Names of functions that the problem defines."""
        sides = [step.statement.left for step in self.context.steps
                 if step.given and step.statement is not None]  # fmt: skip
        heads = {side.operator.name for side in sides if isinstance(side, Call)}
        return frozenset(heads & self.context.definitions.keys())

    def _unexplained(self, terms: list[Term]) -> bool:
        """Whether there is a function of which nothing is known."""
        known = {*self.context.definitions, *self.special}
        return any(
            isinstance(part, Call)
            and not part.operator.interpreted
            and base_of(part.operator.name) not in known
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

    def covers(self, statements: Sequence[Statement]) -> bool | None:
        """Whether each solution may satisfy one of some statements."""
        if "complex" in self.context.assumptions.values():
            return covers(statements, self.context)
        places = self._places_for(statements[0])
        failing = set(range(len(places)))
        for said in statements:
            sides = (self.solved.values_at(places, side) for side in (said.left, said.right))
            for number, (left, right) in enumerate(zip(*sides, strict=True)):
                unknown = left is None or right is None
                if unknown or not certainly_not(said.relation, left, right):
                    failing.discard(number)
        return not failing if places and self._about_unknowns(statements) else None

    def _about_unknowns(self, statements: Sequence[Statement]) -> bool:
        return all(_names(said) & self.unknowns for said in statements)

    def _at_solutions(self, statement: Statement) -> Verdict:
        """False only if no solution satisfies it: alternatives are said one by one."""
        places = self._places_for(statement)
        held = 0
        sides = (self.solved.values_at(places, s) for s in (statement.left, statement.right))
        for left, right in zip(*sides, strict=True):
            if left is None or right is None:
                return self._beyond_the_reals(statement, places)
            held += not certainly_not(statement.relation, left, right)
        if held:
            return Verdict("supported", held)
        where = "; ".join(point_text(place.point) for place in places[:3])
        return Verdict("false", 0, f"the solutions {where}") if places else UNDECIDED


def _names(statement: Statement) -> set[str]:
    """Names of the symbols of a statement."""
    return {s.name for side in (statement.left, statement.right) for s in free_symbols(side)}


def _has_integral(terms: list[Term]) -> bool:
    return any(isinstance(p, Call) and p.operator is INTEGRAL for p, _ in postorder(terms))


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
