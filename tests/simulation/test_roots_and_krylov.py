"""Slopes with roots at 0 through every backend, and diffrax's implicit methods without matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm

import symnum
from codegen.simulation.sensitivity import forward_sensitivities

START = np.array([0.0, 1.0, 4.0])


def draining(t: Any, u: Any, p: Any) -> Any:
    """du/dt = -k u^(3/2): u = (u0^(-1/2) + k t/2)^(-2), and 0 stays 0."""
    return -p["k"] * np.abs(u) ** 1.5


def drained(t: float, k: float = 1.0) -> Any:
    with np.errstate(divide="ignore"):
        return (START**-0.5 + 0.5 * k * t) ** -2.0


SOLVERS = [
    ("scipy", "BDF"), ("scipy", "Radau"), ("scipy", "LSODA"), ("sundials", "BDF"),
    ("sundials", "BDF-Krylov"), ("diffrax", "Kvaerno3-Krylov"),
    pytest.param("diffrax", "Kvaerno5", marks=pytest.mark.slow),
    pytest.param("diffrax", "Kvaerno5-Krylov", marks=pytest.mark.slow),
]  # fmt: skip


@pytest.mark.parametrize(("backend", "method"), SOLVERS)
def test_roots_at_zero(backend: str, method: str) -> None:
    system = symnum.ode(draining, START, parameters={"k": 1.0})
    assert np.isfinite(system.jacobian(0.0, START).data).all()
    found = system.solve((0, 2), backend=backend, method=method, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(found.final, drained(2.0), rtol=1e-6, atol=1e-8)


def test_sensitivities_of_roots_at_zero() -> None:
    system = symnum.ode(draining, START, parameters={"k": 1.0})
    found = forward_sensitivities(system, [0.0, 2.0], ["k"], rtol=1e-9, atol=1e-11)
    step = 1e-5
    wanted = (drained(2.0, 1 + step) - drained(2.0, 1 - step)) / (2 * step)
    np.testing.assert_allclose(found.derivatives["k"][-1, :, 0], wanted, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("atol", [1e-9, np.full(60, 1e-9)])
def test_krylov_on_a_stiff_line(atol: Any) -> None:
    """Diffusion between walls on 60 points, eigenvalues down to -14,000."""
    n = 60
    x = np.linspace(0, 1, n + 2)[1:-1]
    start = np.sin(np.pi * x) + 0.3 * np.sin(5 * np.pi * x)

    def heat(t: Any, u: Any) -> Any:
        walls = np.concatenate([np.zeros(1), u, np.zeros(1)])
        return (n + 1) ** 2 * (walls[2:] - 2 * walls[1:-1] + walls[:-2])

    system = symnum.ode(heat, start)
    found = system.solve(
        (0, 0.1), backend="diffrax", method="Kvaerno3-Krylov", rtol=1e-7, atol=atol
    )
    wanted = expm(system.jacobian(0.0, start).toarray() * 0.1) @ start
    np.testing.assert_allclose(found.final, wanted, atol=1e-6)
    assert 5 < found.statistics.steps < 400
