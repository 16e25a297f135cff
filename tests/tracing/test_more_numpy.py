"""More of NumPy, and SciPy's special functions and sparse matrices, against the originals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import sparse, special

from codegen.arrays import numpy_function
from symnum.tracing import coverage, trace

M = np.arange(12.0).reshape(3, 4) / 7 - 0.5
MASK = np.array([[True, False, False, True], [False, True, True, True], [True, False, True, False]])
X = np.array([0.0, 0.4, 1.5, 1.7])
TABLE = np.array([-1.0, -0.3, 0.2, 0.9, 2.0]), np.array([1.0, 0.5, -0.5, 2.0, 3.0])
SPARSE = sparse.csr_array(np.diag(np.full(3, 2.0), 1) - 3 * np.eye(4))
SQUARE = np.array([[2.0, 0.3, 0.1], [0.4, 1.5, -0.2], [0.0, 0.3, 1.0]])


def _square(u: Any) -> Any:
    return u[:, :3] + 3 * np.eye(3)


def _flux(u: Any) -> Any:
    total = np.zeros_like(u)
    np.add.at(total, (np.array([0, 0, 2, 0]), np.array([1, 1, 3, 2])), u[0])
    np.multiply.at(total, (slice(None), 1), 2.0)
    return total


def _masked(u: Any) -> Any:
    v = u.copy()
    v[MASK] = 7.0
    v[np.array([2, 0]), np.array([1, 1])] = u[0, :2]
    v[1, [0, 3]] += 2 * u[2, :2]
    v[:, np.array([True, False, False, False])] *= 2
    v[v < -0.5] = -0.5
    return v


def _in_place(u: Any) -> Any:
    v, w = np.zeros_like(u), u.copy()
    np.copyto(v, u, where=MASK)
    np.fill_diagonal(w, [1.0, 2.0, 3.0])
    np.put(w, [5, 7], [8.0, 9.0])
    np.cumsum(u, axis=1, out=v[:, :])
    return v + w


def _repeated(u: Any) -> Any:
    v = np.zeros_like(u)
    v[[0, 1, 0]] = u[[0, 1, 2]]
    return v


CASES: dict[str, Callable[[Any], Any]] = {
    "gradient": lambda u: np.stack([*np.gradient(u), *np.gradient(u, 0.5, 2.0, edge_order=2)]),
    "gradient over coordinates": lambda u: (
        np.gradient(u, X, axis=1, edge_order=2) + np.gradient(u, X, axis=1)
    ),
    "trapezoid": lambda u: np.trapezoid(u, axis=0).sum() + np.trapezoid(u, X) + np.trapezoid(X, u),
    "interp of traced values": lambda u: (
        np.interp(u, *TABLE) + np.interp(u, *TABLE, left=0, right=9)
    ),
    "interp of a traced table": lambda u: np.interp([[0.1, 1.6], [9, -9]], X, u[1]),
    "polyval, vander": lambda u: np.polyval([2, -1, 3], u) + np.vander(u[:, 0], 4),
    "polynomial of traced coefficients": lambda u: (
        np.polyval(u[0], M) + np.polynomial.polynomial.polyval(u, [1, 2, 3])
    ),
    "convolve": lambda u: np.concatenate(
        [np.convolve(u[0], [1, -2, 4], m) for m in ("full", "same", "valid")]
    ),
    "convolve of traced": lambda u: np.convolve(u[0], u[1, :3]) + np.convolve(u[2, :3], u[0]),
    "correlate": lambda u: np.concatenate(
        [np.correlate(u[0], [1, -2, 4], m) for m in ("full", "same", "valid")]
    ),
    "correlate with a longer one": lambda u: np.concatenate(
        [
            np.correlate(u[0, :k], [1, -2, 4, 5.0, 7], m)
            for k in (2, 3, 4)
            for m in ("full", "same", "valid")
        ]
    ),
    "pad": lambda u: np.pad(u, 1) + np.pad(u, ((1, 1), (2, 0)), constant_values=((1, 2), (3, 4))),
    "pad by position": lambda u: sum(
        np.pad(u, ((2, 1), (0, 3)), mode=m) for m in ("edge", "wrap", "reflect", "symmetric")
    ),
    "select": lambda u: np.select([u > 0.5, u > 0, MASK], [u, 2 * u, M], default=-1),
    "piecewise": lambda u: (
        np.piecewise(u, [u < 0, u >= 0.5], [lambda x: -x, 3.0, lambda x: x * x])
        + np.piecewise(u, [u < 0, u < 0.5], [1, 2])
    ),
    "choose, compress": lambda u: np.choose(MASK * 1, [u, M]) + np.compress([1, 0, 0], u, axis=0),
    "insert": lambda u: np.concatenate(
        [
            np.insert(u, 1, 5, axis=1).ravel(),
            np.insert(u, [0, 2], u[:2], axis=0).ravel(),
            np.insert(u, 3, [1, 2]),
        ]
    ),
    "insert a column": lambda u: (
        np.insert(u, 2, u[:, 0], axis=1) + np.insert(u, [2], u[:, :1], axis=1)
    ),
    "cross": lambda u: np.cross(u[:, 0], u[:, 1]) + np.cross(u[:, :3], [1, 2, 3.0])[0],
    "ptp, count_nonzero": lambda u: (
        np.ptp(u, axis=0) + np.count_nonzero(u) + np.count_nonzero(u > 0, axis=0)
    ),
    "cumprod": lambda u: (
        np.cumprod(u, axis=0) + np.cumprod(u).reshape(3, 4) + np.cumulative_sum(u, axis=1)
    ),
    "long scans": lambda u: (
        np.cumsum(np.tile(u, 7), axis=1) + np.maximum.accumulate(np.tile(u, 7), 1)
    ),
    "initial": lambda u: (
        np.cumulative_prod(u, axis=1, include_initial=True)[:, 1:]
        + np.sum(u, initial=3)
        + np.min(u, axis=0, initial=-0.2)
    ),
    "where=": lambda u: (
        np.sum(u, where=MASK) + np.prod(u, axis=0, where=u > 0) + np.max(u, where=MASK, initial=-9)
    ),
    "triangles": lambda u: np.tril(u) + np.triu(u, 1) * 2 + np.tril(u[0], -1)[:3],
    "diag": lambda u: (
        np.diag(u) @ np.diag(u[:, 0], 0) + np.diag(u[0, :2], -1)[2] + np.diagflat(u[:1, :2], 1)[0]
    ),
    "meshgrid": lambda u: np.stack(
        [*np.meshgrid(u[0], X), *np.meshgrid(X, u[1, :], indexing="ij")]
    ),
    "rot90": lambda u: np.concatenate([np.rot90(u, k).ravel() for k in range(-1, 4)]),
    "block": lambda u: np.block([[u, np.zeros((3, 1))], [np.ones((2, 5))]]) + np.block([u[0], 1.0]),
    "det, inv, solve": lambda u: (
        np.linalg.inv(_square(u)) * np.linalg.det(_square(u))
        + np.linalg.solve(_square(u), M)[:, :3]
    ),
    "solve with numbers": lambda u: (
        np.linalg.solve(SQUARE, u) + np.linalg.solve(_square(u), u[:, 3])[:, None]
    ),
    "stacked inverses": lambda u: np.linalg.inv(np.stack([u[:2, :2], u[1:, 2:]]) + 4 * np.eye(2)),
    "matrix_power, multi_dot": lambda u: (
        np.linalg.matrix_power(_square(u), 3) + np.linalg.multi_dot([u, M.T, _square(u)])
    ),
    "norms": lambda u: (
        np.linalg.norm(u[0], 1)
        + np.linalg.norm(u, np.inf, axis=1)
        + np.linalg.norm(u[0], 3)
        + np.linalg.vector_norm(u)
    ),
    "vecdot, matvec": lambda u: (
        np.vecdot(u, M) + np.matvec(u, M[0]) + np.vecmat(M[:, 0], u)[:3] + np.linalg.vecdot(u, u)
    ),
    "round": lambda u: (
        np.round(u * 10)
        + np.rint(u * 4) / 2
        + np.round(u, 2)
        + np.trunc(u * 3)
        + np.fix(u * 2)
        + round(u[0, 0], 1)
    ),
    "halves": lambda u: np.round(0 * u + M * 7) + np.rint(np.floor(u * 9) / 2),
    "remainders": lambda u: (
        np.fmod(u, 0.3) + sum(np.divmod(u, 0.3)) + np.modf(u * 3)[0] * np.modf(u * 3)[1]
    ),
    "more functions": lambda u: (
        np.cbrt(u) + np.copysign(u, M) + np.deg2rad(u) + np.degrees(u) + np.sinc(u)
    ),
    "logaddexp": lambda u: np.logaddexp(u * 900, 800) + np.logaddexp2(u, M),
    "truth": lambda u: (
        np.where(np.logical_xor(u > 0, M > 0), 1, 2)
        + np.any(u > 1, axis=0)
        + np.all(u < 1, axis=1, keepdims=True)
    ),
    "isclose": lambda u: np.isclose(u, np.round(u, 5)) * 1.0 + np.isclose(u, 1) * 1.0,
    "linspace": lambda u: np.linspace(u[0], 2.0, 5) + np.linspace(0, u[1], 5, endpoint=False),
    "apply_along_axis": lambda u: (
        np.apply_along_axis(lambda r: r[1:] * r[0], 0, u)
        + np.apply_along_axis(np.sum, 1, u)[:2, None]
    ),
    "take_along_axis, resize": lambda u: (
        np.take_along_axis(u, np.array([[0, 3], [1, 1], [2, 0]]), 1) + np.resize(u, (3, 2))
    ),
    "take, wrapped": lambda u: (
        np.take(u, [5, -1], axis=1, mode="wrap") + np.take(u, [5, -1], axis=1, mode="clip")
    ),
    "unstack, splits": lambda u: sum(np.unstack(u)) + np.vsplit(u, 3)[1] + np.hsplit(u, 2)[0][0, 0],
    "rollaxis, fftshift": lambda u: (
        np.rollaxis(u[None], 2)[:, 0] + np.fft.fftshift(u).T + np.fft.ifftshift(u, axes=1).T
    ),
    "broadcast_arrays": lambda u: np.broadcast_arrays(u, X)[1] + np.broadcast_arrays(u[0], M)[0],
    "bincount": lambda u: np.bincount([0, 3, 3, 1], weights=u[0], minlength=6),
    "ediff1d, dsplit": lambda u: np.ediff1d(u, to_begin=0) + np.dsplit(u[..., None], 1)[0].ravel(),
    "several index arrays": lambda u: (
        u[[0, 2, 1], [1, 1, 3]] + u[np.ix_([2, 0], [0, 3, 1])][0] + u[1, [0, 0, 2]]
    ),
    "mask of two axes": lambda u: u[MASK] * 2,
    "index array in the middle": lambda u: u[None][:, [2, 0], 1:] + u[:, None, [1, 2, 3]][:2],
    "special functions": lambda u: (
        special.erf(u)
        + special.expit(u)
        + special.ndtr(u)
        + special.xlogy(u * u, 2 + u)
        + special.j0(u)
        + special.gammaln(u + 4)
    ),
    "sparse matrices": lambda u: (SPARSE @ u.T).T + u @ SPARSE + SPARSE.dot(u[0]) + SPARSE @ u[1],
    "math's floor and abs": lambda u: abs(u) + np.floor(u) * np.nanmax([1.0]),
    "made like others": lambda u: np.full_like(u, 2.5) + np.ones_like(u) * u + np.astype(u, float),
    "axes": lambda u: np.atleast_3d(u)[..., 0] + np.atleast_2d(u) + np.atleast_1d(u) + np.real(u),
    "names of the array API": lambda u: (
        np.concat([u, u]) + np.permute_dims(np.concat([u.T, u.T], 1))
    ),
    "shape functions": lambda u: np.reshape(u, (4, 3)) + np.ravel(u)[: np.ndim(u) + 1] * np.size(u),
    "rest of linalg": lambda u: (
        np.linalg.matmul(u, M.T)
        + np.linalg.outer(u[0, :3], u[1, :3])
        + np.linalg.matrix_transpose(_square(u)) @ np.matrix_transpose(_square(u))
        + np.linalg.trace(u)
        + np.linalg.diagonal(u, offset=1)
        + np.linalg.matrix_norm(u)
        + np.linalg.tensordot(u, u, axes=2)
        + np.vdot(u, M)
        + np.linalg.cross(u[:, :3], u[:, 1:])
    ),
    "argmax": lambda u: np.argmax(u) + np.argmin(u, axis=0) + u.argmax(axis=1)[0],
    "around": lambda u: np.around(u, 1) + np.amax(u) + np.mean(u) + np.imag(u) + np.i0(u),
    "positions": _masked,
    "adding at positions": _flux,
    "in place": _in_place,
    "twice": _repeated,
}


@pytest.mark.parametrize("name", CASES)
def test_traced_code_gives_numpy_s_numbers(name: str) -> None:
    function = CASES[name]
    given = np.random.default_rng(3).normal(size=(3, 4))
    wanted = function(given)
    found = numpy_function(trace(function, (3, 4)))(given)
    assert np.shape(found) == np.shape(wanted)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


UFUNCS = sorted(
    {one.name for one in coverage() if one.supported and isinstance(one.function, np.ufunc)}
    - {"np.matmul", "np.vecdot", "np.matvec", "np.vecmat"}
)
SHIFTED = {"np.acosh": 1.5, "np.arccosh": 1.5}
LOGICAL = ("bitwise", "invert", "np.logical")


@pytest.mark.parametrize("name", UFUNCS)
def test_universal_functions_give_the_same_numbers(name: str) -> None:
    module = special if name.startswith("scipy") else np
    function = getattr(module, name.rsplit(".", 1)[1])
    given = np.array([0.15, 0.3, 0.45, 0.6, 0.9]) + SHIFTED.get(name, 0.0)
    other = np.array([0.7, 0.3, 1.4, 2.0, 0.4])

    def called(u: Any) -> Any:
        first, second = (u, other) if function.nin == 2 else (u, None)
        if any(word in name for word in LOGICAL):
            first, second = u > 0.4, other > 0.5
        if name in ("scipy.special.jv", "scipy.special.jn", "scipy.special.iv"):
            first, second = 2, u
        made = function(first) if function.nin == 1 else function(first, second)
        return np.stack([part * 1.0 for part in made]) if function.nout > 1 else made * 1.0

    found = numpy_function(trace(called, 5))(given)
    np.testing.assert_allclose(found, called(given), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("degree", [1.7, 0.1, -0.35, 1 / 3, 2.5, 2.25])
def test_powers_by_fractions(degree: float) -> None:
    given = np.array([0.2, 1.0, 7.5])
    found = numpy_function(trace(lambda u: u**degree + np.power(2 * u, degree), 3))(given)
    np.testing.assert_allclose(found, given**degree + (2 * given) ** degree, rtol=1e-14)
