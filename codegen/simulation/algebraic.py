"""Sensitivities beside a mass matrix: where those of algebraic states start, and their mass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array
from scipy.sparse.linalg import splu

from codegen.simulation.problem import Vector
from codegen.simulation.system import ODESystem
from symnum.errors import InputError

SMALLEST_PIVOT = 1e-12
"""Pivots below this part of the largest count as 0: the index is above 1."""


def algebraic_states(mass: Vector) -> NDArray[np.bool_]:
    """Which states are algebraic: those whose rows and columns of the mass matrix are zero.

    Args:
        mass: The diagonal of the mass matrix, or a square one.

    Raises:
        InputError: other rows than columns are zero, so that the equations are not semi-explicit.
    """
    if mass.ndim == 1:
        return np.asarray(mass == 0)
    rows, columns = (~mass.any(axis=axis) for axis in (1, 0))
    if (rows != columns).any():
        raise InputError(
            "sensitivities need a mass matrix whose rows and columns of zeros are the same: "
            f"rows {np.flatnonzero(rows).tolist()}, columns {np.flatnonzero(columns).tolist()}"
        )
    return np.asarray(rows)


def consistent_start(
    system: ODESystem, t: float, derivatives: Vector, by_parameters: Callable[..., Vector]
) -> Vector:
    """Derivatives of the start by parameters, those of algebraic states from their equations.

    From ``0 = g(x, z, θ)`` follows ``g_z S_z = −(g_x S_x + g_θ)``.

    Args:
        system: The system, with a mass matrix; its start is consistent.
        t: The time of the start.
        derivatives: Shape (parameters, states), those of differential states in place.
        by_parameters: ``(t, y)`` to the derivatives of the right side, shape (parameters, states).

    Returns:
        Shape (parameters, states), float64.

    Raises:
        InputError: the algebraic equations do not determine the algebraic states there.
    """
    assert system.mass is not None
    algebraic = algebraic_states(system.mass)
    if not algebraic.any():
        return derivatives
    start = system.initial.reshape(-1)
    equations = csr_array(system.jacobian(t, start))[algebraic]
    known = np.where(algebraic, 0.0, derivatives)
    right = -(equations @ known.T + by_parameters(t, start).T[algebraic])
    factors = _factors(csc_array(equations)[:, algebraic])
    found = known.copy()
    found[:, algebraic] = factors.solve(np.ascontiguousarray(right)).T
    return found


def _factors(matrix: Any) -> Any:
    try:
        factors = splu(csc_array(matrix))
    except RuntimeError:  # exactly singular
        factors = None
    pivots = np.zeros(1) if factors is None else np.abs(factors.U.diagonal())
    if not pivots.min() > SMALLEST_PIVOT * pivots.max():
        raise InputError(
            "the algebraic equations do not determine the algebraic states at the start (an index "
            "above 1): differentiate an equation by time first"
        )
    return factors


def repeated_mass(mass: Vector | None, times: int) -> Vector | None:
    """The mass matrix of states and as many copies of it as make ``times`` in all."""
    if mass is None:
        return None
    if mass.ndim == 1:
        return np.tile(mass, times)
    return np.asarray(np.kron(np.eye(times), mass), dtype=np.float64)
