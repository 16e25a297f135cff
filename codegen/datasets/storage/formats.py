"""Files of records: JSON Lines, and Parquet made from it by Arrow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.json
import pyarrow.parquet

from codegen.datasets.records import line_of
from codegen.datasets.schema import json_value
from codegen.datasets.storage.columns import arrow_schema
from symnum.errors import InputError

Format = Literal["jsonl", "parquet", "both"]
SUFFIXES = (".jsonl", ".parquet")
ROW_GROUP = 1000
"""Records that a reader of Parquet has in memory at once."""
_BLOCK = 1 << 28
"""Bytes that Arrow reads at once; a line must fit."""


def suffixes(chosen: Format) -> tuple[str, ...]:
    """The endings of the files that a format writes."""
    return SUFFIXES if chosen == "both" else (f".{chosen}",)


def folder(chosen: Format, suffix: str) -> str:
    """Where files of an ending are: the datasets library reads one format from a folder."""
    return "jsonl" if chosen == "both" and suffix == ".jsonl" else "data"


def parquet_from_lines(lines: Path, parquet: Path) -> None:
    """Write the records of a JSON Lines file as Parquet; the file is there when it is whole."""
    table = pyarrow.json.read_json(
        lines,
        read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=_BLOCK),
        parse_options=pyarrow.json.ParseOptions(
            explicit_schema=arrow_schema(), unexpected_field_behavior="error"
        ),
    )
    whole = table.combine_chunks().cast(arrow_schema())
    temporary = parquet.with_name(f"{parquet.name}.part")
    pa.parquet.write_table(whole, temporary, row_group_size=ROW_GROUP, compression="zstd")
    with open(temporary, "rb") as written:
        os.fsync(written.fileno())
    os.replace(temporary, parquet)


def lines_of(path: Path) -> Iterator[str]:
    """The records of a file in either format, each as its line of JSON.

    Raises:
        InputError: the file cannot be read.
    """
    if path.suffix == ".parquet":
        return (line_of(record) for record in _parquet_records(path))
    return _text_lines(path)


def records_of(path: Path) -> Iterator[tuple[str, Any]]:
    """The records of a file in either format as JSON values, each with the name of its place.

    Raises:
        InputError: the file cannot be read, or a line is not JSON.
    """
    if path.suffix == ".parquet":
        for number, record in enumerate(_parquet_records(path), start=1):
            yield f"{path}:{number}", record
    else:
        for number, line in enumerate(_text_lines(path), start=1):
            yield f"{path}:{number}", json_value(line, f"{path}:{number}")


def _text_lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield from lines
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"{path}: cannot be read: {reason}") from None


def _parquet_records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with pa.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(ROW_GROUP):
                yield from batch.to_pylist()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except pa.ArrowException as error:
        raise InputError(f"{path}: not a Parquet file: {str(error).splitlines()[0]}") from None
