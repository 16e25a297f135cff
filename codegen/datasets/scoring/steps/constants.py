"""Names that an answer introduces: integration constants under names of its own.

A name that no premise introduces is an integration constant. The equation in which it occurs first
says what it is: of ``I = F + K`` it is ``I - F``, independent of a variable of integration, which
is how a wrong antiderivative is told. A constant of the record, up
to something in which the variable does not occur, is then written as the record's constant plus
that: renamed constants, and those that have absorbed numbers or functions of the other symbols,
compare with the reference's. A constant cannot stand for two integrals, unless a letter is used
again: with other integrals, in an equation that is false for what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from codegen.datasets.scoring.reference.context import (
    Context,
    Statement,
    integrated_over,
    substituted,
)
from codegen.datasets.scoring.reference.replacing import Meanings
from codegen.datasets.scoring.reference.slopes import base_of
from codegen.datasets.scoring.verdicts.general_solutions import POINTS, GeneralSolutions
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Truth, Verdict, point_text
from symnum.ops import ADD, DERIVATIVE, DIV, INTEGRAL, NEG, SUB, function
from symnum.terms import interface
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import postorder

_TINY, _UNIT = 1e-12, Symbol("i")
MOST_RENAMED = 3
"""Constants whose order is tried."""


class Resolved(NamedTuple):
    """A statement in names of the record; ``verdict`` where the constants already decide it."""

    statement: Statement
    unknown: tuple[str, ...] = ()
    verdict: Verdict | None = None


class Constants:
    """What the new names of one answer mean.

    Args:
        context: The record.
        truth: Decides statements about it.
    """

    def __init__(self, context: Context, truth: Truth) -> None:
        self.context, self.truth = context, truth
        self.meanings = Meanings(context.integration_variables)
        self._introduced: dict[Term, set[Canonical]] = {}
        """New constants with the integrals that they came with."""
        self.renamed: dict[str, str] = {}
        self.solutions = GeneralSolutions(context)
        self.meanings_tried: set[Term] = set()
        """New names that stand for an unknown on the way."""
        self._constants = {name: constant_term(context, name) for name in self.context.constants}
        self._written = frozenset(self._constants.values())
        declared = {*context.names, *(c["name"] for c in context.record["constants"])}
        declared -= self._constants.keys()  # these have meanings, as they are written there
        self._declared = declared | context.symbols.keys()

    def resolve(self, statement: Statement) -> Resolved:
        """The statement in names of the record; a new name gets its meaning from it."""
        known = self.replaced(statement)
        unknown = self.unknown(known)
        if not unknown:
            return Resolved(self._used_again(statement) or known)
        names = tuple(sorted({_name(part) for part in unknown}))
        other = self._renamed_unknown(known, unknown)
        if other is not None:
            return Resolved(other)
        if known.relation != "=":
            return Resolved(known, names)
        if known.left is unknown[0] and len(unknown) == 1:
            return self._defined(known, unknown[0])
        verdict = self._introduce(known, unknown[0]) if len(unknown) == 1 else UNDECIDED
        if not verdict.holds and self._solves(known):
            return Resolved(known, (), Verdict("supported", POINTS))
        if verdict.kind == "undecided":
            return Resolved(known, names)
        if verdict.kind == "false":
            return Resolved(known, (), verdict)
        return Resolved(self.replaced(known))

    def _renamed_unknown(self, statement: Statement, unknown: list[Term]) -> Statement | None:
        """The statement with its one name as the unknown of a characteristic equation."""
        names = self.context.auxiliary
        if [*map(type, unknown)] != [Symbol] or len(names) != 1 or unknown[0] == _UNIT:
            return None
        sides = statement.left, statement.right
        symbols = {s for side in sides for s in self.context.forms.names(side).symbols}
        defines = statement.left is unknown[0] and unknown[0] not in self.meanings_tried
        if symbols != {unknown[0]} or defines:
            return None
        self.meanings_tried.add(unknown[0])
        left, right = (substituted(side, {unknown[0]: names[0]}) for side in sides)
        return Statement(left, right, statement.relation)

    def _used_again(self, statement: Statement) -> Statement | None:
        """An equation with a letter for its constant that stood for the one of other integrals,
        if that cannot be meant; the letter is the new constant from here on."""
        present = self._integrals_in(statement)
        parts = {s for side in (statement.left, statement.right)
                 for s in self.context.forms.names(side).symbols}  # fmt: skip
        again = [part for part in parts if present != self._introduced.get(part, present)]
        if len(again) != 1 or not present or self.truth.of(self.replaced(statement)).holds:
            return None
        before = self.meanings.terms.pop(again[0])
        if self._introduce(self.replaced(statement), again[0]).holds:
            return self.replaced(statement)
        self.meanings.terms[again[0]] = before
        return None

    def _integrals_in(self, statement: Statement) -> set[Canonical]:
        forms = self.context.forms
        return {forms.of(call) for side in (statement.left, statement.right)
                for call in forms.names(side).calls if call.operator is INTEGRAL}  # fmt: skip

    def _solves(self, statement: Statement) -> bool:
        """Whether a statement says what solves the record's differential equation."""
        body = self.solutions.expression(statement)
        return body is not None and bool(self.solutions.solves(body))

    def _defined(self, statement: Statement, new: Term) -> Resolved:
        """Of ``u = x^2 + 1``, where u is new: that is what u is from here on."""
        if new in (part for part, _ in postorder([statement.right])):
            return Resolved(statement, (_name(new),))
        verdict = self._introduce(statement, new)
        if not verdict.holds:
            self.meanings.define(new, statement.right)
        return Resolved(self.replaced(statement), (), Verdict("supported", 1))

    def replaced(self, statement: Statement) -> Statement:
        """The statement with names that have a meaning as what they stand for."""
        left, right = (self.meanings.replaced(s) for s in (statement.left, statement.right))
        return Statement(left, right, statement.relation)

    def unknown(self, statement: Statement) -> list[Term]:
        """Names without a meaning, as they are written, each once."""
        found: dict[Term, None] = {}
        for side in (statement.left, statement.right):
            symbols, calls = self.context.forms.names(side)
            found |= dict.fromkeys(s for s in symbols if self._is_new(s, s.name))
            found |= dict.fromkeys(
                call for call in calls
                if not call.operator.interpreted
                and base_of(call.operator.name) not in self.context.arguments
                and self._is_new(call, base_of(call.operator.name))
            )  # fmt: skip
        return list(found)

    def _is_new(self, part: Term, name: str) -> bool:
        return name not in self._declared and part not in self._written

    def renamings(self, statement: Statement) -> Iterator[Statement]:
        """The statement with its new names as constants of the record that are numbers, in each
        way in which every new name is one of them.

        So a solution counts whose constant nothing before it introduces. Constants that the
        statement has already are none of them.
        """
        new = self.unknown(statement)
        written = {s.name for side in (statement.left, statement.right)
                   for s in self.context.forms.names(side).symbols}  # fmt: skip
        free = [Symbol(c["name"]) for c in self.context.record["constants"]
                if not c["arguments"] and c["name"] not in written]  # fmt: skip
        if len(new) <= len(free) <= MOST_RENAMED:
            for order in permutations(free, len(new)):
                meaning: dict[Term, Term] = dict(zip(new, order, strict=True))
                left, right = (substituted(s, meaning) for s in (statement.left, statement.right))
                yield Statement(left, right, statement.relation)

    def _introduce(self, statement: Statement, new: Term) -> Verdict:
        variables = self._variables(statement, new)
        value = self._solved(statement, new) if variables else None
        if value is None:
            return UNDECIDED
        held = [self._independent(value, name) for name in variables]
        if True not in held:
            if not self.truth.world.places or not all(verdict is False for verdict in held):
                return UNDECIDED
            return Verdict("false", 0, self._shown_dependence(new, variables))
        if isinstance(new, Call) and False in [
            self._independent(value, n) for n in self.context.symbols if n not in _arguments(new)
        ]:
            return Verdict("false", 0, self._shown_dependence(new, variables))
        self.meanings.terms[new] = self._in_terms_of_the_record(new, value)
        self._introduced[new] = self._integrals_in(statement)
        return Verdict("supported", len(self.truth.world.places))

    def _variables(self, statement: Statement, new: Term) -> list[str]:
        """The variables of integration that a constant may not depend on: those of the integrals
        in an equation, else those of the record. One that does not occur tells nothing."""
        sides = statement.left, statement.right
        own = integrated_over(sides)
        occurring = {s.name for side in sides for s in self.context.forms.names(side).symbols}
        names = own or occurring & set(self.context.integration_variables)
        return sorted((names & self.context.symbols.keys()) - _arguments(new))

    def _shown_dependence(self, new: Term, variables: list[str]) -> str:
        place = point_text(self.truth.world.places[0].point)
        return f"{new} would depend on {' and '.join(variables)}, at {place}"

    def _solved(self, statement: Statement, new: Term) -> Term | None:
        """What the new name has to be, if the equation is linear in it."""
        at = [self._gap(statement, new, number) for number in (0, 1, 2)]
        forms = self.context.forms
        slope = Call(SUB, (at[1], at[0]))
        bend = Call(SUB, (Call(SUB, (at[2], at[1])), slope))
        if interface.number(forms.of(bend)) != 0:
            values = self.truth.world.values(bend)
            if not values or any(v is None or not v.contains(0) for v in values):
                return None
        number = interface.number(forms.of(slope))
        if number == 0:
            return None
        if number in (1, -1):
            return Call(NEG, (at[0],)) if number == 1 else at[0]
        divisor = slope if number is None else Number(number)
        return Call(NEG, (Call(DIV, (at[0], divisor)),))

    def _gap(self, statement: Statement, new: Term, number: int) -> Term:
        sides = (substituted(s, {new: Number(number)}) for s in (statement.left, statement.right))
        return Call(SUB, tuple(sides))

    def _independent(self, value: Term, name: str) -> bool | None:
        """Whether a term does not change with a symbol, at all points; None if it is not told."""
        slope = Call(DERIVATIVE, (value, self.context.symbols[name]))
        verdicts: list[bool | None] = []
        for found in self.truth.world.values(slope):
            if found is None or (found.contains(0) and found.rad() > _TINY):
                verdicts.append(None)
            else:
                verdicts.append(found.contains(0))
        if False in verdicts:
            return False
        if verdicts and None not in verdicts:
            return True
        return self._is_one_number(value, name)

    def _is_one_number(self, value: Term, name: str) -> bool | None:
        """Whether a term without other symbols is worth the same everywhere; None if not told."""
        others = {s.name for s in self.context.forms.names(value).symbols} - {name}
        worth = None if others & self.context.symbols.keys() else self.truth.world.known(value)
        if worth is None or len(worth) < 2:
            return None
        return all((other - worth[0]).contains(0) for other in worth[1:]) or None

    def _in_terms_of_the_record(self, new: Term, value: Term) -> Term:
        """The record's constant and what was absorbed, if it is one."""
        for name, part, rest in self._differences(value):
            if interface.number(self.context.forms.of(rest)) == 0:
                self.renamed[_name(new)] = name
                return part
            plain = to_plain(self.context.forms.of(rest))
            if not _has_integral(plain):
                self.renamed[_name(new)] = name
                return Call(ADD, (part, plain))
        for name, part, rest in self._differences(value):
            known = map(self.truth.world.known, (rest, self.truth.linear(rest)))
            if any(values is not None and all(v.contains(0) for v in values) for values in known):
                self.renamed[_name(new)] = name
                return part
        return value

    def _differences(self, value: Term) -> Iterator[tuple[str, Term, Term]]:
        value = self.context.explained(value)
        for name, constant in self.context.constants.items():
            stated = Call(SUB, (constant.integral, constant.antiderivative))
            worth = self.context.explained(stated)
            yield name, self._constants[name], Call(SUB, (value, worth))


def constant_term(context: Context, name: str) -> Term:
    """How a constant of the record is written."""
    arguments = tuple(context.symbols[a] for a in context.constants[name].arguments)
    return Call(function(name), arguments) if arguments else Symbol(name)


def _name(part: Term) -> str:
    return part.operator.name if isinstance(part, Call) else str(part)


def _arguments(new: Term) -> set[str]:
    return {str(a) for a in new.arguments} if isinstance(new, Call) else set()


def _has_integral(term: Term) -> bool:
    return any(
        isinstance(part, Call) and part.operator is INTEGRAL for part, _ in postorder([term])
    )
