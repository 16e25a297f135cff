"""Injected errors in counting: a place is off by one, or the number counted so far is.

Who goes on from such a mistake is off by as much in all later steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from random import Random

from codegen.datasets.errors.computations.computation_errors import Mistake, computation_error
from codegen.datasets.errors.spoiled import Record, Step
from codegen.datasets.families.counting import places_of
from codegen.datasets.records import expression
from symnum.terms.plain import Number


def _mistakes(record: Record, number: int, kind: str, random: Random) -> Iterator[Mistake]:
    if kind != "value":
        return
    target, length, places = places_of(record)
    step, place = record["steps"][number - 1], places[number - 1]
    rest = record["steps"][number:], places[number:]
    for shift in (-1, 1):
        if 1 <= place + shift <= length and place + shift not in places:
            shown = [here + shift for here in rest[1]]
            fits = shown[-1:] <= [length] and not set(shown).intersection(places)
            later = [_at(s, target, here) for s, here in zip(rest[0], shown, strict=True)]
            told = f"The place is {place}, not {place + shift}."
            yield Mistake(_at(step, target, place + shift), told, partial(_if, fits, later))
        if number + shift > 0:
            later = [_counted(s, n + shift) for n, s in enumerate(rest[0], start=number + 1)]
            told = f"The count is {number}, not {number + shift}."
            yield Mistake(_counted(step, number + shift), told, partial(_if, True, later))


def _if(fits: bool, later: Sequence[Step]) -> Sequence[Step] | None:
    return later if fits else None


def _at(step: Step, target: str, place: int) -> Step:
    words = f"{target} stands at place {place}"
    return {**step, "operand": expression(Number(place)), "words": words}


def _counted(step: Step, count: int) -> Step:
    return {**step, "equation": expression(Number(count))}


counting_error = computation_error(_mistakes)
"""Injects an error into a count."""
