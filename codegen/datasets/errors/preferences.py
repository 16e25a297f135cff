"""What is trained on: rewards of steps, and pairs of a right and a wrong step."""

from __future__ import annotations

from typing import NamedTuple

from codegen.datasets.errors.computations.corrections import corrected
from codegen.datasets.errors.spoiled import Record
from codegen.datasets.records import step_texts
from symnum.errors import InputError

RIGHT, WRONG, GOES_ON = 1.0, -1.0, 0.0
"""Rewards: for a right step, for the step that went wrong, and for what goes on from it."""


class Preference(NamedTuple):
    """After the same prefix, a right step and a wrong one, each as solutions show it."""

    prompt: str
    """The problem."""
    prefix: tuple[str, ...]
    """The steps before, all right."""
    chosen: str
    rejected: str


def step_rewards(record: Record) -> list[float]:
    """A reward for each step of a record, of whatever family; the first wrong step went wrong.

    >>> step_rewards({"step_labels": [1, 0, 1, 0]})
    [1.0, -1.0, 1.0, 0.0]
    """
    labels = record["step_labels"]
    rewards = [RIGHT if right else GOES_ON for right in labels]
    if 0 in labels:
        rewards[labels.index(0)] = WRONG
    return rewards


def preference(record: Record) -> Preference:
    """The pair that a record with an injected error holds: it carries the right step, too.

    Raises:
        InputError: the record has no injected error.
    """
    label, steps = record["error"]["label"], record["steps"]
    if not record["error"]["kind"]:
        raise InputError(f"record {record['id']}: there is no injected error in it")
    *shown, chosen = step_texts([*steps, corrected(record)])
    return Preference(record["problem"], tuple(shown[:label]), chosen, shown[label])
