"""benchmarks/small_formats.py runs, and compiled kernels are as certified."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_benchmark(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "small_formats.py"), "--small", "--time"]
    done = subprocess.run(
        [*command, "--json", str(target)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(target.read_text(encoding="utf-8"))
    assert {"cpu", "compiler"} == result["machine"].keys()
    for row in result["rows"]:
        assert row["compiled_as_certified"] and row["kind"] == "exhaustive"
        assert row["ns_per_element"] > 0
    published = result["products"][1]
    found = next(r for r in result["products"] if r["product"] == "least mean absolute, none")
    assert found["mean_absolute"] < published["mean_absolute"]
