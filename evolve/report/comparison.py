"""What people would have written: classical approximations of the same function, proved."""

from __future__ import annotations

from evolve.baselines import Baseline, baseline_front
from evolve.fronts.front import Front
from evolve.report.evidence import interval, reference
from symnum.numerics.objective_text import objective_from

Families = dict[str, list[Baseline]]
"""By family, its best approximations of each number of operations."""


def baselines(front: Front) -> Families:
    """The classical approximations of up to as many operations as the front has."""
    low, high = interval(front)
    most = max((m.operations for m in front.members), default=1)
    families: Families = {}
    for found in baseline_front(reference(front), low, high, objective_from(front.objective), most):
        families.setdefault(found.family, []).append(found)
    return families


def curves(families: Families) -> dict[str, list[tuple[int, float]]]:
    """Operations and proved error of each family."""
    return {
        name: [(found.operations, found.error.bound) for found in members]
        for name, members in families.items()
    }


def best(families: Families, operations: int) -> Baseline | None:
    """The most accurate of all families with at most so many operations."""
    rivals = [f for members in families.values() for f in members if f.operations <= operations]
    return min(rivals, key=lambda found: found.error.bound, default=None)
