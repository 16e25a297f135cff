"""Executors by name: processes of our own, Dask's workers, or the ranks of ``mpiexec``."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing import get_context, parent_process
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from symnum.configuration import Table, validated_configuration
from symnum.errors import InputError


class WorkersLost(InputError):
    """Workers die again and again, which starting new ones does not cure."""


class Execution(Table):
    """Who computes. The result does not depend on it."""

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
    raise Finished


class Finished(Exception):
    """This process was a worker, and the run is over."""


def _absent(extra: str, library: str) -> str:
    return (
        f"execution.executor: {extra} needs {library}: "
        f"pip install 'symnum-engine[{extra}]', or choose local"
    )


HIRING: dict[str, Callable[[Execution], AbstractContextManager[Executor | None]]] = {
    "local": _local,
    "dask": _dask,
    "mpi": _mpi,
}
"""How to open each kind of executor; ``None`` computes in this process."""
