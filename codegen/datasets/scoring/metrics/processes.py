"""Figures about finding the first wrong step.

ProcessBench (Zheng et al. 2024): F1 is the harmonic mean of two accuracies, one over solutions with
an error (the first wrong step is named) and one over right ones (none is named). MR-score (Zeng et
al. 2023): 0.2 max(0, MCC) + 0.3 Acc(step) + 0.5 Acc(reason), with Matthews' correlation of whether
solutions are right, and the accuracies over wrong solutions. No person or model is asked whether a
reason is right: it counts at the right step if it names the kind of the error
(:func:`codegen.datasets.scoring.finals.named_steps.reason_named`) or states the equation that
should stand there.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegen.datasets.scoring.metrics.intervals import Estimate, Indices, bootstrap, rate_of

MR_WEIGHTS = (0.2, 0.3, 0.5)


class Finding(NamedTuple):
    """What is so and what was said of one solution; steps count from 0, −1 says that all are right.

    ``said`` is None where an answer names no step; ``reason`` says whether its reason is right.
    """

    label: int
    said: int | None
    reason: bool = False


def earliest_error(findings: Sequence[Finding]) -> dict[str, Estimate]:
    """Accuracy on solutions with an error, on right ones, and F1.

    >>> found = earliest_error([Finding(2, 2), Finding(0, 1), Finding(-1, -1)])
    >>> [round(found[name].value, 4) for name in ("erroneous", "correct", "f1")]
    [0.5, 1.0, 0.6667]
    """
    wrong = np.array([f.label >= 0 for f in findings], dtype=bool)
    hit = np.array([f.said == f.label for f in findings], dtype=bool)
    return {
        "erroneous": rate_of(hit[wrong].tolist()),
        "correct": rate_of(hit[~wrong].tolist()),
        "f1": bootstrap(len(findings), lambda chosen: _f1(hit[chosen], wrong[chosen])),
    }


def _f1(hit: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Along the last axis; NaN where a kind of solution is missing, 0 where both are never hit."""
    first, second = _share(hit, wrong), _share(hit, ~wrong)
    total = first + second
    return np.where(total > 0, 2 * first * second / np.where(total > 0, total, 1), total)


def _share(hit: NDArray[np.bool_], among: NDArray[np.bool_]) -> NDArray[np.float64]:
    count = among.sum(axis=-1)
    share: NDArray[np.float64] = np.where(
        count > 0, (hit & among).sum(axis=-1) / np.maximum(count, 1), np.nan
    )
    return share


def matthews(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Matthews' correlation of truth and prediction; 0 where a margin is empty, as is usual.

    >>> matthews([(True, True), (True, True), (False, False), (False, True)])
    0.5773502691896258
    """
    both = [sum(pair == wanted for pair in pairs) for wanted in _CELLS]
    right, wrong, missed, rejected = both
    margins = (right + wrong) * (right + missed) * (rejected + wrong) * (rejected + missed)
    return (right * rejected - wrong * missed) / sqrt(margins) if margins else 0.0


_CELLS = ((True, True), (False, True), (True, False), (False, False))


def mr_score(findings: Sequence[Finding]) -> dict[str, Any]:
    """MR-score with its parts; an answer that names nothing counts as calling a solution right.

    >>> mr_score([Finding(1, 1, True), Finding(0, 2), Finding(-1, -1)])["score"].value
    0.6
    """
    wrong = [f for f in findings if f.label >= 0]
    return {
        "mcc": matthews([(f.label < 0, _calls_right(f)) for f in findings]),
        "step": rate_of([f.said == f.label for f in wrong]),
        "reason": rate_of([f.said == f.label and f.reason for f in wrong]),
        "score": bootstrap(len(findings), lambda rows: _mr_scores(findings, rows)),
    }


def _calls_right(finding: Finding) -> bool:
    return finding.said is None or finding.said < 0


def _mr_scores(findings: Sequence[Finding], rows: Indices) -> NDArray[np.float64]:
    wrong = np.array([f.label >= 0 for f in findings])[rows]
    said = np.array([not _calls_right(f) for f in findings])[rows]
    step = np.array([f.label >= 0 and f.said == f.label for f in findings])[rows]
    reason = np.array([f.said == f.label and f.reason for f in findings])[rows]
    accuracies = [np.nan_to_num(_share(hit, wrong)) for hit in (step, reason)]
    correlation = np.maximum(0, _correlations(~wrong, ~said))
    weights = MR_WEIGHTS
    scores: NDArray[np.float64] = (
        weights[0] * correlation + weights[1] * accuracies[0] + weights[2] * accuracies[1]
    )
    return scores.round(12)


def _correlations(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> NDArray[np.float64]:
    cells = [((truth == a) & (said == b)).sum(axis=-1).astype(np.float64) for a, b in _CELLS]
    right, wrong, missed, rejected = cells
    margins = (right + wrong) * (right + missed) * (rejected + wrong) * (rejected + missed)
    found: NDArray[np.float64] = np.where(
        margins > 0, (right * rejected - wrong * missed) / np.sqrt(np.maximum(margins, 1)), 0.0
    )
    return found
