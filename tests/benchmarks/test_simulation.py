"""The benchmarks of simulation on systems whose solutions are known, small enough to run here."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NET = """begin parameters
1 k 0.5
2 twice 2*k
end parameters
begin species
1 A() 10
2 B() 0
end species
begin reactions
1 1 2 twice
end reactions
begin groups
1 Left 1
2 Weighted 1,3*2
end groups
"""


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / script), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("rate", "code"), [(1.0, 0), (1.1, 1)])
def test_reference_trajectory(rate: float, code: int, tmp_path: Path) -> None:
    """A decay with rate 1 is reproduced, and one with another rate is told apart."""
    network, target = tmp_path / "decay.net", tmp_path / "found.json"
    network.write_text(NET, encoding="utf-8")
    lines = ["#        time       Left     Weighted"]
    for time in (0.0, 0.25, 0.5, 1.0, 2.0):
        left = 10 * math.exp(-rate * time)
        lines.append(f" {time:.12e} {left:.12e} {30 - 2 * left:.12e}")
    network.with_suffix(".gdat").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("bcr.py", "--network", str(network), "--json", str(target), "--limit", "1000")
    assert done.returncode == code, done.stderr
    found = json.loads(target.read_text(encoding="utf-8"))
    assert (found["states"], found["times"]) == (2, 5)
    assert found["reproduced"] == (code == 0)
    assert (found["largest_gap"] < 1e-6) == (code == 0)
    assert found["seconds"] == pytest.approx(sum(found["parts"].values()))


def test_absent_trajectory(tmp_path: Path) -> None:
    done = run("bcr.py", "--network", str(tmp_path / "absent.net"))
    assert done.returncode == 2
    assert "absent.net: no such file" in done.stderr


def test_pde_on_a_small_grid(tmp_path: Path) -> None:
    target = tmp_path / "pde.json"
    names = ("naive SciPy BDF", "SciPy BDF, pattern by hand", "symnum, SciPy BDF",
             "symnum, SUNDIALS BDF-Krylov")  # fmt: skip
    done = run("pde.py", "--grids", "5", "--repeat", "1", "--json", str(target), "--contenders",
               *names)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(target.read_text(encoding="utf-8"))["rows"]
    assert [row["contender"] for row in rows] == list(names)
    for row in rows:
        assert row.keys() == {"grid", "contender", "seconds", "prepare_seconds",
                              "rhs_microseconds", "steps", "max_difference"}  # fmt: skip
        assert row["grid"] == 5
        assert row["max_difference"] < 1e-5
        assert row["seconds"] > 0
    assert rows[0]["prepare_seconds"] == 0 < rows[2]["prepare_seconds"]


def test_pde_that_does_not_finish(tmp_path: Path) -> None:
    """What is over the limit has a row without seconds, and says so."""
    target = tmp_path / "pde.json"
    done = run("pde.py", "--grids", "4", "--json", str(target), "--naive-limit", "0.01",
               "--contenders", "naive SciPy BDF")  # fmt: skip
    assert done.returncode == 0, done.stderr
    wanted = {"grid": 4, "contender": "naive SciPy BDF", "seconds": None, "reason": "over 0.01 s"}
    assert json.loads(target.read_text(encoding="utf-8"))["rows"] == [wanted]
    assert "no time: over 0.01 s" in done.stdout
