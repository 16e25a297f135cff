"""Contests: several ways to the same answer, timed in turn, answers compared before times."""

from __future__ import annotations

import gc
import json
import math
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sympy.core.cache import clear_cache

Work = Callable[[], Any]


class OverCap(BaseException):
    """A contender has not finished in time. (No Exception, so that no library swallows it.)"""


def answered(work: Work, cap: float, interruptible: bool = True) -> Any:
    """What the work gives.

    Args:
        work: What to do.
        cap: Seconds that it may take.
        interruptible: Whether it is Python's, so that it can be stopped; other work is tried in a
            process of its own first.

    Raises:
        OverCap: it takes longer.
    """
    if not interruptible and not _ends(work, cap):
        raise OverCap

    def stop(number: int, frame: object) -> None:
        raise OverCap

    earlier = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, cap)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)


def _ends(work: Work, cap: float) -> bool:
    """Whether the work ends in time, tried in a forked process."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    limit = time.monotonic() + cap
    while time.monotonic() < limit:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def alternating(contenders: Mapping[str, Work], rounds: int, cap: float) -> dict[str, float]:
    """Median seconds of each contender; they take turns, so that drift hits all alike.

    A contender that has used ``cap`` seconds stops taking turns; each has at least one.
    Work under a millisecond is repeated within a turn.
    """
    gc.collect()
    gc.freeze()  # what the libraries loaded is not searched for garbage again and again
    first = {name: _seconds(work, 1) for name, work in contenders.items()}
    repeats = {
        name: max(1, min(200, round(2e-3 / (seconds + 1e-7)))) for name, seconds in first.items()
    }
    times = {name: [seconds] if seconds > 0.1 else [] for name, seconds in first.items()}
    for _ in range(rounds):
        for name, work in contenders.items():
            if not times[name] or sum(times[name]) * repeats[name] < cap:
                times[name].append(_seconds(work, repeats[name]))
    return {name: statistics.median(found) for name, found in times.items()}


def _seconds(work: Work, repeats: int) -> float:
    """Seconds of one run, throwing the answer away included.

    SymPy's cache is emptied first, so that a turn does not find the answers of the one before.
    """
    clear_cache()
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def geometric_mean(values: Iterable[float]) -> float:
    """The geometric mean; NaN of nothing."""
    logarithms = [math.log(value) for value in values]
    return math.exp(statistics.fmean(logarithms)) if logarithms else math.nan


def shown(value: float | None) -> str:
    """Seconds with three figures, or a dash."""
    if value is None:
        return "-"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table for people."""
    made = Table(title=title)
    for place, column in enumerate(columns):
        made.add_column(column, justify="right" if place else "left")
    for row in rows:
        made.add_row(*row)
    Console(width=120).print(made)


def write_json(path: Path, result: Mapping[str, Any]) -> None:
    """Write atomically."""
    temporary = path.with_suffix(path.suffix + ".part")
    temporary.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    os.replace(temporary, path)


def data_folder() -> Path:
    """Where published networks are, by the variable SYMNUM_DATA."""
    return Path(os.environ.get("SYMNUM_DATA", "../shared/data"))
