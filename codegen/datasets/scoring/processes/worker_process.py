"""The process of a worker: reads batches, and forks a child for each that may die of an item.

The child sets two timers for each item, of processor time and by the clock, whose signals end it,
and a limit of its address space; then the parent tells from the child's status what the item did,
and forks again for those that are left. A fork takes a millisecond or two, and what was imported
or prepared before is there at once.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from codegen.datasets.scoring.processes.workers import Outcome, Refusal

_LONGEST_REASON = 500
_NO_MEMORY = b"no memory"
"""What a child says instead of an outcome, before it ends."""


class _CannotBegin(Exception):
    """What was to be prepared or called is not to be had."""


def serve(requests: Connection, replies: Connection) -> None:
    """Work on batches until the other side closes its end."""
    seconds, patience, mebibytes, prepare = requests.recv()
    prepared: set[bytes] = set()
    try:
        _prepare(prepare, prepared)
        while True:
            (call, prepare), items = requests.recv()
            _prepare(prepare, prepared)
            function = _imported(call)
            place = 0
            while place < len(items):
                limits = seconds, patience, mebibytes
                place += _watched(function, items[place:], limits, replies)
    except EOFError:
        return
    except _CannotBegin as error:
        replies.send(Refusal(str(error)))


def _prepare(prepare: bytes | None, prepared: set[bytes]) -> None:
    """Call what prepares, unless it was called before."""
    if prepare is not None and prepare not in prepared:
        try:
            pickle.loads(prepare)()
        except Exception as error:
            raise _CannotBegin(f"cannot prepare: {type(error).__name__}: {error}") from None
        prepared.add(prepare)
    gc.freeze()  # collections in children would copy what they share with this process


def _imported(call: bytes) -> Callable[[Any], Any]:
    try:
        function: Callable[[Any], Any] = pickle.loads(call)
    except (ImportError, AttributeError) as error:
        raise _CannotBegin(f"cannot import the function: {error}") from None
    return function


def _watched(
    function: Callable[[Any], Any],
    items: list[Any],
    limits: tuple[float, float, int],
    replies: Connection,
) -> int:
    """Let a child do items, and pass on what it says; how many items are done with."""
    theirs, ours = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(theirs)
        _run(function, items, limits, Connection(ours))
    os.close(ours)
    done, data, status = 0, b"", 0
    try:
        with Connection(theirs) as heard:
            while done < len(items):
                try:
                    data = heard.recv_bytes()
                except (EOFError, OSError):
                    break
                done += data != _NO_MEMORY
                if done == len(items) or data == _NO_MEMORY:
                    break
                replies.send_bytes(data)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        status = os.waitpid(child, 0)[1]
    if done == len(items):
        replies.send_bytes(data)  # not before the child is gone
        return done
    starved = data == _NO_MEMORY
    replies.send(Outcome("out of memory", reason="none left") if starved else _fate(status))
    return done + 1


def _fate(status: int) -> Outcome:
    """The verdict on the item at which a child ended."""
    if os.WIFEXITED(status):
        return Outcome("crashed", reason=f"exit status {os.WEXITSTATUS(status)}")
    number = os.WTERMSIG(status)
    if number in (signal.SIGPROF, signal.SIGALRM):
        return Outcome("timed out", reason="the limit of time was reached")
    return Outcome("crashed", reason=f"signal {signal.Signals(number).name}")


def _run(
    function: Callable[[Any], Any],
    items: list[Any],
    limits: tuple[float, float, int],
    replies: Connection,
) -> None:
    """The child: does not return."""
    seconds, patience, mebibytes = limits
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    room = _address_space() + (mebibytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for item in items:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, patience)
        data = _outcome(function, item)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        replies.send_bytes(data)
        if data == _NO_MEMORY:
            break
    os._exit(0)


def _outcome(function: Callable[[Any], Any], item: Any) -> bytes:
    """The outcome, pickled within the item's limits; or that memory ran out."""
    try:
        return pickle.dumps(Outcome("done", function(item)))
    except MemoryError:
        return _NO_MEMORY
    except BaseException as error:
        text = f"{type(error).__name__}: {error}"
        return pickle.dumps(Outcome("raised", reason=text[:_LONGEST_REASON]))


def _address_space() -> int:
    """Bytes of address space that the process has now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _leave(*_: object) -> None:
    """End with the child, so that nothing is left of either."""
    raise SystemExit


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    with contextlib.suppress(SystemExit):
        serve(Connection(int(sys.argv[1])), Connection(int(sys.argv[2])))
    os._exit(0)  # whoever waits need not wait until all modules are taken down
