"""Records read as they are written, in plain terms: for whoever compares how things are said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from codegen.datasets.checking import parts
from symnum.errors import InputError
from symnum.ops import (
    ADD,
    ATAN,
    COS,
    DERIVATIVE,
    DIV,
    EQUATION,
    EXP,
    INTEGRAL,
    LOG,
    MUL,
    NEG,
    POW,
    SIN,
    SQRT,
    SUB,
)
from symnum.terms.exact import exact
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Symbol, Term

if TYPE_CHECKING:  # workers that score topics need no pydantic
    from codegen.datasets.schema import Expression, RecordData
    from codegen.datasets.schema import Step as StepData

DEEPEST = 100
"""Levels of a term beyond which it is refused."""
OPERATORS = frozenset(
    {ADD, SUB, MUL, DIV, NEG, POW, SQRT, EXP, LOG, SIN, COS, ATAN, DERIVATIVE, INTEGRAL}
)
"""What terms are made of: functions with derivatives of every order inside their domains."""


Condition = parts.Condition[Term]
"""A side condition, read."""
Step = parts.Step[Term]
"""A step, read."""
Constant = parts.Constant[Term]
"""An integration constant, read."""
Record = parts.Record[Term, Symbol]
"""A record, read."""


def read(data: RecordData) -> Record:
    """The terms of a record.

    Raises:
        InputError: naming the field with something that is no term over the record's symbols.
    """
    reader = Reader(data)
    return parts.read_record(reader, data)


class Reader:
    """Reads the expressions of one record."""

    def __init__(self, data: RecordData) -> None:
        self.symbols = {
            entry.symbol: Symbol(entry.symbol, frozenset({entry.assumption}) - {"real"})
            for entry in data.domain
        }
        numbers = {c.name: Symbol(c.name) for c in data.constants if not c.arguments}
        self.names: Mapping[str, Symbol] = {**numbers, **self.symbols}
        self.functions: Collection[str] = [
            f.name for f in data.functions if f.name not in self.names
        ]
        self.assumptions = {name: s.assumptions for name, s in self.symbols.items()}

    def term(self, shown: Expression, where: str) -> Term:
        """An expression's term, with symbols that carry the domain's assumptions.

        Raises:
            InputError: not a term, too deep, or a symbol that the record does not declare.
        """
        term = self._parsed(shown, where)
        return self._scrutinised(term, where, 0)

    def step(self, step: StepData, where: str) -> Step:
        """A step, whose equation is one."""
        return parts.read_step(self, step, where)

    def sides(self, shown: Expression, where: str) -> tuple[Term, Term]:
        """The sides of an equation.

        Raises:
            InputError: it is none.
        """
        equation = self._parsed(shown, where)
        if not isinstance(equation, Call) or equation.operator is not EQUATION:
            raise InputError(f"{where}: not an equation")
        left, right = (self._scrutinised(side, where, 0) for side in equation.arguments)
        return left, right

    def _parsed(self, shown: Expression, where: str) -> Term:
        return parse(
            shown.text, source=where, functions=self.functions, assumptions=self.assumptions
        )

    def _scrutinised(self, term: Term, where: str, depth: int) -> Term:
        """The term with quotients of integers as numbers, if all of it may stand in a record."""
        if depth > DEEPEST:
            raise InputError(f"{where}: deeper than {DEEPEST} levels")
        if isinstance(term, Symbol):
            if term.name not in self.names:
                raise InputError(f"{where}: {term.name!r} is not in the domain")
            return term
        if not isinstance(term, Call):
            return term
        if term.operator.interpreted and term.operator not in OPERATORS:
            raise InputError(f"{where}: operator {term.operator.name} does not occur in records")
        inner = tuple(self._scrutinised(part, where, depth + 1) for part in term.arguments)
        ratio = _ratio(term, inner)
        return Call(term.operator, inner) if ratio is None else ratio


def _ratio(term: Call, parts: tuple[Term, ...]) -> Number | None:
    if term.operator is NEG and isinstance(parts[0], Number):
        return Number(exact(-Fraction(parts[0].value)))
    if term.operator is not DIV:
        return None
    above, below = parts
    if isinstance(above, Number) and isinstance(below, Number) and below.value:
        return Number(exact(Fraction(above.value) / Fraction(below.value)))
    return None
