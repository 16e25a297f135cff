"""The benchmarks run on tiny sizes, contenders agree, and the JSON has the promised keys."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
KEYS = {
    "calibration.py": {"family", "kernels", "way", "model", "spearman", "equal"},
    "term_interface.py": {"workload", "plain_seconds", "canonical_seconds", "ratio", "equal"},
    "symbolic.py": {
        "row", "polynomial", "symnum", "sympy", "symengine", "vs_sympy", "vs_symengine", "equal",
    },
}  # fmt: skip


def run(script: str, folder: Path, *prelude: str) -> tuple[str, list[dict[str, Any]]]:
    target = folder / "result.json"
    command = [sys.executable, *prelude, str(ROOT / "benchmarks" / script)]
    command += ["--small", "--rounds", "1", "--json", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows: list[dict[str, Any]] = json.loads(target.read_text(encoding="utf-8"))["rows"]
    return done.stdout, rows


@pytest.mark.parametrize("script", sorted(KEYS))
def test_answers_agree(script: str, tmp_path: Path) -> None:
    _, rows = run(script, tmp_path)
    assert len(rows) >= 5
    for row in rows:
        assert row.keys() == KEYS[script]
        assert row["equal"], row


def test_symengine_is_optional(tmp_path: Path) -> None:
    hidden = tmp_path / "without.py"
    hidden.write_text(
        "import runpy, sys\n"
        "sys.modules['symengine'] = None\n"
        "sys.argv = sys.argv[1:]\n"
        f"sys.path.insert(0, {str(ROOT / 'benchmarks')!r})\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n",
        encoding="utf-8",
    )
    output, rows = run("symbolic.py", tmp_path, str(hidden))
    assert "symengine is not installed: its column is empty" in output
    assert all(row["symengine"] is None is row["vs_symengine"] for row in rows)
    assert all(row["sympy"] > 0 for row in rows)


@pytest.mark.slow
def test_choices_by_prices_agree(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "calibration.py"), "--small"]
    command += ["--rounds", "1", "--choices", "2", "--json", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    chosen = json.loads(target.read_text(encoding="utf-8"))["choices"]
    assert set(chosen["time_of_input"]) == {"node-count", "published", "network", "calibrated"}
    assert (chosen["kernels"], chosen["equal"]) == (2, True)
