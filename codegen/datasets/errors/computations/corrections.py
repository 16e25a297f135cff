"""The right step in the place of the first wrong one of a record with an injected error."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen.datasets.errors.spoiled import Record, Step
from codegen.datasets.families.counting import places_of
from codegen.datasets.families.evaluation import computed, rewrite
from codegen.datasets.families.reduction import reduced
from codegen.datasets.families.writing import shown
from symnum.terms.parse import parse


def corrected(record: Record) -> Step:
    """The step as the parent has it, but for its operand and inputs."""
    wrong = record["steps"][record["error"]["label"]]
    words = _WORDS.get(record["family"])
    said = wrong["words"] if words is None else words(record)
    return {**wrong, "equation": record["error"]["correction"], "words": said}


def _of_column(record: Record) -> str:
    place = record["error"]["label"]
    total = int(record["error"]["correction"]["text"].rpartition(" = ")[2])
    return f"Column {place}: write {total % 10}, carry {total // 10}"


def _of_operation(record: Record) -> str:
    before = record["steps"][record["error"]["label"] - 1]
    found = reduced(parse(before["equation"]["text"]), rewrite)
    assert found is not None
    return f"{shown(found.redex)} is {computed(found.redex)}"


def _of_place(record: Record) -> str:
    target, _, places = places_of(record)
    return f"{target} stands at place {places[record['error']['label']]}"


_WORDS: Mapping[str, Callable[[Record], str]] = {
    "multiplication": _of_column, "evaluation": _of_operation, "counting": _of_place,
}  # fmt: skip
"""Families whose steps say in words what would be wrong, too."""
