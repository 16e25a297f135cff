"""Figures of scores as people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

RATES: Mapping[str, str] = {
    "goal": "goal reached", "exact": "goal in the very form", "sound": "and no step wrong",
    "without_error": "answers without a false step", "valid_steps": "steps that hold",
    "founded_steps": "steps that follow by one operation", "redundant_steps": "redundant steps",
    "irrelevant_steps": "irrelevant steps", "skipped_steps": "skipped steps",
    "unread": "answers with something unread",
}  # fmt: skip
"""Rates and how they are called."""
WRONG_STEP: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "found, solutions with an error": lambda m: m["f1"]["erroneous"],
    "none named, right solutions": lambda m: m["f1"]["correct"],
    "F1 (ProcessBench)": lambda m: m["f1"]["f1"],
    "MR-score": lambda m: m["mr_score"]["score"],
}
"""Figures of first wrong steps, and where they stand."""


def drops(model: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What is lost by each perturbation, and by family where it changes records of several."""
    for name, row in model["perturbations"].get("by_name", {}).items():
        yield name, row
        for family, part in row.get("by_family", {}).items():
            yield f"{name}, {family}", part


def interval(estimate: Mapping[str, Any]) -> str:
    """A figure with its interval."""
    if estimate["value"] is None:
        return "–"
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"
