"""How many records a second each perturbation and each kind of error takes, and how often it can.

Every child is checked by itself and against its parent; failures are counted. Run as
``python benchmarks/perturbations.py --preset meadows --count 500 --json perturbations.json``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from codegen.datasets.checker import check_record
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.errors import KINDS, inject
from codegen.datasets.families import FAMILIES
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.perturbations.numbers import operand_sizes
from codegen.datasets.presets import load_preset

Record = dict[str, Any]
Change = Callable[[Record, int], Record | None]
_OF_QUESTIONS = {"equation_conversion": "calculus_classification"}
_OTHERS = (family for row in PERTURBATIONS.values() for family in row.by_family)
_PARENTS = ("derivation", *dict.fromkeys(_OTHERS))
"""Families whose records are changed."""


def _injected(record: Record, seed: int, kind: str) -> Record | None:
    return inject(record, kind, seed)


def _changes() -> Iterator[tuple[str, Change]]:
    for name, row in PERTURBATIONS.items():
        yield name, row.apply
    for kind in KINDS:
        yield kind, partial(_injected, kind=kind)


def _measured(parents: list[Record], change: Change, seed: int) -> tuple[Record, list[Any]]:
    started = time.process_time()
    children = [change(parent, seed) for parent in parents]
    seconds = time.process_time() - started
    pairs = [(p, c) for p, c in zip(parents, children, strict=True) if c is not None]
    failed = sum(not (check_record(c).ok and check_relation(p, c).ok) for p, c in pairs)
    row = {
        "parents": len(parents),
        "children": len(pairs),
        "failed": failed,
        "per_second": round(len(parents) / seconds),
    }
    return row, pairs


def _of_family(parents: list[Record], seed: int) -> Iterator[tuple[str, Record]]:
    """The row of each change that can be made of such records."""
    made: dict[str, list[Record]] = {}
    for name, change in _changes():
        source = made[_OF_QUESTIONS[name]] if name in _OF_QUESTIONS else parents
        row, pairs = _measured(source, change, seed) if source else ({}, [])
        made[name] = [child for _, child in pairs]
        if not pairs:
            continue
        if name == "numbers_resized":
            sizes = operand_sizes(*zip(*pairs, strict=True))
            row |= {"ks_statistic": sizes.statistic, "ks_p_value": sizes.p_value}
        shown = (f"{key} {value}" for key, value in row.items())
        print(f"{parents[0]['family']:24}{name:30}", *shown, flush=True)
        yield name, row


def main() -> None:
    """Print the table, and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="meadows")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    config = load_preset(given.preset)
    table: dict[str, Any] = {}
    for family in _PARENTS:
        make = FAMILIES[family].make
        parents = [dict(make(config, given.seed, index)) for index in range(given.count)]
        table[family] = dict(_of_family(parents, given.seed))
    if given.json is not None:
        given.json.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
