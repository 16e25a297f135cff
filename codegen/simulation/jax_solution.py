"""Solutions as JAX functions: states by parameters, differentiable through the adjoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from codegen.simulation.sensitivity import adjoint_gradient
from codegen.simulation.system import ODESystem
from symnum.errors import InputError


@dataclass(frozen=True)
class _Solver:
    """What JAX calls back: solves forwards and backwards on NumPy arrays."""

    system: ODESystem
    times: NDArray[np.float64]
    backend: str
    rtol: float
    atol: float

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.system.parameters)

    def placed(self, values: Any, start: Any) -> ODESystem:
        """The system with other parameters, from another start."""
        shapes = [np.shape(self.system.parameters[name]) for name in self.names]
        given = {
            name: np.asarray(value).reshape(shape)
            for name, value, shape in zip(self.names, values, shapes, strict=True)
        }
        moved = self.system.with_initial(np.asarray(start).reshape(self.system.initial.shape))
        return moved.with_parameters(**given)

    def states(self, values: Any, start: Any) -> Any:
        """States at the times, flat."""
        solution = self.placed(values, start).solve(
            (self.times[0], self.times[-1]), times=self.times, backend=self.backend,
            rtol=self.rtol, atol=self.atol,
        )  # fmt: skip
        return solution.states.reshape(len(self.times), -1)

    def gradient(self, values: Any, start: Any, cotangent: Any) -> Any:
        """A cotangent of the states taken back to parameters and start."""
        along = np.asarray(cotangent)
        found = adjoint_gradient(
            self.placed(values, start), self.times, lambda _: (0.0, along), rtol=self.rtol,
            atol=self.atol,
        )  # fmt: skip
        pairs = zip(self.names, values, strict=True)
        return [found.parameters[n].reshape(np.shape(v)) for n, v in pairs], found.initial


def differentiable(
    system: ODESystem, times: ArrayLike, *, rtol: float = 1e-8, atol: float = 1e-10,
    backend: str = "scipy",
) -> Callable[..., Any]:  # fmt: skip
    """States at some times as a JAX function of parameters and start.

    It works under ``jit`` and ``grad``; needs JAX in float64 (``jax_enable_x64``).

    Args:
        system: The system; the first time is its start.
        times: Increasing; shape (times,).
        rtol: Relative tolerance of the solves.
        atol: Absolute tolerance of the solves.
        backend: Who solves forwards.

    Returns:
        ``f(parameters, initial=None)``: from a mapping of all parameters (and a flat start) to
        states of shape (times, states).

    Raises:
        InputError: a mass matrix; or the start follows from parameters (``with_initial`` holds it).
    """
    import jax.numpy as jnp

    if system.mass is not None:
        raise InputError("gradients are of systems without a mass matrix")
    if system.following is not None and system.following.start_by:
        names = ", ".join(sorted(system.following.start_by))
        raise InputError(f"the start depends on {names}: give one (with_initial) to hold it")

    when = np.asarray(times, dtype=np.float64)
    solver = _Solver(system, when, backend, rtol, atol)
    solved = _with_adjoint(solver)

    def run(parameters: Any, initial: Any = None) -> Any:
        values = [jnp.asarray(parameters[name], dtype=jnp.float64) for name in solver.names]
        start = system.initial.reshape(-1) if initial is None else initial
        return solved(values, jnp.asarray(start, dtype=jnp.float64))

    return run


def _with_adjoint(solver: _Solver) -> Callable[..., Any]:
    """The solve with a rule for reverse differentiation."""
    import jax
    import jax.numpy as jnp

    def like(shape: tuple[int, ...]) -> Any:
        return jax.ShapeDtypeStruct(shape, jnp.float64)  # type: ignore[no-untyped-call]

    shape = like((len(solver.times), solver.system.size))

    @jax.custom_vjp
    def solved(values: list[Any], start: Any) -> Any:
        return jax.pure_callback(solver.states, shape, values, start, vmap_method="sequential")

    def ahead(values: list[Any], start: Any) -> Any:
        return solved(values, start), (values, start)

    def back(kept: Any, cotangent: Any) -> Any:
        shapes = jax.tree.map(lambda v: like(jnp.shape(v)), kept)
        return jax.pure_callback(
            solver.gradient, shapes, *kept, cotangent, vmap_method="sequential"
        )

    solved.defvjp(ahead, back)
    return solved
