"""Sensitivities and gradients against differences of solutions and exact ones."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize

import symnum
from codegen.simulation.jax_solution import differentiable
from codegen.simulation.sensitivity import adjoint_gradient, forward_sensitivities
from symnum.errors import InputError

TIMES = np.linspace(0.0, 2.0, 5)


def _system() -> Any:
    def decay(t: Any, u: Any, p: Any) -> Any:
        return -p["rate"] * u + p["feed"]

    return symnum.ode(decay, [1.0, 3.0], parameters={"rate": 0.7, "feed": [0.2, 0.0]})


def _exact(rate: float, feed: Any, start: Any) -> Any:
    settled = np.asarray(feed) / rate
    return settled + (np.asarray(start) - settled) * np.exp(-rate * TIMES)[:, None]


def test_forward_sensitivities_of_a_linear_system() -> None:
    found = forward_sensitivities(_system(), TIMES)
    np.testing.assert_allclose(found.states, _exact(0.7, [0.2, 0], [1, 3]), rtol=1e-6)
    step = 1e-6
    difference = (_exact(0.7 + step, [0.2, 0], [1, 3]) - _exact(0.7 - step, [0.2, 0], [1, 3])) / (
        2 * step
    )
    np.testing.assert_allclose(found.derivatives["rate"][:, :, 0], difference, atol=1e-6)
    gain = (1 - np.exp(-0.7 * TIMES)) / 0.7
    np.testing.assert_allclose(found.derivatives["feed"][:, 0, 0], gain, atol=1e-7)
    assert not found.derivatives["feed"][:, 0, 1].any()


def test_the_adjoint_gives_the_same_gradient() -> None:
    system = _system()
    forward = forward_sensitivities(system, TIMES)
    found = adjoint_gradient(system, TIMES, lambda y: (float((y**2).sum()), 2 * y))
    for name, derivative in forward.derivatives.items():
        wanted = np.einsum("ts,tsp->p", 2 * forward.states, derivative)
        np.testing.assert_allclose(found.parameters[name], wanted, rtol=1e-5)
    decays = np.exp(-0.7 * TIMES)
    np.testing.assert_allclose(found.initial, (2 * forward.states * decays[:, None]).sum(axis=0),
                               rtol=1e-6)  # fmt: skip
    with pytest.raises(InputError, match="unknown parameter"):
        adjoint_gradient(system, TIMES, lambda y: (0.0, y), ["speed"])


def test_jax_differentiates_solutions_under_jit() -> None:
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        solve = differentiable(_system(), TIMES)
        target = _exact(0.5, [0.1, 0.0], [1, 3])

        def loss(p: Any) -> Any:
            return jnp.sum((solve(p) - target) ** 2)

        at = {"rate": jnp.asarray(0.7), "feed": jnp.array([0.2, 0.0])}
        worth, slopes = jax.jit(jax.value_and_grad(loss))(at)
        step = 1e-5
        sides = [loss({**at, "rate": at["rate"] + s}) for s in (step, -step)]
        np.testing.assert_allclose(slopes["rate"], (sides[0] - sides[1]) / (2 * step), rtol=1e-4)
        exact = {"rate": jnp.asarray(0.5), "feed": jnp.array([0.1, 0.0])}
        assert float(loss(exact)) < 1e-10 < float(worth)
    finally:
        jax.config.update("jax_enable_x64", before)


def _predators(t: Any, u: Any, p: Any) -> Any:
    prey, hunters = u
    eaten = p["b"] * prey * hunters
    return np.stack([p["a"] * prey - eaten, eaten / 4 - p["c"] * hunters])


def test_parameters_are_found_again_from_a_solution() -> None:
    """Lotka and Volterra's equations, fitted by gradients from the adjoint."""
    true = {"a": 1.1, "b": 0.4, "c": 0.4}
    system = symnum.ode(_predators, [10.0, 5.0], parameters=true)
    times = np.linspace(0.0, 6.0, 13)
    target = system.solve((0, 6), times=times, rtol=1e-10, atol=1e-12).states

    def loss(y: Any) -> tuple[float, Any]:
        return float(((y - target) ** 2).sum()), 2 * (y - target)

    def worth(logs: Any) -> tuple[float, Any]:
        values = dict(zip(true, np.exp(logs).tolist(), strict=True))
        found = adjoint_gradient(system.with_parameters(**values), times, loss, rtol=1e-7)
        slopes = [found.parameters[name][0] * value for name, value in values.items()]
        return found.loss, np.array(slopes)

    start = np.log([1.0, 0.45, 0.45])
    found = minimize(worth, start, jac=True, method="BFGS", options={"gtol": 1e-4})
    np.testing.assert_allclose(np.exp(found.x), list(true.values()), rtol=1e-4)
