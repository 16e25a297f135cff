"""Statements of topics with one mistake of a kind, written in the form of the right ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from codegen.datasets.errors.alterations import ALTERATIONS
from codegen.datasets.errors.topics.plausible_terms import in_the_form_of, is_plausible
from codegen.datasets.errors.topics.topic_statements import Told, atoms, replaced_atom, sides_of
from symnum.errors import InputError
from symnum.ops import COS, DERIVATIVE, LESS, LESS_EQUAL, POW, SIN, SQRT
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Call, Number, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import free_symbols, postorder

KEPT = frozenset({
    "given", "let", "swap_sides", "collect_solution", "stationary_condition", "eigenvalue_equation",
})  # fmt: skip
"""Operators of steps in which nothing is worked out."""
_EXCHANGED = {SIN: COS, COS: SIN}
_RELATED = 4
"""Different numbers that may be wrong by the same amount."""
LONGEST = 400
"""Characters of a wrong statement."""


def mistaken(told: Told, number: int, kind: str, random: Random) -> list[Term]:
    """The statement of a step with one mistake of a kind, in random order.

    Only what the step works out is changed: sides that its inputs do not have.
    """
    statement, said = told.statements[number - 1], set(told.statements)
    before, found = Before.of(told, number), []
    for atom in atoms(statement):
        for wrong in _wrong(atom, before, kind, random):
            made = replaced_atom(statement, {atom: wrong})
            if made not in said and len(to_text(made)) <= LONGEST and _is_read_back(told, made):
                found.append(made)
    random.shuffle(found)
    return found


class Before(NamedTuple):
    """What stands before a step."""

    inputs: bool
    """Whether it rests on other steps."""
    sides: frozenset[Canonical]
    """Of these."""
    symbols: Sequence[Term]
    """Symbols in these and in the step, but for the imaginary unit and constants."""

    @classmethod
    def of(cls, told: Told, number: int) -> Before:
        """What stands before a step, by its number from 1."""
        inputs = [told.statements[n - 1] for n in told.record["steps"][number - 1]["inputs"]]
        sides = (side for source in inputs for atom in atoms(source) for side in sides_of(atom))
        near = (*inputs, told.statements[number - 1])
        written = {symbol for statement in near for symbol in free_symbols(statement)}
        symbols = [symbol for symbol in told.symbols if symbol in written]
        return cls(bool(inputs), frozenset(map(to_canonical, sides)), symbols)


def _is_read_back(told: Told, statement: Term) -> bool:
    text = to_text(statement)
    try:
        return to_text(told.term(text)) == text
    except InputError:
        return False


def _wrong(atom: Call, before: Before, kind: str, random: Random) -> Iterator[Call]:
    sides = sides_of(atom)
    for place, side in enumerate(sides):
        new = to_canonical(side) not in before.sides and (place or before.inputs)
        if not new or not _is_worked_out(side):
            continue
        for altered in _altered(before.symbols, side, kind, random):
            shown = in_the_form_of(side, altered)
            if shown is not None and is_plausible(side, shown, sides[1 - place]):
                pair = (shown, sides[1]) if place == 0 else (sides[0], shown)
                yield Call(atom.operator, pair)
    if kind == "swapped_terms" and atom.operator in (LESS, LESS_EQUAL) and before.inputs:
        yield Call(atom.operator, sides[::-1])


def _is_worked_out(side: Term) -> bool:
    """Whether a side is no mere name of what is looked for."""
    if isinstance(side, Call):
        return side.operator.interpreted and side.operator is not DERIVATIVE
    return isinstance(side, Number)


def _altered(others: Sequence[Term], side: Term, kind: str, random: Random) -> Iterator[Term]:
    if kind == "related_values" and not _has_related_values(side):
        return
    if kind != "substitution":
        yield from ALTERATIONS[kind](side, [], random)
        return
    kept = set(free_symbols(side)) - set(others)  # constants, and the imaginary unit
    for altered in ALTERATIONS[kind](side, others, random):
        if kept <= set(free_symbols(altered)) and _named(side) == _named(altered):
            yield altered
    yield from _with_other_function(side)


def _named(term: Term) -> list[Term]:
    """Functions with a name: none of them is taken for a symbol."""
    parts = (part for part, _ in postorder([term]) if isinstance(part, Call))
    return [part for part in parts if not part.operator.interpreted]


def _has_related_values(side: Term) -> bool:
    """Whether there are a few numbers, none of them an exponent or under a root."""
    parts = [part for part, _ in postorder([side])]
    nested = any(isinstance(part, Call) and part.operator in (POW, SQRT) for part in parts)
    return not nested and sum(isinstance(part, Number) for part in parts) <= _RELATED


def _with_other_function(term: Term) -> Iterator[Term]:
    """A cosine for a sine or a sine for a cosine, at one place."""
    if not isinstance(term, Call):
        return
    if term.operator in _EXCHANGED:
        yield Call(_EXCHANGED[term.operator], term.arguments)
    if term.operator.interpreted:
        for place, part in enumerate(term.arguments):
            for changed in _with_other_function(part):
                parts = (*term.arguments[:place], changed, *term.arguments[place + 1 :])
                yield Call(term.operator, parts)
