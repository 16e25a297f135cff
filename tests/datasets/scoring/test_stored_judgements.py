"""Judgements of answers that are the known ones, cut, turned and said twice, as they are stored.

A change that is only to be faster changes no line of ``judgements.txt``. One that is meant to
change judgements replaces the lines that the failure shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets.scoring.judging import judge, judge_by
from codegen.datasets.scoring.verdicts.grounds import Grounds
from codegen.datasets.scoring.verdicts.judgement import Judgement, StepJudgement

FOLDER = Path(__file__).parent


def variants() -> Iterator[tuple[str, str]]:
    """Names of records and answers."""
    for row in (FOLDER / "known_answers.txt").read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            name, *_, answer = (part.strip() for part in row.split("|", 3))
            lines = answer.split("; ")
            yield name, "\n".join(lines[1:])
            yield name, "\n".join(reversed(lines))
            yield name, "\n".join([*lines, *lines]).replace("2x", "3x")


def described(found: Judgement) -> str:
    steps = " ".join(map(_step, found.steps))
    return f"{found.goal} {found.first_error} {[*found.skipped]} {steps}".strip()


def _step(step: StepJudgement) -> str:
    rests_on = ",".join([*map(str, step.follows), *(f"p{number}" for number in step.premises)])
    rule = (step.rule or "jump").replace(" ", "-")
    return f"{step.verdict.kind}:{rule}({rests_on}){'-' * step.irrelevant}"


@pytest.fixture(scope="module")
def answers() -> list[tuple[str, str]]:
    return list(dict.fromkeys(variants()))


def test_judgements_are_those_that_are_stored(
    small: dict[str, Any], answers: list[tuple[str, str]]
) -> None:
    found = [described(judge(small[name], answer)) for name, answer in answers]
    assert len(found) >= 200
    assert found == (FOLDER / "judgements.txt").read_text("utf-8").splitlines()


def test_what_answers_share_changes_nothing(
    small: dict[str, Any], answers: list[tuple[str, str]]
) -> None:
    shared = {name: Grounds(record) for name, record in small.items()}
    stored = (FOLDER / "judgements.txt").read_text("utf-8").splitlines()
    for (name, answer), line in reversed(list(zip(answers, stored, strict=True))):
        assert described(judge_by(shared[name], answer)) == line, answer
