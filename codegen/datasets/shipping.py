"""Kernels that go with a dataset: one module a file of records, in the folder ``kernels``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codegen.datasets.kernels import TARGETS, write_kernels
from codegen.datasets.kernels.batches import kernel_files
from codegen.datasets.storage.formats import SUFFIXES, records_of
from symnum.errors import InputError, require_known

KERNELS, DATA = "kernels", "data"
"""Folders of a dataset."""


def require_target(target: str) -> None:
    """See to it that kernels can be written for a target.

    Raises:
        InputError: they cannot.
    """
    require_known(target, TARGETS, "target of kernels")


def ship_kernels(directory: Path, target: str) -> list[Path]:
    """Write the kernels of a dataset: ``kernels/train-00000-of-00002.c`` with an index beside it.

    A file whose records have no equations, such as those of counting, has no module.

    Raises:
        InputError: the target is unknown, or there is no place to write to.
    """
    require_target(target)
    written = []
    for name, records in _files(directory):
        try:
            written.append(write_kernels(records, directory / KERNELS, target, name))
        except InputError as error:
            if "no record" not in str(error):
                raise
    return written


def stray_kernels(directory: Path, target: str) -> Iterator[tuple[str, str]]:
    """The shipped files that are not, byte by byte, what the records give; each with a reason."""
    shipped = {path.name for path in (directory / KERNELS).iterdir()}
    for name, records in _files(directory):
        try:
            expected = kernel_files(records, target, name)
        except InputError:  # no record with an equation
            continue
        for file, text in expected.items():
            path = directory / KERNELS / file
            if file not in shipped:
                yield str(path), "is missing: the records have equations"
            elif path.read_bytes() != text.encode():
                yield str(path), f"is not what the records in {DATA} give"
        shipped -= set(expected)
    yield from ((str(directory / KERNELS / file), "belongs to no records") for file in shipped)


def shipped_target(directory: Path) -> str:
    """The target of a dataset's kernels; empty if it ships none."""
    folder = directory / KERNELS
    if not folder.is_dir():
        return ""
    return "jax" if any(path.suffix == ".py" for path in folder.iterdir()) else "c"


def _files(directory: Path) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    folder = directory / DATA
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.suffix in SUFFIXES:
            yield file.stem, [record for _, record in records_of(file)]
