"""The matrices of Newton's iteration, ``a I + b J``, as numbers in the places of one pattern."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csc_array, csc_matrix, eye_array

from codegen.arrays.patterns import FixedPattern
from codegen.simulation.problem import Vector


class NewtonPattern:
    """Where a Jacobian or the diagonal has entries.

    Args:
        jacobian: A sparse square matrix with all its places, also those that are zero.
    """

    def __init__(self, jacobian: Any) -> None:
        size = jacobian.shape[0]
        own = FixedPattern(jacobian)
        self.places = FixedPattern(own.ones + eye_array(size))
        columns = np.repeat(np.arange(size), np.diff(self.places.indptr))
        self.diagonal = np.flatnonzero(self.places.indices == columns)
        filled = self.places.data(own.filled(np.arange(1.0, len(own.indices) + 1)))
        self._targets = np.flatnonzero(filled)
        self._own = own

    def entries(self, jacobian: Any) -> Vector:
        """The entries of a Jacobian in all places; SciPy may have left out those that are zero."""
        full = jacobian.nnz == len(self._own.indices) and jacobian.has_sorted_indices
        found = np.zeros(len(self.places.indices))
        found[self._targets] = jacobian.data if full else self._own.data(csc_array(jacobian))
        return found

    @property
    def identity(self) -> Combination:
        """The identity."""
        return Combination(self, 1.0, 0.0, None)

    def jacobian(self, matrix: Any) -> Combination:
        """A Jacobian."""
        return Combination(self, 0.0, 1.0, self.entries(matrix))


class Combination:
    """``shift · I + scale · J``, not computed before it is wanted.

    Solvers multiply it with numbers and subtract it; for whatever else they want of a sparse matrix
    it makes one.
    """

    __slots__ = ("of", "pattern", "scale", "shift")
    __array_ufunc__ = None  # NumPy's numbers leave products to this class

    def __init__(self, pattern: NewtonPattern, shift: Any, scale: Any, of: Vector | None) -> None:
        self.pattern, self.shift, self.scale, self.of = pattern, shift, scale, of

    def __rmul__(self, number: Any) -> Combination:
        return Combination(self.pattern, number * self.shift, number * self.scale, self.of)

    def __sub__(self, other: Any) -> Any:
        if not isinstance(other, Combination) or not (self.of is None or other.of is None):
            return self.matrix - (other.matrix if isinstance(other, Combination) else other)
        of = other.of if self.of is None else self.of
        return Combination(self.pattern, self.shift - other.shift, self.scale - other.scale, of)

    @property
    def data(self) -> Any:
        """The numbers in the places of the pattern."""
        entries = np.zeros(len(self.pattern.places.indices)) if self.of is None else self.of
        found = self.scale * entries + 0 * self.shift  # complex if one of them is
        found[self.pattern.diagonal] += self.shift
        return found

    @property
    def matrix(self) -> Any:
        """A sparse matrix of SciPy's."""
        places = self.pattern.places
        return csc_matrix((self.data, places.indices, places.indptr), shape=places.shape)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.matrix, name)
