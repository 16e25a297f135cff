"""Fitting the constants of a candidate: Levenberg-Marquardt, then Lawson's weights.

Residuals are taken on a few Chebyshev nodes, the gradient comes from one reverse sweep per node
(vectorised over the nodes). Least squares on Chebyshev nodes is near-minimax already; Lawson's
reweighting (Lawson 1961) moves it on towards the minimax solution. The damping follows Marquardt
(1963): scaled by the diagonal, so constants of any magnitude are treated alike.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.genome import ADD, CONSTANT, MUL, SUB

LANES = 8
"""Nodes come in multiples of this, so that sums over them vectorise in a fixed order."""


@kernel
def evaluate(code: Integers, constants: Floats, size: int, values: Floats) -> None:
    """Fill ``values[1:size + 1]`` (values by row, nodes by column) from the inputs in row 0."""
    for i in range(size):
        operator, left, right = code[i, 0], code[i, 1], code[i, 2]
        out, c = values[i + 1], constants[i]
        if right == CONSTANT:
            _apply_right(operator, values[left], c, out)
        elif left == CONSTANT:
            _apply_left(operator, c, values[right], out)
        else:
            _apply(operator, values[left], values[right], out)


@kernel
def _apply(operator: int, a: Floats, b: Floats, out: Floats) -> None:
    if operator == ADD:
        for k in range(out.shape[0]):
            out[k] = a[k] + b[k]
    elif operator == SUB:
        for k in range(out.shape[0]):
            out[k] = a[k] - b[k]
    elif operator == MUL:
        for k in range(out.shape[0]):
            out[k] = a[k] * b[k]
    else:
        for k in range(out.shape[0]):
            out[k] = a[k] / b[k]


@kernel
def _apply_right(operator: int, a: Floats, c: float, out: Floats) -> None:
    if operator == ADD:
        for k in range(out.shape[0]):
            out[k] = a[k] + c
    elif operator == SUB:
        for k in range(out.shape[0]):
            out[k] = a[k] - c
    elif operator == MUL:
        for k in range(out.shape[0]):
            out[k] = a[k] * c
    else:
        for k in range(out.shape[0]):
            out[k] = a[k] / c


@kernel
def _apply_left(operator: int, c: float, b: Floats, out: Floats) -> None:
    if operator == ADD:
        for k in range(out.shape[0]):
            out[k] = c + b[k]
    elif operator == SUB:
        for k in range(out.shape[0]):
            out[k] = c - b[k]
    elif operator == MUL:
        for k in range(out.shape[0]):
            out[k] = c * b[k]
    else:
        for k in range(out.shape[0]):
            out[k] = c / b[k]


@kernel
def differentiate(
    code: Integers, constants: Floats, size: int,
    values: Floats, adjoints: Floats, jacobian: Floats,
) -> int:  # fmt: skip
    """The derivative of the output by every constant, one row each; how many constants there are.

    ``values`` must be filled by :func:`evaluate`; ``adjoints`` is scratch of the same shape. Rows
    of ``jacobian`` follow the order of the operations that own a constant, from the last to the
    first.
    """
    adjoints[: size + 1] = 0.0
    adjoints[size] = 1.0
    count = 0
    for i in range(size - 1, -1, -1):
        left, right, outer = code[i, 1], code[i, 2], adjoints[i + 1]
        for side in range(1, 3):
            if code[i, side] == CONSTANT:
                row = jacobian[count]
                row[:] = 0.0
                count += 1
            else:
                row = adjoints[code[i, side]]
            a = values[max(left, 0)]
            b = values[max(right, 0)]
            _propagate(code[i], side, constants[i], a, b, values[i + 1], outer, row)
    return count


@kernel
def _propagate(
    row: Integers, side: int, c: float, a: Floats, b: Floats, result: Floats, outer: Floats,
    into: Floats,
) -> None:  # fmt: skip
    """Add ``outer`` times the derivative of one operation by one argument."""
    operator = row[0]
    if operator in (ADD, SUB):
        sign = -1.0 if operator == SUB and side == 2 else 1.0
        for k in range(into.shape[0]):
            into[k] += sign * outer[k]
    elif operator == MUL:
        other, constant = (b, row[2] == CONSTANT) if side == 1 else (a, row[1] == CONSTANT)
        for k in range(into.shape[0]):
            into[k] += outer[k] * (c if constant else other[k])
    elif side == 1:
        constant = row[2] == CONSTANT
        for k in range(into.shape[0]):
            into[k] += outer[k] / (c if constant else b[k])
    else:
        constant = row[2] == CONSTANT
        for k in range(into.shape[0]):
            into[k] -= outer[k] * result[k] / (c if constant else b[k])


@kernel
def dot(a: Floats, b: Floats) -> float:
    """The scalar product over nodes, in lanes."""
    lanes = np.zeros(LANES)
    for block in range(0, a.shape[0], LANES):
        for lane in range(LANES):
            lanes[lane] += a[block + lane] * b[block + lane]
    total = 0.0
    for lane in range(LANES):
        total += lanes[lane]
    return total


@kernel
def residuals(
    code: Integers, constants: Floats, size: int, targets: Floats, weights: Floats,
    values: Floats, residual: Floats,
) -> float:  # fmt: skip
    """Fill ``residual`` with weighted residuals; their sum of squares."""
    evaluate(code, constants, size, values)
    out = values[size]
    for k in range(residual.shape[0]):
        residual[k] = (out[k] - targets[k]) * weights[k]
    return dot(residual, residual)


@kernel
def owners(code: Integers, size: int) -> Integers:
    """The rows that own a constant, from the last to the first."""
    found = np.empty(size, np.int64)
    count = 0
    for i in range(size - 1, -1, -1):
        if min(code[i, 1], code[i, 2]) == CONSTANT:
            found[count] = i
            count += 1
    return found[:count]
