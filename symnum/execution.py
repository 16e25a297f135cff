"""Who computes: executors by name, and crews whose dead workers are replaced.

Tasks are pure functions of their arguments, so neither who computes them nor how often one is
begun again shows in the result. An executor is one of :mod:`concurrent.futures`, of Dask
(``Client.get_executor``) or of mpi4py (``MPICommExecutor``).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self, TypeVar

from symnum.executors import HIRING, Execution, Finished, WorkersLost, changed

__all__ = ["Crew", "Execution", "Served", "Watch", "WorkersLost", "changed", "crew"]

_Result = TypeVar("_Result")
_POLL = 0.1
"""Seconds between looks at whether to stop."""
_LOSSES = 5
"""Times in a row that workers may die without finishing anything."""


Watch = Callable[[int], None]
"""Told often how many tasks are done; what it raises stops the work."""


class Crew:
    """Computes tasks on an executor; hires another one when its workers have died.

    Args:
        hire: Opens an executor; ``None`` computes in this process.
    """

    def __init__(self, hire: Callable[[], AbstractContextManager[Executor | None]]) -> None:
        self._hire = hire
        self._stack = ExitStack()
        self._executor = self._stack.enter_context(hire())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def compute(
        self, function: Callable[..., _Result], tasks: Sequence[tuple[Any, ...]], watch: Watch
    ) -> list[_Result]:
        """Results in the order of the tasks.

        Raises:
            WorkersLost: workers died again and again.
        """
        found: dict[int, _Result] = {}
        losses = 0
        while len(found) < len(tasks):
            known = len(found)
            try:
                self._attempt(function, tasks, found, watch)
            except BrokenExecutor:
                losses = 1 if len(found) > known else losses + 1
                self._replace(losses)
        return [found[place] for place in range(len(tasks))]

    def stream(
        self, function: Callable[..., _Result], tasks: Iterable[tuple[Any, ...]], ahead: int
    ) -> Iterator[_Result]:
        """Results in the order of the tasks, at most ``ahead`` of them begun and not yet taken.

        Raises:
            WorkersLost: workers died again and again.
        """
        source = iter(tasks)
        waiting: deque[tuple[tuple[Any, ...], Future[_Result] | None]] = deque()
        losses = 0
        try:
            while True:
                waiting.extend((task, None) for task in islice(source, ahead - len(waiting)))
                if not waiting:
                    return
                try:
                    result = self._first(function, waiting)
                except BrokenExecutor:
                    losses += 1
                    waiting = deque((task, None) for task, _ in waiting)
                    self._replace(losses)
                    continue
                losses = 0
                waiting.popleft()
                yield result
        finally:
            for _, future in waiting:
                if future is not None:
                    future.cancel()

    def _first(
        self,
        function: Callable[..., _Result],
        waiting: deque[tuple[tuple[Any, ...], Future[_Result] | None]],
    ) -> _Result:
        """The result of the first task that waits, after all of them were handed out."""
        if self._executor is None:
            return function(*waiting[0][0])
        for place, (task, future) in enumerate(waiting):
            if future is None:
                waiting[place] = task, self._executor.submit(_alone, function, *task)
        first = waiting[0][1]
        assert first is not None
        return first.result()

    def _attempt(
        self, function: Callable[..., _Result], tasks: Sequence[tuple[Any, ...]],
        found: dict[int, _Result], watch: Watch,
    ) -> None:  # fmt: skip
        """Compute what is not in ``found`` yet."""
        open_ = [place for place in range(len(tasks)) if place not in found]
        if self._executor is None:
            for place in open_:
                watch(len(found))
                found[place] = function(*tasks[place])
            return
        places = {self._executor.submit(_alone, function, *tasks[place]): place for place in open_}
        try:
            pending = set(places)
            while pending:
                done, pending = wait(pending, timeout=_POLL)
                for future in sorted(done, key=lambda f: f.exception() is not None):
                    found[places[future]] = future.result()
                watch(len(found))
        finally:
            for future in places:
                future.cancel()

    def _replace(self, losses: int) -> None:
        if losses > _LOSSES:
            raise WorkersLost(
                f"workers died {losses} times in a row before they finished anything; "
                "is there memory for so many?"
            )
        self._stack.close()
        self._executor = self._stack.enter_context(self._hire())


_ONE_AT_A_TIME = threading.Lock()


def _alone(function: Callable[..., _Result], *task: Any) -> _Result:
    """One task at a time in a process: the precision of ball arithmetic belongs to all threads."""
    with _ONE_AT_A_TIME:
        return function(*task)


@dataclass(frozen=True, slots=True)
class Served:
    """What a process gets that was only a worker of the run (under ``mpiexec``)."""


@contextmanager
def crew(execution: Execution, executor: Executor | None = None) -> Iterator[Crew | Served]:
    """Those who compute, for as long as the block lasts.

    Args:
        execution: What the user chose.
        executor: Used instead, if given; it is the caller's, and not replaced.

    Raises:
        InputError: a library that is not there, no scheduler, or no ranks.
    """

    def hire() -> AbstractContextManager[Executor | None]:
        if executor is not None:
            return nullcontext(executor)
        return HIRING[execution.executor](execution)

    try:
        made = Crew(hire)
    except Finished:
        yield Served()
        return
    with made:
        yield made
