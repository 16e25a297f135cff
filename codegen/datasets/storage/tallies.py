"""How often what occurs in the records of a dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

Counts = dict[str, Counter[str]]
"""For each thing that is counted, how often each kind of it occurs."""
LEFT_OUT = "left_out"
"""Changes that the checker did not accept, so that no record has them: the others are counted of
the records."""
Kinds = tuple[tuple[str, list[str]], ...]
"""For each thing that is counted, which kinds of it one record has."""


def kinds(item: Mapping[str, Any]) -> Kinds:
    """What is counted of a record."""
    return (
        ("families", [item["family"]]),
        ("operators", [step["operator"] for step in item["steps"]]),
        ("lengths", [str(len(item["steps"]))]),
        ("topics", list(item["topics"])),
        ("perturbations", [item["perturbation"]["name"]]),
        ("errors", [item["error"]["kind"]]),
        ("answer_kinds", [item["answer_kind"]]),
    )


def tally(counts: Counts, found: Kinds) -> None:
    """Count what a record has in."""
    for key, names in found:
        counter = counts.setdefault(key, Counter())
        for name in names:
            if name:
                counter[name] += 1


def count(counts: Counts, item: Mapping[str, Any]) -> None:
    """Count a record in."""
    tally(counts, kinds(item))


def add(counts: Counts, more: Counts) -> None:
    """Add counts to counts."""
    for key, counter in more.items():
        counts.setdefault(key, Counter()).update(counter)
