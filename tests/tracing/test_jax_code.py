"""Code in jax.numpy, and jaxprs, against JAX itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from codegen.arrays import numpy_function
from symnum.tracing import TracingError, trace


def _updates(u: Any) -> Any:
    v = u.at[1:-1, 0].set(u[2:, 0] * 2)
    v = v.at[::2].add(1.0).at[2, 1].multiply(3.0)
    return v.at[jnp.array([0, 3]), 2].set(u[1, :2])


def _rolled(u: Any) -> Any:
    return jnp.roll(u, 1, axis=0) + jnp.roll(u, -2) - jnp.flip(u, 1)


def _loop(u: Any) -> Any:
    return lax.fori_loop(0, 3, lambda i, v: v * 0.5 + i * u, u)


def _scan(u: Any) -> Any:
    total, parts = lax.scan(lambda c, row: (c + row, c * row), jnp.zeros(3), u)
    return parts + total


def _cond(u: Any) -> Any:
    return lax.cond(u.sum() > 0, lambda v: v, lambda v: -2 * v, u)


CASES: list[Callable[[Any], Any]] = [
    lambda u: jnp.sin(u) * jnp.exp(u) + u**3 - jnp.tanh(u) / (2 + u * u),
    lambda u: jnp.where(u > 0, u, 0.1 * u) + jnp.clip(u, -0.5, 0.5) + jax.nn.sigmoid(u),
    lambda u: u @ (jnp.eye(3) - jnp.eye(3, k=1)) + jnp.einsum("ij,kj->ik", u, u)[:, :3],
    lambda u: u.sum() + u.mean(axis=0) + jnp.max(u, axis=1)[:, None] + jnp.prod(u[:2], axis=0),
    lambda u: jnp.concatenate([u, u[::2]]).T.reshape(-1),
    lambda u: jnp.pad(u, 1)[1:-1, 1:-1] + jnp.pad(u, ((1, 0), (0, 0)), mode="edge")[1:],
    lambda u: jnp.stack([u[:, 0], u[:, 1]])[:, jnp.array([2, 0, 1])],
    lambda u: lax.dynamic_slice(u, (1, 0), (2, 3)) * lax.dynamic_slice_in_dim(u, 2, 2),
    lambda u: jnp.cumsum(u, axis=0) + jnp.diff(u, axis=0, prepend=0.0),
    lambda u: jax.vmap(lambda row: row * row.sum())(u),
    lambda u: jnp.matmul(jnp.stack([u, u]), jnp.stack([u.T, 2 * u.T])),
    lambda u: jax.grad(lambda v: jnp.sum(v**2 * jnp.sin(v)))(u),
    lambda u: jnp.sign(u) + jnp.floor(u) + jnp.mod(u, 0.3) + jnp.sqrt(u * u + 1),
    _updates, _rolled, _loop, _scan, _cond,
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _double_precision() -> Any:
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


@pytest.mark.parametrize("place", range(len(CASES)))
def test_jax_code_is_traced(place: int) -> None:
    function = CASES[place]
    given = np.random.default_rng(4).normal(size=(4, 3))
    wanted = np.asarray(function(jnp.asarray(given)))
    found = numpy_function(trace(function, (4, 3)))(given)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


def test_a_closed_jaxpr_is_traced() -> None:
    closed = jax.make_jaxpr(lambda u: (jnp.sin(u), u.sum()))(jnp.zeros(5))
    program = trace(closed, 5, names=["u"])
    given = np.linspace(0, 1, 5)
    one, two = numpy_function(program)(given)
    np.testing.assert_allclose(one, np.sin(given))
    np.testing.assert_allclose(two, given.sum())


def test_updates_keep_boxes() -> None:
    program = trace(lambda u: u.at[1:-1].set(jnp.sin(u[2:]) - u[:-2]), 10_000)
    assert program.pieces == 2  # the two ends are one progression


REFUSED = [
    (lambda u: u if jnp.sum(u) > 0 else -u, r"jnp\.where"),
    (lambda u: jnp.sort(u), "JAX's primitive sort cannot be traced"),
    (lambda u: u[jnp.argmax(u)], "starts at a traced value"),
    (lambda u: lax.while_loop(lambda v: v.sum() > 0, lambda v: v - 1, u), "write out the steps"),
]


@pytest.mark.parametrize(("function", "words"), REFUSED)
def test_what_jax_code_cannot_be_traced(function: Any, words: str) -> None:
    with pytest.raises(TracingError, match=words):
        trace(function, 4)
