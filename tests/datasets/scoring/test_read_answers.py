"""Answers as people and models write them, to records of all families, each judged by hand once.

``read_answers.jsonl`` has a record a line, with answers: how the final one stands to what is asked,
the first false line (empty for none), and the text; ``audited_answers.jsonl`` has those that were
judged by hand before the scorer saw them. ``judged_answers.jsonl`` says of each step as well what
its verdict is and by which operation it follows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets.families import FAMILIES
from codegen.datasets.scoring.judging import judge
from codegen.datasets.scoring.verdicts.goals import REACHED


def _cases(name: str) -> list[tuple[dict[str, Any], list[list[str]]]]:
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return [(each["record"], each["answers"]) for each in map(json.loads, lines)]


CASES, JUDGED = _cases("read_answers.jsonl"), _cases("judged_answers.jsonl")
AUDITED = _cases("audited_answers.jsonl")


def test_there_are_right_and_wrong_ones_of_all_families() -> None:
    goals = [goal for _, answers in CASES for goal, _, _ in answers]
    assert len(goals) >= 120
    assert 40 <= sum(goal in REACHED for goal in goals) <= len(goals) - 40
    assert {record["family"] for record, _ in CASES} >= FAMILIES.keys() - {"recursion"}


@pytest.mark.parametrize(
    ("record", "answers"), [*CASES, *AUDITED],
    ids=[f"{n}-{record['family']}" for n, (record, _) in enumerate([*CASES, *AUDITED])],
)  # fmt: skip
def test_they_are_judged_as_by_hand(record: dict[str, Any], answers: list[list[str]]) -> None:
    for goal, error, text in answers:
        found = judge(record, text)
        said = found.steps[found.first_error].text if found.first_error >= 0 else ""
        assert (found.goal, said) == (goal, error), text


def test_there_are_steps_of_all_kinds() -> None:
    steps = [step for _, answers in JUDGED for *_, said in answers for step in said.split()]
    assert sum(len(answers) for _, answers in JUDGED) >= 150 and len(steps) >= 400
    kinds = {step.split(":")[0] for step in steps}
    assert kinds == {"known", "proved", "supported", "undecided", "false"}
    assert {"law", "let", "identity"} <= {step.split(":")[1] for step in steps}


@pytest.mark.parametrize(
    ("record", "answers"), JUDGED,
    ids=[f"{n}-{record['family']}" for n, (record, _) in enumerate(JUDGED)],
)  # fmt: skip
def test_their_steps_are_judged_as_by_hand(
    record: dict[str, Any], answers: list[list[str]]
) -> None:
    for goal, error, text, steps in answers:
        found = judge(record, text)
        said = found.steps[found.first_error].text if found.first_error >= 0 else ""
        assert (found.goal, said) == (goal, error), text
        kinds = [(s.verdict.kind, (s.rule or "jump").replace(" ", "-")) for s in found.steps]
        assert " ".join(map(":".join, kinds)) == steps, text
