"""A record of a topic under construction."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from codegen.datasets.records import blank, expression, sealed
from symnum.ops import (
    CONJUNCTION,
    DISJUNCTION,
    EQUAL,
    EQUATION,
    LESS,
    LESS_EQUAL,
    Operator,
    function,
)
from symnum.terms.canonical import CanonicalSymbol
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Term
from symnum.terms.text import to_latex

Operand = Any
"""A term of any family, or a number."""

EMPTY = {"text": "", "latex": ""}


def equation(left: Operand, right: Operand) -> Call:
    """``left = right``."""
    return relation(EQUATION, left, right)


def less(left: Operand, right: Operand) -> Call:
    """``left < right``."""
    return relation(LESS, left, right)


def at_most(left: Operand, right: Operand) -> Call:
    """``left <= right``."""
    return relation(LESS_EQUAL, left, right)


def relation(operator: Operator, left: Operand, right: Operand) -> Call:
    """Two terms with a relation between them."""
    return Call(operator, (to_plain(left), to_plain(right)))


def alternatives(pairs: Sequence[tuple[Operand, Operand]]) -> Call:
    """``l == r or l == r …``; for one pair an equation."""
    if len(pairs) == 1:
        return equation(*pairs[0])
    return any_of([relation(EQUAL, left, right) for left, right in pairs])


def any_of(statements: Sequence[Call]) -> Call:
    """Statements joined by *or*."""
    return _joined(DISJUNCTION, statements)


def all_of(statements: Sequence[Call]) -> Call:
    """Statements joined by *and*."""
    return _joined(CONJUNCTION, statements)


def _joined(operator: Operator, statements: Sequence[Call]) -> Call:
    result, *rest = statements
    for other in rest:
        result = Call(operator, (result, other))
    return result


def call(name: str, *arguments: Operand) -> Call:
    """A call of a function that the record declares."""
    return Call(function(name), tuple(to_plain(argument) for argument in arguments))


class Posed:
    """A problem in words, the kind of answer, and the topics that it belongs to."""

    def __init__(self, text: str, answer_kind: str = "equation") -> None:
        self.text, self.answer_kind = text, answer_kind
        self.topics: list[str] = []


class Solution:
    """Steps towards the answer of a problem, with the random numbers of one record.

    Args:
        random: The record's own stream.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.steps: list[dict[str, Any]] = []
        self.domain: list[dict[str, str]] = []
        self.functions: list[dict[str, str]] = []
        self.constants: list[dict[str, Any]] = []
        self.names: dict[str, str] = {}
        self.last: Call | None = None
        self.statements: list[Call] = []

    def symbol(self, name: str, assumption: str = "real", latex: str = "") -> Any:
        """A symbol of the record, as a canonical term; shown as its name says or as told."""
        facts = frozenset({assumption} - {"real", "complex"})
        made = CanonicalSymbol(name, facts)
        entry = {"symbol": name, "assumption": assumption, "latex": latex or to_latex(made)}
        if name not in self.names:
            self.domain.append(entry)
            self.names[name] = entry["latex"]
        return made

    def function(self, name: str) -> None:
        """Declare the name of a function."""
        shown = function(name).syntax.latex
        self.functions.append({"name": name, "latex": shown})

    def given(self, statement: Call, conditions: Sequence[tuple[str, Operand]] = ()) -> int:
        """A statement of the problem, with what its having a value implies."""
        return self.step("given", (), statement, conditions=conditions)

    def step(
        self,
        operator: str,
        inputs: Sequence[int],
        statement: Call,
        *,
        operand: Operand | None = None,
        conditions: Sequence[tuple[str, Operand]] = (),
        words: str = "",
    ) -> int:
        """Add a step.

        Returns:
            Its number, from 1.
        """
        self.steps.append(
            {
                "operator": operator,
                "inputs": list(inputs),
                "operand": EMPTY if operand is None else self.shown(operand),
                "equation": self.shown(statement),
                "side_conditions": [
                    {"predicate": predicate, "subject": self.shown(subject)}
                    for predicate, subject in conditions
                ],
                "words": words,
            }
        )
        self.last = statement
        self.statements.append(statement)
        return len(self.steps)

    def constant(
        self, variable: CanonicalSymbol, integral: Operand | None = None, found: Operand = None
    ) -> Any:
        """A new integration constant, of the next step, as a canonical term.

        Without an integral it is one of the constants of a general solution.
        """
        name = f"C_{len(self.constants) + 1}"
        self.constants.append(
            {
                "name": name,
                "step": len(self.steps) + 1,
                "variable": variable.name,
                "arguments": [],
                "integral": EMPTY if integral is None else self.shown(integral),
                "antiderivative": EMPTY if integral is None else self.shown(found),
            }
        )
        return CanonicalSymbol(name)

    def shown(self, term: Operand) -> dict[str, str]:
        """A term in the two forms of a record, with the record's names."""
        return {**expression(term), "latex": to_latex(to_plain(term), self.names)}

    def latex(self, number: int) -> str:
        """How the statement of a step is shown."""
        shown: str = self.steps[number - 1]["equation"]["latex"]
        return shown

    def record(
        self, topic: str, template: str, index: int, skills: Sequence[str], posed: Posed
    ) -> dict[str, Any]:
        """The finished record."""
        assert self.last is not None
        shown: Term = self.last if posed.answer_kind == "equation" else self.last.arguments[1]
        made = blank(
            family=topic, index=index, template=template, instance=index, topics=list(posed.topics),
            skills=list(skills), domain=self.domain, functions=self.functions, steps=self.steps,
            constants=self.constants,
            problem=posed.text, answer=to_latex(shown, self.names), answer_kind=posed.answer_kind,
        )  # fmt: skip
        return sealed(made)
