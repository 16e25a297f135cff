"""A run on the terminal: how far, how fast, how long yet, and the best errors so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from symnum.cli.output import messages

if TYPE_CHECKING:
    from evolve import Progress


def shown(state: Progress) -> RenderableType:
    """A progress report in a few lines."""
    searching = state.phase == "search"
    done, total = (state.epoch, state.epochs) if searching else (state.done, state.tasks)
    bar = Table.grid(padding=(0, 2))
    bar.add_row(ProgressBar(total=max(total, 1), completed=done, width=30), headline(state))
    parts: list[RenderableType] = [bar, Text(details(state), style="dim")]
    if state.front:
        parts.append(front_so_far(state))
    if state.stopping:
        parts.append(Text("stopping after this epoch; Ctrl-C again abandons it", style="bold"))
    return Group(*parts)


def headline(state: Progress) -> str:
    """The phase, and how much of it is done."""
    if state.phase == "search":
        generations = f"generation {state.generation} of {state.generations}"
        return f"epoch {state.epoch} of {state.epochs}, {generations}"
    if state.phase == "finish":
        return f"polishing and certifying: {state.done} of {state.tasks} sizes done"
    return "finished"


def details(state: Progress) -> str:
    """Programs fitted, the rate, and the time left."""
    parts = [f"{state.evaluations:,} programs fitted"]
    if state.fits_per_second is not None:
        parts.append(f"{state.fits_per_second:,.0f} a second")
    if state.seconds_left:
        parts.append(f"{duration(state.seconds_left)} left, then polishing")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(59), duration(61), duration(3 * 3600 + 60), duration(50 * 3600)
    ('59 s', '1 min 1 s', '3 h 1 min', '2 d 2 h')
    """
    whole = round(seconds)
    for (size, name), (part, small) in (
        ((86400, "d"), (3600, "h")),
        ((3600, "h"), (60, "min")),
        ((60, "min"), (1, "s")),
    ):
        if whole >= size:
            return f"{whole // size} {name} {whole % size // part} {small}"
    return f"{whole} s"


def front_so_far(state: Progress) -> Table:
    """The best errors, in columns."""
    table = Table.grid(padding=(0, 2))
    table.add_row(Text("operations", style="dim"), *(f"{size:>8}" for size in state.front))
    errors = (f"{error:8.1e}" for error in state.front.values())
    table.add_row(Text("best error", style="dim"), *errors)
    return table


@contextmanager
def reporting() -> Iterator[Callable[[Progress], None]]:
    """Shows each state on standard error: drawn anew on a terminal, a line each elsewhere."""
    if not messages.is_terminal:
        yield lambda state: messages.print(line(state), markup=False)
        return
    with Live(console=messages, refresh_per_second=4, vertical_overflow="visible") as display:
        yield lambda state: display.update(shown(state))


def line(state: Progress) -> str:
    """A progress report in a line, for logs."""
    best = "  ".join(f"{size}: {error:.1e}" for size, error in state.front.items())
    stopping = ("stopping after this epoch",) if state.stopping else ()
    return " · ".join([headline(state), details(state), *stopping, *([best] if best else [])])
