"""Records as the checker sees them: terms read, nothing believed yet.

Terms are canonical: they have the value of what is written at every point, and have none at the
same points.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codegen.datasets.checking import parts
from codegen.datasets.schema import Expression, RecordData
from codegen.datasets.schema import Step as StepData
from symnum.errors import InputError
from symnum.ops import (
    ATAN,
    COS,
    DERIVATIVE,
    EXP,
    INTEGRAL,
    LETTERS,
    LOG,
    POW,
    SIN,
    SQRT,
    function,
    is_operator_name,
)
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.grammar import PLAIN_INFIX
from symnum.terms.parse import parse
from symnum.terms.walks import parsed

DEEPEST = 100
"""Levels of a term beyond which it is refused."""
OPERATORS = frozenset({POW, EXP, LOG, SIN, COS, ATAN, DERIVATIVE, INTEGRAL})
"""What calls are made of: functions with derivatives of every order inside their domains."""
_WORDS: dict[str, Any] = {row.name: row for row in (*OPERATORS - {POW}, SQRT)}
_FEW = 20
"""Brackets and exponents up to which a term cannot be too deep."""


Condition = parts.Condition[Canonical]
"""A side condition, read."""
Step = parts.Step[Canonical]
"""A step, read."""
Constant = parts.Constant[Canonical]
"""An integration constant, read."""
Record = parts.Record[Canonical, CanonicalSymbol]
"""A record, read."""


def read(data: RecordData) -> Record:
    """The terms of a record.

    Raises:
        InputError: naming the field with something that is no term, or too deep, or the name that
            has two meanings.
    """
    reader = Reader(data)
    if not data.steps:
        raise InputError("a derivation without steps")
    return parts.read_record(reader, data)


class Reader:
    """Reads the expressions of one record.

    Raises:
        InputError: a name has two meanings.
    """

    def __init__(self, data: RecordData) -> None:
        self.symbols = {
            entry.symbol: CanonicalSymbol(entry.symbol, frozenset({entry.assumption}) - {"real"})
            for entry in data.domain
        }
        numbers = {known.name for known in data.constants if not known.arguments}
        names = [*(entry.symbol for entry in data.domain), *(f.name for f in data.functions)]
        for name in names:
            reserved = is_operator_name(name) and name not in LETTERS
            if reserved or names.count(name) > 1:
                raise InputError(f"{name}: the name has two meanings")
        self.functions = frozenset(f.name for f in data.functions) - numbers
        self._read: dict[str, Canonical] = {}
        self.words: dict[str, Any] = {
            **_WORDS,
            **{name: function(name) for name in self.functions},
            **{name: CanonicalSymbol(name, frozenset()) for name in numbers},
            **self.symbols,
        }

    def term(self, shown: Expression, where: str) -> Canonical:
        """An expression's term, with symbols that carry the domain's assumptions.

        Raises:
            InputError: not a term, too deep, or with a name that the record does not declare.
        """
        return self._term(shown.text, where)

    def step(self, step: StepData, where: str) -> Step:
        """A step, whose equation is one."""
        return parts.read_step(self, step, where)

    def sides(self, shown: Expression, where: str) -> tuple[Canonical, Canonical]:
        """The sides of an equation.

        Raises:
            InputError: it is none.
        """
        left, sign, right = shown.text.partition(" = ")
        if not sign:
            raise InputError(f"{where}: not an equation")
        return self._term(left, where), self._term(right, where)

    def _term(self, text: str, where: str) -> Canonical:
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = self._parsed(text, where)
        return found

    def _parsed(self, text: str, where: str) -> Canonical:
        found = parsed(text, PLAIN_INFIX, self.words.get)
        if found is None:
            found = self._generally(text, where)
        if text.count("(") + text.count("^") > _FEW:
            _require_shallow(found, where)
        return found

    def _generally(self, text: str, where: str) -> Canonical:
        """By the general parser, which says what is wrong."""
        assumed = {name: symbol.assumptions for name, symbol in self.symbols.items()}
        found = parse(
            text, source=where, functions=self.functions, assumptions=assumed, canonical=True
        )
        todo, seen = [found], {found}
        while todo:
            term = todo.pop()
            if type(term) is CanonicalSymbol and term.name not in self.words:
                raise InputError(f"{where}: {term.name!r} is not in the domain")
            if type(term) is Apply and term.operator.interpreted and term.operator not in OPERATORS:
                name = term.operator.name
                raise InputError(f"{where}: operator {name} does not occur in derivations")
            new = [part for part in parts_of(term) if part not in seen]
            seen.update(new)
            todo += new
        return found


def parts_of(term: Canonical) -> Iterator[Canonical]:
    """What a term is made of, one level down."""
    if type(term) is Sum or type(term) is Product:
        yield from term.entries
    elif type(term) is Apply:
        yield from term.arguments
    elif type(term) is Reciprocal:
        yield term.base


def _require_shallow(term: Canonical, where: str) -> None:
    level: dict[Canonical, None] = {term: None}
    for _ in range(DEEPEST):
        level = {part: None for upper in level for part in parts_of(upper)}
        if not level:
            return
    raise InputError(f"{where}: deeper than {DEEPEST} levels")
