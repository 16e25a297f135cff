"""One problem for a solver: closures over flat states, and tolerances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.arrays.compiled import CompiledArrayProgram
from symnum.tracing.tracer import ArrayProgram

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """``M dy/dt = f(t, y)`` over an interval, parameters filled in.

    Args:
        rhs: ``(t, y)`` to slopes, flat.
        jacobian: ``(t, y)`` to a ``csc_array``; its pattern is that of ``make_pattern``.
        make_pattern: Gives the pattern.
        product: ``(t, y, v)`` to the Jacobian times v, or ``None``.
        initial: The flat state at the start.
        span: Start and end.
        times: When states are wanted; ``None`` for the solver's own steps.
        method: The solver's name for its method.
        rtol: Relative tolerance.
        atol: Absolute tolerance, a number or one for each state.
        mass: The diagonal of the mass matrix, a square one, or ``None``.
        program: The traced right side, for backends that trace again (JAX).
        parameters: The arrays that the program takes after time and state.
        largest_step: Upper bound on steps, in units of time; infinity for none.
        most_steps: Steps after which a solve is given up.
        compiled: The right side and the product in machine code, of time, state, and parameters
            (and the direction); ``None`` where ``rhs`` or ``product`` do something else.
    """

    rhs: Callable[[float, Vector], Vector]
    jacobian: Callable[[float, Vector], Any]
    make_pattern: Callable[[], Any]
    product: Callable[[float, Vector, Vector], Vector] | None
    initial: Vector
    span: tuple[float, float]
    times: Vector | None
    method: str
    rtol: float
    atol: float | Vector
    mass: Vector | None = None
    program: ArrayProgram | None = None
    parameters: tuple[Vector, ...] = ()
    largest_step: float = np.inf
    most_steps: int = 1_000_000
    compiled: tuple[CompiledArrayProgram, CompiledArrayProgram] | None = None

    @cached_property
    def pattern(self) -> Any:
        """Where the Jacobian has entries."""
        return self.make_pattern()


@dataclass(frozen=True)
class Raw:
    """What a backend found: times, flat states (times, states), and counts (-1 if unknown)."""

    times: Vector
    states: Vector
    steps: int
    rhs_evaluations: int
    jacobian_evaluations: int
    factorisations: int


class SolveError(RuntimeError):
    """The solver gave up; the message is its own."""
