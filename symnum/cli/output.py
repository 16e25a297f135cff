"""What commands print: tables and progress for people, one JSON value for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

console = Console(highlight=False, soft_wrap=True)
"""For answers, on standard output."""
messages = Console(stderr=True, highlight=False, soft_wrap=True)
"""For progress and errors, on standard error, so that output can be piped."""


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_text(text: str) -> None:
    """Text as it is, without markup."""
    console.print(text, markup=False)


def print_or_write(text: str, output: Path | None) -> None:
    """Text on standard output; or a whole file, and its path on standard output.

    Raises:
        InputError: the file cannot be written; what was there is unchanged.
    """
    if output is None:
        print_text(text)
        return
    from symnum.files import write_text

    write_text(output, text)
    print_text(str(output))


def table(title: str, columns: dict[str, str], rows: list[list[str]]) -> None:
    """A table; columns by name with their justification."""
    shown = Table(title=title, title_justify="left", header_style="bold")
    for name, justification in columns.items():
        shown.add_column(name, justify=justification, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        shown.add_row(*row)
    console.print(shown)


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress display on standard error, one line a task."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
        console=messages,
    ) as display:
        yield display


@contextmanager
def counting(description: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress display that counts up; gives the function to call with the count.

    It is shown from the first count on: what cannot begin says why in one line of its own.
    """
    with ExitStack() as shown:
        update: Callable[..., None] | None = None

        def count(done: int) -> None:
            nonlocal update
            if update is None:
                display = shown.enter_context(progress())
                task = display.add_task(description, total=total, note="")
                update = partial(display.update, task)
            update(completed=done)

        yield count
