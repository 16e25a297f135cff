"""Sparse LU for many matrices with entries in the same places, pivots on the diagonal.

An implicit solver factorises ``I − c J`` again and again. With the states in the order of
elimination (:mod:`codegen.simulation.ordering`) and pivots on the diagonal, the places of the
factors are always the same: they are found once, and what is left is arithmetic in C
(:mod:`codegen.simulation.factors_c`). A pivot that is too small against what is below it is no
pivot: then there are no such factors, and the caller takes SuperLU, which looks for another.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from codegen.arrays.patterns import FixedPattern
from codegen.simulation.machine_code import loaded
from codegen.simulation.problem import Vector

Places = NDArray[np.int32]
LEAST_PIVOT = 0.1
"""A pivot is at least this part of the largest entry that could be the pivot instead, each compared
with the largest entry of its row."""
MOST_ENTRIES = 1 << 26
"""Entries of L or U from which on there are no such factors."""
MOST_PRODUCTS = 50.0
"""Products for each entry from which on SuperLU's dense blocks are faster than single entries."""
TOO_DENSE = 2
"""What the pattern's function says then."""
KEPT = 8
"""Patterns whose factors' places are remembered."""


class FactorPlaces:
    """Where L and U have entries.

    Args:
        size: Rows and columns.
        below: Where the columns of L start, without the diagonal; int32, shape (size + 1,).
        lower: Their rows.
        above: Where the columns of U start, without the diagonal.
        upper: Their rows.
    """

    def __init__(
        self, size: int, below: Places, lower: Places, above: Places, upper: Places
    ) -> None:
        interface, _ = loaded()
        self.size, self.lower_count, self.upper_count = size, len(lower), len(upper)
        parts = [interface.from_buffer("int[]", part) for part in (below, lower, above, upper)]
        self._alive = parts
        self.pointer = interface.new("symnum_lu_places *", [size, *parts])


class Factors:
    """L and U of one matrix.

    Args:
        places: Where their entries are.
        lower: The entries of L below its diagonal of ones.
        upper: Those of U above its diagonal.
        inverse: 1 over the diagonal of U.
    """

    def __init__(self, places: FactorPlaces, lower: Vector, upper: Vector, inverse: Vector) -> None:
        interface, library = loaded()
        parts = [interface.from_buffer("double[]", part) for part in (lower, upper, inverse)]
        self.places, self.numbers = places, tuple(parts)
        self._into, self._pointer = library.symnum_lu_solve, interface.from_buffer

    def solve(self, right: Vector) -> Vector:
        """The solution for a right side of shape (size,), float64."""
        found = np.array(right, dtype=np.float64)
        if found.shape != (self.places.size,):
            raise ValueError(f"the right side has the shape {found.shape}")
        self._into(self.places.pointer, *self.numbers, self._pointer("double[]", found))
        return found


class Factorisation:
    """Factors of matrices with one pattern.

    Args:
        pattern: Rows and columns of the entries, all of the diagonal among them.
    """

    def __init__(self, pattern: FixedPattern) -> None:
        interface, _ = loaded()
        self.pattern = pattern
        self.places = _places(pattern.shape[0], pattern.indptr.tobytes(), pattern.indices.tobytes())
        self._starts = interface.from_buffer("int[]", pattern.indptr)
        self._rows = interface.from_buffer("int[]", pattern.indices)

    def factors(self, entries: Vector) -> Factors | None:
        """L and U; ``None`` if a pivot on the diagonal is too small, or SuperLU is faster.

        Args:
            entries: In the order of the pattern, float64.
        """
        if self.places is None:
            return None
        interface, library = loaded()
        places = self.places
        found = Factors(
            places, np.empty(places.lower_count), np.empty(places.upper_count),
            np.empty(places.size),
        )  # fmt: skip
        done = library.symnum_lu_factors(
            places.pointer, self._starts, self._rows, interface.from_buffer("double[]", entries),
            LEAST_PIVOT, *found.numbers, interface.new("double[]", 2 * places.size),
        )  # fmt: skip
        return found if done == places.size else None


@lru_cache(KEPT)
def _places(size: int, indptr: bytes, indices: bytes) -> FactorPlaces | None:
    """The places of the factors; ``None`` where SuperLU is to be preferred."""
    interface, library = loaded()
    room = 2 * (len(indices) // 4 + size)
    while room <= MOST_ENTRIES:
        ends, rows = np.empty((2, size + 1), np.int32), np.empty((2, room), np.int32)
        at = [interface.from_buffer("int[]", p) for p in (ends[0], rows[0], ends[1], rows[1])]
        refused = library.symnum_lu_pattern(
            size, interface.from_buffer("int[]", indptr), interface.from_buffer("int[]", indices),
            room, MOST_PRODUCTS, *at,
        )  # fmt: skip
        if not refused:
            below, above = (rows[place, : ends[place, -1]].copy() for place in (0, 1))
            return FactorPlaces(size, ends[0].copy(), below, ends[1].copy(), above)
        if refused == TOO_DENSE:
            break
        room *= 2
    return None
