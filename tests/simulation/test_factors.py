"""Sparse LU with pivots on the diagonal, and the matrices that implicit solvers make."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.sparse import csc_array, csc_matrix, diags_array, eye_array, kron, random_array
from scipy.sparse.linalg import splu

from codegen.arrays.patterns import FixedPattern
from codegen.simulation import factors as module
from codegen.simulation.factors import Factorisation
from codegen.simulation.newton import Combination, NewtonPattern
from codegen.simulation.ordering import KEEPING, elimination_order
from codegen.simulation.scipy_backend import OrderedBDF


def factorised(matrix: Any) -> tuple[Any, Any]:
    """Factors of a matrix, and the matrix in the places that they are for."""
    pattern = NewtonPattern(csc_array(matrix))
    entries = pattern.entries(csc_array(matrix))
    return Factorisation(pattern.places).factors(entries), pattern.places.filled(entries)


def dominant(size: int, density: float, seed: int) -> Any:
    random = np.random.default_rng(seed)
    off = random_array((size, size), density=density, rng=random)
    weights = np.asarray(abs(off).sum(axis=0)).ravel() + random.random(size) + 0.1
    signs = np.where(random.random(size) < 0.5, -1.0, 1.0)
    return csc_array(off + diags_array(signs * weights))


@given(st.integers(1, 40), st.floats(0, 1), st.integers(0, 10**6))
@settings(deadline=None)
def test_solves(size: int, density: float, seed: int) -> None:
    matrix = dominant(size, density, seed)
    found, _ = factorised(matrix)
    assert found is not None
    wanted = np.random.default_rng(seed).normal(size=size)
    right = matrix @ wanted
    before = right.copy()
    np.testing.assert_allclose(found.solve(right), wanted, rtol=1e-9, atol=1e-10)
    assert np.array_equal(right, before)


@given(st.integers(1, 30), st.floats(0, 0.4), st.integers(0, 10**6))
@settings(deadline=None)
def test_places_are_those_of_elimination(size: int, density: float, seed: int) -> None:
    """What elimination on truth values fills in, without the diagonal."""
    matrix = dominant(size, density, seed)
    found, placed = factorised(matrix)
    filled = placed.toarray() != 0
    np.fill_diagonal(filled, True)
    for k in range(size):
        filled[k + 1 :, k + 1 :] |= np.outer(filled[k + 1 :, k], filled[k, k + 1 :])
    assert found.places.lower_count == np.tril(filled, -1).sum()
    assert found.places.upper_count == np.triu(filled, 1).sum()


def grid(n: int) -> Any:
    line = csc_array(np.eye(n, k=1) + np.eye(n, k=-1) - 2 * np.eye(n))
    return csc_array(kron(line, eye_array(n)) + kron(eye_array(n), line))


def test_as_superlu_on_a_grid() -> None:
    matrix = csc_array(eye_array(400) - 0.7 * grid(20))
    order = elimination_order(matrix)
    moved = csc_array(matrix[order][:, order])
    found, placed = factorised(moved)
    kept = splu(placed, **KEEPING)
    right = np.random.default_rng(1).normal(size=400)
    np.testing.assert_allclose(found.solve(right), kept.solve(right), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("entries", [
    [[0.0, 1.0], [1.0, 0.0]], [[0.09, 1.0], [1.0, 1.0]], [[9.0, 100.0], [1.0, 1.0]],
    [[1.0, 2.0], [1.0, 2.0]],
    [[np.nan, 1.0], [1.0, 1.0]], [[np.inf, 1.0], [1.0, 1.0]], [[1e-320, 0.0], [0.0, 1.0]],
])  # fmt: skip
def test_pivots_that_are_none(entries: list[list[float]]) -> None:
    pattern = FixedPattern(np.ones((2, 2)))
    assert Factorisation(pattern).factors(np.array(entries).T.ravel()) is None
    assert Factorisation(pattern).factors(np.array([1.0, 2.0, 3.0, 4.0])) is not None


def test_full_matrices_are_left_to_superlu() -> None:
    full = np.eye(300) * 300 + 1
    assert factorised(full)[0] is None
    assert factorised(full[:60, :60])[0] is not None


def test_places_that_would_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ENTRIES", 100)
    module._places.cache_clear()
    assert factorised(np.eye(60) * 60 + 1)[0] is None
    module._places.cache_clear()


def test_right_side_of_another_shape() -> None:
    found, _ = factorised(np.eye(3))
    with pytest.raises(ValueError, match="shape"):
        found.solve(np.ones(2))


JACOBIAN = np.array([[0.0, 2.0, 0.0], [0.0, -3.0, 1.0], [5.0, 0.0, 0.0]])


@pytest.mark.parametrize("step", [np.float64(0.25), 0.25, 1 + 2j])
def test_combinations(step: Any) -> None:
    """What BDF and Radau write, with J's diagonal partly without places."""
    pattern = NewtonPattern(csc_array(JACOBIAN))
    one, jacobian = pattern.identity, pattern.jacobian(csc_array(JACOBIAN))
    for found, wanted in (
        (one - step * jacobian, np.eye(3) - step * JACOBIAN),
        (step * one - jacobian, step * np.eye(3) - JACOBIAN),
        (step * one - one, (step - 1) * np.eye(3)),
    ):
        assert isinstance(found, Combination)
        assert np.array_equal(found.matrix.toarray(), wanted)
    assert np.array_equal((jacobian - jacobian).toarray(), np.zeros((3, 3)))
    assert np.array_equal((jacobian - csc_matrix(JACOBIAN)).toarray(), np.zeros((3, 3)))
    assert np.array_equal(jacobian.dot(np.ones(3)), JACOBIAN.sum(axis=1))


