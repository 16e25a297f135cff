"""States of traces are judged: expressions on lines of their own, each worth what the first is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from codegen.datasets import judge
from codegen.datasets.families import FAMILIES
from codegen.datasets.presets import load_preset
from codegen.datasets.scoring.reference.context import Context
from codegen.datasets.scoring.verdicts.traces import states

Record = dict[str, Any]
NAMES = ("evaluation", "rewriting", "recursion")


@pytest.fixture(scope="module")
def traced() -> dict[str, list[Record]]:
    probes = load_preset("probes")
    return {name: [FAMILIES[name].make(probes, 19, i) for i in range(8)] for name in NAMES}


def texts(made: Record) -> list[str]:
    return [step["equation"]["text"] for step in made["steps"]]


LAYOUTS: dict[str, Callable[[list[str], Record], str]] = {
    "lines": lambda states, made: "\n".join(states),
    "numbered": lambda states, made: "\n".join(
        f"Step {n}: {s}" for n, s in enumerate(states, start=1)
    ),
    "equals": lambda states, made: "\n= ".join(states),
    "arrows": lambda states, made: "\n → ".join(states),
    "list": lambda states, made: "\n".join(f"{n}. `{s}`" for n, s in enumerate(states, start=1)),
    "latex": lambda states, made: "\n".join(
        f"$${step['equation']['latex']}$$" for step in made["steps"]
    ),
    "prose": lambda states, made: "I go from left to right.\n"
    + "\n".join(f"This gives: ${s}$" for s in states) + "\nNothing is left to do.",
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", NAMES)
def test_right_traces(name: str, layout: str, traced: dict[str, list[Record]]) -> None:
    for made in traced[name]:
        answer = LAYOUTS[layout](texts(made), made)
        found = judge(made, answer)
        assert found.correct and found.sound, (found, answer)
        assert [step.reference for step in found.steps] == [*range(1, len(made["steps"]) + 1)]
        rules = [step.rule for step in found.steps]
        assert rules == ["given", *(step["operator"] for step in made["steps"][1:])]


SPOILED = (
    (r"\b\d+\b", lambda m: str(int(m[0]) + 1)), (r"\bend\b", lambda m: "b1(end)"),
    (r"\bnil\b", lambda m: "cons(1, nil)"), (r"\bleaf\b", lambda m: "end"),
    (r"\b[p-t]\b", lambda m: f"({m[0]} + 3)"),
)  # fmt: skip


def spoiled(text: str) -> str:
    """Another state: a number, a digit of a binary one or a letter in it is another one."""
    changed = (re.sub(pattern, new, text, count=1) for pattern, new in SPOILED)
    return next(other for other in changed if other != text)


def test_wrong_states(traced: dict[str, list[Record]]) -> None:
    told = 0
    for made in (made for name in NAMES for made in traced[name]):
        lines = texts(made)
        place = len(lines) // 2
        lines[place] = spoiled(lines[place])
        found = judge(made, "\n".join(lines))
        kinds = [step.verdict.kind for step in found.steps]
        assert kinds[:place] == ["known"] * place and kinds[place] != "known", (kinds, lines)
        told += kinds[place] == "false"
        assert found.first_error == (place if kinds[place] == "false" else -1)
    assert told >= 20  # of 24: some changes leave the value as it is


def test_a_state_that_is_left_out_or_said_twice(traced: dict[str, list[Record]]) -> None:
    made = next(m for m in traced["evaluation"] if len(m["steps"]) > 3)
    lines = texts(made)
    gap = judge(made, "\n".join([*lines[:1], *lines[2:]]))
    assert gap.sound and [step.rule for step in gap.steps][:2] == ["given", ""]
    twice = judge(made, "\n".join([*lines[:2], lines[1], *lines[2:]]))
    assert twice.steps[2].redundant == "repeats step 2" and twice.correct


@pytest.mark.parametrize(
    ("answer", "found"),
    [("so it goes\nDone.", []), ("There are 3 steps: 3\n4*22\nthat is all", ["4*22"]),
     ("88", ["88"]), ("7\n$7$\n7", ["7", "7"]), ("x + 1\nimport os", []),
     ("4*22 = 88", []), ("", [])],
)  # fmt: skip
def test_what_is_a_state(answer: str, found: list[str], traced: dict[str, list[Record]]) -> None:
    context = Context(traced["evaluation"][0])
    assert [state.text for state in states(answer, context)] == found


def test_equations_of_traces(traced: dict[str, list[Record]]) -> None:
    """What real functions are worth decides equations that answers write beside states."""
    made = traced["rewriting"][0]
    name = made["domain"][0]["symbol"]
    for said, kind in (
        (f"max({name}, 2) = max(2, {name})", "supported"), (f"min({name}, 0) = {name}", "false"),
        ("abs(-3) = 3", "proved"), (f"(({name}^99)^99)^99 = {name}", "undecided"),
    ):  # fmt: skip
        (step,) = judge(made, f"{said}\nso the answer is {made['answer']}").steps
        assert step.verdict.kind == kind, step
