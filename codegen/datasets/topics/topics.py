"""The table of topics, and record i of each.

>>> sorted(TOPICS["algebra"].skills)[:2]
['completing_the_square', 'expanding']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.topics import (
    algebra,
    calculus,
    complex_numbers,
    composed_equations,
    composed_functions,
    differential_equations,
    inequalities,
    joined,
    linear_algebra,
    physics,
    series,
    trigonometry,
)
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.sampling import chosen
from codegen.datasets.topics.skills import SKILLS, graph_of
from codegen.datasets.topics.solution import Solution


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its kinds of problems."""

    name: str
    description: str
    problems: tuple[Problem, ...]
    """Of one part each."""
    composed: tuple[Problem, ...] = ()
    """Those that join skills of several topics: posed for pairs of skills and for walks."""

    @property
    def every(self) -> tuple[Problem, ...]:
        """All kinds of problems."""
        return self.problems + self.composed

    @property
    def skills(self) -> frozenset[str]:
        """Every skill that a problem of the topic needs, of other topics too."""
        return frozenset(skill for problem in self.every for skill in problem.skills)

    def offered(self, mode: str) -> tuple[Problem, ...]:
        """The kinds of problems among which a sampler may choose."""
        return self.problems if mode == "single" else self.every


_COMPOSED: Mapping[str, tuple[Problem, ...]] = {
    "calculus": composed_functions.OF_CALCULUS,
    "differential_equations": composed_equations.OF_DIFFERENTIAL_EQUATIONS,
    "inequalities": composed_functions.OF_INEQUALITIES,
    "linear_algebra": composed_equations.OF_LINEAR_ALGEBRA,
    "physics": composed_equations.OF_PHYSICS,
}


def _topic(name: str, description: str, problems: tuple[Problem, ...]) -> Topic:
    more = (*_COMPOSED.get(name, ()), *joined.JOINED.get(name, ()))
    return Topic(name, description, problems, more)


_ALL = (
    _topic("algebra", "equations and systems solved by steps, fractions", algebra.PROBLEMS),
    _topic("calculus", "derivatives and integrals by rules", calculus.PROBLEMS),
    _topic("trigonometry", "identities by rules, exact values", trigonometry.PROBLEMS),
    _topic("series", "Taylor polynomials, geometric sums, limits", series.PROBLEMS),
    _topic(
        "differential_equations", "separable and linear equations, initial values",
        differential_equations.PROBLEMS,
    ),
    _topic("inequalities", "solution sets and bounds, with care for signs", inequalities.PROBLEMS),
    _topic(
        "linear_algebra", "determinants, systems, inverses, eigenvalues", linear_algebra.PROBLEMS
    ),
    _topic("complex_numbers", "arithmetic, moduli, powers, equations", complex_numbers.PROBLEMS),
    _topic("physics", "laws with units, solved for a quantity or joined", physics.PROBLEMS),
)  # fmt: skip
TOPICS: Mapping[str, Topic] = {topic.name: topic for topic in _ALL}
"""Every topic by name."""
GRAPH = graph_of(problem for topic in _ALL for problem in topic.every)
"""The graph of skills: neighbours and weights."""


def maker(topic: Topic) -> Callable[[Config, int, int], dict[str, Any]]:
    """The function that makes record ``index`` of a seed."""

    def make(config: Config, seed: int, index: int) -> dict[str, Any]:
        random = Random(f"{topic.name} {seed} {index}")
        sampling = config.sampling
        problem = chosen(random, topic.name, topic.offered(sampling.mode), GRAPH, sampling)
        return record(topic, problem, random, index)

    return make


def topics_of(topic: Topic, problem: Problem) -> list[str]:
    """The topic itself first, then those of the other skills that a problem needs."""
    return list(dict.fromkeys([topic.name, *(SKILLS[name].topic for name in problem.skills)]))


def record(topic: Topic, problem: Problem, random: Random, index: int) -> dict[str, Any]:
    """A record of a kind of problem."""
    solution = Solution(random)
    posed = problem.make(solution)
    posed.topics = topics_of(topic, problem)
    return solution.record(topic.name, problem.name, index, problem.skills, posed)
