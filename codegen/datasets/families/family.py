"""What a family of problems is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from codegen.datasets.checking.report import CheckReport
from codegen.datasets.config import Config


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of problem.

    ``make(config, seed, index)`` is a pure function: record ``index`` of a seed, sealed.
    ``check(record)`` shares no code with it.
    """

    name: str
    description: str
    make: Callable[[Config, int, int], dict[str, Any]]
    check: Callable[[dict[str, Any]], CheckReport]
