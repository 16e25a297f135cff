"""One problem for a solver: closures over flat states, and tolerances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from codegen.arrays.compiled import CompiledArrayProgram
from symnum.errors import InputError
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


def interval(
    t_span: tuple[float, float], times: ArrayLike | None
) -> tuple[tuple[float, float], Vector | None]:
    """Start and end, and the times at which states are wanted.

    Raises:
        InputError: the end is not after the start, or times that are not in order or outside.
    """
    given = np.asarray(t_span, dtype=np.float64)
    if given.shape != (2,):
        raise InputError(f"t_span: start and end are wanted, not {t_span}")
    start, end = given.tolist()
    if not start < end:
        raise InputError(f"t_span: the end {end} has to be after the start {start}")
    wanted = None if times is None else np.asarray(times, dtype=np.float64)
    if wanted is not None and not (
        wanted.ndim == 1 and len(wanted) and start <= wanted[0] and wanted[-1] <= end
        and (np.diff(wanted) > 0).all()
    ):  # fmt: skip
        raise InputError("times: they have to increase and lie within t_span")
    return (start, end), wanted


def checked_tolerances(rtol: float, atol: ArrayLike, size: int) -> tuple[float, float | Vector]:
    """The tolerances, the absolute one flat if there is one for each state.

    Raises:
        InputError: a relative one that is not above 0, an absolute one below 0, or as many of them
            as there are no states.
    """
    absolute = np.asarray(atol, dtype=np.float64)
    if not 0 < rtol < np.inf:
        raise InputError(f"rtol: {rtol} is not above 0")
    if not (absolute >= 0).all():
        raise InputError(f"atol: {absolute.min()} is not 0 or above")
    if absolute.ndim == 0:
        return float(rtol), float(absolute)
    if absolute.size != size:
        raise InputError(f"atol: {absolute.size} numbers for {size} states")
    return float(rtol), absolute.reshape(-1)
