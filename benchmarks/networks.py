"""A published reaction network from file to compiled right side and sparse Jacobian.

    SYMNUM_DATA=folder python benchmarks/networks.py --json networks.json

The folder holds ``networks/bcr.net`` (B-cell receptor signalling: Barua, Hlavacek, Lipniacki,
J. Immunol. 189 (2012) 646-658), which SciML/ReactionNetworkImporters.jl keeps under ``data/bcr``.
Kernels are compiled when they are first called, which the stage ``compile`` does.
Each stage runs once, in one process; memory is the process's peak at the end of the stage.
After that all ``networks/*.net`` are measured for the growth of the cost (``growth.py``).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import growth
import numpy as np

from codegen.kernels.ode import compile_network
from symnum.interop import read_network

PUBLISHED = {"species": 1122, "reactions": 24388, "ode_terms": 52364, "jacobian_nonzeros": 31369}
CALLS = 200


def folder() -> Path:
    return Path(os.environ.get("SYMNUM_DATA", "../shared/data")) / "networks"


def measured(stages: dict[str, Any], name: str, work: Callable[[], Any]) -> Any:
    """The result of a stage; its seconds and the peak memory so far go into ``stages``."""
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    stages[name] = {"seconds": round(seconds, 3), "peak_mebibytes": round(peak, 1)}
    print(f"{name:18} {seconds:8.2f} s   peak {peak:7.1f} MiB")
    return result


def microseconds(call: Callable[[], Any]) -> float:
    """The median time of a call."""
    times = []
    for _ in range(CALLS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return round(float(np.median(times)) * 1e6, 1)


def run(path: Path) -> dict[str, Any]:
    stages: dict[str, Any] = {}
    network = measured(stages, "read", lambda: read_network(path))
    measured(stages, "equations", network.odes)
    measured(stages, "jacobian", network.jacobian)
    counts = network.counts()
    agree = counts == PUBLISHED
    print(f"counts {counts} {'as published' if agree else f'BUT EXPECTED {PUBLISHED}'}")
    ode = measured(stages, "lower", lambda: compile_network(network))
    y = ode.initial
    error = measured(stages, "compile", lambda: slope_error(ode, y))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    calls = {
        "rhs_microseconds": microseconds(lambda: ode.rhs(0.0, y)),
        "jacobian_microseconds": microseconds(lambda: ode.jacobian(0.0, y)),
    }
    print(f"calls {calls}; Jacobian against differences: {error:.1e} of the largest slope")
    return {
        "network": path.name, "stages": stages, "counts": counts, "counts_agree": agree,
        "compiler_peak_mebibytes": round(child, 1), "jacobian_error": error, **calls,
    }  # fmt: skip


def slope_error(ode: Any, y: Any) -> float:
    """Jacobian times a direction against a central difference, relative to its largest entry."""
    direction = np.random.default_rng(0).normal(size=y.size) * y
    step = 1e-6
    difference = (ode.rhs(0.0, y + step * direction) - ode.rhs(0.0, y - step * direction)) / (
        2 * step
    )
    gap = np.abs(difference - ode.jacobian(0.0, y) @ direction).max()
    return float(gap / np.abs(difference).max())


def write(path: Path, result: Mapping[str, Any]) -> None:
    temporary = path.with_suffix(path.suffix + ".part")
    temporary.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    os.replace(temporary, path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each network for growth")
    options = parser.parse_args()
    result: dict[str, Any] = {}
    path, paths = folder() / "bcr.net", sorted(folder().glob("*.net"))
    if path.is_file():
        with tempfile.TemporaryDirectory() as cache:  # so that nothing compiled before is used
            os.environ["XDG_CACHE_HOME"] = cache
            result = run(path)
    else:
        print(f"skipped: {path} not found; set SYMNUM_DATA to a folder with networks/bcr.net")
    if paths:
        result["growth"] = growth.series(paths, options.rounds)
        growth.show(result["growth"])
    if options.json is not None and result:
        write(options.json, result)
    return 0 if result.get("counts_agree", True) else 1


if __name__ == "__main__":
    sys.exit(main())
