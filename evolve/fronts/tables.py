"""A front as tables that other programs read: CSV, constants in decimal and in hexadecimal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from evolve.fronts.front import Front
from symnum.files import write_text

FRONT_TABLE, CONSTANTS_TABLE = "front.csv", "constants.csv"
_FRONT_COLUMNS = ("operations", "max_error", "certified_bound", "certificate", "program")
_CONSTANT_COLUMNS = ("operations", "constant", "decimal", "hexadecimal")


def write_tables(directory: Path, front: Front) -> None:
    """Write ``front.csv`` and ``constants.csv``.

    Decimals have the digits that give the same binary64 number back.

    Raises:
        CannotWrite: the disk is full, or the like.
    """
    write_text(directory / FRONT_TABLE, _table(_FRONT_COLUMNS, _front_rows(front)))
    write_text(directory / CONSTANTS_TABLE, _table(_CONSTANT_COLUMNS, _constant_rows(front)))


def _front_rows(front: Front) -> Iterable[Sequence[object]]:
    for member in front.members:
        yield (
            member.operations, repr(member.max_error), repr(member.certified_bound),
            member.certificate.kind, member.program,
        )  # fmt: skip


def _constant_rows(front: Front) -> Iterable[Sequence[object]]:
    for member in front.members:
        for number, text in enumerate(member.constants, start=1):
            yield member.operations, number, repr(float.fromhex(text)), text


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
