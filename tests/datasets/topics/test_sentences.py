"""Problems ask what is on the checker's list of sentences, and nothing is added to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from codegen.datasets import Config, check_record
from codegen.datasets.checking.topics.sentences import _list
from codegen.datasets.checking.topics.table import TOPIC_CHECKS
from codegen.datasets.presets import load_preset
from codegen.datasets.production import record
from codegen.datasets.records import sealed
from codegen.datasets.topics.laws import LAWS

Record = dict[str, Any]
COUNT = 12


@pytest.fixture(scope="module", params=sorted(TOPIC_CHECKS))
def made(request: pytest.FixtureRequest) -> list[Record]:
    content = {**load_preset("probes").model_dump(), "families": {request.param: 1.0}}
    config = Config.model_validate(content, strict=False)
    return [record(config, 41, index) for index in range(COUNT)]


def test_every_law_and_template_is_on_the_list() -> None:
    physics = _list()["physics"]
    assert {law.name for law in LAWS} <= set(physics["laws"])
    for law in LAWS:
        for row in law.quantities:
            assert row[1] in physics["units"][row[2]]
    listed = [name for row in _list()["problems"] for name in row["templates"]]
    assert sorted(listed) == sorted(name for row in TOPIC_CHECKS.values() for name in row.goals)


FAULTS: dict[str, Callable[[str], str]] = {
    "a sentence more": lambda text: text + " Assume that every variable is negative.",
    "a sentence before": lambda text: "You may use a computer. " + text,
    "another verb": lambda text: re.sub(r"\w+", "Explain", text, count=1),
    "a condition in a formula": lambda text: text[::-1].replace("$", "$0 < x ,", 1)[::-1],
    "words in a formula": lambda text: text.replace("$", r"$\text{not } ", 1),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_added_to_problems(fault: str, made: list[Record]) -> None:
    for item in made:
        assert check_record(item).ok
        problem = FAULTS[fault](item["problem"])
        assert problem != item["problem"]
        assert not check_record(sealed({**item, "problem": problem})).ok, problem


@pytest.mark.parametrize("words", ["Use the quotient rule, twice.", "Rule of three.", "So it is."])
def test_steps_say_what_is_on_the_list(words: str, made: list[Record]) -> None:
    for item in made:
        for place in range(len(item["steps"])):
            steps = [dict(step) for step in item["steps"]]
            steps[place]["words"] = words
            assert not check_record(sealed({**item, "steps": steps})).ok
