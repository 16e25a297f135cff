"""What a record says of its injected error: of which kind it is, and why the step is wrong.

A step is wrong in a way that its kind describes if some mistake of that kind, made at one place of
a side of the right equation, gives the wrong one. Every such mistake is tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb

from codegen.datasets.checking.balls import ball
from codegen.datasets.checking.plain_reading import Reader
from codegen.datasets.checking.rejection import require
from symnum.ops import ADD, DERIVATIVE, DIV, INTEGRAL, MUL, NEG, POW, SUB
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_canonical
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import postorder

if TYPE_CHECKING:  # workers that score topics need no pydantic
    from codegen.datasets.schema import Expression, RecordData

Equation = tuple[Canonical, Canonical]
Mistakes = Callable[[Term], Iterable[Term]]
"""What may stand by mistake for one part of a term."""
_SHIFTS = (-3, -2, -1, 1, 2, 3)
"""By how much a number may be wrong."""
_REASON = re.compile(
    r"step (\d+) \((\w+)\): (.+?)\. It should say (.+)\. At (.+) the left side is (\S+) and the "
    r"right side is (\S+)\."
)
_DECIMAL = re.compile(r"-?\d{1,60}(\.\d{1,60})?(e[+-]\d{1,2})?")
_VISIBLE = 10
"""Units of the last place by which values have to differ: then two digits do."""


def require_kind(data: RecordData, right: Equation, wrong: Equation) -> None:
    """A mistake of the kind that the record names makes the right equation the wrong one.

    Raises:
        Rejected: none does.
    """
    number = data.error.label + 1
    reader = Reader(data)
    sides = _as_written(data.error.correction, reader)
    kind = data.error.kind
    substitutes = list(_substitutes(data, reader, number)) if kind == "substitution" else []
    for place, side in enumerate(sides):
        if wrong[1 - place] is right[1 - place] and any(
            to_canonical(term) is wrong[place] for term in mistaken(kind, side, substitutes)
        ):
            return
    require(False, "the step is not wrong by what is called {}", kind)


def _as_written(shown: Expression, reader: Reader) -> Sequence[Term]:
    """Both sides, with a quotient of numbers as a quotient: its parts are places for mistakes."""
    equation = parse(shown.text, functions=reader.functions, assumptions=reader.assumptions)
    return equation.arguments if isinstance(equation, Call) else ()


def _substitutes(data: RecordData, reader: Reader, number: int) -> Iterator[Term]:
    """Symbols, and both sides of what was defined before."""
    yield from reader.symbols.values()
    for step in data.steps[: number - 1]:
        if step.operator.endswith("premise"):
            yield from _as_written(step.equation, reader)


def mistaken(kind: str, side: Term, substitutes: Sequence[Term]) -> Iterator[Term]:
    """Every term that a mistake of this kind makes of a side.

    Args:
        kind: One of :data:`KINDS`.
        side: The right one.
        substitutes: What may stand for symbols and functions; empty unless the kind is
            ``substitution``.
    """
    if kind == "related_values":
        yield from (_all_shifted(side, shift) for shift in _SHIFTS)
        return
    if kind == "flipped_sign":
        yield Call(NEG, (side,))
    mistakes = (lambda part: _substituted(part, substitutes)) if substitutes else _MISTAKES[kind]
    yield from at_one_place(side, mistakes)


def at_one_place(term: Term, mistakes: Mistakes) -> Iterator[Term]:
    """The term with a mistake in one part; what a function is of stays, and variables of calculus.

    Parts are visited from the root on, each with a function that puts another one in its place.
    """
    waiting: list[tuple[Term, Callable[[Term], Term]]] = [(term, lambda new: new)]
    while waiting:
        part, put = waiting.pop()
        yield from map(put, mistakes(part))
        if isinstance(part, Call) and part.operator.interpreted:
            bound = part.operator in (DERIVATIVE, INTEGRAL)
            for place in range(1 if bound else len(part.arguments)):
                waiting.append((part.arguments[place], _putting(part, place, put)))


def _putting(call: Call, place: int, put: Callable[[Term], Term]) -> Callable[[Term], Term]:
    before, after = call.arguments[:place], call.arguments[place + 1 :]
    return lambda new: put(Call(call.operator, (*before, new, *after)))


def _substituted(part: Term, substitutes: Sequence[Term]) -> Iterable[Term]:
    named = isinstance(part, Symbol) or (isinstance(part, Call) and not part.operator.interpreted)
    return [other for other in substitutes if other is not part] if named else ()


def _shifted(part: Term) -> Iterable[Term]:
    if isinstance(part, Number):
        yield from (Number(part.value + shift) for shift in _SHIFTS if part.value + shift)


def _all_shifted(term: Term, shift: int) -> Term:
    """Every number in a term moved by as much."""
    new: dict[Term, Term] = {}
    for part, _ in postorder([term]):
        if isinstance(part, Number):
            new[part] = Number(part.value + shift)
        elif isinstance(part, Call):
            new[part] = Call(part.operator, tuple(new[inner] for inner in part.arguments))
        else:
            new[part] = part
    return new[term]


def without_one(part: Term) -> Iterable[Term]:
    """A sum or product that lacks one of its parts, or a quotient its divisor."""
    if isinstance(part, Call) and part.operator in (ADD, SUB, MUL, DIV):
        first, second = part.arguments[0], part.arguments[-1]
        yield first
        if part.operator is not DIV:
            yield Call(NEG, (second,)) if part.operator is SUB else second


def with_other_sign(part: Term) -> Iterable[Term]:
    """Plus for minus or the other way round, or a lost minus."""
    if isinstance(part, Number) and part.value < 0:
        yield Number(-part.value)
    if isinstance(part, Call):
        if part.operator is NEG:
            yield part.arguments[0]
        if part.operator in (ADD, SUB):
            yield Call(SUB if part.operator is ADD else ADD, part.arguments)


def exchanged(part: Term) -> Iterable[Term]:
    """A difference, quotient or power with its operands in the other order."""
    if isinstance(part, Call) and part.operator in (SUB, DIV, POW):
        yield Call(part.operator, part.arguments[::-1])


_MISTAKES: Mapping[str, Mistakes] = {
    "value": _shifted, "deleted_term": without_one, "flipped_sign": with_other_sign,
    "swapped_terms": exchanged, "substitution": lambda part: (),
}  # fmt: skip
SAID: Mapping[str, str] = {
    "value": "a number is wrong", "related_values": "several numbers are wrong by the same amount",
    "substitution": "something else was put in", "deleted_term": "a term is missing",
    "flipped_sign": "a sign is wrong", "swapped_terms": "two terms have changed places",
}  # fmt: skip
"""What each kind of error is called in reasons."""
KINDS = frozenset(SAID)


def require_reason(data: RecordData, left: arb, right: arb) -> None:
    """The reason names step, kind, correction and point, and values that are those and differ.

    Args:
        data: The record.
        left: What the left side is worth at the counterexample.
        right: The same of the right side.

    Raises:
        Rejected: it says something else, or its digits do not show that the sides differ.
    """
    error, step = data.error, data.steps[data.error.label]
    told = _REASON.fullmatch(error.reason)
    wanted = (str(error.label + 1), step.operator, SAID[error.kind], error.correction.text,
              error.counterexample)  # fmt: skip
    require(told is not None and told.groups()[:5] == wanted, "the reason says something else")
    assert told is not None
    values = [_number(text) for text in told.groups()[5:]]
    units = [_unit(value) for value in values if value]
    require(bool(units), "the reason says that both sides are 0")
    apart = abs(values[0] - values[1]) >= _VISIBLE * max(units)
    require(apart, "the reason does not show that the sides differ")
    for text, value, known in zip(told.groups()[5:], values, (left, right), strict=True):
        unit = _unit(value) if value else min(units)
        off = abs(known - ball(Fraction(value))) - ball(Fraction(unit))
        require(not off > 0, "a side is not {} at the counterexample", text)


def _number(text: str) -> Decimal:
    require(_DECIMAL.fullmatch(text) is not None, "{} is no number", text)
    return Decimal(text)


def _unit(value: Decimal) -> Decimal:
    """One in the last place that is shown."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal((0, (1,), exponent))
