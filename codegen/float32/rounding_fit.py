"""Minimax coefficients rounded to float32 one after the other, while the others make up for it.

After N. Brisebarre and S. Chevillard, "Efficient polynomial L∞-approximations", ARITH 2007, who
look for the best rounded polynomial; here each coefficient is rounded to nearest, and the later
ones solve a linear program: on an interval around 0 the remaining powers are no Chebyshev system.
"""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from codegen.float32.remez import PRECISION, Function, Minimax, grid, minimax
from codegen.float32.splitting import nearest

_EVERY = 5
"""Every so many points of Remez's grid are enough here."""
Floats = NDArray[np.float64]


def rounded_minimax(
    function: Function,
    powers: Sequence[int],
    low: float,
    high: float,
    weight: Function = lambda x: mpmath.mpf(1),
) -> Minimax:
    """As :func:`codegen.float32.remez.minimax`, with coefficients in float32.

    >>> found = rounded_minimax(mpmath.exp, (0, 1), -1, 1)
    >>> round(found.error, 3), all(float(np.float32(float(c))) == c for c in found.coefficients)
    (0.279, True)
    """
    best = minimax(function, powers, low, high, weight)
    with mpmath.workprec(PRECISION):
        points = grid(low, high)[::_EVERY]
        weights = [weight(x) for x in points]
        terms = [[w * x**p for p in powers] for x, w in zip(points, weights, strict=True)]
        wanted = [w * function(x) for x, w in zip(points, weights, strict=True)]
        coefficients = list(best.coefficients)
        scale = mpmath.mpf(best.error)
        for place in range(len(powers)):
            coefficients[place] = mpmath.mpf(float(nearest(coefficients[place])))
            residuals = np.array(
                [float((f - mpmath.fdot(row, coefficients)) / scale)
                 for f, row in zip(wanted, terms, strict=True)]
            )  # fmt: skip
            slopes = np.array([[float(t / scale) for t in row[place + 1 :]] for row in terms])
            for k, step in enumerate(_corrections(residuals, slopes), place + 1):
                coefficients[k] += mpmath.mpf(step)
        return Minimax(tuple(coefficients), float(np.max(np.abs(residuals)) * best.error))


def _corrections(residuals: Floats, slopes: Floats) -> Floats:
    """The steps that minimise max |residuals − slopes · steps|."""
    count = slopes.shape[1]
    if count == 0:
        return np.zeros(0)
    size = np.abs(slopes).max(axis=0)
    scaled, ones = slopes / size, np.ones((len(residuals), 1))
    solution = linprog(
        np.r_[np.zeros(count), 1.0],
        A_ub=np.block([[-scaled, -ones], [scaled, -ones]]),
        b_ub=np.r_[-residuals, residuals],
        bounds=[(None, None)] * count + [(0, None)],
        method="highs-ds",
    )
    found = solution.x[:-1] if solution.x is not None else np.zeros(count)
    return np.asarray(found / size)
