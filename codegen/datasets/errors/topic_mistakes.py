"""Statements of topics with one mistake of a kind, written in the form of the right ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from codegen.datasets.errors.alterations import ALTERATIONS
from codegen.datasets.errors.topic_statements import (
    Told,
    atoms,
    replaced_atom,
    sides_of,
)
from symnum.errors import InputError
from symnum.ops import (
    ADD,
    COS,
    DERIVATIVE,
    DIV,
    LESS,
    LESS_EQUAL,
    MUL,
    NEG,
    POW,
    SIN,
    SQRT,
    SUB,
)
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.plain import Call, Number, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import free_symbols, postorder

KEPT = frozenset({"given", "let", "swap_sides", "collect_solution"})
"""Operators of steps in which nothing is worked out."""
_EXCHANGED = {SIN: COS, COS: SIN}
_RELATED = 4
"""Different numbers that may be wrong by the same amount."""
_LONGEST = 400
"""Characters of a wrong statement."""


def mistaken(told: Told, number: int, kind: str, random: Random) -> list[Term]:
    """The statement of a step with one mistake of a kind, in random order.

    Only what the step works out is changed: sides that its inputs do not have.
    """
    step, statement = told.record["steps"][number - 1], told.statements[number - 1]
    inputs = [told.statements[n - 1] for n in step["inputs"]]
    known = {to_canonical(side) for source in inputs for a in atoms(source) for side in sides_of(a)}
    said = set(told.statements)
    found: list[Term] = []
    for atom in atoms(statement):
        for wrong in _wrong(told, atom, (known, bool(inputs)), kind, random):
            made = replaced_atom(statement, {atom: wrong})
            if made not in said and len(to_text(made)) <= _LONGEST and _is_read_back(told, made):
                found.append(made)
    random.shuffle(found)
    return found


def _is_read_back(told: Told, statement: Term) -> bool:
    text = to_text(statement)
    try:
        return to_text(told.term(text)) == text
    except InputError:
        return False


def _wrong(
    told: Told, atom: Call, before: tuple[set[Any], bool], kind: str, random: Random
) -> Iterator[Call]:
    known, follows = before
    sides = sides_of(atom)
    for place, side in enumerate(sides):
        if to_canonical(side) in known or not (place or follows) or not _is_worked_out(side):
            continue
        for altered in _altered(told, side, kind, random):
            shown = _in_the_form_of(side, altered)
            if shown is not None and _is_plausible(side, shown, sides[1 - place]):
                pair = (shown, sides[1]) if place == 0 else (sides[0], shown)
                yield Call(atom.operator, pair)
    if kind == "swapped_terms" and atom.operator in (LESS, LESS_EQUAL) and follows:
        yield Call(atom.operator, sides[::-1])


def _is_worked_out(side: Term) -> bool:
    """Whether a side is no mere name of what is looked for."""
    if isinstance(side, Call):
        return side.operator.interpreted and side.operator is not DERIVATIVE
    return isinstance(side, Number)


def _altered(told: Told, side: Term, kind: str, random: Random) -> Iterator[Term]:
    if kind == "related_values" and not _has_related_values(side):
        return
    if kind != "substitution":
        yield from ALTERATIONS[kind](side, [], random)
        return
    kept = set(free_symbols(side)) - set(told.symbols)  # constants, and the imaginary unit
    for altered in ALTERATIONS[kind](side, told.symbols, random):
        if kept <= set(free_symbols(altered)):
            yield altered
    yield from _with_other_function(side)


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


def _in_the_form_of(right: Term, altered: Term) -> Term | None:
    """The altered side, written as the right one is: in canonical form if that is."""
    if to_text(to_plain(to_canonical(right))) == to_text(right):
        shown = to_plain(to_canonical(altered))
        return None if to_canonical(altered) is to_canonical(right) else shown
    return altered if _oddities(altered) <= _oddities(right) else None


def _is_plausible(right: Term, wrong: Term, other: Term) -> bool:
    """Whether somebody could write this: nothing vanishes, what was solved for stays so, and
    exponents stay natural numbers."""
    if free_symbols(right) and not free_symbols(wrong):
        return False
    if other in free_symbols(wrong) and other not in free_symbols(right):
        return False
    if isinstance(wrong, Number) and wrong.value == 0:
        return False
    exponents = [set(_exponents(term)) for term in (right, wrong)]
    return all(e in exponents[0] or _is_natural(e) for e in exponents[1])


def _exponents(term: Term) -> Iterator[Term]:
    for part, _ in postorder([term]):
        if isinstance(part, Call) and part.operator is POW:
            yield part.arguments[1]


def _is_natural(term: Term) -> bool:
    return isinstance(term, Number) and isinstance(term.value, int) and 1 < term.value <= 20


def _oddities(term: Term) -> int:
    """How often there is a sign after a sign, a factor 1 or 0, or a fraction to be reduced."""
    parts = (part for part, _ in postorder([term]) if isinstance(part, Call) and part.arguments)
    return sum(map(_is_odd, parts))


def _is_odd(call: Call) -> bool:
    first, *others = call.arguments
    if call.operator in (ADD, SUB):
        return any(_begins_with_minus(part) for part in others) or _has(call.arguments, 0)
    if call.operator is MUL:
        return any(map(_begins_with_minus, others)) or _has(call.arguments, 0, 1, -1)
    if call.operator is DIV:
        numbers = all(isinstance(part, Number) for part in call.arguments)
        return _has(others, 0, 1, -1) or _has([first], 0) or (numbers and not _is_reduced(call))
    if call.operator is NEG:
        return _begins_with_minus(first) or _has([first], 0)
    return call.operator is POW and (_has(others, 0, 1) or _has([first], 0, 1))


def _begins_with_minus(term: Term) -> bool:
    if isinstance(term, Number):
        return term.value < 0
    if not isinstance(term, Call):
        return False
    leading = term.operator in (MUL, DIV) and _begins_with_minus(term.arguments[0])
    return term.operator is NEG or leading


def _has(parts: Sequence[Term], *numbers: int) -> bool:
    return any(isinstance(part, Number) and part.value in numbers for part in parts)


def _is_reduced(call: Call) -> bool:
    above, below = (Fraction(part.value) for part in call.arguments if isinstance(part, Number))
    return below > 1 and (above / below).denominator == below
