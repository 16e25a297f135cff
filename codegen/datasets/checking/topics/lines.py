"""Steps of a record as terms, and how a check says no."""

from __future__ import annotations

from dataclasses import dataclass

from symnum.ops import EQUAL, EQUATION, LESS, LESS_EQUAL, Operator
from symnum.terms.plain import Call, Term

RELATIONS = (EQUATION, EQUAL, LESS, LESS_EQUAL)


class Rejected(Exception):
    """A step, or the record, is not what it claims to be."""


def require(condition: bool, reason: str, *terms: object) -> None:
    """Reject with a reason, into which the terms are written only if it is needed."""
    if not condition:
        raise Rejected(reason.format(*terms))


@dataclass(frozen=True, slots=True)
class Line:
    """A step, read. ``conditions`` are predicates with their subjects."""

    operator: str
    inputs: tuple[int, ...]
    operand: Term | None
    statement: Term
    conditions: tuple[tuple[str, Term], ...]
    words: str

    @property
    def relation(self) -> Operator:
        """The operator on top: a relation, or *and* or *or*."""
        assert isinstance(self.statement, Call)
        return self.statement.operator

    @property
    def left(self) -> Term:
        """The left side of an equation or comparison."""
        return self._sides()[0]

    @property
    def right(self) -> Term:
        """The right side of an equation or comparison."""
        return self._sides()[1]

    def _sides(self) -> tuple[Term, ...]:
        require(self.relation in RELATIONS, "{} is no equation or comparison", self.statement)
        assert isinstance(self.statement, Call)
        return self.statement.arguments
