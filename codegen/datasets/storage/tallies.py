"""How often what occurs in the records of a dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

Counts = dict[str, Counter[str]]
"""For each thing that is counted, how often each kind of it occurs."""


def count(counts: Counts, item: Mapping[str, Any]) -> None:
    """Count a record in."""
    for key, kinds in (
        ("families", [item["family"]]),
        ("operators", [step["operator"] for step in item["steps"]]),
        ("lengths", [str(len(item["steps"]))]),
        ("topics", item["topics"]),
        ("perturbations", [item["perturbation"]["name"]]),
        ("errors", [item["error"]["kind"]]),
        ("answer_kinds", [item["answer_kind"]]),
    ):
        counter = counts.setdefault(key, Counter())
        for kind in kinds:
            if kind:
                counter[kind] += 1


def add(counts: Counts, more: Counts) -> None:
    """Add counts to counts."""
    for key, counter in more.items():
        counts.setdefault(key, Counter()).update(counter)
