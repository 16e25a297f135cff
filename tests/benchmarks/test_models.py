"""The benchmark of networks on one of ours, its parts, and what it says of absent files."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
RECEPTOR = str(files("symnum.interop") / "examples" / "receptor.net")
KEYS = {
    "network", "modelled_cost", "call_seconds", "optimise_seconds", "peak_mib", "equal",
    "max_relative_difference",
}  # fmt: skip


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "models.py"), *arguments]
    environment = {"SYMNUM_DATA": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment
    )


def test_a_network_of_ours(tmp_path: Path) -> None:
    target = tmp_path / "models.json"
    done = run(
        "--network", RECEPTOR, "--rounds", "1", "--techniques", "--json", str(target),
        folder=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(target.read_text())
    assert found["cost_model"] == {"add": 1, "mul": 3, "div": 24}
    [row] = found["rows"]
    assert row.keys() >= KEYS
    assert row["equal"] and row["is_proved"]
    assert row["max_relative_difference"] <= 1e-12
    for kind in ("modelled_cost", "call_seconds"):
        assert row[kind].keys() == {"naive", "cse", "lowered", "sympy", "symnum"}
        assert all(math.isfinite(value) and value > 0 for value in row[kind].values())
    costs = row["modelled_cost"]
    assert costs["symnum"] <= costs["lowered"] <= costs["cse"] <= costs["naive"]


def test_absent_files(tmp_path: Path) -> None:
    done = run(folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.count("skipped: ") == 4
    done = run("--network", str(tmp_path / "absent.net"), folder=tmp_path)
    assert done.returncode == 2
    assert "absent.net: no such file" in done.stderr


NET = """
begin parameters
 1 k 2
 2 l 1/3
end parameters
begin species
 1 A 1
 2 B 1
end species
begin reactions
 1 1,1 2 k
 2 2 1,1 l
end reactions
begin groups
 1 Total 1,2*2
end groups
"""


def test_equations_as_written_and_the_trajectory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from model_programs import as_written, cost, each_flux_once
    from model_trajectory import compared

    from codegen.kernels.ode import compile_network
    from symnum.interop import parse_network

    network = parse_network(NET)
    inputs = [*(s.name for s in network.symbols), *network.parameter_values()]
    # A' = -2*k*A^2 + 2*l*B and B' = k*A^2 - l*B
    assert cost(as_written(network.odes(), inputs)) == (9 + 6 + 1) + (6 + 3 + 1)
    assert cost(each_flux_once(network.odes(), inputs)) == (6 + 3) + (3 + 3 + 1) + 1
    reference = tmp_path / "small.gdat"
    lines = [" time Total"] + [f" {0.01 * n} {3.0}" for n in range(101)]
    reference.write_text("\n".join(lines) + "\n")
    found = compared(network, compile_network(network, optimise=True), reference)
    assert found["finished"]
    assert found["largest_gap"] < 1e-7
