"""States written by fewer ones, where sums of states are conserved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from codegen.simulation.conservation import ConservationLaw
from codegen.simulation.problem import Problem, Raw

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Elimination:
    """States written by fewer ones: ``y = matrix @ z + offset``, with z the kept states.

    Args:
        kept: Flat positions of the states that are kept.
        matrix: Shape (states, kept).
        offset: Shape (states,), float64.
    """

    kept: NDArray[np.int64]
    matrix: Any
    offset: Vector


def elimination(found: Sequence[ConservationLaw], size: int) -> Elimination:
    """One state less for each law: the one with the largest weight that no other law has taken."""
    weights = np.zeros((len(found), size))
    for row, law in enumerate(found):
        for place, weight in law.weights.items():
            weights[row, place] = weight
    values = np.array([law.value for law in found])
    dropped: list[int] = []
    for row in range(len(found)):
        place = int(np.argmax(np.abs(weights[row])))
        dropped.append(place)
        values[row] /= weights[row, place]
        weights[row] /= weights[row, place]
        for other in range(len(found)):
            if other != row and weights[other, place]:
                values[other] -= weights[other, place] * values[row]
                weights[other] -= weights[other, place] * weights[row]
    kept = np.array([place for place in range(size) if place not in set(dropped)], dtype=np.int64)
    matrix = np.zeros((size, len(kept)))
    offset = np.zeros(size)
    matrix[kept, np.arange(len(kept))] = 1.0
    for row, place in enumerate(dropped):
        matrix[place] = -weights[row, kept]
        offset[place] = values[row]
    return Elimination(kept, csc_array(matrix), offset)


def reduced(problem: Problem, by: Elimination) -> Problem:
    """The problem for the kept states alone."""
    kept, matrix = by.kept, by.matrix

    def whole(z: Vector) -> Vector:
        found: Vector = matrix @ z + by.offset
        return found

    def jacobian(t: float, z: Vector) -> Any:
        return csc_array((problem.jacobian(t, whole(z)) @ matrix)[kept])

    def pattern() -> Any:
        found = csc_array((problem.pattern @ abs(matrix))[kept])
        found.data[:] = 1.0
        return found

    product = problem.product
    atol = problem.atol
    return replace(
        problem,
        rhs=lambda t, z: problem.rhs(t, whole(z))[kept],
        jacobian=jacobian,
        make_pattern=pattern,
        product=None
        if product is None
        else (lambda t, z, v: product(t, whole(z), matrix @ v)[kept]),
        initial=problem.initial[kept],
        atol=atol if isinstance(atol, float) else atol[kept],
        program=None,
        compiled=None,
    )


def expanded(raw: Raw, by: Elimination) -> Raw:
    """All states again."""
    return replace(raw, states=(by.matrix @ raw.states.T).T + by.offset)
