"""Injected errors in computations with numbers: labels hold, and what is false is refused."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from codegen.datasets import Config, check_record, record
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.spoiled.claims import SAID, is_slip
from codegen.datasets.conclusions import shown_answer
from codegen.datasets.errors import KINDS, inject, preference, step_rewards
from codegen.datasets.errors.computations.computation_errors import IN_WORDS
from codegen.datasets.errors.computations.slips import slips
from codegen.datasets.exports import CONVENTIONS
from codegen.datasets.exports.finals import final_answer_correct
from codegen.datasets.families.templates import variants
from codegen.datasets.kernels import agreements
from codegen.datasets.lean import with_lean
from codegen.datasets.presets import load_preset
from codegen.datasets.records import line_of, sealed
from codegen.datasets.scoring.judging import judge

Record = dict[str, Any]
Pair = tuple[Record, Record]
COUNT, ENOUGH = 24, 5
"""Parents of a family, and false claims of a sort."""
LEAST: dict[str, dict[str, float]] = {
    "template": {
        "value": 1, "related_values": 1, "substitution": 0.9, "deleted_term": 0.2,
        "flipped_sign": 0.9, "swapped_terms": 0.7,
    },
    "evaluation": {
        "value": 1, "related_values": 0.9, "substitution": 0.9, "deleted_term": 0,
        "flipped_sign": 0.9, "swapped_terms": 0.5,
    },
    "multiplication": {
        "value": 1, "related_values": 1, "substitution": 0.9, "deleted_term": 0.9,
        "flipped_sign": 0, "swapped_terms": 0.8,
    },
    "recursion": {
        "value": 0.25, "related_values": 0, "substitution": 0.6, "deleted_term": 0.8,
        "flipped_sign": 0, "swapped_terms": 0.25,
    },
    "counting": {
        "value": 0.8, "related_values": 0, "substitution": 0, "deleted_term": 0,
        "flipped_sign": 0, "swapped_terms": 0,
    },
}  # fmt: skip
"""How often a kind gives a record at least; 0 where it never does."""
CASES = [(family, kind) for family, row in LEAST.items() for kind in row]
MADE = [case for case in CASES if LEAST[case[0]][case[1]]]


@pytest.fixture(scope="module")
def parents() -> dict[str, list[Record]]:
    found = {}
    for family in LEAST:
        content = {**load_preset("probes").model_dump(), "families": {family: 1.0}}
        config = Config.model_validate(content, strict=False)
        count = COUNT * (3 if family == "counting" else 1)  # of one kind alone
        found[family] = [json.loads(line_of(record(config, 91, 3 * n))) for n in range(count)]
    return found


@pytest.fixture(scope="module")
def pairs(parents: dict[str, list[Record]]) -> Callable[[str, str], list[Pair]]:
    """Parents and children by family and kind, each list made once."""
    known: dict[tuple[str, str], list[Pair]] = {}

    def found(family: str, kind: str) -> list[Pair]:
        if (family, kind) not in known:
            made = [(parent, inject(parent, kind, 3)) for parent in parents[family]]
            known[family, kind] = [(parent, child) for parent, child in made if child is not None]
        return known[family, kind]

    return found


@pytest.mark.parametrize(("family", "kind"), CASES)
def test_kinds_that_fit_are_made_and_accepted(
    family: str, kind: str, pairs: Any, parents: dict[str, list[Record]]
) -> None:
    made, least = pairs(family, kind), LEAST[family][kind]
    assert len(made) >= least * len(parents[family]) if least else not made
    for parent, child in made:
        labels, error = child["step_labels"], child["error"]
        assert (error["kind"], labels.index(0)) == (kind, error["label"])
        assert [child[name] for name in ("problem", "answer", "program")] == [
            parent[name] for name in ("problem", "answer", "program")
        ]
        steps = zip(parent["steps"], child["steps"], labels, strict=True)
        assert all((old == new) == bool(label) for old, new, label in steps)
        assert error["correction"] == parent["steps"][error["label"]]["equation"]
        assert error["counterexample"] == ""
        assert check_record(json.loads(line_of(child))) == CheckReport(True)
        assert check_relation(parent, child) == CheckReport(True)


def test_injection_is_pure(pairs: Any) -> None:
    for family, kind in MADE:
        for parent, child in pairs(family, kind)[:5]:
            before = copy.deepcopy(parent)
            assert inject(json.loads(json.dumps(parent)), kind, 3) == child
            assert parent == before
            assert inject(child, kind, 3) is None


def error(child: Record, **fields: Any) -> Record:
    return sealed({**child, "error": {**child["error"], **fields}})


def with_step(child: Record, place: int, **fields: Any) -> Record:
    steps = list(child["steps"])
    steps[place] = {**steps[place], **fields}
    return sealed({**child, "steps": steps})


def with_labels(child: Record, *changes: tuple[int, int]) -> Record:
    labels = list(child["step_labels"])
    for place, label in changes:
        labels[place] = label
    return sealed({**child, "step_labels": labels})


def other_place(child: Record, label: int, after: bool = True) -> int | None:
    """A step with a label, after the wrong one or before it."""
    first, labels = child["error"]["label"], child["step_labels"]
    places = range(first + 1, len(labels)) if after else range(first)
    return next((n for n in places if labels[n] == label), None)


def relabelled(label: int) -> Callable[[Record], Record | None]:
    """A later step gets the label that it has not."""

    def change(child: Record) -> Record | None:
        place = other_place(child, 1 - label)
        return None if place is None else with_labels(child, (place, label))

    return change


def earlier_label(child: Record) -> Record | None:
    place = other_place(child, 1, after=False)
    return None if place is None else error(with_labels(child, (place, 0)), label=place)


def moved_on(child: Record) -> Record | None:
    """The wrong step is labelled right, and the next one wrong."""
    place = child["error"]["label"]
    if place + 1 == len(child["steps"]):
        return None
    return error(with_labels(child, (place, 1), (place + 1, 0)), label=place + 1)


def healed(child: Record) -> Record:
    place = child["error"]["label"]
    words = re.search(r"It should say (.+): ", child["error"]["reason"])
    assert words is not None
    return with_step(child, place, equation=child["error"]["correction"], words=words[1])


def off_by_one(child: Record, label: int) -> Record | None:
    """Another step says another number, as if it were right, or as if it went on."""
    place = other_place(child, label)
    if place is None:
        return None
    place = len(child["steps"]) - 1 if child["step_labels"][-1] == label else place
    shown = child["steps"][place]["equation"]
    for found in (r"\d+(?=\}?$)", r"\b\d+\b", r"(?<=b)0"):
        changed = {
            form: re.sub(found, lambda n: str(int(n[0]) + 1), text, count=1)
            for form, text in shown.items()
        }
        if changed["text"] != shown["text"]:
            break
    return None if changed["text"] == shown["text"] else with_step(child, place, equation=changed)


def other_number(text: str) -> str:
    return re.sub(r"not (\S)", r"not 7\1", text)


FALSE: dict[str, Callable[[Record], Record | None]] = {
    "a right step before is labelled": earlier_label,
    "the step after is labelled": moved_on,
    "a later right step is labelled wrong": relabelled(0),
    "a later wrong step is labelled right": relabelled(1),
    "no label": lambda c: error(c, label=-1),
    "label beyond": lambda c: error(c, label=len(c["steps"])),
    "all are labelled right": lambda c: sealed({**c, "step_labels": [1] * len(c["steps"])}),
    "all are labelled wrong": lambda c: (
        sealed({**c, "step_labels": [0] * len(c["steps"])}) if 1 in c["step_labels"] else None),
    "the step is right": healed,
    "a right step is altered": lambda c: off_by_one(c, 1),
    "a step that goes on is altered": lambda c: off_by_one(c, 0),
    "no kind": lambda c: error(c, kind=""),
    "unknown kind": lambda c: error(c, kind="typing error"),
    "no reason": lambda c: error(c, reason=""),
    "more reason": lambda c: error(c, reason=c["error"]["reason"] + " So it is wrong."),
    "another number in the reason": lambda c: error(c, reason=other_number(c["error"]["reason"])),
    "a reason for another step": lambda c: error(
        c, reason=re.sub(r"^step \d+", "step 99", c["error"]["reason"])),
    "a counterexample": lambda c: error(c, counterexample="x = 1"),
    "the correction is a lie": lambda c: error(c, correction={"text": "1 = 2", "latex": "1 = 2"}),
    "LaTeX of the correction": lambda c: error(
        c, correction={**c["error"]["correction"], "latex": "1 = 1"}),
    "the correction is no expression": lambda c: error(
        c, correction={"text": "1 +", "latex": "1 +"}),
    "another answer": lambda c: sealed({**c, "answer": "12345"}),
    "another problem": lambda c: sealed({**c, "problem": c["problem"] + " Really?"}),
    "another program": lambda c: sealed({**c, "program": "print(1)\n"}),
    "a program with blanks": lambda c: sealed({**c, "program": c["program"] + "\n"}),
    "another operator": lambda c: with_step(c, c["error"]["label"], operator="guess"),
    "other words": lambda c: with_step(c, c["error"]["label"], words="Then"),
    "other inputs": lambda c: with_step(c, c["error"]["label"], inputs=[1, 1]),
    "other evidence": lambda c: sealed({**c, "perturbation": {
        **c["perturbation"], "evidence": "it is plain to see"}}),
}  # fmt: skip


@pytest.mark.parametrize("fault", FALSE)
@pytest.mark.parametrize("family", LEAST)
def test_false_claims_are_refused(family: str, fault: str, pairs: Any) -> None:
    planted = 0
    made = [pair for kind in KINDS for pair in pairs(family, kind)]
    for parent, child in Random(1).sample(made, len(made)):
        false = FALSE[fault](copy.deepcopy(child))
        if false is not None and planted < ENOUGH:
            planted += 1
            assert not accepted(parent, false), false["error"]
    assert planted == ENOUGH


def accepted(parent: Record, child: Record) -> bool:
    return check_record(child).ok and check_relation(parent, child).ok


OTHER_KINDS = {
    "value": "swapped_terms", "related_values": "value", "substitution": "deleted_term",
    "deleted_term": "related_values", "flipped_sign": "substitution",
    "swapped_terms": "related_values",
}  # fmt: skip


@pytest.mark.parametrize(("family", "kind"), MADE)
def test_errors_of_another_kind_are_refused(family: str, kind: str, pairs: Any) -> None:
    other = OTHER_KINDS[kind]
    for _, child in pairs(family, kind):
        reason = child["error"]["reason"].replace(IN_WORDS[kind], IN_WORDS[other])
        report = check_record(error(child, kind=other, reason=reason))
        assert report.reason == f"the step is not wrong by what is called {other}"
        assert report.step == child["error"]["label"] + 1


def test_the_parents_steps_are_kept(pairs: Any) -> None:
    """A right step in another form is right by itself, and not the parent's."""
    planted = 0
    for parent, child in pairs("template", "value"):
        for place, (step, label) in enumerate(
            zip(child["steps"], child["step_labels"], strict=True)
        ):
            told = re.fullmatch(r"(\d+)\*(\d+) = (\d+)", step["equation"]["text"])
            if label and told is not None and told[1] != told[2]:
                first, second, value = told.groups()
                shown = {"text": f"{second}*{first} = {value}",
                         "latex": rf"{second} \cdot {first} = {value}"}  # fmt: skip
                false = with_step(child, place, equation=shown)
                assert check_record(false).ok
                assert not check_relation(parent, false).ok
                planted += 1
    assert planted >= 5


