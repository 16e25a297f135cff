"""Changed problems in words: what they claim is verified, and false claims are refused."""

from __future__ import annotations

import copy
import re
from collections import Counter
from typing import Any

import pytest

from codegen.datasets import Config, check_record
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.checking.word_problems import WORD_PROBLEMS
from codegen.datasets.families.instances import instance
from codegen.datasets.families.template import posed
from codegen.datasets.families.templates import variants
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.perturbations.numbers import operand_sizes
from codegen.datasets.perturbations.word_problems import instance_of
from codegen.datasets.production import records
from codegen.datasets.scoring.aggregates import Case, figures
from codegen.datasets.scoring.scores import outline
from codegen.datasets.scoring.verdicts.judgement import Judgement

Record = dict[str, Any]
Family = list[Record]
"""A record and what was made of it."""
NAMES = tuple(WORD_PROBLEMS)
SEED = 41


LEAST = {"irrelevant_premise": 30, "numbers_resized": 90, "words_replaced": 50, "longer_1": 25,
         "longer_2": 6, "shorter_1": 25, "shorter_2": 6}  # fmt: skip
"""Variants that can be changed so."""


@pytest.mark.parametrize("name", NAMES)
def test_claims_are_verified(name: str, word_pairs: Any) -> None:
    made = word_pairs(name)
    assert len(made) >= LEAST[name]
    for parent, child in made:
        told = child["perturbation"]
        assert told["answer_changes"] is PERTURBATIONS[name].answer_changes
        assert told["answer_changes"] is (child["answer"] != parent["answer"])
        assert told["parent"] == parent["id"] and told["added"] == {"text": "", "latex": ""}
        assert check_record(child).ok and check_relation(parent, child).ok, child["problem"]
        for field in ("index", "split", "instance", "provenance", "family"):
            assert child[field] == parent[field]


def test_every_child_is_of_a_kind_that_is_verified(word_families: list[Family]) -> None:
    made = {child["perturbation"]["name"] for each in word_families for child in each[1:]}
    assert made == set(NAMES)


def test_instances_are_read_back() -> None:
    for variant in variants():
        made = instance(variant, 5, 3, 5)
        found = instance_of({"family": "template", "template": variant.name, **posed(made)})
        assert found is not None
        assert (found.words, found.stated) == (made.words, made.stated)
        assert found.values == {name: made.values[name] for name in found.values}
        assert posed(found) == posed(made)


def test_children_are_pure_and_parents_are_left_alone(word_pairs: Any) -> None:
    for name in NAMES:
        others = []
        for parent, child in word_pairs(name)[:5]:
            before = copy.deepcopy(parent)
            again = [PERTURBATIONS[name].apply(parent, attempt) for attempt in (0, 0, 1)]
            assert parent == before and again[0] == again[1] == child
            others.append(again[2] != child)
        drawn = not name.startswith("shorter")
        assert sum(others) >= 3 if drawn else not any(others)


def test_changed_records_are_not_changed_again(word_families: list[Family]) -> None:
    for each in word_families[:20]:
        for child in each[1:]:
            assert all(PERTURBATIONS[name].apply(child, 0) is None for name in NAMES)


def test_no_problem_is_told_twice(word_config: Config) -> None:
    """Neither by variants of one instance nor by what is made of them."""
    made = [r for index in range(3 * len(variants())) for r in records(word_config, SEED, index)]
    told = Counter(record["problem"] for record in made)
    assert len(made) > 900 and told.most_common(1)[0][1] == 1


def test_lengths_of_numbers_stay(word_pairs: Any) -> None:
    made = word_pairs("numbers_resized")
    sizes = [[len(n) for n in re.findall(r"\d+", r["problem"])] for pair in made for r in pair]
    assert sizes[::2] == sizes[1::2]
    found = operand_sizes(*zip(*made, strict=True))
    assert found.parents == found.children > 300
    assert found.p_value > 0.01
    kept = sum(
        a == b for old, new in made
        for a, b in zip(*(re.findall(r"\d\d+", r["problem"]) for r in (old, new)), strict=True)
    )  # fmt: skip
    assert kept < 0.1 * found.parents


def test_drops_are_paired(word_families: list[Family]) -> None:
    """A model that no clause without effect confuses, and that solves no longer problem."""
    solved = {"": True, "irrelevant_premise": True, "longer_1": False, "numbers_resized": True}
    cases = []
    for made in (record for each in word_families for record in each):
        name = made["perturbation"]["name"]
        if name in solved:
            judged = Judgement(
                made["id"], made["family"], made["answer_kind"],
                goal="exact" if solved[name] else "wrong",
            )  # fmt: skip
            cases.append(Case(judged, outline(made)))
    found = figures(cases)["perturbations"]["by_name"]
    assert set(found) == set(solved) - {""}
    for name, row in found.items():
        assert row["pairs"] >= LEAST[name] and row["without_parent"] == 0
        assert row["goal"]["drop"]["value"] == (0.0 if solved[name] else 1.0)
