"""Damped least squares: Levenberg-Marquardt with geodesic acceleration, from any start.

The damping follows Marquardt (1963): scaled by the diagonal, so that constants of any magnitude are
treated alike. Steps are bent by the second derivative along them (Transtrum, Machta and Sethna
2011, "Geometry of nonlinear least squares"), which costs one more evaluation: programs have narrow
curved canyons of the error, which straight steps can only creep along.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.fits.fitting import differentiate, dot, dot_of_rows, evaluate, owners, residuals

_TIRED = 12
"""A descent ends after this many rejected steps in a row."""
_PROBE = 0.1
"""Part of a step at which its bend is measured."""
_BENT = 0.75
"""Twice the acceleration may be so long as this part of the step; else the step is refused."""


@kernel
def _factorised(matrix: Floats, count: int, damping: float, factor: Floats) -> bool:
    """Cholesky's factor of matrix + damping · diagonal; whether it exists."""
    for i in range(count):
        for j in range(i + 1):
            total = matrix[i, j]
            if i == j:
                total += damping * total + 1e-300
            for k in range(j):
                total -= factor[i, k] * factor[j, k]
            if i == j:
                if not total > 0.0:
                    return False
                factor[i, i] = np.sqrt(total)
            else:
                factor[i, j] = total / factor[j, j]
    return True


@kernel
def _solve(factor: Floats, count: int, right: Floats) -> None:
    """Solve in place with Cholesky's factor."""
    for i in range(count):
        for k in range(i):
            right[i] -= factor[i, k] * right[k]
        right[i] /= factor[i, i]
    for i in range(count - 1, -1, -1):
        for k in range(i + 1, count):
            right[i] -= factor[k, i] * right[k]
        right[i] /= factor[i, i]


@kernel
def _normal_equations(
    jacobian: Floats, residual: Floats, count: int, matrix: Floats, slope: Floats
) -> None:
    for i in range(count):
        slope[i] = -dot(jacobian[i], residual)
        for j in range(i + 1):
            matrix[i, j] = dot_of_rows(jacobian, i, j)


@kernel
def _move(constants: Floats, rows: Integers, step: Floats, part: float, trial: Floats) -> None:
    for i in range(rows.shape[0]):
        trial[rows[i]] = constants[rows[i]] + part * step[i]


@kernel
def _accelerated(
    jacobian: Floats, residual: Floats, probe: Floats, matrix: Floats, factor: Floats, count: int,
    step: Floats, bend: Floats, acceleration: Floats,
) -> bool:  # fmt: skip
    """Bend the step in place; whether it can be trusted.

    ``probe`` holds the residuals at ``_PROBE`` of the step, and is used up; ``bend`` and
    ``acceleration`` are scratch.
    """
    bend[:] = 0.0
    for i in range(count):
        for k in range(bend.shape[0]):
            bend[k] += jacobian[i, k] * step[i]
    for k in range(bend.shape[0]):
        bend[k] = ((probe[k] - residual[k]) / _PROBE - bend[k]) / _PROBE
    for i in range(count):
        acceleration[i] = -dot(jacobian[i], bend)
    _solve(factor, count, acceleration)
    length = length_bent = 0.0
    for i in range(count):
        length += matrix[i, i] * step[i] ** 2
        length_bent += matrix[i, i] * acceleration[i] ** 2
        step[i] += acceleration[i]
    return 4.0 * length_bent < _BENT**2 * length


@kernel
def descend(
    code: Integers, constants: Floats, size: int, targets: Floats, weights: Floats,
    iterations: int, work: Floats,
) -> float:  # fmt: skip
    """Levenberg-Marquardt in place on ``constants``; the sum of weighted squares reached.

    Args:
        code, constants, size: The candidate.
        targets: Wanted values on the nodes.
        weights: Weights of the residuals.
        iterations: Steps to try.
        work: Scratch of shape (≥ 3, ≥ 2 + rows, nodes) with the nodes in ``work[0, 0]``.
    """
    values, adjoints, jacobian = work[0], work[1], work[2]
    rows, trial, nodes = owners(code, size), constants.copy(), targets.shape[0]
    count = rows.shape[0]
    matrix, factor = np.empty((count, count)), np.empty((count, count))
    slope, step, acceleration = np.empty(count), np.empty(count), np.empty(count)
    residual, candidate, bend = np.empty(nodes), np.empty(nodes), np.empty(nodes)
    best = residuals(code, constants, size, targets, weights, values, residual)
    if count == 0 or not np.isfinite(best):
        return best
    damping, stale, rejected = 1e-2, True, 0
    for _ in range(iterations):
        if stale:
            evaluate(code, constants, size, values)
            differentiate(code, constants, size, weights, values, adjoints, jacobian)
            _normal_equations(jacobian, residual, count, matrix, slope)
        step[:] = slope
        stale = False
        if _factorised(matrix, count, damping, factor):
            _solve(factor, count, step)
            _move(constants, rows, step, _PROBE, trial)
            residuals(code, trial, size, targets, weights, values, candidate)
            if _accelerated(
                jacobian, residual, candidate, matrix, factor, count, step, bend, acceleration
            ):
                _move(constants, rows, step, 1.0, trial)
                total = residuals(code, trial, size, targets, weights, values, candidate)
                if total < best:
                    small = best - total < 1e-7 * best
                    best, stale, damping = total, True, max(0.15 * damping, 1e-14)
                    constants[:] = trial
                    residual[:] = candidate
                    rejected = rejected + 1 if small else 0
        if not stale:
            damping, rejected = max(8.0 * damping, 1e-12), rejected + 1
        if rejected >= _TIRED or damping > 1e14:
            break
    return best
