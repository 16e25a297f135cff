"""C kernels as XLA custom calls: the same bits as C, under jit, vmap and grad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from codegen.ffi import custom_call, differentiable
from codegen.float32 import kernel_named, names
from codegen.verification import BitRange
from codegen.verification.variants import kernel_function
from symnum.errors import InputError
from symnum.ops import operator_named

TRUNCATED = BitRange(step=1 << 16).chunk(0, 1 << 16).view(np.float32)
DERIVATIVES: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp, "exp2": lambda x: np.log(2) * 2**x, "log": lambda x: 1 / x,
    "log2": lambda x: 1 / (x * np.log(2)), "sin": np.cos, "cos": lambda x: -np.sin(x),
    "tanh": lambda x: 1 - np.tanh(x) ** 2, "erf": lambda x: 2 / np.sqrt(np.pi) * np.exp(-x * x),
}  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_xla_gets_the_bits_of_the_c_kernel(name: str) -> None:
    function, expected = custom_call(name), kernel_function(kernel_named(name))(TRUNCATED)
    for call in (function, jax.jit(function), lambda x: jax.vmap(function)(x.reshape(256, 256))):
        found = np.asarray(call(jnp.asarray(TRUNCATED))).ravel()
        np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
        same = found.view(np.uint32) == expected.view(np.uint32)
        assert (same | np.isnan(expected)).all()


@pytest.mark.parametrize("name", names())
def test_derivatives_are_those_of_the_operator_table(name: str) -> None:
    x = np.linspace(0.3, 2.5, 40, dtype=np.float32)
    found = jax.jit(jax.vmap(jax.grad(custom_call(name))))(x)
    np.testing.assert_allclose(found, DERIVATIVES[name](x.astype(np.float64)), rtol=3e-5, atol=3e-6)


@pytest.mark.parametrize("name", names())
def test_second_derivatives_exist(name: str) -> None:
    step = 1e-4
    around = np.array([1.3 - step, 1.3 + step])
    low, high = DERIVATIVES[name](around)
    second = jax.grad(jax.grad(custom_call(name)))(jnp.float32(1.3))
    assert float(second) == pytest.approx((high - low) / (2 * step), rel=1e-3)


def test_it_is_a_part_of_larger_programs() -> None:
    exp = custom_call("exp")

    def loss(weights: Any, points: Any) -> Any:
        return jnp.sum(jax.vmap(lambda p: exp(jnp.dot(weights, p)))(points))

    weights = jnp.array([0.5, -0.25], jnp.float32)
    points = jnp.array([[1.0, 2.0], [0.5, 0.0], [-1.0, 3.0]], jnp.float32)
    expected = points.T @ np.exp(points @ weights)
    np.testing.assert_allclose(jax.jit(jax.grad(loss))(weights, points), expected, rtol=1e-5)
    assert float(jax.jvp(exp, (jnp.float32(0),), (jnp.float32(3),))[1]) == 3


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (2, 3, 5)])
def test_shapes(shape: tuple[int, ...]) -> None:
    found = jax.jit(custom_call("exp"))(jnp.ones(shape, jnp.float32))
    assert found.shape == shape and found.dtype == jnp.float32
    assert (np.asarray(found) == np.float32(2.7182817)).all()


def test_the_certificate_comes_with_the_function() -> None:
    function: Any = custom_call("exp")
    assert function.__name__ == "symnum_expf"
    assert function.certificate[0] == "exp, float32, for every argument."
    assert all(line in function.__doc__ for line in function.certificate)


def test_bad_input() -> None:
    with pytest.raises(InputError, match="float32, not in int32"):
        custom_call("exp")(jnp.arange(3))
    with pytest.raises(InputError, match="unknown float32 kernel 'gamma'"):
        custom_call("gamma")
    with pytest.raises(InputError, match="no derivative"):
        differentiable(jnp.logical_not, operator_named("negation"), "not")
