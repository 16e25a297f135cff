"""Many parameter sets: one kernel computes the slopes of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from codegen.simulation.lanes import Tolerances, integrate
from codegen.simulation.problem import Problem, Vector
from codegen.simulation.system import ODESystem
from symnum.errors import InputError, unknown

BATCHED = "batched"
LEAST_LANES, MOST_LANES = 8, 1024
"""Lanes of a kernel: a power of two between these; more sets take turns."""


@dataclass(frozen=True)
class BatchSolution:
    """States over time of many parameter sets.

    Args:
        times: Shape (times,), float64.
        states: Shape (sets, times, *shape of the state), float64.
        names: Names of the states, flat.
        parameters: The parameters that were varied, each of shape (sets, *its shape).
        backend: Which solver, with its method.
        steps: Accepted steps of each set; -1 where the solver does not tell.
    """

    times: Vector
    states: Vector
    names: tuple[str, ...]
    parameters: Mapping[str, Vector]
    backend: str
    steps: NDArray[np.int64]


def solve_batch(
    system: ODESystem,
    parameters: Mapping[str, ArrayLike],
    t_span: tuple[float, float],
    *,
    times: ArrayLike | None = None,
    backend: str = BATCHED,
    method: str | None = None,
    rtol: float = 1e-6,
    atol: ArrayLike = 1e-9,
    largest_step: float = np.inf,
) -> BatchSolution:
    """Solve a system for many sets of parameters.

    ``backend="batched"`` steps all sets side by side, each with steps of its own, by Dormand and
    Prince's explicit method; one kernel gives the slopes of all sets. It is for systems that are
    not stiff and have no mass matrix. Other backends solve set after set.

    Args:
        system: The system.
        parameters: For each parameter that varies its values, shape (sets, *its shape).
        t_span: Start and end.
        times: When states are wanted; start and end if not given.
        backend: ``"batched"``, or a backend of :meth:`ODESystem.solve`, whose arguments the other
            ones are.

    Raises:
        InputError: no such parameter, values of a wrong shape, or what ``solve`` raises.
        SolveError: the solver gave up; the message names the sets.

    >>> from codegen.simulation import ode
    >>> system = ode(lambda t, u, p: -p["rate"] * u, np.ones(2), parameters={"rate": 1.0})
    >>> found = solve_batch(system, {"rate": np.linspace(0, 2, 5)}, (0, 1))
    >>> np.round(found.states[:, -1, 0], 4).tolist()
    [1.0, 0.6065, 0.3679, 0.2231, 0.1353]
    """
    given = _given(system, parameters)
    sets = len(next(iter(given.values())))
    when = np.asarray(t_span if times is None else times, dtype=np.float64)
    if backend == BATCHED:
        if method not in (None, "RK45"):
            raise unknown(method, ("RK45",), "method of batched")
        problem = system.problem(t_span, when, "RK45", rtol, atol, largest_step)
        states, steps = _side_by_side(system, problem, given, sets)
        label = "batched RK45"
    else:
        options: dict[str, Any] = {"backend": backend, "method": method, "rtol": rtol, "atol": atol}
        options |= {"times": when, "largest_step": largest_step}
        states, steps, label = _one_by_one(system, given, t_span, options)
    return BatchSolution(when, states, system.names, given, label, steps)


def _one_by_one(
    system: ODESystem, given: Mapping[str, Vector], t_span: tuple[float, float],
    options: Mapping[str, Any],
) -> tuple[Vector, NDArray[np.int64], str]:  # fmt: skip
    """Every set solved alone, in order."""
    found = [
        system.with_parameters(**dict(zip(given, values, strict=True))).solve(t_span, **options)
        for values in zip(*given.values(), strict=True)
    ]
    steps = np.array([one.statistics.steps for one in found], dtype=np.int64)
    return np.stack([one.states for one in found]), steps, found[0].backend


def _given(system: ODESystem, parameters: Mapping[str, ArrayLike]) -> dict[str, Vector]:
    """The values, all for equally many sets."""
    if not parameters:
        raise InputError("parameters: at least one has to vary")
    given = {name: np.array(values, dtype=np.float64) for name, values in parameters.items()}
    for name, values in given.items():
        if values.ndim == 0 or not len(values):
            raise InputError(f"parameter {name!r}: one value for each set is wanted")
        system.with_parameters(**{name: values[0]})
    lengths = {name: len(values) for name, values in given.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(f"parameters: as many values of each are wanted, not {lengths}")
    return given


def _side_by_side(
    system: ODESystem, problem: Problem, given: Mapping[str, Vector], sets: int
) -> tuple[Vector, NDArray[np.int64]]:
    if system.mass is not None:
        raise InputError("batches take no mass matrix: use backend='sundials'")
    if system.kernels.batch is None:
        raise InputError("this system has no kernel for batches: name another backend")
    assert problem.times is not None
    lanes = min(max(LEAST_LANES, 1 << (sets - 1).bit_length()), MOST_LANES)
    kernel = system.kernels.batch(lanes)
    atol = problem.atol if isinstance(problem.atol, float) else problem.atol[:, None]
    limits = Tolerances(problem.rtol, atol, problem.largest_step, problem.most_steps)
    states, steps = [], []
    for first in range(0, sets, lanes):
        count = min(lanes, sets - first)
        chosen = np.minimum(np.arange(first, first + lanes), first + count - 1)
        start, values = _laid_out(system, given, chosen)

        def slopes(t: Vector, y: Vector, values: Any = values) -> Vector:
            return kernel(t, y, values)

        found, accepted, _ = integrate(slopes, start, problem.span, problem.times, limits)
        states.append(np.moveaxis(found, 2, 0)[:count])
        steps.append(accepted[:count])
    shape = (sets, len(problem.times), *system.initial.shape)
    return np.concatenate(states).reshape(shape), np.concatenate(steps)


def _laid_out(
    system: ODESystem, given: Mapping[str, Vector], chosen: NDArray[np.int64]
) -> tuple[Vector, list[Vector]]:
    """The starts (states, lanes), and every parameter as (size, lanes)."""
    moved = {
        place: system.with_parameters(**{name: values[place] for name, values in given.items()})
        for place in dict.fromkeys(chosen.tolist())
    }
    lanes = [moved[place] for place in chosen.tolist()]
    columns = zip(*(one.values for one in lanes), strict=True)
    start = np.stack([one.initial.reshape(-1) for one in lanes], axis=1)
    return start, [np.ascontiguousarray(np.stack(column, axis=1)) for column in columns]
