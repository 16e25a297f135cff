"""What a record says, as terms: what its answers are judged against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from codegen.datasets.checking.evaluation import IntegrationConstant
from codegen.datasets.checking.topics.context import IMAGINARY
from codegen.datasets.checking.topics.table import TOPIC_CHECKS
from codegen.datasets.reading import Names
from codegen.datasets.reading.names import is_called
from codegen.datasets.scoring.reference.asked import solved_for, solved_or_alone
from codegen.datasets.scoring.reference.forms import Forms
from codegen.datasets.scoring.reference.slopes import (
    Meaning,
    base_of,
    derived,
    placed,
    with_primes,
)
from symnum.errors import InputError
from symnum.ops import EQUAL, EQUATION, INTEGRAL, LESS, LESS_EQUAL
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import postorder, rewritten

RELATIONS = {EQUATION: "=", EQUAL: "=", LESS: "<", LESS_EQUAL: "<="}
"""Operators that make a statement of two sides, and how they are written."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Two terms and a relation between them."""

    left: Term
    right: Term
    relation: str = "="

    @property
    def flipped(self) -> Statement:
        """The same, of sides in the other order; only for equations."""
        return Statement(self.right, self.left, self.relation)


@dataclass(frozen=True, slots=True)
class Reference:
    """A step of the record that states something."""

    number: int
    """From 1."""
    operator: str
    inputs: tuple[int, ...]
    statement: Statement | None
    """None where the step is no equation or inequality of terms that are read here."""
    given: bool
    """Whether the problem says it."""
    right: bool
    """Whether the record labels it right; only then its truth is known."""


