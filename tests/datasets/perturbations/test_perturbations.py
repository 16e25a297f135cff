"""Perturbations: what they claim of the answer is verified, and false claims are refused."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.datasets import check_record, record
from codegen.datasets.checking.claims import CLAIMS, WORDS
from codegen.datasets.checking.other_changes import OTHER_CHANGES
from codegen.datasets.checking.perturbations import RELATIONS, check_relation
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.perturbations.classification import question
from codegen.datasets.perturbations.derivation import history, resting_on
from codegen.datasets.perturbations.numbers import operand_sizes
from codegen.datasets.presets import load_preset
from codegen.datasets.records import parse_line, sealed

Record = dict[str, Any]
NAMES = [name for name in PERTURBATIONS if name in RELATIONS]
"""Of derivations."""
OFTEN = 0.3
"""Least share of derivations that each perturbation can be made of."""


def checked(made: Record) -> CheckReport:
    return check_record(parse_line(json.dumps(made), "record"))


def require_right(name: str, made: list[tuple[Record, Record]]) -> None:
    for parent, child in made:
        assert child["perturbation"]["name"] == name
        assert child["perturbation"]["parent"] == parent["id"] != child["id"]
        assert child["perturbation"]["answer_changes"] is PERTURBATIONS[name].answer_changes
        assert checked(child) == CheckReport(True)
        assert check_relation(parent, child) == CheckReport(True)


@pytest.mark.parametrize("name", NAMES)
def test_claims_are_verified(name: str, pairs: Any) -> None:
    made = pairs(name)
    assert len(made) >= OFTEN * 40
    require_right(name, made)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_claims_are_verified_of_many(name: str, many_parents: list[Record], pairs_of: Any) -> None:
    made = pairs_of(many_parents, name, 6)
    assert len(made) >= OFTEN * len(many_parents)
    require_right(name, made)


def test_every_perturbation_has_a_relation() -> None:
    declared = {name: row.answer_changes for name, row in PERTURBATIONS.items()}
    verified = {name: row.answer_changes for name, row in CLAIMS.items()}
    assert verified == {**declared, "injected_error": False}
    for name, claim in CLAIMS.items():
        assert (name in RELATIONS) is (claim.parents != {WORDS})
        for family, table in OTHER_CHANGES.items():
            assert (name in table) is (family in claim.parents and name != "injected_error")
    assert {*RELATIONS}.union(*OTHER_CHANGES.values()) == set(CLAIMS)
    for name, row in PERTURBATIONS.items():
        assert {*row.by_family} == {f for f, table in OTHER_CHANGES.items() if name in table} - {
            WORDS if name == "words_replaced" else ""
        }


@pytest.mark.parametrize("name", NAMES)
def test_children_are_pure_and_parents_are_left_alone(name: str, pairs: Any) -> None:
    row = PERTURBATIONS[name]
    for parent, child in pairs(name)[:6]:
        before = copy.deepcopy(parent)
        assert row.apply(parent, 5) == child
        assert parent == before
        reread = json.loads(json.dumps(parent))
        assert row.apply(reread, 5) == child


def test_other_seeds_give_other_children(pairs: Any) -> None:
    for name in ("variable_renaming", "irrelevant_premise", "longer_1", "numbers_resized"):
        first, second = pairs(name, 5), pairs(name, 9)
        ids = [{child["id"] for _, child in made} for made in (first, second)]
        assert len(ids[0] & ids[1]) < len(ids[0]) / 2, name


def changed(child: Record, **fields: Any) -> Record:
    """The child with fields of its perturbation changed, sealed again."""
    return sealed({**child, "perturbation": {**child["perturbation"], **fields}})


@pytest.mark.parametrize("name", NAMES)
def test_false_claims_are_refused(name: str, pairs: Any) -> None:
    for parent, child in pairs(name)[:8]:
        told = child["perturbation"]
        false = [
            changed(child, answer_changes=not told["answer_changes"]),
            changed(child, parent=child["id"]),
            changed(child, evidence=""),
            changed(child, name=""),
            changed(parent, **told),
            *(changed(child, name=other) for other in NAMES if alien(other, name)),
        ]
        for claimed in false:
            assert not check_relation(parent, claimed).ok, claimed["perturbation"]


def alien(other: str, name: str) -> bool:
    """Whether what one perturbation makes cannot be what the other one makes."""
    same_answer = {"step_removal", "irrelevant_premise", "numbers_resized", "alternative_goal"}
    asked = {
        "step_classification", "annotation_replacement", "annotation_replacement_negative",
    }  # fmt: skip
    return other != name and not {other, name} <= same_answer and not {other, name} <= asked


def with_step(child: Record, place: int, **fields: Any) -> Record:
    steps = list(child["steps"])
    steps[place] = {**steps[place], **fields}
    return sealed({**child, "steps": steps, "problem": "", "answer": ""})


def stolen(child: Record, place: int, other: Record) -> Record:
    return with_step(child, place, equation=other["steps"][place]["equation"])


FAULTS: dict[str, Callable[[Record, Record], Record]] = {
    "variable_renaming": lambda parent, child: stolen(child, -1, parent),
    "expression_exchange": lambda parent, child: stolen(child, -1, parent),
    "alternative_goal": lambda parent, child: stolen(child, -1, parent),
    "shorter_1": lambda parent, child: stolen(child, 0, child | {"steps": child["steps"][::-1]}),
    "longer_1": lambda parent, child: with_step(
        child, -1, equation=parent["steps"][-1]["equation"]
    ),
    "step_removal": lambda parent, child: {**child, "problem": parent["problem"]},
    "irrelevant_premise": lambda parent, child: changed(
        child, added=parent["steps"][0]["equation"]
    ),
    "numbers_resized": lambda parent, child: {**child, "steps": parent["steps"]},
    "step_classification": lambda parent, child: {**child, "answer": "no"},
    "step_classification_negative": lambda parent, child: {
        **child, "steps": parent["steps"], "answer": "no"
    },
    "annotation_replacement": lambda parent, child: {**child, "answer": "yes"},
    "equation_conversion": lambda parent, child: {
        **child, "answer": "yes" if parent["answer"] == "no" else "no"
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_children_that_are_none_are_refused(name: str, pairs: Any) -> None:
    made = pairs(name)[:8]
    assert made
    for parent, child in made:
        false = sealed(FAULTS[name](parent, child))
        refused = not check_relation(parent, false).ok or not checked(false).ok
        assert refused, false["steps"]


def test_labels_of_questions_are_checked(pairs: Any) -> None:
    """The other label is refused by itself, without the parent."""
    for name in ("step_classification", "step_classification_negative", "calculus_classification"):
        for _, child in pairs(name)[:10]:
            other = "no" if child["answer"] == "yes" else "yes"
            labels = [*child["step_labels"][:-1], int(other == "yes")]
            false = sealed({**child, "answer": other, "step_labels": labels})
            assert not checked(false).ok, false["problem"]


def test_replaced_annotations_flip_both_labels(pairs: Any) -> None:
    flips = set()
    for source, name in (
        ("step_classification", "annotation_replacement"),
        ("step_classification_negative", "annotation_replacement_negative"),
    ):
        for _, asked in pairs(source):
            child = PERTURBATIONS[name].apply(asked, 1)
            if child is not None:
                flips.add((asked["answer"], child["answer"]))
                assert checked(child).ok
                assert check_relation(asked, child).ok
    assert flips == {("yes", "no"), ("no", "yes")}


def test_the_operation_put_in_is_that_of_the_negative_question(pairs: Any) -> None:
    """Put before the equation that the negative question asks for, it does give that."""
    mended, replaced = (
        PERTURBATIONS[f"annotation_replacement{which}"] for which in ("_negative", "")
    )
    compared = 0
    for parent, negative in pairs("step_classification_negative"):
        right, wrong = mended.apply(negative, 0), replaced.apply(parent, 5)  # the pairs' seed
        if right is not None and wrong is not None:
            equation = negative["steps"][-1]["equation"]
            steps = [*right["steps"][:-1], {**wrong["steps"][-1], "equation": equation}]
            assert checked(sealed({**right, "steps": steps, "problem": question(steps)})).ok
            compared += 1
    assert compared > 5


def test_irrelevant_names_are_followed_through_definitions(pairs: Any) -> None:
    """A premise that the steps do mention, declared irrelevant."""
    for parent, child in pairs("irrelevant_premise")[:10]:
        first = parent["steps"][0]["equation"]
        hidden = {**parent, "functions": parent["functions"][1:]}
        false = changed(child, added=first)
        assert not check_relation(hidden, false).ok


def test_sizes_of_numbers_stay(config: Any, pairs_of: Any) -> None:
    parents = [record(config, 79, index) for index in range(90)]
    made = pairs_of(parents, "numbers_resized", 0)
    found = operand_sizes(*zip(*made, strict=True))
    assert found.parents == found.children > 40
    assert found.p_value > 0.01
    shifted = [_with_nines(parent) for parent, _ in made]
    assert operand_sizes(parents, shifted).p_value < 1e-6


def _with_nines(parent: Record) -> Record:
    """Numbers of as many digits, but all of them large."""
    steps = [
        {**step, "equation": {"text": re.sub(r"\d", "9", step["equation"]["text"])}}
        for step in parent["steps"]
    ]
    return {**parent, "steps": steps}


@given(st.data())
def test_what_rests_on_what(data: Any) -> None:
    count = data.draw(st.integers(1, 8))
    steps = [
        {"inputs": data.draw(st.lists(st.integers(1, n), max_size=2)) if n else []}
        for n in range(count)
    ]
    for number in range(1, count + 1):
        behind = history(steps, number)
        assert all(set(steps[n - 1]["inputs"]) <= set(behind) for n in behind)
        for later in range(number + 1, count + 1):
            assert (later in resting_on(steps, number)) == (number in history(steps, later))


def test_integrands_that_are_tiny_at_a_point_are_told_apart_elsewhere() -> None:
    """``exp(87*q + …)`` and ``exp(42*q + …)`` at q = -21/16: both integrals differ all the same."""
    problem = load_preset("probes").model_copy(update={"seed": 822})
    parent = record(problem, 822, 273)
    assert "exp(87*q" in parent["steps"][-1]["equation"]["text"]
    for seed in range(4):
        child = PERTURBATIONS["numbers_resized"].apply(parent, seed)
        assert child is not None
        assert check_relation(parent, child).ok, child["perturbation"]["evidence"]
