"""Datasets with new solve rates: the same files, in which nothing but the trials differs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from codegen.datasets.records import line_of
from codegen.datasets.sampling import Rate, rates, with_rate
from codegen.datasets.schema import validated
from codegen.datasets.shipping import KERNELS
from codegen.datasets.storage.formats import parquet_from_lines, records_of
from codegen.datasets.verification import files_of
from symnum.errors import InputError
from symnum.files import whole_folder, write_text


def update_rates(dataset: str | Path, scores: str | Path, output: str | Path) -> int:
    """Write a dataset anew with the trials of a file of scores added.

    Args:
        dataset: A dataset's directory, or a file of records.
        scores: JSON lines with ``id`` and ``correct``.
        output: The directory of the new dataset, which must not exist.

    Returns:
        How many records have new trials, in each format.

    Raises:
        InputError: something cannot be read or written, or no score is of a record. There is no
            new directory then.
    """
    source, new, found = Path(dataset), Path(output), rates(scores)
    files, changed = files_of(source), 0
    if new.exists():
        raise InputError(f"{new}: exists already; name another directory")
    with whole_folder(new) as target:
        for file in files:
            place = file.relative_to(source) if source.is_dir() else Path(file.name)
            changed += _rewrite(file, target / place, found)
        for name in ("README.md", "dataset.json", "decontamination.txt"):
            if (source / name).exists():
                shutil.copyfile(source / name, target / name)
        if (source / KERNELS).is_dir():
            shutil.copytree(source / KERNELS, target / KERNELS)
        if not changed:
            raise InputError(f"{scores}: no score is of a record of {dataset}")
    return changed


def _rewrite(file: Path, new: Path, found: Mapping[str, Rate]) -> int:
    """Write the records of a file with their trials; how many of them have new ones."""
    changed, lines = 0, []
    for place, record in records_of(file):
        validated(record, place)
        changed += record["id"] in found
        lines.append(line_of(with_rate(record, found)))
    new.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".jsonl":
        write_text(new, "".join(lines))
    else:
        write_text(plain := new.with_suffix(".jsonl"), "".join(lines))
        parquet_from_lines(plain, new)
        plain.unlink()
    return changed
