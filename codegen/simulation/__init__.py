"""Simulation: differential equations from array code or networks, solved by several backends."""

from __future__ import annotations

from codegen.simulation.batch import BatchSolution, solve_batch
from codegen.simulation.building import ode
from codegen.simulation.problem import SolveError
from codegen.simulation.solution import Solution, Statistics
from codegen.simulation.solving import BACKENDS, available
from codegen.simulation.system import ODESystem

__all__ = [
    "BACKENDS", "BatchSolution", "ODESystem", "Solution", "SolveError", "Statistics", "available",
    "ode", "solve_batch",
]  # fmt: skip