def test_entries_that_scipy_left_out() -> None:
    pattern = NewtonPattern(csc_array(JACOBIAN))
    less = JACOBIAN * (JACOBIAN != 2)
    assert np.array_equal(pattern.jacobian(csc_array(less)).toarray(), less)


def test_rows_of_any_size() -> None:
    """u' = -u, v' = w (u - v) with a large step: 1 is the pivot above a row of 10^6."""
    matrix = np.array([[2.0, 0.0], [-1e6, 1e6 + 1]])
    found, _ = factorised(matrix)
    assert found is not None
    right = np.array([1.0, 3.0])
    np.testing.assert_allclose(found.solve(right), np.linalg.solve(matrix, right), rtol=1e-13)


def test_other_pivots_are_left_to_superlu() -> None:
    """The diagonal of a stiff oscillation is no pivot for a step that skips it."""
    matrix = 1e4 * np.array([[0.0, 1.0], [-1.0, 0.0]])
    solver = OrderedBDF(
        lambda t, y: matrix @ y, 0.0, np.ones(2), 1.0, jac=lambda t, y: csc_array(matrix)
    )
    found = solver.lu(solver.I - np.float64(1.0) * solver.J)
    right = np.array([1.0, 2.0])
    wanted = np.linalg.solve(np.eye(2) - matrix, right)
    np.testing.assert_allclose(solver.solve_lu(found, right), wanted, rtol=1e-12)
    assert type(found).__name__ == "SuperLU"
    assert solver.nlu == 1


def test_solver_uses_the_factors() -> None:
    matrix = 30 * grid(6)
    start = np.random.default_rng(5).random(36)
    solver = OrderedBDF(
        lambda t, y: matrix @ y - y**3, 0.0, start, 1.0,
        jac=lambda t, y: csc_array(matrix - 3 * np.diag(y**2)), rtol=1e-6, atol=1e-9,
    )  # fmt: skip
    while solver.status == "running":
        solver.step()
    assert isinstance(solver.J, Combination)
    alone = solve_ivp(
        lambda t, y: matrix @ y - y**3, (0, 1), start, method="BDF", rtol=1e-6, atol=1e-9,
        jac=lambda t, y: csc_array(matrix - 3 * np.diag(y**2)),
    )  # fmt: skip
    assert (solver.nlu, solver.nfev) == (alone.nlu, alone.nfev)
    np.testing.assert_allclose(solver.y, alone.y[:, -1], rtol=1e-9, atol=1e-12)
