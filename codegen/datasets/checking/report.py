"""What the checker says of a record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether a record is right; else the step (from 1; 0 for the record itself) and why not."""

    ok: bool
    step: int | None = None
    reason: str = ""
