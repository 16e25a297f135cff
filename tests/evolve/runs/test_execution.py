"""Who computes does not show: executors by name, workers that die, the same bytes from all."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from multiprocessing import active_children
from pathlib import Path

import pytest

import evolve
from evolve.runs.checkpoint import CONFIG
from symnum.errors import InputError
from symnum.execution import Crew, Execution, WorkersLost, crew

LOCAL = Execution(workers=2)
MPIEXEC = Path(sys.executable).with_name("mpiexec")


def unwatched(done):
    """Nobody asks to stop."""


def test_tasks_come_back_in_their_order_and_are_counted():
    counts = []
    with crew(Execution(workers=1)) as team:
        assert team.compute(pow, [(n, 2) for n in range(5)], counts.append) == [0, 1, 4, 9, 16]
    assert counts == [0, 1, 2, 3, 4]


def test_workers_that_always_die_are_given_up():
    hired = []

    class Broken(ThreadPoolExecutor):
        def submit(self, *_):
            raise BrokenExecutor

    def hire():
        hired.append(Broken())
        return hired[-1]

    with Crew(hire) as team, pytest.raises(WorkersLost, match="6 times in a row"):
        team.compute(abs, [(1,)], unwatched)
    assert len(hired) == 6


def test_what_a_task_raises_is_raised_here():
    with crew(LOCAL) as team, pytest.raises(ZeroDivisionError):
        team.compute(divmod, [(1, 1), (1, 0)], unwatched)


def test_a_run_whose_worker_is_killed_has_the_same_bytes(tiny, finished, content, tmp_path):
    epochs, killed = [], []

    def kill():
        if not killed and epochs and epochs[-1] >= 1 and active_children():
            killed.append(active_children()[0])
            killed[0].kill()
        return False

    evolve.run(tiny(), tmp_path / "run", workers=2, stop=kill,
               progress=lambda state: epochs.append(state.epoch))  # fmt: skip
    assert killed[0].exitcode == -signal.SIGKILL
    assert content(tmp_path / "run") == content(finished)


@pytest.fixture(scope="module")
def config(finished, tmp_path_factory):
    file = tmp_path_factory.mktemp("config") / "tiny.toml"
    file.write_bytes((finished / CONFIG).read_bytes())
    return file


def test_a_local_dask_cluster_gives_the_same_bytes(config, finished, content, tmp_path):
    pytest.importorskip("distributed", reason="distributed is not installed: pip install '.[dask]'")
    directory = tmp_path / "run"
    # in a process of its own: clusters leave threads and warnings behind
    command = ["evolve", "run", str(config), "--executor", "dask", "--no-report"]
    outcome = symnum(*command, "--output", str(directory))
    assert outcome.returncode == 0, outcome.stderr
    assert content(directory) == content(finished)


KILLING = """
    import os, signal, sys
    from distributed import Client, LocalCluster
    import evolve

    def main():
        options = {"threads_per_worker": 1, "dashboard_address": None}
        with LocalCluster(n_workers=2, **options) as cluster, Client(cluster) as client:
            victims = list(client.run(os.getpid).values())[:1]
            epochs = []

            def kill():
                if victims and epochs and epochs[-1] >= 1:
                    os.kill(victims.pop(), signal.SIGKILL)
                return False

            execution = evolve.Execution(executor="dask", address=cluster.scheduler_address)
            evolve.run(
                evolve.load_config(sys.argv[1]), sys.argv[2], execution=execution, stop=kill,
                progress=lambda state: epochs.append(state.epoch),
            )
            assert not victims

    if __name__ == "__main__":
        main()
"""


@pytest.mark.slow
def test_a_dask_worker_that_is_killed_is_replaced(config, finished, content, tmp_path):
    pytest.importorskip("distributed", reason="distributed is not installed: pip install '.[dask]'")
    script = tmp_path / "killing.py"
    script.write_text(textwrap.dedent(KILLING))
    command = [sys.executable, str(script), str(config), str(tmp_path / "run")]
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert content(tmp_path / "run") == content(finished)


def test_a_dask_scheduler_that_is_not_there_is_named(tiny, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")

    def refused(where, **options):
        raise OSError(f"Timed out trying to connect to {where}")

    monkeypatch.setattr(distributed, "Client", refused)
    execution = Execution(executor="dask", address="tcp://127.0.0.1:9")
    with pytest.raises(InputError, match=r"execution\.address: tcp://127.0.0.1:9: no Dask sched"):
        evolve.run(tiny(), tmp_path / "run", execution=execution)


def symnum(*arguments, launcher=()):
    code = "import sys; from symnum.cli import main; main(sys.argv[1:])"
    command = [*launcher, sys.executable, "-c", code, *arguments]
    allowed = {f"OMPI_ALLOW_RUN_AS_ROOT{suffix}": "1" for suffix in ("", "_CONFIRM")}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False,
        env=os.environ | allowed,
    )  # fmt: skip


def skip_without_mpi():
    try:
        from mpi4py import MPI  # noqa: F401 - it loads the library
    except (ImportError, RuntimeError) as error:
        pytest.skip(f"there is no MPI ({error}): pip install mpi4py mpich")


@pytest.mark.parametrize("ranks", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_ranks_of_mpiexec_give_the_same_bytes(config, finished, content, tmp_path, ranks):
    skip_without_mpi()
    mpiexec = MPIEXEC if MPIEXEC.exists() else shutil.which("mpiexec")
    if mpiexec is None:
        pytest.skip("there is no mpiexec: pip install mpich")
    launcher = [str(mpiexec), "-n", str(ranks)]
    command = ["evolve", "run", str(config), "--executor", "mpi", "--no-report"]
    directory = tmp_path / "run"
    outcome = symnum(*command, "--output", str(directory), launcher=launcher)
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.count("proved bound") == 1
    assert content(directory) == content(finished)


def test_mpi_without_mpiexec_says_how_to_start(tiny, tmp_path):
    skip_without_mpi()
    with pytest.raises(InputError, match=r"start with mpiexec -n 2 symnum"):
        evolve.run(tiny(), tmp_path / "run", execution=Execution(executor="mpi"))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(("name", "module"), [("dask", "distributed"), ("mpi", "mpi4py")])
def test_a_library_that_is_not_there_is_named(tiny, tmp_path, monkeypatch, name, module):
    monkeypatch.setitem(sys.modules, module, None)
    message = rf"execution\.executor: {name} needs .*pip install 'symnum-engine\[{name}\]'"
    with pytest.raises(InputError, match=message):
        evolve.run(tiny(), tmp_path / "run", execution=Execution(executor=name))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_streams_keep_the_order_and_begin_few_tasks(workers):
    begun = []

    def tasks():
        for n in range(12):
            begun.append(n)
            yield n, 2

    with crew(Execution(workers=workers)) as team:
        stream = team.stream(pow, tasks(), ahead=3)
        assert next(stream) == 0
        assert len(begun) <= 4
        assert list(stream) == [n**2 for n in range(1, 12)]


def test_streams_survive_workers():
    lives = []

    class Mortal(ThreadPoolExecutor):
        def submit(self, *task):
            if len(lives) < 4:
                lives.append(1)
                raise BrokenExecutor
            return super().submit(*task)

    with Crew(Mortal) as team:
        assert list(team.stream(pow, [(n, 2) for n in range(5)], 2)) == [0, 1, 4, 9, 16]
    with (
        Crew(lambda: lives.clear() or Mortal()) as team,
        pytest.raises(WorkersLost, match="6 times"),
    ):
        list(team.stream(pow, [(1, 2)], 2))
