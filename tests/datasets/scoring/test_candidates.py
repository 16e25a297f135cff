"""Answers whose goal and first false line are known; the right ones hold throughout.

Candidates that are thrown out later are no errors; kept ones, lost ones and made-up ones are.
Solutions of differential equations have constants of any name and scale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.datasets.scoring.judging import judge

TABLE = [
    [part.strip() for part in line.split(" | ", 3)]
    for name in ("candidates.txt", "general_solutions.txt")
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_there_are_right_and_wrong_ones() -> None:
    assert sum(row[1] == "right" for row in TABLE) >= 30
    assert len(TABLE) >= 70 and len({(row[0], row[3]) for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    ("name", "goal", "error", "answer"), TABLE, ids=[f"{c[0]}-{n}" for n, c in enumerate(TABLE)]
)
def test_judgement(small: dict[str, Any], name: str, goal: str, error: str, answer: str) -> None:
    found = judge(small[name], answer.replace("⏎", "\n"))
    said = found.steps[found.first_error].text if found.first_error >= 0 else ""
    assert said == error
    if goal == "right":
        assert found.correct
        assert found.sound, [step for step in found.steps if not step.verdict.holds]
    else:
        assert found.goal == goal, found
