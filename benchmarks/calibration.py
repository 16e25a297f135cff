"""Do prices say how long emitted C takes? Rank correlation of modelled cost and measured time.

    python benchmarks/calibration.py --costs costs.toml --json calibration.json

Kernels of three families are drawn at random. Each is compiled as ``symnum.compile`` would emit
it, and timed three ways over points in the first cache: one point after the other (*scalar*), in
loops that the compiler may vectorise (*vectorised*), and with each point waiting for the result of
the one before (*chained*). Against the first two stands the price of all operations, shared ones
once; against the third that of the dearest path from input to output. Spearman's coefficient is 1
where prices and times rise together. Without ``--costs`` this machine is calibrated first.

With ``--choices`` the e-graph then simplifies so many small kernels by each of the tables, and what
it chooses is timed too.

The compiled kernels are compared with NumPy before they are timed; times are those of the thread.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from calibration_choices import choices
from calibration_kernels import FAMILIES, Kernel, kernels
from contest import table, write_json
from scipy.stats import spearmanr

from codegen.kernels.calibration import calibrate
from codegen.kernels.stopwatch import Stopwatch
from symnum.egraphs.cost_tables import CostTable, cost_table, latency_bound

WAYS = ("scalar", "vectorised", "chained")
TABLES = ("node-count", "published", "network")
KEYS = ("family", "kernels", "way", "model", "spearman")
ALL = "all"


def modelled(kernel: Kernel, tables: Mapping[str, CostTable]) -> dict[str, dict[str, float]]:
    """For each way the price of a kernel by each model."""
    throughput = {name: found.model().shared(kernel.term) for name, found in tables.items()}
    latency = {name: latency_bound(found, kernel.program) for name, found in tables.items()}
    vectorised = tables["calibrated"].model("vectorised").shared(kernel.term)
    throughput["calibrated, vectorised"] = vectorised
    return {"scalar": throughput, "vectorised": throughput, "chained": latency}


def measured(found: Sequence[Kernel], rounds: int, seconds: float) -> list[dict[str, float]]:
    """Nanoseconds a point of each kernel in each way, the least of all rounds; they take turns."""
    loops = [kernel.loops() for kernel in found]
    best = [dict.fromkeys(WAYS, np.inf) for _ in found]
    stopwatch = Stopwatch(seconds)
    for _ in range(rounds):
        for ways, least in zip(loops, best, strict=True):
            for way, (loop, points) in ways.items():
                least[way] = min(least[way], stopwatch.time(loop).median / points)
    return best


def correlations(
    found: Sequence[Kernel],
    times: Sequence[Mapping[str, float]],
    prices: Sequence[Mapping[str, Mapping[str, float]]],
) -> list[dict[str, Any]]:
    """Spearman's coefficient for each family, way and model."""
    rows = []
    for family in (*FAMILIES, ALL):
        places = [n for n, kernel in enumerate(found) if family in (kernel.family, ALL)]
        for way in WAYS:
            seconds = [times[n][way] for n in places]
            for model in prices[0][way]:
                rank = spearmanr([prices[n][way][model] for n in places], seconds).statistic
                values = (family, len(places), way, model, round(float(rank), 4))
                rows.append(dict(zip(KEYS, values, strict=True)))
    return rows


def ratios(
    times: Sequence[Mapping[str, float]], prices: Sequence[Mapping[str, Mapping[str, float]]]
) -> dict[str, list[float]]:
    """Measured by calibrated nanoseconds: quartiles, for each way."""
    of_way = {"vectorised": "calibrated, vectorised"}
    found = {}
    for way in WAYS:
        model = of_way.get(way, "calibrated")
        ratio = [t[way] / p[way][model] for t, p in zip(times, prices, strict=True)]
        found[way] = [round(float(q), 3) for q in np.quantile(ratio, (0.25, 0.5, 0.75))]
    return found


def show(rows: Sequence[Mapping[str, Any]], quartiles: Mapping[str, Sequence[float]]) -> None:
    """Tables for people."""
    models = list(dict.fromkeys(row["model"] for row in rows))
    lines = []
    for family in (*FAMILIES, ALL):
        for way in WAYS:
            ranks = {
                row["model"]: row["spearman"]
                for row in rows
                if (row["family"], row["way"]) == (family, way)
            }
            cells = [f"{ranks[model]:.3f}" if model in ranks else "" for model in models]
            lines.append([f"{family}, {way}", *cells])
    table("Spearman's rank correlation of modelled cost and time", ["kernels", *models], lines)
    for way, (low, middle, high) in quartiles.items():
        print(f"{way}: measured / calibrated time {middle} (quartiles {low} and {high})")


def run(options: argparse.Namespace) -> dict[str, Any]:
    tables = {name: cost_table(name) for name in TABLES}
    tables["calibrated"] = cost_table(options.costs) if options.costs else calibrate()
    found = kernels(3 if options.small else options.kernels, options.seed)
    equal = all(kernel.agrees() for kernel in found)
    seconds = 0.0 if options.small else 0.02
    times = measured(found, options.rounds, seconds)
    prices = [modelled(kernel, tables) for kernel in found]
    chosen = choices(tables, options.choices, options.seed, seconds) if options.choices else None
    rows, quartiles = correlations(found, times, prices), ratios(times, prices)
    show(rows, quartiles)
    if chosen is not None:
        print(f"time of what is chosen by each table, as a part of the input's: {chosen}")
    return {
        "rows": [{**row, "equal": equal} for row in rows],
        "measured_by_calibrated": quartiles,
        "choices": chosen,
        "costs": tables["calibrated"].name,
        "seed": options.seed,
        "kernels": [
            {"family": k.family, "term": str(k.term), "nanoseconds": t, "modelled": p}
            for k, t, p in zip(found, times, prices, strict=True)
        ],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--costs", help="calibrated costs: a .toml file, or 'calibrated'")
    parser.add_argument("--kernels", type=int, default=40, help="how many of each family")
    parser.add_argument("--choices", type=int, default=0, help="small kernels to simplify")
    parser.add_argument("--rounds", type=int, default=3, help="how often all kernels are timed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="few kernels, an example's costs")
    options = parser.parse_args()
    if options.small:
        options.costs = options.costs or "example-amd-epyc"
    result = run(options)
    if options.json is not None:
        write_json(options.json, result)
    agree = all(row["equal"] for row in result["rows"])
    return 0 if agree and (result["choices"] or {"equal": True})["equal"] else 1


if __name__ == "__main__":
    sys.exit(main())
