"""SUNDIALS' CVODE called directly, with right sides and Jacobians in machine code.

scikit-sundae brings the libraries; its own interface calls Python for every right side and every
product. Here CVODE calls the compiled kernels themselves (:mod:`codegen.simulation.cvode_c`), and
Python where there are none. Linear systems are solved by GMRES: for ``BDF`` and ``Adams`` with
sparse LU of ``I − γ J`` as the preconditioner, made anew when CVODE says so, with which one
iteration does, or two; for ``BDF-Krylov`` on Jacobian-vector products alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from codegen.simulation.arrangement import Arrangement, arrangement
from codegen.simulation.factors import Factors
from codegen.simulation.problem import Problem, Raw, SolveError, Vector
from codegen.simulation.sundials_session import AT_ONCE, Session
from symnum.errors import InputError

METHODS = {"Adams": 1, "BDF": 2}
NORMAL, ONE_STEP, REACHED_END, NOT, LEFT = 1, 2, 1, 0, 1
"""Of SUNDIALS: tasks, what is returned at the end, and on which side the preconditioner stands."""
NO_WARNINGS = -1
KRYLOV_DIMENSION, WITH_FACTORS = 30, 5
AGAIN = 1
"""What a function gives back if a smaller step may do."""


def solve(problem: Problem) -> Raw:
    """Solve a system without a mass matrix, where there is :func:`sundials_session.sundials`.

    Raises:
        InputError: ``BDF-Krylov`` without products.
        SolveError: the solver gave up.
    """
    session = Session(len(problem.initial), problem.most_steps)
    try:
        return _Run(problem, session).solve()
    finally:
        session.close()


class _Run:
    """One solve: the state that CVODE moves along, and its linear systems."""

    def __init__(self, problem: Problem, session: Session) -> None:
        self.problem, self.session = problem, session
        self.state = np.array(problem.initial, dtype=np.float64)
        self.vector = session.vector(self.state)
        self.factors: _Preconditioner | None = None
        self._begin()
        if problem.method == "BDF-Krylov":
            self._products()
        else:
            self.factors = _Preconditioner(problem, session, self.vector)

    def _begin(self) -> None:
        """CVODE at the start, with tolerances and the right side."""
        session, problem = self.session, self.problem
        library, check = session.library, session.check
        method = METHODS[problem.method.partition("-")[0]]
        session.memory[0] = memory = library.CVodeCreate(method, session.context[0])
        check(library.CVodeSetUserData(memory, session.data))
        check(library.CVodeInit(memory, self._slopes(), problem.span[0], self.vector))
        if isinstance(problem.atol, float):
            check(library.CVodeSStolerances(memory, problem.rtol, problem.atol))
        else:
            atol = session.vector(np.array(problem.atol, dtype=np.float64))
            check(library.CVodeSVtolerances(memory, problem.rtol, atol))
        largest = 0.0 if np.isinf(problem.largest_step) else problem.largest_step
        check(library.CVodeSetMaxStep(memory, largest))
        check(library.CVodeSetMaxHnilWarns(memory, NO_WARNINGS))
        check(library.CVodeSetMaxNumSteps(memory, min(AT_ONCE, problem.most_steps)))

    def _slopes(self) -> Any:
        """What CVODE calls for the right side."""
        session, problem = self.session, self.problem
        if problem.compiled is not None:
            kernel = problem.compiled[0].placed(None, None, *problem.parameters)
            session.place(session.data.slopes, kernel)
            return session.called(session.ours.symnum_cvode_slopes)

        def slopes(t: float, y: Any, result: Any, user: Any) -> int:
            made = session.view(result)
            made[:] = problem.rhs(t, session.view(y))
            return 0 if np.isfinite(made).all() else AGAIN

        return session.callback("slopes", slopes)

    def _products(self) -> None:
        """GMRES on products alone."""
        session, problem = self.session, self.problem
        product = problem.product
        if product is None:
            raise InputError(
                "method 'BDF-Krylov' needs Jacobian-vector products of a traced system"
            )

        def times(v: Any, result: Any, t: float, y: Any, *others: Any) -> int:
            session.view(result)[:] = product(t, session.view(y), session.view(v))
            return 0

        session.gmres(self.vector, NOT, KRYLOV_DIMENSION)
        if problem.compiled is None:
            session.products(session.callback("product", times))
            return
        kernel = problem.compiled[1].placed(None, None, *problem.parameters, None)
        session.place(session.data.product, kernel, 2 + len(problem.parameters))
        session.products(session.called(session.ours.symnum_cvode_product))

    def solve(self) -> Raw:
        """Go to the end."""
        times = self.problem.times
        rows = list(self._own_steps() if times is None else self._at(times))
        steps, rhs = self.session.counts()
        jacobians, factorisations = (
            (0, 0) if self.factors is None else (self.factors.jacobians, self.factors.made)
        )
        when = np.array([t for t, _ in rows])
        states = np.array([y for _, y in rows]).reshape(len(rows), -1)
        return Raw(when, states, steps, rhs, jacobians, factorisations)

    def _own_steps(self) -> Iterator[tuple[float, Vector]]:
        """The start, and the state after each step."""
        session, (start, end) = self.session, self.problem.span
        session.check(session.library.CVodeSetStopTime(session.memory[0], end))
        yield start, self.state.copy()
        for _ in range(self.problem.most_steps):
            t, flag = session.advance(end, self.vector, ONE_STEP)
            yield t, self.state.copy()
            if flag == REACHED_END:
                return
        raise SolveError(f"SUNDIALS' CVODE: more than {self.problem.most_steps} steps")

    def _at(self, times: Vector) -> Iterator[tuple[float, Vector]]:
        """States at given times."""
        session = self.session
        session.check(session.library.CVodeSetStopTime(session.memory[0], float(times[-1])))
        for t in times.tolist():
            if t > self.problem.span[0]:
                session.advance(t, self.vector, NORMAL)
            yield t, self.state.copy()


class _Preconditioner:
    """GMRES with the factors of ``I − γ J``."""

    def __init__(self, problem: Problem, session: Session, vector: Any) -> None:
        self.problem, self.session = problem, session
        self.jacobians = self.made = 0
        self.places: Arrangement = arrangement(problem.pattern)
        newton = self.places.newton
        self.entries: Vector = np.zeros(len(newton.places.indices))
        self.latest: Any = None
        data = session.data
        data.starts, data.rows, data.order = map(
            session.integers, (newton.places.indptr, newton.places.indices, self.places.order)
        )
        data.entries = session.doubles(self.entries)
        data.moved = session.doubles(np.empty(session.size))
        data.otherwise = session.callback("otherwise", self.otherwise)
        session.gmres(vector, LEFT, WITH_FACTORS)
        session.precondition(
            session.callback("setup", self.setup),
            session.called(session.ours.symnum_cvode_solve),
        )
        session.products(session.called(session.ours.symnum_cvode_matrix))

    def setup(
        self, t: float, y: Any, slopes: Any, keep: int, fresh: Any, step: float, user: Any
    ) -> int:
        """Factors for a step, of the Jacobian at a state or, if it may be kept, the last one."""
        fresh[0] = int(not (keep and self.jacobians))
        if fresh[0]:
            self.jacobians += 1
            jacobian = self.problem.jacobian(t, self.session.view(y))
            self.entries[:] = self.places.newton.entries(jacobian)
        self.made += 1
        try:
            self.latest = self.places.factors(self.entries, step)
        except RuntimeError:  # singular
            return AGAIN
        self._use(self.latest)
        return 0

    def _use(self, found: Any) -> None:
        data = self.session.data
        if isinstance(found, Factors):
            data.places = found.places.pointer
            data.l, data.u, data.inverse = found.numbers
        else:
            data.l = self.session.interface.NULL

    def otherwise(self, x: Any) -> int:
        """Solve by factors that are not ours."""
        right = self.session.at(x)
        right[:] = self.latest.solve(right.copy())
        return 0
