"""Whether a statement is true on a record's domain, and how that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import arb

from codegen.datasets.checking.normal_form import rebuilt
from codegen.datasets.scoring.reference.context import Context, Statement, substituted
from codegen.datasets.scoring.verdicts.worlds import BITS, World, agree
from symnum.ops import INTEGRAL, SUB
from symnum.terms import interface
from symnum.terms.exact import Exact
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import postorder

Kind = Literal["known", "proved", "supported", "undecided", "false"]
PRECISIONS = (BITS, 8 * BITS, 64 * BITS)
"""Tried one after the other until a statement is decided: values may be very large."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a statement's truth.

    ``known``: it is a step of the record that the checker accepted. ``proved``: both sides have one
    normal form. ``supported``: both sides agree at ``points`` random points of the domain.
    ``false``: they differ for certain at ``counterexample``. ``undecided``: none of these.
    """

    kind: Kind
    points: int = 0
    counterexample: str = ""

    @property
    def holds(self) -> bool:
        """Whether the statement may be taken for true."""
        return self.kind in ("known", "proved", "supported")


UNDECIDED = Verdict("undecided")


class Truth:
    """Decides statements of one record.

    Args:
        context: The record.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.worlds = worlds_of(context)
        self.world = self.worlds[0]

    def of(self, statement: Statement) -> Verdict:
        """What is known of a statement in which all names have a meaning."""
        if statement.relation == "=":
            gap = self._gap(statement)
            if gap is not None:
                nowhere = f"the sides differ by {gap} everywhere"
                return Verdict("false", 0, nowhere) if gap else Verdict("proved")
        verdict = self._everywhere(statement)
        if verdict.kind == "false" and statement.relation == "=":
            return self._of_linear_integrals(statement) or verdict
        return verdict

    def linear(self, term: Term) -> Term:
        """The term with its integrals as sums of multiples of integrals, if they have values."""
        return self.context.forms.linear(term)

    def _of_linear_integrals(self, statement: Statement) -> Verdict | None:
        """A verdict on an equation that holds once sums and constant factors are taken out of its
        integrals: which antiderivatives are meant is not said."""
        names = self.context.forms.names
        calls = (*names(statement.left).calls, *names(statement.right).calls)
        if not any(call.operator is INTEGRAL for call in calls):
            return None
        constants: dict[Term, Term] = {
            Symbol(name): Call(SUB, (known.integral, known.antiderivative))
            for name, known in self.context.constants.items() if not known.arguments
        }  # fmt: skip
        sides = [
            self.context.explained(substituted(side, constants))
            for side in (statement.left, statement.right)
        ]
        left, right = map(self.linear, sides)
        if [left, right] == sides:
            return None
        found = self._everywhere(Statement(left, right))
        return found if found.holds else None

    def _everywhere(self, statement: Statement) -> Verdict:
        best = UNDECIDED
        for world in self.worlds:  # a point that a precision leaves open may refute at the next
            verdict = at_points(statement, world)
            if verdict.kind == "false" or 0 < verdict.points == len(world.places):
                return verdict
            best = best if best.holds else verdict
        return best

    def covers(self, statements: Sequence[Statement]) -> bool | None:
        """Whether one of some statements holds wherever it has to; None if there is no such
        place."""
        return None

    def _gap(self, statement: Statement) -> Exact | None:
        """What the sides differ by, where normal forms show it to be a number."""
        found = self._form_gap(statement)
        if found is None and any(map(self._has_functions, (statement.left, statement.right))):
            left, right = (
                self.context.explained(statement.left),
                self.context.explained(statement.right),
            )
            found = self._form_gap(Statement(left, right))
        return found

    def _form_gap(self, statement: Statement) -> Exact | None:
        left, right = (self.context.forms.of(side) for side in (statement.left, statement.right))
        if left is right:
            return 0
        return interface.number(rebuilt(SUB, [left, right]))

    def _has_functions(self, term: Term) -> bool:
        return any(
            isinstance(part, Call) and not part.operator.interpreted
            for part, _ in postorder([term])
        )


def worlds_of(context: Context) -> list[World]:
    """True worlds of a record by rising precision."""
    return [World(context, bits=bits) for bits in PRECISIONS]


def at_points(statement: Statement, world: World) -> Verdict:
    """What the points of a world say of a statement."""
    agreed = 0
    values = zip(world.places, world.values(statement.left), world.values(statement.right),
                 strict=True)  # fmt: skip
    for place, left, right in values:
        if left is None or right is None:
            continue
        if certainly_not(statement.relation, left, right):
            return Verdict("false", 0, point_text(place.point))
        agreed += _agrees(statement.relation, left, right)
    return Verdict("supported", agreed) if agreed else UNDECIDED


def certainly_not(relation: str, left: arb, right: arb) -> bool:
    """Whether a relation fails for certain."""
    if relation == "=":
        return not (left - right).contains(0)
    return bool(left > right if relation == "<=" else left >= right)


def _agrees(relation: str, left: arb, right: arb) -> bool:
    if relation == "=":
        return agree(left, right)
    return bool(left < right if relation == "<" else left <= right)


def point_text(point: Mapping[str, Fraction]) -> str:
    """A point as ``x = 1/2, y = 3``."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())


def is_trivial(statement: Statement, context: Context) -> bool:
    """Whether both sides are the same as they stand, whatever the names in them mean."""
    return statement.relation == "=" and context.forms.of(statement.left) is context.forms.of(
        statement.right
    )


def is_number(term: Term, context: Context) -> bool:
    """Whether a term is a rational number once it is worked out."""
    return interface.number(context.forms.of(term)) is not None
