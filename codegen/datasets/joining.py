"""Slices of a dataset put together: the same bytes as if they had been made in one piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from codegen.datasets.config import Config, validated
from codegen.datasets.generation import FACTS, Target, published, require_empty, writer_for
from codegen.datasets.storage.formats import Format, records_of
from codegen.datasets.storage.rows import Row, row_of
from codegen.datasets.storage.writer import SPLITS
from symnum.errors import InputError
from symnum.files import read_json


def join(slices: Sequence[str | Path], output: str | Path, written: Format) -> dict[str, Any]:
    """Put all slices of a dataset together.

    Args:
        slices: Directories of the slices 1/n, …, n/n, in any order.
        output: The directory of the whole.
        written: Formats of its files.

    Returns:
        The facts of the dataset's card.

    Raises:
        InputError: a slice is missing, twice there or of another dataset, or something cannot be
            read or written.
    """
    parts = {Path(path): read_json(Path(path) / FACTS) for path in slices}
    if not parts:
        raise InputError("join: no slices are given")
    config = _common(parts)
    ordered = _in_order(parts)
    target = Target(Path(output), written)
    require_empty(target.directory)
    with writer_for(config, target) as writer:
        for path in ordered:
            for split in SPLITS:
                writer.add(_rows(path, split))
            writer.count({key: Counter(c) for key, c in parts[path]["counts"].items()})
            writer.commit(target.span(config.count)[1])
        return published(config, target, writer)


def _common(parts: dict[Path, Any]) -> Config:
    """The configuration that all slices have."""
    first, *others = parts
    for other in others:
        if parts[other]["config"] != parts[first]["config"]:
            raise InputError(f"{other}: its configuration is not that of {first}")
    return validated(parts[first]["config"], str(first / FACTS))


def _in_order(parts: dict[Path, Any]) -> list[Path]:
    """The slices from the first to the last."""
    _, slices = next(iter(parts.values()))["slice"]
    by_number = {tuple(facts["slice"]): path for path, facts in parts.items()}
    wanted = [(number, slices) for number in range(1, slices + 1)]
    missing = [f"{number}/{slices}" for number, _ in wanted if (number, slices) not in by_number]
    if missing:
        raise InputError(f"join: slice {missing[0]} is missing")
    if len(parts) != slices:
        raise InputError(f"join: {len(parts)} directories for {slices} slices")
    return [by_number[place] for place in wanted]


def _rows(directory: Path, split: str) -> Iterator[Row]:
    for file in sorted((directory / "data").glob(f"{split}-*")):
        for _, record in records_of(file):
            yield row_of(record)
