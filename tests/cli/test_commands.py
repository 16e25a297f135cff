"""The command line: answers, JSON shapes, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from symnum.cli import run

NETWORK = str(files("symnum.interop") / "examples" / "receptor.net")
COMMANDS = (
    "simplify", "accurate", "equivalent", "network", "evolve", "evolve run", "evolve resume",
    "evolve show", "evolve init", "evolve watch", "evolve export", "evolve report", "kernel",
    "derive", "check", "dataset", "dataset export", "dataset join", "dataset rates",
    "dataset sample", "calibrate", "simulate", "optimise", "demo", "info",
)  # fmt: skip


@pytest.mark.parametrize("command", ("", *COMMANDS))
def test_help_everywhere(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Usage:" in shown
    assert len(shown.splitlines()) > 5


@pytest.mark.parametrize("engine", ("classical", "egraph"))
def test_simplify_json(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simplify", "sin(x)^2 + cos(x)^2", "--engine", engine, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"input", "output", "engine", "stopped_because"}
    assert (answer["output"], answer["engine"]) == ("1", engine)
    assert answer["stopped_because"] in {"fixpoint", "saturated"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["x/x"], "x/x"),
        (["x/x", "--assume", "nonzero(x)"], "1"),
        (["cos(x)^2/cos(x)", "--assume", "nonzero(cos(x))"], "cos(x)"),
        (["sqrt(x)/2", "--latex"], r"\frac{\sqrt{x}}{2}"),
        (["a*b + a*c", "--engine", "egraph", "--cost", "network"], "a*(b + c)"),
        (["a*b + a*c", "--engine", "egraph", "--extraction", "ilp"], "a*(b + c)"),
    ],
)
def test_simplify(arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simplify", *arguments]) == 0
    assert capsys.readouterr().out.strip() == expected


def test_network_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["network", NETWORK, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"species", "reactions", "ode_terms", "jacobian_nonzeros"}
    assert (answer["species"], answer["reactions"]) == (6, 8)


def test_network_equations(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["network", NETWORK, "--equations", "2"]) == 0
    assert "d/dt" in capsys.readouterr().out


def test_accurate(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["accurate", "exp(x) - 1", "--box", "x=1e-12:1e-3", "--seconds", "1000"]
    assert run([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["input"]["worst_error_ulps"] > 1e12
    (form,) = found["forms"]
    assert form["expression"] == "expm1(x)"
    assert form["worst_error_ulps"] <= 2.1
    assert run(arguments) == 0
    assert "expm1(x)" in capsys.readouterr().out


def test_accurate_tells_what_has_no_bound(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["accurate", "1/x", "--box", "x=-1:1", "--seconds", "1000"]
    assert run([*arguments, "--json"]) == 0
    (form,) = json.loads(capsys.readouterr().out)["forms"]
    assert (form["kind"], form["worst_error_ulps"]) == ("unknown", None)
    assert run(arguments) == 0
    assert "no bound" in capsys.readouterr().out


def test_optimise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = tmp_path / "found.h"
    products = ["a*c + a*d", "b*c + b*d"]
    assert run(["optimise", *products, "--json", "--output", str(header)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["input_cost"], answer["cost"], answer["is_proved"]) == (14, 7, True)
    assert "double" in header.read_text()
    assert run(["optimise", *products]) == 0
    assert "add(c, d)" in capsys.readouterr().out


def test_optimise_a_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["optimise", "--network", NETWORK, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["cost"] < answer["input_cost"]


def test_info_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["info", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"symnum", "python", "cpu", "c compiler"} <= set(found)
    by_theme = [int(count) for name, count in found.items() if name.startswith("rules: ")]
    assert sum(by_theme) == int(found["rules"]) >= 300


CONFIG = """
function = "exp2(x)"
domain = [0, 1]
operations = ["add", "sub", "mul", "div"]
maximum_operations = 3
seed = 1
search = "evolution"
[budget]
epochs = 1
generations = 4
offspring = 60
[population]
islands = 1
"""


@pytest.fixture(scope="module")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evolve")
    (folder / "tiny.toml").write_text(CONFIG)
    command = ["evolve", "run", str(folder / "tiny.toml"), "--workers", "1"]
    assert run([*command, "--output", str(folder / "run")]) == 0
    return folder / "run"


def test_evolve_show(finished_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evolve", "show", str(finished_run), "--json"]) == 0
    front = json.loads(capsys.readouterr().out)
    assert front["members"]
    assert all(m["max_error"] <= m["certified_bound"] for m in front["members"])
    assert run(["evolve", "show", str(finished_run)]) == 0
    assert "proved bound" in capsys.readouterr().out


def test_evolve_resume_of_a_finished_run_reports_it(finished_run: Path) -> None:
    before = (finished_run / "front.json").read_bytes()
    assert run(["evolve", "resume", str(finished_run)]) == 0
    assert (finished_run / "front.json").read_bytes() == before


def test_evolve_stops_after_minutes_and_resumes_to_the_same_bytes(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = finished_run.parent / "tiny.toml"
    command = ["evolve", "run", str(config), "--workers", "1", "--output", str(tmp_path / "run")]
    assert run([*command, "--minutes", "0"]) == 0
    assert "resume" in capsys.readouterr().err
    assert not (tmp_path / "run" / "front.json").exists()
    assert run(["evolve", "show", str(tmp_path / "run"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["finished"] is False
    assert run(["evolve", "show", str(tmp_path / "run")]) == 0
    assert "not finished" in capsys.readouterr().out
    assert run(["evolve", "resume", str(tmp_path / "run"), "--workers", "1"]) == 0
    resumed = (tmp_path / "run" / "front.json").read_bytes()
    assert resumed == (finished_run / "front.json").read_bytes()


@pytest.mark.parametrize("target", ("c", "jax", "numpy"))
def test_kernel(target: str, finished_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    members = json.loads((finished_run / "front.json").read_text())["members"]
    size = str(members[-1]["operations"])
    command = ["kernel", str(finished_run), "--operations", size, "--target", target]
    assert run([*command, "--name", "mine"]) == 0
    source = capsys.readouterr().out
    assert "mine" in source
    assert "certified" in source
    assert run([*command, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["certificate"]["certified_bound"] >= members[-1]["max_error"]


def test_derive_and_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = Path(__file__).parents[2] / "configs" / "derivations_demo.toml"
    command = ["derive", str(config), "--count", "12", "--seed", "5", "--workers", "1", "--json"]
    assert run([*command, "--output", str(tmp_path / "a")]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["generated"], summary["checked"], summary["failed"]) == (12, 12, 0)
    assert sum(summary["splits"].values()) == 12
    assert run(["check", str(tmp_path / "a"), "--workers", "1"]) == 0
    assert "12 checked, 0 failed" in capsys.readouterr().out
    lines = (tmp_path / "a" / "data" / "train-00000-of-00001.jsonl").read_text().splitlines()
    assert len(lines) == summary["splits"]["train"]
    record = json.loads(lines[3])
    record["steps"][-1]["equation"]["text"] += " + 1"
    lines[3] = json.dumps(record)
    (tmp_path / "wrong.jsonl").write_text("\n".join(lines) + "\n")
    assert run(["check", str(tmp_path / "wrong.jsonl"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["failed"] == 1


def test_a_fault_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("symnum.engines.simplification", broken)
    assert run(["simplify", "x"]) == 70
    shown = capsys.readouterr().err
    assert shown.startswith("symnum: internal error, RuntimeError: boom")
    assert "Traceback" not in shown


def test_import_is_quick_and_loads_no_heavy_library() -> None:
    heavy = "('jax', 'numba', 'sympy', 'egglog', 'scipy')"
    code = f"import symnum, sys; print([m for m in {heavy} if m in sys.modules])"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
