"""Figures over versions of one problem: instances of a template, and perturbed copies.

UGMathBench (Xu et al. 2025): AAcc is the accuracy over all versions, EAcc the share of problems
all of whose versions are solved, Δ = AAcc − EAcc, RE = Δ/EAcc. DynaMath (Zou et al. 2024): average
and worst case, the latter the same as EAcc, and their ratio. GSM-Symbolic (Mirzadeh et al. 2024):
accuracy by set of instances. Meadows et al. (2023): strict generalisability is the share of
problems that are solved as they stand and in none of their perturbed forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.datasets.scoring.metrics.intervals import (
    Estimate,
    bootstrap,
    drop,
    mean,
    rate_of,
)


def over_versions(solved: Mapping[str, Sequence[bool]]) -> dict[str, Estimate]:
    """AAcc, EAcc, CAcc, Δ, RE and the ratio of worst to average case; problems are resampled.

    Args:
        solved: For each problem, which of its versions were solved.

    >>> found = over_versions({"a": [True, True], "b": [True, False]})
    >>> [found[name].value for name in ("AAcc", "EAcc", "delta", "RE", "CAcc")]
    [0.75, 0.5, 0.25, 0.5, 1.0]
    """
    groups = [solved[name] for name in sorted(solved) if solved[name]]
    hits = np.array([sum(group) for group in groups], dtype=np.float64)
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    every = hits == sizes

    def average(rows: Any) -> NDArray[np.float64]:
        found: NDArray[np.float64] = hits[rows].sum(axis=1) / sizes[rows].sum(axis=1)
        return found

    def effective(rows: Any) -> NDArray[np.float64]:
        found: NDArray[np.float64] = every[rows].mean(axis=1)
        return found

    def quotient(over: NDArray[np.float64], under: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(under > 0, over / np.where(under > 0, under, 1), np.nan)

    def gap(rows: Any) -> NDArray[np.float64]:
        return average(rows) - effective(rows)

    return {
        "AAcc": bootstrap(len(groups), average),
        "EAcc": rate_of(every.tolist()),
        "CAcc": rate_of([any(group) for group in groups]),
        "delta": bootstrap(len(groups), gap),
        "RE": bootstrap(len(groups), lambda rows: quotient(gap(rows), effective(rows))),
        "worst_to_average": bootstrap(
            len(groups), lambda rows: quotient(effective(rows), average(rows))
        ),
    }


def by_set(solved: Mapping[int, Sequence[bool]]) -> dict[str, float | int | None]:
    """Accuracy over sets of instances: its mean, standard deviation (of the sample) and ends."""
    shares = [sum(solved[number]) / len(solved[number]) for number in sorted(solved)]
    if not shares:
        return {"sets": 0, "mean": None, "deviation": None, "lowest": None, "highest": None}
    deviation = float(np.std(shares, ddof=1)) if len(shares) > 1 else None
    return {"sets": len(shares), "mean": float(np.mean(shares)), "deviation": deviation,
            "lowest": min(shares), "highest": max(shares)}  # fmt: skip


def paired_drop(pairs: Sequence[tuple[float, float]]) -> dict[str, Estimate]:
    """Figures of originals and of their perturbed forms, and what is lost between them.

    Args:
        pairs: (of the original, of its perturbed form).
    """
    return {
        "original": mean([first for first, _ in pairs]),
        "perturbed": mean([second for _, second in pairs]),
        "drop": drop(pairs),
    }


def strict_generalisability(solved: Mapping[str, tuple[bool, Sequence[bool]]]) -> Estimate:
    """The share of problems solved as they stand and in no perturbed form; low is good.

    Args:
        solved: For each problem that has perturbed forms: itself, and these.

    >>> strict_generalisability({"a": (True, [False, False]), "b": (True, [True, False])}).value
    0.5
    """
    return rate_of([itself and not any(forms) for itself, forms in solved.values() if forms])
