"""Functions of JAX's, loops, gathers and scatters in every mode, against JAX itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from codegen.arrays import numpy_function
from symnum.errors import InputError
from symnum.tracing import trace


def _while(u: Any) -> Any:
    def body(state: Any) -> Any:
        return state[0] + 1, state[1] * 0.5

    count, v = lax.while_loop(lambda state: state[0] < 3, body, (0, u))
    return v + count


def _switch(u: Any) -> Any:
    place = (u[0, 0] > 0).astype(int) + (u[1, 1] > 0).astype(int)
    return lax.switch(place, [lambda v: v, lambda v: -v, lambda v: v * 3], u)


CASES: dict[str, Callable[[Any], Any]] = {
    "switch on a value": _switch,
    "convolution with a stride": lambda u: lax.conv_general_dilated(
        jnp.stack([u, 2 * u])[None],
        jnp.arange(8.0).reshape(1, 2, 2, 2),
        (2, 1),
        [(1, 0), (0, 1)],
        rhs_dilation=(1, 2),
    ),
    "integers": lambda u: jnp.trunc(u * 9).astype(int) // 3 + jnp.floor(u).astype(int) % 2,
    "while const": _while,
    "scan xs none": lambda u: lax.scan(lambda c, _: (c * 0.5, c.sum()), u, None, length=3)[1],
    "scan no carry": lambda u: lax.map(lambda r: r * r.sum(), u),
    "scan reverse": lambda u: lax.scan(lambda c, r: (c + r, c), jnp.zeros(3), u, reverse=True)[1],
    "scan consts ys": lambda u: lax.scan(lambda c, r: (c + 1, c * 2), 0, u)[1] * u[:, 0],
    "scan mixed": lambda u: lax.scan(
        lambda c, x: (c + x[0] * x[1].sum(), x[0]), u[0], (jnp.arange(4.0), u)
    )[0],
    "fori index": lambda u: lax.fori_loop(
        0, 4, lambda i, v: v.at[i].set(u[i] * i), jnp.zeros_like(u)
    ),
    "fori dyn": lambda u: lax.fori_loop(0, 3, lambda i, v: v + u[:, i][:, None], u),
    "switch": lambda u: lax.switch(2, [lambda v: v, lambda v: -v, lambda v: v * 3], u),
    "select_n 3": lambda u: jnp.select([u > 0.5, u > 0], [u, 2 * u], -u),
    "scatter dup add": lambda u: jnp.zeros(3).at[jnp.array([0, 0, 2, 0])].add(u[:, 0]),
    "segment_sum": lambda u: jax.ops.segment_sum(u, jnp.array([0, 1, 1, 0]), num_segments=3),
    "scatter oob drop": lambda u: u.at[jnp.array([0, 7])].set(1.0, mode="drop"),
    "scatter dup set": lambda u: u.at[jnp.array([1, 1])].set(u[2:]),
    "scatter min": lambda u: u.at[1:3].min(0.1),
    "scatter max": lambda u: u.at[jnp.array([0, 2]), jnp.array([1, 1])].max(0.1),
    "gather clip": lambda u: jnp.take(u, jnp.array([0, 9]), axis=0, mode="clip"),
    "gather wrap": lambda u: jnp.take(u, jnp.array([-1, 5]), axis=0, mode="wrap"),
    "gather fill": lambda u: jnp.take(u, jnp.array([0, 9]), axis=0, mode="fill", fill_value=3.0),
    "gather 2d": lambda u: (
        u[jnp.array([0, 2]), jnp.array([1, 2])] + u[jnp.array([[0, 1], [2, 3]])][0, :, :2].T.sum(0)
    ),
    "take_along": lambda u: jnp.take_along_axis(u, jnp.array([[0], [1], [2], [0]]), axis=1),
    "batched dot": lambda u: jnp.einsum(
        "bij,bjk->bik", jnp.stack([u, u * 2]), jnp.stack([u.T, u.T])
    ),
    "batched dot2": lambda u: jax.vmap(lambda a, b: a @ b)(jnp.stack([u, u]), jnp.ones((2, 3))),
    "einsum": lambda u: jnp.einsum("ij,ij->i", u, u) + jnp.einsum("ii", u[:3]),
    "int conv": lambda u: (u > 0).astype(int) * 2 + jnp.trunc(u * 9).astype(int) // 2,
    "int sum": lambda u: (u > 0).sum() + u,
    "int mean": lambda u: jnp.mean(u > 0),
    "count": lambda u: jnp.count_nonzero(u > 0) * 1.0 + u,
    "any all": lambda u: jnp.where(jnp.any(u > 1, axis=0), u, -u) + jnp.where(jnp.all(u < 5), 1, 0),
    "round": lambda u: jnp.round(u * 3) + jnp.rint(u * 2) + jnp.trunc(u * 3),
    "cbrt": lambda u: jnp.cbrt(u) + jnp.hypot(u, 1) + jnp.logaddexp(u, 1) + jnp.heaviside(u, 0.5),
    "var std": lambda u: jnp.var(u, axis=0) + jnp.std(u) + jnp.linalg.norm(u),
    "cumprod": lambda u: jnp.cumprod(u, axis=0),
    "cummax": lambda u: lax.cummax(u, axis=0),
    "logsumexp": lambda u: jax.nn.logsumexp(u, axis=0),
    "softmax": lambda u: jax.nn.softmax(u),
    "relu etc": lambda u: (
        jax.nn.relu(u) + jax.nn.softplus(u) + jax.nn.gelu(u) + jax.nn.silu(u) + jax.nn.elu(u)
    ),
    "conv": lambda u: jnp.convolve(u[:, 0], jnp.array([1.0, -2, 1]), mode="same"),
    "gradient": lambda u: jnp.gradient(u)[0] + jnp.gradient(u, axis=1),
    "tri": lambda u: jnp.tril(u) + jnp.triu(u, 1),
    "diag": lambda u: jnp.diag(u[:3]) + jnp.diagonal(u) + jnp.trace(u),
    "mgrid": lambda u: jnp.meshgrid(u[0], u[1])[0],
    "outer kron": lambda u: jnp.outer(u[0], u[1]) + jnp.kron(u[:1, :3], jnp.ones((3, 1)))[:, :3],
    "power": lambda u: jnp.abs(u) ** 1.7 + u**2 + 2.0**u + jnp.power(jnp.abs(u), u),
    "jacfwd": lambda u: jax.jacfwd(lambda v: v**3)(u[0]),
    "jacrev": lambda u: jax.jacrev(lambda v: jnp.sin(v) * v.sum())(u[0]),
    "hess": lambda u: jax.hessian(lambda v: (v**3).sum() * v[0])(u[0]),
    "custom_jvp": lambda u: jax.nn.relu6(u) * 4,
    "checkpoint": lambda u: jax.checkpoint(lambda v: jnp.sin(v))(u),
    "jit": lambda u: jax.jit(lambda v: v + 1)(u),
    "det": lambda u: jnp.linalg.det(u[:3]),
    "rem": lambda u: jnp.fmod(u, 0.3) + jnp.mod(u, -0.4) + u // 0.3,
    "clip": lambda u: jnp.clip(u, -0.1, 0.2) + jnp.minimum(u, 0),
    "sinc": lambda u: jnp.sinc(u) + jnp.arctan2(u, 1.0) + jnp.sign(u),
    "isclose": lambda u: jnp.where(jnp.isclose(u, u), u, 0),
    "nan_to_num": lambda u: jnp.nan_to_num(u),
    "isnan": lambda u: jnp.where(jnp.isnan(u), 0, u),
    "reduce_and": lambda u: jnp.where((u > 0).all(axis=1)[:, None], u, 0),
    "xor": lambda u: jnp.where((u > 0) ^ (u < 0.5), u, 0),
    "expand": lambda u: u[None, ..., None][0, ..., 0],
    "lax conv": lambda u: lax.conv_general_dilated(
        u[None, None], jnp.ones((1, 1, 2, 2)), (1, 1), "VALID"
    )[0, 0],
    "roll dyn": lambda u: jnp.roll(u, jnp.array(1), axis=0),
    "argmax": lambda u: jnp.argmax(u) * u,
    "inf": lambda u: jnp.max(u, initial=-jnp.inf),
    "tuple out": lambda u: (u, u.sum()),
    "expm": lambda u: jax.scipy.special.erf(u) + jax.scipy.special.gammaln(u + 5),
    "pad reflect": lambda u: jnp.pad(u, 1, mode="reflect") + jnp.pad(u, 1, mode="wrap"),
    "logical": lambda u: jnp.logical_and(u > 0, u < 1) * 1.0 + jnp.logical_not(u > 0) * u,
    "integer_pow neg": lambda u: u**-2 + lax.integer_pow(u, 3) + lax.rsqrt(u * u + 1),
    "square": lambda u: jnp.square(u) + jnp.exp2(u) + jnp.log1p(u * u) + jnp.expm1(u),
    "polyval": lambda u: jnp.polyval(jnp.array([1.0, 2.0, 3.0]), u),
    "linspace": lambda u: jnp.linspace(u[0, 0], u[1, 1], 5),
    "where scalar": lambda u: jnp.where(True, u, 0),
    "delete": lambda u: jnp.delete(u, 1, axis=0),
    "tile": lambda u: jnp.tile(u, (2, 2))[:4, :3] + jnp.repeat(u, 2, axis=0)[:4],
    "ctr": lambda u: lax.associative_scan(jnp.add, u),
    "dus": lambda u: lax.dynamic_update_slice(u, u[:2, :2], (1, 1)),
}


@pytest.fixture(scope="module", autouse=True)
def _double_precision() -> Any:
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore:scatter inputs have incompatible types")
def test_jax_code_is_traced(name: str) -> None:
    function = CASES[name]
    given = np.random.default_rng(4).normal(size=(4, 3))
    wanted = function(jnp.asarray(given))
    found = numpy_function(trace(function, (4, 3)))(given)
    several = isinstance(wanted, tuple | list)
    for one, two in zip(found, wanted, strict=True) if several else [(found, wanted)]:
        assert np.shape(one) == np.shape(two)
        np.testing.assert_allclose(one, np.asarray(two), rtol=1e-9, atol=1e-9)


REFUSED: list[tuple[Callable[[Any], Any], str]] = [
    (lambda u: jnp.sort(u, axis=1), "sort cannot be traced: use np.minimum"),
    (lambda u: jnp.linalg.inv(u[:3]), "lu cannot be traced: use a matrix of numbers"),
    (lambda u: u[jnp.array([True, False, True, True])], "a mask of jax.numpy's is an index"),
    (lambda u: np.sin(u) + jnp.cos(np.asarray(u)), "cannot be traced|jax.numpy throughout"),
    (lambda u: jnp.fft.fft(u).real, "two real arrays"),
    (lambda u: u[jnp.argmax(u[:, 0])], "starts at a traced value"),
    (lambda u: u.at[jnp.argmax(u[:, 0])].set(1.0), "index depends on a traced value"),
    (lambda u: jnp.take(u, jnp.array([0, 9]), axis=0), "out of range|finite"),
    (lambda u: lax.fori_loop(0, 2000, lambda i, v: v * 0.5, u), "2000 turns"),
    (lambda u: (u * 9).astype(jnp.int64) & 3, "logical_and|no bits|hold float64"),
    (lambda u: u if u.sum() > 0 else jnp.sin(u), "where"),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(REFUSED)))
def test_what_jax_code_cannot_be_traced(place: int) -> None:
    function, words = REFUSED[place]
    with pytest.raises(InputError, match=words) as caught:
        trace(function, (4, 3))
    assert "\n" not in str(caught.value)


def test_scattered_sums_keep_boxes() -> None:
    program = trace(lambda u: u.at[1:-1, 1:-1].add(jnp.sin(u[1:-1, 2:])), (64, 64))
    assert program.pieces <= 5
