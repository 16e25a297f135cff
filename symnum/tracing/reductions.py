"""Sums, products and extremes along axes, and contractions.

Short axes are written out; long ones are reduced in a stage of their own, which becomes a loop. A
product with a constant matrix that has few entries in a column, such as a difference operator,
becomes a stencil: columns with the same entries at the same distances share one term.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from symnum.ops import ADD, MUL, Operator
from symnum.terms.canonical import Canonical
from symnum.terms.ring import build
from symnum.tracing.arrays import (
    SymbolicArray,
    aligned,
    concatenated,
    elementwise,
    filled,
    part,
    reshaped,
    stored,
    transposed,
)
from symnum.tracing.boxes import progression, whole
from symnum.tracing.constants import number

LONGEST_WRITTEN_OUT = 8
"""Elements up to which a reduction is a term and no loop."""
MOST_ENTRIES = 32
"""Entries in a column of a constant matrix up to which a product is a stencil."""
MOST_STENCILS = 64


def reduced(array: SymbolicArray, axes: Sequence[int], operator: Operator) -> SymbolicArray:
    """Elements along some axes combined by an associative, commutative operator."""
    kept = [axis for axis in range(len(array.shape)) if axis not in axes]
    moved = transposed(array, [*kept, *axes])
    shape = moved.shape[: len(kept)]
    count = array.size // max(1, int(np.prod(shape)))
    if count > LONGEST_WRITTEN_OUT:
        return stored(aligned(moved), len(axes), operator)
    columns = _slices(aligned(moved), len(kept))
    if operator.arity is None:
        return elementwise(lambda *bodies: build(operator, list(bodies)), *columns)
    return elementwise(
        lambda *bodies: reduce(lambda a, b: build(operator, [a, b]), bodies), *columns
    )


def _slices(array: SymbolicArray, kept: int) -> list[SymbolicArray]:
    outer = whole(array.shape[:kept])
    found = []
    for index in np.ndindex(*array.shape[kept:]):
        box = (*outer, *(progression(place, 1, 1) for place in index))
        found.append(reshaped(part(array, box), array.shape[:kept]))
    return found


def times_matrix(array: SymbolicArray, matrix: NDArray[np.float64]) -> SymbolicArray | None:
    """``array @ matrix`` for numbers, as stencils; ``None`` if the matrix is none of that kind.

    Args:
        array: Of shape (..., n).
        matrix: Of shape (n, m), float64.
    """
    if not array.size or matrix.shape[1] == 0:
        return None
    columns = [_column(matrix[:, j], j) for j in range(matrix.shape[1])]
    if max(map(len, columns)) > MOST_ENTRIES:
        return None
    runs = [(list(group)) for _, group in groupby(range(len(columns)), key=columns.__getitem__)]
    if len(runs) > MOST_STENCILS:
        return None
    array = aligned(array)
    parts = [_stencil(array, columns[run[0]], run[0], len(run)) for run in runs]
    return concatenated(parts, len(array.shape) - 1)


def _column(values: NDArray[np.float64], place: int) -> tuple[tuple[int, float], ...]:
    """Distances from the diagonal with what stands there."""
    rows = np.flatnonzero(values)
    return tuple((int(row) - place, float(values[row])) for row in rows)


def _stencil(
    array: SymbolicArray, column: tuple[tuple[int, float], ...], start: int, count: int
) -> SymbolicArray:
    outer = whole(array.shape[:-1])
    if not column:
        return filled((*array.shape[:-1], count), number(0))
    read = [part(array, (*outer, progression(start + d, 1, count))) for d, _ in column]
    factors = [number(value) for _, value in column]

    def combination(*bodies: Canonical) -> Canonical:
        return build(ADD, [build(MUL, [f, b]) for f, b in zip(factors, bodies, strict=True)])

    return elementwise(combination, *read)


def contracted(
    first: SymbolicArray, second: SymbolicArray, axes: Sequence[int],
    multiply: Callable[[Canonical, Canonical], Canonical] = lambda a, b: build(MUL, [a, b]),
) -> SymbolicArray:  # fmt: skip
    """Products of two arrays that broadcast together, summed along some axes."""
    return reduced(elementwise(multiply, first, second), axes, ADD)
