"""Derivatives of solutions by parameters and starts, from symbolic Jacobians.

*Forward*: the sensitivities S = ∂y/∂θ obey S' = J S + ∂f/∂θ and are solved with the states.
*Adjoint*: for a loss that depends on the states at some times, λ' = −Jᵀ λ is solved backwards, with
a jump at each time; the gradient is ∫ λᵀ ∂f/∂θ dt, and λ at the start is the gradient by the start.
The adjoint's cost does not grow with the number of parameters (Cao, Li, Petzold, Serban 2003).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import solve_ivp
from scipy.sparse import block_array, csc_array, eye_array, kron

from codegen.simulation.algebraic import consistent_start, repeated_mass
from codegen.simulation.problem import Problem, SolveError
from codegen.simulation.solving import run
from codegen.simulation.system import ODESystem
from symnum.errors import InputError, require_known

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Sensitivities:
    """States with their derivatives.

    Args:
        times: Shape (times,).
        states: Shape (times, states), flat.
        derivatives: For each parameter's name, shape (times, states, size of the parameter).
    """

    times: Vector
    states: Vector
    derivatives: dict[str, Vector]


def forward_sensitivities(
    system: ODESystem, times: ArrayLike, names: Sequence[str] | None = None,
    *, rtol: float = 1e-8, atol: float = 1e-10,
) -> Sensitivities:  # fmt: skip
    """Derivatives of the states by parameters, at some times.

    With a mass matrix M they obey M S' = J S + ∂f/∂θ, solved by SUNDIALS; algebraic states (an
    index of 1) start with the derivatives that their equations give them.

    Args:
        system: The system; the first time is its start.
        times: Increasing; shape (times,).
        names: Of the parameters; all if not given.
        rtol: Relative tolerance, for states and derivatives.
        atol: Absolute tolerance.

    Raises:
        InputError: no such parameter, no derivatives by parameters, or a mass matrix whose rows and
            columns of zeros differ, or whose algebraic equations do not determine their states.
        SolveError: the solver gave up.
    """
    wanted = tuple(system.parameters) if names is None else tuple(names)
    sizes = [int(np.size(system.parameters[name])) for name in wanted]
    size, count = system.size, sum(sizes)
    when = np.asarray(times, dtype=np.float64)
    problem = _with_derivatives(system, wanted, count, when, rtol, atol)
    try:
        found, _ = run(problem, "scipy" if system.mass is None else "sundials")
    except SolveError as error:
        raise SolveError(f"forward sensitivities: {error}") from error
    inner = found.states[:, size:].reshape(len(when), count, size).transpose(0, 2, 1)
    ends = np.cumsum([0, *sizes])
    derivatives = {
        name: np.ascontiguousarray(inner[:, :, a:b])
        for name, a, b in zip(wanted, ends[:-1], ends[1:], strict=True)
    }
    return Sensitivities(when, np.ascontiguousarray(found.states[:, :size]), derivatives)


def _with_derivatives(
    system: ODESystem, names: Sequence[str], count: int, when: Vector, rtol: float, atol: float
) -> Problem:
    """The problem of the states, and after them their derivatives by each of ``count`` numbers."""
    by = [_by_parameter(system, name) for name in names]
    size, values = system.size, system.values
    if not count:
        raise InputError("names: at least one parameter is needed")

    def by_parameters(t: float, y: Vector) -> Vector:
        return np.concatenate([one(t, y, values).toarray().T for one in by])

    def slopes(t: float, z: Vector) -> Vector:
        y, inner = z[:size], z[size:].reshape(count, size)
        change = (system.kernels.jacobian(t, y, values) @ inner.T).T + by_parameters(t, y)
        return np.concatenate([system.kernels.rhs(t, y, values), change.ravel()])

    def jacobian(t: float, z: Vector) -> Any:
        """Without the coupling of derivatives to states, which Newton's method does not need."""
        return csc_array(kron(eye_array(count + 1), system.kernels.jacobian(t, z[:size], values)))

    inner = np.concatenate(_starts(system, names)).reshape(count, size)
    if system.mass is not None:
        inner = consistent_start(system, float(when[0]), inner, by_parameters)
    return replace(
        system.problem((when[0], when[-1]), when, "BDF", rtol, atol, np.inf),
        rhs=slopes, jacobian=jacobian, product=None, program=None, compiled=None,
        make_pattern=lambda: csc_array(kron(eye_array(count + 1), system.pattern)),
        initial=np.concatenate([system.initial.reshape(-1), inner.ravel()]),
        mass=repeated_mass(system.mass, count + 1),
    )  # fmt: skip


def _checked(system: ODESystem) -> None:
    if system.mass is not None:
        raise InputError("adjoint gradients are of systems without a mass matrix")


