"""What a topic's solution says, as plain terms that have values at points.

Functions are what the solution says that they are, determinants are multiplied out and derivatives
carried out by rules. An equation between antiderivatives says that both sides have one derivative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import isqrt
from typing import Any

from codegen.datasets.topics.matrices import value as determinant
from symnum.calculus import differentiate
from symnum.ops import (
    CONJUNCTION,
    DERIVATIVE,
    DISJUNCTION,
    EQUAL,
    EQUATION,
    INTEGRAL,
    MUL,
    Operator,
)
from symnum.rewriting.substitution import substitute
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder, rewritten

Record = dict[str, Any]
IMAGINARY = "i"
EQUATIONS = (EQUATION, EQUAL)
JOINED = (CONJUNCTION, DISJUNCTION)
_DETERMINANT = "det"


def atoms(statement: Term) -> Iterator[Call]:
    """The equations and comparisons that a statement is joined of, from left to right."""
    assert isinstance(statement, Call)
    if statement.operator in JOINED:
        for part in statement.arguments:
            yield from atoms(part)
    else:
        yield statement


class Told:
    """The statements of a right solution.

    Args:
        record: A record of a topic, of which all steps are right.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.assumptions: dict[str, str] = {e["symbol"]: e["assumption"] for e in record["domain"]}
        self.statements = [self.term(step["equation"]["text"]) for step in record["steps"]]
        self.conditions = [
            (condition["predicate"], self.term(condition["subject"]["text"]))
            for step in record["steps"]
            for condition in step["side_conditions"]
        ]

    def term(self, text: str) -> Term:
        """The plain term that a text of the record spells."""
        facts = {name: {fact} - {"real", "complex"} for name, fact in self.assumptions.items()}
        functions = [entry["name"] for entry in self.record["functions"]]
        return parse(text, functions=functions, assumptions=facts)

    @property
    def is_complex(self) -> bool:
        """Whether there is an imaginary unit."""
        return "complex" in self.assumptions.values()

    @property
    def symbols(self) -> list[Term]:
        """The symbols of the record but the imaginary unit."""
        return [self.term(name) for name in self.assumptions if name != IMAGINARY]

    @property
    def names(self) -> list[str]:
        """Symbols and constants that stand for real numbers."""
        constants = [constant["name"] for constant in self.record["constants"]]
        return [name for name in (*self.assumptions, *constants) if name != IMAGINARY]

    @cached_property
    def _bodies(self) -> dict[Operator, tuple[Term, Term]]:
        """Of functions that a premise defines, or the solution finds: argument and value."""
        found: dict[Operator, tuple[Term, Term]] = {}
        steps = zip(self.record["steps"], self.statements, strict=True)
        premises = [statement for step, statement in steps if step["operator"] == "given"]
        for statement in (*premises, *reversed(self.statements)):
            for head, body in _definitions(statement):
                found.setdefault(head.operator, (head.arguments[0], body))
        return found

    @cached_property
    def _lets(self) -> dict[Term, Term]:
        """Symbols that a step puts for an expression."""
        steps = zip(self.record["steps"], self.statements, strict=True)
        pairs = (sides_of(statement) for step, statement in steps if step["operator"] == "let")
        return dict(pairs)

    def claim(self, number: int, statement: Term) -> Call | None:
        """What a step says whatever its new constant is: of an equation with one, its derivative.

        Args:
            number: Of the step, from 1.
            statement: What it says, rightly or wrongly.

        Returns:
            ``None`` if constants may be chosen so that a wrong statement is right.
        """
        assert isinstance(statement, Call)
        names = {symbol.name for symbol in free_symbols(statement)}
        constants = [c for c in self.record["constants"] if c["step"] == number]
        new = [constant for constant in constants if constant["name"] in names]
        if not new:
            return statement
        variable = self.term(new[0]["variable"])
        sides = [self._without_lets(side, variable) for side in statement.arguments]
        left = {s.name for side in sides for s in free_symbols(_slope(side, variable))}
        if left & {constant["name"] for constant in new}:
            return None
        return Call(statement.operator, tuple(Call(DERIVATIVE, (s, variable)) for s in sides))

    def sides(self, atom: Call) -> tuple[Term, Term]:
        """Both sides without functions and derivatives; of antiderivatives, their derivatives."""
        left, right = map(self._explained, atom.arguments)
        variables = integrated_over([left, right])
        outer = [variable for variable in variables if variable not in self._lets]
        if not variables:
            return left, right
        if outer:
            left, right = (self._without_lets(side, outer[0]) for side in (left, right))
        variable = (outer or variables)[0]
        return _slope(left, variable), _slope(right, variable)

    def _explained(self, term: Term) -> Term:
        def meaning(part: Term, now: tuple[Term, ...]) -> Term | None:
            if not isinstance(part, Call):
                return None
            if part.operator.name == _DETERMINANT:
                return _opened(now)
            if part.operator in self._bodies:
                argument, body = self._bodies[part.operator]
                return to_plain(substitute(body, {argument: now[0]}))
            return _slope(now[0], now[1]) if part.operator is DERIVATIVE else None

        return rewritten(term, meaning)

    def _without_lets(self, term: Term, variable: Term) -> Term:
        """The term by one variable: integrals over others are changed to integrals over it."""

        def meaning(part: Term, now: tuple[Term, ...]) -> Term | None:
            if part in self._lets:
                return self._lets[part]
            if (
                isinstance(part, Call)
                and part.operator is INTEGRAL
                and part.arguments[1] in self._lets
            ):
                slope = _slope(now[1], variable)
                return Call(INTEGRAL, (Call(MUL, (now[0], slope)), variable))
            return None

        return rewritten(term, meaning)


def _slope(term: Term, variable: Term) -> Term:
    found: Term = differentiate(term, variable)
    return found


def sides_of(statement: Term) -> tuple[Term, Term]:
    """The sides of an equation or comparison."""
    assert isinstance(statement, Call)
    left, right = statement.arguments
    return left, right


def is_integral(term: Term) -> bool:
    """Whether a term is an antiderivative that is not carried out."""
    return isinstance(term, Call) and term.operator is INTEGRAL


def integrated_over(terms: Sequence[Term]) -> list[Term]:
    """The variables of antiderivatives in some terms."""
    found = (part.arguments[1] for part, _ in postorder(terms) if is_integral(part))
    return list(dict.fromkeys(found))


def _definitions(statement: Term) -> Iterator[tuple[Call, Term]]:
    """A function of a symbol and what it is, if a statement says so."""
    if not isinstance(statement, Call) or statement.operator not in EQUATIONS:
        return
    head, body = statement.arguments
    if isinstance(head, Call) and not head.operator.interpreted and len(head.arguments) == 1:
        unknown = any(
            isinstance(p, Call) and (p.operator is INTEGRAL or not p.operator.interpreted)
            for p, _ in postorder([body])
        )
        if isinstance(head.arguments[0], Symbol) and not unknown:
            yield head, body


def _opened(entries: Sequence[Term]) -> Term:
    """A determinant multiplied out."""
    size = isqrt(len(entries))
    rows = [list(map(to_canonical, entries[n * size : (n + 1) * size])) for n in range(size)]
    return to_plain(to_canonical(determinant(rows)))


def replaced_atom(statement: Term, old: Mapping[Term, Term]) -> Term:
    """A statement with some of its equations and comparisons replaced."""
    if not isinstance(statement, Call) or statement.operator not in JOINED:
        return old.get(statement, statement)
    parts = tuple(replaced_atom(part, old) for part in statement.arguments)
    return Call(statement.operator, parts)
