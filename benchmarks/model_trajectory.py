"""A network's compiled equations integrated, against a reference trajectory of BioNetGen's."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from codegen.kernels.ode import CompiledODE
from symnum.interop import ReactionNetwork

RELATIVE, ABSOLUTE = 1e-9, 1e-9
"""Tolerances of the integration, per molecule."""
STEPS_LEFT_OUT = 50
"""One in so many of the reference's times is compared."""


def compared(network: ReactionNetwork, ode: CompiledODE, reference: Path) -> dict[str, Any]:
    """How far the observables come from the reference's.

    Args:
        network: With the reference's observables among its groups.
        ode: Its compiled equations.
        reference: A ``.gdat`` file: a line of names, then a line of numbers for each time.
    """
    with reference.open(encoding="ascii") as lines:
        names = lines.readline().split()[1:]
    table = np.loadtxt(reference, skiprows=1)[::STEPS_LEFT_OUT]
    times, expected = table[:, 0], table[:, 1:]
    start = time.perf_counter()
    found = solve_ivp(
        ode.rhs, (times[0], times[-1]), ode.initial, method="BDF", jac=ode.jacobian,
        t_eval=times, rtol=RELATIVE, atol=ABSOLUTE,
    )  # fmt: skip
    seconds = time.perf_counter() - start
    weights = np.zeros((len(names), len(ode.initial)))
    for row, name in enumerate(names):
        for species, weight in network.groups[name]:
            weights[row, species] += float(weight)
    values = (weights @ found.y).T
    gaps = np.abs(values - expected).max(axis=0) / np.abs(expected).max(axis=0)
    return {
        "reference": reference.name, "finished": bool(found.success), "times": len(times),
        "tolerance": RELATIVE, "right_side_calls": int(found.nfev),
        "jacobian_calls": int(found.njev), "seconds": round(seconds, 2),
        "largest_gap_over_observable_maximum": dict(zip(names, gaps.tolist(), strict=True)),
        "largest_gap": float(gaps.max()),
    }  # fmt: skip
