"""Injected errors: labels and counterexamples hold, and false ones are refused."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from codegen.datasets import check_record
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.errors import KINDS, inject, preference, step_rewards
from codegen.datasets.errors.alterations import ALTERATIONS, IN_WORDS
from codegen.datasets.errors.decimals import decimals
from codegen.datasets.records import parse_line, sealed
from symnum.errors import InputError
from symnum.terms import parse, to_text
from symnum.terms.plain import Term

Record = dict[str, Any]
OFTEN = 0.3


def require_wrong(kind: str, made: list[tuple[Record, Record]]) -> None:
    for parent, child in made:
        error, labels = child["error"], child["step_labels"]
        assert error["kind"] == kind
        assert labels.index(0) == error["label"]
        assert child["problem"] == parent["problem"]
        assert child["answer"] == parent["answer"]
        assert error["reason"]
        assert check_record(parse_line(json.dumps(child), "record")) == CheckReport(True)
        assert check_relation(parent, child) == CheckReport(True)


@pytest.mark.parametrize("kind", KINDS)
def test_errors_are_wrong_where_they_say(kind: str, pairs: Any) -> None:
    made = pairs(kind)
    assert len(made) >= OFTEN * 40
    require_wrong(kind, made)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_errors_of_many(kind: str, many_parents: list[Record], pairs_of: Any) -> None:
    made = pairs_of(many_parents, kind, 6)
    assert len(made) >= OFTEN * len(many_parents)
    require_wrong(kind, made)


def error(child: Record, **fields: Any) -> Record:
    return sealed({**child, "error": {**child["error"], **fields}})


def healed(child: Record) -> Record:
    """The step is right after all."""
    steps, place = list(child["steps"]), child["error"]["label"]
    steps[place] = {**steps[place], "equation": child["error"]["correction"]}
    return sealed({**child, "steps": steps})


def moved(child: Record, by: int) -> Record:
    """The label is one step off, and labels of steps with it."""
    place = child["error"]["label"] + by
    labels = list(child["step_labels"])
    labels[place] = 0
    if by > 0:
        labels[child["error"]["label"]] = 1
    return sealed({**error(child, label=place), "step_labels": labels})


def coordinates(child: Record) -> list[str]:
    parts: list[str] = child["error"]["counterexample"].split(", ")
    return parts


def at_zero(child: Record) -> str:
    return ", ".join(f"{part.partition(' = ')[0]} = 0" for part in coordinates(child))


FALSE: dict[str, Callable[[Record], Record]] = {
    "label before": lambda c: moved(c, -1),
    "label after": lambda c: moved(c, 1),
    "no label": lambda c: error(c, label=-1),
    "label beyond": lambda c: error(c, label=len(c["steps"])),
    "no kind": lambda c: error(c, kind=""),
    "another kind": lambda c: error(c, kind="typing error"),
    "all right": lambda c: sealed({**c, "step_labels": [1] * len(c["steps"])}),
    "all wrong": lambda c: sealed({**c, "step_labels": [0] * len(c["steps"])}),
    "right step": healed,
    "no reason": lambda c: error(c, reason=""),
    "another reason": lambda c: error(c, reason=c["error"]["reason"] + " So it is wrong."),
    "a reason for another step": lambda c: error(
        c, reason=c["error"]["reason"].replace("step ", "step 1", 1)
    ),
    "values of another point": lambda c: error(
        c, reason=re.sub(r"side is (-?)(\d)", r"side is \g<1>7\2", c["error"]["reason"])
    ),
    "values that do not differ": lambda c: error(
        c, reason=re.sub(r"right side is \S+", "right side is 1.0.", re.sub(
            r"left side is \S+", "left side is 1.0", c["error"]["reason"]))
    ),
    "no point": lambda c: error(c, counterexample=""),
    "nonsense": lambda c: error(c, counterexample="x = __import__('os')"),
    "a coordinate less": lambda c: error(c, counterexample=", ".join(coordinates(c)[1:])),
    "a coordinate more": lambda c: error(
        c, counterexample=c["error"]["counterexample"] + ", nowhere = 1"
    ),
    "a zero denominator": lambda c: error(
        c, counterexample=c["error"]["counterexample"].split(" = ")[0] + " = 1/0"
    ),
    "wrong correction": lambda c: error(
        c, correction=c["steps"][c["error"]["label"]]["equation"]
    ),
    "correction of another step": lambda c: error(c, correction=c["steps"][0]["equation"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FALSE)
def test_false_labels_and_counterexamples_are_refused(fault: str, pairs: Any) -> None:
    planted = 0
    for kind in KINDS:
        for _, child in pairs(kind)[:5]:
            last = child["error"]["label"] == len(child["steps"]) - 1
            if fault == "label after" and last:
                continue
            false = FALSE[fault](child)
            planted += 1
            assert not check_record(false).ok, false["error"]
    assert planted >= 20


def test_points_outside_of_the_domain_refute_nothing(pairs: Any) -> None:
    planted = 0
    for kind in KINDS:
        for _, child in pairs(kind)[:10]:
            if any(entry["assumption"] != "real" for entry in child["domain"]):
                planted += 1
                assert not check_record(error(child, counterexample=at_zero(child))).ok
    assert planted >= 20


def test_an_earlier_error_makes_the_label_false(pairs: Any) -> None:
    """Both steps are wrong, but only the later one is labelled."""
    planted = 0
    for kind in KINDS:
        for parent, child in pairs(kind):
            earlier = inject(parent, kind, 77)
            if earlier is not None and earlier["error"]["label"] < child["error"]["label"]:
                steps, place = list(child["steps"]), earlier["error"]["label"]
                steps[place] = earlier["steps"][place]
                planted += 1
                report = check_record(sealed({**child, "steps": steps}))
                assert not report.ok
                assert report.step is not None
                assert report.step > place
    assert planted >= 5


def test_injection_is_pure(pairs: Any) -> None:
    for kind in KINDS:
        for parent, child in pairs(kind)[:5]:
            before = copy.deepcopy(parent)
            assert inject(json.loads(json.dumps(parent)), kind, 5) == child
            assert parent == before


def test_labels_say_what_is_true(pairs: Any) -> None:
    """Steps labelled 1 are the parent's, those labelled 0 say something else; definitions are 1."""
    for kind in KINDS:
        for parent, child in pairs(kind):
            steps = zip(parent["steps"], child["steps"], child["step_labels"], strict=True)
            for right, told, label in steps:
                assert (right == told) == bool(label)
                assert label or not told["operator"].endswith("premise")


