"""Dask and MPI make the bytes that one process makes, and the command goes on after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from codegen.datasets import Config, generate
from symnum.cli import run
from symnum.execution import Execution

MPIEXEC = Path(sys.executable).with_name("mpiexec")
SYMNUM = [sys.executable, "-c", "import sys; from symnum.cli import main; main(sys.argv[1:])"]
TOML = """
count = 60
seed = 3
shard_rows = 20
[lengths]
4 = 1
[vocabulary]
symbols = ["x", "y", "z"]
functions = ["f", "g", "h", "u", "v", "w"]
"""


def content(directory: Path) -> dict[str, bytes]:
    files = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {str(path.relative_to(directory)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("config") / "tiny.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("whole") / "x"
    arguments = ["derive", str(file), "--workers", "1", "--format", "both"]
    assert run([*arguments, "--output", str(directory)]) == 0
    return directory


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_dask(file: Path, whole: Path, tmp_path: Path) -> None:
    from codegen.datasets import load_config

    config: Config = load_config(file)
    generate(config, tmp_path / "x", written="both",
             execution=Execution(executor="dask", workers=2))  # fmt: skip
    assert content(tmp_path / "x") == content(whole)


@pytest.mark.slow
@pytest.mark.skipif(not MPIEXEC.exists(), reason="mpiexec is not installed")
def test_mpi(file: Path, whole: Path, tmp_path: Path) -> None:
    command = [*SYMNUM, "derive", str(file), "--executor", "mpi", "--format", "both"]
    subprocess.run(
        [str(MPIEXEC), "-n", "2", *command, "--output", str(tmp_path / "x")],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    assert content(tmp_path / "x") == content(whole)


@pytest.mark.slow
def test_the_command_goes_on_after_kill_9(file: Path, whole: Path, tmp_path: Path) -> None:
    """Killed as soon as some records are on the disk, with its workers."""
    command = [*SYMNUM, "derive", str(file), "--workers", "2", "--format", "both", "--resume",
               "--output", str(tmp_path / "x")]  # fmt: skip
    workshop = tmp_path / "x" / ".partial"
    for least in (1, 40_000):
        running = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        for _ in range(1200):
            sizes = sum(path.stat().st_size for path in workshop.glob("*.jsonl"))
            if sizes >= least or running.poll() is not None:
                break
            time.sleep(0.05)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    subprocess.run(command, check=True, capture_output=True)
    assert content(tmp_path / "x") == content(whole)


def test_what_is_not_allowed(
    file: Path, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = ["derive", str(file), "--output"]
    for arguments, complaint in (
        ([*start, str(whole)], "holds a dataset already"),
        ([*start, str(tmp_path), "--slice", "3/2"], "--slice: '3/2' is not i/n"),
        ([*start, str(tmp_path), "--format", "csv"], "there are jsonl, parquet, both"),
        ([*start, str(tmp_path), "--family", "music"], "unknown name 'music'; there are d"),
        ([*start, str(tmp_path), "--family", "algebra=x"], "not NAME or NAME=SHARE"),
        ([*start, str(tmp_path), "--family", "algebra=-1"], "families"),
        ([*start, str(tmp_path), "--executor", "mpi"], "mpiexec"),
        ([*start, str(tmp_path), "--kernels", "fortran"], "kernels 'fortran'; there are c"),
        (["derive", "nothing"], "unknown preset 'nothing'"),
        (["derive"], "a TOML file or a preset is needed"),
    ):
        assert run(arguments) == 2, arguments
        shown = capsys.readouterr().err.splitlines()
        assert complaint in shown[-1]
    assert list(tmp_path.iterdir()) == []


def test_choices_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["derive", "--list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "meadows" in found["presets"]
    assert {"derivation", "algebra"} <= set(found["families"])
    assert "variable_renaming" in found["perturbations"]
    assert "flipped_sign" in found["errors"]
    assert run(["derive", "--list"]) == 0
    assert "kinds of errors: " in capsys.readouterr().out


@pytest.mark.parametrize("target", ["c", "jax"])
def test_kernels_are_shipped(target: str, file: Path, whole: Path, tmp_path: Path) -> None:
    """A module with an index for every file of records; the records are the same."""
    arguments = ["derive", str(file), "--workers", "1", "--format", "both", "--kernels", target]
    assert run([*arguments, "--output", str(tmp_path / "x")]) == 0
    ending = {"c": ".c", "jax": ".py"}[target]
    for parquet in (whole / "data").iterdir():
        module = tmp_path / "x" / "kernels" / f"{parquet.stem}{ending}"
        index = json.loads(module.with_suffix(".json").read_text())
        assert index["module"] == module.name
        lines = (whole / "jsonl" / f"{parquet.stem}.jsonl").read_text().splitlines()
        ids = {json.loads(line)["id"] for line in lines}
        assert {entry["id"] for entry in index["entries"]} <= ids
        assert len(index["entries"]) > 0.9 * len(ids)
        assert module.read_text().count("record ") >= len(index["entries"])
        assert (tmp_path / "x" / "data" / parquet.name).read_bytes() == parquet.read_bytes()
