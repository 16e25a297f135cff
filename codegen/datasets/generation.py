"""A dataset: records made and checked by any crew, written in the order of their indices.

Its files depend on configuration, seed and slice alone: neither on who computes nor on how often
the run was killed and went on. Files of slices 1/n, 2/n, … together are, split by split, those of
the whole.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.production import Block, block, provenance, require_known
from codegen.datasets.schema import SCHEMA_VERSION
from codegen.datasets.shipping import require_target, ship_kernels
from codegen.datasets.storage.card import card
from codegen.datasets.storage.formats import Format
from codegen.datasets.storage.journal import JOURNAL, WORKSHOP
from codegen.datasets.storage.rows import list_structures
from codegen.datasets.storage.tallies import LEFT_OUT
from codegen.datasets.storage.writer import STRUCTURES, Writer
from symnum.errors import InputError
from symnum.execution import Crew, Execution, Served, crew
from symnum.files import read_json, write_text

BLOCK = 25
"""Indices in a task."""
COMMIT = 40
"""Blocks after which what is written is made durable."""
_AHEAD = 4
"""Tasks in flight for each worker."""
FACTS = "dataset.json"
CARD = "README.md"
DECONTAMINATION = "decontamination.txt"


@dataclass(frozen=True, slots=True)
class Summary:
    """What was generated; ``facts`` are those of the dataset's card."""

    path: Path
    facts: dict[str, Any]
    seconds: float
    """Wall time of this call."""

    @property
    def generated(self) -> int:
        """Records that were generated, without those that were made from them."""
        return int(self.facts["generated"])

    @property
    def checked(self) -> int:
        """Records in the files: all of them were checked."""
        return int(self.facts["records"])

    @property
    def failed(self) -> int:
        """Records that failed: none, since a failure ends the run."""
        return 0

    @property
    def left_out(self) -> dict[str, int]:
        """Changes that the checker did not accept, by perturbation or kind of error."""
        return dict(self.facts["counts"].get(LEFT_OUT, {}))

    @property
    def operator_counts(self) -> dict[str, int]:
        """Steps by operator."""
        return dict(self.facts["counts"].get("operators", {}))

    @property
    def length_counts(self) -> dict[int, int]:
        """Records by number of steps."""
        return {int(k): v for k, v in self.facts["counts"].get("lengths", {}).items()}


@dataclass(frozen=True, slots=True)
class Target:
    """What is written where: all of a dataset or slice ``number`` of ``slices``."""

    directory: Path
    written: Format = "jsonl"
    number: int = 1
    slices: int = 1
    kernels: str = ""
    """``c`` or ``jax`` to ship kernels with the records."""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.slices:
            raise InputError(f"slice: {self.number}/{self.slices} is not one of 1/n, …, n/n")

    def span(self, count: int) -> tuple[int, int]:
        """The indices of the slice."""
        return (
            count * (self.number - 1) // self.slices,
            count * self.number // self.slices,
        )


def generate(
    config: Config,
    directory: str | Path,
    *,
    written: Format = "jsonl",
    slice_: tuple[int, int] = (1, 1),
    workers: int = 1,
    execution: Execution | None = None,
    executor: Executor | None = None,
    resume: bool = False,
    kernels: str = "",
    progress: Callable[[int], None] | None = None,
) -> Summary | None:
    """Generate and check a dataset.

    Args:
        config: What to generate.
        directory: Must not hold a dataset, unless ``resume`` is set: then an unfinished one is
            finished, and of a finished one nothing is done.
        written: ``"jsonl"``, ``"parquet"`` or ``"both"``.
        slice_: ``(i, n)`` for the i-th of n parts.
        workers: Processes; 1 works in this one.
        execution: Who computes instead of so many local processes.
        executor: Where to work instead: any :class:`concurrent.futures.Executor`.
        resume: Go on where a killed run was.
        kernels: ``"c"`` or ``"jax"`` to ship modules that evaluate the equations of each file.
        progress: Is told the number of records generated.

    Returns:
        ``None`` on a process that was only a worker (under ``mpiexec``).

    Raises:
        InputError: the directory cannot be written to or holds something else, ``workers`` is
            below 1, or the configuration names what does not exist.
        CheckFailedError: the checker refused a record.
    """
    started = time.perf_counter()
    target = Target(Path(directory), written, *slice_, kernels)
    require_possible(config, workers, kernels)
    chosen = execution or Execution(workers=workers)
    with crew(chosen, executor) as team:
        if isinstance(team, Served):
            return None
        facts = _finished(config, target) if resume else None
        if facts is None:
            require_empty(target.directory, resume)
            ahead = _AHEAD * max(workers, chosen.workers)
            facts = _written(config, target, team, ahead, progress or (lambda done: None))
    return Summary(target.directory, facts, time.perf_counter() - started)


