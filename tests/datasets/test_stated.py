"""What problems state: wording, names, chosen points and ways to the answer do not count."""

from __future__ import annotations

import re
from typing import Any

import pytest

from codegen.datasets.families import FAMILIES
from codegen.datasets.presets import load_preset
from codegen.datasets.stated import in_order
from codegen.datasets.storage.splits import split_of
from codegen.datasets.structure import structure

Record = dict[str, Any]
PROBES = load_preset("probes")
NAMES = tuple(name for name in FAMILIES if name != "derivation")
FEW = 5
"""Under 0.1 % of 6,000."""


def made(family: str, index: int = 0, seed: int = 4) -> Record:
    return FAMILIES[family].make(PROBES, seed, index)


def first(family: str, template: str) -> Record:
    found = (made(family, index) for index in range(400))
    return next(record for record in found if record["template"] == template)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("q + p*q", ["p", "q"], "x0 + x1*x0"),
        ("sin(s)^2", ["s"], "sin(x0)^2"),
        ("a and b", [], "a and b"),
        ("", ["x"], ""),
    ],
)
def test_names_are_numbered_as_they_come(text: str, names: list[str], expected: str) -> None:
    assert in_order(text, names) == expected


def test_who_is_told_of_does_not_count() -> None:
    record = made("template")
    other = re.sub(r"\b(sand|gravel|clay|cement|compost|salt)\b", "coal", record["problem"])
    assert other != record["problem"]
    assert structure({**record, "problem": other}) == record["structure"]
    changed = re.sub(r"\d+", "4321", record["problem"], count=1)
    assert structure({**record, "problem": changed}) != record["structure"]


def test_the_point_that_refutes_does_not_count() -> None:
    found = (made("counterexample", index) for index in range(40))
    for record in found:
        (name, *_), problem = [e["symbol"] for e in record["domain"]], record["problem"]
        assert (
            structure({**record, "answer": "x = 7", "steps": [], "template": "another"})
            == (record["structure"])
        )
        renamed = re.sub(rf"\b{name}\b(?! value| counter)", "omega", problem)
        domain = [{**record["domain"][0], "symbol": "omega"}, *record["domain"][1:]]
        assert structure({**record, "problem": renamed, "domain": domain}) == record["structure"]
        assert (
            structure({**record, "problem": problem.replace(" = ", " = 1 + ")})
            != (record["structure"])
        )


def test_the_order_of_factors_does_not_count() -> None:
    record = made("multiplication")
    one, other = re.findall(r"\d+", record["problem"])
    problem = record["problem"].replace(f"{one} by {other}", f"{other} by {one}")
    assert structure({**record, "problem": problem}) == record["structure"]


def test_letters_of_an_expression_to_rewrite_do_not_count() -> None:
    record = next(r for r in (made("rewriting", n) for n in range(99)) if len(r["domain"]) == 1)
    head, _, start = record["problem"].rpartition("\n")
    name = record["domain"][0]["symbol"]
    problem = f"{head}\n" + re.sub(rf"\b{name}\b", "k", start)
    domain = [{**record["domain"][0], "symbol": "k"}]
    assert structure({**record, "problem": problem, "domain": domain}) == record["structure"]
    assert structure({**record, "problem": problem + " + 1"}) != record["structure"]


def test_wording_and_way_of_a_topic_do_not_count() -> None:
    record = first("algebra", "quadratic_by_factoring")
    other = {**record, "problem": "Find the roots.", "template": "quadratic_by_formula"}
    other["steps"] = [record["steps"][0], record["steps"][-1]]
    assert structure(other) == record["structure"]


def test_matrices_with_equal_eigenvalues_are_others() -> None:
    record = first("linear_algebra", "eigenvalues")
    start, *rest = record["steps"]
    text = re.sub(
        r"\d+", lambda number: str(int(number[0]) + 1), start["equation"]["text"], count=1
    )
    steps = [{**start, "equation": {**start["equation"], "text": text}}, *rest]
    assert structure({**record, "steps": steps}) != record["structure"]


def test_numbers_of_a_sum_count_by_themselves() -> None:
    record = first("series", "geometric_sum")
    text = record["steps"][0]["equation"]["text"]
    steps = [dict(step) for step in record["steps"]]
    steps[0]["equation"] = {**steps[0]["equation"], "text": f"{text} + 5 - 5"}
    assert structure({**record, "steps": steps}) != record["structure"]


@pytest.mark.parametrize("family", NAMES)
def test_every_family_is_in_every_split(family: str) -> None:
    """Of kinds and sizes none is in one split only, so that each split has problems of each."""
    records = [made(family, index) for index in range(250)]
    assert {split_of(record, PROBES.splits.shares()) for record in records} == {
        "train", "validation", "test",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("family", NAMES)
def test_few_of_six_thousand_recur(family: str) -> None:
    """Within a seed, and between two; by text, and up to renaming."""
    seen = []
    for seed in (1, 2):
        records = [made(family, index, seed) for index in range(6000)]
        keys = ("problem", "structure")
        seen.append([{record[key] for record in records} for key in keys])
        assert all(6000 - len(found) <= FEW for found in seen[-1])
    assert all(len(one & other) <= FEW for one, other in zip(*seen, strict=True))
