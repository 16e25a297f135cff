"""SciPy's ``solve_ivp`` with the analytic sparse Jacobian, LU by SuperLU.

For BDF and Radau the states are put in an order that fills in little
(:mod:`codegen.simulation.ordering`), and SuperLU is told to keep it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.integrate import BDF, DOP853, LSODA, RK23, RK45, Radau, solve_ivp
from scipy.sparse import issparse
from scipy.sparse.linalg import splu

from codegen.simulation.factors import Factorisation
from codegen.simulation.newton import Combination, NewtonPattern
from codegen.simulation.ordering import KEEPING, elimination_order, ordered, restored
from codegen.simulation.problem import Problem, Raw, SolveError
from symnum.errors import InputError

METHODS = ("BDF", "Radau", "LSODA", "RK45", "RK23", "DOP853")


class _KeptOrder:
    """Factorises as columns come, in a solver of SciPy that has ``lu``, ``I``, and a sparse ``J``.

    ``I`` and ``J`` become combinations in the places of one pattern, of which the solver makes the
    matrices that it factorises. None of these is a public attribute: a solver without them keeps
    its own ways.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if callable(getattr(self, "lu", None)) and issparse(getattr(self, "J", None)):
            self._keep()

    def _keep(self) -> None:
        self.J: Any
        pattern, find = NewtonPattern(self.J), getattr(self, "jac", None)
        self._factorisation = Factorisation(pattern.places)
        self.lu = self._factorised
        if callable(find) and issparse(getattr(self, "I", None)):
            self.I, self.J = pattern.identity, pattern.jacobian(self.J)
            self.jac = lambda *at: pattern.jacobian(find(*at))

    def _factorised(self, matrix: Any) -> Any:
        self.nlu: int = getattr(self, "nlu", 0) + 1
        found = None
        if isinstance(matrix, Combination):
            data = matrix.data
            if data.dtype == np.float64:
                found = self._factorisation.factors(data)
            matrix = matrix.matrix if found is None else matrix
        return splu(matrix, **KEEPING) if found is None else found


class OrderedBDF(_KeptOrder, BDF):  # type: ignore[misc]
    """SciPy's BDF for states in the order of elimination."""


class OrderedRadau(_KeptOrder, Radau):  # type: ignore[misc]
    """SciPy's Radau for states in the order of elimination."""


IMPLICIT: Mapping[str, type] = {"BDF": OrderedBDF, "Radau": OrderedRadau}
EXPLICIT: Mapping[str, type] = {"RK45": RK45, "RK23": RK23, "DOP853": DOP853}


def solve(problem: Problem) -> Raw:
    """Solve with SciPy.

    Raises:
        InputError: a mass matrix, which SciPy does not take.
        SolveError: the solver gave up.
    """
    if problem.mass is not None:
        raise InputError("SciPy's solvers take no mass matrix: use backend='sundials'")
    if problem.method in IMPLICIT:
        order = elimination_order(problem.pattern)
        moved = ordered(problem, order)
        return restored(_solved(moved, IMPLICIT[problem.method], jac=moved.jacobian), order)
    if problem.method == "LSODA":
        return _solved(problem, LSODA, jac=lambda t, y: problem.jacobian(t, y).toarray())
    return _solved(problem, EXPLICIT[problem.method])


def _counting(kind: type) -> Any:
    """The solver, made to count its steps, which ``solve_ivp`` does not tell."""

    class Counting(kind):  # type: ignore[misc]
        steps = 0

        def step(self) -> Any:
            message = super().step()
            Counting.steps += self.status != "failed"
            return message

    return Counting


def _solved(problem: Problem, method: type, **options: Any) -> Raw:
    counting = _counting(method)
    found = solve_ivp(
        problem.rhs,
        problem.span,
        problem.initial,
        method=counting,
        t_eval=problem.times,
        rtol=problem.rtol,
        atol=problem.atol,
        max_step=problem.largest_step,
        **options,
    )
    if not found.success:
        raise SolveError(f"SciPy's {problem.method}: {found.message}")
    states = np.ascontiguousarray(found.y.T)
    return Raw(found.t, states, counting.steps, int(found.nfev), int(found.njev), int(found.nlu))
