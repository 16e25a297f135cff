"""Constants settled on binary64 one after the other, where their rounding is felt in the error.

A minimax solution whose error is a few units in the last place of some constant loses part of its
accuracy when all constants are rounded at once. Here the constant whose unit matters most is fixed
first, at the best of a few neighbours, with all others free to make up for it; then the next.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evolve.fits.minimax import Problem, descended, errors_on, grid_for, jacobian
from evolve.programs.candidates import Candidate

_FELT = 1e-3
"""Effect of a unit in the last place, relative to the error, below which rounding is not felt."""
_NEIGHBOURS = (0, -1, 1)
_ITERATIONS = 8


def settled(candidate: Candidate, problem: Problem) -> Candidate:
    """The candidate with its constants moved by units in the last place where that helps.

    Args:
        candidate: With minimax constants and its true largest error.
        problem: What it approximates.

    Returns:
        A candidate that is at least as good on the same grid.
    """
    if not 0.0 < candidate.error < np.inf:
        return candidate
    grid = grid_for(candidate, problem)
    slopes, rows = jacobian(grid, candidate)
    units = np.spacing(np.abs(np.array(candidate.constants)[rows]))
    usable = np.isfinite(slopes).all(axis=1) & np.isfinite(errors_on(grid, candidate))
    effects = np.abs(slopes[usable] * units).max(axis=0, initial=0.0) / candidate.error
    best, frozen = candidate, []
    for place in np.argsort(-effects, kind="stable").tolist():
        if not effects[place] > _FELT:
            break
        frozen.append(rows[place])
        tried = [
            descended(grid, _moved(best, rows[place], count), _ITERATIONS, tuple(frozen))
            for count in _NEIGHBOURS
        ]
        best = min([best, *tried], key=lambda entry: entry.error)
    return best


def _moved(candidate: Candidate, row: int, units: int) -> Candidate:
    """One constant moved by so many units in the last place."""
    values = list(candidate.constants)
    values[row] += units * float(np.spacing(abs(values[row])))
    return replace(candidate, constants=tuple(values))
