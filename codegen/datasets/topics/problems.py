"""Kinds of problems: what a topic offers to the samplers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codegen.datasets.topics.solution import Posed, Solution

Make = Callable[[Solution], Posed]


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem.

    ``make`` writes the steps and says what is asked; it returns at the first attempt. Every record
    of the kind needs all of ``skills``.
    """

    name: str
    skills: tuple[str, ...]
    make: Make
    weight: float = 1.0
