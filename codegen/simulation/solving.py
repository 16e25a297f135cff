"""Backends by name, and one way to call them."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Mapping
from dataclasses import dataclass

from codegen.simulation.problem import Problem, Raw
from codegen.simulation.solution import Statistics
from symnum.errors import InputError, require_known, row_named


@dataclass(frozen=True)
class Backend:
    """A solver that may be installed.

    Args:
        module: Where its ``solve`` and ``METHODS`` are.
        package: What has to be installed for it.
        install: How.
    """

    module: str
    package: str
    install: str


BACKENDS: Mapping[str, Backend] = {
    "scipy": Backend("codegen.simulation.scipy_backend", "scipy", "pip install scipy"),
    "sundials": Backend(
        "codegen.simulation.sundials_backend", "sksundae", "pip install 'symnum-engine[sundials]'"
    ),
    "diffrax": Backend(
        "codegen.simulation.diffrax_backend", "diffrax", "pip install 'symnum-engine[diffrax]'"
    ),
}
"""Solvers by name."""


def available() -> tuple[str, ...]:
    """The backends whose packages are installed."""
    return tuple(n for n, b in BACKENDS.items() if importlib.util.find_spec(b.package) is not None)


def run(problem: Problem, backend: str) -> tuple[Raw, Statistics]:
    """Solve a problem.

    Raises:
        InputError: an unknown backend or method, or one that is not installed.
        SolveError: the solver gave up.
    """
    chosen = row_named(backend, BACKENDS, "backend")
    if backend not in available():
        raise InputError(f"backend {backend!r} needs {chosen.package}: {chosen.install}")
    module = importlib.import_module(chosen.module)
    require_known(problem.method, module.METHODS, f"method of {backend}")
    started = time.perf_counter()
    raw: Raw = module.solve(problem)
    seconds = time.perf_counter() - started
    return raw, Statistics(
        raw.steps, raw.rhs_evaluations, raw.jacobian_evaluations, raw.factorisations, seconds
    )
