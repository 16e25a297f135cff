"""SUNDIALS' CVODE and IDA from scikit-sundae: sparse LU or Krylov methods.

``method``: ``"BDF"`` or ``"Adams"`` with the sparse Jacobian, ``"BDF-Krylov"`` with GMRES on
Jacobian-vector products. CVODE is called directly (:mod:`codegen.simulation.cvode`), or through
scikit-sundae where its libraries are built in another way; its wheels have SuperLU_MT and LAPACK,
and no KLU. A mass matrix makes the system an implicit one for IDA, ``M y' − f(t, y) = 0``.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from scipy.sparse import csc_array, diags_array
from sksundae import cvode as wrapped
from sksundae import ida

from codegen.arrays.patterns import FixedPattern
from codegen.simulation import cvode
from codegen.simulation.problem import Problem, Raw, SolveError, Vector
from codegen.simulation.sundials_session import sundials
from symnum.errors import InputError

METHODS = ("BDF", "Adams", "BDF-Krylov")
KRYLOV_DIMENSION = 30


def solve(problem: Problem) -> Raw:
    """Solve with CVODE, or with IDA where there is a mass matrix.

    Raises:
        InputError: a method that needs what the system does not have.
        SolveError: the solver gave up.
    """
    if problem.mass is not None:
        return _implicit(problem)
    return _explicit(problem) if sundials() is None else cvode.solve(problem)


def _grid(problem: Problem) -> Vector:
    """Start and times; at least three of them, as the wrapper takes two for an interval."""
    start, end = problem.span
    if problem.times is None:
        return np.array(problem.span)
    grid = np.unique(np.concatenate([[start], problem.times]))
    least = 3 if len(grid) < 3 else 0
    return np.unique(np.concatenate([grid, np.linspace(start, end, least)]))


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
        places = FixedPattern(problem.pattern)

        def fill(t: float, y: Vector, yp: Vector, values: Vector) -> None:
            made = problem.jacobian(t, y)
            full = made.nnz == len(places.indices) and made.has_sorted_indices
            values[:] = made.data if full else places.data(made)

        options |= {"linsolver": "sparse", "sparsity": places.ones, "jacfn": fill}
    with warnings.catch_warnings():  # it warns that it takes the Jacobian that it is given
        warnings.simplefilter("ignore", UserWarning)
        solver = wrapped.CVODE(slopes, **options)
    return _raw(solver.solve(_grid(problem), problem.initial), problem, "CVODE")


def _krylov(problem: Problem) -> dict[str, Any]:
    product = problem.product
    if product is None:
        raise InputError("method 'BDF-Krylov' needs Jacobian-vector products of a traced system")

    def times(t: float, y: Vector, yp: Vector, v: Vector, result: Vector) -> None:
        result[:] = product(t, y, v)

    made = wrapped.CVODEJacTimes(None, times)
    return {"linsolver": "gmres", "krylov_dim": KRYLOV_DIMENSION, "jactimes": made}


def _implicit(problem: Problem) -> Raw:
    """IDA on ``M y' − f``; algebraic rows are those of M that are zero."""
    if problem.method != "BDF":
        raise InputError(f"a system with a mass matrix is solved by method 'BDF', not "
                         f"{problem.method!r}")  # fmt: skip
    given = np.asarray(problem.mass, dtype=np.float64)
    mass = csc_array(diags_array(given)) if given.ndim == 1 else csc_array(given)
    algebraic = np.flatnonzero(np.diff(csc_array(mass.T).indptr) == 0)
    places = FixedPattern(abs(problem.pattern) + abs(mass))

    def residual(t: float, y: Vector, yp: Vector, result: Vector) -> None:
        result[:] = mass @ yp - problem.rhs(t, y)

    def fill(t: float, y: Vector, yp: Vector, res: Vector, factor: float, values: Vector) -> None:
        values[:] = places.data(csc_array(factor * mass - problem.jacobian(t, y)))

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
            residual, linsolver="sparse", sparsity=places.ones, jacfn=fill,
            algebraic_idx=algebraic.tolist() or None, calc_initcond="yp0", **_common(problem),
        )  # fmt: skip
    return _raw(solver.solve(_grid(problem), start, slopes), problem, "IDA")


def _raw(found: Any, problem: Problem, name: str) -> Raw:
    if not found.success:
        raise SolveError(f"SUNDIALS' {name}: {found.message}")
    times, states = np.asarray(found.t), np.asarray(found.y)
    if problem.times is not None:
        wanted = np.searchsorted(times, problem.times)
        times, states = times[wanted], states[wanted]
    steps = len(times) - 1 if problem.times is None else -1
    return Raw(times, states, steps, int(found.nfev), int(found.njev), -1)
