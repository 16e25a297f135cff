"""States in the order of elimination: the same solutions, with fewer entries in the factors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import BDF, OdeSolver, solve_ivp
from scipy.linalg import expm
from scipy.sparse import csc_array, eye_array, random_array
from scipy.sparse.linalg import splu

from codegen.simulation import ode
from codegen.simulation.ordering import KEEPING, elimination_order, ordered, restored
from codegen.simulation.problem import Raw
from codegen.simulation.scipy_backend import OrderedBDF, _KeptOrder


def grid(n: int) -> Any:
    """The five-point stencil on n x n points."""
    line = np.eye(n, k=1) + np.eye(n, k=-1) - 2 * np.eye(n)
    return csc_array(np.kron(line, np.eye(n)) + np.kron(np.eye(n), line))


@given(seed=st.integers(0, 10**6), size=st.integers(1, 30), density=st.floats(0, 1))
@settings(deadline=None)
def test_order_is_a_permutation(seed: int, size: int, density: float) -> None:
    pattern = random_array((size, size), density=density, rng=np.random.default_rng(seed))
    order = elimination_order(pattern)
    assert sorted(order.tolist()) == list(range(size))
    assert elimination_order(pattern) is order  # found once


@pytest.mark.parametrize("n", [6, 12, 20])
def test_fewer_entries(n: int) -> None:
    """Less fill than in the given order, and no more than in SuperLU's own."""
    matrix = csc_array(eye_array(n * n) - 0.1 * grid(n))
    order = elimination_order(matrix)
    kept = splu(csc_array(matrix[order][:, order]), **KEEPING)
    assert (kept.perm_c == np.arange(n * n)).all()
    assert kept.nnz < splu(matrix, permc_spec="NATURAL").nnz
    assert kept.nnz <= splu(matrix).nnz


@given(seed=st.integers(0, 10**6), size=st.integers(1, 12))
@settings(deadline=None, max_examples=20)
def test_ordered_problem(seed: int, size: int) -> None:
    """Every part of a problem moves along, and comes back."""
    random = np.random.default_rng(seed)
    matrix = np.where(random.random((size, size)) < 0.4, random.normal(size=(size, size)), 0.0)
    system = ode(lambda t, u: matrix @ u - u**3, random.normal(size=size))
    atol = random.random(size) + 0.1
    problem = system.problem((0.0, 1.0), None, "BDF", 1e-6, atol, np.inf)
    order = random.permutation(size)
    moved = ordered(problem, order)
    y, v = random.normal(size=(2, size))
    assert np.array_equal(moved.rhs(0.0, y[order]), problem.rhs(0.0, y)[order])
    whole = problem.jacobian(0.0, y).toarray()
    assert np.array_equal(moved.jacobian(0.0, y[order]).toarray(), whole[np.ix_(order, order)])
    assert moved.product is not None
    assert problem.product is not None
    assert np.array_equal(moved.product(0.0, y[order], v[order]), problem.product(0.0, y, v)[order])
    assert np.array_equal(moved.atol, atol[order])
    assert np.array_equal(moved.pattern.toarray(), problem.pattern.toarray()[np.ix_(order, order)])
    raw = Raw(np.zeros(2), np.stack([y, v])[:, order], 1, 1, 1, 1)
    assert np.array_equal(restored(raw, order).states, np.stack([y, v]))


def test_jacobian_without_some_entries() -> None:
    """SciPy leaves out entries that happen to be zero; their places stay."""
    system = ode(lambda t, u: u * u[::-1], np.ones(4))
    problem = system.problem((0.0, 1.0), None, "BDF", 1e-6, 1e-9, np.inf)
    y = np.array([1.0, 0.0, 2.0, 0.0])
    sparse = replace(problem, jacobian=lambda t, y: csc_array(problem.jacobian(t, y).toarray()))
    order = np.array([2, 0, 3, 1])
    found = ordered(sparse, order).jacobian(0.0, y[order])
    assert found.nnz == problem.pattern.nnz > sparse.jacobian(0.0, y).nnz
    wanted = problem.jacobian(0.0, y).toarray()[np.ix_(order, order)]
    assert np.array_equal(found.toarray(), wanted)


@pytest.mark.parametrize("method", ["BDF", "Radau"])
@pytest.mark.parametrize("frequency", [1.0, 1e4])
def test_against_the_exponential(method: str, frequency: float) -> None:
    """Linear systems, one of them with pivots far from the diagonal."""
    matrix = np.zeros((6, 6))
    matrix[0, 3], matrix[3, 0] = frequency, -frequency  # an oscillation
    matrix[1, 1], matrix[2, 1], matrix[2, 2] = -1000.0, 1000.0, -1.0
    matrix[4, 5], matrix[4, 4], matrix[5, 5] = 1.0, -0.5, -3.0
    start = np.arange(1.0, 7.0)
    end = 2.0 / frequency
    system = ode(lambda t, u: matrix @ u, start)
    found = system.solve((0, end), method=method, rtol=1e-9, atol=1e-11, times=[end / 3, end])
    for t, state in zip(found.times, found.states, strict=True):
        assert np.allclose(state, expm(matrix * t) @ start, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("method", ["BDF", "Radau"])
def test_as_good_as_scipy_alone(method: str) -> None:
    n = 7
    matrix = 20 * grid(n)
    start = np.random.default_rng(3).random(n * n)
    system = ode(lambda t, u: matrix @ u - u**2, start)
    found = system.solve((0, 1), method=method, rtol=1e-7, atol=1e-9)
    alone = solve_ivp(
        lambda t, y: matrix @ y - y**2, (0, 1), start, method=method, rtol=1e-7, atol=1e-9,
        jac=lambda t, y: csc_array(matrix - 2 * np.diag(y)),
    )  # fmt: skip
    assert found.statistics.steps == len(alone.t) - 1
    assert found.statistics.factorisations == alone.nlu
    assert np.allclose(found.final, alone.y[:, -1], rtol=1e-9, atol=1e-12)


def test_solver_without_the_attributes_keeps_its_own() -> None:
    """What SciPy does not promise may be gone: then nothing is replaced."""

    class Bare(OdeSolver):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, vectorized=False)

    class Kept(_KeptOrder, Bare):
        pass

    bare = Kept(lambda t, y: -y, 0.0, np.ones(2), 1.0)
    assert not hasattr(bare, "lu")
    dense = OrderedBDF(lambda t, y: -y, 0.0, np.ones(2), 1.0, jac=lambda t, y: -np.eye(2))
    assert dense.lu.__name__ == BDF(lambda t, y: -y, 0.0, np.ones(2), 1.0).lu.__name__ == "lu"
