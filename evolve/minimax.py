"""The last digits: constants moved to the minimax solution, with residuals in ball arithmetic.

Sequential linear programming for nonlinear minimax approximation (Osborne and Watson, "An
algorithm for minimax approximation in the nonlinear case", Computer Journal 12, 1969): on a dense
grid the error is linearised in the constants, the linear minimax problem is solved inside a trust
region, and the step is taken if the true error falls. Where the minimax error alternates this is
the Remez-Newton iteration; unlike it, it needs no count of alternations and bears redundant
constants. The constants stay binary64 throughout, so what is measured is what is delivered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from flint import arb, ctx
from scipy.optimize import linprog

from evolve.compiled import Floats
from evolve.descent import owners
from evolve.fitting import differentiate, evaluate
from evolve.population import Candidate
from evolve.target import PRECISION, chebyshev_points, evaluate_ball
from evolve.translation import to_program
from symnum.program import Program
from symnum.terms.exact import Exact

_GRID_PER_CONSTANT = 60
_ITERATIONS = 20


@dataclass(frozen=True)
class Grid:
    """Points with the wanted values as balls."""

    points: Floats
    wanted: tuple[arb, ...]


def make_grid(reference: Program, low: Exact, high: Exact, count: int) -> Grid:
    """Both ends and ``count`` Chebyshev points between them."""
    inner = chebyshev_points(low, high, count)
    points = np.unique(np.concatenate([[float(low)], inner, [float(high)]]))
    with ctx.workprec(PRECISION):
        return Grid(points, tuple(evaluate_ball(reference, arb(x)) for x in points.tolist()))


def errors_on(grid: Grid, candidate: Candidate) -> Floats:
    """candidate − wanted on the grid; NaN where the candidate has no finite value."""
    program = to_program(candidate)
    with ctx.workprec(PRECISION):
        balls = [
            evaluate_ball(program, arb(x)) - wanted
            for x, wanted in zip(grid.points.tolist(), grid.wanted, strict=True)
        ]
    return np.array([float(b) if b.is_finite() else np.nan for b in balls])


def polished(candidate: Candidate, reference: Program, low: Exact, high: Exact) -> Candidate:
    """The candidate with minimax constants and its largest error on a dense grid.

    The error is infinite where the candidate is undefined at more points than it has divisions.
    """
    count = _GRID_PER_CONSTANT * (2 + len(candidate.code))
    grid = make_grid(reference, low, high, count)
    current = replace(candidate, error=_largest(errors_on(grid, candidate), candidate))
    radius = 1.0
    for _ in range(_ITERATIONS):
        if not np.isfinite(current.error) or current.error == 0.0 or radius < 1e-9:
            break
        step, predicted = _linear_step(grid, current, radius)
        if step is None or predicted > current.error * (1 - 1e-7):
            break
        values = tuple(float(v) for v in np.array(current.constants) + step)
        moved = replace(current, constants=values)
        moved = replace(moved, error=_largest(errors_on(grid, moved), moved))
        gain = (current.error - moved.error) / (current.error - predicted)
        radius = radius * 4.0 if gain > 0.75 else radius if gain > 0.25 else radius / 8.0
        current = moved if gain > 0.0 else current
    return current


def _largest(errors: Floats, candidate: Candidate) -> float:
    undefined = int(np.isnan(errors).sum())
    divisions = candidate.niche[0]
    return float(np.nanmax(np.abs(errors))) if undefined <= divisions else np.inf


def _jacobian(points: Floats, candidate: Candidate) -> tuple[Floats, list[int]]:
    """Derivatives of the value by the constants, shape (points, constants), and their rows."""
    size = candidate.size
    code = np.array(candidate.code, np.int64).reshape(size, 3)
    constants = np.array(candidate.constants)
    values, adjoints = np.zeros((size + 1, len(points))), np.zeros((size + 1, len(points)))
    values[0] = points
    evaluate(code, constants, size, values)
    found = np.zeros((size + 1, len(points)))
    count = differentiate(code, constants, size, values, adjoints, found)
    return found[:count].T, owners(code, size).tolist()


def _linear_step(grid: Grid, candidate: Candidate, radius: float) -> tuple[Floats | None, float]:
    """The best step of the linearised problem and the error it predicts."""
    errors, (slopes, rows) = errors_on(grid, candidate), _jacobian(grid.points, candidate)
    usable = np.isfinite(errors) & np.isfinite(slopes).all(axis=1)
    errors, slopes = errors[usable] / candidate.error, slopes[usable] / candidate.error
    scale = np.abs(slopes).max(axis=0) if len(rows) else np.zeros(0)
    if not len(rows) or not (scale > 0).all():
        return None, candidate.error
    slopes = slopes / scale
    ones = np.ones((len(errors), 1))
    bound = max(radius * 1e3, 1e-6)
    solution = linprog(
        np.r_[np.zeros(len(rows)), 1.0],
        A_ub=np.block([[slopes, -ones], [-slopes, -ones]]),
        b_ub=np.r_[-errors, errors],
        bounds=[(-bound, bound)] * len(rows) + [(0, None)],
        method="highs-ds",
    )
    if solution.x is None:
        return None, candidate.error
    step = np.zeros(candidate.size)
    step[rows] = solution.x[:-1] / scale
    return step, float(solution.x[-1]) * candidate.error
