"""What is booked of a dataset's folder while its records are checked, and compared at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from codegen.datasets.audit.books import Book, Entry
from codegen.datasets.audit.promises import Facts
from codegen.datasets.generation import DECONTAMINATION, FACTS
from codegen.datasets.shipping import DATA, KERNELS, shipped_target
from codegen.datasets.storage.rows import list_structures
from codegen.datasets.storage.tallies import LEFT_OUT

_LINES = "jsonl"


@contextmanager
def opened(directory: Path, facts: Facts | None, span: range) -> Iterator[Ledger | None]:
    """A ledger with room for what it writes down; none where there are no facts."""
    if facts is None:
        yield None
        return
    with TemporaryDirectory() as room, (Path(room) / "structures.txt").open("wb") as structures:
        yield Ledger(directory, facts, span, structures)


class Ledger:
    """A book for each format of a dataset.

    Args:
        directory: The dataset's.
        facts: What it says of itself.
        span: The indices that there have to be.
        structures: A file of its own for the list of structures.
    """

    def __init__(self, directory: Path, facts: Facts, span: range, structures: IO[bytes]) -> None:
        self.directory, self.facts, self.span = directory, facts, span
        self._structures = structures
        self._books: dict[str, Book] = {}

    def add(self, place: str, entry: Entry) -> str:
        """Book the next record, which stands at ``file:number``; what is wrong with its place."""
        file = Path(place.rpartition(":")[0])
        folder = file.parent.name
        if folder not in self._books:
            listed = self._structures if folder == DATA else None
            self._books[folder] = Book(self.span, listed)
        return self._books[folder].add(file, entry)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Files that do not say what the records do, each with a reason."""
        self._structures.flush()
        for folder, book in self._books.items():
            if book.missing is not None:
                yield str(self.directory / folder), f"index {book.missing} is missing"
        if len({book.digest for book in self._books.values()}) > 1:
            yield str(self.directory / _LINES), f"has other records than {DATA}"
        both = self.facts.task["format"] == "both"
        if set(self._books) != ({DATA, _LINES} if both else {DATA}):
            yield str(self.directory), f"its folders are not those that {FACTS} says"
        if shipped_target(self.directory) != self.facts.task["kernels"]:
            yield str(self.directory / KERNELS), f"is not what {FACTS} says"
        if DATA in self._books:
            yield from self._miscounted(self._books[DATA])

    def _miscounted(self, book: Book) -> Iterator[tuple[str, str]]:
        found: dict[str, Any] = {
            "generated": len(self.span), "splits": book.splits,
            "counts": {key: dict(counter) for key, counter in book.counts.items()},
        }  # fmt: skip
        if LEFT_OUT in self.facts.counts:  # known to who made the records alone
            found["counts"][LEFT_OUT] = self.facts.counts[LEFT_OUT]
        again = Path(self._structures.name).with_name(DECONTAMINATION)
        try:
            distinct = list_structures(Path(self._structures.name), again)
        except RuntimeError:  # a structure in two splits, whose records have been refused
            distinct = None
        if distinct is not None:
            found |= distinct._asdict()
            listed = self.directory / DECONTAMINATION
            if not listed.exists() or listed.read_bytes() != again.read_bytes():
                yield str(listed), "is not the list of the records' structures"
        for field, value in found.items():
            if getattr(self.facts, field) != value:
                yield str(self.directory / FACTS), f"{field} is not that of the records"
