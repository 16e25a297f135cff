"""Coefficients of functions that are cut into pieces: one small search for each interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from codegen.float32.grid_search import Objective, search
from codegen.float32.piecewise import INTERVALS, Pieces
from codegen.float32.remez import Minimax, minimax
from codegen.float32.splitting import nearest, split

Function = Callable[[mpmath.mpf], mpmath.mpf]
Floats = NDArray[np.float64]
STEPS, STARTS, SAMPLES = 3000, 2, 2**15
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
    random, h = np.random.default_rng(n), pieces.width
    if n > 0:
        drawn = random.uniform((n - 0.5) * h, (n + 0.5) * h, SAMPLES).astype(np.float32)
        return np.asarray(drawn[pieces.place(drawn) == n])
    spread = np.exp2(random.uniform(-12.0, 0.0, SAMPLES // 2))
    both = np.concatenate([spread, random.uniform(0.0, 1.0, SAMPLES // 2)])
    return (both * h / 2).astype(np.float32)


def _start(pieces: Pieces, n: int, function: Function) -> tuple[dict[str, Any], dict[str, Any]]:
    """Real optima of the coefficients, and the values of those that stay fixed."""
    fixed: dict[str, Any]
    with mpmath.workprec(200):
        if n == 0:
            slope = split(mpmath.diff(function, 0), 2)
            fixed = {"value": 0.0, "low_value": 0.0, "slope": slope[0], "low_slope": slope[1]}
            found = _at_zero(pieces, function)
            names = pieces.entries[2 + pieces.slope_parts :]
            values = dict(zip(names, found.coefficients, strict=True))
        else:
            value = nearest(function(mpmath.mpf(n * pieces.width)))
            fixed = {"value": value}
            found = _elsewhere(pieces, n, function, value)
            names = ("low_value", "slope", *(f"c{k}" for k in range(2, pieces.degree + 1)))
            values = dict(zip(names, found.coefficients, strict=True))
            values["low_slope"] = mpmath.mpf(0)
    return values, {name: v for name, v in fixed.items() if name in pieces.entries}


def _at_zero(pieces: Pieces, function: Function) -> Minimax:
    slope = mpmath.diff(function, 0)
    return minimax(
        lambda r: function(r) - slope * r,
        range(2, pieces.degree + 1),
        0.0,
        pieces.width / 2 * _BEYOND,
        lambda r: 1 / function(r) if r else mpmath.mpf(0),
    )


def _elsewhere(pieces: Pieces, n: int, function: Function, value: np.float32) -> Minimax:
    centre, given = mpmath.mpf(n * pieces.width), mpmath.mpf(float(value))
    return minimax(
        lambda r: function(centre + r) - given,
        range(pieces.degree + 1),
        -pieces.width / 2 * _BEYOND,
        pieces.width / 2 * _BEYOND,
        lambda r: 1 / function(centre + r),
    )
