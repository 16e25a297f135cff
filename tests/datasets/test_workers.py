"""Workers survive whatever a function does, and say what it was."""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets.scoring.processes.batches import batches
from codegen.datasets.scoring.processes.workers import Workers
from symnum.errors import InputError

ROOT = str(Path(__file__).parents[2])
PREPARED: list[int] = []


def square(number: int) -> int:
    return number * number


def prepare() -> None:
    PREPARED.append(7)


def prepared(_: object) -> list[int]:
    return PREPARED


def refuse() -> None:
    raise ValueError("no such file")


def loop(_: object) -> None:
    while True:
        pass


def sleep(_: object) -> None:
    time.sleep(60)


def allocate(gigabytes: int) -> int:
    return len(bytearray(gigabytes << 30))


def grow(_: object) -> None:
    kept = []
    while True:
        kept.append(bytearray(1 << 20))


def leave(status: int) -> None:
    os._exit(status)


def abort(_: object) -> None:
    os.abort()


def fault(_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def recurse(number: int) -> int:
    return recurse(number + 1) + 1


def stop_worker(_: object) -> None:
    """Kill the process that watches, as the kernel does when it is out of memory."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)


def exit_normally(_: object) -> None:
    raise SystemExit(0)


def unpicklable(_: object) -> Any:
    return lambda: 0


def shout(text: str) -> str:
    print(text)
    os.write(1, b"binary junk \x00")
    return text


def crooked(number: int) -> int:
    """Each seventh item does something bad."""
    if number % 7 == 3:
        (loop, allocate, leave)[number % 3](10)
    return number


HOSTILE = [
    (loop, 0, "timed out"),
    (sleep, 0, "timed out"),
    (allocate, 10, "out of memory"),
    (grow, 0, "out of memory"),
    (leave, 0, "crashed"),
    (leave, 3, "crashed"),
    (leave, 70, "crashed"),
    (abort, 0, "crashed"),
    (fault, 0, "crashed"),
    (recurse, 0, "raised"),
    (exit_normally, 0, "raised"),
    (unpicklable, 0, "raised"),
    (stop_worker, 0, "crashed"),
]


@pytest.fixture(scope="module", autouse=True)
def _importable() -> Iterator[None]:
    """Functions of this module are looked up by name in other processes."""
    sys.path.insert(0, ROOT)
    yield
    sys.path.remove(ROOT)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, seconds=1, mebibytes=16) as pool:
        yield pool


@pytest.mark.parametrize(
    ("function", "item", "verdict"), HOSTILE, ids=lambda value: getattr(value, "__name__", None)
)
def test_hostile_functions_end_in_a_verdict(
    workers: Workers, function: Any, item: int, verdict: str
) -> None:
    (outcome,) = workers.map(function, [item])
    assert outcome.verdict == verdict
    assert outcome.reason and outcome.value is None


def test_processes_may_begin_before_there_is_work() -> None:
    with Workers(2) as ready:
        ready.begin(3)
        ready.begin(1000)
        assert len(ready._idle) == 2
        assert [o.value for o in ready.map(abs, [-1, -2, -3])] == [1, 2, 3]


@pytest.mark.parametrize(
    ("items", "sizes"),
    [
        (range(600), [64] * 6 + [54, 40, 30, 23, 17, 13, 9, 8, 8, 8, 6]),
        (range(20), [8, 8, 4]),
        (range(0), []),
        (iter(range(600)), [64] * 6 + [54, 40, 30, 23, 17, 13, 9, 8, 8, 8, 6]),
        ((n for n in range(300)), [8, 8, 16, 16, 32, 32, 64, 64, 60]),
    ],
    ids=["list", "few", "none", "iterator", "unknown"],
)
def test_workers_share_what_is_left(items: Any, sizes: list[int]) -> None:
    """So that they end at the same time: the last batches are small where it is known which."""
    assert [len(batch) for batch in batches(items, 2)] == sizes


def test_results_keep_their_order(workers: Workers) -> None:
    assert [o.value for o in workers.map(square, range(1000))] == [n * n for n in range(1000)]


def test_only_the_item_that_is_bad_suffers(workers: Workers) -> None:
    outcomes = list(workers.map(crooked, range(30)))
    expected = {n: ("timed out", "out of memory", "crashed")[n % 3] for n in (3, 10, 17, 24)}
    assert {n: o.verdict for n, o in enumerate(outcomes) if o.verdict != "done"} == expected
    assert [o.value for n, o in enumerate(outcomes) if n not in expected] == [
        n for n in range(30) if n not in expected
    ]


def reserve(mebibytes: int) -> int:
    """Address space, which is what is limited; touching its pages would take time."""
    with mmap.mmap(-1, mebibytes << 20) as space:
        return len(space)


@pytest.mark.parametrize(("mebibytes", "verdict"), [(1024, "done"), (4096, "raised")])
def test_memory_below_the_limit_can_be_had(mebibytes: int, verdict: str) -> None:
    with Workers(1, seconds=60, mebibytes=2048) as pool:
        (outcome,) = pool.map(reserve, [mebibytes])
    assert (outcome.verdict, outcome.value) == (
        (verdict, mebibytes << 20) if verdict == "done" else (verdict, None)
    )


def test_what_is_printed_disturbs_nothing(workers: Workers) -> None:
    assert [o.value for o in workers.map(shout, ["a", "b"])] == ["a", "b"]


def test_what_was_prepared_is_there_for_every_item() -> None:
    with Workers(1, prepare=prepare) as pool:
        values = [o.value for o in pool.map(prepared, range(130))]
    assert values == [[7]] * 130


def test_items_may_need_a_preparation_of_their_own() -> None:
    with Workers(1) as pool:
        assert [o.value for o in pool.map(prepared, range(2))] == [[], []]
        for _ in range(2):  # it is not called again
            assert [o.value for o in pool.map(prepared, range(2), prepare)] == [[7], [7]]
        with pytest.raises(InputError, match="cannot prepare: ValueError: no such file"):
            list(pool.map(square, range(2), refuse))


def test_a_preparation_that_fails_is_said() -> None:
    with Workers(1, prepare=refuse) as pool, pytest.raises(InputError, match="no such file"):
        list(pool.map(square, [1]))


def test_functions_without_a_name_are_refused(workers: Workers) -> None:
    with pytest.raises(InputError, match="cannot be given"):
        list(workers.map(lambda item: item, [1]))


def test_limits_have_to_be_positive() -> None:
    with pytest.raises(InputError, match="positive"):
        Workers(0)


def test_threads_share_a_pool(workers: Workers) -> None:
    found: dict[int, list[Any]] = {}

    def use(start: int) -> None:
        items = range(start, start + 100)
        found[start] = [o.value for o in workers.map(square, items)]

    threads = [threading.Thread(target=use, args=(start,)) for start in (0, 500, 900)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {s: [n * n for n in range(s, s + 100)] for s in (0, 500, 900)}


def in_daemon(connection: Any) -> None:
    with Workers(1, seconds=0.2) as pool:
        connection.send([o.verdict for o in pool.map(crooked, range(9, 12))])


@pytest.mark.slow
def test_daemonic_processes_may_have_workers() -> None:
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=in_daemon, args=(theirs,), daemon=True)
    process.start()
    assert ours.poll(60)
    assert ours.recv() == ["done", "out of memory", "done"]
    process.join()


def test_results_are_given_while_items_are_still_read() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100_000):
            read.append(number)
            yield number

    with Workers(1) as pool:
        outcomes = pool.map(square, items())
        assert next(outcomes).value == 0
        outcomes.close()  # type: ignore[attr-defined]
    assert len(read) < 1000


def test_no_process_is_left_behind() -> None:
    with Workers(2, seconds=0.2) as pool:
        list(pool.map(crooked, range(8)))
        sessions = {worker.process.pid for worker in pool._idle}
    assert sessions
    assert not [process for process, session in _processes() if session in sessions]


def _processes() -> Iterator[tuple[int, int]]:
    """All processes, with their sessions."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(ProcessLookupError):
                yield int(entry.name), os.getsid(int(entry.name))


INTERRUPTED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored in a job of a shell
from codegen.datasets.scoring.processes.batches import batches
from codegen.datasets.scoring.processes.workers import Workers
from tests.datasets import test_workers
with Workers(1, seconds=30) as pool:
    outcomes = pool.map(test_workers.loop_after_first, [0, 1])
    print(next(pool.map(test_workers.square, [3])).value, flush=True)
    print(*(w.process.pid for w in pool._idle), flush=True)
    list(outcomes)
"""


def loop_after_first(number: int) -> None:
    if number:
        loop(0)


@pytest.mark.slow
def test_an_interrupt_ends_the_workers() -> None:
    script = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": ROOT},
    )  # fmt: skip
    assert script.stdout is not None
    assert script.stdout.readline() == b"9\n"
    worker = int(script.stdout.readline())
    time.sleep(0.5)
    script.send_signal(signal.SIGINT)
    errors = script.communicate(timeout=60)[1]
    assert b"KeyboardInterrupt" in errors
    assert worker not in dict(_processes())
