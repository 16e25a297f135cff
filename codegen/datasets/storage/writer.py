"""Writes records into shards, so that whoever kills the run gets the same bytes in the end.

Each split has a file that is being written, a JSON Lines file; when it has its number of records
it is closed: made durable, and turned into Parquet if that is wanted. Only when all records are
there do the files get the names by which they are found, which say how many there are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any, Self

from codegen.datasets.storage import journal as journals
from codegen.datasets.storage.formats import Format, folder, parquet_from_lines, suffixes
from codegen.datasets.storage.journal import WORKSHOP, Journal, Shards
from codegen.datasets.storage.rows import Row, structure_line
from codegen.datasets.storage.tallies import Counts, add
from symnum.errors import InputError, require_known
from symnum.files import CannotWrite, locked

STRUCTURES = "structures.txt"
SPLITS = ("train", "validation", "test")


class Writer:
    """The files of one dataset, under way.

    Args:
        directory: Where the dataset will be.
        task: What is written; going on is refused if it differs.
        written: Formats.
        shard_rows: Records in a file.
        start: The first index.

    Raises:
        InputError: another process writes there, it holds something else, or it cannot be written.
    """

    def __init__(
        self, directory: Path, task: dict[str, Any], written: Format, shard_rows: int, start: int
    ) -> None:
        self.directory, self.written, self.shard_rows = directory, written, shard_rows
        self.workshop = directory / WORKSHOP
        self._stack = ExitStack()
        self._files: dict[str, IO[bytes]] = {}
        self._task, self._start = task, start

    def __enter__(self) -> Self:
        try:
            self.workshop.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotWrite(f"{self.directory}: cannot be written to: {error.strerror}") from None
        complaint = f"{self.directory}: another process is writing it"
        self._stack.enter_context(locked(self.workshop / "lock", complaint))
        known = journals.load(self.directory, self._task)
        self.journal = known or Journal(task=self._task, next=self._start)
        self.counts = self.journal.counted()
        for split in SPLITS:
            self._cut(self._open_file(split), self._shards(split).size)
        self._cut(self.workshop / STRUCTURES, self.journal.structures)
        self._forget_files()
        return self

    def __exit__(self, *exception: object) -> None:
        for file in self._files.values():
            file.close()
        self._stack.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Append records."""
        for row in rows:
            shards = self._shards(row.split)
            line = row.line.encode()
            self._file(self._open_file(row.split)).write(line)
            self._file(self.workshop / STRUCTURES).write(listed := structure_line(row))
            shards.rows += 1
            shards.examples += 1
            shards.size += len(line)
            shards.total += len(line)
            self.journal.structures += len(listed)
            if shards.rows == self.shard_rows:
                self._close(row.split)

    def count(self, counts: Counts) -> None:
        """Add to what is counted."""
        add(self.counts, counts)

    def commit(self, next_index: int) -> None:
        """Everything up to an index is in the files: a run that is killed goes on from here."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        self.journal.next = next_index
        self.journal.counts = {key: dict(sorted(c.items())) for key, c in self.counts.items()}
        journals.save(self.directory, self.journal)
        self._sweep()

    def complete(self) -> None:
        """Close the files that are open; what is missing now are names."""
        for split, shards in self.journal.shards.items():
            if shards.rows:
                self._close(split)
        self.journal.complete = True
        self.commit(self.journal.next)

    def publish(self) -> list[Path]:
        """Give all files the names by which they are found."""
        found = []
        for suffix in suffixes(self.written):
            (self.directory / folder(self.written, suffix)).mkdir(exist_ok=True)
        for split, shards in self.journal.shards.items():
            for number in range(shards.closed):
                for suffix in suffixes(self.written):
                    name = f"{split}-{number:05}-of-{shards.closed:05}{suffix}"
                    path = self.directory / folder(self.written, suffix) / name
                    with suppress(FileNotFoundError):  # an earlier run got as far as here
                        os.replace(self.workshop / f"{split}-{number:05}{suffix}", path)
                    found.append(path)
        return found

    def _shards(self, split: str) -> Shards:
        require_known(split, SPLITS, "split")
        return self.journal.shards.setdefault(split, Shards())

    def _open_file(self, split: str) -> Path:
        return self.workshop / f"{split}-{self._shards(split).closed:05}.jsonl"

    def _file(self, path: Path) -> IO[bytes]:
        if path.name not in self._files:
            self._files[path.name] = path.open("ab")
        return self._files[path.name]

    def _close(self, split: str) -> None:
        """The open file of a split is complete."""
        path = self._open_file(split)
        with self._files.pop(path.name, None) or path.open("ab") as file:
            file.flush()
            os.fsync(file.fileno())
        if ".parquet" in suffixes(self.written):
            parquet_from_lines(path, path.with_suffix(".parquet"))
        shards = self._shards(split)
        shards.closed, shards.rows, shards.size = shards.closed + 1, 0, 0

    def _sweep(self) -> None:
        """Delete lines that are Parquet now: not before the journal knows that they are."""
        if self.written != "parquet":
            return
        for split, shards in self.journal.shards.items():
            for number in range(shards.closed - 1, -1, -1):
                lines = self.workshop / f"{split}-{number:05}.jsonl"
                if not lines.exists():
                    break
                lines.unlink()

    def _forget_files(self) -> None:
        """Delete files that were begun, or turned into Parquet, after the last commit."""
        for path in sorted(self.workshop.glob("*-[0-9]*.*")):
            split, _, rest = path.name.partition("-")
            ahead = int(rest[:5]) - self._shards(split).closed
            if ahead > 0 or (ahead == 0 and path.suffix != ".jsonl"):
                path.unlink()

    @staticmethod
    def _cut(path: Path, size: int) -> None:
        """Forget what was written after the last commit."""
        if path.exists() and path.stat().st_size > size:
            os.truncate(path, size)
        have = path.stat().st_size if path.exists() else 0
        if have < size:
            raise InputError(f"{path}: has {have} bytes where the journal has {size}; begin again")
