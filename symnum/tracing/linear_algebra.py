"""Products of arrays: matrices, tensors, Einstein sums. Sparse constant factors become stencils."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from symnum.errors import InputError
from symnum.ops import ADD
from symnum.tracing.arrays import SymbolicArray, broadcast, reshaped, transposed
from symnum.tracing.joining import traced
from symnum.tracing.reductions import contracted, reduced, times_matrix
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import implements
from symnum.tracing.shape_functions import diagonal
from symnum.tracing.sparse_products import times_sparse
from symnum.tracing.traced import TracedArray, lifted

LARGEST_DENSE = 4_000_000
"""Numbers of a sparse matrix without structure that is stored as a dense one."""


def numbers(value: Any) -> Any:
    """The numbers of a factor as an array, or ``None`` if it is traced."""
    if isinstance(value, TracedArray | SymbolicArray):
        return None
    if hasattr(value, "toarray"):  # SciPy's sparse matrices
        value = value.toarray()
    array = np.asarray(value)
    return array.astype(np.float64) if array.dtype.kind in "bifu" else None


@implements(np.matmul)
def matmul(first: Any, second: Any, out: Any = None) -> TracedArray:
    """The product of matrices, or of stacks of them."""
    by_grid = _by_grid(first, second)
    if by_grid is not None:
        return TracedArray(by_grid)
    one, two = lifted(_dense(first)), lifted(_dense(second))
    if not one.shape or not two.shape:
        raise InputError("matmul: a factor without axes; use * instead")
    left, right = len(one.shape) == 1, len(two.shape) == 1
    if one.shape[-1] != two.shape[0 if right else -2]:
        raise InputError(f"matmul: shapes {one.shape} and {two.shape} do not fit")
    found = _by_stencil(one, two, numbers(first), numbers(second))
    if found is None:
        one = reshaped(one, (1, *one.shape)) if left else one
        two = reshaped(two, (*two.shape, 1)) if right else two
        a = reshaped(one, (*one.shape, 1))
        b = reshaped(two, (*two.shape[:-2], 1, *two.shape[-2:]))
        found = contracted(a, b, [max(len(a.shape), len(b.shape)) - 2])
        shape = found.shape
        shape = shape[:-1] if right else shape
        if left:
            shape = (*shape[:-1],) if right else (*shape[:-2], shape[-1])
        found = reshaped(found, shape)
    return TracedArray(found)


def _by_grid(first: Any, second: Any) -> SymbolicArray | None:
    """The product with a sparse matrix of SciPy's that is a stencil on some grid."""
    if hasattr(second, "tocsc") and isinstance(first, TracedArray):
        return times_sparse(first.value, second) if first.shape[-1:] == second.shape[:1] else None
    if not hasattr(first, "tocsc") or not isinstance(second, TracedArray):
        return None
    if second.ndim == 1:
        return times_sparse(second.value, first.T) if len(second) == first.shape[1] else None
    if second.ndim != 2 or len(second) != first.shape[1]:
        return None
    found = times_sparse(transposed(second.value, (1, 0)), first.T)
    return None if found is None else transposed(found, (1, 0))


def _dense(value: Any) -> Any:
    if not hasattr(value, "toarray"):
        return value
    if math.prod(value.shape) > LARGEST_DENSE:
        raise TracingError(
            f"a sparse matrix of shape {value.shape} without a stencil that recurs on a grid: "
            "write the differences as slices of u"
        )
    return value.toarray()


def _by_stencil(
    one: SymbolicArray, two: SymbolicArray, first: Any, second: Any
) -> SymbolicArray | None:
    """The product where one factor is a constant matrix with few entries in a row or column."""
    if second is not None and second.ndim == 2 and first is None:
        return times_matrix(one, second)
    if first is not None and first.ndim == 2 and second is None:
        if len(two.shape) == 1:
            return times_matrix(two, first.T)
        order = [*range(len(two.shape) - 2), len(two.shape) - 1, len(two.shape) - 2]
        found = times_matrix(transposed(two, order), first.T)
        return None if found is None else transposed(found, order)
    return None


@implements(np.dot)
def dot(a: Any, b: Any, out: Any = None) -> Any:
    """The sum of products over the last axis and the second to last one."""
    one, two = lifted(_dense(a)), lifted(_dense(b))
    if not one.shape or not two.shape:
        return traced(one) * traced(two)
    if len(two.shape) > 2:
        return tensordot(a, b, ([-1], [-2]))
    return matmul(a, b) if len(one.shape) <= 2 or len(two.shape) == 2 else tensordot(a, b, 1)


implements(np.vdot)(lambda a, b: dot(np.ravel(a), np.ravel(b)))


@implements(np.inner)
def inner(a: Any, b: Any) -> Any:
    """The sum of products over the last axes."""
    return tensordot(a, b, ([-1], [-1])) if np.ndim(a) and np.ndim(b) else traced(a) * b


@implements(np.outer)
def outer(a: Any, b: Any, out: Any = None) -> TracedArray:
    """The product of every pair."""
    one, two = lifted(a), lifted(b)
    result = traced(reshaped(one, (one.size, 1))) * traced(reshaped(two, (1, two.size)))
    return traced(result)


