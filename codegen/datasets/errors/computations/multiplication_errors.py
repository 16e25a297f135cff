"""Injected errors in long multiplication: a column writes or carries another digit.

A product of digits, the sum, the digit written or the carry is wrong, or the carry is forgotten;
or digit and carry have changed places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from random import Random

from codegen.datasets.errors.computations.computation_errors import Mistake, computation_error
from codegen.datasets.errors.computations.slips import slips
from codegen.datasets.errors.spoiled import Record, Step
from codegen.datasets.families.multiplication import Column, column, columns, factors_of
from codegen.datasets.records import expression

Factors = tuple[int, int]


def _mistakes(record: Record, number: int, kind: str, random: Random) -> Iterator[Mistake]:
    factors = factors_of(record["problem"])
    right = list(columns(*factors))
    old = right[number - 1]
    if not old.pairs:
        return
    told = f"The digit is {old.digit} and the carry {old.following}"
    for new in _WRONG[kind](old, factors):
        ends = number < len(right) or not new.following
        if ends and (new.digit, new.following) != (old.digit, old.following):
            step = _step(record["steps"][number - 1], new)
            reason = f"{told}, not {new.digit} and {new.following}."
            later = partial(_later, record, right[number:], new)
            yield Mistake({**step, "inputs": old.inputs}, reason, later)


def _step(step: Step, new: Column) -> Step:
    return {
        **step, "equation": expression(new.sum()), "words": new.words, "inputs": new.inputs
    }  # fmt: skip


def _later(record: Record, rest: Sequence[Column], wrong: Column) -> Sequence[Step] | None:
    """The columns that follow, with the wrong carry; ``None`` if there were more or fewer."""
    steps: list[Step] = []
    before = wrong
    for step, old in zip(record["steps"][wrong.place + 1 :], rest, strict=True):
        if not old.pairs and not before.following:
            return None
        before = column(old.place, old.pairs, before.following)
        steps.append(_step(step, before))
    return steps if not before.following else None


def _miscalculated(old: Column, factors: Factors) -> Iterator[Column]:
    """The sum, the digit or the carry is off."""
    for slip in slips(Fraction(old.total)):
        yield old.coming_to(max(0, int(slip)))
    yield from (old._replace(digit=n) for n in (old.digit - 1, old.digit + 1) if 0 <= n < 10)
    if old.following:
        yield from (old._replace(following=old.following + n) for n in (-1, 1))


def _with(old: Column, place: int, side: int, digit: int) -> Column:
    """The column with one digit of one product replaced."""
    pair = list(old.pairs[place])
    pair[side] = digit
    pairs = (*old.pairs[:place], (pair[0], pair[1]), *old.pairs[place + 1 :])
    return column(old.place, pairs, old.carry)


def _miscopied(old: Column, factors: Factors) -> Iterator[Column]:
    for place, pair in enumerate(old.pairs):
        for side, digit in enumerate(pair):
            yield from (_with(old, place, side, n) for n in (digit - 1, digit + 1) if 0 <= n < 10)


def _substituted(old: Column, factors: Factors) -> Iterator[Column]:
    """Another digit of the same factor in the place of one."""
    for place, pair in enumerate(old.pairs):
        for side, digit in enumerate(pair):
            others = sorted(set(map(int, str(factors[side]))) - {digit})
            yield from (_with(old, place, side, other) for other in others)


def _shortened(old: Column, factors: Factors) -> Iterator[Column]:
    """The carry is forgotten or, where there is none, a product."""
    if old.carry:
        yield column(old.place, old.pairs, 0)
    elif len(old.pairs) > 1:
        for place in range(len(old.pairs)):
            yield column(old.place, (*old.pairs[:place], *old.pairs[place + 1 :]), 0)


def _exchanged(old: Column, factors: Factors) -> Iterator[Column]:
    """The carry is written and the digit carried."""
    if 0 < old.following < 10:
        yield old._replace(digit=old.following, following=old.digit)


_WRONG: Mapping[str, Callable[[Column, Factors], Iterator[Column]]] = {
    "value": _miscalculated,
    "related_values": _miscopied,
    "substitution": _substituted,
    "deleted_term": _shortened,
    "flipped_sign": lambda old, factors: iter(()),
    "swapped_terms": _exchanged,
}
"""All is added: there is no sign to be taken for another."""

multiplication_error = computation_error(_mistakes)
"""Injects an error into a long multiplication."""
