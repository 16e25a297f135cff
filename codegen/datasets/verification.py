"""Checking datasets as they are on disk: every record of every file, and the splits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from codegen.datasets.checker import StreamChecker
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.json_text import compact
from codegen.datasets.kernels import POINTS, TARGETS, Agreement, agreements
from codegen.datasets.lean import statements
from codegen.datasets.shipping import shipped_target, stray_kernels
from codegen.datasets.storage.formats import SUFFIXES, records_of
from symnum.errors import InputError, require_known
from symnum.execution import Execution, Served, crew
from symnum.files import read_json

BATCH = 50
"""Records in a task."""
_LONGEST = 4 * BATCH
"""Records in a task if they are all made from others: more than are ever made from one."""
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
    unrelated: int = 0
    """Right ones of a file without their parents: what they claim of these is not verified."""
    kernels: str = ""
    """The target of the modules that equations were run on; empty if they were not."""
    points: int = 0
    """At how many points each."""
    agreement: Agreement = field(default_factory=Agreement)
    """What the modules said, summed up."""


class _Verdict(NamedTuple):
    place: str
    structure: str
    split: str
    report: CheckReport
    related: int
    unrelated: int
    agreement: Agreement = Agreement()


def check_dataset(
    path: str | Path,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    keep: int = 20,
    kernels: str | None = None,
    points: int = POINTS,
) -> DatasetReport:
    """Check a file, or all files of a dataset's directory.

    Changed records are compared with their parents, which stand before them in datasets: where one
    does not, the record is refused in a directory, and counted as unrelated in a file. Of a
    directory it is checked as well that no structure is in two splits and that there are as many
    records as ``dataset.json`` says.

    With ``kernels`` the equations of each batch are run as one module at many points as well
    (:mod:`codegen.datasets.kernels.agreement`); shipped modules have to be those of the records.

    Args:
        path: A ``.jsonl`` or ``.parquet`` file, or a directory.
        workers: Processes; 1 works in this one.
        progress: Is told the number of records done.
        keep: How many failures to report in full.
        kernels: ``"c"`` or ``"jax"``, ``""`` for none; if not given, the target that the dataset
            ships.
        points: Points at which each equation is evaluated by a module.

    Raises:
        InputError: a file cannot be read, or has something that is no record; file, record and
            field are named. An unknown target, or no compiler.
        CheckerFaultError: the checker itself failed on a record, which is named.
    """
    files, shipped = files_of(Path(path)), shipped_target(Path(path))
    target = shipped if kernels is None else kernels
    if target:
        require_known(target, TARGETS, "target of kernels")
    found, complete = _Found(keep), Path(path).is_dir()
    tasks = ((batch, target, points, complete) for batch in _batches(files))
    for verdicts in _in_order(tasks, workers):
        found.add(verdicts)
        if progress is not None:
            progress(found.checked)
    if not found.checked:
        raise InputError(f"{path}: there is no record in it")
    _require_count(Path(path), found.checked)
    for place, reason in stray_kernels(Path(path), shipped) if shipped else ():
        found.fail(place, CheckReport(False, 0, reason))
    return found.report(len(files), target, points)


def _in_order(tasks: Iterator[tuple[Any, ...]], workers: int) -> Iterator[list[_Verdict]]:
    with crew(Execution(workers=workers)) as team:
        assert not isinstance(team, Served)
        yield from team.stream(check_batch, tasks, _AHEAD * workers)


class _Found:
    """What was found out so far; of failures the first ones are kept."""

    def __init__(self, keep: int) -> None:
        self.keep, self.apart, self.agreement = keep, _Apart(), Agreement()
        self.checked = self.failed = self.related = self.unrelated = 0
        self.failures: list[tuple[str, CheckReport]] = []

    def add(self, verdicts: Sequence[_Verdict]) -> None:
        for verdict in verdicts:
            self.checked += 1
            self.related += verdict.related
            self.unrelated += verdict.unrelated
            self.agreement += verdict.agreement
            report = self.apart.judged(verdict)
            if not report.ok:
                self.fail(verdict.place, report)

    def fail(self, place: str, report: CheckReport) -> None:
        self.failed += 1
        self.failures += [(place, report)] if len(self.failures) < self.keep else []

    def report(self, files: int, target: str, points: int) -> DatasetReport:
        return DatasetReport(
            self.checked, self.failed, tuple(self.failures), files, self.related, self.unrelated,
            target, points if target else 0, self.agreement,
        )  # fmt: skip


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


def check_batch(
    batch: Sequence[tuple[str, str]],
    target: str = "",
    points: int = POINTS,
    complete: bool = False,
) -> list[_Verdict]:
    """Check records given as (place, JSON text), in the order of their file.

    Args:
        batch: The records.
        target: Of the module that right ones are run on as well; empty for none.
        points: At how many points.
        complete: Whether changed records without their parents are refused.
    """
    checker, verdicts, right = StreamChecker(complete=complete), [], []
    for place, text in batch:
        record, related, unrelated = json.loads(text), checker.related, checker.unrelated
        report = _with_lean(record, checker.check(record, place))
        counts = checker.related - related, checker.unrelated - unrelated
        verdicts.append(_Verdict(place, record["structure"], record["split"], report, *counts))
        right.append(record if report.ok else None)
    if not target:
        return verdicts
    found = agreements([record for record in right if record is not None], target, points)
    return [
        verdict if record is None else _with(verdict, found.get(record["id"], Agreement()))
        for verdict, record in zip(verdicts, right, strict=True)
    ]


def _with_lean(record: Mapping[str, Any], report: CheckReport) -> CheckReport:
    """The report, or that statements in Lean are not what is written of the steps.

    They are written again and compared, not believed: this is no business of the checker's.
    """
    if not report.ok or not record["lean"] or record["lean"] == statements(record):
        return report
    return CheckReport(False, 0, "lean is not what is written of the steps")


def _with(verdict: _Verdict, agreement: Agreement) -> _Verdict:
    """The verdict of a right record, or what the module has against it."""
    if agreement.ok:
        return verdict._replace(agreement=agreement)
    reason = f"its sides differ: {agreement.reason}"
    return verdict._replace(report=CheckReport(False, agreement.step, reason))


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
