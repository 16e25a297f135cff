"""Parts of the checks of families, held to other implementations at random."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.datasets import Config, check_record, judge, validated
from codegen.datasets.checking.families.calls import read_calls
from codegen.datasets.checking.families.real_values import NoValue, differ, value_at
from codegen.datasets.checking.families.refusal import Refused
from codegen.datasets.checking.families.states import read_state
from codegen.datasets.families import FAMILIES
from codegen.datasets.presets import load_preset
from codegen.datasets.records import identity
from symnum.numerics.balls import UNDEFINED, evaluate
from symnum.terms import parse, to_latex, to_text
from symnum.terms.exact import reduced

TREES = st.recursive(
    st.integers(0, 99) | st.sampled_from(["nil", "end", "leaf", "x"]),
    lambda inner: st.tuples(st.just("cons"), inner, inner) | st.tuples(st.just("b0"), inner),
    max_leaves=12,
)


def _text(tree: Any) -> str:
    return f"{tree[0]}({', '.join(map(_text, tree[1:]))})" if isinstance(tree, tuple) else str(tree)


@given(TREES)
def test_calls_read_back(tree: Any) -> None:
    assert read_calls(_text(tree)) == tree


@pytest.mark.parametrize(
    "text", ["", "(", ")", "f(", "f()", "f(x,)", "f(x))", "f x", "f(x y)", "1 2", ",", "f(,x)",
             "f(x)(y)", "x + y", "f(" * 300 + "x" + ")" * 300],
)  # fmt: skip
def test_texts_that_are_no_calls(text: str) -> None:
    with pytest.raises(Refused):
        read_calls(text)


FUNCTIONS = ("sqrt", "exp", "log", "sin", "cos", "tan", "abs", "sign", "floor", "atan", "asin",
             "acosh", "log2", "exp2", "tanh", "-")  # fmt: skip
EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "2", "3", "1/2", "pi"]),
    lambda inner: (
        st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda p: f"{p[0]}({p[1]})")
        | st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]}){p[1]}({p[2]})")
        | st.tuples(inner, st.sampled_from(["2", "-1", "(1/2)", "x"])).map(
            lambda p: f"({p[0]})^{p[1]}"
        )
        | st.tuples(inner, inner).map(lambda p: f"max({p[0]}, {p[1]})")
    ),
    max_leaves=6,
)
NUMBERS = st.fractions(-5, 5, max_denominator=6)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, NUMBERS, NUMBERS)
def test_values_are_those_of_the_engines_balls(text: str, x: Fraction, y: Fraction) -> None:
    """Where both evaluators know a value they agree; where one knows there is none, so it is."""
    ours = evaluate(parse(text), {"x": reduced(x), "y": reduced(y)}, bits=256)
    try:
        value = value_at(read_state(text), {"x": x, "y": y})
    except NoValue:
        return
    assert ours is not UNDEFINED
    if isinstance(ours, arb):
        shown = arb(value.numerator) / value.denominator if isinstance(value, Fraction) else value
        assert ours.overlaps(shown)
        assert not differ(value, value)


def _with(config: Config, **options: Any) -> Config:
    data = config.resolved()
    return validated({**data, "options": {**data["options"], **options}}, "options")


OPTIONS = (
    ("recursion", {"recursion_depth_minimum": 1, "recursion_depth_maximum": 1}),
    ("recursion", {"recursion_depth_minimum": 8, "recursion_depth_maximum": 8}),
    ("multiplication", {"factor_digits_minimum": 1, "factor_digits_maximum": 1}),
    ("multiplication", {"factor_digits_minimum": 12, "factor_digits_maximum": 12}),
    ("multiplication", {"reversed_digits": 1.0}),
    ("evaluation", {"expression_operations_minimum": 12, "expression_operations_maximum": 12}),
    ("counting", {"list_length_minimum": 200, "list_length_maximum": 200, "unusual_words": 1.0}),
    ("counterexample", {"true_statements": 0.0}),
    ("template", {"versions": 1}),
    ("refill", {"refills": 1}),
)


@pytest.mark.parametrize(("name", "options"), OPTIONS)
def test_options_at_their_ends(name: str, options: dict[str, Any], config: Config) -> None:
    chosen = _with(config, **options)
    for index in range(12):
        made = FAMILIES[name].make(chosen, 1, index)
        assert check_record(made).ok
        if name == "recursion":
            depth = options["recursion_depth_maximum"]
            assert made["template"].endswith(f"depth {depth}")
        if options.get("true_statements") == 0.0:
            assert made["answer"] != "true"
        if options.get("reversed_digits") == 1.0:
            assert made["answer_kind"] == "text" and "lowest first" in made["template"]


@pytest.mark.parametrize("name", ["evaluation", "rewriting", "recursion", "template"])
def test_latex_is_that_of_the_text(name: str, config: Config) -> None:
    for index in range(30):
        made = FAMILIES[name].make(config, 2, index)
        for step in made["steps"]:
            for shown in (step["equation"], step["operand"]):
                called = [f["name"] for f in made["functions"] if f"{f['name']}(" in shown["text"]]
                if shown["text"]:
                    term = parse(shown["text"], functions=called)
                    assert to_text(term) == shown["text"] and to_latex(term) == shown["latex"]


@pytest.mark.parametrize("name", ["evaluation", "rewriting", "recursion"])
def test_only_the_last_state_of_a_trace_is_its_answer(name: str, config: Config) -> None:
    """In text and in LaTeX; states before it are equal to it and still earn nothing."""
    for index in range(20):
        made = FAMILIES[name].make(config, 12, index)
        *before, last = [step["equation"] for step in made["steps"]]
        assert judge(made, f"The answer is {made['answer']}").goal == "exact"
        assert judge(made, f"The answer is ${last['latex']}$").goal == "exact"
        for shown in (before[0], before[-1]):
            assert judge(made, f"The answer is ${shown['latex']}$").goal == "different"


@pytest.mark.parametrize("family", FAMILIES)
def test_worked_solutions_end_in_the_answer(family: str) -> None:
    """A model that copies the solution has answered; and no other end of it is accepted."""
    probes = load_preset("probes")
    for index in range(12):
        made = FAMILIES[family].make(probes, 8, index)
        judged = judge(made, made["solution"])
        assert judged.goal in ("exact", "equivalent"), (made["answer"], made["solution"])
        last = made["solution"].splitlines()[-1]
        end = made["steps"][-1]["equation"] if made["steps"] else {"text": "", "latex": ""}
        stated = (made["answer"], f"The answer is {made['answer']}.")
        states = made["answer_kind"] == "state" and made["answer"] == end["text"]
        assert states or last.strip("$").endswith(stated), (made["answer"], last)
        report = check_record(sealed_by_hand({**made, "solution": made["solution"] + " and more"}))
        assert not report.ok and "solution" in report.reason


def sealed_by_hand(changed: dict[str, Any]) -> dict[str, Any]:
    """The record with the id of what it says now."""
    return {**changed, "id": identity(changed)}
