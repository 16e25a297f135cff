"""Timing what a piece of work adds to a loop, on machines that do other things as well.

Disturbances only ever add time: of a few runs in a row the fastest counts. A loop and its twin
take turns, so that slow drift hits both alike, and of their differences the median counts. Whoever
has many to compare goes round all of them again and again, so that a bad second spoils one turn of
each and not all turns of one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

REPEATS = 15
RUNS = 3
"""Runs of a loop in a repeat, of which the fastest counts."""
SHORTEST = 200_000
"""Nanoseconds that a run lasts at least."""

Clock = Callable[[], int]
"""Nanoseconds since some moment."""
Loop = Callable[[int], object]
"""Work that is done so many times."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A median and the distance between the quartiles."""

    median: float
    spread: float


@dataclass(slots=True)
class Comparison:
    """A loop, its twin, the passes of a run of each, and what was found turn by turn."""

    loop: Loop
    twin: Loop
    loop_passes: int
    twin_passes: int
    differences: list[float] = field(default_factory=list)

    @property
    def figure(self) -> Figure:
        """Nanoseconds that one pass of the loop takes longer than one of the twin."""
        return _figure(self.differences)


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """A clock with the time that one figure may take.

    Args:
        seconds: All repeats of a figure together; no run is shorter than ``SHORTEST``.
        clock: By default the thread's own clock, which stands still while others run.
    """

    seconds: float
    clock: Clock = time.thread_time_ns

    def time(self, loop: Loop) -> Figure:
        """Nanoseconds of one pass of a loop."""
        passes = self._passes(loop, self.seconds)
        return _figure([self._fastest(loop, passes) / passes for _ in range(REPEATS)])

    def comparison(self, loop: Loop, twin: Loop) -> Comparison:
        """A loop and its twin, with as many passes in a run as there is time for."""
        passes, others = (self._passes(each, self.seconds / 2) for each in (loop, twin))
        return Comparison(loop, twin, passes, others)

    def turn(self, one: Comparison) -> None:
        """Time both once more."""
        with_it = self._fastest(one.loop, one.loop_passes) / one.loop_passes
        without = self._fastest(one.twin, one.twin_passes) / one.twin_passes
        one.differences.append(with_it - without)

    def _passes(self, loop: Loop, seconds: float) -> int:
        """Passes of a run such that all repeats take about so many seconds."""
        wanted = max(SHORTEST, int(seconds * 1e9 / (REPEATS * RUNS)))
        passes = 1
        loop(passes)  # the first call finds pages and branches
        while (taken := self._run(loop, passes)) < SHORTEST:
            passes *= 2
        return max(1, passes * wanted // taken)

    def _fastest(self, loop: Loop, passes: int) -> int:
        return min(self._run(loop, passes) for _ in range(RUNS))

    def _run(self, loop: Loop, passes: int) -> int:
        start = self.clock()
        loop(passes)
        return self.clock() - start


def _figure(values: list[float]) -> Figure:
    low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
    return Figure(float(middle), float(high - low))
