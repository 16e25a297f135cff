"""Reading answers of models and the records they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from codegen.datasets.options import FamilyOptions
from codegen.datasets.records import line_of
from codegen.datasets.schema import json_value
from codegen.datasets.storage.formats import SUFFIXES, lines_of
from symnum.errors import InputError
from symnum.files import read_json


class Submission(NamedTuple):
    """An answer as it was handed in; ``line`` is its place, from 1."""

    line: int
    id: str
    answer: str
    model: str
    sample: int


class _Row(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    id: str
    answer: str
    model: str = ""
    sample: int = 0


def submissions(answers: str | Path | Iterable[Mapping[str, Any]]) -> Iterator[Submission]:
    """Answers from a file of JSON lines, or from objects.

    Raises:
        InputError: naming the file, the line and the field.
    """
    if isinstance(answers, str | Path):
        rows: Iterable[tuple[str, Any]] = (
            (f"{answers}:{number}", json_value(text, f"{answers}:{number}"))
            for number, text in _lines(Path(answers))
        )
    else:
        rows = ((f"answer {number}", row) for number, row in enumerate(answers, start=1))
    for number, (source, row) in enumerate(rows, start=1):
        try:
            read = _Row.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "answer"
            raise InputError(f"{source}: {place}: {first['msg']}") from None
        yield Submission(number, read.id, read.answer, read.model, read.sample)


def records_of(dataset: str | Path | Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Records as lines of JSON, each with the name of its place.

    Of a folder its ``data`` is read if there is one, else its own files; where records are there in
    both formats, JSON Lines are.

    Raises:
        InputError: something cannot be read, or there is no file of records.
    """
    if not isinstance(dataset, str | Path):
        for number, record in enumerate(dataset, start=1):
            yield f"record {number}", line_of(dict(record))
        return
    for file in _files(Path(dataset)):
        for number, text in enumerate(lines_of(file), start=1):
            yield f"{file}:{number}", text


def versions_of(dataset: str | Path | Iterable[Mapping[str, Any]]) -> int:
    """The option ``versions`` that a dataset's folder was made with; the default elsewhere."""
    usual = FamilyOptions().versions
    facts = Path(dataset) / "dataset.json" if isinstance(dataset, str | Path) else None
    if facts is None or not facts.is_file():
        return usual
    told = read_json(facts).get("config", {}).get("options", {}).get("versions", usual)
    return told if isinstance(told, int) and told > 0 else usual


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    folder = path / "data" if (path / "data").is_dir() else path
    for suffix in SUFFIXES:
        files = sorted(folder.glob(f"*{suffix}"))
        if files:
            return files
    raise InputError(f"{path}: there is no file of records in it ({', '.join(SUFFIXES)})")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    return ((n, text) for n, text in enumerate(lines_of(path), start=1) if text.strip())
