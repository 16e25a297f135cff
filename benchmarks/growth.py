"""How the cost of a network's equations and Jacobian grows with the network.

Every network is read, written as equations and differentiated afresh in each round; networks take
turns, so that drift hits all alike, and small ones are repeated within a turn. Medians count, of
the processor's time, since on a busy machine only what takes long is interrupted. The exponent of
growth is the slope of log seconds over log size, by least squares.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from contest import shown, table

from symnum.interop import read_network

STAGES = ("read", "equations", "jacobian", "total")
SIZES = ("reactions", "jacobian_nonzeros")
TURN, MOST_REPEATS = 0.05, 50
"""Seconds that a turn should take at least, and repeats after which it ends all the same."""


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float | None:
    """The p for which seconds grow like size^p; ``None`` without two different sizes, all positive.

    >>> round(exponent([1, 10, 100], [3, 30, 300]), 6)
    1.0
    """
    if len(set(sizes)) < 2 or min(sizes) <= 0:
        return None
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def once(path: Path) -> tuple[dict[str, float], dict[str, int]]:
    """Processor seconds of each stage, and the network's counts."""
    seconds = {}

    def stage(name: str, work: Callable[[], Any]) -> Any:
        start = time.thread_time()
        result = work()
        seconds[name] = time.thread_time() - start
        return result

    network = stage("read", lambda: read_network(path))
    stage("equations", network.odes)
    stage("jacobian", network.jacobian)
    return seconds | {"total": sum(seconds.values())}, network.counts()


def turn(path: Path) -> dict[str, float]:
    """Mean seconds of each stage over the repeats of a turn."""
    gc.collect()
    times: list[dict[str, float]] = []
    while len(times) < MOST_REPEATS and sum(t["total"] for t in times) < TURN:
        times.append(once(path)[0])
    return {name: statistics.fmean(t[name] for t in times) for name in STAGES}


def series(paths: Sequence[Path], rounds: int) -> dict[str, Any]:
    """A row for each network, the smallest first, and the exponents of growth.

    ``exponents`` has the fit over all networks by measure of size and by stage; each row's
    ``to_largest`` the same between that network and the largest alone.
    """
    gc.collect()
    gc.freeze()
    counts = {path: once(path)[1] for path in paths}
    paths = sorted(paths, key=lambda path: (counts[path]["reactions"], path.name))
    times: dict[Path, list[dict[str, float]]] = {path: [] for path in paths}
    for _ in range(rounds):
        for path in paths:
            times[path].append(turn(path))
    rows: list[dict[str, Any]] = [
        {"network": path.name} | counts[path]
        | {name: statistics.median(t[name] for t in times[path]) for name in STAGES}
        for path in paths
    ]  # fmt: skip
    for row in rows:
        row["to_largest"] = exponents([row, rows[-1]])
    return {"rows": rows, "exponents": exponents(rows)}


def exponents(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float | None]]:
    """The exponent of growth by measure of size and stage."""
    return {
        size: {name: exponent([r[size] for r in rows], [r[name] for r in rows]) for name in STAGES}
        for size in SIZES
    }


def show(found: Mapping[str, Any]) -> None:
    """Print tables for people."""
    cells = [
        [r["network"], *(str(r[c]) for c in ("species", *SIZES)), *(shown(r[s]) for s in STAGES),
         shown(r["total"] / max(1, r["reactions"]))]
        for r in found["rows"]
    ]  # fmt: skip
    columns = ("network", "species", "reactions", "nonzeros", *STAGES, "per reaction")
    table("Growth with the network: medians of processor time", columns, cells)
    fits = [("all", found["exponents"])]
    fits += [(f"{r['network']} to the largest", r["to_largest"]) for r in found["rows"][:-1]]
    cells = [
        [f"{name}, by {size.replace('_', ' ')}", *map(_figure, fit[size].values())]
        for name, fit in fits
        for size in SIZES
    ]
    table("Exponents p of growth: time like size^p", ("networks", *STAGES), cells)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
