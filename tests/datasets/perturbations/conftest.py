"""Records to be changed, and everything that can be made of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from codegen.datasets import Config, production, record
from codegen.datasets.errors import KINDS, inject
from codegen.datasets.families.templates import variants
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.presets import load_preset
from codegen.datasets.records import line_of

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


@pytest.fixture(scope="session")
def word_config() -> Config:
    """Problems in words, and everything that is made of them."""
    content = {
        **load_preset("probes").model_dump(), "families": {"template": 1.0}, "errors": {},
        "perturbations": {"names": list(PERTURBATIONS), "share": 1.0},
    }  # fmt: skip
    return Config.model_validate(content, strict=False)


@pytest.fixture(scope="session")
def word_families(word_config: Config) -> list[list[Record]]:
    """An instance of each variant, with what was made of it."""
    return [
        [json.loads(line_of(made)) for made in production.records(word_config, 41, index)]
        for index in range(len(variants()))
    ]


@pytest.fixture(scope="session")
def word_pairs(word_families: list[list[Record]]) -> Callable[[str], list[Pair]]:
    """Parents and children by the perturbation's name."""
    found = [(each[0], child) for each in word_families for child in each[1:]]
    return lambda name: [pair for pair in found if pair[1]["perturbation"]["name"] == name]
