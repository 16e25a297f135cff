"""SUNDIALS' CVODE and IDA through scikit-sundae: sparse LU (SuperLU_MT) or Krylov methods.

``method``: ``"BDF"`` or ``"Adams"`` with the sparse Jacobian, ``"BDF-Krylov"`` with GMRES on
Jacobian-vector products. A mass matrix makes the system an implicit one for IDA,
``M y' − f(t, y) = 0``.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from scipy.sparse import csc_array, diags_array
from sksundae import cvode, ida

from codegen.simulation.problem import Problem, Raw, SolveError, Vector
from symnum.errors import InputError

METHODS = ("BDF", "Adams", "BDF-Krylov")
KRYLOV_DIMENSION = 30


def solve(problem: Problem) -> Raw:
    """Solve with CVODE, or with IDA where there is a mass matrix.

    Raises:
        InputError: a method that needs what the system does not have.
        SolveError: the solver gave up.
    """
    return _explicit(problem) if problem.mass is None else _implicit(problem)


def _times(problem: Problem) -> Vector:
    return np.asarray(problem.span if problem.times is None else problem.times, dtype=np.float64)


def _common(problem: Problem) -> dict[str, Any]:
    step = 0.0 if np.isinf(problem.largest_step) else problem.largest_step
    return {"rtol": problem.rtol, "atol": problem.atol, "max_step": step,
            "max_num_steps": problem.most_steps}  # fmt: skip


def _explicit(problem: Problem) -> Raw:
    def slopes(t: float, y: Vector, yp: Vector) -> None:
        yp[:] = problem.rhs(t, y)

    options = _common(problem) | {"method": problem.method.partition("-")[0]}
    if problem.method == "BDF-Krylov":
        options |= _krylov(problem)
    else:
        entries = _Entries(problem.pattern)

        def fill(t: float, y: Vector, yp: Vector, values: Vector) -> None:
            values[:] = entries.of(problem.jacobian(t, y))

        options |= {"linsolver": "sparse", "sparsity": problem.pattern.tocsc(), "jacfn": fill}
    with warnings.catch_warnings():  # it warns that it takes the Jacobian that it is given
        warnings.simplefilter("ignore", UserWarning)
        solver = cvode.CVODE(slopes, **options)
    return _raw(solver.solve(_times(problem), problem.initial), "CVODE")


def _krylov(problem: Problem) -> dict[str, Any]:
    product = problem.product
    if product is None:
        raise InputError("method 'BDF-Krylov' needs Jacobian-vector products of a traced system")

    def times(t: float, y: Vector, yp: Vector, v: Vector, result: Vector) -> None:
        result[:] = product(t, y, v)

    made = cvode.CVODEJacTimes(None, times)
    return {"linsolver": "gmres", "krylov_dim": KRYLOV_DIMENSION, "jactimes": made}


class _Entries:
    """The data of a matrix in the places of a fixed pattern, zeros where it has no entry."""

    def __init__(self, pattern: Any) -> None:
        kept = csc_array(pattern)
        kept.sort_indices()
        self.pattern = kept
        self._zeros = csc_array((np.zeros(kept.nnz), kept.indices, kept.indptr), shape=kept.shape)

    def of(self, matrix: Any) -> Vector:
        if matrix.nnz == self.pattern.nnz:
            data: Vector = matrix.data
            return data
        full = np.zeros(self.pattern.nnz)
        rows = matrix.shape[0]
        columns = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
        mine = np.repeat(np.arange(matrix.shape[1]), np.diff(self.pattern.indptr))
        places = np.searchsorted(
            mine.astype(np.int64) * rows + self.pattern.indices,
            columns.astype(np.int64) * rows + matrix.indices,
        )
        full[places] = matrix.data
        return full


def _implicit(problem: Problem) -> Raw:
    """IDA on ``M y' − f``; algebraic rows are those of M that are zero."""
    if problem.method != "BDF":
        raise InputError(f"a system with a mass matrix is solved by method 'BDF', not "
                         f"{problem.method!r}")  # fmt: skip
    given = np.asarray(problem.mass, dtype=np.float64)
    mass = csc_array(diags_array(given)) if given.ndim == 1 else csc_array(given)
    algebraic = np.flatnonzero(np.diff(csc_array(mass.T).indptr) == 0)
    pattern = csc_array(abs(problem.pattern) + abs(mass))
    pattern.data[:] = 1.0
    entries = _Entries(pattern)

    def residual(t: float, y: Vector, yp: Vector, result: Vector) -> None:
        result[:] = mass @ yp - problem.rhs(t, y)

    def fill(t: float, y: Vector, yp: Vector, res: Vector, factor: float, values: Vector) -> None:
        values[:] = entries.of(csc_array(factor * mass - problem.jacobian(t, y)))

    start = problem.initial
    slopes = np.zeros_like(start)
    if given.ndim == 1:
        differential = given != 0
        slopes[differential] = (
            problem.rhs(problem.span[0], start)[differential] / given[differential]
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        solver = ida.IDA(
            residual, linsolver="sparse", sparsity=pattern, jacfn=fill,
            algebraic_idx=algebraic.tolist() or None, calc_initcond="yp0", **_common(problem),
        )  # fmt: skip
    return _raw(solver.solve(_times(problem), start, slopes), "IDA")


def _raw(found: Any, name: str) -> Raw:
    if not found.success:
        raise SolveError(f"SUNDIALS' {name}: {found.message}")
    counts = int(found.nfev), int(found.njev)
    return Raw(np.asarray(found.t), np.asarray(found.y), -1, *counts, -1)
