"""The benchmark of functions: a tiny search, whose fronts hold and have baselines beside them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from symnum.numerics import certify

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "function_fronts.py"


@pytest.mark.slow
def test_a_tiny_search(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "tanh", "--effort", "1", "--most", "3", "--workers",
               "1", "--json", str(tmp_path / "all.json"), "--fronts", str(tmp_path)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "baseline / found" in done.stdout
    rows = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["rows"]
    assert [row["operations"] for row in rows] == sorted({row["operations"] for row in rows})
    assert rows[-1]["baseline_bound"] > 0
    assert certify.main([str(tmp_path / "tanh.json")]) == 0
