"""Values, residuals and gradients of a candidate on a sample.

Residuals are taken on a few Chebyshev nodes, the gradient comes from one reverse sweep per node
(vectorised over the nodes). Least squares on Chebyshev nodes is near-minimax already.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SQRT, SUB

LANES = 8
"""Nodes come in multiples of this, so that sums over them vectorise in a fixed order."""


@kernel
def evaluate(code: Integers, constants: Floats, size: int, values: Floats) -> None:
    """Fill ``values[1:size + 1]`` (values by row, nodes by column) from the inputs in row 0."""
    for i in range(size):
        operator, left, right = code[i, 0], code[i, 1], code[i, 2]
        out, c = values[i + 1], constants[i]
        if operator == SQRT:
            _root(values[left], out)
        elif right == CONSTANT:
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
def _root(a: Floats, out: Floats) -> None:
    for k in range(out.shape[0]):
        out[k] = np.sqrt(a[k])


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
    code: Integers, constants: Floats, size: int, weights: Floats,
    values: Floats, adjoints: Floats, jacobian: Floats,
) -> int:  # fmt: skip
    """The derivative of the output, times the weights, by every constant; how many there are.

    ``values`` must be filled by :func:`evaluate`; ``adjoints`` is scratch of the same shape. Rows
    of ``jacobian`` follow the order of the operations that own a constant, from the last to the
    first.
    """
    adjoints[1:size] = 0.0
    adjoints[size] = weights
    count = 0
    for i in range(size - 1, -1, -1):
        left, right, outer = code[i, 1], code[i, 2], adjoints[i + 1]
        owns = min(left, right) == CONSTANT
        if owns:
            jacobian[count] = 0.0
        into_left = jacobian[count] if left == CONSTANT else adjoints[left]
        into_right = jacobian[count] if right == CONSTANT else adjoints[right]
        count += owns
        c, first, second = constants[i], values[max(left, 0)], values[max(right, 0)]
        operator = code[i, 0]
        if operator == SQRT:
            if left != 0:
                _divide(outer, values[i + 1], c, False)
                _add_scaled(into_left, outer, 0.5)
            continue
        if operator == DIV:
            _divide(outer, second, c, right == CONSTANT)
        if left != 0:
            if operator != MUL:
                _add(into_left, outer)
            elif right == CONSTANT:
                _add_scaled(into_left, outer, c)
            else:
                _add_product(into_left, outer, second)
        if right != 0:
            if operator == ADD:
                _add(into_right, outer)
            elif operator == SUB:
                _add_scaled(into_right, outer, -1.0)
            elif operator == DIV:
                _subtract_product(into_right, outer, values[i + 1])
            elif left == CONSTANT:
                _add_scaled(into_right, outer, c)
            else:
                _add_product(into_right, outer, first)
    return count


@kernel
def _divide(outer: Floats, by: Floats, c: float, constant: bool) -> None:
    """Divide in place by the values, or by the constant."""
    if constant:
        factor = 1.0 / c
        for k in range(outer.shape[0]):
            outer[k] *= factor
    else:
        for k in range(outer.shape[0]):
            outer[k] /= by[k]


@kernel
def _add(into: Floats, outer: Floats) -> None:
    for k in range(into.shape[0]):
        into[k] += outer[k]


@kernel
def _add_scaled(into: Floats, outer: Floats, factor: float) -> None:
    for k in range(into.shape[0]):
        into[k] += outer[k] * factor


@kernel
def _add_product(into: Floats, outer: Floats, other: Floats) -> None:
    for k in range(into.shape[0]):
        into[k] += outer[k] * other[k]


@kernel
def _subtract_product(into: Floats, outer: Floats, other: Floats) -> None:
    for k in range(into.shape[0]):
        into[k] -= outer[k] * other[k]


@kernel
def dot(a: Floats, b: Floats) -> float:
    """The scalar product over nodes, in lanes: vectorised, in an order of its own everywhere."""
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
    for k in range(0, a.shape[0], LANES):
        s0 += a[k] * b[k]
        s1 += a[k + 1] * b[k + 1]
        s2 += a[k + 2] * b[k + 2]
        s3 += a[k + 3] * b[k + 3]
        s4 += a[k + 4] * b[k + 4]
        s5 += a[k + 5] * b[k + 5]
        s6 += a[k + 6] * b[k + 6]
        s7 += a[k + 7] * b[k + 7]
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))


@kernel
def dot_of_rows(a: Floats, i: int, j: int) -> float:
    """The same for two rows of an array; views of rows would cost as much as the product."""
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
    for k in range(0, a.shape[1], LANES):
        s0 += a[i, k] * a[j, k]
        s1 += a[i, k + 1] * a[j, k + 1]
        s2 += a[i, k + 2] * a[j, k + 2]
        s3 += a[i, k + 3] * a[j, k + 3]
        s4 += a[i, k + 4] * a[j, k + 4]
        s5 += a[i, k + 5] * a[j, k + 5]
        s6 += a[i, k + 6] * a[j, k + 6]
        s7 += a[i, k + 7] * a[j, k + 7]
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))


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
