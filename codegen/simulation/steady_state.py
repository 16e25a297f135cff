"""Steady states: where the slopes are zero, by Newton's method with sparse LU.

Where a plain step does not help, steps are those of an implicit Euler method whose time step grows
as the residual falls (pseudo-transient continuation, Kelley and Keyes 1998). Conserved sums are
held by taking the place of dependent equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import splu

from codegen.simulation.conservation import ConservationLaw
from codegen.simulation.problem import SolveError
from codegen.simulation.system import ODESystem

Vector = NDArray[np.float64]
LARGEST_DENSE = 2000
"""States up to which stability is told from all eigenvalues."""
MOST_STEPS = 500


@dataclass(frozen=True)
class SteadyState:
    """A state that does not change.

    Args:
        state: In the shape of the system's state.
        residual: The largest slope there, in units of state per time.
        steps: Linear systems that were solved.
        stable: Whether all eigenvalues of the Jacobian, beside one 0 for each conservation law,
            have negative real parts; ``None`` if that was not computed.
    """

    state: Vector
    residual: float
    steps: int
    stable: bool | None


def steady_state(
    system: ODESystem, start: Vector | None = None, *, t: float = 0.0, tolerance: float = 1e-10,
    laws: Sequence[ConservationLaw] = (),
) -> SteadyState:  # fmt: skip
    """A steady state near a start.

    Args:
        system: A system whose slopes do not depend on time (``t`` is put in where they do).
        start: Where to begin; the system's own start if not given.
        t: The time that is put in.
        tolerance: Largest slope allowed, relative to 1 + the largest slope at the start.
        laws: Conservation laws, whose sums stay what they are at the start.

    Raises:
        SolveError: none was found.
    """
    y = np.array(system.initial if start is None else start, dtype=np.float64).reshape(-1)
    values = system.values
    slopes = system.kernels.rhs(t, y, values)
    limit = tolerance * (1 + float(np.abs(slopes).max(initial=0.0)))
    first, scale = float(np.abs(slopes).max(initial=0.0)), 1.0
    for count in range(MOST_STEPS):
        residual = float(np.abs(slopes).max(initial=0.0))
        if residual <= limit:
            shaped = y.reshape(system.initial.shape)
            return SteadyState(shaped, residual, count, _stable(system, t, y, len(laws)))
        step = scale * max(first / residual, 1e-3) ** 1.5 * 0.1
        jacobian = system.kernels.jacobian(t, y, values)
        matrix = csc_array(eye_array(len(y)) / step - jacobian)
        moved = y + splu(matrix.tocsc()).solve(slopes)
        later = system.kernels.rhs(t, moved, values)
        better = np.isfinite(later).all() and np.abs(later).max() <= 10 * residual
        if better:
            y, slopes, scale = moved, later, min(scale * 2, 1e12)
        else:
            scale *= 0.1
        if scale < 1e-12:
            break
    raise SolveError(f"no steady state was found: the largest slope is {residual:.3g}")


def _stable(system: ODESystem, t: float, y: Vector, zeros: int) -> bool | None:
    if len(y) > LARGEST_DENSE:
        return None
    found = np.linalg.eigvals(system.kernels.jacobian(t, y, system.values).toarray())
    parts = np.sort(found.real)[: len(y) - zeros]
    size = np.abs(found).max(initial=0.0)
    return bool((parts < -1e-12 * size).all())
