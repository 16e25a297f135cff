"""Steady states: where the slopes are zero, by Newton's method with sparse LU.

Steps are those of an implicit Euler method whose time step grows as the residual falls, towards
Newton's (pseudo-transient continuation, Kelley and Keyes 1998). Where sums are conserved, the
Jacobian is singular: dependent states are left out, so that the sums stay what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import splu

from codegen.simulation.conservation import ConservationLaw
from codegen.simulation.elimination import Elimination, elimination
from codegen.simulation.problem import SolveError
from codegen.simulation.system import ODESystem

Vector = NDArray[np.float64]
LARGEST_DENSE = 2000
"""States up to which stability is told from all eigenvalues."""
LARGEST_SEARCHED = 256
"""States up to which conservation laws are looked for unasked."""
MOST_STEPS = 500


@dataclass(frozen=True)
class SteadyState:
    """A state that does not change.

    Args:
        state: In the shape of the system's state.
        residual: The largest slope there, in units of state per time.
        steps: Linear systems that were solved.
        stable: Whether all eigenvalues of the Jacobian, dependent states left out, have negative
            real parts; ``None`` if that was not computed (many states, or a mass matrix).
    """

    state: Vector
    residual: float
    steps: int
    stable: bool | None


def steady_state(
    system: ODESystem, start: Vector | None = None, *, t: float = 0.0, tolerance: float = 1e-10,
    laws: Sequence[ConservationLaw] | None = None,
) -> SteadyState:  # fmt: skip
    """A steady state near a start.

    Args:
        system: A system whose slopes do not depend on time (``t`` is put in where they do).
        start: Where to begin; the system's own start if not given.
        t: The time that is put in.
        tolerance: Largest slope allowed, relative to 1 + the largest slope at the start.
        laws: Conservation laws, whose sums stay what they are at the start; looked for in systems
            of up to 256 states if not given.

    Raises:
        SolveError: none was found.
    """
    y = np.array(system.initial if start is None else start, dtype=np.float64).reshape(-1)
    by, values = _independent(system, y, laws), system.values
    slopes = system.kernels.rhs(t, y, values)[by.kept]
    residual = first = _largest(slopes)
    scale, limit = 1.0, tolerance * (1 + first)
    for count in range(MOST_STEPS):
        residual = _largest(slopes)
        jacobian = csc_array((system.kernels.jacobian(t, y, values) @ by.matrix)[by.kept])
        if residual <= limit and _largest(system.kernels.rhs(t, y, values)) <= 10 * limit:
            shaped = y.reshape(system.initial.shape)
            stable = None if system.mass is not None else _stable(jacobian)
            return SteadyState(shaped, residual, count, stable)
        step = scale * max(first / residual, 1e-3) ** 1.5 * 0.1
        matrix = csc_array(eye_array(len(by.kept)) / step - jacobian)
        moved = by.matrix @ (y[by.kept] + splu(matrix).solve(slopes)) + by.offset
        later = system.kernels.rhs(t, moved, values)[by.kept]
        if np.isfinite(later).all() and _largest(later) <= 10 * residual:
            y, slopes, scale = moved, later, min(scale * 2, 1e12)
        else:
            scale *= 0.1
        if scale < 1e-12:
            break
    raise SolveError(f"no steady state was found: the largest slope is {residual:.3g}")


def _largest(slopes: Vector) -> float:
    return float(np.abs(slopes).max(initial=0.0))


def _independent(
    system: ODESystem, y: Vector, laws: Sequence[ConservationLaw] | None
) -> Elimination:
    """The states that no law gives, with the sums of a start."""
    if laws is None:
        symbolic = system.coefficients is not None and system.mass is None
        known = symbolic and system.size <= LARGEST_SEARCHED
        laws = system.conservation_laws() if known else system.eliminated
    moved = [
        ConservationLaw(law.weights, sum(w * y[place] for place, w in law.weights.items()))
        for law in laws
    ]
    return elimination(moved, system.size)


def _stable(jacobian: Any) -> bool | None:
    if jacobian.shape[0] > LARGEST_DENSE:
        return None
    found = np.linalg.eigvals(jacobian.toarray())
    return bool((found.real < -1e-12 * np.abs(found).max(initial=0.0)).all())
