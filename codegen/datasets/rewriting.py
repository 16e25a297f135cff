"""Datasets with new solve rates: the same files, in which nothing but the trials differs."""

from __future__ import annotations

import shutil
from pathlib import Path

from codegen.datasets.records import line_of
from codegen.datasets.sampling import rates, with_rate
from codegen.datasets.storage.formats import parquet_from_lines, records_of
from codegen.datasets.verification import files_of
from symnum.errors import InputError
from symnum.files import write_text


def update_rates(dataset: str | Path, scores: str | Path, output: str | Path) -> int:
    """Write a dataset anew with the trials of a file of scores added.

    Args:
        dataset: A dataset's directory.
        scores: JSON lines with ``id`` and ``correct``.
        output: The directory of the new dataset, which must not exist.

    Returns:
        How many records have new trials, in each format.

    Raises:
        InputError: something cannot be read or written, or no score is of a record.
    """
    source, target, found = Path(dataset), Path(output), rates(scores)
    if target.exists():
        raise InputError(f"{target}: exists already; name another directory")
    changed = 0
    for file in files_of(source):
        lines = []
        for _, record in records_of(file):
            changed += record["id"] in found
            lines.append(line_of(with_rate(record, found)))
        new = target / file.relative_to(source)
        new.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".jsonl":
            write_text(new, "".join(lines))
        else:
            write_text(plain := new.with_suffix(".jsonl"), "".join(lines))
            parquet_from_lines(plain, new)
            plain.unlink()
    for name in ("README.md", "dataset.json", "decontamination.txt"):
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
    if not changed:
        raise InputError(f"{scores}: no score is of a record of {dataset}")
    return changed
