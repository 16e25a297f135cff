"""Checking datasets as they are on disk: every record of every file, and what the folder says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from codegen.datasets.audit.ledger import Ledger, opened
from codegen.datasets.audit.promises import Facts, facts_of, promise_of
from codegen.datasets.audit.remaking import Wanted, drawn
from codegen.datasets.audit.verdicts import Asked, Verdict, check_batch
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.generation import FACTS
from codegen.datasets.json_text import compact
from codegen.datasets.kernels import POINTS, TARGETS, Agreement
from codegen.datasets.shipping import shipped_target, stray_kernels
from codegen.datasets.storage.formats import SUFFIXES, records_of
from symnum.errors import InputError, require_known
from symnum.execution import Execution, Served, crew

BATCH = 50
"""Records in a task."""
_LONGEST = 4 * BATCH
"""Records in a task if they are all made from others: more than are ever made from one."""
_AHEAD = 4


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
    remade: int = 0
    """Indices whose records were made again and compared."""
    promised: bool = False
    """Whether there was a ``dataset.json`` to compare with."""


def check_dataset(
    path: str | Path,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    keep: int = 20,
    kernels: str | None = None,
    points: int = POINTS,
    remake: Wanted = 0,
) -> DatasetReport:
    """Check a file, or all files of a dataset's directory.

    Changed records are compared with their parents, which stand before them in datasets: where one
    does not, the record is refused in a directory, and counted as unrelated in a file. Of a
    directory it is checked as well that no structure is in two splits, and that all is as
    ``dataset.json`` says: provenance, splits, the order of indices, counts, the list of structures.
    With ``kernels`` the equations of each batch are run as one module at many points, too
    (:mod:`codegen.datasets.kernels.agreement`); shipped modules have to be those of the records.

    Args:
        path: A ``.jsonl`` or ``.parquet`` file, or a directory.
        workers: Processes; 1 works in this one.
        progress: Is told the number of records done.
        keep: How many failures to report in full.
        kernels: ``"c"`` or ``"jax"``, ``""`` for none; if not given, the target that the dataset
            ships.
        points: Points at which each equation is evaluated by a module.
        remake: At how many indices, or ``"all"``, records are made again from configuration and
            seed, and compared byte by byte.

    Raises:
        InputError: a file cannot be read, or has something that is no record; file, record and
            field are named. An unknown target, no compiler, or records that cannot be made again.
        CheckerFaultError: the checker itself failed on a record, which is named.
    """
    source, files = Path(path), files_of(Path(path))
    facts = facts_of(source) if source.is_dir() else None
    promise = None if facts is None else promise_of(source, facts)
    again, span = drawn(promise, remake, source), range(0) if promise is None else promise.span
    asked = Asked(_target(source, kernels), points, source.is_dir(), promise, again)
    with opened(source, facts, span) as ledger:
        found = _Found(keep, ledger)
        for verdicts in _in_order(((batch, asked) for batch in _batches(files)), workers):
            found.add(verdicts)
            if progress is not None:
                progress(found.checked)
        _require_count(source, facts, found.checked)
        found.close(source)
    return found.report(len(files), asked)


def _target(path: Path, given: str | None) -> str:
    """The target of modules; if none is given, that of those that a dataset ships."""
    target = shipped_target(path) if given is None else given
    if target:
        require_known(target, TARGETS, "target of kernels")
    return target


def _in_order(
    tasks: Iterator[tuple[Sequence[tuple[str, str]], Asked]], workers: int
) -> Iterator[list[Verdict]]:
    with crew(Execution(workers=workers)) as team:
        assert not isinstance(team, Served)
        yield from team.stream(check_batch, tasks, _AHEAD * workers)


class _Found:
    """What was found out so far; of failures the first ones are kept."""

    def __init__(self, keep: int, ledger: Ledger | None) -> None:
        self.keep, self.ledger = keep, ledger
        self.apart, self.agreement = _Apart(), Agreement()
        self.checked = self.failed = self.related = self.unrelated = 0
        self.failures: list[tuple[str, CheckReport]] = []

    def add(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            self.checked += 1
            self.related += verdict.related
            self.unrelated += verdict.unrelated
            self.agreement += verdict.agreement
            if self.ledger is not None:
                misplaced = self.ledger.add(verdict.place, verdict.entry)
                verdict = verdict.refused(misplaced) if misplaced else verdict
            report = self.apart.judged(verdict)
            if not report.ok:
                self.fail(verdict.place, report)

    def close(self, path: Path) -> None:
        """Take what is wrong with the folder as a whole."""
        faults = () if self.ledger is None else self.ledger.faults()
        shipped = shipped_target(path)
        for place, reason in chain(faults, stray_kernels(path, shipped) if shipped else ()):
            self.fail(place, CheckReport(False, 0, reason))

    def fail(self, place: str, report: CheckReport) -> None:
        self.failed += 1
        self.failures += [(place, report)] if len(self.failures) < self.keep else []

    def report(self, files: int, asked: Asked) -> DatasetReport:
        return DatasetReport(
            self.checked, self.failed, tuple(self.failures), files, self.related, self.unrelated,
            asked.target, asked.points if asked.target else 0, self.agreement, len(asked.remade),
            asked.promise is not None,
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

    def judged(self, verdict: Verdict) -> CheckReport:
        """The verdict, or that another split has the same structure."""
        report, split = verdict.report, verdict.entry.row.split
        if not report.ok or not split:
            return report
        other = self._splits.get(verdict.entry.row.structure, split)
        if split != "train":
            self._splits[verdict.entry.row.structure] = split
        if other != split:
            return CheckReport(False, 0, f"its structure is in the split {other} as well")
        return report


def _require_count(path: Path, facts: Facts | None, checked: int) -> None:
    if not checked:
        raise InputError(f"{path}: there is no record in it")
    promised = checked if facts is None else facts.records * (2 if (path / "jsonl").is_dir() else 1)
    if promised != checked:
        raise InputError(f"{path}: has {checked} records where {path / FACTS} says {promised}")