def require_possible(config: Config, workers: int = 1, kernels: str = "") -> None:
    """See to it that what is to be generated exists; nothing is looked at on disk.

    Raises:
        InputError: the configuration names what does not exist, there is no such target of
            kernels, or ``workers`` is below 1.
    """
    if workers < 1:
        raise InputError(f"workers: {workers} is not allowed; it has to be 1 or more")
    require_known(config)
    if kernels:
        require_target(kernels)


def require_empty(directory: Path, resume: bool = False) -> None:
    """See to it that no dataset is overwritten.

    Raises:
        InputError: there is one, or an unfinished one that is not to be resumed.
    """
    if (directory / FACTS).exists():
        raise InputError(f"{directory}: holds a dataset already; name another directory")
    if (directory / WORKSHOP / JOURNAL).exists() and not resume:
        raise InputError(f"{directory}: holds an unfinished dataset; resume it, or delete it")


def task_of(config: Config, target: Target) -> dict[str, Any]:
    """What is written: a run goes on, and a dataset is finished, only with the same."""
    return {
        "configuration": config.digest, "splits": config.splits.shares(), "count": config.count,
        "seed": config.seed, "shard_rows": config.shard_rows, "format": target.written,
        "slice": [target.number, target.slices], "kernels": target.kernels,
    }  # fmt: skip


def _finished(config: Config, target: Target) -> dict[str, Any] | None:
    """The facts of the dataset if it is complete already."""
    if not (target.directory / FACTS).exists():
        return None
    facts: dict[str, Any] = read_json(target.directory / FACTS)
    if facts.get("task") != task_of(config, target):
        raise InputError(f"{target.directory}: holds another dataset; name another directory")
    shutil.rmtree(target.directory / WORKSHOP, ignore_errors=True)
    return facts


def _written(
    config: Config, target: Target, team: Crew, ahead: int, progress: Callable[[int], None]
) -> dict[str, Any]:
    start, stop = target.span(config.count)
    with writer_for(config, target) as writer:
        if not writer.journal.complete:
            _fill(writer, config, stop, team, ahead, lambda done: progress(done - start))
        return published(config, target, writer)


def writer_for(config: Config, target: Target) -> Writer:
    """Writes a dataset, from where it was left."""
    start, _ = target.span(config.count)
    task = task_of(config, target)
    return Writer(target.directory, task, target.written, config.shard_rows, start)


def published(config: Config, target: Target, writer: Writer) -> dict[str, Any]:
    """Give the files of a dataset their names, its card, and its facts, which are returned."""
    if not writer.journal.complete:
        writer.complete()
    writer.publish()
    if target.kernels:
        ship_kernels(target.directory, target.kernels)
    facts = _facts(config, target, writer)
    resolved = config.resolved()
    write_text(target.directory / CARD, card(facts, target.written, resolved))
    write_text(target.directory / FACTS, _shown({**facts, "config": resolved}))
    shutil.rmtree(target.directory / WORKSHOP)
    return facts


def _fill(
    writer: Writer, config: Config, stop: int, team: Crew, ahead: int, told: Callable[[int], None]
) -> None:
    spans = list(_spans(writer.journal.next, stop))
    blocks: Iterator[Block] = team.stream(block, ((config, a, b) for a, b in spans), ahead)
    for place, ((_, end), made) in enumerate(zip(spans, blocks, strict=True), start=1):
        writer.add(made.rows)
        writer.count(made.counts)
        if place % COMMIT == 0 or end == stop:
            writer.commit(end)
        told(end)


def _spans(start: int, stop: int) -> Iterator[tuple[int, int]]:
    for first in range(start, stop, BLOCK):
        yield first, min(first + BLOCK, stop)


def _facts(config: Config, target: Target, writer: Writer) -> dict[str, Any]:
    structures = writer.workshop / STRUCTURES
    structures.touch()
    distinct = list_structures(structures, target.directory / DECONTAMINATION)
    start, stop = target.span(config.count)
    shards = writer.journal.shards
    return {
        "schema_version": SCHEMA_VERSION,
        "provenance": provenance(config, config.seed),
        "task": task_of(config, target),
        "slice": [target.number, target.slices],
        "generated": stop - start,
        "records": sum(s.examples for s in shards.values()),
        "structures": distinct.structures,
        "duplicates": distinct.duplicates,
        "splits": {
            name: {"examples": s.examples, "bytes": s.total, "files": s.closed}
            for name, s in shards.items()
        },
        "counts": {key: dict(sorted(c.items())) for key, c in sorted(writer.counts.items())},
    }


def _shown(value: Any) -> str:
    return json.dumps(value, indent=1) + "\n"
