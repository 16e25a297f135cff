"""Runs: epochs of islands, recorded one by one, until the front is finished.

A run is a pure function of its configuration. Islands live through an epoch independently, with
random numbers drawn from (seed, epoch, island), so it does not matter who computes them, in which
order, or how often the run was stopped on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from evolve.fronts.front import FRONT, Front, Member, ends, load_front, non_dominated
from evolve.fronts.tables import write_tables
from evolve.problem.config import Config
from evolve.problem.target import Target, make_target
from evolve.runs import checkpoint
from evolve.runs.environment import note_session
from evolve.runs.finish import finished, require_float32
from evolve.runs.interruption import Interruption
from evolve.runs.progress import NOWHERE, Pace, Progress, Report, write_status
from evolve.search.archipelago import Archipelago, founded, gathered
from evolve.search.island import Island, advance
from evolve.search.population import best_errors
from symnum.errors import InputError
from symnum.execution import Crew, Execution, Served, WorkersLost, crew
from symnum.files import CannotWrite, append_line, is_locked, locked, write_json
from symnum.lowering import lower
from symnum.program import Program
from symnum.terms.parse import parse

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: with a front, or stopped on the way."""

    directory: Path
    finished: bool
    front: Front | None
    message: str
    served: bool = False
    """Whether this process was only a worker of the run, under ``mpiexec``."""


class _Stopped(Exception):
    """The user asked to stop."""


def run(
    config: Config, directory: str | Path, *, workers: int | None = None,
    execution: Execution | None = None, executor: Executor | None = None,
    progress: Report | None = None, stop: Stop | None = None,
) -> RunResult:  # fmt: skip
    """Start a run in a new directory.

    Args:
        config: What to search, and how hard.
        directory: Absent or empty.
        workers: Own processes; 1 computes in this one.
        execution: Who computes, in place of the configuration's table and of ``workers``.
        executor: Computes instead of all those (its workers must be able to import evolve).
        progress: Called after every epoch, and while the front is finished.
        stop: Asked often; when true, the epoch under way is abandoned.

    The first Ctrl-C lets the epoch under way end, the second abandons it. Workers that die are
    replaced, and what they had begun is computed again.

    Raises:
        InputError: the directory is in use, the function cannot be approximated, or the disk is
            full; then the run can be resumed.
    """
    path = Path(directory)
    chosen = _chosen(config, workers, execution)
    with crew(chosen, executor) as team:
        if isinstance(team, Served):
            return _served(path)
        require_float32(config)
        reference = reference_program(config)
        target = make_target(reference, config)
        checkpoint.prepare(path, config)
        with _held(path):
            run_ = _Run(config, reference, target, path, team, progress, stop)
            return run_.complete(founded(config), chosen)


def resume(
    directory: str | Path, *, previous: bool = False, finish: bool = False,
    workers: int | None = None,
    execution: Execution | None = None, executor: Executor | None = None,
    progress: Report | None = None, stop: Stop | None = None,
) -> RunResult:  # fmt: skip
    """Go on with a stopped run; a finished one is only reported. Arguments as for :func:`run`.

    Args:
        directory: The run.
        previous: Go back to the checkpoint before the last, where the last is damaged.
        finish: End the search where it stands; its front is that of a run with so many epochs.
        workers: As for :func:`run`, like what follows.
        execution: As above.
        executor: As above.
        progress: As above.
        stop: As above.

    Raises:
        InputError: not a run directory, or a damaged one, or one that is running.
    """
    path = Path(directory)
    if (path / FRONT).exists():
        return _done(path, load_front(path))
    if not previous:
        checkpoint.inspect(path)
    config = checkpoint.configuration(path)
    chosen = _chosen(config, workers, execution)
    with crew(chosen, executor) as team:
        if isinstance(team, Served):
            return _served(path)
        with _held(path):
            config, state = checkpoint.restore(path, previous)
            require_float32(config)
            reference = reference_program(config)
            target = make_target(reference, config)
            run_ = _Run(config, reference, target, path, team, progress, stop)
            return run_.complete(state, chosen, finish)


def reference_program(config: Config) -> Program:
    """The wanted function as a program of ``x``.

    Raises:
        InputError: it is not an expression in x.
    """
    return lower([parse(config.function)], inputs=("x",))


def is_running(directory: Path) -> bool:
    """Whether a process of this machine works at the run."""
    return is_locked(directory / checkpoint.LOCK)


def _chosen(config: Config, workers: int | None, execution: Execution | None) -> Execution:
    if execution is not None:
        return execution
    return Execution(workers=workers) if workers is not None else config.execution


