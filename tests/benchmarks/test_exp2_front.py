"""The benchmark of fronts runs on a tiny budget, and what it claims is proved afresh."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from symnum.numerics.certify import HOLD
from symnum.numerics.certify import main as certify

ROOT = Path(__file__).parent.parent.parent
CONFIG = """
function = "exp2(x)"
domain = [0, 1]
maximum_operations = 3
seed = 1
[budget]
epochs = 1000
generations = 4
offspring = 150
[population]
islands = 2
per_size = 12
[polish]
candidates = 2
samples = 200
"""


def test_rows_are_what_was_found_within_the_time_and_hold(tmp_path: Path) -> None:
    config, target = tmp_path / "tiny.toml", tmp_path / "front.json"
    config.write_text(CONFIG, encoding="utf-8")
    command = [sys.executable, str(ROOT / "benchmarks" / "exp2_front.py"), "--minutes", "0.05"]
    command += ["--seeds", "2", "--workers", "1", "--config", str(config), "--json", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "seeds at the goal" in done.stdout
    result = json.loads(target.read_text(encoding="utf-8"))
    assert {row["seed"] for row in result["rows"]} == {1, 2}
    assert result["fits_per_second"] > 0
    for row in result["rows"]:
        assert row["max_error"] <= row["certified_bound"]
    assert min(r["max_error"] for r in result["rows"] if r["operations"] == 3) < 1.3e-3
    assert certify([str(target)]) == HOLD
