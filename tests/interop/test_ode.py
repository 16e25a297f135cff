"""The receptor network compiled, against a right side written by hand and SciPy's integrators."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import approx_fprime

from codegen.kernels.ode import CompiledODE, compile_network
from symnum.errors import InputError
from symnum.interop import parse_network, read_network
from symnum.lowering import lower
from symnum.numerics.balls import evaluate_program

RECEPTOR = str(files("symnum.interop") / "examples" / "receptor.net")
KON, KOFF, KINT, KDIM, KSYN, KDEG, VMAX, KM = 2e-3, 0.05, 0.05, 1e-4, 3.0, 0.02, 4.0, 30.0
LIGAND = np.array([1.0, 0.0, 1.0, 2.0, 1.0, 1.0])
RECEPTORS = np.array([0.0, 1.0, 1.0, 2.0, 1.0, 1.0])


def by_hand(t: float, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The slopes as a modeller would write them."""
    ligand, receptor, bound, dimer, inside, _ = y
    binding = KON * ligand * receptor - KOFF * bound
    dimerising = KDIM * bound**2 - 2 * KOFF * dimer
    clearing = VMAX / (KM + bound + 2 * dimer) * inside
    return np.array(
        [
            -binding,
            -binding + KSYN - KDEG * receptor,
            binding - 2 * dimerising - KINT * bound,
            dimerising,
            KINT * bound - clearing,
            clearing,
        ]
    )


@cache
def compiled() -> CompiledODE:
    return compile_network(read_network(RECEPTOR))


def points() -> list[NDArray[np.float64]]:
    generator = np.random.default_rng(7)
    return [compiled().initial, *generator.uniform(0, 200, (20, 6))]


def test_right_side() -> None:
    for y in points():
        np.testing.assert_allclose(compiled().rhs(0.0, y), by_hand(0.0, y), rtol=1e-13, atol=1e-12)


def test_right_side_against_ball_arithmetic() -> None:
    """At float64 inputs, the kernel is within a few roundings of the exact value."""
    network = read_network(RECEPTOR)
    ode = compiled()
    program = lower(network.odes(), [*ode.names, *ode.parameter_names])
    for y in points():
        balls = evaluate_program(program, [Fraction(v) for v in (*y, *ode.parameters)])
        expected = [float(ball.mid()) for ball in balls]  # type: ignore[union-attr]
        np.testing.assert_allclose(ode.rhs(0.0, y), expected, rtol=1e-13, atol=1e-12)


def test_jacobian_against_finite_differences() -> None:
    for y in points():
        entries = compiled().jacobian(0.0, y)
        assert entries.shape == (6, 6)
        assert entries.nnz == 18
        expected = approx_fprime(y, lambda point: by_hand(0.0, point), 1e-6)
        np.testing.assert_allclose(entries.toarray(), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("method", ["BDF", "LSODA", "Radau"])
def test_trajectories(method: str) -> None:
    """With our Jacobian and right side, and with SciPy's own finite differences."""
    ode = compiled()
    dense = method == "LSODA"
    options: dict[str, Any] = {"method": method, "rtol": 1e-9, "atol": 1e-9}
    times = np.linspace(0, 400, 21)
    ours = solve_ivp(
        ode.rhs, (0, 400), ode.initial, t_eval=times, **options,
        jac=(lambda t, y: ode.jacobian(t, y).toarray()) if dense else ode.jacobian,
    )  # fmt: skip
    theirs = solve_ivp(by_hand, (0, 400), ode.initial, t_eval=times, **options)
    assert ours.success
    np.testing.assert_allclose(ours.y, theirs.y, rtol=1e-5, atol=1e-5)
    assert np.abs(ours.y[:, -1] - ours.y[:, 0]).max() > 10  # something happened


def test_mass_is_conserved() -> None:
    ode = compiled()
    for y in points():
        slopes = ode.rhs(0.0, y)
        assert abs(LIGAND @ slopes) < 1e-12
        assert RECEPTORS @ slopes == pytest.approx(KSYN - KDEG * y[1], abs=1e-12)
        assert np.abs(LIGAND @ ode.jacobian(0.0, y).toarray()).max() < 1e-12
    run = solve_ivp(ode.rhs, (0, 300), ode.initial, method="BDF", jac=ode.jacobian, rtol=1e-8)
    np.testing.assert_allclose(LIGAND @ run.y, LIGAND @ ode.initial, rtol=1e-9)
    assert run.y.min() > -1e-6


def test_other_parameters() -> None:
    ode = compiled().with_parameters({"kon": 0.0, "ksyn": 0.0})
    slopes = ode.rhs(0.0, ode.initial)
    np.testing.assert_allclose(slopes, [0, -KDEG * 150, 0, 0, 0, 0], atol=1e-15)
    with pytest.raises(InputError, match="unknown parameter 'kom'"):
        ode.with_parameters({"kom": 1.0})


@pytest.mark.parametrize("wrong", [np.zeros(5), np.zeros((6, 1)), 3.0])
def test_wrong_shapes(wrong: Any) -> None:
    for call in (compiled().rhs, compiled().jacobian):
        with pytest.raises(InputError, match=r"y should have the shape \(6,\)"):
            call(0.0, wrong)


def test_a_network_where_nothing_happens() -> None:
    network = parse_network(
        "begin species\n1 A 2\nend species\nbegin reactions\nend reactions\n", "still.net"
    )
    ode = compile_network(network)
    assert list(ode.rhs(0.0, [2.0])) == [0.0]
    assert ode.jacobian(0.0, [2.0]).nnz == 0


def test_optimised_equations_are_the_same() -> None:
    better = compile_network(read_network(RECEPTOR), optimise=True)
    for y in points():
        found, expected = better.rhs(0.0, y), compiled().rhs(0.0, y)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
        entries = (ode.jacobian(0.0, y).toarray() for ode in (better, compiled()))
        np.testing.assert_allclose(*entries, rtol=1e-12, atol=1e-12)
