"""Derivations to be changed, and everything that can be made of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from codegen.datasets import Config, record
from codegen.datasets.errors import KINDS, inject
from codegen.datasets.perturbations import PERTURBATIONS

Record = dict[str, Any]
Pair = tuple[Record, Record]
Pairs = Callable[[str, int], list[Pair]]
QUICK, MANY = 40, 200
"""Parents of quick tests and of slow ones."""


def _injected(parent: Record, seed: int, kind: str) -> Record | None:
    return inject(parent, kind, seed)


CHANGES: dict[str, Callable[[Record, int], Record | None]] = {
    **{name: row.apply for name, row in PERTURBATIONS.items()},
    **{kind: partial(_injected, kind=kind) for kind in KINDS},
}
"""Perturbations and kinds of errors, by name."""
OF_QUESTIONS = {
    "equation_conversion": "calculus_classification",
    "annotation_replacement_negative": "step_classification_negative",
}
"""Changes that are made to what another one makes."""


@pytest.fixture(scope="session")
def parents(config: Config) -> list[Record]:
    """Derivations of a seed that no other test uses."""
    return [record(config, 77, index) for index in range(QUICK)]


@pytest.fixture(scope="session")
def many_parents(config: Config) -> list[Record]:
    return [record(config, 78, index) for index in range(MANY)]


def made_of(records: list[Record], name: str, seed: int = 5) -> list[Pair]:
    """Parents and children of one change."""
    if name in OF_QUESTIONS:
        records = [child for _, child in made_of(records, OF_QUESTIONS[name])]
    made = ((parent, CHANGES[name](parent, seed)) for parent in records)
    return [(parent, child) for parent, child in made if child is not None]


@pytest.fixture(scope="session")
def pairs(parents: list[Record]) -> Pairs:
    """Parents and children by the change's name, each list made once."""
    known: dict[tuple[str, int], list[Pair]] = {}

    def found(name: str, seed: int = 5) -> list[Pair]:
        if (name, seed) not in known:
            known[name, seed] = made_of(parents, name, seed)
        return known[name, seed]

    return found


@pytest.fixture(scope="session")
def pairs_of() -> Callable[[list[Record], str, int], list[Pair]]:
    return made_of
