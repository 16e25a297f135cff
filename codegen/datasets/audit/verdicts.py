"""A batch of records checked: by the checker, by what is written again, and on modules."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from codegen.datasets.audit.books import Entry, entry_of, untried
from codegen.datasets.audit.labels import misfiled
from codegen.datasets.audit.promises import Promise
from codegen.datasets.audit.remaking import difference
from codegen.datasets.branching import branching
from codegen.datasets.checker import REPLAYED, CheckReport, StreamChecker
from codegen.datasets.kernels import POINTS, Agreement, agreements
from codegen.datasets.lean import statements


class Asked(NamedTuple):
    """What is asked of every batch of a dataset."""

    target: str = ""
    """Of the module that right records are run on as well; empty for none."""
    points: int = POINTS
    """At how many points."""
    complete: bool = False
    """Whether changed records without their parents are refused."""
    promise: Promise | None = None
    """What holds of all records of a folder."""
    remade: Collection[int] = ()
    """The indices whose records are made again."""


OF_RECORDS = Asked()
"""Nothing but that each record is right."""


class Verdict(NamedTuple):
    """What was found out of a record."""

    place: str
    report: CheckReport
    related: int
    unrelated: int
    entry: Entry
    agreement: Agreement = Agreement()

    def refused(self, reason: str, step: int = 0) -> Verdict:
        """The verdict with a reason against the record, if it has none yet."""
        if not self.report.ok:
            return self
        return self._replace(report=CheckReport(False, step, reason))


def check_batch(batch: Sequence[tuple[str, str]], asked: Asked = OF_RECORDS) -> list[Verdict]:
    """Check records given as (place, JSON text), in the order of their file.

    Args:
        batch: The records; the first one was not made from another.
        asked: What is looked at beside the records themselves.

    Raises:
        InputError: a record does not have the form of one.
        CheckerFaultError: the checker failed on a record.
    """
    checker, verdicts, records = StreamChecker(complete=asked.complete), [], []
    lines = []
    for place, text in batch:
        record, related, unrelated = json.loads(text), checker.related, checker.unrelated
        report = checker.check(record, place)
        counts = checker.related - related, checker.unrelated - unrelated
        lines.append(line := untried(record, text))
        records.append(record)
        verdict = Verdict(place, report, *counts, entry_of(record, line))
        wrong = _wrong_beside(record, asked.promise) if report.ok else ""
        verdicts.append(verdict.refused(wrong) if wrong else verdict)
    if asked.remade and asked.promise is not None:
        _remake(verdicts, lines, asked.promise, asked.remade)
    return _run(verdicts, records, asked) if asked.target else verdicts


def _wrong_beside(record: Mapping[str, Any], promise: Promise | None) -> str:
    """What is wrong with a record that the checker accepts, though its mathematics is right.

    This is written again and compared, not believed, and no business of the checker's.
    """
    if record["lean"] and record["lean"] != statements(record):
        return "lean is not what is written of the steps"
    told = record["difficulty"]["branching"]
    if record["family"] in REPLAYED and told != (ways := branching(record)):
        return f"difficulty.branching is {ways}, not {told}"
    return misfiled(record) or ("" if promise is None else promise.broken(record))


def _remake(
    verdicts: list[Verdict], lines: Sequence[str], promise: Promise, remade: Collection[int]
) -> None:
    """Make the records of some indices again, and refuse those that differ."""
    starts = [n for n, verdict in enumerate(verdicts) if not verdict.entry.row.changed]
    for start, stop in pairwise([*starts, len(verdicts)]):
        index = verdicts[start].entry.number
        if index in remade:
            found = difference(promise.config, index, lines[start:stop])
            if found is not None:
                place, reason = found
                verdicts[start + place] = verdicts[start + place].refused(reason)


def _run(
    verdicts: Sequence[Verdict], records: Sequence[Mapping[str, Any]], asked: Asked
) -> list[Verdict]:
    """The verdicts, with what a module of the right records has against them."""
    right = [r for r, verdict in zip(records, verdicts, strict=True) if verdict.report.ok]
    found = agreements(right, asked.target, asked.points)
    return [
        _with(verdict, found.get(verdict.entry.id, Agreement())) if verdict.report.ok else verdict
        for verdict in verdicts
    ]


def _with(verdict: Verdict, agreement: Agreement) -> Verdict:
    if agreement.ok:
        return verdict._replace(agreement=agreement)
    return verdict.refused(f"its sides differ: {agreement.reason}", agreement.step)
