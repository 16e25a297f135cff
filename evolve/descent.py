"""The fit of one candidate from several starts, and of batches of candidates."""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.fitting import differentiate, dot, dot_of_rows, evaluate, owners, residuals
from evolve.valley import sprint

_TIRED = 12
"""A descent ends after this many rejected steps in a row."""


@kernel
def _solve(matrix: Floats, count: int, damping: float, right: Floats, factor: Floats) -> bool:
    """Solve (matrix + damping · diagonal) · step = right in place by Cholesky's method."""
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
    for i in range(count):
        for k in range(i):
            right[i] -= factor[i, k] * right[k]
        right[i] /= factor[i, i]
    for i in range(count - 1, -1, -1):
        for k in range(i + 1, count):
            right[i] -= factor[k, i] * right[k]
        right[i] /= factor[i, i]
    return True


@kernel
def _normal_equations(
    jacobian: Floats, residual: Floats, count: int, matrix: Floats, slope: Floats
) -> None:
    for i in range(count):
        slope[i] = -dot(jacobian[i], residual)
        for j in range(i + 1):
            matrix[i, j] = dot_of_rows(jacobian, i, j)


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
    rows = owners(code, size)
    count = rows.shape[0]
    matrix, factor = np.empty((count, count)), np.empty((count, count))
    slope, step, trial = np.empty(count), np.empty(count), constants.copy()
    residual, candidate = np.empty(targets.shape[0]), np.empty(targets.shape[0])
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
        if _solve(matrix, count, damping, step, factor):
            for i in range(count):
                trial[rows[i]] = constants[rows[i]] + step[i]
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


@kernel
def largest_error(
    code: Integers, constants: Floats, size: int, targets: Floats, weights: Floats, values: Floats
) -> float:
    """The largest weighted |output − target| on the nodes in ``values[0]``.

    Infinite where the output is undefined.
    """
    evaluate(code, constants, size, values)
    largest = 0.0
    for k in range(targets.shape[0]):
        error = abs(values[size, k] - targets[k]) * weights[k]
        if not error < np.inf:
            return np.inf
        largest = max(largest, error)
    return largest


@kernel
def level(
    code: Integers, constants: Floats, size: int, targets: Floats, weights: Floats, rounds: int,
    work: Floats,
) -> float:  # fmt: skip
    """Lawson's iteration in place: factors of the weights grow where the error is large.

    Returns the best error seen.
    """
    nodes = targets.shape[0]
    factors, raised, current = np.ones(nodes), weights.copy(), constants.copy()
    best = largest_error(code, constants, size, targets, weights, work[0])
    for _ in range(rounds):
        evaluate(code, current, size, work[0])
        mean = 0.0
        for k in range(nodes):
            factors[k] *= np.sqrt(abs(work[0, size, k] - targets[k]) * weights[k])
            mean += factors[k] / nodes
        if not 0.0 < mean < np.inf:
            break
        for k in range(nodes):
            factors[k] = max(factors[k] / mean, 1e-3)
            raised[k] = weights[k] * factors[k]
        sprint(code, current, size, targets, raised, 3, work)
        error = largest_error(code, current, size, targets, weights, work[0])
        if error < best:
            best = error
            constants[:] = current
    return best


@kernel
def _best_first(totals: Floats, starts: Floats, kept: int) -> None:
    """Bring the ``kept`` starts with the least totals to the front, in order."""
    for place in range(kept):
        least = place
        for s in range(place + 1, totals.shape[0]):
            if totals[s] < totals[least]:
                least = s
        if least != place:
            totals[least], totals[place] = totals[place], totals[least]
            for i in range(starts.shape[1]):
                starts[least, i], starts[place, i] = starts[place, i], starts[least, i]


@kernel
def fit(
    code: Integers, size: int, starts: Floats, promising: float, effort: Integers,
    targets: Floats, weights: Floats, check_targets: Floats, check_weights: Floats,
    work: Floats, check_work: Floats, best: Floats,
) -> float:  # fmt: skip
    """Fit one candidate; its largest error on the check points, with its constants in ``best``.

    Args:
        code, size: The candidate.
        starts: Constants to start from, one row a start.
        promising: An error below which the long fit and Lawson's iteration follow.
        effort: Steps of the first look, of the fit, of the long fit, of Gauss-Newton's method, and
            rounds of Lawson's.
        targets, weights: Wanted values on the nodes and weights of the errors there.
        check_targets, check_weights: The same on the check points.
        work, check_work: Scratch with the nodes and the check points in row 0.
        best: Receives the constants.
    """
    count = starts.shape[0]
    totals = np.empty(count)
    steps = effort[0]
    while True:
        for s in range(count):
            totals[s] = descend(code, starts[s], size, targets, weights, steps, work)
        kept = max(count // 2, 1) if count > 2 else 1
        _best_first(totals[:count], starts, kept)
        if steps == effort[1]:
            break
        count = kept
        if count <= 2:
            steps = effort[1]
    best[:] = starts[0]
    if not totals[0] < np.inf:
        return np.inf
    error = largest_error(code, best, size, targets, weights, work[0])
    if error < promising:
        descend(code, best, size, targets, weights, effort[2], work)
        sprint(code, best, size, targets, weights, effort[3], work)
        if largest_error(code, best, size, targets, weights, work[0]) < 0.6 * promising:
            level(code, best, size, targets, weights, effort[4], work)
    return largest_error(code, best, size, check_targets, check_weights, check_work)


@kernel
def fit_batch(
    codes: Integers, sizes: Integers, starts: Floats, promising: Floats, effort: Integers,
    nodes: Floats, targets: Floats, weights: Floats,
    checks: Floats, check_targets: Floats, check_weights: Floats,
    errors: Floats, constants: Floats,
) -> None:  # fmt: skip
    """Fit many candidates.

    Args:
        codes: int64 of shape (batch, rows, 3).
        sizes: Operations of each, shape (batch,).
        starts: Shape (batch, starts, rows); overwritten.
        promising: By size, the error below which a candidate is fitted longer.
        effort: As for :func:`fit`.
        nodes, targets, weights: Nodes of the fit, the wanted values, the weights of errors there.
        checks, check_targets, check_weights: The same on denser points, on which errors are taken.
        errors: Receives the largest errors.
        constants: Receives the constants, shape (batch, rows).
    """
    rows = codes.shape[1]
    work, check_work = (
        np.empty((3, rows + 2, nodes.shape[0])),
        np.empty((rows + 2, checks.shape[0])),
    )
    for b in range(codes.shape[0]):
        work[0, 0], check_work[0] = nodes, checks
        errors[b] = fit(
            codes[b], sizes[b], starts[b], promising[sizes[b]], effort,
            targets, weights, check_targets, check_weights, work, check_work, constants[b],
        )  # fmt: skip
