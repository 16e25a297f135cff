"""A right solution of a topic's problem with one step made wrong on purpose and refuted.

The wrong step is refuted at a point at which all holds that the right solution says: unknowns have
the values that are found, all else any value of the domain. So it neither follows from the problem
nor from any step before.
"""

from __future__ import annotations

from random import Random

from codegen.datasets.errors.alterations import IN_WORDS
from codegen.datasets.errors.topic_mistakes import KEPT, mistaken
from codegen.datasets.errors.topic_points import Model, models
from codegen.datasets.errors.topic_statements import (
    JOINED,
    Record,
    Told,
    atoms,
    integrated_over,
)
from codegen.datasets.perturbations.derivation import shown_names, written
from codegen.datasets.perturbations.perturbation import NOTHING
from codegen.datasets.records import sealed
from symnum.terms.plain import Call, Term

NAME = "injected_error"
_TRIES = 6
"""Altered statements tried for a step."""


def inject_into_topic(record: Record, kind: str, seed: int) -> Record | None:
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
                return _spoiled(record, number, kind, wrong, *found)
    return None


def _refutation(
    told: Told, number: int, wrong: Term, random: Random
) -> tuple[str, str] | None:
    """A point at which a statement is false, and how this shows, in words."""
    right = told.statements[number - 1]
    for model in models(told, wrong, random):
        shown = _shown(told, model, wrong, right)
        if shown is not None:
            return model.written(), shown
    return None


def _shown(told: Told, model: Model, wrong: Term, right: Term) -> str | None:
    assert isinstance(wrong, Call) and isinstance(right, Call)
    if wrong.operator in JOINED:
        return "what the step says is false" if model.holds(wrong) is False else None
    values = model.shown(wrong, right)
    if values is None:
        return None
    sides = "the left side is {} and the right side is {}"
    if integrated_over(wrong.arguments):
        sides = "the derivative of the left side is {} and that of the right side is {}"
    return sides.format(*values)


def _spoiled(
    record: Record, number: int, kind: str, wrong: Term, point: str, shown: str
) -> Record:
    steps, place = list(record["steps"]), number - 1
    right = steps[place]["equation"]
    steps[place] = {**steps[place], "equation": written(wrong, shown_names(record))}
    reason = (
        f"step {number} ({steps[place]['operator']}): {IN_WORDS[kind]}. It should say "
        f"{right['text']}. {_where(record, point, shown)}."
    )
    return sealed({
        **record, "steps": steps, "lean": "", "program": "",
        "step_labels": [int(n != number) for n in range(1, len(steps) + 1)],
        "error": {
            "kind": kind, "label": place, "reason": reason, "correction": right,
            "counterexample": point,
        },
        "perturbation": {
            "name": NAME, "parent": record["id"], "answer_changes": False, "added": dict(NOTHING),
            "evidence": f"the task is the parent's; step {number} is refuted at {point}",
        },
    })  # fmt: skip


def _where(record: Record, point: str, shown: str) -> str:
    if not point:
        return shown[:1].upper() + shown[1:]
    given = any(step["operator"] == "given" for step in record["steps"])
    return f"At {point}{', where all that is given holds,' if given else ''} {shown}"
