"""Runs: epochs of islands, recorded one by one, until the front is finished.

A run is a pure function of its configuration. Islands live through an epoch independently, with
random numbers drawn from (seed, epoch, island), so it does not matter who computes them, in which
order, or how often the run was stopped on the way.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from evolve import checkpoint
from evolve.archipelago import Archipelago, founded, gathered
from evolve.config import Config
from evolve.files import append_line, write_json
from evolve.finish import finished
from evolve.front import FRONT, Front, Member, ends, load_front, non_dominated
from evolve.island import Island, advance
from evolve.population import best_errors
from evolve.target import Target, make_target
from symnum.lowering import lower
from symnum.program import Program
from symnum.terms.parse import parse

_Result = TypeVar("_Result")
_POLL = 0.1
"""Seconds between looks at whether to stop."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is."""

    phase: str
    """``search`` or ``finish``."""
    epoch: int
    epochs: int
    evaluations: int
    front: dict[int, float]
    """Best error by operations, as measured on the check points of the fit."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: with a front, or stopped on the way."""

    directory: Path
    finished: bool
    front: Front | None
    message: str


Report = Callable[[Progress], None]
Stop = Callable[[], bool]


class _Stopped(Exception):
    """The user asked to stop."""


def run(
    config: Config, directory: str | Path, *, workers: int = 2, executor: Executor | None = None,
    progress: Report | None = None, stop: Stop | None = None,
) -> RunResult:  # fmt: skip
    """Start a run in a new directory.

    Args:
        config: What to search, and how hard.
        directory: Absent or empty.
        workers: Processes; 1 computes in this one.
        executor: Computes instead of own processes (its workers must be able to import evolve).
        progress: Called after every epoch.
        stop: Asked often; when true, the epoch under way is abandoned. Ctrl-C does the same.

    Raises:
        InputError: the directory is in use, or the function cannot be approximated.
    """
    reference = reference_program(config)
    target = make_target(reference, config)
    checkpoint.prepare(Path(directory), config)
    run_ = _Run(config, reference, target, Path(directory), progress, stop)
    return run_.complete(founded(config), workers, executor)


def resume(
    directory: str | Path, *, workers: int = 2, executor: Executor | None = None,
    progress: Report | None = None, stop: Stop | None = None,
) -> RunResult:  # fmt: skip
    """Go on with a stopped run; a finished one is only reported. Arguments as for :func:`run`.

    Raises:
        InputError: not a run directory, or a damaged one.
    """
    path = Path(directory)
    if (path / FRONT).exists():
        return _done(path, load_front(path))
    config, state = checkpoint.restore(path)
    reference = reference_program(config)
    run_ = _Run(config, reference, make_target(reference, config), path, progress, stop)
    return run_.complete(state, workers, executor)


def reference_program(config: Config) -> Program:
    """The wanted function as a program of ``x``.

    Raises:
        InputError: it is not an expression in x.
    """
    return lower([parse(config.function)], inputs=("x",))


def _done(directory: Path, front: Front) -> RunResult:
    return RunResult(directory, True, front, f"{directory}: finished")


@dataclass(frozen=True)
class _Run:
    """What does not change while a run goes on."""

    config: Config
    reference: Program
    target: Target
    directory: Path
    progress: Report | None
    stop: Stop | None

    def complete(self, state: Archipelago, workers: int, executor: Executor | None) -> RunResult:
        """Search and finish; stopped on the way, say how to go on."""
        try:
            with _executor(workers, executor) as pool:
                state = self.search(state, pool)
                return _done(self.directory, self.finish(state, pool))
        except (_Stopped, KeyboardInterrupt):
            message = f"stopped; resume with: symnum evolve resume {self.directory}"
            return RunResult(self.directory, False, None, message)

    def search(self, state: Archipelago, pool: Executor | None) -> Archipelago:
        """The epochs that remain."""
        config = self.config
        while state.epoch < config.budget.epochs:
            tasks = [
                (config, self.target, island, (config.seed, state.epoch, place))
                for place, island in enumerate(state.islands)
            ]
            islands: list[Island] = self.compute(pool, advance, tasks)
            state = gathered(config, state, tuple(islands))
            checkpoint.record(self.directory, state)
            self.report("search", state)
        return state

    def finish(self, state: Archipelago, pool: Executor | None) -> Front:
        """Polish and certify the best of every size, and write the front."""
        self.report("finish", state)
        tasks = [(members, self.reference, self.config) for members in state.archive.values()]
        # the largest programs take longest: they go first, so that no worker waits for them
        found: list[Member | None] = self.compute(pool, finished, tasks[::-1])
        members = non_dominated([member for member in found if member is not None])
        front = Front(
            function=self.config.function,
            domain=ends(self.config.domain),
            objective="absolute",
            seed=self.config.seed,
            evaluations=state.evaluations,
            members=members,
        )
        best = {str(m.operations): m.certified_bound for m in members}
        append_line(self.directory / checkpoint.EVENTS, {"finished": True, "certified": best})
        write_json(self.directory / FRONT, front.model_dump(), indent=1)
        return front

    def report(self, phase: str, state: Archipelago) -> None:
        """Tell the user."""
        if self.progress is not None:
            best = best_errors(state.archive)
            budget = self.config.budget.epochs
            self.progress(Progress(phase, state.epoch, budget, state.evaluations, best))

    def compute(
        self,
        pool: Executor | None,
        function: Callable[..., _Result],
        tasks: Sequence[tuple[object, ...]],
    ) -> list[_Result]:
        """Results in the order of the tasks, unless the user asks to stop first."""
        if pool is None:
            return [self.unless_stopped(function, task) for task in tasks]
        futures = [pool.submit(function, *task) for task in tasks]
        try:
            self.await_all(futures)
        finally:
            for future in futures:
                future.cancel()
        return [future.result() for future in futures]

    def unless_stopped(self, function: Callable[..., _Result], task: tuple[object, ...]) -> _Result:
        """One task in this process."""
        if self.stop is not None and self.stop():
            raise _Stopped
        return function(*task)

    def await_all(self, futures: list[Future[_Result]]) -> None:
        """Return when all are done; raise what one raises."""
        pending = set(futures)
        while pending:
            done, pending = wait(pending, timeout=_POLL)
            for future in done:
                future.result()
            if self.stop is not None and self.stop():
                raise _Stopped


@contextmanager
def _executor(workers: int, given: Executor | None) -> Iterator[Executor | None]:
    """The given executor, own processes, or ``None`` for this process."""
    if given is not None or workers <= 1:
        yield given
        return
    # spawned, not forked: the caller may have threads. Workers leave Ctrl-C to this process.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _ignore_interrupts)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
