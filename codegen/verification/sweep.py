"""Sweeps: a float32 function judged over a set of inputs, in threads.

Compiled code does the work and lets other threads run meanwhile. Chunks are added up in their
order, so that the result does not depend on the number of threads.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from codegen.verification.float32_inputs import CHUNK, Inputs
from codegen.verification.hard_cases import is_misrounded, largest_error
from codegen.verification.judgement import Function, Judge, Tally, judge_of
from codegen.verification.references import Reference
from codegen.verification.result import ClassResult, Verification
from codegen.verification.special_values import special_values
from symnum.errors import InputError

Report = Callable[[int, int], None]
"""Told how many inputs are done, and of how many."""
_WAITING = 4
"""Chunks that are under way or done for each thread."""


def verify(
    call: Function,
    reference: Reference,
    inputs: Inputs,
    *,
    threads: int | None = None,
    report: Report | None = None,
) -> Verification:
    """Judge every result of a function.

    Args:
        call: Float32 results of a flat float32 array. It is called from several threads at once;
            it should be compiled code that releases Python's lock.
        reference: What it should compute.
        inputs: Where.
        threads: How many; one for each processor by default. The result does not depend on it.
        report: Told of progress, in the calling thread.

    Ctrl-C ends it after the chunks that are under way, with ``KeyboardInterrupt``.

    Raises:
        InputError: there is no C compiler, or ``threads`` is not positive.
        ValueError: ``call`` returns other shapes or types.
    """
    count = threads if threads is not None else os.cpu_count() or 1
    if count < 1:
        raise InputError(f"a sweep needs at least one thread, not {count}")
    total = Tally()
    for done, tally in _tallies(call, judge_of(reference), inputs, count):
        total.add(tally)
        if report is not None:
            report(done, inputs.count)
    return _result(total, call, reference, inputs)


def _tallies(
    call: Function, judge: Judge, inputs: Inputs, threads: int
) -> Iterator[tuple[int, Tally]]:
    """The tally of each chunk in order, with the number of inputs done by then."""

    def work(start: int) -> Tally:
        x = inputs.chunk(start, CHUNK).view(np.float32)
        with np.errstate(all="ignore"):
            return judge.tally(x, np.ascontiguousarray(call(x)))

    pool = ThreadPoolExecutor(threads, "sweep")
    waiting: deque[tuple[int, Future[Tally]]] = deque()
    try:
        for start in range(0, inputs.count, CHUNK):
            end = min(start + CHUNK, inputs.count)
            waiting.append((end, pool.submit(work, start)))
            if len(waiting) >= _WAITING * threads:
                end, future = waiting.popleft()
                yield end, future.result()
        while waiting:
            end, future = waiting.popleft()
            yield end, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(total: Tally, call: Function, reference: Reference, inputs: Inputs) -> Verification:
    wrong: dict[str, int] = dict.fromkeys(total.classes, 0)
    for case in total.roundings:
        if is_misrounded(case, reference):
            wrong[case.result] += 1
    classes = {
        name: ClassResult(
            tally.count, tally.misrounded + wrong[name], largest_error(tally, reference)
        )
        for name, tally in total.classes.items()
    }
    special = special_values(call, reference)
    return Verification(reference.name, inputs.kind, inputs.count, classes, total.lost, special)
