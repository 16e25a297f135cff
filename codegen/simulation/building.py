"""From a function, a network or equations to a system that is ready to be solved."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from codegen.arrays import CompiledArrayProgram
from codegen.arrays.interpreted import numpy_function
from codegen.arrays.jacobians import SparseJacobian
from codegen.kernels.ode import compile_network
from codegen.simulation.conservation import network_rows, program_rows
from codegen.simulation.dynamics import STATE as STATES
from codegen.simulation.dynamics import initial_state, program_of, watched_program
from codegen.simulation.following import of_dynamics, of_network
from codegen.simulation.networks import network_kernels
from codegen.simulation.problem import Vector
from codegen.simulation.system import Kernels, ODESystem
from symnum.errors import InputError, unknown
from symnum.interop.dynamics import Dynamics
from symnum.interop.models import read_model
from symnum.interop.network import ReactionNetwork
from symnum.tracing.batching import batched
from symnum.tracing.derivatives import directional, jacobian
from symnum.tracing.traced import TracedArray
from symnum.tracing.tracer import ArrayProgram, trace

TIME, STATE = "t", "y"


def ode(
    function: Callable[..., Any] | ReactionNetwork | Dynamics | str | PathLike[str],
    initial: ArrayLike | None = None,
    *,
    parameters: Mapping[str, Any] | None = None,
    names: Sequence[str] = (),
    mass: ArrayLike | None = None,
    threads: bool = False,
    eliminate: bool = False,
) -> ODESystem:
    """A system of differential equations from ordinary array code.

    Args:
        function: ``f(t, u)``, or ``f(t, u, p)`` where there are parameters: NumPy code that returns
            du/dt in the shape of u, or a list of its parts; or a file
            (:func:`symnum.interop.read_model`), or what was read from one.
        initial: The state at the start, of any shape; files have their own.
        parameters: Values by name, numbers or arrays; the function gets them as a mapping. For
            a file, those that are to have another value.
        names: Names of the states, flat.
        mass: The mass matrix: its diagonal in the shape of the state (0 makes an equation
            algebraic), or a square array over flat states.
        threads: Whether threads share the loops of the emitted code (OpenMP).
        eliminate: Whether states are left out by conservation laws while solving.

    Raises:
        InputError: shapes that do not fit, or a file that cannot be read.
        TracingError: code that cannot be traced; the message says what to write instead.

    >>> import numpy as np
    >>> def decay(t, u, p):
    ...     return -p["rate"] * u
    >>> system = ode(decay, np.ones(3), parameters={"rate": 2.0})
    >>> solution = system.solve((0, 1), rtol=1e-8)
    >>> bool(np.allclose(solution.final, np.exp(-2), rtol=1e-6))
    True
    """
    if isinstance(function, str | PathLike):
        function = read_model(function)
    if isinstance(function, ReactionNetwork | Dynamics):
        if names or mass is not None:
            raise InputError("names and mass: only for code; a file says what its states are")
        made = _of_model(function, threads, initial).with_parameters(**(parameters or {}))
    elif initial is None:
        raise InputError("initial: a traced system needs the state at the start")
    else:
        made = _of_code(function, initial, parameters or {}, tuple(names), mass, threads)
    return made.with_elimination() if eliminate else made


def _of_code(
    function: Callable[..., Any], initial: ArrayLike, parameters: Mapping[str, Any],
    names: tuple[str, ...], mass: ArrayLike | None, threads: bool,
) -> ODESystem:  # fmt: skip
    start = np.array(initial, dtype=np.float64)
    given = {name: np.asarray(value, dtype=np.float64) for name, value in parameters.items()}
    program = _traced(function, start.shape, given)
    if names and len(names) != start.size:
        raise InputError(f"names: {len(names)} for {start.size} states")
    return ODESystem(
        program.name,
        start,
        names,
        {name: float(v) if v.ndim == 0 else v for name, v in given.items()},
        _kernels(program, STATE, threads),
        _mass(mass, start),
        program,
        coefficients=lambda: program_rows(program),
    )


def _traced(
    function: Callable[..., Any], shape: tuple[int, ...], parameters: Mapping[str, Vector]
) -> ArrayProgram:
    taken = [TIME, STATE, *parameters]
    if len(set(taken)) < len(taken):
        raise InputError("parameters: t and y are the names of time and state")

    def run(t: TracedArray, y: TracedArray, *values: TracedArray) -> Any:
        known = _Parameters(zip(parameters, values, strict=True))
        made = function(t, y, known) if _takes_parameters(function) else function(t, y)
        return np.stack(made) if isinstance(made, list | tuple) and len(made) > 1 else made

    shapes = [(), shape, *(value.shape for value in parameters.values())]
    run.__name__ = getattr(function, "__name__", "rhs").replace("<lambda>", "rhs")
    program = trace(run, *shapes, names=taken)
    if len(program.outputs) != 1 or program.outputs[0].size != int(np.prod(shape, dtype=int)):
        found = ", ".join(str(output.shape) for output in program.outputs)
        raise InputError(
            f"{run.__name__} returns {found}; du/dt has to have the shape of the state, {shape}"
        )
    return program


class _Parameters(dict[str, Any]):
    """Values by name, which say what there is."""

    def __missing__(self, name: str) -> Any:
        if not self:
            raise InputError(
                f"{name!r}: no parameters were given; ode(..., parameters={{...}}) does"
            )
        raise unknown(name, self, "parameter")


def _takes_parameters(function: Callable[..., Any]) -> bool:
    try:
        inspect.signature(function).bind(None, None, None)
    except TypeError:
        return False
    return True


def _kernels(program: ArrayProgram, state: str, threads: bool) -> Kernels:
    rhs = CompiledArrayProgram(program, "rhs", threads=threads)
    slopes = SparseJacobian(jacobian(program, state), "rhs_jacobian", threads=threads)
    along = directional(program, {state: "(direction)"}, "rhs_product")
    product = CompiledArrayProgram(along, "rhs_product", threads=threads)

    @cache
    def by_parameter(name: str) -> Callable[..., Any]:
        made = SparseJacobian(jacobian(program, name), "rhs_by_parameter", threads=threads)
        return lambda t, y, values: made(t, y, *values)

    @cache
    def batch(lanes: int) -> Callable[..., Vector]:
        made = CompiledArrayProgram(batched(program, lanes), "rhs_batch", threads=threads)
        return lambda t, y, values: made(t, y, *values).reshape(-1, lanes)

    size = program.outputs[0].size

    def right_side(t: float, y: Vector, values: tuple[Vector, ...]) -> Vector:
        made = np.empty(size)
        rhs.into([made], t, y, *values)
        return made

    def along_direction(t: float, y: Vector, values: tuple[Vector, ...], v: Vector) -> Vector:
        made = np.empty(size)
        product.into([made], t, y, *values, v)
        return made

    return Kernels(
        right_side,
        lambda t, y, values: slopes(t, y, *values),
        lambda: slopes.pattern,
        along_direction,
        by_parameter,
        batch,
        (rhs, product),
    )


def _mass(mass: ArrayLike | None, start: Vector) -> Vector | None:
    if mass is None:
        return None
    given = np.asarray(mass, dtype=np.float64)
    if given.shape == start.shape:
        return given.reshape(-1)
    if given.shape == (start.size, start.size):
        return given
    raise InputError(
        f"mass: the shape {given.shape} is neither that of the state {start.shape} (a diagonal) "
        f"nor {(start.size, start.size)}"
    )


def _of_model(
    model: ReactionNetwork | Dynamics, threads: bool, initial: ArrayLike | None
) -> ODESystem:
    if isinstance(model, ReactionNetwork):
        made = _of_network(model)
    else:
        made = _of_dynamics(model, threads)
    return made if initial is None else made.with_initial(initial)


def _of_dynamics(system: Dynamics, threads: bool) -> ODESystem:
    program = program_of(system)
    return ODESystem(
        system.name,
        initial_state(system, system.parameters),
        tuple(system.slopes),
        dict(system.parameters),
        _kernels(program, STATES, threads),
        program=program,
        watched=_definitions(system),
        coefficients=lambda: program_rows(program),
        following=of_dynamics(system),
    )


def _definitions(system: Dynamics) -> tuple[tuple[str, ...], Callable[..., Vector]] | None:
    if not system.definitions:
        return None
    function = numpy_function(watched_program(system))

    def along(times: Vector, states: Vector, values: tuple[Vector, ...]) -> Vector:
        rows = [function(t, y, *values) for t, y in zip(times, states, strict=True)]
        return np.array(rows).reshape(len(times), -1)

    return tuple(system.definitions), along


def _of_network(network: ReactionNetwork) -> ODESystem:
    made = compile_network(network)
    weights = np.zeros((len(network.groups), len(network.species)))
    for row, members in enumerate(network.groups.values()):
        for place, weight in members:
            weights[row, place] += float(weight)
    return ODESystem(
        "network",
        made.initial,
        tuple(species.name for species in network.species),
        dict(zip(made.parameter_names, made.parameters.tolist(), strict=True)),
        network_kernels(network, made),
        watched=(tuple(network.groups), lambda times, states, values: states @ weights.T),
        coefficients=lambda: network_rows(network),
        following=of_network(network),
    )
