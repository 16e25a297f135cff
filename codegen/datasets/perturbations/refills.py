"""Masked problems with other numbers in all rows; text, definitions and program stay."""

from __future__ import annotations

import re
from random import Random

from codegen.datasets.families.instances import Instance
from codegen.datasets.families.refill import posed
from codegen.datasets.families.told import read_back
from codegen.datasets.perturbations.perturbation import Record, Way, child_of
from codegen.datasets.perturbations.word_problems import answer_differs, other_numbers

FAMILY = "refill"
_MASK = re.compile(r"\bN\d+")


def rows_of(record: Record) -> list[Instance]:
    """The instance of each row; none if the record is no masked problem."""
    if record["family"] != FAMILY:
        return []
    masked, _, *lines = record["problem"].split("\n")
    found = []
    for line in lines:
        given = dict(pair.split(" = ") for pair in line.partition(". ")[2].split(", "))
        text = _MASK.sub(lambda mask, given=given: given[mask[0]], masked)  # type: ignore[misc]
        found.append(read_back(record["template"], text))
    return [] if None in found else [made for made in found if made is not None]


def _resized(record: Record, random: Random) -> Record | None:
    rows = [] if record["perturbation"]["name"] else rows_of(record)
    changed = [other_numbers(made, random) for made in rows]
    new = [made for made in changed if made is not None]
    return child_of(record, **posed(new)) if rows and len(new) == len(rows) else None


OTHER_ROWS = {FAMILY: Way(_resized, answer_differs)}
"""How masked problems get other numbers."""
