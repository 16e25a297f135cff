"""Fronts for 2^x on [0, 1], found from nothing, beside the published programs and the goals.

    python benchmarks/exp2_front.py --minutes 30 --seeds 3 --json FILE

Errors are absolute, as in AutoNumerics-Zero (arXiv 2312.08472), whose programs f2, f3, f5 and f10
have 4.14e-2, 1.2266e-3, 6.34e-6 and 3.52e-15. Bounds are interval-certified; the JSON can be
proved afresh with ``python -m symnum.numerics.certify FILE``. Minutes are for one seed: the search
ends at an epoch's boundary in time to polish and certify, so the number of epochs depends on the
machine, and the front on nothing but seed and epochs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import evolve
from evolve.fronts.front import Member, non_dominated
from evolve.runs import checkpoint
from evolve.runs.finish import finished
from evolve.runs.runner import reference_program
from symnum.execution import Crew, Execution, crew

CONFIG = Path(__file__).parents[1] / "configs" / "exp2.toml"
PUBLISHED: Mapping[int, float] = {2: 4.138e-2, 3: 1.2266e-3, 5: 6.339e-6, 10: 3.52e-15}
GOALS: Mapping[int, float] = {
    3: 1.3e-3, 5: 7e-6, 6: 4.1e-7, 7: 1e-9, 8: 2e-11, 9: 3e-13, 10: 3.6e-15,
}  # fmt: skip
"""Largest errors to be reached by a number of operations, on two seeds of three."""
FINISH_SHARE = 0.1
"""Part of the time that is kept for polishing and certifying."""


@dataclass
class Watch:
    """Follows a search and says when to stop it."""

    limit: float
    started: float = field(default_factory=time.monotonic)
    mark: float | None = None
    over: bool = False
    evaluations: int = 0
    epochs: int = 0
    reached: dict[int, float] = field(default_factory=dict)
    """Seconds after which a goal was reached, as measured on the points of the fit."""

    def report(self, progress: evolve.Progress) -> None:
        """Called after every epoch."""
        if progress.phase != "search":
            return
        now = time.monotonic() - self.started
        taken = now - (self.mark or 0.0)
        self.mark, self.evaluations, self.epochs = now, progress.evaluations, progress.epoch
        for size, error in progress.front.items():
            if error <= GOALS.get(size, 0.0):
                self.reached.setdefault(size, now)
        self.over = progress.epoch > 0 and now + taken > self.limit


def front_of(directory: Path, team: Crew) -> tuple[Member, ...]:
    """Polish and certify what a stopped run has found."""
    config, state = checkpoint.inspect(directory)
    reference = reference_program(config)
    tasks = [(members, reference, config) for members in state.archive.values()]
    found: list[Member | None] = team.compute(finished, tasks[::-1], lambda done: None)
    return non_dominated([member for member in found if member is not None])


def searched(config: evolve.Config, minutes: float, workers: int) -> dict[str, Any]:
    """One seed within its time: members of the front, and how long what took."""
    watch = Watch(60 * minutes * (1 - FINISH_SHARE))
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "run"
        result = evolve.run(config, directory, workers=workers, progress=watch.report,
                            stop=lambda: watch.over)  # fmt: skip
        search_seconds = watch.mark or 0.0
        if result.front is not None:
            members = result.front.members
        else:
            with crew(Execution(workers=workers)) as team:
                assert isinstance(team, Crew)
                members = front_of(directory, team)
    return {
        "seed": config.seed, "members": members, "epochs": watch.epochs,
        "seconds": time.monotonic() - watch.started, "search_seconds": search_seconds,
        "evaluations": watch.evaluations, "reached": watch.reached,
    }  # fmt: skip


def rows_of(run: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one seed."""
    return [
        {
            "seed": run["seed"],
            "operations": member.operations,
            "max_error": member.max_error,
            "certified_bound": member.certified_bound,
            "program": member.program,
        }
        for member in run["members"]
    ]


def machine(workers: int) -> dict[str, Any]:
    """Where this was measured."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "workers": workers,
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }


def table(runs: list[dict[str, Any]]) -> str:
    """Errors by operations, the published ones and the goals beside them."""
    columns = [{m.operations: m.max_error for m in run["members"]} for run in runs]
    names = "".join(f"{'seed ' + str(run['seed']):>13}" for run in runs)
    lines = [f"operations  published       goal{names}  seeds at the goal"]
    for size in sorted({size for column in columns for size in column} | set(GOALS)):
        cells = "".join(f"{column.get(size, float('nan')):13.4e}" for column in columns)
        given = "".join(
            f"{source[size]:11.4g}" if size in source else " " * 11 for source in (PUBLISHED, GOALS)
        )
        hits = sum(column.get(size, 1.0) <= GOALS[size] for column in columns if size in GOALS)
        lines.append(f"{size:>10}{given}{cells}" + (f"  {hits}" if size in GOALS else ""))
    for run in runs:
        reached = ", ".join(f"{size}: {s:.0f} s" for size, s in sorted(run["reached"].items()))
        lines.append(f"seed {run['seed']}: {run['epochs']} epochs, {run['evaluations']} programs, "
                     f"{run['seconds']:.0f} s; goals reached at {reached}")  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="for each seed")
    parser.add_argument("--seeds", type=int, default=3, help="how many: 1, 2, …")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    where = machine(options.workers)
    configs = [evolve.load_config(options.config, seed=s) for s in range(1, options.seeds + 1)]
    runs = [searched(config, options.minutes, options.workers) for config in configs]
    print(table(runs))
    rate = sum(r["evaluations"] for r in runs) / max(sum(r["search_seconds"] for r in runs), 1e-9)
    print(f"{rate:.0f} programs fitted a second, of {configs[0].fit.starts} starts each")
    if options.json:
        result = {
            "function": configs[0].function,
            "domain": [str(end) for end in configs[0].domain],
            "objective": configs[0].objective,
            "rows": [row for run in runs for row in rows_of(run)],
            "machine": where,
            "fits_per_second": rate,
            "starts_per_fit": configs[0].fit.starts,
            "seconds": [run["seconds"] for run in runs],
        }
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
