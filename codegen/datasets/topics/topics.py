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
    differential_equations,
    inequalities,
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

    @property
    def skills(self) -> frozenset[str]:
        """Every skill that a problem of the topic needs, of other topics too."""
        return frozenset(skill for problem in self.problems for skill in problem.skills)


_ALL = (
    Topic("algebra", "equations and systems solved by steps, fractions", algebra.PROBLEMS),
    Topic("calculus", "derivatives and integrals by rules", calculus.PROBLEMS),
    Topic("trigonometry", "identities by rules, exact values", trigonometry.PROBLEMS),
    Topic("series", "Taylor polynomials, geometric sums, limits", series.PROBLEMS),
    Topic(
        "differential_equations", "separable and linear equations, initial values",
        differential_equations.PROBLEMS,
    ),
    Topic("inequalities", "solution sets and bounds, with care for signs", inequalities.PROBLEMS),
    Topic(
        "linear_algebra", "determinants, systems, inverses, eigenvalues", linear_algebra.PROBLEMS
    ),
    Topic("complex_numbers", "arithmetic, moduli, powers, equations", complex_numbers.PROBLEMS),
    Topic("physics", "laws with units, solved for a quantity or joined", physics.PROBLEMS),
)  # fmt: skip
TOPICS: Mapping[str, Topic] = {topic.name: topic for topic in _ALL}
"""Every topic by name."""
GRAPH = graph_of(problem for topic in _ALL for problem in topic.problems)
"""The graph of skills: neighbours and weights."""


def maker(topic: Topic) -> Callable[[Config, int, int], dict[str, Any]]:
    """The function that makes record ``index`` of a seed."""

    def make(config: Config, seed: int, index: int) -> dict[str, Any]:
        random = Random(f"{topic.name} {seed} {index}")
        problem = chosen(random, topic.name, topic.problems, GRAPH, config.sampling)
        return record(topic, problem, random, index)

    return make


def record(topic: Topic, problem: Problem, random: Random, index: int) -> dict[str, Any]:
    """A record of a kind of problem."""
    solution = Solution(random)
    posed = problem.make(solution)
    # the topic itself first, then those of other skills
    topics = dict.fromkeys([topic.name, *(SKILLS[name].topic for name in problem.skills)])
    posed.topics = list(topics)
    return solution.record(topic.name, problem.name, index, problem.skills, posed)
