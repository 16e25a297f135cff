"""Who computes: executors by name, and crews whose dead workers are replaced.

Tasks are pure functions of their arguments, so neither who computes them nor how often one is
begun again shows in the result. An executor is one of :mod:`concurrent.futures`, of Dask
(``Client.get_executor``) or of mpi4py (``MPICommExecutor``).
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from symnum.configuration import validated_configuration
from symnum.errors import InputError

_Result = TypeVar("_Result")
_POLL = 0.1
"""Seconds between looks at whether to stop."""
_LOSSES = 5
"""Times in a row that workers may die without finishing anything."""


class WorkersLost(InputError):
    """Workers die again and again, which starting new ones does not cure."""


class Execution(BaseModel):
    """Who computes. The result does not depend on it."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    executor: Literal["local", "dask", "mpi"] = "local"
    """Own processes, Dask workers, or the ranks that ``mpiexec`` started."""
    workers: Annotated[int, Field(ge=1, le=4096)] = 2
    """Processes; one is the run's own. For ``mpi``, ``mpiexec`` says how many."""
    address: str | None = None
    """A Dask scheduler, such as "tcp://host:8786"; without one a cluster is started here."""

    @model_validator(mode="after")
    def _address_is_for_dask(self) -> Self:
        if self.address is not None and self.executor != "dask":
            raise ValueError('address: only with executor = "dask"')
        return self


def changed(execution: Execution, **options: object) -> Execution:
    """The execution with those options that are not ``None`` in place of its own.

    Raises:
        InputError: naming the option and what is allowed.
    """
    given = {name: value for name, value in options.items() if value is not None}
    return validated_configuration(Execution, {**execution.model_dump(), **given}, "execution")


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


@contextmanager
def _local(execution: Execution) -> Iterator[Executor | None]:
    if execution.workers == 1:
        yield None
        return
    # spawned, not forked: the caller may have threads. Workers leave Ctrl-C to this process.
    pool = ProcessPoolExecutor(execution.workers, get_context("spawn"), _begin_service)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin_service() -> None:
    """What a local worker does first: it leaves Ctrl-C to the run, and ends when the run does."""
    _ignore_interrupts()
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    """A run that is killed cannot tell its workers, and they would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _dask(execution: Execution) -> Iterator[Executor]:
    """Workers of Dask, which replaces those that die by itself."""
    try:
        from distributed import Client, KilledWorker, LocalCluster
    except ImportError:
        raise InputError(_absent("dask", "dask")) from None
    with ExitStack() as stack:
        where: Any = execution.address
        if where is None:
            options = {"threads_per_worker": 1, "dashboard_address": None}
            where = LocalCluster(n_workers=execution.workers, **options)  # type: ignore[no-untyped-call]
            stack.enter_context(where)
        try:
            client: Any = Client(where, set_as_default=False)  # type: ignore[no-untyped-call]
            stack.enter_context(client)
        except (OSError, ValueError) as error:
            raise InputError(f"execution.address: {where}: no Dask scheduler: {error}") from None
        client.register_plugin(_interrupt_plugin(), name="symnum-interrupts")
        try:
            yield client.get_executor()
        except KilledWorker as error:
            raise WorkersLost(f"a task of Dask's killed its workers: {error}") from None


def _interrupt_plugin() -> Any:
    """Lets Dask's workers, replaced ones too, leave Ctrl-C to the process that has the run."""
    from distributed import WorkerPlugin

    class Deaf(WorkerPlugin):
        def setup(self, worker: Any) -> None:
            if threading.current_thread() is threading.main_thread():
                _ignore_interrupts()

    return Deaf()


@contextmanager
def _mpi(execution: Execution) -> Iterator[Executor]:
    """The other ranks of ``mpiexec``; on those this never yields but serves rank 0."""
    try:
        from mpi4py import MPI
        from mpi4py.futures import MPICommExecutor
    except (ImportError, RuntimeError):
        raise InputError(_absent("mpi", "mpi4py and an MPI library")) from None
    ranks = MPI.COMM_WORLD
    if ranks.Get_size() == 1:
        raise InputError(
            "execution.executor: mpi computes on the ranks of mpiexec: "
            "start with mpiexec -n 2 symnum ..., or more"
        )
    if ranks.Get_rank() != 0:
        _ignore_interrupts()
    pool: Any
    with MPICommExecutor(ranks, root=0) as pool:
        if pool is not None:
            yield pool
            return
    raise _Served


class _Served(Exception):
    """This process was a worker, and the run is over."""


def _absent(extra: str, library: str) -> str:
    return (
        f"execution.executor: {extra} needs {library}: "
        f"pip install 'symnum-engine[{extra}]', or choose local"
    )


_HIRING: dict[str, Callable[[Execution], AbstractContextManager[Executor | None]]] = {
    "local": _local,
    "dask": _dask,
    "mpi": _mpi,
}


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
        return _HIRING[execution.executor](execution)

    try:
        made = Crew(hire)
    except _Served:
        yield Served()
        return
    with made:
        yield made
