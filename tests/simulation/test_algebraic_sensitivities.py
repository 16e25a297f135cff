"""Forward sensitivities beside mass matrices: known ones, differences, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symnum
from codegen.simulation.algebraic import algebraic_states, repeated_mass
from codegen.simulation.sensitivity import adjoint_gradient, forward_sensitivities
from symnum.errors import InputError


def decay(t: Any, u: Any, p: Any) -> Any:
    """x' = -k x and 0 = z^3 - c x: x = e^(-k t), z = (c x)^(1/3)."""
    x, z = u
    return np.stack([-p["k"] * x, z**3 - p["c"] * x])


TIMES = np.array([0.0, 0.5, 2.0])


def test_known_sensitivities() -> None:
    k, c = 0.7, 8.0
    system = symnum.ode(decay, [1.0, 2.0], parameters={"k": k, "c": c}, mass=[1.0, 0.0])
    found = forward_sensitivities(system, TIMES)
    x = np.exp(-k * TIMES)
    z = np.cbrt(c * x)
    np.testing.assert_allclose(found.states, np.stack([x, z], 1), rtol=1e-6)
    by_k, by_c = (found.derivatives[name][:, :, 0] for name in ("k", "c"))
    np.testing.assert_allclose(by_k, np.stack([-TIMES * x, -TIMES * z / 3], 1), atol=1e-5)
    np.testing.assert_allclose(by_c, np.stack([0 * x, z / (3 * c)], 1), atol=1e-6)
    assert by_c[0, 1] == pytest.approx(2.0 / 24.0, rel=1e-9)  # the start is consistent


def robertson(t: Any, u: Any, p: Any) -> Any:
    a, b, c = u
    first = -p["k"][0] * a + p["k"][1] * b * c
    return np.stack([first, -first - p["k"][2] * b**2, a + b + c - 1])


def test_robertson_as_differential_and_as_algebraic() -> None:
    rates = np.array([0.04, 1e4, 3e7])
    times = [0.0, 1.0, 40.0]
    algebraic = symnum.ode(robertson, [1.0, 0.0, 0.0], parameters={"k": rates}, mass=[1, 1, 0])

    def whole(t: Any, u: Any, p: Any) -> Any:
        slopes = robertson(t, u, p)
        return np.stack([slopes[0], slopes[1], -slopes[0] - slopes[1]])

    differential = symnum.ode(whole, [1.0, 0.0, 0.0], parameters={"k": rates})
    one, two = (
        forward_sensitivities(s, times, rtol=1e-9, atol=1e-12).derivatives["k"] * rates
        for s in (algebraic, differential)
    )
    assert np.abs(two[-1]).max() > 0.1
    np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(one.sum(axis=1), 0.0, atol=1e-8)  # a + b + c stays 1


def coupled(t: Any, u: Any, p: Any) -> Any:
    """Two differential and two algebraic states, linear in the algebraic ones."""
    x, z = u[:2], u[2:]
    return np.concatenate([
        -x + p["w"] @ z, np.array([[3.0, 1.0], [1.0, 2.0]]) @ z - p["b"] * np.sin(x)
    ])  # fmt: skip


@given(seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=3)
def test_against_differences(seed: int) -> None:
    random = np.random.default_rng(seed)
    given_w, given_b = random.normal(size=(2, 2)), random.normal(size=2)
    x = random.normal(size=2)

    def start(b: Any) -> Any:
        return np.concatenate([x, np.linalg.solve([[3.0, 1.0], [1.0, 2.0]], b * np.sin(x))])

    mass = np.zeros((4, 4))
    mass[:2, :2] = [[2.0, 1.0], [0.0, 1.0]]
    system = symnum.ode(coupled, start(given_b), parameters={"w": given_w, "b": given_b}, mass=mass)
    found = forward_sensitivities(system, [0.0, 1.0], rtol=1e-9, atol=1e-11)
    step = 1e-4
    for place in range(2):
        ends = []
        for sign in (1, -1):
            b = given_b + sign * step * np.eye(2)[place]
            moved = system.with_parameters(b=b).with_initial(start(b))
            ends.append(moved.solve((0, 1), backend="sundials", rtol=1e-11, atol=1e-13).final)
        wanted = (ends[0] - ends[1]) / (2 * step)
        np.testing.assert_allclose(found.derivatives["b"][-1, :, place], wanted, atol=1e-5)
    slopes = np.linalg.inv([[3.0, 1.0], [1.0, 2.0]]) * np.sin(x)
    np.testing.assert_allclose(found.derivatives["b"][0, 2:], slopes, atol=1e-8)


def test_mass_of_derivatives() -> None:
    assert repeated_mass(None, 3) is None
    assert np.array_equal(repeated_mass(np.array([1.0, 0.0]), 2), [1.0, 0.0, 1.0, 0.0])
    square = np.array([[1.0, 2.0], [0.0, 3.0]])
    made = repeated_mass(square, 2)
    assert made is not None
    assert np.array_equal(made[2:, 2:], square)
    assert not made[:2, 2:].any()
    assert algebraic_states(np.array([1.0, 0.0])).tolist() == [False, True]
    assert algebraic_states(square).tolist() == [False, False]


def test_what_is_refused() -> None:
    pendulum = symnum.ode(  # 0 = x - c does not determine z: the index is above 1
        lambda t, u, p: np.stack([u[1], u[0] - p["c"]]), [1.0, 0.0], parameters={"c": 1.0},
        mass=[1.0, 0.0],
    )  # fmt: skip
    with pytest.raises(InputError, match="index above 1"):
        forward_sensitivities(pendulum, [0.0, 1.0])
    skew = symnum.ode(
        lambda t, u, p: -p["k"] * u, [1.0, 0.0], parameters={"k": 1.0}, mass=[[0, 1], [0, 0]]
    )
    with pytest.raises(InputError, match=r"rows \[1\], columns \[0\]"):
        forward_sensitivities(skew, [0.0, 1.0])
    system = symnum.ode(decay, [1.0, 2.0], parameters={"k": 1.0, "c": 8.0}, mass=[1.0, 0.0])
    with pytest.raises(InputError, match="adjoint gradients"):
        adjoint_gradient(system, [0.0, 1.0], lambda y: (0.0, y))
