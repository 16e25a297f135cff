"""The fit of one candidate from several starts, and of batches of candidates."""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.doubled import largest_doubled_error
from evolve.fitting import differentiate, dot, dot_of_rows, evaluate, owners, residuals
from evolve.valley import sample_residuals, sprint

_LEVELLED = 0.6
"""Reweighting halves an error at best: above this part of what is promising it is no use."""
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
def _largest(residual: Floats) -> float:
    largest = 0.0
    for k in range(residual.shape[0]):
        largest = max(largest, abs(residual[k]))
    return largest


@kernel
def level(
    code: Integers, constants: Floats, size: int, sample: Floats, doubled: bool, rounds: int,
    work: Floats,
) -> float:  # fmt: skip
    """Lawson's iteration in place: factors of the weights grow where the error is large.

    Arguments as for :func:`evolve.valley.sample_residuals`; returns the best error seen.
    """
    nodes = sample.shape[1]
    factors, raised, current = np.ones(nodes), sample.copy(), constants.copy()
    residual = np.empty(nodes)
    sample_residuals(code, constants, size, sample, doubled, work, residual)
    best = _largest(residual)
    for _ in range(rounds):
        mean = 0.0
        for k in range(nodes):
            factors[k] *= np.sqrt(abs(residual[k]))
            mean += factors[k] / nodes
        if not 0.0 < mean < np.inf:
            break
        for k in range(nodes):
            factors[k] = max(factors[k] / mean, 1e-3)
            raised[3, k] = sample[3, k] * factors[k]
        sprint(code, current, size, raised, doubled, 3, work)
        sample_residuals(code, current, size, sample, doubled, work, residual)
        error = _largest(residual)
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
def _chosen_start(
    code: Integers, size: int, starts: Floats, effort: Integers, nodes: Floats, work: Floats
) -> float:
    """Successive halving: short descents from every start, the better half goes on.

    Leaves the best in ``starts[0]`` after a longer descent, and returns its sum of squares.
    """
    count, steps = starts.shape[0], effort[0]
    totals = np.empty(count)
    while True:
        for s in range(count):
            totals[s] = descend(code, starts[s], size, nodes[1], nodes[3], steps, work)
        kept = max(count // 2, 1) if count > 2 else 1
        _best_first(totals[:count], starts, kept)
        if steps == effort[1]:
            break
        count = kept
        if count <= 2:
            steps = effort[1]
    return float(totals[0])


@kernel
def fit(
    code: Integers, size: int, starts: Floats, promising: float, fine: float, effort: Integers,
    nodes: Floats, checks: Floats, work: Floats, check_work: Floats, best: Floats,
) -> float:  # fmt: skip
    """Fit one candidate; its largest error on the check points, with its constants in ``best``.

    Args:
        code, size: The candidate.
        starts: Constants to start from, one row a start; overwritten.
        promising: An error below which the long fit and Lawson's iteration follow.
        fine: An error below which float64 residuals say little, and doubled precision follows.
        effort: Steps of the first look, of the fit, of the long fit, of Gauss-Newton's method, and
            rounds of Lawson's.
        nodes, checks: Samples (see :func:`evolve.valley.sample_residuals`): of the fit, and the
            one on which errors are taken.
        work, check_work: Scratch of four layers for each.
        best: Receives the constants.
    """
    total = _chosen_start(code, size, starts, effort, nodes, work)
    best[:] = starts[0]
    if not total < np.inf:
        return np.inf
    error = largest_error(code, best, size, nodes[1], nodes[3], work[0])
    if error < promising:
        descend(code, best, size, nodes[1], nodes[3], effort[2], work)
        sprint(code, best, size, nodes, False, effort[3], work)
        error = largest_error(code, best, size, nodes[1], nodes[3], work[0])
        doubled = error < fine
        if doubled:
            sprint(code, best, size, nodes, True, effort[3], work)
        if error < _LEVELLED * promising:
            level(code, best, size, nodes, doubled, effort[4], work)
        if doubled:
            return largest_doubled_error(code, best, size, checks, check_work[0], check_work[3])
    return largest_error(code, best, size, checks[1], checks[3], check_work[0])


@kernel
def fit_batch(
    codes: Integers, sizes: Integers, starts: Floats, promising: Floats, fine: float,
    effort: Integers, nodes: Floats, checks: Floats, errors: Floats, constants: Floats,
) -> None:  # fmt: skip
    """Fit many candidates.

    Args:
        codes: int64 of shape (batch, rows, 3).
        sizes: Operations of each, shape (batch,).
        starts: Shape (batch, starts, rows); overwritten.
        promising: The errors below which they are fitted longer, shape (batch,).
        fine: As for :func:`fit`, like what follows.
        effort: As above.
        nodes: As above, shape (4, nodes).
        checks: As above, shape (4, check points).
        errors: Receives the largest errors; infinite where a constant is not finite.
        constants: Receives the constants, shape (batch, rows).
    """
    rows = codes.shape[1]
    work = np.zeros((4, rows + 2, nodes.shape[1]))
    check_work = np.zeros((4, rows + 2, checks.shape[1]))
    for b in range(codes.shape[0]):
        work[0, 0], check_work[0, 0] = nodes[0], checks[0]
        errors[b] = fit(
            codes[b], sizes[b], starts[b], promising[b], fine, effort, nodes, checks,
            work, check_work, constants[b],
        )  # fmt: skip
        for row in owners(codes[b], sizes[b]):
            if not np.isfinite(constants[b, row]):
                errors[b] = np.inf
