"""SciPy's ``solve_ivp`` with the analytic sparse Jacobian, LU by SuperLU."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from codegen.simulation.problem import Problem, Raw, SolveError
from symnum.errors import InputError

METHODS = ("BDF", "Radau", "LSODA", "RK45", "RK23", "DOP853")
IMPLICIT = ("BDF", "Radau")


def solve(problem: Problem) -> Raw:
    """Solve with SciPy.

    Raises:
        InputError: a mass matrix, which SciPy does not take.
        SolveError: the solver gave up.
    """
    if problem.mass is not None:
        raise InputError("SciPy's solvers take no mass matrix: use backend='sundials'")
    options: dict[str, Any] = {}
    if problem.method in IMPLICIT:
        options["jac"] = problem.jacobian
    elif problem.method == "LSODA":
        options["jac"] = lambda t, y: problem.jacobian(t, y).toarray()
    found = solve_ivp(
        problem.rhs,
        problem.span,
        problem.initial,
        method=problem.method,
        t_eval=problem.times,
        rtol=problem.rtol,
        atol=problem.atol,
        max_step=problem.largest_step,
        **options,
    )
    if not found.success:
        raise SolveError(f"SciPy's {problem.method}: {found.message}")
    steps = len(found.t) - 1 if problem.times is None else -1
    states = np.ascontiguousarray(found.y.T)
    return Raw(found.t, states, steps, int(found.nfev), int(found.njev), int(found.nlu))
