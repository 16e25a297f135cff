"""Datasets with new solve rates: the same files, in which nothing but the trials differs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from codegen.datasets.records import line_of
from codegen.datasets.sampling import Rate, rates, with_rate
from codegen.datasets.schema import validated
from codegen.datasets.shipping import KERNELS
from codegen.datasets.storage.formats import parquet_from_lines, records_of
from codegen.datasets.verification import files_of
from symnum.errors import InputError
from symnum.files import CannotWrite, write_text


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
    source, found = Path(dataset), rates(scores)
    files, changed = files_of(source), 0
    with _whole(Path(output)) as target:
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


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A folder to write that has the name of the target once it is whole, and is gone otherwise.

    Raises:
        InputError: the target exists, or a folder that a killed run has left.
        CannotWrite: something cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    for path, remedy in ((target, "name another directory"), (part, "delete it")):
        if path.exists():
            raise InputError(f"{path}: exists already; {remedy}")
    made = [path for path in target.parents if not path.exists()]
    try:
        part.mkdir(parents=True)
        yield part
        part.rename(target)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        with suppress(OSError):
            for path in made:
                path.rmdir()
        if isinstance(error, OSError):
            reason = error.strerror or error
            raise CannotWrite(f"{target}: cannot be written: {reason}") from None
        raise