def _held(directory: Path) -> AbstractContextManager[None]:
    advice = f"look on with: symnum evolve watch {directory}"
    complaint = f"{directory}: another process is running it; {advice}"
    return locked(directory / checkpoint.LOCK, complaint)


def _done(directory: Path, front: Front) -> RunResult:
    return RunResult(directory, True, front, f"{directory}: finished")


def _served(directory: Path) -> RunResult:
    return RunResult(directory, False, None, "served as a worker", served=True)


@dataclass
class _Run:
    """A run while it goes on."""

    config: Config
    reference: Program
    target: Target
    directory: Path
    crew: Crew
    progress: Report | None
    stop: Stop | None
    latest: Progress = NOWHERE
    interruption: Interruption = field(default_factory=Interruption)

    def complete(
        self, state: Archipelago, execution: Execution, only_finish: bool = False
    ) -> RunResult:
        """Search and finish; stopped on the way, say how to go on."""
        advice = f"resume with: symnum evolve resume {self.directory}"
        try:
            with self.interruption:
                note_session(self.directory, execution, self.config.seed, state.epoch)
                return _done(
                    self.directory, self.finish(state if only_finish else self.search(state))
                )
        except (_Stopped, KeyboardInterrupt):
            return RunResult(self.directory, False, None, f"stopped; {advice}")
        except (CannotWrite, WorkersLost) as error:
            raise InputError(f"{error}; everything up to then is kept: {advice}") from None

    def search(self, state: Archipelago) -> Archipelago:
        """The epochs that remain."""
        config, pace = self.config, Pace(state.evaluations)
        self.report("search", state, pace)
        while state.epoch < config.budget.epochs:
            tasks = [
                (config, self.target, island, (config.seed, state.epoch, place))
                for place, island in enumerate(state.islands)
            ]
            islands: list[Island] = self.crew.compute(advance, tasks, self.watch)
            state = gathered(config, state, tuple(islands))
            checkpoint.record(self.directory, state)
            pace.mark(state.evaluations)
            self.report("search", state, pace)
            if self.interruption.asked:
                raise _Stopped
        return state

    def finish(self, state: Archipelago) -> Front:
        """Polish and certify the best of every size, and write the front."""
        tasks = [(members, self.reference, self.config) for members in state.archive.values()]
        self.latest = replace(self.latest, phase="finish", tasks=len(tasks), seconds_left=None)
        self.tell(self.latest)
        # the largest programs take longest: they go first, so that no worker waits for them
        found: list[Member | None] = self.crew.compute(finished, tasks[::-1], self.watch_finish)
        members = non_dominated([member for member in found if member is not None])
        front = Front(
            function=self.config.function,
            domain=ends(self.config.domain),
            objective=self.config.objective,
            seed=self.config.seed,
            evaluations=state.evaluations,
            members=members,
        )
        best = {str(m.operations): m.certified_bound for m in members}
        append_line(self.directory / checkpoint.EVENTS, {"finished": True, "certified": best})
        write_tables(self.directory, front)
        write_json(self.directory / FRONT, front.model_dump(), indent=1)
        self.tell(replace(self.latest, phase="finished", done=len(tasks)))
        return front

    def report(self, phase: str, state: Archipelago, pace: Pace) -> None:
        """Tell how far the search is."""
        budget, seconds = self.config.budget, pace.epoch_seconds
        self.tell(Progress(
            phase, state.epoch, budget.epochs, state.evaluations, best_errors(state.archive),
            generation=state.epoch * budget.generations,
            generations=budget.epochs * budget.generations,
            fits_per_second=pace.fits_per_second,
            seconds_left=None if seconds is None else seconds * (budget.epochs - state.epoch),
            stopping=self.interruption.asked,
        ))  # fmt: skip

    def tell(self, progress: Progress) -> None:
        """Tell those who look on, here and in other processes."""
        self.latest = progress
        write_status(self.directory, progress)
        if self.progress is not None:
            self.progress(progress)

    def watch(self, done: int) -> None:
        """Called often while an epoch is computed."""
        if self.stop is not None and self.stop():
            raise _Stopped
        if self.interruption.asked and not self.latest.stopping:
            self.tell(replace(self.latest, stopping=True))

    def watch_finish(self, done: int) -> None:
        """Called often while the front is finished, of which nothing is kept before its end."""
        if self.interruption.asked or (self.stop is not None and self.stop()):
            raise _Stopped
        if done > self.latest.done:
            self.tell(replace(self.latest, done=done))
