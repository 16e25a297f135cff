"""A right solution of a topic's problem with one step made wrong on purpose and refuted.

The wrong step is refuted at a point at which all holds that the right solution says: unknowns have
the values that are found, all else any value of the domain. So it neither follows from the problem
nor from any step before.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from codegen.datasets.errors.alterations import IN_WORDS
from codegen.datasets.errors.decimals import are_moderate
from codegen.datasets.errors.spoiled import Claim, Record, spoiled
from codegen.datasets.errors.topics.topic_continuation import carried_on
from codegen.datasets.errors.topics.topic_mistakes import KEPT, LONGEST, mistaken
from codegen.datasets.errors.topics.topic_points import Model, models
from codegen.datasets.errors.topics.topic_statements import (
    JOINED,
    Told,
    integrated_over,
)
from codegen.datasets.perturbations.derivation import shown_names, written
from symnum.terms.plain import Call, Term
from symnum.terms.text import to_text

_TRIES = 6
"""Altered statements tried for a step."""
_CARRIED = 0.6
"""How often later steps go on from the wrong one, where they can."""
_FALSE = "what the step says is false"
"""Of several equations or comparisons that are joined."""


def topic_error(record: Record, kind: str, seed: int) -> Record | None:
    """The record with one step spoiled: a pure function of the arguments.

    Problem and answer stay. A coin says whether the steps that rest on the wrong one go on from it;
    if so, and if each of them can be done again and is false at the same point, they are labelled
    wrong as well. Else they stay and are right: a mistake before them does not make them false.

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
                goes_on = random.random() < _CARRIED
                later = _later(told, number, wrong, found.model) if goes_on else {}
                return _spoiled(record, kind, found, {number: wrong, **later})
    return None


class _Refutation(NamedTuple):
    model: Model
    """A point at which a statement is false."""
    shown: str
    """How this shows, in words."""


def _later(told: Told, number: int, wrong: Term, model: Model) -> dict[int, Term]:
    """What steps say that go on from the wrong one, if each of them is false at the point."""
    carried = carried_on(told, number, wrong) or {}
    right = told.statements
    false = all(_values(model, s, right[n - 1]) is not None for n, s in carried.items())
    return carried if false and all(_is_short(s) for s in carried.values()) else {}


def _is_short(statement: Term) -> bool:
    return len(to_text(statement)) <= LONGEST


def _spoiled(record: Record, kind: str, found: _Refutation, wrong: Mapping[int, Term]) -> Record:
    """The record with wrong steps, by number."""
    steps, names = list(record["steps"]), shown_names(record)
    for number, statement in wrong.items():
        steps[number - 1] = {**steps[number - 1], "equation": written(statement, names)}
    point = found.model.written()
    reason = _reason(record, min(wrong), kind, point, found.shown)
    return spoiled(record, steps, list(wrong), Claim(kind, reason, point))


def _refutation(told: Told, number: int, wrong: Term, random: Random) -> _Refutation | None:
    """A point at which a statement is false; those where sides are of moderate size come first."""
    said, right = (told.claim(number, s) for s in (wrong, told.statements[number - 1]))
    if said is None or right is None:
        return None
    slopes = said is not wrong or bool(integrated_over([wrong]))
    others: list[_Refutation] = []
    for model in models(told, number - 1, said, random):
        values = _values(model, said, right)
        if values is not None:
            found = _Refutation(model, _shown(values, slopes))
            if are_moderate(*(text for text in values if "." in text and "i" not in text)):
                return found
            others.append(found)
    return others[0] if others else None


def _values(model: Model, wrong: Term, right: Term) -> tuple[str, ...] | None:
    """What both sides are worth where the wrong statement is false; of joined ones nothing."""
    assert isinstance(wrong, Call) and isinstance(right, Call)
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
