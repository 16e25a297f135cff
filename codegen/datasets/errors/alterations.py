"""Six ways to spoil a side of an equation, as in RISE (arXiv 2410.06638).

Each takes a plain term as it is written and yields terms with one mistake, in the order of places
from left to right. Whether a mistake makes the equation false is for others to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from symnum.ops import ADD, DERIVATIVE, DIV, INTEGRAL, MUL, NEG, POW, SUB
from symnum.terms.plain import Call, Number, Symbol, Term

Alteration = Callable[[Term, Sequence[Term], Random], Iterator[Term]]
"""From a term and what may be substituted for symbols and functions by mistake."""
_LARGEST_SHIFT = 3


def at_one_place(term: Term, change: Callable[[Term], Iterator[Term]]) -> Iterator[Term]:
    """The term with one part changed; arguments of functions and variables of calculus are kept."""
    yield from change(term)
    if not isinstance(term, Call) or not term.operator.interpreted:
        return
    kept = len(term.arguments) - (term.operator in (DERIVATIVE, INTEGRAL))
    for place, argument in enumerate(term.arguments[:kept]):
        for changed in at_one_place(argument, change):
            parts = (*term.arguments[:place], changed, *term.arguments[place + 1 :])
            yield Call(term.operator, parts)


def _is(term: Term, *operators: object) -> bool:
    return isinstance(term, Call) and term.operator in operators


def _flipped(part: Term) -> Iterator[Term]:
    if _is(part, ADD, SUB) and isinstance(part, Call) and len(part.arguments) == 2:
        yield Call(SUB if part.operator is ADD else ADD, part.arguments)
    elif _is(part, NEG) and isinstance(part, Call):
        yield part.arguments[0]
    elif isinstance(part, Number) and part.value < 0:
        yield Number(-part.value)


def flipped_sign(term: Term, others: Sequence[Term], random: Random) -> Iterator[Term]:
    """A plus for a minus, or the other way round; at last, a minus before everything."""
    yield from at_one_place(term, _flipped)
    if not _is(term, NEG, ADD, SUB):
        yield Call(NEG, (term,))


def _shortened(part: Term) -> Iterator[Term]:
    if isinstance(part, Call) and len(part.arguments) == 2:
        first, second = part.arguments
        if part.operator in (ADD, MUL, DIV, SUB):
            yield first
        if part.operator in (ADD, MUL):
            yield second
        if part.operator is SUB:
            yield Call(NEG, (second,))


def deleted_term(term: Term, others: Sequence[Term], random: Random) -> Iterator[Term]:
    """An addend or a factor is missing."""
    yield from at_one_place(term, _shortened)


def _swapped(part: Term) -> Iterator[Term]:
    if isinstance(part, Call) and part.operator in (DIV, SUB, POW):
        first, second = part.arguments
        yield Call(part.operator, (second, first))


def swapped_terms(term: Term, others: Sequence[Term], random: Random) -> Iterator[Term]:
    """Two terms stand in each other's place where their order matters."""
    yield from at_one_place(term, _swapped)


def _shift(random: Random) -> int:
    return random.choice([n for n in range(-_LARGEST_SHIFT, _LARGEST_SHIFT + 1) if n])


def value(term: Term, others: Sequence[Term], random: Random) -> Iterator[Term]:
    """One number is another one."""
    shift = _shift(random)

    def change(part: Term) -> Iterator[Term]:
        if isinstance(part, Number) and part.value + shift != 0:
            yield Number(part.value + shift)

    yield from at_one_place(term, change)


def related_values(term: Term, others: Sequence[Term], random: Random) -> Iterator[Term]:
    """Two numbers or more, all by the same amount."""
    shift = _shift(random)
    numbers = list(_numbers(term))
    if len(numbers) > 1 and all(number.value + shift != 0 for number in numbers):
        yield _shifted(term, shift)


def _numbers(term: Term) -> Iterator[Number]:
    if isinstance(term, Number):
        yield term
    if isinstance(term, Call):
        for argument in term.arguments:
            yield from _numbers(argument)


def _shifted(term: Term, shift: int) -> Term:
    if isinstance(term, Number):
        return Number(term.value + shift)
    if isinstance(term, Call):
        return Call(term.operator, tuple(_shifted(part, shift) for part in term.arguments))
    return term


def substitution(term: Term, others: Sequence[Term], random: Random) -> Iterator[Term]:
    """Something else stands where a symbol or a function stood."""

    def change(part: Term) -> Iterator[Term]:
        if isinstance(part, Symbol) or (isinstance(part, Call) and not part.operator.interpreted):
            choices = [other for other in others if other is not part]
            if choices:
                yield random.choice(choices)

    yield from at_one_place(term, change)


ALTERATIONS: Mapping[str, Alteration] = {
    "value": value, "related_values": related_values, "substitution": substitution,
    "deleted_term": deleted_term, "flipped_sign": flipped_sign, "swapped_terms": swapped_terms,
}  # fmt: skip
"""By name, in the order of the paper."""

IN_WORDS: Mapping[str, str] = {
    "value": "a number is wrong", "related_values": "several numbers are wrong by the same amount",
    "substitution": "something else was put in", "deleted_term": "a term is missing",
    "flipped_sign": "a sign is wrong", "swapped_terms": "two terms have changed places",
}  # fmt: skip
"""What went wrong, for reasons."""
