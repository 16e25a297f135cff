"""Candidates in doubled precision: pairs of float64 whose sum is the value, about 106 bits.

Errors near 10^-15 drown in the rounding of float64; in pairs they are seen down to 10^-30. The
sum and product of two float64 are exact as pairs (Dekker, "A floating-point technique for
extending the available precision", Numerische Mathematik 18, 1971; Knuth, TAOCP 2, 4.2.2). This
needs every operation rounded as written: no fast-math, no contraction.
"""

from __future__ import annotations

import numpy as np

from evolve.compiled import Floats, Integers, kernel
from evolve.fits.fitting import dot
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SUB

_SPLIT = 134217729.0
"""2^27 + 1 cuts 53 bits into two halves."""


@kernel
def _split(a: float) -> tuple[float, float]:
    scaled = _SPLIT * a
    high = scaled - (scaled - a)
    return high, a - high


@kernel
def _product(a: float, b: float) -> tuple[float, float]:
    """a · b and what its rounding lost."""
    p = a * b
    (u, v), (s, t) = _split(a), _split(b)
    return p, ((u * s - p) + u * t + v * s) + v * t


@kernel
def _sum(a: float, b: float) -> tuple[float, float]:
    """a + b and what its rounding lost."""
    s = a + b
    back = s - a
    return s, (a - (s - back)) + (b - back)


@kernel
def _added(a: float, c: float, b: float, d: float) -> tuple[float, float]:
    s, rest = _sum(a, b)
    rest += c + d
    high = s + rest
    return high, rest - (high - s)


@kernel
def _multiplied(a: float, c: float, b: float, d: float) -> tuple[float, float]:
    p, rest = _product(a, b)
    rest += a * d + c * b
    high = p + rest
    return high, rest - (high - p)


@kernel
def _divided(a: float, c: float, b: float, d: float) -> tuple[float, float]:
    q = a / b
    p, rest = _multiplied(q, 0.0, b, d)
    left, lower = _added(a, c, -p, -rest)
    more = (left + lower) / b
    high = q + more
    return high, more - (high - q)


@kernel
def _root(a: float, c: float) -> tuple[float, float]:
    s = np.sqrt(a)
    if s == 0.0:
        return s, 0.0
    p, rest = _product(s, s)
    more = ((a - p) - rest + c) / (2.0 * s)
    high = s + more
    return high, more - (high - s)


@kernel
def evaluate_doubled(
    code: Integers, constants: Floats, size: int, high: Floats, low: Floats
) -> None:
    """Fill rows 1 … size of both arrays from the inputs in row 0 of ``high`` (``low`` is 0 there).

    Both have values by row and points by column, as for :func:`evolve.fits.fitting.evaluate`.
    """
    for i in range(size):
        operator, left, right = code[i, 0], code[i, 1], code[i, 2]
        for k in range(high.shape[1]):
            a, c = (constants[i], 0.0) if left == CONSTANT else (high[left, k], low[left, k])
            b, d = (constants[i], 0.0) if right == CONSTANT else (high[right, k], low[right, k])
            if operator == ADD:
                result = _added(a, c, b, d)
            elif operator == SUB:
                result = _added(a, c, -b, -d)
            elif operator == MUL:
                result = _multiplied(a, c, b, d)
            elif operator == DIV:
                result = _divided(a, c, b, d)
            else:
                result = _root(a, c)
            high[i + 1, k], low[i + 1, k] = result


@kernel
def doubled_residuals(
    code: Integers, constants: Floats, size: int, sample: Floats,
    values: Floats, low: Floats, residual: Floats,
) -> float:  # fmt: skip
    """Fill ``residual`` with weighted errors taken in doubled precision; their sum of squares.

    ``sample`` has rows (points, wanted values, what their rounding lost, weights); ``values`` gets
    the values of all rows as float64.
    """
    evaluate_doubled(code, constants, size, values, low)
    for k in range(residual.shape[0]):
        error = (values[size, k] - sample[1, k]) + (low[size, k] - sample[2, k])
        residual[k] = error * sample[3, k]
    return dot(residual, residual)


@kernel
def largest_doubled_error(
    code: Integers, constants: Floats, size: int, sample: Floats, values: Floats, low: Floats
) -> float:
    """The largest weighted error on a sample, in doubled precision; infinite where undefined."""
    evaluate_doubled(code, constants, size, values, low)
    largest = 0.0
    for k in range(sample.shape[1]):
        error = (values[size, k] - sample[1, k]) + (low[size, k] - sample[2, k])
        error = abs(error) * sample[3, k]
        if not error < np.inf:
            return np.inf
        largest = max(largest, error)
    return largest
