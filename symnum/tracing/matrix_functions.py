"""Matrices: triangles and diagonals; determinants, inverses and solutions of small systems.

Determinants and inverses are written out by cofactors, which is exact algebra but grows as n!, so
only matrices of up to 4 rows are taken when they are traced; no pivot is chosen by value.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from symnum.errors import InputError
from symnum.tracing.arrays import broadcast
from symnum.tracing.joining import stack, traced
from symnum.tracing.linear_algebra import dot, matmul, norm, numbers, outer, tensordot, trace
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import implements
from symnum.tracing.shape_functions import diagonal, moveaxis, ravel, swapaxes
from symnum.tracing.traced import TracedArray, lifted
from symnum.tracing.universal_functions import GENERALISED, where

LARGEST_WRITTEN_OUT = 4
"""Rows of a traced matrix whose determinant or inverse is written out."""


def _square(a: Any, name: str) -> TracedArray:
    given = traced(a)
    if given.ndim < 2 or given.shape[-1] != given.shape[-2]:
        raise InputError(f"{name}: a square matrix is needed, not shape {given.shape}")
    if given.shape[-1] > LARGEST_WRITTEN_OUT:
        rows = given.shape[-1]
        raise TracingError(refusal(f"{name} of a traced matrix of {rows} rows", "solve"))
    return given


def _determinant(a: TracedArray, rows: tuple[int, ...], columns: tuple[int, ...]) -> Any:
    """Of the matrix of some rows and columns, along its first row (Laplace)."""
    if not rows:
        return 1.0
    total: Any = 0.0
    for place, column in enumerate(columns):
        rest = columns[:place] + columns[place + 1 :]
        term = a[..., rows[0], column] * _determinant(a, rows[1:], rest)
        total = total + term if place % 2 == 0 else total - term
    return total


@implements(np.linalg.det)
def det(a: Any) -> Any:
    """The determinant."""
    given = _square(a, "np.linalg.det")
    every = tuple(range(given.shape[-1]))
    return _determinant(given, every, every)


@implements(np.linalg.inv)
def inv(a: Any) -> TracedArray:
    """The inverse: cofactors over the determinant."""
    given = _square(a, "np.linalg.inv")
    every = tuple(range(given.shape[-1]))
    whole = _determinant(given, every, every)

    def entry(i: int, j: int) -> Any:
        rows, columns = tuple(n for n in every if n != j), tuple(n for n in every if n != i)
        minor = _determinant(given, rows, columns)
        return (minor if (i + j) % 2 == 0 else -minor) / whole

    rows = [stack([traced(entry(i, j)) for j in every], -1) for i in every]
    return stack(rows, -2)


@implements(np.linalg.solve)
def solve(a: Any, b: Any) -> Any:
    """The solution of a linear system; of any size where its matrix is numbers."""
    known = numbers(a)
    inverse = inv(a) if known is None else np.linalg.inv(known)
    return matmul(inverse, b)


@implements(np.linalg.matrix_power)
def matrix_power(a: Any, n: int) -> TracedArray:
    """A matrix times itself so often."""
    given = traced(inv(a)) if n < 0 else traced(a)
    if n == 0:
        return TracedArray(broadcast(lifted(np.eye(given.shape[-1])), given.shape))
    return reduce(matmul, [given] * abs(n))


@implements(np.linalg.multi_dot)
def multi_dot(arrays: Any, *, out: Any = None) -> Any:
    """The product of several matrices, from left to right."""
    return reduce(dot, arrays)


@implements(np.matrix_transpose, np.linalg.matrix_transpose)
def matrix_transpose(x: Any, /) -> TracedArray:
    """The last two axes exchanged."""
    return swapaxes(x, -1, -2)


implements(np.linalg.matmul)(lambda x1, x2, /: matmul(x1, x2))
implements(np.linalg.tensordot)(lambda x1, x2, /, *, axes=2: tensordot(x1, x2, axes))
implements(np.linalg.outer)(lambda x1, x2, /: outer(x1, x2))
implements(np.linalg.diagonal)(lambda x, /, *, offset=0: diagonal(x, offset, -2, -1))
implements(np.linalg.trace)(lambda x, /, *, offset=0, dtype=None: trace(x, offset, -2, -1))


@implements(np.linalg.vecdot)
def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """The sum of products along an axis."""
    return GENERALISED["vecdot"](moveaxis(x1, axis, -1), moveaxis(x2, axis, -1))


@implements(np.linalg.matrix_norm)
def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    """Frobenius' norm."""
    return norm(x, None if ord == "fro" else ord, axis=(-2, -1), keepdims=keepdims)


@implements(np.linalg.vector_norm)
def vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:
    """A norm of the elements along axes."""
    given = traced(x) if axis is not None or keepdims else ravel(x)
    return norm(given, ord, axis=axis, keepdims=keepdims)


def _triangle(lower: bool) -> Any:
    def part(m: Any, k: int = 0) -> TracedArray:
        given = traced(m)
        rows, columns = given.shape[-2:] if given.ndim > 1 else given.shape * 2
        mask = np.tri(rows, columns, k=k if lower else k - 1, dtype=bool)
        return where(mask, given, 0) if lower else where(mask, 0, given)

    return part


implements(np.tril)(_triangle(lower=True))
implements(np.triu)(_triangle(lower=False))


@implements(np.diag)
def diag(v: Any, k: int = 0) -> TracedArray:
    """The diagonal of a matrix, or the matrix of a diagonal."""
    given = traced(v)
    if given.ndim == 2:
        return TracedArray(diagonal(given, k).value)
    if given.ndim != 1:
        raise InputError("np.diag: one or two axes are needed")
    size = given.size + abs(k)
    made = TracedArray(broadcast(lifted(0), (size * size,)))
    start = k if k >= 0 else -k * size
    made[start : start + (size + 1) * given.size : size + 1] = given
    return TracedArray(made.reshape(size, size).value)


@implements(np.diagflat)
def diagflat(v: Any, k: int = 0) -> TracedArray:
    """The matrix whose diagonal is the flat array."""
    return diag(ravel(v), k)


@implements(np.fill_diagonal)
def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """Values on the diagonal, in place."""
    if not isinstance(a, TracedArray) or wrap or a.ndim < 2:
        raise TracingError(refusal("np.fill_diagonal of a NumPy array or with wrap=", "array"))
    count = min(a.shape)
    places = np.arange(count)
    a[(places,) * a.ndim] = np.resize(val, count) if numbers(val) is not None else val


@implements(np.cross, np.linalg.cross)
def cross(
    a: Any, b: Any, /, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> TracedArray:
    """The vector product of vectors of three elements."""
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    one, two = moveaxis(a, axisa, 0), moveaxis(b, axisb, 0)
    if len(one) != 3 or len(two) != 3:
        raise InputError("np.cross: vectors of three elements are needed")
    turns = [(1, 2), (2, 0), (0, 1)]
    made = stack([traced(one[i] * two[j] - one[j] * two[i]) for i, j in turns], -1)
    return moveaxis(made, -1, axisc)
