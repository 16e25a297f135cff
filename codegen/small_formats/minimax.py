"""Polynomials with the least largest weighted error over a finite set of points.

For a small format the points are all there are, so a linear program gives the best polynomial in
exact coefficients; what float32 makes of it is seen when all inputs are tried.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from codegen.small_formats.machine_code import MachineCode, Operand
from symnum.numerics.formats import Floats

_MOST_POINTS = 400


def minimax(points: Floats, values: Floats, weights: Floats, degree: int) -> list[float]:
    """The coefficients of a polynomial, the constant first.

    Args:
        points: Where it is held to the values; evenly chosen ones if there are very many.
        values: What it approximates there.
        weights: By which the error at each point is multiplied.
        degree: Its degree.

    >>> x = np.linspace(-1, 1, 201)
    >>> [round(c, 3) for c in minimax(x, x**2, np.ones(201), 1)]  # Chebyshev: 1/2
    [0.5, 0.0]
    """
    chosen = np.unique(np.linspace(0, len(points) - 1, _MOST_POINTS).round().astype(int))
    points, values, weights = points[chosen], values[chosen], weights[chosen]
    scale = float(np.abs(points).max()) or 1.0
    powers = np.vander(points / scale, degree + 1, increasing=True) * weights[:, None]
    slack = -np.ones((len(points), 1))
    rows = np.block([[powers, slack], [-powers, slack]])
    bounds = np.concatenate([values * weights, -values * weights])
    objective = np.append(np.zeros(degree + 1), 1.0)
    free = [(None, None)] * (degree + 1) + [(0, None)]
    found = linprog(objective, A_ub=rows, b_ub=bounds, bounds=free, method="highs")
    coefficients = found.x[:-1] / scale ** np.arange(degree + 1)
    return [float(c) + 0.0 for c in coefficients]


def horner(code: MachineCode, coefficients: list[float], x: Operand) -> Operand:
    """Float32 code for a polynomial, its coefficients rounded to float32."""
    value = code.number(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = code.apply("fadd", code.apply("fmul", value, x), code.number(coefficient))
    return value
