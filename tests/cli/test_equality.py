"""``symnum equivalent``: verdicts, exit codes, JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from symnum.cli import run
from symnum.rewriting.derivation import Derivation
from symnum.terms import parse, to_canonical

FIELDS = {"left", "right", "verdict", "stopped_because", "steps", "derivation", "counterexample"}


def answered(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any]]:
    code = run(["equivalent", *arguments, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == FIELDS
    return code, answer


def test_a_proof(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["equivalent", "sin(x)^2 + cos(x)^2", "1"]) == 0
    first, start, step = capsys.readouterr().out.splitlines()
    assert first == "proved in 1 step"
    assert start == "cos(x)^2 + sin(x)^2"
    assert step.startswith("top: cos(x)^2 + sin(x)^2 → 1  by pythagoras")
    code, answer = answered(["sin(x)^2 + cos(x)^2", "1"], capsys)
    assert (code, answer["verdict"], answer["steps"]) == (0, "proved", 1)
    assert Derivation.from_json(answer["derivation"]).replay() is to_canonical(parse("1"))
    assert answer["counterexample"] is None


def test_a_refutation(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["equivalent", "sqrt(x^2)", "x"]) == 1
    assert capsys.readouterr().out.strip() == "refuted: 1 and -1 at x = -1"
    code, answer = answered(["x/x", "1"], capsys)
    assert (code, answer["verdict"]) == (1, "refuted")
    expected = {"point": {"x": "0"}, "left": "undefined", "right": "1"}
    assert answer["counterexample"] == expected
    assert answer["derivation"] is None
    assert answer["steps"] is None


def test_assumptions(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["equivalent", "sqrt(x^2)", "x", "--assume", "nonnegative(x)"]) == 0
    capsys.readouterr()
    code, answer = answered(["(x-1)/(x-1)", "1", "--assume", "nonzero(x - 1)"], capsys)
    assert (code, answer["derivation"]["assuming"]) == (0, [["nonzero", "x - 1"]])


def test_what_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["tan(x)*cos(x)", "sin(x)", "--seconds", "0.000001"]
    assert run(["equivalent", *arguments]) == 1
    assert capsys.readouterr().out.strip() == "unknown: time limit"
    code, answer = answered(arguments, capsys)
    assert (code, answer["verdict"], answer["stopped_because"]) == (1, "unknown", "time limit")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x +", "x"], "left side, column"),
        (["x", "2x"], "right side, column"),
        (["x"], "right"),
        (["x", "y", "--assume", "lucky(x)"], "lucky(x)"),
        (["x", "y", "--seconds", "0"], "seconds must be positive"),
        (["x", "y", "--assume", "positive(x)", "--assume", "negative(x)"], "nothing can be both"),
    ],
)
def test_bad_input(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["equivalent", *arguments]) == 2
    complaint = capsys.readouterr().err.strip()
    assert words in complaint.lower()
    assert len(complaint.splitlines()) == 1
