"""A pool of processes that can be killed: each item has its own limits of time and memory.

What an answer makes a worker do cannot hurt more than that item: endless loops, allocations
without end, deep recursion and crashes in compiled code become verdicts. Limits are kept by the
kernel (timers whose default action ends the process, ``RLIMIT_AS``), never by signal handlers of
the caller, so a pool works in any thread and in daemonic processes. See
:mod:`codegen.datasets.scoring.processes.worker_process` for the other side.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Literal, NamedTuple

from codegen.datasets.scoring.processes.batches import SMALLEST, batches
from symnum.errors import InputError

_Call = tuple[bytes, bytes | None]
"""A function of items and what prepares for it, pickled."""
Verdict = Literal["done", "raised", "timed out", "out of memory", "crashed"]
_AHEAD = 4
"""Batches a worker that may be read before the slowest one is done."""
_FAREWELL = 5.0
"""Seconds that a process has to end its child and itself before both are killed."""
_PATIENCE = 4.0
"""How much longer than its processor time an item may take by the clock."""


class Outcome(NamedTuple):
    """What became of an item: its ``value`` if the verdict is ``done``, else why it has none."""

    verdict: Verdict
    value: Any = None
    reason: str = ""


class Refusal(NamedTuple):
    """What a worker says if it cannot begin."""

    reason: str


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, its ends of the pipes, and the batch it works on."""

    process: subprocess.Popen[bytes]
    requests: Connection
    replies: Connection
    number: int = -1
    items: list[Any] = field(default_factory=list)
    done: list[Outcome] = field(default_factory=list)
    heard: float = 0.0
    failures: int = 0

    def dismiss(self) -> None:
        """Tell the process to end its child and itself."""
        self.requests.close()
        self.replies.close()
        self.process.terminate()

    def wait(self) -> None:
        """Wait until both are gone that were told to."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_FAREWELL)
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _end(workers: Sequence[_Worker]) -> None:
    """End processes and their children, all at the same time."""
    for worker in workers:
        worker.dismiss()
    for worker in workers:
        worker.wait()


class Workers:
    """Worker processes with limits for each item.

    Args:
        count: How many processes.
        seconds: Processor time of an item; by the clock it may take four times as long, so that
            a busy machine changes no verdict.
        mebibytes: Address space an item may have beyond that of the idle worker.
        prepare: Called once in each worker before its first item: what is loaded or computed here
            is there for all items, since items run in children forked from the worker.

    A pool is a context manager; ``close`` ends its processes. Threads may share a pool: each
    running ``map`` has up to ``count`` processes of its own.

    >>> with Workers(1) as workers:
    ...     [outcome.value for outcome in workers.map(abs, [-1, 2, -3])]
    [1, 2, 3]
    """

    def __init__(
        self,
        count: int = 2,
        seconds: float = 1.0,
        mebibytes: int = 512,
        prepare: Callable[[], object] | None = None,
    ) -> None:
        if count < 1 or not 0 < seconds < 1e6 or mebibytes < 1:
            raise InputError(
                f"workers: count {count}, seconds {seconds} and mebibytes {mebibytes} have to be "
                "positive"
            )
        self.processes, self.seconds, self.mebibytes = count, seconds, mebibytes
        self.prepare = prepare
        self._idle: list[_Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes; the pool starts new ones if it is used again."""
        ended = []
        while self._idle:
            ended.append(self._idle.pop())
        _end(ended)

    def begin(self, items: int) -> None:
        """Start the processes that some items will need, so that they get ready meanwhile."""
        for _ in range(min(self.processes, -(-items // SMALLEST)) - len(self._idle)):
            self._idle.append(self._started())

    def map(
        self,
        function: Callable[[Any], Any],
        items: Iterable[Any],
        prepare: Callable[[], object] | None = None,
    ) -> Iterator[Outcome]:
        """The outcomes of a function at items, in the order of the items.

        Args:
            function: A function that can be imported by its name, as pickling demands.
            items: Values that can be pickled; read as they are needed. Of as many as a list says
                that there are, the last ones are shared out in small batches.
            prepare: Called in each worker before its first of these items, unless it was before.

        Raises:
            InputError: a function cannot be pickled or imported in another process.
        """
        call = _pickled(function), None if prepare is None else _pickled(prepare)
        busy: list[_Worker] = []
        try:
            yield from self._mapped(call, batches(items, self.processes), busy)
        finally:
            _end(busy)

    def _mapped(
        self, call: _Call, shares: Iterator[list[Any]], busy: list[_Worker]
    ) -> Iterator[Outcome]:
        numbered = enumerate(shares)
        upcoming = next(numbered, None)
        finished: dict[int, list[Outcome]] = {}
        following = 0
        while busy or upcoming is not None:
            while (
                upcoming is not None
                and len(busy) < self.processes
                and upcoming[0] - following < self.processes * _AHEAD
            ):
                self._give(call, *upcoming, busy)
                upcoming = next(numbered, None)
            for worker in self._heard(busy):
                if self._take(call, worker, busy):
                    finished[worker.number] = worker.done
                    self._rest(worker)
            while following in finished:
                yield from finished.pop(following)
                following += 1

    def _rest(self, worker: _Worker) -> None:
        """Keep a worker for later, if it lives and there are not enough already."""
        if worker.process.poll() is None and len(self._idle) < self.processes:
            self._idle.append(worker)
        else:
            _end([worker])

    def _give(self, call: _Call, number: int, items: list[Any], busy: list[_Worker]) -> None:
        """Let a worker do a batch."""
        worker = self._idle.pop() if self._idle else self._started()
        worker.number, worker.items, worker.done = number, items, []
        worker.failures, worker.heard = 0, time.monotonic()
        busy.append(worker)
        self._send(call, worker)

    def _send(self, call: _Call, worker: _Worker) -> None:
        with contextlib.suppress(OSError):  # it has died: its end of the other pipe says so
            worker.requests.send((call, worker.items[len(worker.done) :]))

    def _heard(self, busy: list[_Worker]) -> list[_Worker]:
        """Workers with news, or those of which there has been none for too long."""
        longest = self.seconds * _PATIENCE * 2 + 60
        ready = wait([worker.replies for worker in busy], timeout=1.0)
        now = time.monotonic()
        for worker in busy:
            if worker.replies not in ready and now - worker.heard > longest:
                worker.process.kill()
        return [worker for worker in busy if worker.replies in ready]

    def _take(self, call: _Call, worker: _Worker, busy: list[_Worker]) -> bool:
        """Read what a worker says; whether its batch is done."""
        try:
            outcome = worker.replies.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self._replace(call, worker)
        else:
            if isinstance(outcome, Refusal):
                raise InputError(f"workers: {outcome.reason}")
            worker.done.append(outcome)
            worker.heard, worker.failures = time.monotonic(), 0
        if len(worker.done) < len(worker.items):
            return False
        busy.remove(worker)
        return True

    def _replace(self, call: _Call, worker: _Worker) -> None:
        """Put a new process in the place of one that has died; its item is tried once more."""
        _end([worker])
        worker.failures += 1
        if worker.failures > 1:
            worker.done.append(Outcome("crashed", reason="the worker died twice at this item"))
            worker.failures = 0
        new = self._started()
        worker.process, worker.requests, worker.replies = new.process, new.requests, new.replies
        worker.heard = time.monotonic()
        if len(worker.done) < len(worker.items):
            self._send(call, worker)

    def _started(self) -> _Worker:
        """A new process, which has been told the limits."""
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        command = [
            sys.executable, "-m", "codegen.datasets.scoring.processes.worker_process",
            str(theirs_in), str(theirs_out),
        ]  # fmt: skip
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(part or os.getcwd() for part in sys.path),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=environment, pass_fds=(theirs_in, theirs_out),
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        worker = _Worker(process, Connection(ours_out), Connection(ours_in))
        prepare = None if self.prepare is None else _pickled(self.prepare)
        limits = self.seconds, self.seconds * _PATIENCE, self.mebibytes
        with contextlib.suppress(OSError):  # as above
            worker.requests.send((*limits, prepare))
        return worker


def _pickled(function: Callable[..., Any]) -> bytes:
    if getattr(function, "__module__", "") == "__main__":
        raise InputError(f"workers: {function} is of the main script; put it into a module")
    try:
        return pickle.dumps(function)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InputError(f"workers: {function} cannot be given to a process: {error}") from None
