"""Emitted JAX functions under JAX's transformations: the derivatives are the symbolic ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jax
import numpy as np
import pytest
from jax.test_util import check_grads

import symnum
from codegen.arrays import jax_function
from symnum.tracing.tracer import ArrayProgram


@pytest.fixture(scope="module", autouse=True)
def _double_precision() -> Iterator[None]:
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


POWERS: list[tuple[Callable[[Any], Any], list[float]]] = [
    (lambda u: u**1.5, [0.0, 1.5, 3.0]),
    (lambda u: u**1.7, [0.0, 1.7, 1.7 * 4**0.7]),
    (lambda u: np.sqrt(u) ** 3, [0.0, 1.5, 3.0]),
    (lambda u: u * np.sqrt(u), [0.0, 1.5, 3.0]),
    (lambda u: np.abs(u) ** 1.5, [0.0, 1.5, 3.0]),
    (lambda u: np.abs(-u) ** 1.5, [0.0, 1.5, 3.0]),
    (lambda u: u**0.5, [np.inf, 0.5, 0.25]),
    (lambda u: u**0.7, [np.inf, 0.7, 0.7 * 4**-0.3]),
]


@pytest.mark.parametrize(("function", "wanted"), POWERS)
def test_powers_at_zero(function: Callable[[Any], Any], wanted: list[float]) -> None:
    at = np.array([0.0, 1.0, 4.0])
    program = symnum.trace(function, 3)
    emitted = jax_function(program)
    ahead = jax.jit(jax.jacfwd(emitted))(at)
    np.testing.assert_allclose(np.diagonal(np.asarray(ahead)), wanted, rtol=1e-13)
    moved = jax.jvp(emitted, (at,), (np.ones(3),))[1]
    np.testing.assert_allclose(np.asarray(moved), wanted, rtol=1e-13)
    if np.isfinite(wanted).all():
        back = jax.jacrev(emitted)(at)
        np.testing.assert_allclose(np.asarray(back), np.diag(wanted), rtol=1e-13)


def test_powers_of_negative_numbers_have_no_slope() -> None:
    emitted = jax_function(symnum.trace(lambda u: u**1.5, 2))
    assert np.isnan(np.diagonal(jax.jacfwd(emitted)(np.array([-1.0, -4.0])))).all()


def reaction(t: Any, u: Any, k: Any) -> Any:
    moved = k[0] * (np.roll(u, 1) - 2 * u + np.roll(u, -1))
    return moved - k[1] * u**3 + np.exp(-t) * np.sum(u * u)


@pytest.fixture(scope="module")
def program() -> ArrayProgram:
    return symnum.trace(reaction, (), 4, 2)


def test_under_all_transformations(program: ArrayProgram) -> None:
    random = np.random.default_rng(0)
    given = (0.3, random.normal(size=4), random.normal(size=2))
    own, automatic = (jax_function(program, symbolic=s) for s in (True, False))
    for number in range(3):
        for derivative in (jax.jacfwd, jax.jacrev):
            found, wanted = (derivative(f, argnums=number)(*given) for f in (own, automatic))
            np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)
    check_grads(own, given, order=2, modes=["fwd", "rev"])
    many = random.normal(size=(5, 4))
    slopes = jax.vmap(jax.jacfwd(lambda u: own(0.3, u, given[2])))(many)
    wanted = np.stack([jax.jacfwd(lambda u: automatic(0.3, u, given[2]))(u) for u in many])
    np.testing.assert_allclose(slopes, wanted, rtol=1e-12, atol=1e-12)


def test_whole_numbers_as_inputs(program: ArrayProgram) -> None:
    """A time that is an integer has no tangent."""
    state, constants = np.ones(4), np.array([1.0, 2.0])
    own, automatic = (jax_function(program, symbolic=s) for s in (True, False))
    for f in (own, automatic):
        value, slope = jax.jvp(lambda u, f=f: f(0, u, constants), (state,), (np.arange(4.0),))
        np.testing.assert_allclose(value, automatic(0, state, constants))
    wanted = jax.jvp(lambda u: automatic(0.0, u, constants), (state,), (np.arange(4.0),))[1]
    np.testing.assert_allclose(slope, wanted)


def test_several_outputs() -> None:
    own = jax_function(symnum.trace(lambda u: (u * u, np.sin(u)), 2))
    first, second = jax.jacfwd(own)(np.array([1.0, 2.0]))
    np.testing.assert_allclose(first, np.diag([2.0, 4.0]))
    np.testing.assert_allclose(second, np.diag(np.cos([1.0, 2.0])))


def test_without_a_symbolic_derivative() -> None:
    """The maximum of many elements is differentiated by JAX."""
    program = symnum.trace(lambda u: np.max(u) * u, 200)
    assert program.stages
    at = np.random.default_rng(1).normal(size=200)
    found, wanted = (jax.jacfwd(jax_function(program, symbolic=s))(at) for s in (True, False))
    np.testing.assert_allclose(found, wanted, rtol=1e-13)
    assert np.count_nonzero(found) > 200
