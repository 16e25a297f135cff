"""Answers as people and models write them, to records of all families, each judged by hand once.

``read_answers.jsonl`` has a record a line, with answers: how the final one stands to what is asked,
the first false line (empty for none), and the text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets.families import FAMILIES
from codegen.datasets.scoring.goals import REACHED
from codegen.datasets.scoring.judging import judge

LINES = (Path(__file__).parent / "read_answers.jsonl").read_text("utf-8").splitlines()
CASES = [(each["record"], each["answers"]) for each in map(json.loads, LINES)]


def test_there_are_right_and_wrong_ones_of_all_families() -> None:
    goals = [goal for _, answers in CASES for goal, _, _ in answers]
    assert len(goals) >= 120
    assert 40 <= sum(goal in REACHED for goal in goals) <= len(goals) - 40
    assert {record["family"] for record, _ in CASES} >= FAMILIES.keys() - {"recursion"}


@pytest.mark.parametrize(
    ("record", "answers"), CASES,
    ids=[f"{n}-{record['family']}" for n, (record, _) in enumerate(CASES)],
)  # fmt: skip
def test_they_are_judged_as_by_hand(record: dict[str, Any], answers: list[list[str]]) -> None:
    for goal, error, text in answers:
        found = judge(record, text)
        said = found.steps[found.first_error].text if found.first_error >= 0 else ""
        assert (found.goal, said) == (goal, error), text
