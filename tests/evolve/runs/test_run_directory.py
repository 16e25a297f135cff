"""Run directories: what they hold, full disks, damaged checkpoints, and who may write."""

import csv
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap

import pytest

import evolve
from evolve.fronts.front import FRONT
from evolve.fronts.tables import CONSTANTS_TABLE, FRONT_TABLE
from evolve.runs import checkpoint
from evolve.runs.checkpoint import CHECKPOINT, CONFIG, DAMAGED, EVENTS, PREVIOUS
from evolve.runs.environment import ENVIRONMENT, sessions
from evolve.runs.progress import STATUS, Pace, read_status
from evolve.runs.runner import is_running
from symnum.errors import InputError
from symnum.files import write_text


def rows(file):
    with open(file, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_tables_hold_the_front(finished):
    members = evolve.load_front(finished).members
    table = rows(finished / FRONT_TABLE)
    assert [int(row["operations"]) for row in table] == [m.operations for m in members]
    assert [float(row["certified_bound"]) for row in table] == [m.certified_bound for m in members]
    assert [row["program"] for row in table] == [m.program for m in members]


def test_constants_are_the_same_in_decimal_and_in_hexadecimal(finished):
    table = rows(finished / CONSTANTS_TABLE)
    assert [float(row["decimal"]) for row in table] == [
        float.fromhex(row["hexadecimal"]) for row in table
    ]
    constants = [text for m in evolve.load_front(finished).members for text in m.constants]
    assert [row["hexadecimal"] for row in table] == constants


def test_every_start_is_in_the_environment_and_nowhere_else(tiny, finished, content, tmp_path):
    directory = tmp_path / "run"
    evolve.run(tiny(), directory, workers=1, stop=lambda: True)
    evolve.resume(directory, workers=1)
    first, second = sessions(directory)
    assert (first["from_epoch"], first["seed"], first["executor"]) == (0, 7, "local")
    assert {"numpy", "numba", "python-flint"} <= first["versions"].keys()
    assert second["started"] >= first["started"]
    texts = b"".join(content(directory).values())
    assert first["started"].encode() not in texts
    assert content(directory) == content(finished)
    (directory / ENVIRONMENT).write_bytes(b"\xff")
    assert sessions(directory) == []


MOMENTS = [1, 2, 6, 9, 13, *(pytest.param(call, marks=pytest.mark.slow) for call in range(14, 31))]


@pytest.mark.parametrize("call", MOMENTS)
def test_a_full_disk_loses_nothing(tiny, finished, content, tmp_path, monkeypatch, call):
    """The disk is full at some call that makes sure of what was written."""
    calls, real = [], os.fsync

    def full(number):
        calls.append(number)
        if len(calls) >= call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(number)

    directory = tmp_path / "run"
    with monkeypatch.context() as patched:
        patched.setattr("symnum.files.os.fsync", full)
        with pytest.raises(InputError, match="cannot be written: No space left") as caught:
            evolve.run(tiny(), directory, workers=1)
    assert "\n" not in str(caught.value)
    assert not list(directory.glob("*.part"))
    if not (directory / CONFIG).exists():
        assert evolve.run(tiny(), directory, workers=1).finished
    else:
        assert call <= 2 or f"resume with: symnum evolve resume {directory}" in str(caught.value)
        assert evolve.resume(directory, workers=1).finished
    assert content(directory) == content(finished)


def test_a_file_system_without_links_keeps_a_copy(tiny, finished, content, tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr("symnum.files.os.link", refused)
    directory = tmp_path / "run"
    evolve.run(tiny(), directory, workers=1)
    assert content(directory) == content(finished)
    assert json.loads((directory / PREVIOUS).read_text())["state"]["epoch"] == 3
    monkeypatch.setattr("symnum.files.shutil.copyfile", refused)
    with pytest.raises(InputError, match=r"previous: cannot be written: Operation not permitted"):
        evolve.run(tiny(), tmp_path / "other", workers=1)
    assert not list((tmp_path / "other").glob("*.part"))


LIMITED = """
    import resource, sys
    import evolve.runs.runner
    from symnum.cli import main

    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    main(sys.argv[2:])
"""


@pytest.mark.parametrize("limit", [pytest.param(800, marks=pytest.mark.slow), 3000])
def test_a_file_that_cannot_grow_is_left_whole(finished, content, tmp_path, limit):
    """The system itself cuts writes short, as it does where a disk is nearly full."""
    config = tmp_path / "config.toml"
    config.write_bytes((finished / CONFIG).read_bytes())
    directory = tmp_path / "run"
    code = [sys.executable, "-c", textwrap.dedent(LIMITED), str(limit)]
    command = ["evolve", "run", str(config), "--output", str(directory), "--workers", "1"]
    ended = subprocess.run([*code, *command], capture_output=True, text=True, check=False)
    assert ended.returncode == 2, ended.stderr
    complaints = [line for line in ended.stderr.splitlines() if "symnum: " in line]
    assert len(complaints) == 1
    assert "cannot be written: File too large" in complaints[0]
    assert f"resume with: symnum evolve resume {directory}" in complaints[0]
    for line in (directory / EVENTS).read_text().splitlines():
        json.loads(line)
    assert evolve.resume(directory, workers=1).finished
    assert content(directory) == content(finished)


def cut(data):
    return data[: len(data) // 2]


def emptied(data):
    return b""


def flipped(data):
    place = data.index(b"0x1.") + 5
    return data[:place] + (b"0" if data[place : place + 1] != b"0" else b"1") + data[place + 1 :]


def of_another_version(data):
    return data.replace(b'{"format": 4', b'{"format": 3', 1)


@pytest.fixture
def stopped(tiny, tmp_path):
    """A run that was stopped after three epochs."""
    directory = tmp_path / "stopped"
    seen = []
    evolve.run(tiny(), directory, workers=1, progress=lambda p: seen.append(p.epoch),
               stop=lambda: bool(seen) and seen[-1] == 3)  # fmt: skip
    return directory


@pytest.mark.parametrize("damage", [cut, emptied, flipped, of_another_version, None])
def test_a_damaged_checkpoint_says_what_to_do(stopped, finished, content, damage):
    path = stopped / CHECKPOINT
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(path.read_bytes()))
    before = {file: file.read_bytes() for file in stopped.iterdir()}
    advice = f"(epoch 2); go on from there with: symnum evolve resume {stopped} --previous"
    for call in (evolve.resume, checkpoint.inspect):
        with pytest.raises(InputError) as caught:
            call(stopped)
        assert str(caught.value).startswith(f"{path}: ")
        assert str(caught.value).endswith(advice)
    assert {file: file.read_bytes() for file in stopped.iterdir()} == before
    assert evolve.resume(stopped, workers=1, previous=True).finished
    assert (stopped / DAMAGED).exists() == (damage is not None)
    assert content(stopped) == content(finished)


def test_two_damaged_checkpoints_mean_beginning_again(stopped):
    for name in (CHECKPOINT, PREVIOUS):
        (stopped / name).write_bytes(b"{")
    with pytest.raises(InputError, match=r"begin again with: symnum evolve run .*config.resolved"):
        evolve.resume(stopped)
    with pytest.raises(InputError, match="not valid JSON"):
        evolve.resume(stopped, previous=True)


def test_a_log_that_was_cut_off_is_mended(stopped, finished, content):
    with open(stopped / EVENTS, "a", encoding="utf-8") as log:
        log.write('{"epoch": 4, "eval')
    assert evolve.resume(stopped, workers=1).finished
    assert content(stopped) == content(finished)


def test_a_log_with_too_few_lines_is_refused(stopped):
    lines = (stopped / EVENTS).read_text().splitlines(keepends=True)
    (stopped / EVENTS).write_text("".join(lines[:-1]))
    with pytest.raises(InputError, match=r"events\.jsonl: 3 lines are expected, but it has 2"):
        evolve.resume(stopped)


def test_only_one_process_works_at_a_run(tiny, tmp_path):
    directory, complaints = tmp_path / "run", []

    def look(progress):
        assert is_running(directory)
        if progress.phase == "finished":
            return
        with pytest.raises(InputError) as caught:
            evolve.resume(directory, workers=1)
        complaints.append(str(caught.value))

    evolve.run(tiny(), directory, workers=1, progress=look)
    assert not is_running(directory)
    assert set(complaints) == {
        f"{directory}: another process is running it; look on with: symnum evolve watch {directory}"
    }


def test_status_tells_pace_and_phase(tiny, tmp_path):
    states = []
    evolve.run(tiny(), tmp_path / "run", workers=1, progress=states.append)
    assert [s.epoch for s in states if s.phase == "search"] == [0, 1, 2, 3, 4]
    assert [s.generation for s in states if s.phase == "search"] == [0, 4, 8, 12, 16]
    assert states[0].fits_per_second is None
    assert all(s.fits_per_second > 0 for s in states if s.phase == "search" and s.epoch)
    assert states[4].seconds_left == 0
    assert [s.done for s in states if s.phase == "finish"] == sorted(
        s.done for s in states if s.phase == "finish"
    )
    assert read_status(tmp_path / "run") == states[-1]
    assert states[-1].phase == "finished"
    (tmp_path / "run" / STATUS).write_text("[]")
    with pytest.raises(InputError, match=r"status\.json: damaged"):
        read_status(tmp_path / "run")


def test_pace_forgets_old_epochs():
    times = iter([0.0, 1.0, 2.0, *(2.0 + 10 * k for k in range(1, 11))])
    pace = Pace(0, lambda: next(times))
    assert (pace.epoch_seconds, pace.fits_per_second) == (None, None)
    for evaluations in (100, 200):
        pace.mark(evaluations)
    assert (pace.epoch_seconds, pace.fits_per_second) == (1.0, 100.0)
    for k in range(1, 11):
        pace.mark(200 + 100 * k)
    assert (pace.epoch_seconds, pace.fits_per_second) == (10.0, 10.0)


@pytest.fixture
def interruptible():
    """The handling of Ctrl-C that a program starts with, whatever the test runner set."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(("times", "last"), [(1, 3), (2, 2)])
def test_ctrl_c_ends_the_epoch_and_twice_abandons_it(
    tiny, finished, content, tmp_path, interruptible, times, last
):
    states, pressed = [], []

    def press():
        if states and states[-1].epoch == 2 and len(pressed) < times:
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)
        return False

    directory = tmp_path / "run"
    result = evolve.run(tiny(), directory, workers=1, progress=states.append, stop=press)
    assert not result.finished
    assert result.message == f"stopped; resume with: symnum evolve resume {directory}"
    assert checkpoint.inspect(directory)[1].epoch == last
    assert any(state.stopping for state in states)
    assert evolve.resume(directory, workers=1).finished
    assert content(directory) == content(finished)


def test_ctrl_c_while_the_front_is_made(tiny, finished, content, tmp_path, interruptible):
    def press(state):
        if state.phase == "finish" and state.done == 0:
            signal.raise_signal(signal.SIGINT)

    directory = tmp_path / "run"
    assert not evolve.run(tiny(), directory, workers=1, progress=press).finished
    assert not (directory / FRONT).exists()
    assert evolve.resume(directory, workers=1).finished
    assert content(directory) == content(finished)


def test_a_copy_of_a_run_goes_on_elsewhere(stopped, finished, content, tmp_path):
    shutil.copytree(stopped, tmp_path / "copy")
    assert evolve.resume(tmp_path / "copy", workers=1).finished
    assert content(tmp_path / "copy") == content(finished)


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(pipe, "text")
        assert os.read(reader, 10) == b"text"
    finally:
        os.close(reader)
    assert pipe.is_fifo() and [path.name for path in tmp_path.iterdir()] == ["pipe"]
