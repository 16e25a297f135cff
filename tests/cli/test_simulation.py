"""symnum simulate: tables that read back, pictures, and complaints in one line."""

from __future__ import annotations

import csv
import json
import math
from importlib.resources import files
from pathlib import Path

import pytest

from symnum.cli import run

RECEPTOR = str(files("symnum.interop") / "examples" / "receptor.net")
DECAY = "N' = -k*N\nk = 0.5\nN(0) = 2*k\ntwice = 2*N\n"


@pytest.fixture
def decay(tmp_path: Path) -> str:
    file = tmp_path / "decay.ode"
    file.write_text(DECAY, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("backend", ("scipy", "sundials"))
def test_table_and_picture(backend: str, decay: str, tmp_path: Path) -> None:
    table, picture = tmp_path / "out.csv", tmp_path / "out.png"
    arguments = ["--t-end", "2", "--points", "5", "--backend", backend, "--parameter", "k=1",
                 "--rtol", "1e-9", "--output", str(table), "--plot", str(picture)]  # fmt: skip
    assert run(["simulate", decay, *arguments]) == 0
    head, *rows = csv.reader(table.read_text(encoding="utf-8").splitlines())
    assert head == ["time", "N", "twice"]
    values = [[float(cell) for cell in row] for row in rows]
    assert [row[0] for row in values] == [0.0, 0.5, 1.0, 1.5, 2.0]
    for time, amount, twice in values:
        assert amount == pytest.approx(2 * math.exp(-time), rel=1e-6)
        assert twice == 2 * amount
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_observables_of_a_network(capsys: pytest.CaptureFixture[str]) -> None:
    """Derived parameters follow: koff = kon*KD."""
    arguments = ["simulate", RECEPTOR, "--t-end", "20", "--points", "3", "--json"]
    curves = []
    for setting in ([], ["--parameter", "KD=500"], ["--parameter", "koff=1"]):
        assert run([*arguments, *setting]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["time"] == [0.0, 10.0, 20.0]
        made = found["curves"]
        bound = [a + 2 * b for a, b in zip(*list(made.values())[2:4], strict=True)]
        assert made["Bound"] == pytest.approx(bound, rel=1e-12)
        curves.append(made["Bound"])
    assert curves[1] == curves[2] != curves[0]


WRONG = [
    (["--t-end", "0"], "--t-end: 0.0 has to be a number after 0.0"),
    (["--t-end", "nan"], "--t-end"),
    (["--t-end", "1", "--points", "1"], "--points"),
    (["--t-end", "1", "--rtol", "0"], "--rtol: 0.0 is not allowed"),
    (["--t-end", "1", "--parameter", "k"], "'k' should be a name, = and a number"),
    (["--t-end", "1", "--parameter", "k=x"], "'k=x' should be a name"),
    (["--t-end", "1", "--parameter", "k=1", "--parameter", "k=2"], "'k' has two values"),
    (["--t-end", "1", "--parameter", "q=1"], "unknown parameter of the system 'q'; there are k"),
    (["--t-end", "1", "--only", "M"], "unknown curve (--only) 'M'; there are N, twice"),
    (["--t-end", "1", "--backend", "none"], "unknown backend 'none'"),
    (["--t-end", "1", "--method", "none"], "unknown method of scipy 'none'"),
    (["--t-end", "1", "--plot", "x.gif"], "should end with .png, .svg or .pdf"),
    ([], "--t-end"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_complaints(
    arguments: list[str], message: str, decay: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["simulate", decay, *arguments]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_a_solver_that_gives_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "blow_up.txt"
    file.write_text("x' = x^2\nx(0) = 1", encoding="utf-8")
    assert run(["simulate", str(file), "--t-end", "2", "--output", str(tmp_path / "o.csv")]) == 2
    assert "not solved" in capsys.readouterr().err
    assert not (tmp_path / "o.csv").exists()
