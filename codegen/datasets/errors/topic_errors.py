"""A right solution of a topic's problem with one step made wrong on purpose and refuted.

The wrong step is refuted at a point at which all holds that the right solution says: unknowns have
the values that are found, all else any value of the domain. So it neither follows from the problem
nor from any step before.
"""

from __future__ import annotations

from random import Random

from codegen.datasets.errors.alterations import IN_WORDS
from codegen.datasets.errors.decimals import are_moderate
from codegen.datasets.errors.spoiled import Claim, Record, spoiled
from codegen.datasets.errors.topic_mistakes import KEPT, mistaken
from codegen.datasets.errors.topic_points import Model, models
from codegen.datasets.errors.topic_statements import (
    JOINED,
    Told,
    integrated_over,
)
from codegen.datasets.perturbations.derivation import shown_names, written
from symnum.terms.plain import Call, Term

_TRIES = 6
"""Altered statements tried for a step."""
_FALSE = "what the step says is false"
"""Of several equations or comparisons that are joined."""


def topic_error(record: Record, kind: str, seed: int) -> Record | None:
    """The record with one step spoiled: a pure function of the arguments.

    Problem, answer and all other steps stay; these are right, since a mistake before them does not
    make them false.

    Args:
        record: A right record of a topic.
        kind: A key of :data:`~codegen.datasets.errors.alterations.ALTERATIONS`.
        seed: Chooses the step and the mistake.

    Returns:
        ``None`` if no altered step could be refuted.
    """
    random = Random(f"error {kind} {seed} {record['id']}")
    told = Told(record)
    numbers = [n for n, s in enumerate(record["steps"], start=1) if s["operator"] not in KEPT]
    random.shuffle(numbers)
    for number in numbers:
        for wrong in mistaken(told, number, kind, random)[:_TRIES]:
            found = _refutation(told, number, wrong, random)
            if found is not None:
                steps = list(record["steps"])
                told_wrong = written(wrong, shown_names(record))
                steps[number - 1] = {**steps[number - 1], "equation": told_wrong}
                reason = _reason(record, number, kind, *found)
                return spoiled(record, steps, [number], Claim(kind, reason, found[0]))
    return None


def _refutation(told: Told, number: int, wrong: Term, random: Random) -> tuple[str, str] | None:
    """A point at which a statement is false, and how this shows, in words.

    Points at which both sides are of moderate size are taken first.
    """
    said, right = (told.claim(number, s) for s in (wrong, told.statements[number - 1]))
    if said is None or right is None:
        return None
    slopes = said is not wrong or bool(integrated_over([wrong]))
    others: list[tuple[str, str]] = []
    for model in models(told, number - 1, said, random):
        values = _values(model, said, right)
        if values is not None:
            found = model.written(), _shown(values, slopes)
            if are_moderate(*(text for text in values if "." in text and "i" not in text)):
                return found
            others.append(found)
    return others[0] if others else None


def _values(model: Model, wrong: Call, right: Call) -> tuple[str, ...] | None:
    """What both sides are worth where the wrong statement is false; of joined ones nothing."""
    if wrong.operator in JOINED:
        return () if model.holds(wrong) is False else None
    return model.shown(wrong, right)


def _shown(values: tuple[str, ...], slopes: bool) -> str:
    if not values:
        return _FALSE
    left, right = values
    if slopes:
        return f"the derivative of the left side is {left} and that of the right side is {right}"
    return f"the left side is {left} and the right side is {right}"


def _reason(record: Record, number: int, kind: str, point: str, shown: str) -> str:
    step = record["steps"][number - 1]
    where = shown[:1].upper() + shown[1:]
    if point:
        given = any(step["operator"] == "given" for step in record["steps"])
        pause = ", where all that is given holds," if given else "," if shown == _FALSE else ""
        where = f"At {point}{pause} {shown}"
    return (
        f"step {number} ({step['operator']}): {IN_WORDS[kind]}. It should say "
        f"{step['equation']['text']}. {where}."
    )
