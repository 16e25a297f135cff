"""Hostile answers through the whole scorer: judged or ended at a limit, never right."""

from __future__ import annotations

import json
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from codegen.datasets import Scores, score
from codegen.datasets.scoring.processes.workers import Workers

HOSTILE: tuple[Any, ...] = run_path(str(Path(__file__).parents[1] / "hostile_answers.py"))[
    "HOSTILE"
]
NAMES = ("slope", "wave", "number", "roots", "product", "area")


@pytest.fixture(scope="module")
def scored(small: dict[str, Any], pool: Workers) -> Scores:
    answers = [
        {"id": small[NAMES[n % len(NAMES)]]["id"], "answer": hostile.text, "sample": n}
        for n, hostile in enumerate(HOSTILE)
    ]
    return score(answers, [small[name] for name in NAMES], pool=pool)


def test_every_one_has_a_judgement(scored: Scores) -> None:
    assert len(scored.judgements) == len(HOSTILE) >= 200
    statuses = [judgement.status for judgement in scored.judgements]
    assert set(statuses) <= {"judged", "timed out", "out of memory"}
    assert statuses.count("judged") >= 0.95 * len(statuses)


def test_none_is_right(scored: Scores) -> None:
    right = [j for j in scored.judgements if j.correct and j.family != "template"]
    assert not right, right


def test_the_figures_can_be_written(scored: Scores) -> None:
    assert sum(1 for line in scored.lines() if json.loads(line)["status"]) == len(HOSTILE)
    text = json.dumps(scored.as_json()["models"][""])
    assert "NaN" not in text and "Infinity" not in text
