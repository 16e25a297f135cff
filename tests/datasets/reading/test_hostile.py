"""Hostile answers are read to a result or a reported problem within 1 s and 512 MiB."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from codegen.datasets.reading import Answer, Names, read_answer
from codegen.datasets.scoring.processes.workers import Outcome, Workers

NAMES = Names.of("x y", {"f": "x"})


HOSTILE: tuple[Any, ...] = run_path(str(Path(__file__).parents[1] / "hostile_answers.py"))[
    "HOSTILE"
]


@pytest.fixture(scope="module")
def outcomes(pool: Workers) -> dict[str, Outcome]:
    assert (pool.seconds, pool.mebibytes) == (1.0, 512)
    found = pool.map(partial(read_answer, names=NAMES), [hostile.text for hostile in HOSTILE])
    return {hostile.name: outcome for hostile, outcome in zip(HOSTILE, found, strict=True)}


def test_there_are_at_least_200() -> None:
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE) >= 200


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name[:60])
def test_it_is_read_or_reported(hostile: Any, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[hostile.name]
    assert outcome.verdict == "done", outcome
    answer: Answer = outcome.value
    kinds = [problem.kind for problem in answer.problems]
    assert kinds or answer.final is not None or not hostile.text.strip("$`# \n[]\\.")
    if hostile.expected.startswith("final:"):
        assert answer.final is not None
        assert answer.final.text == hostile.expected.removeprefix("final:")
    elif hostile.expected:
        assert hostile.expected in kinds
