"""Traced NumPy code against NumPy itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from codegen.arrays import numpy_function
from symnum.tracing import trace

M = np.arange(12.0).reshape(3, 4) / 7 - 0.5
BAND = np.diag(np.full(3, 1.0), 1) - 2 * np.eye(4) + np.diag(np.full(3, 3.0), -1)
MASK = np.array([[True, False, False, True]] * 3)

# fmt: off
CASES: dict[str, Callable[[Any], Any]] = {
    "arithmetic": lambda u: (u + 1) * 2 - u / 3 + u**2 - (-u),
    "reflected": lambda u: 1 - u + 2 * u + 1 / (u + 9) + 2**u,
    "floor, mod": lambda u: u // 0.3 + u % 0.4 + np.floor(u) + np.ceil(u),
    "functions": lambda u: np.sin(u) + np.exp(u) * np.tanh(u) + np.sqrt(u + 9) + np.log1p(abs(u)),
    "more functions": lambda u: np.arctan2(u, 2) + np.hypot(u, 1) + np.square(u) / np.reciprocal(u),
    "extremes": lambda u: np.minimum(u, 0.1) + np.maximum(u, M) + np.clip(u, -0.2, 0.3),
    "sign, abs": lambda u: np.sign(u - 0.1) * np.abs(u),
    "comparisons": lambda u: np.where((u > 0) & (u <= 0.5) | (u == 2), u, -1) + (u < 0.1) * 2,
    "not": lambda u: np.where(~(u > 0), 1, 0) + np.where(np.logical_not(u != 0), 1, 0),
    "where with a constant mask": lambda u: np.where(MASK, u, 2 * u),
    "heaviside": lambda u: np.heaviside(u - 0.1, 0.5),
    "slice": lambda u: u[1:, ::2] * 2,
    "negative step": lambda u: u[::-1, ::-2],
    "integers": lambda u: u[0] + u[-1] + u[1, 2],
    "ellipsis, new axis": lambda u: u[..., 1] + u[:, None, 2][:, 0],
    "empty slice": lambda u: u[:, 4:],
    "index array": lambda u: u[:, np.array([0, 2, 3, 3])],
    "mask of numbers": lambda u: u[np.array([True, False, True])],
    "list of positions": lambda u: u[[2, 0]],
    "take": lambda u: np.take(u, [1, 3], axis=1) + np.take(u, [0, 11]).sum(),
    "T": lambda u: u.T @ M,
    "transpose": lambda u: np.transpose(u[None], (2, 0, 1)),
    "swapaxes, moveaxis": lambda u: np.swapaxes(u, 0, 1)[:, 0] + np.moveaxis(u, 0, -1)[:, 1],
    "reshape": lambda u: u.reshape(2, 6) * 2 + u.reshape((6, -1)).reshape(2, 6),
    "reshape across": lambda u: u[:, 1:].reshape(9),
    "reshape in Fortran's order": lambda u: u.reshape(4, 3, order="F") + u.ravel(order="F")[:3],
    "ravel, flatten": lambda u: u.ravel() + u.flatten()[::-1],
    "expand, squeeze": lambda u: np.squeeze(np.expand_dims(u, (0, 2))),
    "concatenate": lambda u: np.concatenate([u, M, u * 2]),
    "concatenate on axis 1": lambda u: np.concatenate([u[:, :1], u, M], axis=1),
    "flat concatenate": lambda u: np.concatenate([u[:, 0], u[0]]) * 2,
    "stacks": lambda u: np.vstack([u, u[0]]) + np.hstack([u[:, :1], u[:, 1:]])[0],
    "stack": lambda u: np.stack([u, M], axis=1),
    "column_stack": lambda u: np.column_stack([u[0], u[1]]),
    "dstack": lambda u: np.dstack([u, M]),
    "split": lambda u: np.split(u, 2, axis=1)[1] + np.array_split(u, [1, 3], axis=1)[1],
    "roll": lambda u: np.roll(u, 1, axis=0) + np.roll(u, -2, 1) + np.roll(u, 5),
    "roll on two axes": lambda u: np.roll(u, (1, -1), axis=(0, 1)),
    "flip": lambda u: np.flip(u) + np.fliplr(u) + np.flipud(u),
    "tile, repeat": lambda u: np.tile(u, (2, 1)) + np.repeat(u, 2, axis=0),
    "broadcast": lambda u: np.broadcast_to(u[0], (3, 4)) + u[:, :1] + u[1],
    "delete": lambda u: np.delete(u, 1, axis=0),
    "append": lambda u: np.append(u, [1.0, 2.0]),
    "diagonal, trace": lambda u: np.diagonal(u) + np.trace(u) + np.diagonal(u, 1),
    "sum": lambda u: u.sum() + u.sum(axis=0) + np.sum(u, axis=1, keepdims=True),
    "sum of many": lambda u: np.tile(u, (3, 3)).sum(axis=0) + np.tile(u, 4).sum(),
    "prod, min, max": lambda u: u.prod(axis=0) + u.min(axis=0) + np.max(u, axis=0) + np.amin(u),
    "long max": lambda u: np.tile(u, (1, 4)).max(axis=1) + np.tile(u, (4, 1)).min() + np.prod(u),
    "mean, var, std": lambda u: u.mean() + np.var(u, axis=0) + np.std(u, ddof=1) + u.mean(axis=0),
    "average": lambda u: np.average(u, axis=0, weights=[1.0, 2.0, 5.0]),
    "cumsum": lambda u: np.cumsum(u, axis=1) + np.cumsum(u).reshape(3, 4),
    "diff": lambda u: np.diff(u, axis=0)[:, 1:] + np.diff(u, n=1)[:2],
    "all, any": lambda u: np.where(np.all(u > -5), 1, 2) + np.where(np.any(u > 5), 1, 2),
    "matmul with numbers": lambda u: u @ BAND + (BAND[:3, :3] @ u),
    "matmul with a full matrix": lambda u: u @ M.T @ M,
    "matmul of traced": lambda u: (u @ u.T) @ u,
    "matrix times vector": lambda u: BAND @ u[0] + u[1] @ BAND,
    "vector times vector": lambda u: u[0] @ u[1] + np.dot(u[0], M[1]) + np.inner(u[0], u[2]),
    "stacked matmul": lambda u: np.stack([u, u]) @ u.T,
    "dot, outer": lambda u: np.dot(u, M.T)[:, :1] + np.outer(u[:, 0], u[0]),
    "tensordot": lambda u: np.tensordot(u, M, axes=([1], [1])) + np.tensordot(u, M, 2),
    "einsum": lambda u: np.einsum("ij,kj->ik", u, M) + np.einsum("ij,ij->", u, u),
    "einsum with a diagonal": lambda u: np.einsum("ii->i", u[:, :3]) + np.einsum("ij->j", u)[:3],
    "einsum of three": lambda u: np.einsum("ij,kj,kl->il", u, M, M),
    "norm": lambda u: np.linalg.norm(u) + np.linalg.norm(u, axis=0),
    "kron": lambda u: np.kron(u[:2, :2], M[:2, :2]),
    "reduce and outer methods": lambda u: np.add.reduce(u) + np.multiply.outer(u[0], u[1])[0],
}
# fmt: on


@pytest.mark.parametrize("name", CASES)
def test_traced_code_gives_numpy_s_numbers(name: str) -> None:
    function = CASES[name]
    given = np.random.default_rng(3).normal(size=(3, 4))
    wanted = function(given)
    found = numpy_function(trace(function, (3, 4)))(given)
    assert np.shape(found) == np.shape(wanted)
    np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=1e-13)


def _assigned(u: Any) -> Any:
    du = np.zeros_like(u)
    du[1:-1] = u[2:] - u[:-2]
    du[0, ::2] = 7
    du[-1] += u[0]
    return du


def _views(u: Any) -> Any:
    v = np.copy(u)
    row = v[1]
    row[:2] = 5
    flat = v.reshape(-1)
    flat[-1] = -1
    v.T[0, 2] = 9
    v[0][1:] *= 2
    return v + row


def _loops(u: Any) -> Any:
    total = np.zeros_like(u)
    for shift in range(3):
        total += np.roll(u, shift, axis=1) * shift
    for i in range(3):
        for j in range(4):
            total[i, j] = total[i, j] + i * j
    return total


def _out(u: Any) -> Any:
    result = np.empty_like(u)
    np.multiply(u, 2, out=result)
    np.add(result, u, out=result, where=MASK)
    return result


def _object(u: Any) -> Any:
    return [u[0, 0] * u[1, 1], u[0, 1] - 1, 3.0]


def _rows(u: Any) -> Any:
    return np.stack(list(u)) + np.array([row * 2 for row in (u[0, 0], u[0, 1], u[0, 2], u[1, 1])])


@pytest.mark.parametrize("function", [_assigned, _views, _loops, _out, _object, _rows])
def test_assignment_follows_numpy(function: Callable[[Any], Any]) -> None:
    given = np.random.default_rng(5).normal(size=(3, 4))
    wanted = function(given)
    found = numpy_function(trace(function, (3, 4)))(given)
    np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=1e-13)
