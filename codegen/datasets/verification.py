"""Checking datasets as they are on disk: every record of every file, and the splits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from codegen.datasets.checker import StreamChecker
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.json_text import compact
from codegen.datasets.storage.formats import SUFFIXES, records_of
from symnum.errors import InputError
from symnum.execution import Execution, Served, crew
from symnum.files import read_json

BATCH = 50
"""Records in a task."""
_LONGEST = 4 * BATCH
"""Records in a task if they are all made from others: then some are not compared with parents."""
_AHEAD = 4
_FACTS = "dataset.json"


@dataclass(frozen=True, slots=True)
class DatasetReport:
    """How many records are right, and the first that are not, each by its file and number."""

    checked: int
    failed: int
    failures: tuple[tuple[str, CheckReport], ...] = ()
    files: int = 0
    related: int = 0
    """Changed records that were compared with their parents, which stand before them."""


class _Verdict(NamedTuple):
    place: str
    structure: str
    split: str
    report: CheckReport
    related: bool


def check_dataset(
    path: str | Path,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    keep: int = 20,
) -> DatasetReport:
    """Check a file, or all files of a dataset's directory.

    Changed records are compared with their parents where these stand before them, as datasets have
    them. Of a directory it is checked as well that no structure is in two splits and that there are
    as many records as ``dataset.json`` says.

    Args:
        path: A ``.jsonl`` or ``.parquet`` file, or a directory.
        workers: Processes; 1 works in this one.
        progress: Is told the number of records done.
        keep: How many failures to report in full.

    Raises:
        InputError: a file cannot be read, or has something that is no record; file, record and
            field are named.
        CheckerFaultError: the checker itself failed on a record, which is named.
    """
    files = files_of(Path(path))
    checked = failed = related = 0
    failures: list[tuple[str, CheckReport]] = []
    apart = _Apart()
    with crew(Execution(workers=workers)) as team:
        assert not isinstance(team, Served)
        tasks = ((batch,) for batch in _batches(files))
        for verdicts in team.stream(check_batch, tasks, _AHEAD * workers):
            for verdict in verdicts:
                checked += 1
                related += verdict.related
                report = apart.judged(verdict)
                if not report.ok:
                    failed += 1
                    failures += [(verdict.place, report)] if len(failures) < keep else []
            if progress is not None:
                progress(checked)
    if not checked:
        raise InputError(f"{path}: there is no record in it")
    _require_count(Path(path), checked)
    return DatasetReport(checked, failed, tuple(failures), len(files), related)


def files_of(path: Path) -> list[Path]:
    """The files of records at a path, those of training last.

    Raises:
        InputError: there is none.
    """
    if path.is_file():
        return [path]
    if not path.exists():
        raise InputError(f"{path}: cannot be read: No such file or directory")
    folders = [folder for folder in (path / "data", path / "jsonl") if folder.is_dir()] or [path]
    found = [f for folder in folders for f in sorted(folder.iterdir()) if f.suffix in SUFFIXES]
    if not found:
        raise InputError(f"{path}: there is no .jsonl or .parquet file in it or in its data folder")
    return sorted(found, key=lambda file: file.name.startswith("train"))


def check_batch(batch: Sequence[tuple[str, str]]) -> list[_Verdict]:
    """Check records given as (place, JSON text), in the order of their file."""
    checker, verdicts = StreamChecker(), []
    for place, text in batch:
        record, before = json.loads(text), checker.related
        report = checker.check(record, place)
        compared = checker.related > before
        verdicts.append(_Verdict(place, record["structure"], record["split"], report, compared))
    return verdicts


def _batches(files: Sequence[Path]) -> Iterator[list[tuple[str, str]]]:
    """Records in batches, each of which begins with one that was not made from another."""
    batch: list[tuple[str, str]] = []
    for file in files:
        for place, record in records_of(file):
            told = record.get("perturbation") if isinstance(record, dict) else None
            alone = not (isinstance(told, dict) and told.get("name"))
            if len(batch) >= (BATCH if alone else _LONGEST):
                yield batch
                batch = []
            batch.append((place, compact(record)))
    if batch:
        yield batch


class _Apart:
    """Whether structures stay in their splits; those of training are not kept."""

    def __init__(self) -> None:
        self._splits: dict[str, str] = {}

    def judged(self, verdict: _Verdict) -> CheckReport:
        """The verdict, or that another split has the same structure."""
        report, split = verdict.report, verdict.split
        if not report.ok or not split:
            return report
        other = self._splits.get(verdict.structure, split)
        if split != "train":
            self._splits[verdict.structure] = split
        if other != split:
            return CheckReport(False, 0, f"its structure is in the split {other} as well")
        return report


def _require_count(path: Path, checked: int) -> None:
    facts = path / _FACTS
    if not facts.exists():
        return
    promised = read_json(facts)["records"]
    formats = 2 if (path / "jsonl").is_dir() else 1
    if promised * formats != checked:
        raise InputError(f"{path}: has {checked} records where {facts} says {promised * formats}")
