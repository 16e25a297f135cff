"""Where the records of a folder stand, and what is counted of them.

Each index of a dataset has its record once, with the records made from it right behind; in the
files of a split, indices rise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from codegen.datasets.json_text import compact
from codegen.datasets.storage.rows import Row, structure_line
from codegen.datasets.storage.tallies import Counts, Kinds, kinds, tally
from codegen.datasets.storage.writer import SPLITS


class Entry(NamedTuple):
    """A record as it is booked."""

    id: str
    number: int
    """Its index."""
    size: int
    """Bytes of its line."""
    row: Row
    """Without the line."""
    kinds: Kinds


def entry_of(record: Mapping[str, Any], line: str) -> Entry:
    """The entry of a record that was made as this line."""
    changed = bool(record["perturbation"]["parent"])
    row = Row(record["split"], record["structure"], changed, "")
    return Entry(record["id"], record["index"], len(line) + 1, row, kinds(record))


def untried(record: Mapping[str, Any], line: str) -> str:
    """The line of a record without the trials of models, which are added later."""
    difficulty = record["difficulty"]
    if not (difficulty["trials"] or difficulty["solved"]):
        return line
    return compact({**record, "difficulty": {**difficulty, "trials": 0, "solved": 0}})


class Book:
    """The records of one format of a dataset, in the order of its files.

    Args:
        span: The indices that there have to be.
        structures: Where the list of structures is written; ``None`` if nowhere.
    """

    def __init__(self, span: range, structures: IO[bytes] | None) -> None:
        self.span, self.structures = span, structures
        self.counts: Counts = {}
        self.splits = {name: {"examples": 0, "bytes": 0, "files": 0} for name in SPLITS}
        self._seen = bytearray(len(span))
        self._last = dict.fromkeys(SPLITS, -1)
        self._file = ""
        self._index = -1
        self._block: set[str] = set()
        self._order = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Of all records in their order, file by file."""
        return self._order.hexdigest()

    @property
    def missing(self) -> int | None:
        """The first index that has no record."""
        place = self._seen.find(0)
        return None if place < 0 else self.span[place]

    def add(self, file: Path, entry: Entry) -> str:
        """Book the next record; what is wrong with its place, empty if nothing is."""
        split = entry.row.split
        if not (split in SPLITS and file.name.startswith(f"{split}-")):
            return f"a record of the split {split!r} stands in another file"
        self._count(file, entry)
        if entry.row.changed:
            wrong = self._changed(entry)
        else:
            wrong = self._original(entry)
            self._index, self._block = entry.number, set()
        self._block.add(entry.id)
        return wrong

    def _changed(self, entry: Entry) -> str:
        if entry.number != self._index:
            return f"index {entry.number} stands behind index {self._index}"
        return "it stands there twice" if entry.id in self._block else ""

    def _original(self, entry: Entry) -> str:
        index, last = entry.number, self._last[entry.row.split]
        if index not in self.span:
            return f"index {index} is none of {self.span.start} to {self.span.stop - 1}"
        place = index - self.span.start
        if self._seen[place]:
            return f"index {index} is there twice"
        self._seen[place] = 1
        self._last[entry.row.split] = max(index, last)
        return f"index {index} stands behind index {last}" if index < last else ""

    def _count(self, file: Path, entry: Entry) -> None:
        counted = self.splits[entry.row.split]
        counted["examples"] += 1
        counted["bytes"] += entry.size
        if file.name != self._file:
            self._file = file.name
            counted["files"] += 1
            self._order.update(file.stem.encode())
        self._order.update(f" {entry.id} {entry.number}".encode())
        tally(self.counts, entry.kinds)
        if self.structures is not None:
            self.structures.write(structure_line(entry.row))
