"""benchmarks/egraph.py on a few small expressions and e-graphs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_engines_never_add_cycles_and_the_optimum_is_below_every_search(tmp_path: Path) -> None:
    target = tmp_path / "egraph.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "egraph.py"), "--json", str(target)]
    command += ["--expressions", "3", "--depth", "4", "--nodes", "500"]
    command += ["--graphs", "4", "--graph-depth", "3", "--graph-nodes", "150"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(target.read_text(encoding="utf-8"))
    assert len(found["rows"]) == 3
    for row in found["rows"]:
        assert row["equal"]
        assert row["engines"]["e-graph, tree"]["tree"] <= row["tree"]
        assert row["engines"]["e-graph, DAG"]["shared"] <= row["shared"]
    assert found["means"]["e-graph, DAG"]["shared"] <= 1
    assert found["solved"] == len(found["graphs"]) == 4
    for graph in found["graphs"]:
        assert graph["bound"] == graph["optimum"] <= graph["local"]
        assert graph["local"] <= graph["greedy"] <= graph["trees"]
    assert found["gaps"]["local"]["worst"] >= found["gaps"]["local"]["mean"] >= 0
