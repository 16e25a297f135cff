"""Masked problems with other rows of numbers: the claim is verified, and false ones are refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from codegen.datasets import Config, check_record, production
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.families.instances import Instance, solves, told_of
from codegen.datasets.families.refill import posed
from codegen.datasets.families.templates import vocabulary
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.perturbations.numbers import operand_sizes
from codegen.datasets.perturbations.refills import OTHER_ROWS, rows_of
from codegen.datasets.records import line_of, sealed

Record = dict[str, Any]
Pair = tuple[Record, Record]
NAME = "numbers_resized"
COUNT = 60


@pytest.fixture(scope="module")
def pairs(word_config: Config) -> list[Pair]:
    config = Config.model_validate(
        {**word_config.model_dump(), "families": {"refill": 1.0}}, strict=False
    )
    made = ([json.loads(line_of(r)) for r in production.records(config, 43, n)]
            for n in range(COUNT))  # fmt: skip
    return [(parent, child) for parent, child in made]


def test_claims_are_verified(pairs: list[Pair]) -> None:
    assert len(pairs) == COUNT
    for parent, child in pairs:
        assert child["perturbation"]["name"] == NAME and child["perturbation"]["answer_changes"]
        assert check_record(child).ok and check_relation(parent, child).ok, child["problem"]
        assert parent["program"].count("print") == child["program"].count("print") == 4
        assert PERTURBATIONS[NAME].apply(child, 0) is None


def test_every_row_has_other_numbers_of_the_same_lengths(pairs: list[Pair]) -> None:
    for old, new in pairs:
        texts = [re.findall(r"= (\d+)", record["problem"]) for record in (old, new)]
        assert [len(n) for n in texts[0]] == [len(n) for n in texts[1]]
        rows = [record["problem"].splitlines()[2:] for record in (old, new)]
        assert all(a != b for a, b in zip(*rows, strict=True))
    assert operand_sizes(*zip(*pairs, strict=True)).p_value > 0.01


def retold(child: Record, rows: list[Instance]) -> Record:
    return sealed({**child, "step_labels": [], **posed(rows)})


def a_row_kept(parent: Record, child: Record) -> Record | None:
    return retold(child, [rows_of(parent)[0], *rows_of(child)[1:]])


def a_row_less(parent: Record, child: Record) -> Record | None:
    return retold(child, rows_of(child)[:-1])


def rows_exchanged(parent: Record, child: Record) -> Record | None:
    """The parent's rows in another order: each has another answer, but a number another length."""
    rows = rows_of(parent)
    lengths = [[len(str(made.values[n])) for n in made.stated] for made in rows]
    return None if lengths[0] == lengths[1] else retold(child, [rows[1], rows[0], *rows[2:]])


def another_word(parent: Record, child: Record) -> Record | None:
    rows = rows_of(child)
    for kind, word in rows[0].words.items():
        other = next(w for w in vocabulary()[kind] if w != word)
        return retold(child, [made._replace(words={**made.words, kind: other}) for made in rows])
    return None


def a_longer_number(parent: Record, child: Record) -> Record | None:
    first, *rest = rows_of(child)
    for name in first.stated:
        values = {n: first.values[n] for n in first.stated}
        values[name] *= 10
        if all(solves(first.variant.template, piece, values) for piece in first.variant.pieces):
            return retold(child, [told_of(first.variant, first.words, values), *rest])
    return None


def the_parent(parent: Record, child: Record) -> Record | None:
    return retold(child, rows_of(parent))


FALSE: tuple[tuple[Callable[[Record, Record], Record | None], str], ...] = (
    (a_row_kept, "does not change"), (a_row_less, "has another length"),
    (rows_exchanged, "has another length"), (another_word, "a word is not"),
    (a_longer_number, "has another length"), (the_parent, "does not change"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("make", "reason"), FALSE, ids=lambda value: getattr(value, "__name__", "")
)
def test_right_problems_that_are_other_children_are_refused(
    make: Callable[[Record, Record], Record | None], reason: str, pairs: list[Pair]
) -> None:
    planted = 0
    for parent, child in pairs:
        made = make(parent, child) if planted < 6 else None
        if made is not None:
            proof = OTHER_ROWS["refill"].proof(parent, made) or "it is so"
            told = {**child["perturbation"], "evidence": proof}
            false = sealed({**made, "perturbation": told})
            report = check_relation(parent, false)
            assert check_record(false).ok and not report.ok and reason in report.reason
            planted += 1
    assert planted >= 3


CLAIMS: tuple[tuple[str, Any], ...] = (
    ("answer_changes", False), ("parent", "0" * 20), ("evidence", "worked out exactly"),
    ("name", "words_replaced"), ("name", "longer_1"), ("added", {"text": "1", "latex": "1"}),
)  # fmt: skip


@pytest.mark.parametrize(("field", "value"), CLAIMS)
def test_false_claims_are_refused(field: str, value: Any, pairs: list[Pair]) -> None:
    for parent, child in pairs[:10]:
        told = {**child["perturbation"], field: value}
        assert not check_relation(parent, sealed({**child, "perturbation": told})).ok


@pytest.mark.parametrize("field", ["index", "split", "instance", "template", "problem", "answer"])
def test_children_of_other_places_are_refused(field: str, pairs: list[Pair]) -> None:
    for (parent, child), (other, _) in zip(pairs[:9], pairs[40:], strict=False):
        value = other[field] if field != "split" else "elsewhere"
        if value != child[field]:
            assert not check_relation(parent, sealed({**child, field: value})).ok
