"""Newton matrices of one pattern in the order of elimination, and their factors."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

from codegen.arrays.patterns import FixedPattern
from codegen.simulation.factors import KEPT, Factorisation, Factors
from codegen.simulation.newton import NewtonPattern
from codegen.simulation.ordering import KEEPING, elimination_order
from codegen.simulation.problem import Vector


class Arrangement:
    """How matrices ``I − γ J`` are factorised: found once for a pattern.

    Args:
        pattern: Where the Jacobian has entries.
    """

    def __init__(self, pattern: Any) -> None:
        self.newton = NewtonPattern(pattern)
        places = self.newton.places
        self.order = elimination_order(places.ones).astype(np.int32)
        numbered = places.filled(np.arange(len(places.indices), dtype=np.float64))
        moved = csc_array(numbered[self.order][:, self.order])
        moved.sort_indices()
        self._sources = moved.data.astype(np.int64)
        self._factorisation = Factorisation(FixedPattern(moved))

    def factors(self, entries: Vector, step: float) -> Factors | Any:
        """Factors of ``I − step · J`` in the order of elimination, with a method ``solve``.

        Args:
            entries: Those of J, in the places of ``newton``.
            step: γ.

        Raises:
            RuntimeError: the matrix is singular.
        """
        numbers = -step * entries
        numbers[self.newton.diagonal] += 1.0
        moved = numbers[self._sources]
        found = self._factorisation.factors(moved)
        if found is not None:
            return found
        return splu(self._factorisation.pattern.filled(moved), **KEEPING)


def arrangement(pattern: Any) -> Arrangement:
    """The arrangement for a pattern, remembered for the last few."""
    places = FixedPattern(pattern)
    return _arrangement(places.shape[0], places.indptr.tobytes(), places.indices.tobytes())


@lru_cache(KEPT)
def _arrangement(size: int, indptr: bytes, indices: bytes) -> Arrangement:
    starts, rows = np.frombuffer(indptr, np.int32), np.frombuffer(indices, np.int32)
    return Arrangement(csc_array((np.ones(len(rows)), rows, starts), shape=(size, size)))
