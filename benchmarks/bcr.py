"""From a .net file to the observables that BioNetGen computed for it, end to end.

    SYMNUM_DATA=folder python benchmarks/bcr.py [--json bcr.json] [--backend sundials]

``SYMNUM_DATA`` is a folder with ``networks/bcr.net`` and ``bcr.gdat`` (1,122 species, 24,388
reactions; Barua, Hlavacek, Lipniacki, J. Immunol. 2012, 189:646-658). One process reads the
network, makes its equations and sparse Jacobian, compiles both with an empty cache of kernels,
solves, and compares each observable at every time of the reference. The largest gap is told over
each observable's largest value; up to ``--tolerance`` of it counts as reproduced. Exit code 1 if it
is not, or not within ``--limit`` seconds; importing is part of the time.
"""

from __future__ import annotations

import time

BEGINNING = time.perf_counter()

import argparse  # noqa: E402 - importing is measured
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402

import symnum  # noqa: E402
from symnum.errors import InputError  # noqa: E402

RTOL, ATOL = 1e-8, 1e-9
"""Of the solve; the absolute one is in molecules, of which there are up to 3e5 of a kind."""
TOLERANCE = 5e-3
"""Gap, over an observable's largest value, up to which it counts as reproduced. It comes from the
steep bursts near t = 9,500 and is the reference's own: solves with rtol 1e-8, 1e-9 and 1e-10 differ
by 7e-4 and then 1e-4 there, and settle 1.9e-3 from it. ``share_close`` is the share of all values
that are within 1e-5."""
CLOSE = 1e-5
LIMIT = 60.0
"""Seconds."""


def reference(path: Path) -> tuple[list[str], Any, Any]:
    """Names, times and values of a ``.gdat`` file: a line of names, then a line for each time."""
    with path.open(encoding="ascii") as lines:
        names = lines.readline().replace("#", " ").split()[1:]
        table = np.loadtxt(lines)
    return names, table[:, 0], table[:, 1:]


def reproduced(network: Path, trajectory: Path, backend: str) -> dict[str, Any]:
    """Every part, with its seconds, and the gaps.

    Args:
        network: A ``.net`` file.
        trajectory: A ``.gdat`` file of observables that are groups of the network.
        backend: Of :meth:`ODESystem.solve`.
    """
    parts: dict[str, float] = {}
    processor: dict[str, float] = {}
    last, last_processor = BEGINNING, 0.0

    def finished(part: str) -> None:
        nonlocal last, last_processor
        now, used = time.perf_counter(), sum(os.times()[:4])  # with the compiler's
        parts[part], last = now - last, now
        processor[part], last_processor = used - last_processor, used

    finished("import")
    model = symnum.read_network(network)
    finished("read")
    system = symnum.ode(model)
    finished("equations and Jacobian")
    with ThreadPoolExecutor(2) as threads:  # both C files at once
        kernels = (system.rhs, system.jacobian)
        for done in [threads.submit(kernel, 0.0, system.initial) for kernel in kernels]:
            done.result()
    finished("compile")
    names, times, expected = reference(trajectory)
    finished("read the reference")
    found = system.solve((times[0], times[-1]), times=times, backend=backend, rtol=RTOL, atol=ATOL)
    finished("solve")
    watched = system.watch(found)
    away = {
        name: np.abs(watched[name] - wanted) / np.abs(wanted).max()
        for name, wanted in zip(names, expected.T, strict=True)
    }
    gaps = {name: float(each.max()) for name, each in away.items()}
    finished("compare")
    return {
        "network": network.name, "states": system.size, "solver": found.backend, "rtol": RTOL,
        "atol": ATOL, "times": len(times), "parts": parts, "seconds": sum(parts.values()),
        "processor_parts": processor, "processor_seconds": sum(processor.values()),
        "rhs_evaluations": found.statistics.rhs_evaluations,
        "jacobian_evaluations": found.statistics.jacobian_evaluations,
        "largest_gap": max(gaps.values()), "gaps": gaps,
        "share_close": float(np.mean([each <= CLOSE for each in away.values()])),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--network", type=Path, help="another .net, with its .gdat beside it")
    parser.add_argument("--backend", default="sundials", help="scipy or sundials")
    parser.add_argument("--tolerance", type=float, default=TOLERANCE, help="see above")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for all")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    options = parser.parse_args()
    folder = Path(os.environ.get("SYMNUM_DATA", "../shared/data")) / "networks"
    network = options.network or folder / "bcr.net"
    trajectory = network.with_suffix(".gdat")
    for path in (network, trajectory):
        if not path.is_file():
            print(f"{path}: no such file; set SYMNUM_DATA to a folder with it", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        try:
            row = reproduced(network, trajectory, options.backend)
        except InputError as error:
            print(error, file=sys.stderr)
            return 2
    row["reproduced"] = row["largest_gap"] <= options.tolerance
    row["within_limit"] = row["seconds"] <= options.limit
    for part, seconds in row["parts"].items():
        print(f"{part:24s} {seconds:7.2f} s, processor {row['processor_parts'][part]:7.2f} s")
    print(
        f"{'all':24s} {row['seconds']:7.2f} s, processor {row['processor_seconds']:7.2f} s\n"
        f"largest gap {row['largest_gap']:.1e} of an observable's maximum at {row['times']} times, "
        f"{row['share_close']:.1%} within {CLOSE} ({row['solver']}, rtol {RTOL}, atol {ATOL})"
    )
    if options.json is not None:
        options.json.write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")
    return 0 if row["reproduced"] and row["within_limit"] else 1


if __name__ == "__main__":
    sys.exit(main())
