"""Topics in other letters: the claim is verified, and records that are another's are refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from codegen.datasets import Config, check_record, judge
from codegen.datasets.checking.claims import LETTERED
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.families import FAMILIES
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.perturbations.letters import FAMILIES as TOPICS
from codegen.datasets.perturbations.letters import rewritten
from codegen.datasets.records import line_of, sealed

Record = dict[str, Any]
Pair = tuple[Record, Record]
RENAMING = PERTURBATIONS["variable_renaming"]
COUNT = 25
LEAST = {"complex_numbers": 4, "linear_algebra": 5, "trigonometry": 4}
"""Records of a topic that can be renamed; where it is not said, nearly all."""


@pytest.fixture(scope="module")
def pairs(word_config: Config) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for topic in TOPICS:
        made = [FAMILIES[topic].make(word_config, 43, index) for index in range(COUNT)]
        children = [(parent, RENAMING.apply(dict(parent), 0)) for parent in made]
        found[topic] = [
            (dict(parent), json.loads(line_of(child)))
            for parent, child in children
            if child is not None
        ]
    return found


def test_topics_are_those_that_are_verified() -> None:
    assert set(TOPICS) == LETTERED


@pytest.mark.parametrize("topic", TOPICS)
def test_claims_are_verified(topic: str, pairs: dict[str, list[Pair]]) -> None:
    assert len(pairs[topic]) >= LEAST.get(topic, 20)
    for parent, child in pairs[topic]:
        assert child["perturbation"]["answer_changes"] is False
        assert check_record(child).ok and check_relation(parent, child).ok, child["problem"]
        assert child["structure"] == parent["structure"]
        assert child["problem"] != parent["problem"] or child["steps"] != parent["steps"]
        assert RENAMING.apply(child, 0) is None


@pytest.mark.parametrize("topic", TOPICS)
def test_the_answer_is_right_in_new_letters(topic: str, pairs: dict[str, list[Pair]]) -> None:
    for parent, child in pairs[topic][:3]:
        assert judge(child, child["solution"]).correct
        if child["answer"] != parent["answer"] and child["answer_kind"] == "expression":
            assert not judge(child, f"The answer is ${parent['answer']}$").correct


def another_number(parent: Record, child: Record) -> Record:
    """A step of another record, which is right there."""
    equation = child["steps"][-1]["equation"]
    return {**child, "steps": [{**child["steps"][0], "equation": equation}, *child["steps"][1:]]}


def another_assumption(parent: Record, child: Record) -> Record:
    domain = [{**child["domain"][0], "assumption": "integer"}, *child["domain"][1:]]
    return {**child, "domain": domain}


def one_name_for_two(parent: Record, child: Record) -> Record:
    first = child["domain"][0]["symbol"]
    return {**child, "functions": [{"name": first, "latex": first}] * len(parent["functions"]),
            "domain": [{**e, "symbol": first} for e in child["domain"]]}  # fmt: skip


def a_step_less(parent: Record, child: Record) -> Record:
    return {**child, "steps": child["steps"][:-1], "step_labels": []}


FALSE: tuple[Callable[[Record, Record], Record], ...] = (
    another_number, another_assumption, one_name_for_two, a_step_less,
    lambda parent, child: {**child, "steps": parent["steps"]},
    lambda parent, child: {**child, "domain": parent["domain"]},
    lambda parent, child: {**parent, "perturbation": child["perturbation"]},
    lambda parent, child: {**child, "template": "linear"},
    lambda parent, child: {**child, "problem": "Now. " + child["problem"]},
    lambda parent, child: {**child, "answer_kind": "text"},
    lambda parent, child: {**child, "instance": child["instance"] + 1},
    lambda parent, child: {**child, "index": child["index"] + 1},
)  # fmt: skip


@pytest.mark.parametrize("make", FALSE)
@pytest.mark.parametrize("topic", ["algebra", "calculus", "differential_equations"])
def test_what_is_no_renaming_is_refused(
    topic: str, make: Callable[[Record, Record], Record], pairs: dict[str, list[Pair]]
) -> None:
    for parent, child in pairs[topic][:8]:
        false = sealed(copy.deepcopy(make(parent, child)))
        if false != child and len(parent["steps"]) > 1:
            assert not check_relation(parent, false).ok


def test_names_are_new(pairs: dict[str, list[Pair]]) -> None:
    """Two letters that exchange their places are refused, although nothing else is."""
    planted = 0
    for topic in ("linear_algebra", "algebra", "series"):
        for parent, child in pairs[topic]:
            names = sorted(e["symbol"] for e in parent["domain"] if len(e["symbol"]) == 1)
            if len(names) > 1:
                exchanged = rewritten(parent, dict(zip(names, names[::-1], strict=True)))
                exchanged["perturbation"] = child["perturbation"]
                report = check_relation(parent, sealed(exchanged))
                assert not report.ok and "used again" in report.reason
                planted += 1
    assert planted >= 5


CLAIMS: tuple[tuple[str, Any], ...] = (
    ("answer_changes", True), ("parent", "0" * 20), ("evidence", "with the names x -> y"),
    ("name", "numbers_resized"), ("name", "expression_exchange"),
    ("added", {"text": "x", "latex": "x"}),
)  # fmt: skip


@pytest.mark.parametrize(("field", "value"), CLAIMS)
def test_false_claims_are_refused(field: str, value: Any, pairs: dict[str, list[Pair]]) -> None:
    for topic in TOPICS:
        for parent, child in pairs[topic][:3]:
            told = {**child["perturbation"], field: value}
            assert not check_relation(parent, sealed({**child, "perturbation": told})).ok
