"""Reaction networks as C: equations as written, CSE, SymPy's cse, and ours.

    SYMNUM_DATA=folder python benchmarks/models.py --json models.json
    python benchmarks/models.py --network mine.net

The folder holds ``networks/*.net`` (BioNetGen's format). Contenders: *naive*, each equation as
written; *cse*, each distinct product computed once; *lowered*, what symnum compiles without being
asked to optimise (common parts of sums and products too); *sympy*, ``sympy.cse`` as C by SymPy's
printer, where it ends in time; *symnum*, ``symnum.optimise``. All are compiled with the same
flags. Values are compared at 100 random states; times of a call are medians of contenders that
take turns. Where a ``.gdat`` file lies beside the network, the optimised equations are integrated
and compared with it. Memory is the peak of a process that does the optimisation alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from model_kernels import (
    CallableC,
    call_seconds,
    difference_over_addends,
    flags_for,
    kernel,
    largest_difference,
    random_states,
)
from model_programs import as_written, cost, each_flux_once, magnitudes
from model_sympy import sympy_cse
from model_trajectory import compared
from networks import write
from rich.console import Console
from rich.table import Table

from codegen.kernels.ode import compile_network
from symnum.factoring import Optimised, optimise
from symnum.interop import read_network
from symnum.lowering import lower

NAMES = ("multistate", "Repressilator", "multisite2", "bcr")
COST_MODEL = {"add": 1, "mul": 3, "div": 24}
STATES, TOLERANCE = 100, 1e-12
TECHNIQUES_EFFORT = 1_600_000
"""Enough that every technique but the dearest is tried on the largest network."""


def default_files() -> list[Path]:
    folder = Path(os.environ.get("SYMNUM_DATA", "../shared/data")) / "networks"
    return [folder / f"{name}.net" for name in NAMES]


def optimised(path: Path, effort: int | None) -> tuple[Optimised, float, float]:
    """What ours finds, its seconds, and this process's peak in MiB."""
    network = read_network(path)
    inputs = [*(symbol.name for symbol in network.symbols), *network.parameter_values()]
    start = time.perf_counter()
    terms = network.odes()
    found = optimise(terms, inputs, effort=effort) if effort else optimise(terms, inputs)
    seconds = time.perf_counter() - start
    return found, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_own_process(path: Path, effort: int | None) -> tuple[Optimised, float, float]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(optimised, path, effort).result()


def measured(path: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One network's row."""
    network = read_network(path)
    inputs = [*(symbol.name for symbol in network.symbols), *network.parameter_values()]
    terms = network.odes()
    found, seconds, peak = in_own_process(path, options.effort)
    programs = {
        "naive": as_written(terms, inputs), "cse": each_flux_once(terms, inputs),
        "lowered": lower(terms, inputs), "symnum": found.program,
    }  # fmt: skip
    costs = {name: cost(program) for name, program in programs.items()}
    flags = flags_for(programs["naive"])
    kernels = {name: kernel(program, flags) for name, program in programs.items()}
    sympy = sympy_cse(path, options.sympy_seconds)
    if sympy is not None:
        source, costs["sympy"] = sympy
        kernels["sympy"] = CallableC(source, "slopes", len(inputs), len(terms), flags)
    parameters = list(network.parameter_values().values())
    states = random_states(parameters, len(terms), STATES, options.seed)
    expected = kernels["naive"].values(states)
    sizes = kernel(magnitudes(programs["naive"]), flags).values(states)
    gaps = {name: largest_difference(k.values(states), expected) for name, k in kernels.items()}
    row = {
        "network": path.stem, "modelled_cost": costs,
        "call_seconds": call_seconds(kernels, states, options.rounds), "flags": flags,
        "compile_seconds": {name: round(k.compile_seconds, 2) for name, k in kernels.items()},
        "optimise_seconds": round(seconds, 2), "peak_mib": round(peak, 1),
        "equal": gaps["symnum"] <= TOLERANCE, "max_relative_difference": gaps["symnum"],
        "max_relative_differences": gaps,
        "max_difference_over_addends": difference_over_addends(
            kernels["symnum"].values(states), expected, sizes
        ), "is_proved": found.is_proved,
        "technique": found.technique, "stopped_because": found.stopped_because,
    }  # fmt: skip
    if options.techniques:
        row["techniques"] = dict(in_own_process(path, TECHNIQUES_EFFORT)[0].costs)
    if path.with_suffix(".gdat").is_file() and not options.no_trajectory:
        ode = compile_network(network, optimise=True)
        row["trajectory"] = compared(network, ode, path.with_suffix(".gdat"))
    return row


def show(rows: Sequence[dict[str, Any]]) -> None:
    table = Table(title="modelled cost (+ 1, × 3, ÷ 24) and microseconds a call")
    for heading in ("network", "", "naive", "cse", "lowered", "sympy", "symnum"):
        table.add_column(heading, justify="left" if heading in ("network", "") else "right")
    for row in rows:
        costs, times = row["modelled_cost"], row["call_seconds"]
        kinds = ("naive", "cse", "lowered", "sympy", "symnum")
        table.add_row(
            row["network"], "cost", *(f"{costs[k]:,.0f}" if k in costs else "–" for k in kinds)
        )
        table.add_row("", "µs", *(f"{times[k] * 1e6:,.3f}" if k in times else "–" for k in kinds))
    Console().print(table)
    for row in rows:
        print(
            f"{row['network']}: optimised in {row['optimise_seconds']} s ({row['technique']}, "
            f"{'proved' if row['is_proved'] else 'not proved'}), peak {row['peak_mib']} MiB, "
            f"largest relative difference {row['max_relative_difference']:.1e} at {STATES} states "
            f"({row['max_difference_over_addends']:.1e} of the addends)"
        )
        if "techniques" in row:
            print("   sums and products, by technique:", row["techniques"])
        if "trajectory" in row:
            found = row["trajectory"]
            print(
                f"   {found['reference']}: largest gap {found['largest_gap']:.1e} of an "
                f"observable's maximum at {found['times']} times, {found['seconds']} s"
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--network", type=Path, action="append", help="a .net file; may be repeated"
    )
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--effort", type=int, help="for symnum.optimise; its default otherwise")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each contender")
    parser.add_argument("--seed", type=int, default=2026, help="of the random states")
    parser.add_argument("--sympy-seconds", type=float, default=600, help="time that SymPy has")
    parser.add_argument("--techniques", action="store_true", help="try every technique too")
    parser.add_argument("--no-trajectory", action="store_true", help="do not integrate")
    options = parser.parse_args()
    rows = []
    for path in options.network or default_files():
        if not path.is_file():
            if options.network:
                print(f"{path}: no such file", file=sys.stderr)
                return 2
            print(f"skipped: {path} not found; set SYMNUM_DATA to a folder with networks/*.net")
            continue
        with tempfile.TemporaryDirectory() as cache:  # so that nothing compiled before is used
            os.environ["XDG_CACHE_HOME"] = cache
            rows.append(measured(path, options))
        show(rows[-1:])
    if options.json is not None:
        write(options.json, {"rows": rows, "cost_model": COST_MODEL})
    return 0 if all(row["equal"] and row["is_proved"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