@implements(np.tensordot)
def tensordot(a: Any, b: Any, axes: Any = 2) -> TracedArray:
    """The sum of products over pairs of axes."""
    one, two = lifted(a), lifted(b)
    if isinstance(axes, int):
        axes = (range(len(one.shape) - axes, len(one.shape)), range(axes))
    first = normalize_axis_tuple(axes[0], len(one.shape))
    second = normalize_axis_tuple(axes[1], len(two.shape))
    free_one = [axis for axis in range(len(one.shape)) if axis not in first]
    free_two = [axis for axis in range(len(two.shape)) if axis not in second]
    left = transposed(one, [*free_one, *first])
    right = transposed(two, [*second, *free_two])
    shape = (*left.shape[: len(free_one)], *right.shape[len(second) :])
    count = math.prod(left.shape[len(free_one) :])
    if left.shape[len(free_one) :] != right.shape[: len(second)]:
        raise InputError(f"tensordot: shapes {one.shape} and {two.shape} do not fit")
    made = matmul(
        _matrix(a, left, (-1, count), free_one, first),
        _matrix(b, right, (count, -1), second, free_two),
    )
    return TracedArray(reshaped(made.value, shape))


def _matrix(given: Any, array: SymbolicArray, shape: Any, *order: Any) -> Any:
    """A factor as a matrix; constants stay numbers, so that their zeros are seen."""
    known = numbers(given)
    if known is not None:
        return known.transpose([*order[0], *order[1]]).reshape(shape)
    rows = array.size // shape[1] if shape[0] == -1 else shape[0]
    return TracedArray(reshaped(array, (rows, array.size // rows)))


@implements(np.einsum)
def einsum(subscripts: str, *operands: Any, **_: Any) -> TracedArray:
    """Sums of products by Einstein's convention, of any number of arrays."""
    if not isinstance(subscripts, str) or "..." in subscripts:
        raise TracingError(refusal("np.einsum with ... or subscripts that are no text", "einsum"))
    text = subscripts.replace(" ", "")
    inputs, _arrow, output = text.partition("->")
    names = inputs.split(",")
    if len(names) != len(operands):
        raise InputError(f"np.einsum: {len(names)} subscripts for {len(operands)} arrays")
    if not _arrow:
        output = "".join(sorted(n for n in set(inputs) - {","} if inputs.count(n) == 1))
    if len(names) == 2:
        found = _pair(names, output, operands)
        if found is not None:
            return found
    return _product_sum(names, output, [lifted(operand) for operand in operands])


def _pair(names: list[str], output: str, operands: tuple[Any, ...]) -> TracedArray | None:
    """Two factors, contracted over what they have in common, as a product of matrices."""
    one, two = names
    common = [n for n in one if n in two]
    distinct = len(set(one)) == len(one) and len(set(two)) == len(two)
    if not distinct or not common or any(n in output for n in common):
        return None
    free = [n for n in one + two if n not in common]
    if sorted(free) != sorted(output):
        return None
    first, second = operands
    axes = [one.index(n) for n in common], [two.index(n) for n in common]
    made = tensordot(first, second, axes)
    return TracedArray(transposed(made.value, [free.index(n) for n in output]))


def _product_sum(names: list[str], output: str, arrays: list[SymbolicArray]) -> TracedArray:
    letters = [*output, *sorted({n for text in names for n in text} - set(output))]
    sizes = {n: s for text, a in zip(names, arrays, strict=True)
             for n, s in zip(text, a.shape, strict=True)}  # fmt: skip
    total = None
    for text, array in zip(names, arrays, strict=True):
        part = traced(array)
        while len(set(text)) < len(text):
            twice = next(n for n in text if text.count(n) > 1)
            at = [place for place, n in enumerate(text) if n == twice][:2]
            part = diagonal(part, 0, *at)
            text = "".join(n for p, n in enumerate(text) if p not in at) + twice
        order = sorted(range(len(text)), key=lambda p, text=text: letters.index(text[p]))  # type: ignore[misc]
        moved = transposed(part.value, order)
        shape = tuple(sizes[n] if n in text else 1 for n in letters)
        wide = traced(reshaped(moved, shape))
        total = wide if total is None else total * wide
    assert total is not None
    full = broadcast(total.value, tuple(sizes[n] for n in letters))
    summed = range(len(output), len(letters))
    return TracedArray(reduced(full, list(summed), ADD) if len(summed) else full)


@implements(np.trace, method="trace")
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, **_: Any) -> TracedArray:
    """The sum of a diagonal."""
    found = diagonal(a, offset, axis1, axis2).value
    return TracedArray(reduced(found, [len(found.shape) - 1], ADD))


@implements(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Norms of vectors along an axis, and Frobenius' norm of matrices."""
    given = traced(x)
    matrix = isinstance(axis, tuple) or (axis is None and given.ndim > 1)
    if ord in (None, "fro") or (ord == 2 and not matrix):
        return np.sqrt(np.sum(given * given, axis=axis, keepdims=keepdims))
    if matrix or not isinstance(ord, int | float) or ord == 0:
        raise TracingError(refusal(f"np.linalg.norm of a matrix with ord={ord!r}", "svd"))
    size = np.abs(given)
    if np.isinf(ord):
        return (np.max if ord > 0 else np.min)(size, axis=axis, keepdims=keepdims)
    total = np.sum(size if ord == 1 else size**ord, axis=axis, keepdims=keepdims)
    return total if ord == 1 else total ** (1 / ord)


@implements(np.kron)
def kron(a: Any, b: Any) -> TracedArray:
    """Kronecker's product of two matrices or two flat arrays."""
    one, two = lifted(a), lifted(b)
    if len(one.shape) != len(two.shape):
        raise TracingError("np.kron of arrays with different numbers of axes")
    left = reshaped(one, tuple(n for size in one.shape for n in (size, 1)))
    right = reshaped(two, tuple(n for size in two.shape for n in (1, size)))
    shape = tuple(m * n for m, n in zip(one.shape, two.shape, strict=True))
    return TracedArray(reshaped((traced(left) * traced(right)).value, shape))
