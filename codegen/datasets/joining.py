"""Slices of a dataset put together: the same bytes as if they had been made in one piece."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from codegen.datasets.audit.promises import Facts, facts_of
from codegen.datasets.config import Config, validated
from codegen.datasets.generation import FACTS, Target, published, require_empty, writer_for
from codegen.datasets.generator.recording import GENERATOR_VERSION
from codegen.datasets.storage.formats import Format, records_of
from codegen.datasets.storage.journal import WORKSHOP
from codegen.datasets.storage.rows import Row, row_of
from codegen.datasets.storage.writer import SPLITS
from symnum.errors import InputError


def join(slices: Sequence[str | Path], output: str | Path, written: Format) -> dict[str, Any]:
    """Put all slices of a dataset together.

    Args:
        slices: Directories of the slices 1/n, …, n/n, in any order.
        output: The directory of the whole.
        written: Formats of its files.

    Returns:
        The facts of the dataset's card.

    Raises:
        InputError: a slice is missing, twice there, of another dataset or of another version of
            the generator, or something cannot be read or written.
    """
    parts = {Path(path): _facts(Path(path)) for path in slices}
    if not parts:
        raise InputError("join: no slices are given")
    config, kernels = _common(parts)
    ordered = _in_order(parts)
    target = Target(Path(output), written, kernels=kernels)
    require_empty(target.directory)
    with _nothing_begun(target.directory), writer_for(config, target) as writer:
        for path in ordered:
            for split in SPLITS:
                writer.add(_rows(path, split))
            writer.count({key: Counter(c) for key, c in parts[path].counts.items()})
            writer.commit(target.span(config.count)[1])
        return published(config, target, writer)


@contextmanager
def _nothing_begun(directory: Path) -> Iterator[None]:
    """After an error nothing is left that another attempt would take for an unfinished run."""
    new = not directory.exists()
    try:
        yield
    except BaseException:
        shutil.rmtree(directory / WORKSHOP, ignore_errors=True)
        if new:
            with suppress(OSError):
                directory.rmdir()
        raise


def _facts(directory: Path) -> Facts:
    """What a slice says of itself."""
    facts = facts_of(directory)
    if facts is None:
        raise InputError(f"{directory / FACTS}: there is no such file")
    return facts


def _common(parts: dict[Path, Facts]) -> tuple[Config, str]:
    """The configuration that all slices have, and the target of the kernels that they ship."""
    first, *others = parts
    known = parts[first]
    made = known.provenance.get("generator")
    if made != GENERATOR_VERSION:
        raise InputError(f"{first}: was made by generator {made}; this is {GENERATOR_VERSION}")
    for other in others:
        for what, told, wanted in (
            ("configuration", parts[other].config, known.config),
            ("provenance", parts[other].provenance, known.provenance),
            ("target of kernels", parts[other].task.get("kernels"), known.task.get("kernels")),
        ):
            if told != wanted:
                raise InputError(f"{other}: its {what} is not that of {first}")
    return validated(known.config, str(first / FACTS)), str(known.task.get("kernels", ""))


def _in_order(parts: dict[Path, Facts]) -> list[Path]:
    """The slices from the first to the last."""
    slices = next(iter(parts.values())).slice[-1]
    by_number = {tuple(facts.slice): path for path, facts in parts.items()}
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
