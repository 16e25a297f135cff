"""Problems that join skills of several topics: right ones check, false claims are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from codegen.datasets import check_record, judge
from codegen.datasets.checking.topics.composed import COMPOSED as CHECKED_COMPOSED
from codegen.datasets.checking.topics.joined import JOINED as CHECKED_JOINED
from codegen.datasets.families import FAMILIES
from codegen.datasets.presets import load_preset
from codegen.datasets.records import expression, sealed
from codegen.datasets.topics.skills import SKILLS
from codegen.datasets.topics.topics import TOPICS, record
from symnum.terms.parse import parse
from symnum.terms.plain import Call

Record = dict[str, Any]
COUNT = 6
PROBES = load_preset("probes")
COMPOSED = [(topic, problem) for topic in TOPICS.values() for problem in topic.composed]
NAMES = [problem.name for _, problem in COMPOSED]


def made(name: str, index: int = 0) -> Record:
    topic, problem = next(pair for pair in COMPOSED if pair[1].name == name)
    return record(topic, problem, Random(f"{name} {index}"), index)


def test_each_joins_skills_of_several_topics_and_is_checked_by_code_of_its_own() -> None:
    for topic, problem in COMPOSED:
        assert len({SKILLS[name].topic for name in problem.skills}) > 1
        checks = [table[topic.name] for table in (CHECKED_COMPOSED, CHECKED_JOINED)
                  if topic.name in table]  # fmt: skip
        assert sum(problem.name in check.goals for check in checks) == 1
        assert problem.name not in {other.name for other in topic.problems}


@pytest.mark.parametrize("name", NAMES)
def test_records_check_differ_and_show_their_skills(name: str) -> None:
    records = [made(name, index) for index in range(COUNT)]
    for item in records:
        report = check_record(item)
        assert report.ok, (report, item["problem"], item["solution"])
        used = {step["operator"] for step in item["steps"]}
        assert all(used & set(SKILLS[skill].operators) for skill in item["skills"])
        assert len(item["topics"]) > 1
    assert len({item["structure"] for item in records}) == COUNT


@pytest.mark.parametrize("name", NAMES)
def test_their_answers_are_judged_right(name: str) -> None:
    item = made(name)
    whole = judge(item, f"{item['solution']}\n\nThe final answer is \\boxed{{{item['answer']}}}")
    assert whole.correct, (item["problem"], item["solution"])
    assert judge(item, rf"\boxed{{{item['answer']}}}").goal in ("exact", "equivalent")


def with_step(item: Record, place: int, text: str) -> Record:
    """The record with another statement in a step; if it is the last one, that is the answer."""
    steps = deepcopy(item["steps"])
    functions = [entry["name"] for entry in item["functions"]]
    said = parse(text, functions=functions)
    steps[place]["equation"] = expression(said)
    changed = {**item, "steps": steps}
    if place == len(steps) - 1:
        assert isinstance(said, Call)
        answer = said if item["answer_kind"] == "equation" else said.arguments[1]
        changed["answer"] = expression(answer)["latex"]
    return sealed(changed)


def named(item: Record) -> int:
    return next(n for n, step in enumerate(item["steps"]) if step["operator"] == "name_value")


DIGIT = re.compile(r"[0-79]")
JOINED_FAULTS: dict[str, tuple[Callable[[Record], Record], str]] = {
    "another number": (lambda r: with_step(r, named(r), "m = 77"), "does not say what m is"),
    "a name that is in use": (
        lambda r: with_step(r, named(r), f"j = {r['steps'][named(r)]['equation']['text'][4:]}"),
        "",
    ),
    "nobody says what the name is": (
        lambda r: sealed({**r, "problem": r["problem"].replace("Let $m$ be", "Let $k$ be")}),
        "does not say",
    ),
    "another part is shown": (
        lambda r: sealed({**r, "problem": DIGIT.sub("8", r["problem"], count=1)}), "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", JOINED_FAULTS)
@pytest.mark.parametrize(
    "name", [name for name in NAMES if "_with_" in name and "angles" not in name]
)
def test_faults_of_what_is_joined_are_refused(fault: str, name: str) -> None:
    change, reason = JOINED_FAULTS[fault]
    report = check_record(change(made(name)))
    assert not report.ok
    assert reason in report.reason


def test_the_other_sign_of_a_derivative_is_refused() -> None:
    item = made("sign_of_a_derivative")
    asked = "positive" if "positive" in item["problem"] else "negative"
    other = {"positive": "negative", "negative": "positive"}[asked]
    report = check_record(sealed({**item, "problem": item["problem"].replace(asked, other)}))
    assert "different solutions" in report.reason


def test_a_greatest_value_is_no_least_one() -> None:
    found = [FAMILIES["inequalities"].make(PROBES, 3, n) for n in range(200)]
    extremes = [item for item in found if item["template"] == "extreme_of_a_quadratic"]
    assert len(extremes) > 3
    for item in extremes:
        asked = "least" if "least" in item["problem"] else "greatest"
        other = {"least": "greatest", "greatest": "least"}[asked]
        report = check_record(sealed({**item, "problem": item["problem"].replace(asked, other)}))
        assert "does not ask for" in report.reason


def test_a_bound_is_attained_inside_the_domain() -> None:
    found = [FAMILIES["inequalities"].make(PROBES, 3, n) for n in range(60)]
    item = next(r for r in found if r["template"] == "sum_with_reciprocal")
    steps = deepcopy(item["steps"])
    steps[-2]["operand"] = expression(parse("-1"))
    report = check_record(sealed({**item, "steps": steps}))
    assert "not positive" in report.reason


def numbers_changed(item: Record) -> Iterator[Record]:
    """The record with one number more by 1: the last one of each step that is not given."""
    for place, step in enumerate(item["steps"]):
        text = step["equation"]["text"]
        numbers = list(re.finditer(r"\b\d+\b", text))
        if step["operator"] != "given" and numbers:
            last = numbers[-1]
            more = f"{text[: last.start()]}{int(last[0]) + 1}{text[last.end() :]}"
            yield with_step(item, place, more)


@pytest.mark.parametrize("name", NAMES)
def test_other_numbers_are_refused(name: str) -> None:
    item = made(name, 1)
    changed = list(numbers_changed(item))
    assert len(changed) > 1
    for broken in changed:
        assert not check_record(broken).ok, broken["solution"]


def test_what_the_number_is_counts_where_duplicates_are_told() -> None:
    """Two problems with one equation are others if its coefficient comes from another matrix."""
    item = made("quadratic_with_determinant")
    place = named(item) - 1
    text = item["steps"][place]["equation"]["text"]
    other = with_step(item, place, re.sub(r"\d+", "97", text, count=1))
    assert other["structure"] != item["structure"]
    renamed = with_step(item, named(item), item["steps"][named(item)]["equation"]["text"])
    assert renamed["structure"] == item["structure"]
