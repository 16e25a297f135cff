"""Answers whose judgement is known, one a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.datasets.scoring.judging import judge

TABLE = [
    [part.strip() for part in line.split("|", 3)]
    for line in (Path(__file__).parent / "known_answers.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_there_are_many() -> None:
    assert len(TABLE) >= 60
    assert len({(row[0], row[3]) for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    ("name", "goal", "first_error", "answer"),
    [row if len(row) == 4 else [*row, ""] for row in TABLE],
    ids=[f"{row[0]}-{n}" for n, row in enumerate(TABLE)],
)
def test_known_answer(
    small: dict[str, Any], name: str, goal: str, first_error: str, answer: str
) -> None:
    text = answer if name == "blanks" else "\n".join(answer.split("; "))
    found = judge(small[name], text)
    assert (found.goal, found.first_error) == (goal, int(first_error)), found
