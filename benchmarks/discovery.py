"""Fronts for 2^x on [0, 1], found from nothing, against the published programs.

    python benchmarks/discovery.py --seeds 1 2 3 --json FILE

Errors are absolute, as in AutoNumerics-Zero (arXiv 2312.08472); the published programs f2, f3, f5
and f10 have 4.14e-2, 1.2266e-3, 6.34e-6 and 3.52e-15. Bounds are interval-certified.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import evolve

CONFIG = Path(__file__).parents[1] / "configs" / "exp2_demo.toml"
PUBLISHED = {2: 4.138e-2, 3: 1.2266e-3, 5: 6.339e-6, 10: 3.52e-15}


def measured(seed: int, workers: int) -> dict[str, Any]:
    config = evolve.load_config(CONFIG, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        result = evolve.run(config, Path(folder) / "run", workers=workers)
        seconds = time.perf_counter() - started
    assert result.front is not None
    front = {m.operations: m.certified_bound for m in result.front.members}
    return {"seed": seed, "seconds": seconds, "front": front}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = [measured(seed, options.workers) for seed in options.seeds]
    sizes = sorted({size for row in rows for size in row["front"]})
    print("operations  published  " + "  ".join(f"seed {row['seed']:<6}" for row in rows))
    for size in sizes:
        published = f"{PUBLISHED[size]:.3e}" if size in PUBLISHED else ""
        bounds = "  ".join(f"{row['front'].get(size, float('nan')):.4e} " for row in rows)
        print(f"{size:>10}  {published:>9}  {bounds}")
    median = statistics.median(row["seconds"] for row in rows)
    print(f"median {median:.0f} s a seed on {options.workers} processes")
    if options.json:
        options.json.write_text(json.dumps({"rows": rows}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
