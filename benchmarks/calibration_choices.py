"""What is chosen by different prices, timed: of all equal forms an e-graph finds, the cheapest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from calibration_kernels import INPUTS, Kernel, kernels
from contest import geometric_mean

from codegen.kernels.stopwatch import Stopwatch
from symnum.egraphs import Limits
from symnum.egraphs.cost_tables import CostTable
from symnum.engines import simplification
from symnum.lowering import lower

LIMITS = Limits(iterations=5, nodes=1200, seconds=600)
LARGEST = 25
"""Operations of a kernel."""
ROUNDS = 3
INPUT = "input"


def choices(
    tables: Mapping[str, CostTable], count: int, seed: int, seconds: float
) -> dict[str, Any]:
    """Geometric means of the time of what each table chooses, as parts of the input's time.

    Half of the kernels are arithmetic, half have functions. ``equal`` says whether all choices
    have the input's values at the points, to a relative 1e-6: they round differently.
    """
    inputs = _small(count, seed)
    rows = [_timed(_forms(kernel, tables), Stopwatch(seconds)) for kernel in inputs]
    return {
        "kernels": len(inputs),
        "time_of_input": {
            name: round(geometric_mean(row[name] / row[INPUT] for row, _ in rows), 4)
            for name in tables
        },
        "equal": all(equal for _, equal in rows),
    }


def _small(count: int, seed: int) -> list[Kernel]:
    found = [k for k in kernels(4 * count, seed) if len(k.program.instructions) <= LARGEST]
    families = ("arithmetic", "functions")
    each = [[k for k in found if k.family == family] for family in families]
    return [kernel for pair in zip(*each, strict=False) for kernel in pair][:count]


def _forms(kernel: Kernel, tables: Mapping[str, CostTable]) -> dict[str, Kernel]:
    found = {INPUT: kernel}
    for name, table in tables.items():
        result = simplification(kernel.term, "egraph", limits=LIMITS, cost=table.model())
        found[name] = Kernel(kernel.family, result.term, lower([result.term], INPUTS))
    return found


def _timed(forms: Mapping[str, Kernel], stopwatch: Stopwatch) -> tuple[Mapping[str, float], bool]:
    """Nanoseconds a point of each form, the least of some rounds; and whether all agree."""
    values: Sequence[Any] = [kernel.values() for kernel in forms.values()]
    equal = all(np.allclose(values[0], other, rtol=1e-6) for other in values)
    loops = {name: kernel.loops()["scalar"] for name, kernel in forms.items()}
    least = dict.fromkeys(loops, float("inf"))
    for _ in range(ROUNDS):
        for name, (loop, points) in loops.items():
            least[name] = min(least[name], stopwatch.time(loop).median / points)
    return least, equal
