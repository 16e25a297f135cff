"""States in an order in which sparse LU fills in little, found once for a pattern.

Implicit solvers factorise ``I − c J`` again and again, with other numbers in the same places. So
the order of elimination is found once: minimum degree on the pattern of A + Aᵀ, or column
approximate minimum degree (COLAMD), whichever leaves fewer entries; SuperLU has both. The whole
problem is then solved with its states in that order, and SuperLU takes columns as they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, diags_array
from scipy.sparse.linalg import splu

from codegen.arrays.patterns import FixedPattern
from codegen.simulation.problem import Problem, Raw, Vector

Integers = NDArray[np.int64]
ORDERINGS = ("MMD_AT_PLUS_A", "COLAMD")
KEEPING: Mapping[str, Any] = {
    "permc_spec": "NATURAL", "diag_pivot_thresh": 0.1, "relax": 1, "panel_size": 2,
}  # fmt: skip
"""Options of SuperLU: the order is kept, and the diagonal is the pivot if it is not much smaller
than others. Supernodes that are not made larger (``relax``) make solves 2.6 times as fast where
columns have few entries, as they have in discretised equations and networks."""
KEPT = 8
"""Patterns whose orders are remembered."""


def elimination_order(pattern: Any) -> Integers:
    """The columns of a square pattern in the order in which they are eliminated, int64.

    >>> arrow = csc_array(np.eye(6) + np.eye(6)[[0]] + np.eye(6)[:, [0]])  # full first row, column
    >>> int(np.flatnonzero(elimination_order(arrow) == 0)[0]) >= 4  # it fills nothing if late
    True
    """
    places = FixedPattern(pattern)
    return _order(places.shape[0], places.indptr.tobytes(), places.indices.tobytes())


@lru_cache(KEPT)
def _order(size: int, indptr: bytes, indices: bytes) -> Integers:
    starts, rows = np.frombuffer(indptr, np.int32), np.frombuffer(indices, np.int32)
    ones = csc_array((np.ones(len(rows)), rows, starts), shape=(size, size))
    # dominant diagonals, so that the pivots are on them and only the pattern counts
    matrix = csc_array(diags_array(np.diff(starts) + 2.0) - ones)
    factors = [splu(matrix, permc_spec=spec, relax=1) for spec in ORDERINGS]
    found = np.argsort(min(factors, key=lambda lu: lu.nnz).perm_c)
    found.setflags(write=False)
    return found


def ordered(problem: Problem, order: Integers) -> Problem:
    """The problem with its states in another order.

    Args:
        problem: The problem.
        order: Which state comes first, and so on.
    """
    back = np.argsort(order)
    places = FixedPattern(problem.pattern)
    numbered = places.filled(np.arange(len(places.indices), dtype=np.float64))
    moved = csc_array(numbered[order][:, order])
    moved.sort_indices()
    sources = moved.data.astype(np.int64)
    pattern = FixedPattern(moved)

    def jacobian(t: float, z: Vector) -> Any:
        made = problem.jacobian(t, z[back])
        full = made.nnz == len(sources) and made.has_sorted_indices
        return pattern.filled((made.data if full else places.data(made))[sources])

    product, atol = problem.product, problem.atol
    return replace(
        problem,
        rhs=lambda t, z: problem.rhs(t, z[back])[order],
        jacobian=jacobian,
        make_pattern=lambda: pattern.ones,
        product=None if product is None else (lambda t, z, v: product(t, z[back], v[back])[order]),
        initial=problem.initial[order],
        atol=atol if isinstance(atol, float) else atol[order],
        program=None,
        compiled=None,
    )


def restored(raw: Raw, order: Integers) -> Raw:
    """States in their own order again."""
    return replace(raw, states=np.take(raw.states, np.argsort(order), axis=1))
