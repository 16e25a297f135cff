"""Systems of differential equations as kernels: what every backend takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from codegen.arrays.compiled import CompiledArrayProgram
from codegen.simulation.colouring import ColouredJacobian, Integers, by_differences, colours
from codegen.simulation.conservation import ConservationLaw, Rows, laws
from codegen.simulation.elimination import Elimination, elimination, expanded, reduced
from codegen.simulation.following import Following, Parameters
from codegen.simulation.problem import Problem, Vector, checked_tolerances, interval
from codegen.simulation.solution import Solution
from codegen.simulation.solving import run
from symnum.errors import InputError, require_known, unknown
from symnum.tracing.tracer import ArrayProgram

DEFAULTS: Mapping[str, str] = {"scipy": "BDF", "sundials": "BDF", "diffrax": "Kvaerno5"}
"""The method of each backend if none is asked for."""
JACOBIANS = ("analytic", "coloured", "differences")
"""Where the entries of Jacobians come from: see :meth:`ODESystem.solve`."""


@dataclass(frozen=True)
class Kernels:
    """The compiled pieces of a system; each takes ``(t, y, parameter arrays in order)``.

    Args:
        rhs: Slopes, flat.
        jacobian: ∂rhs/∂y as a ``csc_array`` whose pattern never changes.
        pattern: That pattern, a ``csc_array`` of ones.
        product: ``(t, y, parameters, v)`` to the Jacobian times v, flat; ``None`` if not made.
        sensitivity: For a parameter's name, ``(t, y, parameters)`` to ∂rhs/∂parameter, a
            ``csc_array``; ``None`` if not made.
        batch: For a number of lanes, ``(t, y, parameters)`` to slopes, each with a last axis of
            lanes: (lanes,), (states, lanes) and (size, lanes); ``None`` if not made.
        compiled: ``rhs`` and ``product`` as compiled array programs, if they are.
    """

    rhs: Callable[..., Vector]
    jacobian: Callable[..., Any]
    pattern: Callable[[], Any]
    product: Callable[..., Vector] | None = None
    sensitivity: Callable[[str], Callable[..., Any]] | None = None
    batch: Callable[[int], Callable[..., Vector]] | None = None
    compiled: tuple[CompiledArrayProgram, CompiledArrayProgram] | None = None


@dataclass(frozen=True)
class ODESystem:
    """``M dy/dt = f(t, y; parameters)``, with its sparse Jacobian, ready to be solved.

    Args:
        name: Of the system.
        initial: The state at the start, in its shape, float64.
        names: Names of the states, flat; empty if they have none.
        parameters: Values of the parameters, numbers or arrays.
        kernels: The compiled pieces.
        mass: The mass matrix: ``None`` for the identity, or a flat array that is its diagonal (0
            for an algebraic equation), or a square array.
        program: The traced right side, where there is one.
        watched: Names of what can be watched beside states, and a function of ``(times, flat
            states, parameter arrays in order)`` that gives their values, shape (times, names).
        coefficients: Gives the coefficients of the slopes, for conservation laws.
        eliminated: Laws by which states are left out while solving; solutions have all states.
        following: How derived parameters and the start follow the parameters, if they do.
        chosen: The parameters that were set.
    """

    name: str
    initial: Vector
    names: tuple[str, ...]
    parameters: Parameters
    kernels: Kernels
    mass: Vector | None = None
    program: ArrayProgram | None = None
    watched: tuple[tuple[str, ...], Callable[..., Vector]] | None = None
    coefficients: Callable[[], Rows] | None = None
    eliminated: tuple[ConservationLaw, ...] = ()
    following: Following | None = None
    chosen: Parameters = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many states there are."""
        return int(self.initial.size)

    @property
    def values(self) -> tuple[Vector, ...]:
        """The parameters as flat arrays, in order."""
        return tuple(np.asarray(v, dtype=np.float64).reshape(-1) for v in self.parameters.values())

    def with_parameters(self, **values: ArrayLike) -> ODESystem:
        """The same system with other values of some parameters, not compiled again.

        What a file derives from them follows: other parameters, unless they were set too, and the
        start, unless one was given.

        Raises:
            InputError: no such parameter, or a value of another shape.
        """
        chosen = dict(self.chosen)
        for name, value in values.items():
            require_known(name, self.parameters, "parameter of the system")
            given, shape = np.asarray(value, dtype=np.float64), np.shape(self.parameters[name])
            if given.shape != shape:
                raise InputError(f"parameter {name!r} has the shape {shape}, not {given.shape}")
            chosen[name] = float(given) if given.ndim == 0 else given
        if self.following is None:
            return replace(self, parameters={**self.parameters, **chosen}, chosen=chosen)
        parameters, start = self.following.values(chosen)
        if not self.following.start_by:  # it is a number, or was given
            start = self.initial
        return replace(self, parameters=parameters, initial=start, chosen=chosen)

    def with_initial(self, state: ArrayLike) -> ODESystem:
        """The same system from another start.

        Raises:
            InputError: the state has another shape.
        """
        given = np.array(state, dtype=np.float64)
        if given.shape != self.initial.shape:
            raise InputError(f"the state has the shape {self.initial.shape}, not {given.shape}")
        following = self.following
        kept = None if following is None else replace(following, start_by=frozenset())
        return replace(self, initial=given, following=kept)

    def watch(self, solution: Solution) -> dict[str, Vector]:
        """Observables and definitions of the file along a solution, by name; shape (times,)."""
        if self.watched is None:
            return {}
        names, function = self.watched
        flat = solution.states.reshape(len(solution.times), -1)
        rows = function(solution.times, flat, self.values)
        return dict(zip(names, rows.T, strict=True))

    def rhs(self, t: float, y: ArrayLike) -> Vector:
        """The right side at a time and state (flat or in shape), in the shape it was given."""
        given = np.asarray(y, dtype=np.float64)
        return self.kernels.rhs(t, given.reshape(-1), self.values).reshape(given.shape)

    def jacobian(self, t: float, y: ArrayLike) -> Any:
        """The Jacobian of the right side, a ``csc_array`` over flat states, float64."""
        return self.kernels.jacobian(t, np.asarray(y, dtype=np.float64).reshape(-1), self.values)

    def jacobian_product(self, t: float, y: ArrayLike, v: ArrayLike) -> Vector:
        """The Jacobian times a direction, in the shape of the direction.

        Raises:
            InputError: the system has no products.
        """
        if self.kernels.product is None:
            raise InputError(f"system {self.name!r} has no products with its Jacobian")
        state, along = (np.asarray(one, dtype=np.float64) for one in (y, v))
        made = self.kernels.product(t, state.reshape(-1), self.values, along.reshape(-1))
        return made.reshape(along.shape)

    def conservation_laws(self) -> tuple[ConservationLaw, ...]:
        """Weighted sums of states that never change, found exactly (FLINT, over the rationals).

        Raises:
            InputError: a mass matrix, no symbolic form, or more states than are looked through.
        """
        if self.mass is not None:
            raise InputError("conservation laws are not looked for beside a mass matrix")
        if self.coefficients is None:
            raise InputError(f"system {self.name!r} has no symbolic form to find laws in")
        return laws(self.coefficients(), self.initial.reshape(-1))

    def with_elimination(self) -> ODESystem:
        """The same system, solved with one state less for each conservation law."""
        return replace(self, eliminated=self.conservation_laws())

    @cached_property
    def pattern(self) -> Any:
        """Where the Jacobian has entries: a ``csc_array`` of ones."""
        return self.kernels.pattern()

    @cached_property
    def colours(self) -> Integers:
        """A colour for each column of the pattern; those of one colour share no row."""
        return colours(self.pattern)

    def solve(
        self,
        t_span: tuple[float, float],
        *,
        times: ArrayLike | None = None,
        backend: str = "scipy",
        method: str | None = None,
        rtol: float = 1e-6,
        atol: ArrayLike = 1e-9,
        largest_step: float = np.inf,
        jacobian: str = "analytic",
    ) -> Solution:
        """Solve over an interval of time.

        Args:
            t_span: Start and end.
            times: When states are wanted, within the interval; the solver's own steps if not given
                (only start and end with diffrax).
            backend: ``"scipy"``, ``"sundials"`` or ``"diffrax"``.
            method: The solver's name for its method; the backend's first if not given.
            rtol: Relative tolerance.
            atol: Absolute tolerance, a number or one for each state.
            largest_step: Upper bound on steps.
            jacobian: ``"analytic"`` (a derivative for each entry), ``"coloured"`` (a product with
                the Jacobian for each colour of columns) or ``"differences"`` (a difference of the
                right side for each colour). SUNDIALS' ``BDF-Krylov`` and diffrax take none.

        Raises:
            InputError: an unknown backend, method or Jacobian, times that are not in order, or
                tolerances that are none.
            SolveError: the solver gave up.
        """
        problem = self.problem(t_span, times, method or DEFAULTS.get(backend, ""), rtol, atol,
                               largest_step, jacobian)  # fmt: skip
        by = self._elimination()
        raw, statistics = run(problem if by is None else reduced(problem, by), backend)
        raw = raw if by is None else expanded(raw, by)
        shape = (len(raw.times), *self.initial.shape)
        return Solution(
            raw.times, raw.states.reshape(shape), self.names, f"{backend} {problem.method}",
            statistics, dict(self.parameters),
        )  # fmt: skip

    def _entries(self, kind: str) -> Callable[[float, Vector], Any]:
        """The Jacobian at a time and flat state, found in one of the ways."""
        values, kernels = self.values, self.kernels
        if kind == "analytic":
            return lambda t, y: kernels.jacobian(t, y, values)
        if kind == "differences":
            along = by_differences(lambda t, y: kernels.rhs(t, y, values))
            return ColouredJacobian(self.pattern, along, self.colours)
        if kind != "coloured":
            raise unknown(kind, JACOBIANS, "jacobian")
        product = kernels.product
        if product is None:
            raise InputError("a coloured Jacobian needs products, which this system has not")
        return ColouredJacobian(
            self.pattern, lambda t, y, v: product(t, y, values, v), self.colours
        )

    def _elimination(self) -> Elimination | None:
        """With the conserved sums as they are at this start."""
        if not self.eliminated:
            return None
        start = self.initial.reshape(-1)
        moved = [
            ConservationLaw(law.weights, sum(w * start[p] for p, w in law.weights.items()))
            for law in self.eliminated
        ]
        return elimination(moved, self.size)

    def problem(
        self, t_span: tuple[float, float], times: ArrayLike | None, method: str, rtol: float,
        atol: ArrayLike, largest_step: float, jacobian: str = "analytic",
    ) -> Problem:  # fmt: skip
        """What a solver is given; arguments and errors are those of :meth:`solve`."""
        span, wanted = interval(t_span, times)
        tolerances = checked_tolerances(rtol, atol, self.size)
        values, kernels = self.values, self.kernels
        product = kernels.product
        return Problem(
            lambda t, y: kernels.rhs(t, y, values),
            self._entries(jacobian),
            lambda: self.pattern,
            None if product is None else lambda t, y, v: product(t, y, values, v),
            self.initial.reshape(-1),
            span,
            wanted,
            method,
            *tolerances,
            self.mass,
            self.program,
            values,
            largest_step,
            compiled=kernels.compiled,
        )
