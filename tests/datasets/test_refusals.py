"""Records that the checker once refused, and what the generator no longer does."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from codegen.datasets import check_record
from codegen.datasets.checker import StreamChecker
from codegen.datasets.generator.antiderivatives import antiderivative
from codegen.datasets.generator.moves import towers
from codegen.datasets.generator.signs import Knowledge
from codegen.datasets.generator.substitutions import left_for_right
from codegen.datasets.generator.workspace import Line, Workspace
from codegen.datasets.presets import load_preset
from codegen.datasets.production import record, records
from codegen.datasets.records import line_of
from symnum.calculus.differentiate import differentiate
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.parse import parse

X = CanonicalSymbol("x", frozenset({"positive"}))


def term(text: str) -> Canonical:
    return parse(text, functions=["f", "g"], assumptions={"x": ["positive"]}, canonical=True)


def workspace(*equations: tuple[str, str, str]) -> Workspace:
    made = Workspace(load_preset("meadows"), Random("refusals"), (X,), [])
    made.lines = [Line(label, (), term(left), term(right)) for label, left, right in equations]
    made.current = len(made.lines) - 1
    return made


@pytest.mark.parametrize(("preset", "index"), [("meadows", 319), ("balanced", 3223)])
def test_once_refused(preset: str, index: int) -> None:
    found: Any = json.loads(line_of(record(load_preset(preset), 0, index)))
    assert check_record(found).ok


@pytest.mark.parametrize(
    ("left", "right", "substituted"),
    [
        ("(2*f(x) - g(x))^3", "(g(x) + 5*x)^3", True),
        ("(2*f(x) - g(x))^3", "(3*x - 2*f(x))^3", False),
        ("g(x)", "cos(2*f(x))", True),
    ],
)
def test_terms_with_both_signs_are_not_substituted(
    left: str, right: str, substituted: bool
) -> None:
    made = workspace(("premise", "2*f(x)", "7*x"), ("power", left, right))
    assert (left_for_right(made) is not None) == substituted


@pytest.mark.parametrize(
    ("side", "large"),
    [
        ("exp(36*g(x)^2)", True), ("1 + x*exp(g(x))", True), ("f(x)^2", True),
        ("exp(x)", False), ("g(x)", False),
    ],
)  # fmt: skip
def test_exponentials_of_defined_functions(side: str, large: bool) -> None:
    made = workspace(("premise", "g(x)", "12*x + 85"), ("get_premise", "f(x)", "exp(g(x)/2)"))
    assert towers(made, term(side)) == large


@pytest.mark.parametrize("text", ["log(3*x)", "log(17*x/5)", "log(x)", "log(x + 2)", "x*log(x)"])
def test_antiderivatives_of_logarithms(text: str) -> None:
    found = antiderivative(term(text), X, Knowledge())
    assert found is not None
    assert check_equal(differentiate(found, X), term(text))


def check_equal(first: Canonical, second: Canonical) -> bool:
    from symnum.terms import to_plain
    from symnum.terms.sympy_terms import to_sympy

    return bool((to_sympy(to_plain(first)) - to_sympy(to_plain(second))).simplify() == 0)


@pytest.mark.parametrize("index", [12315, 14833, 19177])
def test_right_records_that_were_refused(index: int) -> None:
    """Powers above 64, and a condition on the variable of an integral that nothing entered."""
    report = check_record(record(load_preset("physics"), 777, index))
    assert report.ok, report


@pytest.mark.parametrize("index", [298, 440])
def test_changes_that_were_refused_or_failed(index: int) -> None:
    """Sides of 1e-452 at a counterexample; a counting problem without a step."""
    checker = StreamChecker(complete=True)
    made = list(records(load_preset("probes"), 777, index))
    assert all(checker.check(item, "record").ok for item in made)
    assert len(made) > 3 or made[0]["family"] == "counting"
