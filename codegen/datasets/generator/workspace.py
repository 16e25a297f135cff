"""A derivation under construction: equations, what they rest on, and what is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from codegen.datasets.config import Config
from codegen.datasets.generator.naming import CONSTANT_NAMES, CONSTANT_PLACES, NO_NAMES, Naming
from codegen.datasets.generator.parts import names, subterms
from codegen.datasets.generator.signs import NONZERO, POSITIVE, Knowledge
from codegen.datasets.operators import FIRST_PREMISE, GET_PREMISE, RENAMING
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol

NAMING = (FIRST_PREMISE, GET_PREMISE, RENAMING)
"""Operators that define the function on the left side."""
_NOTHING: frozenset[str] = frozenset()
Condition = tuple[str, Canonical]
"""A predicate (``nonzero`` or ``positive``) and what it is asked of."""


@dataclass(frozen=True, slots=True)
class Constant:
    """An integration constant: ``integral = antiderivative + constant``."""

    name: str
    step: int
    variable: CanonicalSymbol
    arguments: tuple[CanonicalSymbol, ...]
    value: Canonical
    """The constant as it is written: a function of the other symbols, or a symbol."""
    integral: Canonical
    antiderivative: Canonical


@dataclass(frozen=True, slots=True)
class Line:
    """One step with its equation; ``inputs`` are places of earlier lines, from 0."""

    operator: str
    inputs: tuple[int, ...]
    left: Canonical
    right: Canonical
    operand: Canonical | None = None
    conditions: tuple[Condition, ...] = ()
    constant: Constant | None = None


@dataclass(slots=True)
class Workspace:
    """The lines so far, and the last one, from which the derivation goes on.

    ``pending`` is a line that nothing uses yet beside the last one; it has to be used before the
    derivation can end.
    """

    config: Config
    random: Random
    symbols: tuple[CanonicalSymbol, ...]
    functions: list[str]
    """Names not yet used; the last is the next to be used."""
    naming: Naming = NO_NAMES
    lines: list[Line] = field(default_factory=list)
    current: int = 0
    pending: int | None = None
    constants: list[Constant] = field(default_factory=list)
    knowledge: Knowledge = field(default_factory=Knowledge)
    conditioned: set[str] = field(default_factory=set)
    """Names of symbols in the conditions recorded so far."""
    seen: set[tuple[Canonical, Canonical]] = field(default_factory=set)
    own_names: frozenset[str] = field(init=False)
    """Names of the symbols."""

    def __post_init__(self) -> None:
        self.own_names = frozenset(symbol.name for symbol in self.symbols)

    @property
    def line(self) -> Line:
        """The line from which the derivation goes on."""
        return self.lines[self.current]

    def symbols_of(self, *terms: Canonical) -> tuple[CanonicalSymbol, ...]:
        """The record's symbols that occur in the terms, in alphabetical order."""
        found = _NOTHING.union(*map(names, terms))
        return tuple(s for s in self.symbols if s.name in found)

    def has_symbols(self, term: Canonical) -> bool:
        """Whether a symbol of the record occurs in the term: it is no constant."""
        return not self.own_names.isdisjoint(names(term))

    def accept(self, line: Line) -> bool:
        """Add a line if it is neither trivial, repeated, too long nor possibly undefined."""
        if not (self.may_add(line) and self._worth_having(line) and self._defined(line)):
            return False
        self._learn(line)
        if line.operator in NAMING:
            self.functions.pop()
        self.seen |= {(line.left, line.right), (line.right, line.left)}
        self.lines.append(line)
        if line.constant is not None:
            self.constants.append(line.constant)
        self._link(line)
        return True

    def _worth_having(self, line: Line) -> bool:
        left, right = line.left, line.right
        if left is right or (left, right) in self.seen:
            return False
        if isinstance(left, CanonicalNumber) and isinstance(right, CanonicalNumber):
            return False
        if len(subterms(left)) + len(subterms(right)) > self.config.limits.nodes:
            return False
        return self.has_symbols(left) or self.has_symbols(right)

    def _defined(self, line: Line) -> bool:
        known = self.knowledge
        if line.conditions:
            known = known.copy()
            _assume(known, line.conditions)
        return known.defined(line.left) and known.defined(line.right)

    def _learn(self, line: Line) -> None:
        _assume(self.knowledge, line.conditions)
        self.knowledge.equate(line.left, line.right)
        for _, subject in line.conditions:
            self.conditioned |= names(subject)

    def _link(self, line: Line) -> None:
        """Keep every line in use: the new one, and perhaps one that is still to be used."""
        unused = self.unused_after(line) if len(self.lines) > 1 else []
        self.pending = unused[0] if unused else None
        self.current = len(self.lines) - 1

    def unused_after(self, line: Line) -> list[int]:
        """Lines that nothing would use yet; to give a part of a line a name is no use of it."""
        used = () if line.operator == RENAMING else line.inputs
        return [n for n in (self.current, self.pending) if n is not None and n not in used]

    def may_add(self, line: Line) -> bool:
        """Whether at most one line would be left unused beside the new one."""
        return not self.lines or len(self.unused_after(line)) <= 1

    def name_of_constant(self) -> str:
        """What the next integration constant is called while the derivation is worked out."""
        names = CONSTANT_NAMES if self.naming is NO_NAMES else CONSTANT_PLACES
        return names[len(self.constants)]

    def label_of_premise(self) -> str:
        """How the next premise is labelled."""
        return GET_PREMISE if self.lines else FIRST_PREMISE


def _assume(knowledge: Knowledge, conditions: Iterable[Condition]) -> None:
    for predicate, subject in conditions:
        knowledge.learn(subject, POSITIVE if predicate == "positive" else NONZERO)
