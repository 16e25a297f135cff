"""Work on chunks of inputs in threads, handed back in the order of the inputs."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from codegen.verification.float32_inputs import CHUNK, Bits, Inputs
from symnum.errors import InputError

Found = TypeVar("Found")
Report = Callable[[int, int], None]
"""Told how many inputs are done, and of how many."""
_WAITING = 4
"""Chunks that are under way or done for each thread."""


def over_chunks(
    work: Callable[[Bits], Found],
    inputs: Inputs,
    threads: int | None = None,
    report: Report | None = None,
) -> Iterator[Found]:
    """What ``work`` finds in each chunk of the inputs.

    Args:
        work: Called in several threads at once.
        inputs: What is cut into chunks of ``CHUNK``.
        threads: How many; one for each processor by default.
        report: Told of progress, in the calling thread.

    Whoever stops iterating, by Ctrl-C too, waits for the chunks that are under way, no longer.

    Raises:
        InputError: ``threads`` is not positive.
    """
    count = threads if threads is not None else os.cpu_count() or 1
    if count < 1:
        raise InputError(f"a sweep needs at least one thread, not {count}")
    pool = ThreadPoolExecutor(count, "sweep")
    waiting: deque[tuple[int, Future[Found]]] = deque()

    def finished() -> Found:
        end, future = waiting.popleft()
        found = future.result()
        if report is not None:
            report(end, inputs.count)
        return found

    try:
        for start in range(0, inputs.count, CHUNK):
            end = min(start + CHUNK, inputs.count)
            waiting.append((end, pool.submit(_on_chunk, work, inputs, start)))
            if len(waiting) >= _WAITING * count:
                yield finished()
        while waiting:
            yield finished()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _on_chunk(work: Callable[[Bits], Found], inputs: Inputs, start: int) -> Found:
    return work(inputs.chunk(start, CHUNK))
