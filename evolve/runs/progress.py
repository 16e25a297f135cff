"""Where a run is, how fast it goes and how long it will take: for people, never for the search."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from symnum.errors import InputError
from symnum.files import read_json, write_json

STATUS = "status.json"
"""Name of the file in a run directory that :func:`read_status` reads."""
_WINDOW = 10
"""Epochs whose pace is the forecast."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is."""

    phase: str
    """``search``, ``finish`` or ``finished``."""
    epoch: int
    epochs: int
    evaluations: int
    """Programs fitted so far."""
    front: dict[int, float]
    """Best error by operations, as measured on the check points of the fit: not proved."""
    generation: int = 0
    generations: int = 0
    """Of all epochs."""
    fits_per_second: float | None = None
    """Programs fitted a second, in the last epochs."""
    seconds_left: float | None = None
    """Forecast for the rest of the search; polishing and certifying come after it."""
    done: int = 0
    tasks: int = 0
    """Sizes polished and certified, of how many."""
    stopping: bool = False
    """Whether Ctrl-C has asked to stop after the epoch under way."""


NOWHERE = Progress("search", 0, 0, 0, {})
"""Before anything is known."""
Report = Callable[[Progress], None]


class Pace:
    """Measures epochs: how many programs are fitted a second, and how long an epoch takes."""

    def __init__(self, evaluations: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque([(clock(), evaluations)], _WINDOW + 1)

    def mark(self, evaluations: int) -> None:
        """An epoch has ended, after so many programs in all."""
        self._marks.append((self._clock(), evaluations))

    @property
    def epoch_seconds(self) -> float | None:
        """Seconds an epoch takes; ``None`` before the first has ended."""
        (first, _), (last, _) = self._marks[0], self._marks[-1]
        return (last - first) / (len(self._marks) - 1) if len(self._marks) > 1 else None

    @property
    def fits_per_second(self) -> float | None:
        """Programs fitted a second; ``None`` before the first epoch has ended."""
        (first, before), (last, after) = self._marks[0], self._marks[-1]
        return (after - before) / (last - first) if last > first else None


def write_status(directory: Path, progress: Progress) -> None:
    """Leave word where the run is, for other processes.

    Raises:
        CannotWrite: the disk is full, or the like.
    """
    write_json(directory / STATUS, asdict(progress))


def read_status(directory: Path) -> Progress | None:
    """Where a run was when it last left word; ``None`` if it never did.

    Raises:
        InputError: the file cannot be read, or is damaged.
    """
    path = directory / STATUS
    if not path.exists():
        return None
    data: Any = read_json(path)
    try:
        front = {int(size): float(error) for size, error in data["front"].items()}
        return Progress(**{**data, "front": front})
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InputError(f"{path}: damaged; it is written anew when the run goes on") from None
