"""Matrices whose entries are put into the places of a fixed pattern."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array


class FixedPattern:
    """The places of a pattern, with zeros where a matrix has no entry.

    SciPy leaves out sums that happen to be zero; solvers want the same places at every point.

    Args:
        pattern: A sparse matrix; its numbers play no part.
    """

    def __init__(self, pattern: Any) -> None:
        kept = csc_array(pattern)
        kept.sum_duplicates()  # sorts the indices
        self.shape: tuple[int, int] = kept.shape
        self.indices, self.indptr = kept.indices.astype(np.int32), kept.indptr.astype(np.int32)
        self._keys = self._positions(kept)

    @property
    def ones(self) -> Any:
        """The pattern as a ``csc_array`` of ones."""
        return self.filled(np.ones(len(self.indices)))

    def filled(self, data: NDArray[np.float64]) -> Any:
        """A ``csc_array`` with data in the order of the places."""
        return csc_array((data, self.indices, self.indptr), shape=self.shape)

    def data(self, matrix: Any) -> NDArray[np.float64]:
        """The numbers of a matrix in all places.

        Args:
            matrix: A ``csc_array`` without duplicates, whose entries all have places.
        """
        found: NDArray[np.float64] = np.zeros(len(self.indices))
        found[np.searchsorted(self._keys, self._positions(matrix))] = matrix.data
        return found

    def _positions(self, matrix: Any) -> NDArray[np.int64]:
        columns = np.repeat(np.arange(self.shape[1], dtype=np.int64), np.diff(matrix.indptr))
        found: NDArray[np.int64] = columns * self.shape[0] + matrix.indices
        return found
