"""Discovery: a search over programs that approximate a function, in a reproducible run.

``run(load_config(path), directory)`` searches, and writes a front of certified programs;
``resume(directory)`` goes on after a stop; ``load_front(directory)`` reads the result.
``approximate(function, domain)`` does the same in one call, without a directory.
"""

from __future__ import annotations

from evolve.approximating import approximate
from evolve.approximation import Approximation, Approximations
from evolve.config import Config, load_config
from evolve.front import Front, Member, load_front
from evolve.progress import Progress
from evolve.runner import RunResult, resume, run
from symnum.execution import Execution

DISTRIBUTION = "symnum-engine"
"""By which :mod:`symnum` knows that this package is its own."""

__all__ = [
    "Approximation", "Approximations", "Config", "Execution", "Front", "Member", "Progress",
    "RunResult", "approximate", "load_config", "load_front", "resume", "run",
]  # fmt: skip
