"""Which problem a record poses: by one skill, by a pair of skills, or by a walk over their graph.

``single`` draws a skill of the topic, then a problem that needs it, so that rare skills do not
starve. ``pair`` draws two skills that some problem needs together (as in MATH^2, Shah et al. 2024).
``walk`` walks over the graph of skills, across topics, and takes a problem that needs the most of
those it met (as in MathScale, Tang et al. 2024). A single skill poses problems of one part; pairs
and walks pose those that are composed of parts of several topics as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log
from random import Random

from codegen.datasets.config import Sampling
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.skills import SKILLS

Graph = Mapping[str, Mapping[str, float]]


def chosen(
    random: Random, topic: str, problems: Sequence[Problem], graph: Graph, sampling: Sampling
) -> Problem:
    """A problem of a topic, of those that it offers in this mode."""
    own = own_skills(topic, problems)
    if sampling.mode == "pair":
        pairs = own_pairs(own, problems)
        if pairs:
            return _drawn(random, needing(random.choice(pairs), problems))
    if sampling.mode == "walk":
        met = walk(random, graph, random.choice(own), sampling.walk)
        return _drawn(random, needing_most(met, problems))
    return _drawn(random, needing((random.choice(own),), problems))


def own_skills(topic: str, problems: Sequence[Problem]) -> list[str]:
    """The topic's skills that its problems need."""
    needed = {skill for problem in problems for skill in problem.skills}
    return [name for name, skill in SKILLS.items() if skill.topic == topic and name in needed]


def own_pairs(own: Sequence[str], problems: Sequence[Problem]) -> list[tuple[str, str]]:
    """Pairs of skills that some problem needs, one at least of the topic."""
    pairs = {pair for problem in problems for pair in combinations(problem.skills, 2)}
    return sorted(pair for pair in pairs if set(pair) & set(own))


def walk(random: Random, graph: Graph, start: str, steps: int) -> list[str]:
    """Skills met from a start; edges are taken with odds ``log(1 + weight)``."""
    met = [start]
    for _ in range(steps):
        edges = graph[met[-1]]
        if not edges:
            break
        odds = [log(1 + weight) for weight in edges.values()]
        met.append(random.choices(list(edges), odds)[0])
    return met


def needing(skills: Sequence[str], problems: Sequence[Problem]) -> list[Problem]:
    """The problems that need all of some skills."""
    return [problem for problem in problems if set(skills) <= set(problem.skills)]


def needing_most(skills: Sequence[str], problems: Sequence[Problem]) -> list[Problem]:
    """The problems that need as many of some skills as any problem does."""
    counts = [len(set(skills) & set(problem.skills)) for problem in problems]
    most = max(counts)
    return [problem for problem, count in zip(problems, counts, strict=True) if count == most]


def _drawn(random: Random, problems: Sequence[Problem]) -> Problem:
    return random.choices(problems, [problem.weight for problem in problems])[0]
