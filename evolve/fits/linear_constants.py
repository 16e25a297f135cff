"""Constants on which the output depends linearly, all at once, and their best values.

In a + b/(x + c) the constants a and b are linear: for any c the best a and b are one linear least
squares problem away (variable projection, Golub and Pereyra 1973). A random start whose linear
constants are solved for is as good as one in fewer dimensions.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.fits.fitting import differentiate, dot_of_rows, owners, residuals
from evolve.fits.valley import orthogonal_step
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SUB

_DAMPING = 1e-12
"""Relative to the length of a column; constants that do the same need some."""
_FELT = 1e-12
"""A constant that changes the output so little, relative to the others, is left alone."""


@kernel
def _constants_below(code: Integers, size: int) -> Integers:
    """By value, whether it depends on any constant."""
    found = np.zeros(size + 1, np.int64)
    for i in range(size):
        for side in range(1, 3):
            argument = code[i, side]
            if argument == CONSTANT or found[argument]:
                found[i + 1] = 1
    return found


@kernel
def linear_rows(code: Integers, size: int) -> Integers:
    """By row, 1 where its constant is one of those that the output is jointly linear in.

    From the output downwards: sums hand linearity on, a constant factor or numerator is linear
    itself, and of a product of two values one is taken as given.
    """
    is_linear, found = np.ones(size + 1, np.int64), np.zeros(size, np.int64)
    below = _constants_below(code, size)
    for i in range(size - 1, -1, -1):
        operator, left, right = code[i, 0], code[i, 1], code[i, 2]
        linear, owns = is_linear[i + 1] == 1, min(left, right) == CONSTANT
        keeps_left = keeps_right = linear and operator in (ADD, SUB)
        if linear and owns and (keeps_left or operator == MUL or left == CONSTANT):
            found[i] = 1
        elif linear and operator == DIV:
            keeps_left = True
        elif linear and operator == MUL and left != right:
            keeps_left = below[left] >= below[right]
            keeps_right = not keeps_left
        if left != CONSTANT and not keeps_left:
            is_linear[left] = 0
        if right != CONSTANT and not keeps_right:
            is_linear[right] = 0
    return found


@kernel
def solve_linear(
    code: Integers, constants: Floats, size: int, targets: Floats, weights: Floats,
    is_linear: Integers, work: Floats,
) -> None:  # fmt: skip
    """Put the best values of the linear constants in place, for the others as they are.

    Args:
        code, constants, size: The candidate.
        targets: Wanted values on the nodes.
        weights: Weights of the residuals.
        is_linear: By row (:func:`linear_rows`).
        work: Scratch of shape (≥ 3, ≥ 2 + rows, nodes) with the nodes in ``work[0, 0]``.
    """
    residual = np.empty(targets.shape[0])
    total = residuals(code, constants, size, targets, weights, work[0], residual)
    if is_linear[:size].sum() == 0 or not np.isfinite(total):
        return
    differentiate(code, constants, size, weights, work[0], work[1], work[2])
    rows, count, longest = owners(code, size), 0, 0.0
    for i in range(rows.shape[0]):
        if is_linear[rows[i]]:
            longest = max(longest, dot_of_rows(work[2], i, i))
    for i in range(rows.shape[0]):
        if is_linear[rows[i]] and dot_of_rows(work[2], i, i) > _FELT**2 * longest:
            work[2, count] = work[2, i]
            rows[count] = rows[i]
            count += 1
    step = orthogonal_step(work[2], residual, count, _DAMPING)
    for i in range(count):
        if np.isfinite(step[i]):
            constants[rows[i]] += step[i]
