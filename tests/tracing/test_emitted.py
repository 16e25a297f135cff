"""Emitted C and JAX, sparse Jacobians and directional derivatives of traced code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest

from codegen.arrays import CompiledArrayProgram, SparseJacobian, jax_function, numpy_function
from symnum.tracing import TracingError, trace
from symnum.tracing.derivatives import directional, jacobian

N = 9


def _stencil(u: Any) -> Any:
    du = np.zeros_like(u)
    du[1:-1, 1:-1] = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]
    return du + np.exp(-u) * np.where(np.arange(N) > 4, 1.0, 0.0)


def _periodic_flat(u: Any) -> Any:
    a = u.reshape(N, N)
    lap = np.roll(a, 1, 0) + np.roll(a, -1, 0) - 2 * a
    return np.concatenate([(lap * a).ravel()])


def _with_sums(u: Any) -> Any:
    return np.tanh(u - u.mean()) * np.sum(u * u, axis=0) + u.sum(axis=1)[:, None]


def _of_sums_of_sums(u: Any) -> Any:
    s = np.sum(np.sin(u), axis=1)
    return u * np.sum(s[:, None] * u) + np.where(u > 0, u, 0.1 * u)


def _strided(u: Any) -> Any:
    v = u.copy()
    v[::2, 1::3] = u[::2, 1::3] * u[::2, :-1:3]
    return v[::-1] * u.T


def _dense(u: Any) -> Any:
    matrix = np.sin(np.arange(N * N)).reshape(N, N)
    return np.tanh(u @ matrix) @ u


def _scalars(u: Any) -> Any:
    flat = u.ravel()
    return np.stack([sum(flat[i] * flat[(i + k) % 81] for k in range(15)) for i in range(81)])


CASES = [_stencil, _periodic_flat, _with_sums, _of_sums_of_sums, _strided, _dense, _scalars]


def _shape(function: Callable[[Any], Any]) -> tuple[int, ...]:
    return (N * N,) if function is _periodic_flat else (N, N)


@pytest.fixture(scope="module", autouse=True)
def _double_precision() -> Any:
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


@pytest.mark.parametrize("function", CASES)
def test_c_and_jax_compute_what_numpy_does(function: Callable[[Any], Any]) -> None:
    shape = _shape(function)
    given = np.random.default_rng(1).normal(size=shape)
    program, wanted = trace(function, shape), function(given)
    for threads in (False, True):
        found = CompiledArrayProgram(program, "kernel", threads=threads)(given)
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)
    found = jax.jit(jax_function(program))(given)
    np.testing.assert_allclose(np.asarray(found), wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("function", CASES)
def test_jacobians_are_those_of_jax(function: Callable[[Any], Any]) -> None:
    shape = _shape(function)
    given, along = np.random.default_rng(2).normal(size=(2, *shape))
    program = trace(function, shape)
    made = SparseJacobian(jacobian(program, "u"))
    by_jax = jax.jacfwd(jax_function(program, symbolic=False))(given)
    wanted = np.asarray(by_jax).reshape(-1, given.size)
    found = made(given)
    np.testing.assert_allclose(found.toarray(), wanted, rtol=1e-10, atol=1e-10)
    outside = wanted[made.pattern.toarray() == 0]
    assert not outside.any()
    moved = numpy_function(directional(program, {"u": "v"}))(given, along)
    np.testing.assert_allclose(np.ravel(moved), wanted @ along.ravel(), rtol=1e-9, atol=1e-9)


def test_structure_stays_rolled_on_large_grids() -> None:
    small, large = (trace(_grid, (n, n)) for n in (16, 512))
    assert small.pieces == large.pieces == 9
    sources = [CompiledArrayProgram(p, "kernel").source for p in (small, large)]
    assert len(sources[1]) < 1.2 * len(sources[0])
    slopes = jacobian(large, "u")
    assert slopes.program.pieces == jacobian(small, "u").program.pieces
    assert len(slopes.factors[0][2]) == 5 * 512 * 512 - 4 * 512


def _grid(u: Any) -> Any:
    n = len(u)
    m = np.diag(np.ones(n - 1), 1) + np.diag(np.ones(n - 1), -1) - 2 * np.eye(n)
    return m @ u + u @ m - u**3


UNTRACEABLE = [
    (lambda u: u if u[0, 0] > 0 else -u, "np.where"),
    (lambda u: np.sort(u), "numpy.sort cannot be traced"),
    (lambda u: np.zeros(3) + float(u[0, 0]), "a Python number"),
    (lambda u: np.linalg.inv(u), "a matrix of numbers inverted before tracing"),
    (lambda u: u.__setitem__(0, 1.0), "copy it first"),
    (lambda u: np.fft.fft(u), "np.einsum"),
    (lambda u: u + "text", "dtype"),
    (lambda u: u[u > 0], "indices that do not depend"),
    (lambda u: u[10], "out of range"),
    (lambda u: u + np.inf, "infinities"),
    (lambda u: u.argmax(), "np.where"),
    (lambda u: u + np.ones(5), "broadcast"),
    (lambda u: {"a": u}, "dtype"),
]


@pytest.mark.parametrize(("function", "words"), UNTRACEABLE)
def test_what_cannot_be_traced_says_what_to_write(function: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        trace(function, (N, N))
    assert "\n" not in str(caught.value)


def test_a_filled_numpy_array_cannot_hold_traced_values() -> None:
    def fills(u: Any) -> Any:
        du = np.zeros(N)
        du[1:] = u[1:]
        return du

    with pytest.raises(TracingError, match=r"np\.zeros_like"):
        trace(fills, N)
