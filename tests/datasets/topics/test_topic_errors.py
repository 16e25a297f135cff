"""Errors in solutions of topics: refuted where they say, and false claims of them are refused."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from codegen.datasets import Config, check_record
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.errors import KINDS, inject, preference, step_rewards
from codegen.datasets.exports.conventions import CONVENTIONS
from codegen.datasets.families import FAMILIES
from codegen.datasets.records import parse_line, sealed
from codegen.datasets.scoring.judging import judge
from codegen.datasets.topics.topics import TOPICS

Record = dict[str, Any]
Pair = tuple[Record, Record]
PARENTS = 4
OFTEN = 0.6
"""Of all kinds together, how often a record of a topic can be spoiled."""
SELDOM = {"substitution", "related_values"}
"""Kinds that need several symbols or numbers."""


@pytest.fixture(scope="module")
def pairs(config: Config) -> dict[str, list[Pair]]:
    """Parents and children of each topic."""
    found: dict[str, list[Pair]] = {}
    for topic in TOPICS:
        parents = [FAMILIES[topic].make(config, 41, index) for index in range(PARENTS)]
        made = ((parent, inject(parent, kind, 0)) for parent in parents for kind in KINDS)
        found[topic] = [(parent, child) for parent, child in made if child is not None]
    return found


@pytest.fixture(scope="module")
def children(pairs: dict[str, list[Pair]]) -> list[Record]:
    return [child for made in pairs.values() for _, child in made]


@pytest.mark.parametrize("topic", TOPICS)
def test_errors_are_wrong_where_they_say(topic: str, pairs: dict[str, list[Pair]]) -> None:
    made = pairs[topic]
    assert len(made) >= OFTEN * PARENTS * len(KINDS)
    assert {child["error"]["kind"] for _, child in made} >= set(KINDS) - SELDOM
    for parent, child in made:
        label = child["error"]["label"]
        assert child["step_labels"].index(0) == label
        assert (child["problem"], child["answer"]) == (parent["problem"], parent["answer"])
        assert child["step_labels"][-1] == 0 or child["structure"] == parent["structure"]
        assert child["error"]["correction"] == parent["steps"][label]["equation"]
        assert check_record(parse_line(json.dumps(child), "record")) == CheckReport(True)
        assert check_relation(parent, child) == CheckReport(True)


def test_injection_is_pure(pairs: dict[str, list[Pair]]) -> None:
    for made in pairs.values():
        for parent, child in made[:4]:
            before = copy.deepcopy(parent)
            again = inject(json.loads(json.dumps(parent)), child["error"]["kind"], 0)
            assert again == child
            assert parent == before
            assert inject(child, child["error"]["kind"], 0) is None


def test_steps_are_written_as_people_write(children: list[Record]) -> None:
    """No sign after a sign, no factor 1, and no bare number where there was an unknown."""
    for child in children:
        text = child["steps"][child["error"]["label"]]["equation"]["text"]
        right = child["error"]["correction"]["text"]
        for odd in (r"[+-] -", r"\b1\*", r"\^1\b", r"\^0\b", r"/1\b"):
            assert len(re.findall(odd, text)) <= len(re.findall(odd, right)), text


def error(child: Record, **fields: Any) -> Record:
    return sealed({**child, "error": {**child["error"], **fields}})


def stepped(child: Record, place: int, equation: Any) -> Record:
    steps = list(child["steps"])
    steps[place] = {**steps[place], "equation": equation}
    return sealed({**child, "steps": steps})


def moved(child: Record, by: int) -> Record:
    """The label is one step off, and labels of steps with it."""
    place = (child["error"]["label"] + by) % len(child["steps"])
    labels = [int(n != place) for n in range(len(child["steps"]))]
    return sealed({**error(child, label=place), "step_labels": labels})


def at(child: Record, change: Callable[[list[str]], list[str]]) -> Record:
    """Another counterexample, which the reason and the evidence name as well."""
    old = child["error"]["counterexample"]
    new = ", ".join(change(old.split(", ") if old else []))
    reason = child["error"]["reason"].replace(f"At {old}", f"At {new}") if old else ""
    return error(child, counterexample=new, reason=reason)


def said(child: Record, old: str, new: str) -> Record:
    return error(child, reason=re.sub(old, new, child["error"]["reason"]))


def far(parts: list[str]) -> list[str]:
    """Nowhere near a solution, for every unknown."""
    return [f"{part.partition(' = ')[0]} = 100003/7" for part in parts]


FALSE: dict[str, Callable[[Record], Record]] = {
    "label before": lambda c: moved(c, -1),
    "label after": lambda c: moved(c, 1),
    "no label": lambda c: error(c, label=-1),
    "label beyond": lambda c: error(c, label=len(c["steps"])),
    "another kind": lambda c: error(c, kind="typing error"),
    "no kind": lambda c: error(c, kind=""),
    "all right": lambda c: sealed({**c, "step_labels": [1] * len(c["steps"])}),
    "all wrong": lambda c: sealed({**c, "step_labels": [0] * len(c["steps"])}),
    "right step": lambda c: stepped(c, c["error"]["label"], c["error"]["correction"]),
    "no reason": lambda c: error(c, reason=""),
    "more reasons": lambda c: error(c, reason=c["error"]["reason"] + " So it is wrong."),
    "reason for another step": lambda c: said(c, r"^step ", "step 1"),
    "reason of another kind": lambda c: said(c, r"\): .+?\. It", "): a lie. It"),
    "nonsense": lambda c: at(c, lambda parts: ["x = __import__('os')"]),
    "a coordinate more": lambda c: at(c, lambda parts: [*parts, "nowhere = 1"]),
    "a coordinate twice": lambda c: at(c, lambda parts: [*parts, *(parts or ["x = 1"])[:1] * 2]),
    "a zero denominator": lambda c: at(c, lambda parts: ["x = 1/0"]),
    "a symbol for a number": lambda c: at(c, lambda parts: ["x = x"]),
    "wrong correction": lambda c: error(
        c, correction=c["steps"][c["error"]["label"]]["equation"]
    ),
    "no correction": lambda c: error(c, correction={"text": "", "latex": ""}),
}  # fmt: skip


@pytest.mark.parametrize("fault", FALSE)
def test_false_claims_are_refused(fault: str, children: list[Record]) -> None:
    longer = [child for child in children if len(child["steps"]) > 1]
    for child in longer[:: len(longer) // 20]:
        if fault == "all wrong" and not any(child["step_labels"]):
            continue
        assert not check_record(FALSE[fault](child)).ok, child["error"]


def test_false_values_are_refused(children: list[Record]) -> None:
    told = [child for child in children if "side is" in child["error"]["reason"]]
    assert len(told) > 80
    for child in told[::8]:
        assert not check_record(said(child, r"side is (-?)(\d)", r"side is \g<1>7\2")).ok
        assert not check_record(said(child, r"side is .+? and", "side is 1/97 and")).ok
        same = re.search(r"the right side is (.+)\.$", child["error"]["reason"])
        if same is not None:
            both = said(child, r"left side is .+? and", f"left side is {same[1]} and")
            assert not check_record(both).ok


def test_points_that_solve_nothing_refute_nothing(children: list[Record]) -> None:
    """Where unknowns have other values than those that are found, anything may be false."""
    refused: Counter[str] = Counter()
    for child in children:
        solved = any(step["operator"] == "given" for step in child["steps"])
        if solved and child["error"]["counterexample"] and child["family"] != "inequalities":
            report = check_record(at(child, far))
            assert not report.ok, child["error"]
            refused[child["family"]] += 1
    assert refused.keys() >= {"algebra", "linear_algebra", "physics"}


def test_points_outside_of_the_domain_refute_nothing(children: list[Record]) -> None:
    planted = 0
    for child in children:
        facts = {entry["symbol"]: entry["assumption"] for entry in child["domain"]}
        names = [part.partition(" = ")[0] for part in child["error"]["counterexample"].split(", ")]
        if any(facts.get(name) in ("positive", "nonzero") for name in names):
            planted += 1
            false = at(child, lambda parts: [f"{p.partition(' = ')[0]} = 0" for p in parts])
            assert not check_record(false).ok
    assert planted >= 10


def test_a_coordinate_less_refutes_nothing(children: list[Record]) -> None:
    planted = 0
    for child in children:
        if child["error"]["counterexample"] and planted < 60:
            planted += 1
            assert not check_record(at(child, lambda parts: parts[1:])).ok, child["error"]
    assert planted >= 50


def test_an_earlier_error_makes_the_label_false(pairs: dict[str, list[Pair]]) -> None:
    """Both steps are wrong, but only the later one is labelled."""
    planted = 0
    for made in pairs.values():
        for _, early in made:
            for _, late in made:
                if early["perturbation"]["parent"] == late["perturbation"]["parent"]:
                    place = early["error"]["label"]
                    if place < late["error"]["label"] and planted < 40:
                        planted += 1
                        wrong = early["steps"][place]["equation"]
                        report = check_record(stepped(late, place, wrong))
                        assert not report.ok
    assert planted >= 30


def test_a_step_that_is_true_is_no_error(config: Config) -> None:
    """A bound that is weaker than it should be follows from what is given: nothing refutes it."""
    planted = 0
    parents = (FAMILIES["inequalities"].make(config, 43, index) for index in range(150))
    for parent in parents:
        place = len(parent["steps"]) - 1
        right = re.fullmatch(r"(\w) (<=?) (-?\d+)", parent["steps"][place]["equation"]["text"])
        made = (inject(parent, "value", seed) for seed in range(12 if right else 0))
        fitting = (c for c in made if c is not None and c["error"]["label"] == place)
        child = next(fitting, None)
        if right is None or child is None:
            continue
        assert check_record(child).ok
        planted += 1
        weaker = f"{right[1]} {right[2]} {int(right[3]) + 2}"
        shown = {"text": weaker, "latex": weaker.replace("<=", r"\le")}
        report = check_record(stepped(child, place, shown))
        assert (report.ok, report.step) == (False, place + 1)
        assert "refuted" in report.reason
    assert planted >= 3


def test_a_constant_of_its_own_may_be_any_number(pairs: dict[str, list[Pair]]) -> None:
    """Its sign in the step that brings it is no error: the constant may be called its opposite."""
    planted = 0
    for parent, child in pairs["differential_equations"]:
        places = [n for n, s in enumerate(parent["steps"]) if s["operator"] == "integrate_sides"]
        for place in places:
            right = parent["steps"][place]["equation"]
            if " + C_1" in right["text"] and "C_1 = " in child["error"]["counterexample"]:
                planted += 1
                wrong = {"text": right["text"].replace(" + C_1", " - C_1"),
                         "latex": right["latex"].replace(" + C_{1}", " - C_{1}")}  # fmt: skip
                labels = [int(n != place) for n in range(len(parent["steps"]))]
                told = {**child, "steps": parent["steps"], "step_labels": labels}
                false = error(told, kind="flipped_sign", label=place, correction=right)
                report = check_record(stepped(false, place, wrong))
                assert (report.ok, report.step) == (False, place + 1)
                assert "refuted" in report.reason
    assert planted >= 3


def carried(children: list[Record]) -> list[tuple[Record, int]]:
    """Records whose later steps go on from the wrong one, each with the place of such a step."""
    found = []
    for child in children:
        places = [n for n, label in enumerate(child["step_labels"]) if not label]
        found += [(child, places[-1])] if len(places) > 1 else []
    return found


def test_later_steps_go_on_from_the_wrong_one_or_stay(pairs: dict[str, list[Pair]]) -> None:
    made = [pair for found in pairs.values() for pair in found]
    parents = {parent["id"]: parent for parent, _ in made}
    found = carried([child for _, child in made])
    assert len(found) >= 10
    for child, place in found:
        parent = parents[child["perturbation"]["parent"]]
        right, told = parent["steps"][place]["equation"], child["steps"][place]["equation"]
        assert told != right
        labels = [*child["step_labels"]]
        labels[place] = 1
        other = child["steps"][place - 1]["equation"]
        for false in (
            stepped(child, place, right), stepped(child, place, other),
            sealed({**child, "step_labels": labels}),
        ):  # fmt: skip
            assert not check_record(false).ok, child["error"]


def test_what_is_trained_on(children: list[Record]) -> None:
    for child in children[::7]:
        pair, label = preference(child), child["error"]["label"]
        assert child["error"]["correction"]["latex"] in pair.chosen != pair.rejected
        assert len(pair.prefix) == label
        assert step_rewards(child).index(-1.0) == label
        (row,) = CONVENTIONS["processbench"].rows(child)
        last = child["step_labels"][-1] == 1
        assert (row["label"], row["final_answer_correct"]) == (label, last)
        assert not list(CONVENTIONS["math"].rows(child))


def test_who_names_the_step_and_its_correction_is_right(children: list[Record]) -> None:
    for child in children[::15]:
        label, right = child["error"]["label"], child["error"]["correction"]["latex"]
        found = judge(child, f"The first wrong step is step {label}; it should say ${right}$.")
        assert (found.goal, found.label, found.reason_right) == ("exact", label, True)