class Context:
    """The terms of a record.

    Args:
        record: JSON values of a record of :mod:`codegen.datasets.schema`.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record
        self.assumptions: dict[str, str] = {d["symbol"]: d["assumption"] for d in record["domain"]}
        numbers = {c["name"] for c in record["constants"] if not c["arguments"]}
        texts = [step["equation"]["text"] for step in record["steps"]]
        self.names = [
            f["name"] for f in record["functions"]
            if f["name"] not in numbers and is_called(f["name"], texts)
        ]  # fmt: skip
        self.forms = Forms()
        self.unreadable: list[str] = []
        self._terms: dict[str, Term | None] = {}
        self._leaves = {name: symbol(name, fact) for name, fact in self.assumptions.items()}

    @property
    def symbols(self) -> Mapping[str, Symbol]:
        """The record's symbols with what is assumed of them."""
        return self._leaves

    @cached_property
    def declared(self) -> Names:
        """The names that an answer may use without saying what they are."""
        return Names.of_record(self.record)

    @cached_property
    def shown(self) -> dict[str, str]:
        """How names are written in LaTeX."""
        found = {d["symbol"]: d["latex"] or d["symbol"] for d in self.record["domain"]}
        functions = {f["name"]: f["latex"] or f["name"] for f in self.record["functions"]}
        return found | functions | with_primes(functions)

    @cached_property
    def steps(self) -> tuple[Reference, ...]:
        """The record's steps in order."""
        labels = self.record["step_labels"]
        found = []
        for place, step in enumerate(self.record["steps"]):
            trusted = place >= len(labels) or labels[place] == 1
            found.append(
                Reference(
                    place + 1, step["operator"], tuple(step["inputs"]),
                    self.statement(step["equation"]["text"]),
                    is_given(step["operator"]), trusted,
                )
            )  # fmt: skip
        return tuple(found)

    @cached_property
    def definitions(self) -> dict[str, Call | Term]:
        """What names of functions stand for: the right sides of premises."""
        return {name: body for name, (_, body) in self._premises.items()}

    @cached_property
    def arguments(self) -> dict[str, tuple[Term, ...]]:
        """Of what names of functions are functions."""
        return {name: head.arguments for name, (head, _) in self._premises.items()}

    @cached_property
    def _premises(self) -> dict[str, tuple[Call, Term]]:
        """What the problem says of functions, else what the solution finds them to be."""
        found: dict[str, tuple[Call, Term]] = {}
        told = [step for step in self.steps if step.given]
        for step in (*told, *(step for step in reversed(self.steps) if step.right)):
            if step.statement is None or step.statement.relation != "=":
                continue
            head, body = step.statement.left, step.statement.right
            if isinstance(head, Call) and self._is_new(head, body):
                found.setdefault(head.operator.name, (head, body))
        return found

    def _is_new(self, head: Call, body: Term) -> bool:
        """Whether an equation can say what a function is: of names, and not by itself."""
        name = head.operator.name
        if head.operator.interpreted or any(c["name"] == name for c in self.record["constants"]):
            return False
        return all(isinstance(a, Symbol) for a in head.arguments) and not any(
            isinstance(part, Call) and part.operator is head.operator
            for part, _ in postorder([body])
        )

    def meaning(self, name: str) -> Meaning | None:
        """What a function stands for, or one with primes that is a derivative of it."""
        base = base_of(name)
        if base not in self.definitions:
            return None
        known = self.arguments[base], self.definitions[base]
        if base == name:
            return known
        return derived((known[0], self.explained(known[1])), len(name) - len(base))

    def explained(self, term: Term) -> Term:
        """The term with names of functions replaced by what they stand for."""

        def meaning(part: Term, arguments: tuple[Term, ...]) -> Term | None:
            if not isinstance(part, Call) or part.operator.interpreted:
                return None
            return placed(self.meaning(part.operator.name), arguments)

        for _ in range(len(self.definitions) + 1):  # definitions may name earlier functions
            before, term = term, rewritten(term, meaning)
            if term is before:
                break
        return term

    @cached_property
    def constants(self) -> dict[str, IntegrationConstant]:
        """What the record's integration constants stand for."""
        found = {}
        for known in self.record["constants"]:
            integral = self.term(known["integral"]["text"])
            antiderivative = self.term(known["antiderivative"]["text"])
            if isinstance(integral, Call) and antiderivative is not None:
                found[known["name"]] = IntegrationConstant(
                    known["name"], known["variable"], tuple(known["arguments"]), integral,
                    antiderivative,
                )  # fmt: skip
        return found

    @cached_property
    def conditions(self) -> list[tuple[str, Term]]:
        """Side conditions of all steps: predicates of terms."""
        found = []
        for step in self.record["steps"]:
            for condition in step["side_conditions"]:
                subject = self.term(condition["subject"]["text"])
                if subject is not None:
                    found.append((condition["predicate"], subject))
        return found

    @cached_property
    def integration_variables(self) -> tuple[str, ...]:
        """Symbols over which the record integrates."""
        sides = [s for step in self.steps if step.statement is not None
                 for s in (step.statement.left, step.statement.right)]  # fmt: skip
        found = {c["variable"] for c in self.record["constants"]}
        return tuple(sorted(found | integrated_over(sides)))

    @cached_property
    def final(self) -> Term | None:
        """The statement that is asked for, perhaps of several joined by *and* and *or*."""
        steps = self.record["steps"]
        if not steps or self.record["answer_kind"] != "equation":
            return None
        return self.term(steps[-1]["equation"]["text"])

    @cached_property
    def unknown(self) -> Symbol | None:
        """The one unknown, if the statement that is asked for says which numbers it is."""
        known = is_topic(self.record) and self.final is not None
        return solved_for(self.final) if known and self.final is not None else None

    @cached_property
    def units(self) -> frozenset[str]:
        """The name of the imaginary unit, if the record has one."""
        return frozenset({IMAGINARY} & self.assumptions.keys())

    @cached_property
    def auxiliary(self) -> tuple[Symbol, ...]:
        """Unknowns that the record finds on the way, and that its problem does not name."""
        found: dict[Symbol, None] = {}
        for step in self.record["steps"]:
            term = self.term(step["equation"]["text"])
            unknown = None if term is None else solved_or_alone(term, self.symbols)
            named = unknown is not None and f"${unknown.name}$" in self.record["problem"]
            if unknown is not None and unknown is not self.unknown and not named:
                found[unknown] = None
        return tuple(found) if self.record["family"] == "differential_equations" else ()

    def term(self, text: str) -> Term | None:
        """The term that a text of the record spells; None if it is none."""
        if text not in self._terms:
            try:
                found = parse(text, functions=self.names, assumptions=self._facts)
            except InputError:
                found = None
                self.unreadable.append(text)
            self._terms[text] = found
        return self._terms[text]

    @cached_property
    def _facts(self) -> dict[str, frozenset[str]]:
        return {name: leaf.assumptions for name, leaf in self._leaves.items()}

    def statement(self, text: str) -> Statement | None:
        """The statement that a text spells; None if it is none."""
        if not text:
            return None
        term = self.term(text)
        return None if term is None else statement_of(term)


def is_topic(record: Mapping[str, Any]) -> bool:
    """Whether a record is of a topic: its symbols may be looked for, or have values."""
    return record["family"] in TOPIC_CHECKS


def substituted(term: Term, new: Mapping[Term, Term]) -> Term:
    """The term with parts replaced."""
    return rewritten(term, lambda part, _: new.get(part))


def is_given(operator: str) -> bool:
    """Whether a step of an operator is said by the problem."""
    return operator == "given" or operator.endswith("premise")


def statement_of(term: Term) -> Statement | None:
    """A relation's sides."""
    if isinstance(term, Call) and term.operator in RELATIONS:
        left, right = term.arguments
        return Statement(left, right, RELATIONS[term.operator])
    return None


def symbol(name: str, assumption: str) -> Symbol:
    """A symbol with what signs rest on; that a number is real says nothing more here."""
    kept = {assumption} & {"positive", "nonzero", "integer"}
    return Symbol(name, frozenset(kept))


def integrated_over(terms: Sequence[Term]) -> set[str]:
    """Names of the symbols over which terms integrate."""
    return {
        str(part.arguments[1])
        for part, _ in postorder(terms)
        if isinstance(part, Call) and part.operator is INTEGRAL and len(part.arguments) == 2
    }
