"""How fast and how right are float32 functions on arrays? Ours beside what is installed.

    python benchmarks/kernels.py --json kernels.json [--exhaustive] [--functions exp,log]

Contenders: the kernels of ``symnum float32`` (in C, chosen at run time and for AVX2, and through
``jax.ffi``), the C library's scalar functions, its vector library libmvec, SLEEF (the variants of
1.0 ULP), NumPy or SciPy, and ``jax.numpy`` compiled by XLA. All go over arrays in the first cache
(4,096 numbers) and in memory (2^24), drawn evenly from an interval where the function is no
constant. They take turns, and of the turns the median counts. Time is processor time of all
threads together, so that other work on the machine does not count, nor does XLA's second thread
make it faster. Calls from Python are part of the times of NumPy and JAX; XLA runs programs in the
calling thread, but shares out among its threads those that it counts more than 200,000 units of
work for. ``equal`` says whether answers were within 8 ULP before they were timed; XLA's exp2 is not
(exit code 1 is for ours only).

``max_ulp`` is the largest error in ULPs of the true value over all 2^32 arguments
(``--exhaustive``) or over a random sample of them, infinite where a result is of the wrong kind;
``normal_max_ulp`` is the same where the right result is a normal number.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from contest import table, write_json
from kernel_contenders import Contender, Passes, contenders, processor_nanoseconds

from codegen.float32 import names
from codegen.kernels.machine import compiler_version, cpu_name
from codegen.verification import (
    EXHAUSTIVE,
    BitRange,
    Floats,
    Inputs,
    Sample,
    Verification,
    reference_named,
    verify,
)
from codegen.verification.judgement import judge_of

INTERVALS = {
    "exp": (-80.0, 80.0), "exp2": (-120.0, 120.0), "log": (1e-3, 1e3), "log2": (1e-3, 1e3),
    "sin": (-100.0, 100.0), "cos": (-100.0, 100.0), "tanh": (-8.0, 8.0), "erf": (-3.5, 3.5),
}  # fmt: skip
SIZES = (4096, 1 << 24)
SHORTEST = 4e6
"""Nanoseconds that a turn lasts at least."""
AGREEMENT = 8.0
"""ULPs within which answers count as the same before they are timed; libmvec allows itself 4."""


def points(function: str, size: int, seed: int) -> Floats:
    """Random numbers to compute the function at."""
    low, high = INTERVALS[function]
    return np.random.default_rng(seed).uniform(low, high, size).astype(np.float32)


def agrees(function: str, contender: Contender, x: Floats) -> bool:
    """Whether the contender's results are those of the double function, within ``AGREEMENT``."""
    true = judge_of(reference_named(function)).reference(x)
    unit = np.spacing(np.abs(true).astype(np.float32)).astype(np.float64)
    return bool((np.abs(contender.call(x) - true) <= AGREEMENT * unit).all())


def times(over: Mapping[str, Passes], rounds: int, shortest: float) -> dict[str, float]:
    """Median nanoseconds of a pass; contenders take turns."""
    counts = {
        name: max(1, math.ceil(shortest / max(_warm(passes), 1.0))) for name, passes in over.items()
    }
    found: dict[str, list[float]] = {name: [] for name in over}
    for _ in range(rounds):
        for name, passes in over.items():
            found[name].append(processor_nanoseconds(passes, counts[name]))
    return {name: statistics.median(values) for name, values in found.items()}


def _warm(passes: Passes) -> float:
    processor_nanoseconds(passes, 2)
    return processor_nanoseconds(passes, 2)


def measured(function: str, options: argparse.Namespace, inputs: Inputs) -> list[dict[str, Any]]:
    """The rows of one function."""
    present = list(contenders(function))
    equal = {c.name: agrees(function, c, points(function, 4096, 1)) for c in present}
    errors = {c.name: _verified(function, c, inputs) for c in present}
    rows = []
    for size in options.sizes:
        over = {c.name: c.over(points(function, size, options.seed)) for c in present}
        taken = times(over, options.rounds, options.shortest)
        rows += [
            _row(function, name, size, ns / size, errors[name], equal[name])
            for name, ns in taken.items()
        ]
    return rows


def _verified(function: str, contender: Contender, inputs: Inputs) -> Verification:
    print(f"{function}: verifying {contender.name}", file=sys.stderr, flush=True)
    return verify(contender.call, reference_named(function), inputs)


def _row(
    function: str, name: str, size: int, nanoseconds: float, error: Verification, equal: bool
) -> dict[str, Any]:
    return {
        "function": function,
        "contender": name,
        "size": size,
        "ns_per_element": round(nanoseconds, 4),
        "max_ulp": _plain(error.bound),
        "normal_max_ulp": _plain(error.classes["normal"].largest.bound),
        "misrounded": error.misrounded,
        "special_values_right": error.special_values_right,
        "exhaustive": error.kind == "exhaustive",
        "inputs": error.inputs,
        "equal": equal,
    }


def _plain(value: float) -> float | str:
    return round(value, 6) if math.isfinite(value) else str(value)


def show(rows: Sequence[Mapping[str, Any]]) -> None:
    """A table for each function."""
    for function in dict.fromkeys(row["function"] for row in rows):
        mine = [row for row in rows if row["function"] == function]
        sizes = list(dict.fromkeys(row["size"] for row in mine))
        lines = []
        for name in dict.fromkeys(row["contender"] for row in mine):
            of = {row["size"]: row for row in mine if row["contender"] == name}
            one = next(iter(of.values()))
            lines.append([
                name, *(f"{of[size]['ns_per_element']:.3f}" for size in sizes),
                str(one["normal_max_ulp"]), str(one["max_ulp"]),
            ])  # fmt: skip
        kind = "all arguments" if mine[0]["exhaustive"] else f"{mine[0]['inputs']:,} arguments"
        columns = ["contender", *(f"ns, {size}" for size in sizes), "ULP, normal", "ULP, all"]
        table(f"{function}: errors over {kind}", columns, lines)


def run(options: argparse.Namespace) -> dict[str, Any]:
    inputs = EXHAUSTIVE if options.exhaustive else Sample(options.samples, options.seed)
    if options.small:
        inputs = BitRange(step=1 << 17)
    rows: list[dict[str, Any]] = []
    for function in options.functions:
        found = measured(function, options, inputs)
        show(found)
        rows += found
        if options.json is not None:
            write_json(options.json, _result(rows, options))
    return _result(rows, options)


def _result(rows: list[dict[str, Any]], options: argparse.Namespace) -> dict[str, Any]:
    machine = {"cpu": cpu_name(), "compiler": compiler_version()}
    intervals = {name: INTERVALS[name] for name in options.functions}
    return {
        "rows": rows, "machine": machine, "intervals": intervals, "clock": "processor time",
        "rounds": options.rounds, "seed": options.seed,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--exhaustive", action="store_true", help="errors over all 2^32 arguments")
    parser.add_argument("--samples", type=int, default=1 << 22, help="arguments otherwise")
    parser.add_argument("--functions", default=",".join(names()), help="separated by commas")
    parser.add_argument("--rounds", type=int, default=15, help="turns of each contender")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="few points, short turns")
    options = parser.parse_args()
    options.functions = options.functions.split(",")
    options.sizes = (512, 4096) if options.small else SIZES
    options.shortest = 0.0 if options.small else SHORTEST
    result = run(options)
    if options.json is not None:
        write_json(options.json, result)
    ours = (row for row in result["rows"] if row["contender"].startswith("symnum"))
    return 0 if all(row["equal"] for row in ours) else 1


if __name__ == "__main__":
    sys.exit(main())
