"""Fronts of other functions than 2^x, found from nothing, with the baselines beside them.

    python benchmarks/function_fronts.py --minutes 3 --fronts DIRECTORY --json FILE

For each of the configurations that come with symnum (or those named), a search of so many minutes
and, for each number of operations, the best baseline that people would have written: Taylor, Padé,
Chebyshev and minimax polynomials and quotients, with powers of x² and squarings where they help.
All errors are proved. ``--fronts`` writes a file for each function, which ``python -m
symnum.numerics.certify`` proves afresh.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import evolve
from evolve.baselines import Baseline, baseline_front
from evolve.fronts.approximation import Approximation
from symnum.numerics.objective_text import objective_from
from symnum.terms.parse import parse

CONFIGS = Path(__file__).parents[1] / "configs"
FUNCTIONS = ("log2", "sin", "cos", "tan", "atan", "tanh", "erf", "erfc", "bessel_i_half", "airy",
             "gelu", "silu")  # fmt: skip


def main() -> None:
    options = _options()
    rows: list[dict[str, Any]] = []
    for name in options.functions or FUNCTIONS:
        config = evolve.load_config(CONFIGS / f"{name}.toml", seed=options.seed)
        most, begun = min(config.maximum_operations, options.most), time.process_time()
        found = evolve.approximate(
            config.function, config.domain, max_operations=most, objective=config.objective,
            operations=config.operations, effort=options.effort, minutes=options.minutes,
            seed=config.seed, workers=options.workers,
        )  # fmt: skip
        baselines = baseline_front(
            parse(config.function), *config.domain, objective_from(config.objective), most
        )
        own = [_row(entry, baselines) for entry in found]
        print(f"\n{found!r}\n{found.evaluations:,} programs fitted")
        if options.workers == 1:
            print(f"{time.process_time() - begun:.0f} s of processor time, proofs and rivals too")
        _print_comparison(own)
        rows += [{"name": name, "function": config.function, **row} for row in own]
        if options.fronts:
            _write_front(options.fronts / f"{name}.json", config, own)
    if options.json:
        machine = {"platform": platform.platform(), "python": platform.python_version()}
        _write(options.json, {"rows": rows, "minutes": options.minutes, "machine": machine})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("functions", nargs="*", metavar="FUNCTION", help=", ".join(FUNCTIONS))
    parser.add_argument("--minutes", type=float, default=3.0, help="of search, for each function")
    parser.add_argument("--effort", type=int, default=100_000, help="most epochs of the search")
    parser.add_argument("--most", type=int, default=10, help="most operations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--fronts", type=Path, help="directory for a front of each function")
    return parser.parse_args()


def _row(entry: Approximation, baselines: Sequence[Baseline]) -> dict[str, Any]:
    """A member of the front with the best baseline of at most as many operations."""
    rivals = [b for b in baselines if b.operations <= entry.operations]
    best = min(rivals, key=lambda b: b.error.bound, default=None)
    return {
        "operations": entry.operations,
        "max_error": entry.error,
        "certified_bound": entry.bound,
        "program": str(entry),
        "baseline": None if best is None else best.name,
        "baseline_bound": None if best is None else best.error.bound,
    }


def _print_comparison(rows: Sequence[dict[str, Any]]) -> None:
    print("operations  proved bound  best baseline  baseline / found  which")
    for row in rows:
        rival = row["baseline_bound"]
        shown = "-" if rival is None else f"{rival:.3e}"
        ratio = "-" if rival is None else f"{rival / row['certified_bound']:.3g}"
        own = f"{row['operations']:>10}  {row['certified_bound']:>12.3e}"
        print(f"{own}  {shown:>13}  {ratio:>16}  {row['baseline'] or ''}")


def _write_front(path: Path, config: evolve.Config, rows: Sequence[dict[str, Any]]) -> None:
    data = config.resolved()
    head = {key: data[key] for key in ("function", "domain", "objective")}
    _write(path, {**head, "rows": list(rows)})


def _write(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
