"""Commands about runs: init, watch, export, and what a terminal sees."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import numpy as np
import pytest

import evolve
from evolve.problem.config import validated
from symnum.cli import run
from symnum.cli.discovery import packaged

CONFIG = """
function = "exp2(x)"
domain = [0, 1]
maximum_operations = 3
seed = 1
[budget]
epochs = 3
generations = 4
offspring = 60
[population]
islands = 1
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("config") / "tiny.toml"
    file.write_text(CONFIG)
    return file


@pytest.fixture(scope="module")
def finished(config: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("runs") / "finished"
    evolve.run(evolve.load_config(config), directory, workers=1)
    return directory


@pytest.fixture
def stopped(config: Path, tmp_path: Path) -> Path:
    directory = tmp_path / "stopped"
    epochs: list[int] = []
    evolve.run(
        evolve.load_config(config), directory, workers=1,
        progress=lambda state: epochs.append(state.epoch), stop=lambda: epochs[-1:] == [2],
    )  # fmt: skip
    return directory


@pytest.mark.parametrize("name", sorted(packaged()))
def test_init_writes_a_config_that_loads(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    assert run(["evolve", "init", name, "--output", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: start with: symnum evolve run {file}\n"
    assert evolve.load_config(file) == validated(packaged()[name], name)
    assert file.read_text().count("\n# ") > 30
    before = file.read_bytes()
    assert run(["evolve", "init", name, "--output", str(file)]) == 2
    assert f"{file}: exists; name another file with --output" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_init_lists_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evolve", "init", "exp99", "--output", str(tmp_path / "x.toml")]) == 2
    complaint = capsys.readouterr().err
    assert "unknown config 'exp99'" in complaint
    assert run(["evolve", "init", "--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in complaint and name in shown for name in packaged())
    assert "exp2_demo" in packaged()


def test_watch_once(stopped: Path, finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evolve", "watch", str(stopped), "--once"]) == 0
    shown = capsys.readouterr().out
    assert "epoch 2 of 3, generation 8 of 12" in shown
    assert "a second" in shown
    assert "best error" in shown
    assert f"go on with: symnum evolve resume {stopped}" in shown
    assert run(["evolve", "watch", str(stopped), "--json"]) == 0
    state = json.loads(capsys.readouterr().out)
    assert (state["running"], state["phase"], state["epoch"]) == (False, "search", 2)
    assert run(["evolve", "watch", str(finished), "--once"]) == 0
    assert "proved bound" in capsys.readouterr().out


def test_watch_ends_with_a_run_that_has_stopped(
    stopped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evolve", "watch", str(stopped)]) == 0
    shown = capsys.readouterr()
    assert "epoch 2 of 3" in shown.err
    assert f"the run has stopped; go on with: symnum evolve resume {stopped}" in shown.out


WATCH = "import sys; from symnum.cli import main; main(['evolve', 'watch', *sys.argv[1:]])"


def test_watch_from_another_process(config: Path, tmp_path: Path) -> None:
    directory = tmp_path / "run"
    watchers: list[subprocess.Popen[str]] = []

    def look(state: evolve.Progress) -> None:
        if state.epoch == 1 and not watchers:
            command = [sys.executable, "-c", WATCH, str(directory), "--interval", "0.05"]
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            watchers.append(subprocess.Popen(command, text=True, **pipes))
            stream = watchers[0].stderr
            assert stream is not None
            assert "epoch 1 of 3" in stream.readline()

    evolve.run(evolve.load_config(config), directory, workers=1, progress=look)
    shown, _ = watchers[0].communicate(timeout=60)
    assert watchers[0].returncode == 0
    assert "proved bound" in shown


def test_show_of_a_running_run_points_to_watch(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []

    def look(state: evolve.Progress) -> None:
        if state.epoch == 2:
            assert run(["evolve", "show", str(tmp_path / "run")]) == 0
            shown.append(capsys.readouterr().out)

    loaded = evolve.load_config(config)
    evolve.run(loaded, tmp_path / "run", workers=1, progress=look, stop=lambda: bool(shown))
    assert f"symnum evolve watch {tmp_path / 'run'}" in shown[0]


@pytest.mark.parametrize("target", ["c", "jax", "numpy", "json", "latex", "sympy"])
def test_export(
    target: str, finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["evolve", "export", str(finished), "--operations", "3", "--target", target]
    assert run([*command, "--name", "mine"]) == 0
    shown = capsys.readouterr().out
    file = tmp_path / "exported"
    assert run([*command, "--name", "mine", "--output", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert file.read_text() == shown
    assert ("certified" in shown) == (target != "latex")


def test_export_agrees_with_kernel(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--operations", "3", "--target", "c"]
    assert run(["kernel", str(finished), *chosen]) == 0
    kernel = capsys.readouterr().out
    assert run(["evolve", "export", str(finished), *chosen]) == 0
    assert capsys.readouterr().out == kernel.rstrip("\n") + "\n"


def test_exported_sympy_is_the_program(
    finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.py"
    command = ["evolve", "export", str(finished), "--operations", "3", "--target", "sympy"]
    assert run([*command, "--name", "mine", "--output", str(file)]) == 0
    check = "print(repr(float(mine.subs(x, Rational(1, 3)).evalf(30))))"
    file.write_text(file.read_text() + check)
    printed = subprocess.run(
        [sys.executable, str(file)], capture_output=True, text=True, check=True
    )
    member = evolve.load_front(finished).member(3)
    found = float(printed.stdout)
    assert abs(found - 2 ** (1 / 3)) <= member.certified_bound
    from codegen.kernels import compiled

    computed = float(compiled(member.to_program(), "numpy")(np.array([1 / 3]))[0])
    assert found == pytest.approx(computed, rel=1e-14)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["export", "DIR", "--operations", "9"], "no program of 9 operations; there are "),
        (["export", "DIR", "--operations", "3", "--target", "fortran"], "--target"),
        (["export", "DIR", "--operations", "3", "--name", "1x", "--target", "json"], "'1x'"),
        (["export", "DIR", "--operations", "3", "--output", "/"], "cannot be written"),
        (["export", "absent", "--operations", "3"], "absent"),
        (["watch", "absent"], "absent: there is no such run directory"),
        (["report", "absent"], "absent"),
        (["run", "CONFIG", "--executor", "cloud"], "--executor"),
        (["run", "CONFIG", "--workers", "0"], "--workers"),
        (["run", "CONFIG", "--workers", "5000"], "execution: workers: Input should be less"),
        (["run", "CONFIG", "--address", "tcp://h:1"], 'address: only with executor = "dask"'),
        (["init", "exp2_demo", "--output", "/"], "/"),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str],
    complaint: str,
    finished: Path,
    config: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    places = {"DIR": str(finished), "CONFIG": str(config)}
    assert run(["evolve", *(places.get(word, word) for word in arguments)]) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if line]
    assert len(lines) == 1
    assert lines[0].startswith("symnum: ")
    assert complaint in lines[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('executor = "cloud"', "execution.executor: Input should be 'local', 'dask' or 'mpi'"),
        ("workers = 0", "execution.workers: Input should be greater than or equal to 1"),
        ('workers = "two"', "execution.workers: Input should be a valid integer"),
        ("adress = 1", "execution.adress: unknown field 'adress' (did you mean 'address'?)"),
        ('address = "tcp://h:1"', 'execution: address: only with executor = "dask"'),
    ],
)
def test_the_table_of_execution(
    table: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(f"{CONFIG}[execution]\n{table}\n")
    assert run(["evolve", "run", str(file), "--output", str(tmp_path / "run")]) == 2
    assert f"{file}: {complaint}" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_flags_win_over_the_table(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "two.toml"
    file.write_text(CONFIG + "[execution]\nworkers = 2\n")
    command = ["evolve", "run", str(file), "--output", str(tmp_path / "run"), "--minutes", "0"]
    assert run([*command, "--workers", "1"]) == 0
    (session,) = json.loads((tmp_path / "run" / "environment.json").read_text())
    assert session["workers"] == 1
    resolved = tomllib.loads((tmp_path / "run" / "config.resolved.toml").read_text())
    assert resolved["execution"] == {"executor": "local", "workers": 2}


INTERRUPTED = """
    import os, signal, sys, threading, time
    from pathlib import Path
    import evolve.runs.runner
    from symnum.cli import main

    status = Path(sys.argv[2]) / "status.json"

    def press():
        while not status.exists() or '"epoch": 0' in status.read_text():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(["evolve", "run", sys.argv[1], "--output", sys.argv[2], "--workers", "1"])
"""


def test_ctrl_c_exits_with_130_and_says_how_to_go_on(tmp_path: Path) -> None:
    file, directory = tmp_path / "long.toml", tmp_path / "run"
    file.write_text(CONFIG.replace("epochs = 3", "epochs = 100000"))
    command = [sys.executable, "-c", textwrap.dedent(INTERRUPTED), str(file), str(directory)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 130, ended.stderr
    assert f"stopped; resume with: symnum evolve resume {directory}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (directory / "checkpoint.json").exists()
