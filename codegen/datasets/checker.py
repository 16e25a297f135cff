"""The checker: reads records and replays every step with mathematics of its own.

It imports nothing that the generator is made of. A step is accepted if

1. its inputs are earlier steps and its names are used as they were introduced;
2. replaying its operator on its inputs gives its equation: by equal normal forms, and for
   ``expand`` and ``evaluate_derivatives`` by equal values at random points, whatever the functions
   in it stand for (derivatives by nilpotent arithmetic, :mod:`.checking.nilpotents`);
3. an antiderivative has the integrand as its derivative, by the same means, and its constant
   depends on all symbols of the equation but the variable;
4. everything in the equation has a value wherever the domain and the conditions recorded so far
   hold (:mod:`.checking.knowledge`);
5. both sides have equal values at a random point, with every function replaced by its premise
   (:mod:`.checking.evaluation` says what integrals and constants are worth there).

The record's claims are spelled out in the documentation of its schema. Ball arithmetic rejects
where values differ for certain; agreement at random points is no proof, but wrong equations of
this kind agree at a random point with probability 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from codegen.datasets.checking.derivations import check_derivation
from codegen.datasets.checking.families.table import CHECKS
from codegen.datasets.checking.frame import require_frame, require_latex
from codegen.datasets.checking.measures import require_measured
from codegen.datasets.checking.perturbations import check_relation
from codegen.datasets.checking.rejection import Rejected
from codegen.datasets.checking.report import CheckReport as CheckReport
from codegen.datasets.checking.spoiled.table import ERROR_CHECKS
from codegen.datasets.checking.topics.table import TOPIC_CHECKS
from codegen.datasets.schema import json_value, validated
from symnum.errors import InputError

REPLAYED = frozenset({"derivation", "step_classification"})
"""Families whose steps are those of derivations."""


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """How many records of a file are right, and the first that are not, by line."""

    checked: int
    failed: int
    failures: tuple[tuple[int, CheckReport], ...] = ()
    related: int = 0
    """Changed records that were compared with their parents, which stand before them."""
    unrelated: int = 0
    """Right ones without their parents: what they claim of these is not verified."""


def check_record(record: object, source: str = "record") -> CheckReport:
    """Check a record: what all records share, and what its family's check looks at.

    Args:
        record: JSON values.
        source: Names the record in errors.

    Raises:
        InputError: the record does not have the form of one. Something that is no term over the
            record's symbols is an error of the record, not of its form.
    """
    data = validated(record, source)
    content = cast("Mapping[str, Any]", record)
    if data.family in REPLAYED:
        return check_derivation(data, content)
    check = (ERROR_CHECKS if data.error.kind else CHECKS).get(data.family)
    if check is None:  # told first: nothing else could be said of such a record
        return CheckReport(False, 0, f"family {data.family!r} has no check")
    try:
        require_frame(data, content)
        require_measured(data, content)
        if data.family not in TOPIC_CHECKS:  # topics compare it as they read
            require_latex(data)
    except Rejected as rejected:
        return CheckReport(False, 0, str(rejected))
    return check(content)


class CheckerFaultError(RuntimeError):
    """The checker itself failed on a record, which the message names: a bug of the checker."""


class StreamChecker:
    """Checks the records of a stream, and changed ones against the parent that came before.

    Datasets have a record's children next to it; the records since the last one without a parent
    are remembered.

    Args:
        complete: Whether a changed record without its parent before it is refused.
    """

    def __init__(self, *, complete: bool = False) -> None:
        self.complete = complete
        self.related = 0
        """Changed records that were compared with their parents."""
        self.unrelated = 0
        """Right ones that could not be, since their parents are not before them."""
        self._parents: dict[str, object] = {}

    def check(self, record: object, source: str) -> CheckReport:
        """Check the next record.

        Raises:
            InputError: the record does not have the form of one.
            CheckerFaultError: the checker could not end; ``source`` is named.
        """
        try:
            return self._checked(record, source)
        except InputError:
            raise
        except Exception as error:
            kind = type(error).__name__
            raise CheckerFaultError(f"{source}: the checker failed, {kind}: {error}") from error

    def _checked(self, record: object, source: str) -> CheckReport:
        report = check_record(record, source)
        content = cast("Mapping[str, Any]", record)
        told = content["perturbation"]
        if not told["name"]:
            self._parents.clear()
        elif report.ok and told["parent"] in self._parents:
            self.related += 1
            report = check_relation(self._parents[told["parent"]], record, source)
        elif report.ok and self.complete:
            report = CheckReport(False, 0, "its parent is not one of the records before it")
        elif report.ok:
            self.unrelated += 1
        self._parents[content["id"]] = record
        return report


def check_file(
    path: str | Path, progress: Callable[[int], None] | None = None, keep: int = 20
) -> CheckSummary:
    """Replay every record of a file.

    Args:
        path: A file with one record a line.
        progress: Is told the number of records done.
        keep: How many failures to report in full.

    Raises:
        InputError: the file cannot be read, or a line is not a record; file, line and field are
            named.
        CheckerFaultError: the checker itself failed on a record, which is named.
    """
    checked = failed = 0
    failures: list[tuple[int, CheckReport]] = []
    stream = StreamChecker()
    try:
        with Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                place = f"{path}:{number}"
                report = stream.check(json_value(line, place), place)
                checked += 1
                if not report.ok:
                    failed += 1
                    if len(failures) < keep:
                        failures.append((number, report))
                if progress is not None:
                    progress(checked)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"{path}: cannot be read: {reason}") from None
    if not checked:
        raise InputError(f"{path}: there is no record in it")
    return CheckSummary(checked, failed, tuple(failures), stream.related, stream.unrelated)
