"""The fit of one candidate from several starts, and of batches of candidates.

A least-squares fit comes first; Lawson's reweighting (Lawson 1961) moves it on towards the minimax
solution.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.fits.doubled import largest_doubled_error
from evolve.fits.fitting import evaluate, owners
from evolve.fits.levenberg_marquardt import descend
from evolve.fits.linear_constants import linear_rows, solve_linear
from evolve.fits.valley import sample_residuals, sprint

_LEVELLED = 0.6
"""Reweighting halves an error at best: above this part of what is promising it is no use."""
_GREATEST = 1e100
"""A constant beyond this does nothing that a smaller one cannot, and overflows in the polish."""


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

    Arguments as for :func:`evolve.fits.valley.sample_residuals`; returns the best error seen.
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

    Constants that the output is linear in are solved for before that.
    Leaves the best in ``starts[0]`` after a longer descent, and returns its sum of squares.
    """
    count, steps = starts.shape[0], effort[0]
    totals, is_linear = np.empty(count), linear_rows(code, size)
    for s in range(count):
        solve_linear(code, starts[s], size, nodes[1], nodes[3], is_linear, work)
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
        nodes, checks: Samples (see :func:`evolve.fits.valley.sample_residuals`): of the fit, and
            the one on which errors are taken.
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
        errors: Receives the largest errors; infinite where a constant has no moderate size.
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
            if not abs(constants[b, row]) < _GREATEST:
                errors[b] = np.inf
