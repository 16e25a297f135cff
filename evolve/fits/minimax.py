"""The last digits: constants moved to the minimax solution, with residuals in ball arithmetic.

Sequential linear programming for nonlinear minimax approximation (Osborne and Watson, "An
algorithm for minimax approximation in the nonlinear case", Computer Journal 12, 1969): on a dense
grid the error is linearised in the constants and the linear minimax problem is solved inside a
trust region; steps that do not lower the true error soon are taken back. Where the minimax error
alternates this is the Remez-Newton iteration; unlike it, it needs no count of alternations and
bears redundant constants. The constants stay binary64 throughout: what is measured is what
is delivered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from flint import arb, ctx
from scipy.optimize import linprog

from evolve.compiled import Floats
from evolve.fits.fitting import differentiate, evaluate, owners
from evolve.fits.sampling import PRECISION, chebyshev_points, ends_within, values_at
from evolve.programs.candidates import Candidate
from evolve.programs.translation import to_program
from symnum.numerics.functions import Function
from symnum.numerics.objectives import Objective, sampled_weight
from symnum.program import Program
from symnum.terms.exact import Exact

_GRID_PER_CONSTANT = 60
_ITERATIONS = 30
_WATCH = 4
"""Steps that may raise the error before they are taken back: narrow valleys are curved."""
_RANK = 1e-14
"""Directions whose effect is smaller by this factor are redundant."""

ABSOLUTE = Objective()


@dataclass(frozen=True)
class Grid:
    """Points with the wanted values as balls, and the weights of errors there."""

    points: Floats
    wanted: tuple[arb | None, ...]
    weights: Floats


@dataclass(frozen=True)
class Problem:
    """What is approximated where, and what errors are measured in."""

    reference: Program | Function
    low: Exact
    high: Exact
    objective: Objective = ABSOLUTE

    def grid(self, count: int) -> Grid:
        """Both ends and ``count`` Chebyshev points between them."""
        inner = chebyshev_points(self.low, self.high, count)
        points = np.unique(np.concatenate([inner, ends_within(self.low, self.high)]))
        weights = sampled_weight(self.objective, self.reference, points)
        return Grid(points, tuple(values_at(self.reference, points)), weights)


def errors_on(grid: Grid, candidate: Candidate) -> Floats:
    """Weighted candidate − wanted on the grid; NaN where the candidate has no finite value."""
    values = values_at(to_program(candidate), grid.points)
    with ctx.workprec(PRECISION):
        errors = np.array([
            float(value - wanted) if value is not None and wanted is not None else np.nan
            for value, wanted in zip(values, grid.wanted, strict=True)
        ])  # fmt: skip
    weighted: Floats = errors * grid.weights
    return weighted


def polished(candidate: Candidate, problem: Problem) -> Candidate:
    """The candidate with minimax constants and its largest error on a dense grid.

    The error is infinite where the candidate is undefined at more points than it has divisions.
    """
    return descended(grid_for(candidate, problem), candidate, _ITERATIONS)


def grid_for(candidate: Candidate, problem: Problem) -> Grid:
    """A grid dense enough for the candidate's constants."""
    return problem.grid(_GRID_PER_CONSTANT * (2 + len(candidate.code)))


def descended(
    grid: Grid, candidate: Candidate, iterations: int, frozen: tuple[int, ...] = ()
) -> Candidate:
    """The best of so many steps, with its largest error on the grid.

    The constants of ``frozen`` rows stay as they are.
    """
    best = replace(candidate, error=_largest(errors_on(grid, candidate), candidate))
    current, radius, failures = best, 2.0, 0
    for _ in range(iterations):
        if not 0.0 < current.error < np.inf:
            break
        step, predicted = _linear_step(grid, current, radius, frozen)
        if step is None or predicted > best.error * (1 - 1e-6):
            break
        values = tuple(float(v) for v in np.array(current.constants) + step)
        current = replace(current, constants=values)
        current = replace(current, error=_largest(errors_on(grid, current), current))
        failures = 0 if current.error < best.error else failures + 1
        best = current if failures == 0 else best
        if failures == _WATCH:
            current, radius, failures = best, radius / 8.0, 0
    return best


def _largest(errors: Floats, candidate: Candidate) -> float:
    undefined = int(np.isnan(errors).sum())
    divisions = candidate.niche[0]
    return float(np.nanmax(np.abs(errors))) if undefined <= divisions else np.inf


def jacobian(grid: Grid, candidate: Candidate) -> tuple[Floats, list[int]]:
    """Derivatives of the weighted error by the constants, (points, constants), and their rows."""
    points = grid.points
    size = candidate.size
    code = np.array(candidate.code, np.int64).reshape(size, 3)
    constants = np.array(candidate.constants)
    values, adjoints = np.zeros((size + 1, len(points))), np.zeros((size + 1, len(points)))
    values[0] = points
    evaluate(code, constants, size, values)
    found = np.zeros((size + 1, len(points)))
    count = differentiate(code, constants, size, grid.weights, values, adjoints, found)
    return found[:count].T, owners(code, size).tolist()


def _linear_step(
    grid: Grid, candidate: Candidate, radius: float, frozen: tuple[int, ...]
) -> tuple[Floats | None, float]:
    """The best step of the linearised problem and the error it predicts.

    The variables are the principal directions of the scaled Jacobian: constants of good programs
    work against each other, and in these directions the problem is well conditioned.
    """
    errors, (slopes, rows) = errors_on(grid, candidate), jacobian(grid, candidate)
    free = [place for place, row in enumerate(rows) if row not in frozen]
    slopes, rows = slopes[:, free], [rows[place] for place in free]
    usable = np.isfinite(errors) & np.isfinite(slopes).all(axis=1)
    errors, slopes = errors[usable] / candidate.error, slopes[usable] / candidate.error
    scale = np.abs(slopes).max(axis=0) if len(rows) else np.zeros(0)
    if not len(rows) or not (scale > 0).all():
        return None, candidate.error
    left, singular, right = np.linalg.svd(slopes / scale, full_matrices=False)
    kept = singular > _RANK * singular[0]
    directions = left[:, kept] * np.sqrt(len(errors))
    solution = _linear_minimax(errors, directions, radius)
    if solution is None:
        return None, candidate.error
    step = np.zeros(candidate.size)
    inner = solution[:-1] * np.sqrt(len(errors)) / singular[kept]
    step[rows] = (inner @ right[kept]) / scale
    return step, float(solution[-1]) * candidate.error


def _linear_minimax(errors: Floats, slopes: Floats, radius: float) -> Floats | None:
    """Minimise max |errors + slopes · step| with |step| ≤ radius: the step, then the maximum."""
    ones = np.ones((len(errors), 1))
    count = slopes.shape[1]
    solution = linprog(
        np.r_[np.zeros(count), 1.0],
        A_ub=np.block([[slopes, -ones], [-slopes, -ones]]),
        b_ub=np.r_[-errors, errors],
        bounds=[(-radius, radius)] * count + [(0, None)],
        method="highs-ds",
    )
    found: Floats | None = solution.x
    return found
