"""Products with sparse matrices of SciPy's: difference operators on grids are stencils."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from codegen.arrays import numpy_function
from symnum.tracing import TracingError, trace


def _second(n: int, *, periodic: bool = False, neumann: bool = False) -> sparse.csr_array:
    dense = np.diag(np.ones(n - 1), 1) + np.diag(np.ones(n - 1), -1) - 2 * np.eye(n)
    if periodic:
        dense[0, -1] = dense[-1, 0] = 1
    if neumann:
        dense[0, 0] = dense[-1, -1] = -1
    return sparse.csr_array(dense)


A, B, P, N = _second(7), _second(5), _second(6, periodic=True), _second(8, neumann=True)
MATRICES = {
    "line": (A, 1),
    "plane": (sparse.kronsum(A, B, format="csr"), 9),
    "periodic plane": (sparse.kronsum(P, P, format="csr"), 9),
    "insulated plane": (sparse.kronsum(N, A, format="csr"), 9),
    "mixed plane": (sparse.kronsum(P, B, format="coo"), 9),
    "space": (sparse.kronsum(sparse.kronsum(A, B), P, format="csr"), 27),
    "random": (sparse.csr_array(sparse.random(20, 20, 0.2, random_state=3)), None),
    "rectangular": (sparse.csr_array(np.eye(6, 9, k=2)), None),
}


@pytest.mark.parametrize("name", MATRICES)
def test_products_with_sparse_matrices(name: str) -> None:
    matrix, most = MATRICES[name]
    given = np.random.default_rng(2).normal(size=matrix.shape[1])
    program = trace(lambda u: matrix @ u, matrix.shape[1])
    np.testing.assert_allclose(numpy_function(program)(given), matrix @ given, atol=1e-12)
    if most is not None:
        assert not program.stages
        assert program.pieces <= max(most, 3)
    back = trace(lambda u: np.stack([u, 2 * u]) @ matrix.T, matrix.shape[1])
    wanted = np.stack([given, 2 * given]) @ matrix.T
    np.testing.assert_allclose(numpy_function(back)(given), wanted, atol=1e-12)


def test_the_laplacian_of_a_large_grid_is_a_few_boxes() -> None:
    line = sparse.diags_array([1.0, -2.0, 1.0], offsets=[-1, 0, 1], shape=(200, 200))  # type: ignore[call-overload]
    matrix = sparse.kronsum(line, line, format="csr")
    assert trace(lambda u: matrix @ u.ravel(), (200, 200)).pieces == 9


def test_a_large_matrix_without_structure_is_refused() -> None:
    matrix = sparse.csr_array(sparse.random(3000, 3000, 0.001, random_state=1))
    with pytest.raises(TracingError, match=r"a sparse matrix of shape \(3000, 3000\)"):
        trace(lambda u: matrix @ u, 3000)
