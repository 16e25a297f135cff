"""Coefficients of functions that are cut into pieces: one small search for each interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from codegen.float32.grid_search import Objective, search
from codegen.float32.piecewise import INTERVALS, Pieces
from codegen.float32.remez import minimax
from codegen.float32.splitting import nearest, split

Function = Callable[[mpmath.mpf], mpmath.mpf]
Floats = NDArray[np.float64]
STEPS, STARTS, SAMPLES = 12_000, 4, 2**17
CANDIDATES = 2**12
"""Numbers that are tried as the centre of an interval."""
_BEYOND = 1 + 2.0**-12
"""Intervals overlap a little, since their numbers are rounded."""


def derive_pieces(
    pieces: Pieces, function: Function, reference: Callable[[Floats], Floats]
) -> tuple[dict[str, Any], float]:
    """The tables of coefficients and the largest error on samples, in ULPs."""
    found = [_searched(pieces, n, function, reference) for n in range(INTERVALS)]
    tables = {
        name: np.array([values[name] for values, _ in found], np.float32) for name in pieces.entries
    }
    return tables, max(error for _, error in found)


def _searched(
    pieces: Pieces, n: int, function: Function, reference: Callable[[Floats], Floats]
) -> tuple[dict[str, Any], float]:
    start, fixed = _start(pieces, n, function)
    objective = Objective(pieces.piece(start, fixed), _samples(pieces, n), reference)
    runs = [search(objective, STEPS, seed) for seed in range(STARTS)]
    values, error = min(runs, key=lambda pair: pair[1])
    return {**fixed, **values}, error


def _samples(pieces: Pieces, n: int) -> NDArray[np.float32]:
    """Arguments whose interval in the machine is this one."""
    random, low, high = np.random.default_rng(n), pieces.edge(n), pieces.edge(n + 1)
    if n > 0:
        drawn = random.uniform(low, min(high, pieces.limit), SAMPLES).astype(np.float32)
        return np.asarray(drawn[pieces.place(drawn) == n])
    spread = np.exp2(random.uniform(-12.0, 0.0, SAMPLES // 2))
    both = np.concatenate([spread, random.uniform(0.0, 1.0, SAMPLES // 2)])
    return (both * high * (1 - 2.0**-20)).astype(np.float32)


def _start(pieces: Pieces, n: int, function: Function) -> tuple[dict[str, Any], dict[str, Any]]:
    """Real optima of the coefficients, and the values of those that stay fixed."""
    fixed: dict[str, Any]
    with mpmath.workprec(200):
        if n == 0:
            slope = split(mpmath.diff(function, 0), 2)
            fixed = {"centre": 0.0, "value": 0.0, "slope": slope[0], "low_slope": slope[1]}
            powers, centre, about = range(2, pieces.degree + 1), 0.0, mpmath.diff(function, 0)
        else:
            centre, value = _centre(pieces, n, function)
            fixed = {"centre": centre, "value": value, "low_slope": 0.0}
            powers, about = range(pieces.degree + 1), mpmath.mpf(0)
        found = minimax(
            lambda r: function(centre + r) - about * r,
            powers,
            (pieces.edge(n) - centre) * _BEYOND,
            (pieces.edge(n + 1) - centre) * _BEYOND,
            lambda r: 1 / function(centre + r) if centre + r else mpmath.mpf(0),
        )
    named = {
        "slope" if k == 1 else f"c{k}": c
        for k, c in zip(powers, found.coefficients, strict=True)
        if k
    }
    return named, {name: v for name, v in fixed.items() if name in pieces.entries}


def _centre(pieces: Pieces, n: int, function: Function) -> tuple[float, np.float32]:
    """A number near the middle whose value is the closest to a float32 number, and that."""
    low, high = pieces.edge(n), pieces.edge(n + 1)
    middle, reach = (low + high) / 2, (high - low) / 16
    around = np.linspace(middle - reach, middle + reach, CANDIDATES).astype(np.float32)
    candidates = [float(centre) for centre in around]

    def distance(centre: float) -> float:
        value = function(mpmath.mpf(centre))
        return float(abs(value - mpmath.mpf(float(nearest(value)))))

    best = min(candidates, key=distance)
    return best, nearest(function(mpmath.mpf(best)))
