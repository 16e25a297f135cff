"""kill -9 at any moment: what was begun goes on to the same bytes, and no worker stays behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from evolve.fronts.front import FRONT
from evolve.runs.checkpoint import CONFIG

# Forks children that run or resume, and kills each at a random moment of a whole run. The parent
# only loads what was compiled: it never gets so far that a library would start threads.
KILLING = """
    import os, random, signal, sys, time
    from pathlib import Path
    import evolve
    from evolve.runs.checkpoint import CONFIG
    from evolve.fronts.front import FRONT

    config, folder, kills = evolve.load_config(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    source = random.Random(5)

    def child(directory):
        number = os.fork()
        if number == 0:
            try:
                if (directory / CONFIG).exists():
                    evolve.resume(directory, workers=1)
                else:
                    evolve.run(config, directory, workers=1)
            except BaseException as error:
                print(repr(error), file=sys.stderr, flush=True)
            finally:
                os._exit(0)
        return number

    seen = []
    evolve.run(config, folder / "warm", workers=1, progress=lambda p: seen.append(p.epoch),
               stop=lambda: seen[-1:] == [1])
    started = time.monotonic()
    os.waitpid(child(folder / "run0"), 0)
    span = time.monotonic() - started
    killed, run = 0, 1
    while killed < kills:
        directory = folder / f"run{run}"
        number = child(directory)
        time.sleep(source.uniform(0, 0.6 * span))
        os.kill(number, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(number, 0)[1])
        run += (directory / FRONT).exists()
    os.waitpid(child(folder / f"run{run}"), 0)
    print(killed)
"""


@pytest.mark.parametrize("kills", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_runs_killed_at_random_moments_end_in_the_same_front(finished, tmp_path, kills):
    config = tmp_path / "config.toml"
    config.write_bytes((finished / CONFIG).read_bytes())
    code = [sys.executable, "-c", textwrap.dedent(KILLING), str(config), str(tmp_path)]
    ended = subprocess.run(
        [*code, str(kills)], capture_output=True, text=True, timeout=250, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    assert ended.stdout.split() == [str(kills)]
    fronts = [(directory / FRONT).read_bytes() for directory in tmp_path.glob("run*")]
    assert len(fronts) >= 2
    assert set(fronts) == {(finished / FRONT).read_bytes()}


WORKING = """
    import sys
    from multiprocessing import active_children
    import evolve

    def report(progress):
        if progress.epoch == 1:
            print(*(child.pid for child in active_children()), flush=True)

    if __name__ == "__main__":
        evolve.run(evolve.load_config(sys.argv[1]), sys.argv[2], workers=2, progress=report)
"""


def gone(process):
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_workers_of_a_killed_run_end(finished, tmp_path):
    config, script = tmp_path / "config.toml", tmp_path / "working.py"
    text = (finished / CONFIG).read_text()
    config.write_text(text.replace("epochs = 4", "epochs = 1000000"))
    script.write_text(textwrap.dedent(WORKING))
    command = [sys.executable, str(script), str(config), str(tmp_path / "run")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        workers = [int(number) for number in run.stdout.readline().split()]
        os.kill(run.pid, signal.SIGKILL)
    assert len(workers) == 2
    deadline = time.monotonic() + 60
    while not all(map(gone, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert all(map(gone, workers))
