"""Diffrax: JAX's solvers on the emitted JAX function of a traced system.

``Tsit5`` and ``Dopri5`` are explicit. ``Kvaerno3`` and ``Kvaerno5`` are implicit, with dense LU of
the Jacobian: for up to some hundred states. ``Kvaerno3-Krylov`` and ``Kvaerno5-Krylov`` iterate
after Newton with GMRES on Jacobian-vector products, without a matrix: for large systems that are
not too stiff for GMRES without a preconditioner. Derivatives are the symbolic ones. States at times
within a step of Kvaerno's methods come from cubic interpolation.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from codegen.arrays.interpreted import jax_function
from codegen.simulation.problem import Problem, Raw, SolveError
from symnum.errors import InputError
from symnum.tracing.tracer import ArrayProgram

METHODS = ("Kvaerno5", "Kvaerno3", "Kvaerno5-Krylov", "Kvaerno3-Krylov", "Tsit5", "Dopri5")
KRYLOV_TOLERANCE = 1e-2
"""How much GMRES reduces what it is given, in every element; the next iteration does the rest."""
KRYLOV_DIMENSION, KRYLOV_RESTARTS = 10, 50
MOST_FIELDS = 16
_FIELDS: dict[int, tuple[ArrayProgram, Callable[..., Any]]] = {}
"""Fields by the identity of their programs, which are kept so that it stays theirs."""


def solve(problem: Problem) -> Raw:
    """Solve with diffrax, in float64.

    Raises:
        InputError: a mass matrix, or a system that was not traced.
        SolveError: the solver gave up.
    """
    import diffrax
    import jax

    if problem.mass is not None:
        raise InputError("diffrax takes no mass matrix: use backend='sundials'")
    if problem.program is None:
        raise InputError("backend 'diffrax' needs a traced system; networks have C code alone")
    with jax.enable_x64(True), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of equinox and JAX about each other
        start, end = problem.span
        found = _solved(problem)
        times, states = np.asarray(found.ts), np.asarray(found.ys)
        finite = np.isfinite(times)
        if found.result != diffrax.RESULTS.successful:
            raise SolveError(f"diffrax's {problem.method} did not reach t = {end} from {start}")
        counts = found.stats
    return Raw(
        times[finite].astype(np.float64), states[finite].astype(np.float64),
        int(counts["num_accepted_steps"]), -1, -1, -1,
    )  # fmt: skip


def _field(program: ArrayProgram) -> Callable[..., Any]:
    """The vector field; the same object for the same program, so that JAX compiles once."""
    import jax.numpy as jnp

    known = _FIELDS.get(id(program))
    if known is not None:
        return known[1]
    slopes, shape = jax_function(program), program.inputs[1].shape

    def field(t: Any, y: Any, parameters: Any) -> Any:
        return jnp.reshape(slopes(t, jnp.reshape(y, shape), *parameters), (-1,))

    while len(_FIELDS) >= MOST_FIELDS:
        del _FIELDS[next(iter(_FIELDS))]
    _FIELDS[id(program)] = program, field
    return field


def _solver(problem: Problem) -> Any:
    """The method, with Newton's iteration and GMRES if asked for."""
    import diffrax
    import lineax
    import optimistix

    name, _, krylov = problem.method.partition("-")
    made = getattr(diffrax, name)
    if not krylov:
        return made()
    atol: Any = problem.atol  # arrays are as good as numbers
    linear = lineax.GMRES(
        rtol=KRYLOV_TOLERANCE, atol=KRYLOV_TOLERANCE * atol, restart=KRYLOV_DIMENSION,
        max_steps=KRYLOV_RESTARTS,
    )  # fmt: skip
    # diffrax's own chord iteration carries the linear solver's state, which for Krylov methods is
    # a function and no array; Newton's carries none
    newton: Any = optimistix.Newton(
        rtol=problem.rtol, atol=atol, norm=optimistix.rms_norm, linear_solver=linear,
        cauchy_termination=False,
    )  # fmt: skip
    return made(root_finder=newton)


def _solved(problem: Problem) -> Any:
    import diffrax
    import jax.numpy as jnp

    assert problem.program is not None
    shapes = [given.shape for given in problem.program.inputs[2:]]
    parameters = [
        jnp.reshape(jnp.asarray(v), s) for v, s in zip(problem.parameters, shapes, strict=True)
    ]
    wanted = problem.span if problem.times is None else problem.times
    return diffrax.diffeqsolve(
        diffrax.ODETerm(_field(problem.program)),
        _solver(problem),
        *problem.span,
        None,
        jnp.asarray(problem.initial),
        args=parameters,
        saveat=diffrax.SaveAt(ts=jnp.asarray(wanted, dtype=jnp.float64)),
        stepsize_controller=diffrax.PIDController(
            rtol=problem.rtol, atol=problem.atol,
            dtmax=None if np.isinf(problem.largest_step) else problem.largest_step,
        ),
        max_steps=min(problem.most_steps, 2**20),
        throw=False,
    )  # fmt: skip
