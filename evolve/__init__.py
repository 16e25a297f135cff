"""Discovery: a search over programs that approximate a function, in a reproducible run.

``run(load_config(path), directory)`` searches, and writes a front of certified programs;
``resume(directory)`` goes on after a stop; ``load_front(directory)`` reads the result.
``approximate(function, domain)`` does the same in one call, without a directory.
"""

from __future__ import annotations

from evolve.fronts.approximation import Approximation, Approximations
from evolve.fronts.front import Front, Member, load_front
from evolve.problem.config import Config, load_config
from evolve.runs.approximating import approximate
from evolve.runs.progress import Progress
from evolve.runs.runner import RunResult, resume, run
from symnum.execution import Execution

DISTRIBUTION = "symnum-engine"
"""By which :mod:`symnum` knows that this package is its own."""

__all__ = [
    "Approximation", "Approximations", "Config", "Execution", "Front", "Member", "Progress",
    "RunResult", "approximate", "load_config", "load_front", "resume", "run",
]  # fmt: skip