def test_later_steps_are_carried_on_or_left(pairs: Any) -> None:
    for family in LEAST:
        children = [child for kind in KINDS for _, child in pairs(family, kind)]
        carried = [child for child in children if child["step_labels"].count(0) > 1]
        left = [child for child in children if other_place(child, 1) is not None]
        assert min(len(carried), len(left)) >= ENOUGH


def test_mistakes_are_likely_ones(pairs: Any) -> None:
    """Amounts are positive where they can be, and signs are lost where there is one."""
    odd = total = 0
    for kind in KINDS:
        for _, child in pairs("template", kind):
            negative = " = -" in child["steps"][child["error"]["label"]]["equation"]["text"]
            assert kind == "swapped_terms" or not negative
            odd, total = odd + negative, total + (kind == "swapped_terms")
    assert odd <= 0.7 * total
    signs = [child["steps"][child["error"]["label"]] for _, child in pairs("evaluation",
             "flipped_sign")]  # fmt: skip
    assert sum("-" not in step["operand"]["text"] for step in signs) <= 0.1 * len(signs)


def test_what_solutions_end_in(pairs: Any) -> None:
    """A wrong answer where the error reaches the end, and the same in solutions and exports."""
    wrong = right = 0
    for family, kind in MADE:
        for parent, child in pairs(family, kind):
            correct = final_answer_correct(child)
            assert correct == (shown_answer(child) == parent["answer"])
            assert shown_answer(parent) == parent["answer"]
            (row,) = CONVENTIONS["processbench"].rows(child)
            assert (row["final_answer_correct"], row["label"]) == (correct, child["error"]["label"])
            (right_row,) = CONVENTIONS["processbench"].rows(parent)
            assert len(row["steps"]) == len(right_row["steps"])
            (row,) = CONVENTIONS["trl-stepwise"].rows(child)
            rewards = step_rewards(child)
            assert row["rewards"][: len(rewards)] == rewards
            assert row["rewards"][len(rewards) :] in ([], [1.0 if correct else 0.0])
            wrong, right = wrong + (not correct), right + bool(correct)
    assert min(wrong, right) >= 50


