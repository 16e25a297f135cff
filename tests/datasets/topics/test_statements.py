"""What problems look like: numbers that a teacher would write, and bounds that are attained."""

from __future__ import annotations

import re
from typing import Any

import pytest

from codegen.datasets.families import FAMILIES
from codegen.datasets.presets import load_preset
from codegen.datasets.topics.topics import TOPICS

PROBES = load_preset("probes")
COUNT = 60
LARGEST, MOST_TURNS = 9999, 30
_NUMBER = re.compile(r"\d+")
_ANGLE = re.compile(r"\\frac\{(\d+) \\pi\}\{(\d+)\}")


def made(topic: str) -> list[dict[str, Any]]:
    return [FAMILIES[topic].make(PROBES, 8, index) for index in range(COUNT)]


@pytest.mark.parametrize("topic", sorted(TOPICS.keys() - {"physics"}))
def test_numbers_have_at_most_four_digits(topic: str) -> None:
    """Values of physics have the digits that they have."""
    problems = [record["problem"] for record in made(topic)]
    numbers = sorted(int(n) for problem in problems for n in _NUMBER.findall(problem))
    assert numbers[-1] <= LARGEST
    assert numbers[len(numbers) * 9 // 10] < 1000


def test_angles_are_a_few_turns() -> None:
    angles = [
        angle for record in made("trigonometry") for angle in _ANGLE.findall(record["problem"])
    ]
    assert angles
    assert all(int(above) < 2 * MOST_TURNS * int(below) for above, below in angles)


def test_least_and_greatest_values_are_attained() -> None:
    extremes = ("extreme_of_a_quadratic", "sum_with_reciprocal")
    found = [record for record in made("inequalities") if record["template"] in extremes]
    assert {record["template"] for record in found} == set(extremes)
    for record in found:
        *_, bound, equality, last = record["steps"]
        assert equality["operator"] == "equality_at_a_place"
        assert " <= " not in equality["equation"]["text"]
        assert last["operator"] == "attained_bound"
        assert last["equation"] == bound["equation"]
        assert record["answer"] == last["equation"]["latex"]
