"""Answers as people write them, to records of seven families: right, wrong and unsure ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from codegen.datasets import judge
from codegen.datasets.families import FAMILIES
from codegen.datasets.presets import load_preset
from codegen.datasets.scoring.steps.sentences import last_line, one_number, said_in

Record = dict[str, Any]
RIGHT = {
    "counting": ["{a} times.", "There are {a} occurrences.", "It occurs {a} times", "count = {a}",
                 "I count them one by one.\nSo the word occurs {a} times.", "**{a}**"],
    "evaluation": ["Result: {a}", "= {a}", "The result is {a}.", "So we have ${a}$.", "{chain}"],
    "rewriting": ["Result: {a}", "The final expression is {a}", "This becomes `{a}`.", "{chain}"],
    "recursion": ["The result is {a}", "Nothing is left, so it is {a}.", "Value: `{a}`"],
    "multiplication": ["So the product is {a}", "109 times 3 gives {a}.", "Product: **{a}**"],
    "counterexample": ["{a}", "False: take {a}.", "Counterexample: ${a}$", "It fails at {a}."],
    "template": ["It is {a}.", "So {a} in all.", "That makes {a} altogether", "Total = {a}"],
}  # fmt: skip
WRONG = {
    "counting": ["{w} times.", "There are {w}.", "It is not {a}.", "{a} or {w}", "about {a}"],
    "evaluation": ["Result: {w}", "The result is {w}.", "It is not {a}", "{a} or {w}"],
    "template": ["It is {w}.", "Maybe {a}", "more than {a}", "{a} of {w}"],
    "multiplication": ["So the product is {w}", "It is about {a}"],
    "recursion": ["The result is nil", "It is not {a}"],
}


def said(made: Record, shape: str) -> str:
    wrong = str(int(made["answer"]) + 1) if made["answer"].lstrip("-").isdecimal() else "nil"
    chain = " = ".join(step["equation"]["text"] for step in made["steps"])
    return shape.format(a=made["answer"], w=wrong, chain=chain)


def records(family: str, wanted: Callable[[Record], bool]) -> list[Record]:
    probes = load_preset("probes")
    made = (FAMILIES[family].make(probes, 41, index) for index in range(400))
    return [record for _, record in zip(range(4), filter(wanted, made), strict=False)]


def usual(record: Record) -> bool:
    answer, kind = str(record["answer"]), record["answer_kind"]
    simple = answer.lstrip("-").isdecimal() or kind == "state"
    return simple or bool(kind == "counterexample" and answer != "true")


@pytest.mark.parametrize("family", RIGHT)
def test_right_in_a_sentence(family: str) -> None:
    for made in records(family, usual):
        for shape in RIGHT[family]:
            answer = said(made, shape)
            assert judge(made, answer).correct, (answer, made["answer"], made["problem"])


@pytest.mark.parametrize("family", WRONG)
def test_wrong_or_unsure(family: str) -> None:
    for made in records(family, usual):
        for shape in WRONG[family]:
            answer = said(made, shape)
            assert not judge(made, answer).correct, (answer, made["answer"])


def test_integration_constants_may_have_any_name() -> None:
    (made, *_) = records("calculus", lambda r: bool(r["constants"]))
    alone = made["answer"].replace(" + C_{1}", "")
    for constant in ("C", "K", "c"):
        assert judge(made, rf"\boxed{{{alone} + {constant}}}").goal == "exact"
    assert judge(made, rf"\boxed{{{alone} + C + 3}}").goal == "equivalent"
    assert judge(made, rf"\boxed{{{alone} + 7 + C_{{1}}}}").goal == "equivalent"
    variable = made["constants"][0]["variable"]
    for wrong in ("", f" + {variable} + C", " + 2 C + K", f" + C {variable}", " + 5"):
        assert not judge(made, rf"\boxed{{{alone}{wrong}}}").correct, wrong


def test_solutions_of_differential_equations_have_constants_of_any_name() -> None:
    told = records("differential_equations", lambda r: "C_{1}" in r["answer"])
    for made in told:
        renamed = made["answer"].replace("C_{1}", "K").replace("C_{2}", "L")
        assert judge(made, renamed).correct, renamed
        assert not judge(made, renamed.replace("K", "0")).correct
        assert not judge(made, renamed.replace("K", "K L")).correct
    assert len(told) == 4


def test_a_value_for_what_is_solved_for() -> None:
    made = next(r for r in records("physics", lambda r: r["answer_kind"] == "equation"))
    name, value = made["answer"].split("=", 1)
    assert judge(made, rf"\boxed{{{value.strip()}}}").correct
    assert not judge(made, rf"\boxed{{{value.strip()} + 1}}").correct
    assert not judge(made, rf"\boxed{{{name.strip()}}}").correct


@pytest.mark.parametrize(
    ("sentence", "what"),
    [("The product is 12.", "12"), ("x", ""), ("Result: $x + 1$", "x + 1"), ("It isn't 4", ""),
     ("Is it 4?", ""), ("a = b = c", ""), ("so y equals 3", "3")],
)  # fmt: skip
def test_what_is_said(sentence: str, what: str) -> None:
    assert said_in(sentence) == what


def test_parts() -> None:
    assert last_line("a\n\n**b**\n```\n") == "b" and last_line("") == ""
    assert one_number("1,234 of them") == 1234 and one_number("x^2") is None
    assert one_number("2/3") is not None and one_number("1/0") is None
    assert said_in("x is " + "9" * 5000) == ""
