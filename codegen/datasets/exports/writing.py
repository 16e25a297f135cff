"""Exports as folders: a file of JSON lines a split, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from codegen.datasets.exports.conventions import CONVENTIONS
from codegen.datasets.exports.tasks import FILE, task
from codegen.datasets.schema import validated
from codegen.datasets.storage.formats import records_of
from codegen.datasets.verification import files_of
from symnum.errors import InputError, require_known
from symnum.files import whole_folder, write_text

SPLITS = ("train", "validation", "test")
_SOLUTIONS = "all ask whether an equation holds, or have no steps"
_NEEDS = {
    "trl-preference": "it needs injected errors ([errors] in the configuration)",
    "processbench": _SOLUTIONS, "trl-stepwise": _SOLUTIONS,
    "lm-eval": "all have injected errors, or many right answers",
}  # fmt: skip
"""Why a dataset may have no row."""


def export(dataset: str | Path, convention: str, output: str | Path) -> dict[str, int]:
    """Write a dataset in the columns of another tool.

    Args:
        dataset: A directory or a file of records.
        convention: A name of :data:`~codegen.datasets.exports.CONVENTIONS`.
        output: The folder to write: a new or an empty one.

    Returns:
        Rows written, by split. Files of splits without rows are not written.

    Raises:
        InputError: no such convention, no record fits it, the folder is not empty, or a file
            cannot be read or written. The folder is then as it was.
    """
    require_known(convention, CONVENTIONS, "convention of exports")
    folder = Path(output)
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(f"{folder}: holds files already; name another folder")
    with whole_folder(folder) as target:
        written = _write(Path(dataset), convention, target)
        if not written:
            raise InputError(f"{dataset}: no record fits {convention}: {_needs(convention)}")
        if convention == "lm-eval":
            write_text(target / FILE, task(folder, written))
    return written


def _write(dataset: Path, convention: str, folder: Path) -> dict[str, int]:
    """Write the file of each split that has rows; how many these are."""
    counts, rows = dict.fromkeys(SPLITS, 0), CONVENTIONS[convention].rows
    with ExitStack() as stack:
        parts: dict[str, IO[str]] = {}
        for split, record in records_in(dataset):
            for row in rows(record):
                if split not in parts:
                    path = folder / f"{split}.jsonl"
                    parts[split] = stack.enter_context(path.open("w", encoding="utf-8"))
                parts[split].write(json.dumps(row, separators=(",", ":")) + "\n")
                counts[split] += 1
    return {split: number for split, number in counts.items() if number}


def _needs(convention: str) -> str:
    return _NEEDS.get(convention, "all have injected errors")


def records_in(path: Path) -> Iterator[tuple[str, Any]]:
    """The records of a dataset, each once and with its split, those of training last.

    Raises:
        InputError: a file cannot be read, or something in it is no record.
    """
    files = files_of(path)
    if path.is_dir() and (path / "data").is_dir():
        files = [file for file in files if file.parent.name == "data"]
    for file in files:
        for place, record in records_of(file):
            validated(record, place)
            yield record["split"] or "train", record
