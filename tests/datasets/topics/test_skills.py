"""The graph of skills and the samplers that follow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise
from random import Random

import pytest

from codegen.datasets.config import Sampling
from codegen.datasets.topics.laws import LAWS, laws_of
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.sampling import chosen, own_pairs, own_skills, walk
from codegen.datasets.topics.skills import SKILLS, graph_of, skills_of
from codegen.datasets.topics.topics import GRAPH, TOPICS
from symnum.errors import InputError

PROBLEMS = [problem for topic in TOPICS.values() for problem in topic.every]
ONE = '[[skills]]\nname = "a"\ntopic = "t"\noperators = ["x"]\n'


def test_every_skill_is_needed_and_every_need_is_a_skill() -> None:
    needed = {skill for problem in PROBLEMS for skill in problem.skills}
    assert needed == set(SKILLS)
    assert {skill.topic for skill in SKILLS.values()} == set(TOPICS)
    assert all(len(set(problem.skills)) == len(problem.skills) for problem in PROBLEMS)


def test_weights_count_the_problems_that_need_both() -> None:
    for first, edges in GRAPH.items():
        for second, weight in edges.items():
            together = [p.weight for p in PROBLEMS if {first, second} <= set(p.skills)]
            assert weight == sum(together) == GRAPH[second][first]
        assert first not in edges
    assert graph_of(PROBLEMS) == GRAPH
    assert any(SKILLS[a].topic != SKILLS[b].topic for a, edges in GRAPH.items() for b in edges)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ONE + ONE, "listed twice"),
        (ONE.replace("topic", 'requires = ["b"]\ntopic'), "requires b"),
        (ONE.replace('operators = ["x"]', "operators = []"), "operators"),
        (ONE + "weight = 2\n", "weight"),
        (ONE.replace('"a"', '"A skill"'), "name"),
    ],
)
def test_bad_skills_are_refused(text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        skills_of(text, "skills.toml")


LAW = (
    '[[laws]]\nname = "n"\nequation = "u = v*w"\n'
    'quantities = [["u", "a", "b"], ["v", "a", "b"], ["w", "a", "b"]]\n'
)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (LAW.replace("v*w", "v*z"), "has others"),
        (LAW.replace("v*w", "v*"), "expected"),
        (LAW.replace('["w"', '["cos"').replace("v*w", "v*cos"), "cos"),
        (LAW.replace('["w", "a", "b"]', '["w", "a"]'), "quantities"),
    ],
)
def test_bad_laws_are_refused(text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        laws_of(text, "laws.toml")


def test_laws_have_distinct_names() -> None:
    assert len({law.name for law in LAWS}) == len(LAWS) == 26


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_single_draws_every_skill_of_the_topic(topic: str) -> None:
    problems, random = TOPICS[topic].problems, Random(1)
    drawn = [chosen(random, topic, problems, GRAPH, Sampling()) for _ in range(400)]
    needed = Counter(skill for problem in drawn for skill in problem.skills)
    own = own_skills(topic, problems)
    assert min(needed[skill] for skill in own) > 400 / len(own) / 2


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_pairs_are_needed_together(topic: str) -> None:
    problems, random = TOPICS[topic].offered("pair"), Random(2)
    own = own_skills(topic, problems)
    pairs = own_pairs(own, problems)
    assert pairs
    drawn = [chosen(random, topic, problems, GRAPH, Sampling(mode="pair")) for _ in range(400)]
    for pair in pairs:
        assert any(set(pair) <= set(problem.skills) for problem in drawn)


def test_walks_follow_edges_across_topics() -> None:
    random, topics = Random(3), set()
    for start in SKILLS:
        met = walk(random, GRAPH, start, 8)
        assert met[0] == start
        assert all(second in GRAPH[first] for first, second in pairwise(met))
        topics.add(frozenset(SKILLS[name].topic for name in met))
    assert max(map(len, topics)) >= 3


def test_a_walk_takes_a_problem_that_needs_the_most_of_what_it_met() -> None:
    problems = TOPICS["algebra"].offered("walk")
    drawn, met = Random(4), Random(4)
    for _ in range(200):
        problem = chosen(drawn, "algebra", problems, GRAPH, Sampling(mode="walk", walk=6))
        skills = set(walk(met, GRAPH, met.choice(own_skills("algebra", problems)), 6))
        overlaps = {other.name: len(skills & set(other.skills)) for other in problems}
        assert overlaps[problem.name] == max(overlaps.values())
        met.setstate(drawn.getstate())


def test_a_single_skill_poses_no_composed_problem() -> None:
    for topic in TOPICS.values():
        assert topic.offered("single") == topic.problems
        assert topic.offered("walk") == topic.offered("pair") == topic.every


def drawn_in(mode: str, steps: int = 4) -> list[Problem]:
    """200 problems of each topic."""
    sampling = Sampling(mode=mode, walk=steps)  # type: ignore[arg-type]
    return [
        chosen(Random(f"{name} {n}"), name, topic.offered(mode), GRAPH, sampling)
        for name, topic in TOPICS.items()
        for n in range(200)
    ]


def mixed(problems: Sequence[Problem]) -> tuple[float, int, float]:
    """Skills of a problem, different pairs of skills, and the share of problems with skills of
    several topics."""
    pairs = {pair for problem in problems for pair in combinations(sorted(problem.skills), 2)}
    wide = [len({SKILLS[name].topic for name in problem.skills}) > 1 for problem in problems]
    skills = sum(len(problem.skills) for problem in problems)
    return skills / len(problems), len(pairs), sum(wide) / len(problems)


def test_pairs_and_walks_mix_more_skills_than_single() -> None:
    single = mixed(drawn_in("single"))
    for mode, steps in (("pair", 4), ("walk", 5), ("walk", 8)):
        found = mixed(drawn_in(mode, steps))
        assert found[0] > single[0] + 0.3
        assert found[1] > single[1] + 30
        assert found[2] > single[2] + 0.15
