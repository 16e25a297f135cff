"""Products with large sparse matrices of numbers, such as difference operators on grids.

Columns with the same entries at the same distances from the diagonal share one term. A grid is
looked for on which the columns of each kind are a box: the Laplacian of a grid of m × n cells, as
a matrix of mn rows, becomes a stencil in nine boxes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from symnum.ops import ADD, MUL
from symnum.terms.canonical import Canonical
from symnum.terms.ring import build
from symnum.tracing.arrays import (
    SymbolicArray,
    aligned,
    assigned,
    elementwise,
    filled,
    part,
    reshaped,
)
from symnum.tracing.blocks import strides
from symnum.tracing.boxes import Box, progression, whole
from symnum.tracing.constants import number
from symnum.tracing.positions import box_of
from symnum.tracing.reductions import MOST_ENTRIES, MOST_STENCILS

Shape = tuple[int, ...]
_Column = tuple[tuple[int, float], ...]


def times_sparse(array: SymbolicArray, matrix: Any) -> SymbolicArray | None:
    """``array @ matrix`` as stencils on a grid; ``None`` if there is no such grid.

    Args:
        array: Of shape (..., n).
        matrix: A sparse matrix of SciPy's, of shape (n, n).
    """
    size = matrix.shape[1]
    if matrix.shape[0] != size or not array.size:
        return None
    kinds = _kinds(matrix)
    if kinds is None:
        return None
    for grid in _grids(size, kinds):
        made = _on_grid(array, kinds, grid)
        if made is not None:
            return reshaped(made, array.shape)
    return None


def _kinds(matrix: Any) -> dict[_Column, list[int]] | None:
    """Columns by what stands in them, at which distances from the diagonal."""
    columns = matrix.tocsc(copy=True)
    columns.sum_duplicates()
    columns.eliminate_zeros()
    columns.sort_indices()
    ends, rows, values = columns.indptr.tolist(), columns.indices.tolist(), columns.data.tolist()
    kinds: dict[_Column, list[int]] = {}
    for place in range(columns.shape[1]):
        chosen = range(ends[place], ends[place + 1])
        if len(chosen) > MOST_ENTRIES:
            return None
        column = tuple((rows[k] - place, float(values[k])) for k in chosen)
        kinds.setdefault(column, []).append(place)
        if len(kinds) > MOST_STENCILS:
            return None
    return kinds


def _grids(size: int, kinds: dict[_Column, list[int]]) -> Iterator[Shape]:
    """Grids of one, two and three axes whose strides occur as distances."""
    distances = {abs(d) for column in kinds for d, _ in column if abs(d) > 1}
    inner = sorted(d for d in distances if size % d == 0 and d < size)
    yield (size,)
    for d in inner:
        yield (size // d, d)
    for d in inner:
        for e in inner:
            if e < d and d % e == 0:
                yield (size // d, d // e, e)


def _on_grid(
    array: SymbolicArray, kinds: dict[_Column, list[int]], grid: Shape
) -> SymbolicArray | None:
    boxes = {column: box_of(np.array(places), grid) for column, places in kinds.items()}
    found: list[tuple[_Column, Box, list[Box]]] = []
    for column, box in boxes.items():
        moved = None if box is None else [_moved(box, d, grid) for d, _ in column]
        if box is None or moved is None or any(one is None for one in moved):
            return None
        found.append((column, box, [one for one in moved if one is not None]))
    outer = array.shape[:-1]
    given = aligned(reshaped(array, (*outer, *grid)))
    made = filled((*outer, *grid), number(0))
    for column, box, reads in found:
        if column:
            parts = [part(given, (*whole(outer), *read)) for read in reads]
            made = assigned(made, (*whole(outer), *box), _combined(column, parts))
    return made


def _combined(column: _Column, parts: Sequence[SymbolicArray]) -> SymbolicArray:
    factors = [number(value) for _, value in column]

    def combination(*bodies: Canonical) -> Canonical:
        return build(ADD, [build(MUL, [f, b]) for f, b in zip(factors, bodies, strict=True)])

    return elementwise(combination, *parts)


def _moved(box: Box, distance: int, grid: Shape) -> Box | None:
    """The box at a flat distance, if it stays a box of the grid."""
    for steps in _steps(distance, strides(grid)):
        ends = zip(box, steps, grid, strict=True)
        if all(p.start + s >= 0 and p.last + s < n for p, s, n in ends):
            return tuple(
                progression(p.start + s, p.step, p.count) for p, s in zip(box, steps, strict=True)
            )
    return None


def _steps(distance: int, sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Steps along the axes that add up to a flat distance."""
    for rounding in product((math.floor, math.ceil), repeat=len(sizes) - 1):
        rest, steps = distance, []
        for size, rounded in zip(sizes[:-1], rounding, strict=True):
            steps.append(int(rounded(rest / size)))
            rest -= steps[-1] * size
        yield (*steps, rest)
