"""A dataset: records made and checked by any number of workers, written in order.

A chunk of records is one task; chunks are written in the order of their indices, so that the file
depends on configuration and seed alone. It is written under another name and moved into place when
it is complete: a run that is killed leaves no file that looks like a dataset.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from codegen.datasets.checker import check_record
from codegen.datasets.config import Config
from codegen.datasets.families.derivation import record
from codegen.datasets.records import line_of, parse_line
from symnum.errors import InputError

CHUNK = 25
"""Records in a task."""
_AHEAD = 4
"""Tasks in flight for each worker."""
FILE_NAME = "derivations.jsonl"


class CheckFailedError(RuntimeError):
    """The checker refused a generated record: a bug in one of the two."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was generated: counts by operator and by length, and seconds of wall time."""

    generated: int
    checked: int
    failed: int
    path: Path
    operator_counts: dict[str, int]
    length_counts: dict[int, int]
    seconds: float


class Chunk(NamedTuple):
    """Lines of consecutive records with what is counted of them."""

    lines: list[str]
    operators: Counter[str]
    lengths: Counter[int]


def chunk(config: Config, start: int, stop: int) -> Chunk:
    """Records ``start`` up to ``stop`` of a configuration, each checked as it is written.

    Raises:
        CheckFailedError: naming the record.
    """
    made = Chunk([], Counter(), Counter())
    for index in range(start, stop):
        built = record(config, config.seed, index)
        line = line_of(built)
        name = f"record {index} of seed {config.seed}"
        report = check_record(parse_line(line, name), name)
        if not report.ok:
            raise CheckFailedError(f"{name}, step {report.step}: {report.reason}")
        made.lines.append(line)
        made.operators.update(step["operator"] for step in built["steps"])
        made.lengths[len(built["steps"])] += 1
    return made


def generate(
    config: Config,
    directory: str | Path,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    executor: Executor | None = None,
) -> Summary:
    """Generate and check a dataset; writes ``directory/derivations.jsonl``.

    Args:
        config: What to generate.
        directory: Made if it does not exist; a dataset in it is replaced.
        workers: Processes; 1 works in this one.
        progress: Is told the number of records written.
        executor: Where to work instead: any :class:`concurrent.futures.Executor`.

    Raises:
        InputError: the directory cannot be written to, or ``workers`` is below 1.
        CheckFailedError: the checker refused a record.
    """
    if workers < 1:
        raise InputError(f"workers: {workers} is not allowed; it has to be 1 or more")
    started = time.perf_counter()
    path = Path(directory) / FILE_NAME
    counted = Chunk([], Counter(), Counter())
    with _replacing(path) as write:
        done = 0
        for made in _chunks(config, workers, executor):
            write("".join(made.lines))
            done += len(made.lines)
            counted.operators.update(made.operators)
            counted.lengths.update(made.lengths)
            if progress is not None:
                progress(done)
    return Summary(
        done, done, 0, path, dict(sorted(counted.operators.items())),
        dict(sorted(counted.lengths.items())), time.perf_counter() - started,
    )  # fmt: skip


def _spans(config: Config) -> Iterator[tuple[int, int]]:
    for start in range(0, config.count, CHUNK):
        yield start, min(start + CHUNK, config.count)


def _chunks(config: Config, workers: int, executor: Executor | None) -> Iterator[Chunk]:
    if executor is not None:
        yield from _ordered(config, workers, executor)
    elif workers == 1:
        for start, stop in _spans(config):
            yield chunk(config, start, stop)
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield from _ordered(config, workers, pool)


def _ordered(config: Config, workers: int, executor: Executor) -> Iterator[Chunk]:
    """Chunks in order, with a bounded number of tasks in flight."""
    waiting: deque[Future[Chunk]] = deque()
    try:
        for start, stop in _spans(config):
            waiting.append(executor.submit(chunk, config, start, stop))
            if len(waiting) >= _AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


@contextmanager
def _replacing(path: Path) -> Iterator[Callable[[str], object]]:
    """Write to a temporary file beside ``path`` that takes its place at the end.

    Raises:
        InputError: the directory cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(f"{path.parent}: cannot be written to: {error.strerror}") from None
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
