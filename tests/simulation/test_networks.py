"""Reaction networks: products, batches, and sensitivities that follow derived parameters."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from codegen.simulation import ode, solve_batch
from codegen.simulation.jax_solution import differentiable
from codegen.simulation.sensitivity import adjoint_gradient, forward_sensitivities
from symnum.errors import InputError
from symnum.interop.equations import parse_equations

RECEPTOR = str(files("symnum.interop") / "examples" / "receptor.net")
TIMES = np.linspace(0.0, 20.0, 5)
TIGHT: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-10}
NAMES = ["kon", "KD", "ksyn", "Km", "L0"]  # koff = kon*KD, R(0) = ksyn/kdeg, L(0) = L0


@pytest.fixture(scope="module")
def system() -> Any:
    return ode(RECEPTOR)


def test_products_and_coloured_jacobians(system: Any) -> None:
    v = np.arange(1.0, 7.0)
    y = system.initial + v
    found = system.kernels.product(0.0, y, system.values, v)
    step = 1e-4
    difference = (system.rhs(0.0, y + step * v) - system.rhs(0.0, y - step * v)) / (2 * step)
    np.testing.assert_allclose(found, difference, rtol=1e-6, atol=1e-7)
    ends = [
        system.solve((0, 20), backend=backend, method=method, jacobian=kind, **TIGHT).final
        for backend, method, kind in [
            ("scipy", "BDF", "analytic"), ("scipy", "BDF", "coloured"),
            ("sundials", "BDF", "differences"), ("sundials", "BDF-Krylov", "analytic"),
        ]
    ]  # fmt: skip
    for end in ends[1:]:
        np.testing.assert_allclose(end, ends[0], rtol=1e-6, atol=1e-7)


def _difference(system: Any, name: str) -> Any:
    value = system.parameters[name]
    step = 1e-4 * value
    sides = [
        system.with_parameters(**{name: value + s}).solve((0, 20), times=TIMES, **TIGHT).states
        for s in (step, -step)
    ]
    return (sides[0] - sides[1]) / (2 * step)


def test_sensitivities_follow_derived_parameters_and_starts(system: Any) -> None:
    forward = forward_sensitivities(system, TIMES, NAMES)
    for name in NAMES:
        wanted = _difference(system, name)
        scale = np.abs(wanted).max()
        assert scale > 0
        np.testing.assert_allclose(forward.derivatives[name][:, :, 0], wanted, atol=1e-4 * scale)
    found = adjoint_gradient(system, TIMES, lambda y: (float(y[-1] @ y[-1]), _last(y)), NAMES)
    for name in NAMES:
        wanted = 2 * forward.states[-1] @ forward.derivatives[name][-1, :, 0]
        np.testing.assert_allclose(found.parameters[name], wanted, rtol=1e-4)


def _last(y: Any) -> Any:
    slopes = np.zeros_like(y)
    slopes[-1] = 2 * y[-1]
    return slopes


def test_what_was_set_does_not_follow(system: Any) -> None:
    held = system.with_parameters(koff=0.05).with_initial(system.initial)
    forward = forward_sensitivities(held, TIMES, ["KD", "ksyn"])
    assert not forward.derivatives["KD"].any()
    assert not forward.derivatives["ksyn"][0].any()
    assert forward.derivatives["ksyn"][1:].any()


def test_batches_follow_too(system: Any) -> None:
    sets = {"KD": [10.0, 25.0, 60.0], "L0": [50.0, 100.0, 200.0]}
    found = solve_batch(system, sets, (0, 20), times=TIMES, **TIGHT)
    for number in range(3):
        moved = system.with_parameters(**{name: v[number] for name, v in sets.items()})
        wanted = moved.solve((0, 20), times=TIMES, **TIGHT).states
        np.testing.assert_allclose(found.states[number], wanted, rtol=1e-6, atol=1e-6)


def test_starts_of_equation_files_follow() -> None:
    system = ode(parse_equations("x' = -k*x\nk = 1/2\nx(0) = 3*k^2"))
    t = np.linspace(0.0, 2.0, 3)
    forward = forward_sensitivities(system, t)
    np.testing.assert_allclose(
        forward.derivatives["k"][:, 0, 0], (1.5 * 2 - 0.75 * t) * np.exp(-t / 2), atol=1e-6
    )
    found = solve_batch(system, {"k": [0.5, 1.0]}, (0, 2), **TIGHT)
    np.testing.assert_allclose(found.states[:, -1, 0], [0.75 * np.exp(-1), 3 * np.exp(-2)])


def test_starts_that_follow_are_refused_in_jax(system: Any) -> None:
    with pytest.raises(InputError, match=r"the start depends on .*with_initial"):
        differentiable(system, TIMES)