def test_later_steps_are_carried_on_or_left(pairs: Any) -> None:
    children = [child for kind in KINDS for _, child in pairs(kind)]
    carried = [child for child in children if child["step_labels"].count(0) > 1]
    left = [child for child in children if 1 in rest(child)]
    assert len(carried) >= 30
    assert len(left) >= 30


def rest(child: Record) -> list[int]:
    """Labels of the steps that rest on the wrong one and are no definitions."""
    return [
        label for step, label in zip(child["steps"], child["step_labels"], strict=True)
        if child["error"]["label"] + 1 in step["inputs"]
        and not step["operator"].endswith("premise")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        ("1", "2", ("1.0000000", "2.0000000")),
        ("0", "-3", ("0", "-3.0000000")),
        ("1", "1.00000000004", ("1.000000000000", "1.000000000040")),
        ("27.79081912", "27.79081933", ("27.79081912", "27.79081933")),
        ("1e-40", "3e-40", ("1.0000000e-40", "3.0000000e-40")),
        ("1", f"1.{'0' * 40}1", None),
        ("1e120", "2", None),
        ("3", "1e-120", None),
    ],
)
def test_digits_until_values_differ(left: str, right: str, shown: tuple[str, str] | None) -> None:
    with ctx.workprec(400):
        assert decimals(arb(left), arb(right)) == shown


def test_values_at_counterexamples_differ_visibly(pairs: Any) -> None:
    moderate = total = 0
    for kind in KINDS:
        for _, child in pairs(kind):
            told = re.findall(r"side is (\S+)(?= and|\.$)", child["error"]["reason"])
            values = [Decimal(text) for text in told]
            assert len(values) == 2
            last = max(10.0 ** int(v.as_tuple().exponent) for v in values if v)
            assert abs(values[0] - values[1]) >= Decimal(last) * Decimal("9.99")
            total += 1
            moderate += all(not v or -4 <= v.adjusted() < 6 for v in values)
    assert moderate >= 0.9 * total


