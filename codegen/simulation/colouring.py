"""Jacobians from directional derivatives: columns that share no row are found together.

The columns of a sparse matrix are coloured greedily, largest first, so that columns of one colour
have no row in common (Curtis, Powell and Reid 1974); one product with the sum of their unit vectors
then gives all their entries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Vector = NDArray[np.float64]
Integers = NDArray[np.int64]


def colours(pattern: Any) -> Integers:
    """A colour for each column of a pattern, from 0; columns of one colour share no row.

    >>> tridiagonal = csc_array(np.eye(9) + np.eye(9, k=1) + np.eye(9, k=-1))
    >>> int(colours(tridiagonal).max()) + 1
    3
    """
    columns = csc_array(pattern)
    count = columns.shape[1]
    by_row: list[list[int]] = [[] for _ in range(columns.shape[0])]
    found = np.full(count, -1, dtype=np.int64)
    lengths = np.diff(columns.indptr)
    for column in np.lexsort((np.arange(count), -lengths)).tolist():
        rows = columns.indices[columns.indptr[column] : columns.indptr[column + 1]]
        taken = {colour for row in rows.tolist() for colour in by_row[row]}
        colour = next(c for c in range(len(taken) + 1) if c not in taken)
        found[column] = colour
        for row in rows.tolist():
            by_row[row].append(colour)
    return found


class ColouredJacobian:
    """A Jacobian found by as many directional derivatives as there are colours.

    Args:
        pattern: Where it has entries, a ``csc_array``.
        product: ``(t, y, v)`` to the Jacobian times v.
        coloured: The colours of the columns; found from the pattern if not given.
    """

    def __init__(
        self, pattern: Any, product: Callable[[float, Vector, Vector], Vector],
        coloured: Integers | None = None,
    ) -> None:  # fmt: skip
        self.pattern, self.product = csc_array(pattern), product
        self.colours = colours(self.pattern) if coloured is None else coloured
        self.count = int(self.colours.max(initial=-1)) + 1
        size = self.pattern.shape[1]
        self._column_of = np.repeat(np.arange(size), np.diff(self.pattern.indptr))

    def __call__(self, t: float, y: Vector) -> Any:
        """The Jacobian at a time and state, a ``csc_array`` with the pattern's entries."""
        moved = np.stack([
            self.product(t, y, (self.colours == colour).astype(np.float64))
            for colour in range(self.count)
        ])  # fmt: skip
        data = moved[self.colours[self._column_of], self.pattern.indices]
        parts = data, self.pattern.indices, self.pattern.indptr
        return csc_array(parts, shape=self.pattern.shape)


def by_differences(
    rhs: Callable[[float, Vector], Vector], step: float = 1e-7
) -> Callable[[float, Vector, Vector], Vector]:
    """Directional derivatives from two values of the right side (error about ``step``).

    The value at the last point is kept, since all directions are asked for at one.
    """
    last: list[tuple[float, Vector, Vector]] = []

    def value(t: float, y: Vector) -> Vector:
        if not (last and last[0][0] == t and np.array_equal(last[0][1], y)):
            last[:] = [(t, y.copy(), rhs(t, y))]
        return last[0][2]

    def product(t: float, y: Vector, v: Vector) -> Vector:
        scale = step * max(1.0, float(np.abs(y).max(initial=0.0)))
        return (rhs(t, y + scale * v) - value(t, y)) / scale

    return product
