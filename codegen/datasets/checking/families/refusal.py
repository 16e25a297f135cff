"""How checks of families say no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.worked import is_worked


class Refused(Exception):
    """A record is wrong: at which step (from 1; 0 for the record itself) and why."""

    def __init__(self, step: int, reason: str) -> None:
        super().__init__(reason)
        self.step = step


def demand(holds: bool, reason: str, step: int = 0) -> None:
    """Refuse the record unless something holds.

    Raises:
        Refused: it does not.
    """
    if not holds:
        raise Refused(step, reason)


def reported(
    check: Callable[[Mapping[str, Any]], None],
) -> Callable[[Mapping[str, Any]], CheckReport]:
    """A check that raises :class:`Refused`, as one that reports."""

    @wraps(check)
    def report(record: Mapping[str, Any]) -> CheckReport:
        try:
            check(record)
            demand(is_worked(record), "the solution is not the steps and the answer")
        except Refused as refused:
            return CheckReport(False, refused.step, str(refused))
        return CheckReport(True)

    return report