OTHER_KINDS = {
    "value": "deleted_term", "related_values": "flipped_sign", "substitution": "value",
    "deleted_term": "related_values", "flipped_sign": "substitution", "swapped_terms": "value",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_errors_of_another_kind_are_refused(kind: str, pairs: Any) -> None:
    other = OTHER_KINDS[kind]
    for _, child in pairs(kind):
        reason = child["error"]["reason"].replace(IN_WORDS[kind], IN_WORDS[other])
        report = check_record(error(child, kind=other, reason=reason))
        assert report.reason == f"the step is not wrong by what is called {other}"
        assert report.step == child["error"]["label"] + 1


def test_only_right_derivations_are_spoiled(pairs: Any) -> None:
    _, child = pairs("flipped_sign")[0]
    assert inject(child, "flipped_sign", 1) is None
    with pytest.raises(InputError, match=r"unknown kind of error 'typo'; there are value, "):
        inject(child, "typo", 1)


def test_rewards_and_preferences(pairs: Any) -> None:
    for kind in KINDS:
        for parent, child in pairs(kind)[:5]:
            label = child["error"]["label"]
            rewards = step_rewards(child)
            assert rewards[:label] == [1.0] * label
            assert rewards[label] == -1.0
            assert set(rewards[label + 1 :]) <= {0.0, 1.0}
            assert set(step_rewards(parent)) == {1.0}
            found = preference(child)
            assert found.prompt == parent["problem"]
            assert len(found.prefix) == label
            assert found.chosen == parent["steps"][label]["equation"]["latex"]
            assert found.rejected == child["steps"][label]["equation"]["latex"] != found.chosen
            with pytest.raises(InputError, match="no injected error"):
                preference(parent)


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("flipped_sign", "x + y", {"x - y"}),
        ("flipped_sign", "x*sin(x - y)", {"x*sin(x + y)", "-(x*sin(x - y))"}),
        ("deleted_term", "x - y*z", {"x", "-(y*z)", "x - y", "x - z"}),
        ("swapped_terms", "x/y + 1", {"y/x + 1"}),
        ("swapped_terms", "x^y", {"y^x"}),
        ("value", "x + 5", {f"x + {n}" for n in (2, 3, 4, 6, 7, 8)}),
        ("related_values", "2*x + 5", {f"({2 + n})*x + {5 + n}" for n in (-3, -1, 1, 2, 3)}),
        ("related_values", "2*x", set()),
        ("substitution", "x + f(x)", {"y + f(x)", "x + x", "x + y"}),
    ],
)
def test_alterations(kind: str, text: str, wanted: set[str]) -> None:
    def read(shown: str) -> Term:
        return parse(shown, functions=["f"])

    others = [read("x"), read("y")]
    found: set[Term] = set()
    for seed in range(60):
        found.update(ALTERATIONS[kind](read(text), others, Random(seed)))
    assert found == {read(spelled) for spelled in wanted}


NUMBERS = st.integers(2, 12).map(str)
TERMS = st.recursive(
    st.one_of(st.sampled_from(["x", "y"]), NUMBERS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        inner.map(lambda t: f"sin({t})"),
    ),
    max_leaves=8,
)


@given(TERMS, st.sampled_from(sorted(ALTERATIONS)), st.integers(0, 99))
def test_alterations_change_the_term(text: str, kind: str, seed: int) -> None:
    term = parse(text)
    others = [parse("x"), parse("y"), parse("x*y")]
    made = list(ALTERATIONS[kind](term, others, Random(seed)))
    assert all(isinstance(altered, Term) for altered in made)
    for altered in made:
        if kind in ("value", "related_values", "flipped_sign", "substitution"):
            assert altered is not term
        parse(to_text(altered))


def test_words_for_all_kinds() -> None:
    assert set(IN_WORDS) == set(ALTERATIONS) == set(KINDS)