def test_preferences_show_the_parents_step(pairs: Any) -> None:
    for family, kind in MADE:
        for parent, child in pairs(family, kind):
            pair, label = preference(child), child["error"]["label"]
            lines = [parent["solution"].split("\n"), child["solution"].split("\n")]
            assert list(pair.prefix) == lines[0][:label] == lines[1][:label]
            assert (pair.chosen, pair.rejected) == (lines[0][label], lines[1][label])
            assert pair.chosen != pair.rejected


def test_nothing_else_speaks_of_wrong_steps(pairs: Any) -> None:
    for family, kind in MADE:
        children = [child for _, child in pairs(family, kind)][:4]
        assert all(with_lean(child) == child for child in children)
        assert all(found.ok for found in agreements(children).values())
        for name in ("math", "reasoning-gym", "trl-messages", "lm-eval"):
            assert not [row for child in children for row in CONVENTIONS[name].rows(child)]


def test_answers_that_name_the_step(pairs: Any) -> None:
    """With the kind or what is right there the reason is right; what stands there is no reason."""
    for family, kind in MADE:
        for _, child in pairs(family, kind)[:2]:
            place, told = child["error"]["label"], child["error"]
            named = f"The first wrong step is {place}"
            wrong = child["steps"][place]["equation"]["text"]
            found = judge(child, f"{named}: {told['reason'].partition(': ')[2]}")
            assert (found.goal, found.label, found.reason_right) == ("exact", place, True)
            assert not judge(child, f"{named}.\n{wrong}").reason_right
            right = judge(child, f"{named}.\n{told['correction']['text']}").reason_right
            said = wrong != told["correction"]["text"] and family != "counting"  # a mere number
            assert right == said
            assert judge(child, "All steps are correct.").goal == "wrong"