def _by_parameter(system: ODESystem, name: str) -> Callable[..., Any]:
    require_known(name, system.parameters, "parameter of the system")
    if system.kernels.sensitivity is None:
        raise InputError("this system has no derivatives by parameters; traced ones have")
    by = system.kernels.sensitivity
    if system.following is None:
        return by(name)
    parts = [(by(p), slope) for p, slope in _following(system, name)[0].items()]

    def along(t: float, y: Vector, values: tuple[Vector, ...]) -> Any:
        first, *others = (one(t, y, values) * slope for one, slope in parts)
        return sum(others, first)

    return along


def _following(system: ODESystem, name: str) -> tuple[dict[str, float], Vector]:
    """How other parameters and the flat start change with a parameter; it itself changes by 1."""
    still = np.zeros(system.size)
    if system.following is None:
        return {name: 1.0}, still
    parameters, start = system.following.slopes(system.chosen, name)
    return parameters, start if name in system.following.start_by else still


def _starts(system: ODESystem, names: Sequence[str]) -> list[Vector]:
    """Derivatives of the flat start by each element of the parameters."""
    return [
        np.tile(_following(system, name)[1], int(np.size(system.parameters[name])))
        for name in names
    ]


@dataclass(frozen=True)
class Gradient:
    """The gradient of a loss.

    Args:
        loss: Its value.
        initial: By the flat state at the start, shape (states,).
        parameters: By each parameter, flat.
    """

    loss: float
    initial: Vector
    parameters: dict[str, Vector]


def adjoint_gradient(
    system: ODESystem, times: ArrayLike,
    loss: Callable[[Vector], tuple[float, Vector]], names: Sequence[str] | None = None,
    *, rtol: float = 1e-8, atol: float = 1e-10,
) -> Gradient:  # fmt: skip
    """The gradient of a loss over states at some times, by the adjoint method.

    Args:
        system: The system; the first time is its start.
        times: Increasing; shape (times,).
        loss: From states of shape (times, states) to the loss and its derivative by them, of the
            same shape.
        names: Of the parameters; all if not given.
        rtol: Relative tolerance of both solves.
        atol: Absolute tolerance of both solves.

    Raises:
        InputError: no such parameter, a mass matrix, or no derivatives by parameters.
        SolveError: the solver gave up.
    """
    _checked(system)
    when = np.asarray(times, dtype=np.float64)
    values = system.values
    forward = solve_ivp(
        lambda t, y: system.kernels.rhs(t, y, values), (when[0], when[-1]),
        system.initial.reshape(-1), method="BDF", t_eval=when, dense_output=True,
        jac=lambda t, y: system.kernels.jacobian(t, y, values), rtol=rtol, atol=atol,
    )  # fmt: skip
    if not forward.success:
        raise SolveError(f"adjoint, forward solve: {forward.message}")
    worth, slopes = loss(np.ascontiguousarray(forward.y.T))
    wanted = tuple(system.parameters) if names is None else tuple(names)
    return _backward(system, when, forward.sol, float(worth), slopes, wanted, rtol, atol)


def _backward(
    system: ODESystem, when: Vector, states: Callable[[float], Vector], worth: float,
    slopes: Vector, names: tuple[str, ...], rtol: float, atol: float,
) -> Gradient:  # fmt: skip
    by = [_by_parameter(system, name) for name in names]
    sizes = [int(np.size(system.parameters[name])) for name in names]
    size, values, count = system.size, system.values, sum(sizes)

    def matrices(t: float) -> tuple[Any, Any]:
        y = states(t)
        jacobian = csc_array(system.kernels.jacobian(t, y, values).T)
        parts = [csc_array(one(t, y, values).T) for one in by]
        return jacobian, block_array([[part] for part in parts]) if parts else None

    def change(t: float, z: Vector) -> Vector:
        jacobian, sources = matrices(t)
        adjoint = z[:size]
        gathered = -(sources @ adjoint) if count else np.zeros(0)
        return np.concatenate([-(jacobian @ adjoint), gathered])

    def change_jacobian(t: float, z: Vector) -> Any:
        jacobian, sources = matrices(t)
        if not count:
            return csc_array(-jacobian)
        zeros = csc_array((size, count)), csc_array((count, count))
        return csc_array(block_array([[-jacobian, zeros[0]], [-sources, zeros[1]]]))

    z = np.zeros(size + count)
    for place in range(len(when) - 1, 0, -1):
        z[:size] += slopes[place]
        found = solve_ivp(
            change, (when[place], when[place - 1]), z, method="BDF", jac=change_jacobian,
            rtol=rtol, atol=atol,
        )  # fmt: skip
        if not found.success:
            raise SolveError(f"adjoint, backward solve: {found.message}")
        z = found.y[:, -1].copy()
    z[:size] += slopes[0]
    ends = np.cumsum([size, *sizes])
    parameters = {
        name: z[a:b] + z[:size] @ _following(system, name)[1]
        for name, a, b in zip(names, ends[:-1], ends[1:], strict=True)
    }
    return Gradient(worth, z[:size].copy(), parameters)
