"""Descent along narrow, curved valleys, where good programs live.

Constants of accurate programs work against each other: their Jacobian has condition numbers of
10^9 and more, normal equations cannot resolve the weakest directions, and along these the valley
bends, so that any method that insists on going down creeps. Gauss-Newton steps from an orthogonal
factorisation, allowed to go uphill for a few steps, reach the floor in a handful of steps.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.fits.doubled import doubled_residuals
from evolve.fits.fitting import differentiate, owners, residuals

_WATCH = 3
"""Steps in a row that may fail to improve before they are taken back."""
_SETTLED = 1e-3
"""Relative changes below this, twice, end the descent."""
_LEAST_DAMPING = 1e-12
"""Damping relative to the length of a column; redundant constants need some."""


@kernel
def orthogonal_step(jacobian: Floats, residual: Floats, count: int, damping: float) -> Floats:
    """The step that minimises |residual + step · jacobian|² + damping² · |step · lengths|².

    Args:
        jacobian: One row a constant, shape (≥ count, nodes).
        residual: Shape (nodes,).
        count: Constants.
        damping: Relative to the length of each row.

    Householder's factorisation, on the transposed matrix (rows are contiguous).
    """
    nodes = residual.shape[0]
    rows, right = np.zeros((count, nodes + count)), np.zeros(nodes + count)
    right[:nodes] = -residual
    for j in range(count):
        rows[j, :nodes] = jacobian[j]
        rows[j, nodes + j] = damping * np.sqrt(np.sum(jacobian[j] ** 2)) + 1e-300
    for j in range(count):
        _reflect(rows, right, j, count)
    for j in range(count - 1, -1, -1):
        for i in range(j + 1, count):
            right[j] -= rows[i, j] * right[i]
        right[j] /= rows[j, j]
    return right[:count]


@kernel
def _reflect(rows: Floats, right: Floats, j: int, count: int) -> None:
    """One reflection: zeros in row j beyond place j; later rows and the right side follow."""
    vector = rows[j, j:].copy()
    length = np.sqrt(np.sum(vector**2))
    if vector[0] > 0.0:
        length = -length
    vector[0] -= length
    half = 0.5 * np.sum(vector**2)
    if half == 0.0:
        return
    rows[j, j] = length
    for i in range(j + 1, count):
        rows[i, j:] -= vector * (np.sum(vector * rows[i, j:]) / half)
    right[j:] -= vector * (np.sum(vector * right[j:]) / half)


@kernel
def sample_residuals(
    code: Integers, constants: Floats, size: int, sample: Floats, doubled: bool,
    work: Floats, residual: Floats,
) -> float:  # fmt: skip
    """Fill ``residual`` with weighted errors on a sample; their sum of squares.

    Args:
        code, constants, size: The candidate.
        sample: Rows (points, wanted values, what their rounding lost, weights).
        doubled: Whether in doubled precision.
        work: Scratch of shape (4, ≥ 2 + rows, points) with the points in ``work[0, 0]``, zeros in
            ``work[3, 0]``; ``work[0]`` receives the values.
        residual: Shape (points,).
    """
    if doubled:
        return doubled_residuals(code, constants, size, sample, work[0], work[3], residual)
    return residuals(code, constants, size, sample[1], sample[3], work[0], residual)


@kernel
def sprint(
    code: Integers, constants: Floats, size: int, sample: Floats, doubled: bool,
    steps: int, work: Floats,
) -> float:  # fmt: skip
    """Gauss-Newton in place on ``constants``; the least sum of weighted squares seen.

    Arguments as for :func:`sample_residuals`.
    """
    rows = owners(code, size)
    count = rows.shape[0]
    current, residual = constants.copy(), np.empty(sample.shape[1])
    best = sample_residuals(code, current, size, sample, doubled, work, residual)
    damping, failures, settled = _LEAST_DAMPING, 0, 0
    if count == 0:
        return best
    for _ in range(steps):
        differentiate(code, current, size, sample[3], work[0], work[1], work[2])
        step = orthogonal_step(work[2], residual, count, damping)
        for i in range(count):
            current[rows[i]] += step[i]
        total = sample_residuals(code, current, size, sample, doubled, work, residual)
        if abs(total - best) < _SETTLED * best and damping == _LEAST_DAMPING:
            settled += 1
        failures += 1
        if total < best:
            failures = 0
            best = total
            constants[:] = current
        if settled == 2:
            break
        if failures >= _WATCH or not total < np.inf:
            damping, failures = max(damping * 1e3, 1e-9), 0
            current[:] = constants
            sample_residuals(code, current, size, sample, doubled, work, residual)
            if damping > 1.0:
                break
    return best
