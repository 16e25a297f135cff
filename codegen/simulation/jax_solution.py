"""Solutions as JAX functions: states by parameters, differentiable through the adjoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from codegen.simulation.sensitivity import adjoint_gradient
from codegen.simulation.system import ODESystem


def _shape(shape: tuple[int, ...]) -> Any:
    import jax
    import jax.numpy as jnp

    return jax.ShapeDtypeStruct(shape, jnp.float64)  # type: ignore[no-untyped-call]


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
    """
    import jax
    import jax.numpy as jnp

    when = np.asarray(times, dtype=np.float64)
    shape = _shape((len(when), system.size))
    names = tuple(system.parameters)

    def placed(values: Any, start: Any) -> ODESystem:
        given = {n: np.asarray(v).reshape(np.shape(system.parameters[n]))
                 for n, v in zip(names, values, strict=True)}  # fmt: skip
        moved = system.with_initial(np.asarray(start).reshape(system.initial.shape))
        return moved.with_parameters(**given)

    def states(values: Any, start: Any) -> Any:
        solution = placed(values, start).solve(
            (when[0], when[-1]), times=when, backend=backend, rtol=rtol, atol=atol
        )
        return solution.states.reshape(len(when), -1)

    def gradient(values: Any, start: Any, cotangent: Any) -> Any:
        along = np.asarray(cotangent)
        found = adjoint_gradient(
            placed(values, start), when, lambda _: (0.0, along), rtol=rtol, atol=atol
        )
        slopes = [
            found.parameters[name].reshape(np.shape(value))
            for name, value in zip(names, values, strict=True)
        ]
        return slopes, found.initial

    @jax.custom_vjp
    def solved(values: list[Any], start: Any) -> Any:
        return jax.pure_callback(states, shape, values, start, vmap_method="sequential")

    def ahead(values: list[Any], start: Any) -> Any:
        return solved(values, start), (values, start)

    def back(kept: Any, cotangent: Any) -> Any:
        values, start = kept
        like = jax.tree.map(lambda v: _shape(jnp.shape(v)), kept)
        return jax.pure_callback(gradient, like, values, start, cotangent, vmap_method="sequential")

    solved.defvjp(ahead, back)

    def run(parameters: Any, initial: Any = None) -> Any:
        values = [jnp.asarray(parameters[name], dtype=jnp.float64) for name in names]
        start = system.initial.reshape(-1) if initial is None else initial
        return solved(values, jnp.asarray(start, dtype=jnp.float64))

    return run
