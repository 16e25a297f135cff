"""Kernels that go with a dataset: one module a file of records, in the folder ``kernels``."""

from __future__ import annotations

from pathlib import Path

from codegen.datasets.kernels import write_kernels
from codegen.datasets.storage.formats import records_of
from codegen.datasets.verification import files_of
from symnum.errors import InputError, require_known

KERNELS = "kernels"
TARGETS = ("c", "jax")


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
    for file in files_of(directory):
        if file.parent.name != "data":
            continue
        records = [record for _, record in records_of(file)]
        try:
            written.append(write_kernels(records, directory / KERNELS, target, file.stem))
        except InputError as error:
            if "no record" not in str(error):
                raise
    return written