@pytest.mark.parametrize("number", [0, 1, 7, 12, 340, 1005, Fraction(27, 4), Fraction(-19, 3)])
def test_slips_are_slips(number: Fraction) -> None:
    found = list(slips(Fraction(number)))
    assert found
    assert number not in found
    assert all(is_slip(Fraction(number), slip) for slip in found)


@pytest.mark.parametrize(
    ("right", "wrong"), [("5", "9"), ("120", "102000"), ("7/2", "9/4"), ("123", "321"), ("3", "3")]
)
def test_what_is_no_slip(right: str, wrong: str) -> None:
    assert not is_slip(Fraction(right), Fraction(wrong))


def test_words_for_all_kinds() -> None:
    assert set(IN_WORDS) == set(SAID) == set(KINDS)
    assert dict(IN_WORDS) == dict(SAID)


@pytest.mark.slow
@pytest.mark.parametrize("family", LEAST)
def test_nothing_that_is_made_is_refused(family: str) -> None:
    """Of word problems each variant of each template: a refusal would end a run."""
    content = {**load_preset("probes").model_dump(), "families": {family: 1.0}}
    config = Config.model_validate(content, strict=False)
    refused, made = [], 0
    for index in range(3 * len(variants()) if family == "template" else 150):
        parent = record(config, 92, index)
        for kind in KINDS:
            child = inject(parent, kind, 1)
            if child is not None:
                report = check_record(json.loads(line_of(child)))
                made += 1
                refused += [] if report.ok else [(parent["template"], kind, report.reason)]
    assert made > 100
    assert not refused
