"""What is known of a dataset that is being written, so that a killed run can go on.

The journal says how far each file has come. Files are flushed to the disk before the journal says
so, and cut back to what it says when the run goes on; records made after that are made again.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from codegen.datasets.storage.tallies import Counts
from symnum.errors import InputError
from symnum.files import read_json, write_json

WORKSHOP = ".partial"
"""Where the files of an unfinished dataset are, in its directory."""
JOURNAL = "journal.json"


class Shards(BaseModel):
    """How far the files of one split have come."""

    model_config = ConfigDict(strict=True, extra="forbid")

    closed: int = 0
    """Files that are complete."""
    rows: int = 0
    """Records in the open file."""
    size: int = 0
    """Bytes of the open file."""
    examples: int = 0
    """Records in all files."""
    total: int = 0
    """Bytes of all records as lines."""


class Journal(BaseModel):
    """The state of a dataset that is being written."""

    model_config = ConfigDict(strict=True, extra="forbid")

    task: dict[str, Any]
    """What is being written; a run goes on only with the same."""
    next: int
    """The first index that is not in the files."""
    shards: dict[str, Shards] = Field(default_factory=dict)
    structures: int = 0
    """Bytes of the list of structures."""
    counts: dict[str, dict[str, int]] = Field(default_factory=dict)
    complete: bool = False
    """Whether all records are in closed files, and only names and card are missing."""

    def counted(self) -> Counts:
        """The counts as counters."""
        return {key: Counter(value) for key, value in self.counts.items()}


def load(directory: Path, task: dict[str, Any]) -> Journal | None:
    """The journal of a dataset; ``None`` if none was begun.

    Raises:
        InputError: it is of another task, or unreadable.
    """
    path = directory / WORKSHOP / JOURNAL
    if not path.exists():
        return None
    try:
        journal = Journal.model_validate(read_json(path))
    except ValidationError:
        raise InputError(f"{path}: not a journal of a dataset; delete {directory}") from None
    for field, value in task.items():
        if journal.task.get(field) != value:
            raise InputError(
                f"{directory}: was begun with another {field} ({journal.task.get(field)!r}, "
                f"now {value!r}); choose another directory or delete it"
            )
    return journal


def save(directory: Path, journal: Journal) -> None:
    """Write the journal, atomically."""
    write_json(directory / WORKSHOP / JOURNAL, journal.model_dump())
