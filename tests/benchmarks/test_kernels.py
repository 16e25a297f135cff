"""The benchmark of float32 kernels runs, contenders agree, and rows have the promised keys."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_rows(tmp_path: Path) -> None:
    target = tmp_path / "kernels.json"
    command = [sys.executable, "benchmarks/kernels.py", "--small", "--rounds", "1"]
    command += ["--functions", "exp,erf", "--json", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(target.read_text(encoding="utf-8"))
    rows = result["rows"]
    found = {(row["function"], row["contender"]) for row in rows}
    for function in ("exp", "erf"):
        for contender in ("symnum", "glibc", "jax.numpy", "symnum by jax.ffi"):
            assert (function, contender) in found
    assert ("exp", "numpy") in found and ("erf", "scipy") in found
    for row in rows:
        assert row["ns_per_element"] > 0 and row["equal"] and not row["exhaustive"], row
        assert row["size"] in (512, 4096)
    ours = [row for row in rows if row["contender"] in ("symnum", "symnum by jax.ffi")]
    assert all(row["max_ulp"] < 1 and row["special_values_right"] for row in ours)
    assert len({(row["function"], row["max_ulp"]) for row in ours}) == 2
    assert {row["max_ulp"] for row in rows if row["contender"] == "glibc"} < {
        row["max_ulp"] for row in rows
    }
