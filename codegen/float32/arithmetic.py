"""Operations on float32 arrays that NumPy does not have, rounded as a machine rounds them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_FOUR_THIRDS = np.float32(4 / 3)
LOGARITHM_EDGES = (np.float32(-np.inf), np.float32(np.nan), np.float32(np.inf))


def fma(a: Array, b: Array, c: Array) -> Array:
    """a · b + c, rounded once to float32.

    The product is exact in float64; the sum is rounded there to odd, which keeps the second
    rounding from going wrong (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums:
    proved algorithms using rounding to odd", IEEE Transactions on Computers 57, 2008).
    """
    product = np.asarray(a, np.float64) * np.asarray(b, np.float64)
    other = np.asarray(c, np.float64)
    total = product + other
    error = _sum_error(product, other, total)
    bits = np.atleast_1d(total).view(np.int64)
    is_even = (bits & 1) == 0
    inexact = np.isfinite(total) & (error != 0) & is_even.reshape(np.shape(total))
    # One step towards the true sum: up in magnitude if the error has the sign of the total.
    away = (error > 0) == (total > 0)
    step = np.where(inexact, np.where(away, 1, -1), 0)
    odd = (bits + np.atleast_1d(step)).view(np.float64).reshape(np.shape(total))
    return np.asarray(odd.astype(np.float32))


def _sum_error(a: Array, b: Array, total: Array) -> Array:
    """The error of a float64 sum, exactly (Knuth's TwoSum)."""
    virtual = total - a
    return np.asarray((a - (total - virtual)) + (b - virtual))


def scale(x: Array, n: Array) -> Array:
    """x · 2^n, rounded once; for |x| in [1/4, 4] and integers n within ±252, or NaN."""
    integer = np.where(np.isfinite(n), n, 0).astype(np.int32)
    return np.asarray(np.where(np.isnan(n), n, np.ldexp(x, integer)), np.float32)


def exponent(x: Array) -> Array:
    """⌊log2 |x|⌋ for finite x other than 0; subnormal numbers included."""
    _, powers = np.frexp(np.where(_is_ordinary(x), x, np.float32(1)))
    return np.asarray(powers - 1, np.float32)


def unit_significand(x: Array) -> Array:
    """The significand of |x| in [1, 2), for finite x other than 0."""
    fractions, _ = np.frexp(np.where(_is_ordinary(x), np.abs(x), np.float32(1)))
    return np.asarray(2 * fractions, np.float32)


def significand(x: Array) -> Array:
    """The significand of |x| in [3/4, 3/2), for finite x other than 0."""
    whole = unit_significand(x)
    return np.asarray(np.where(whole < 1.5, whole, whole / 2), np.float32)


def significand_exponent(x: Array) -> Array:
    """k for |x| = 2^k · m, where m is the significand in [3/4, 3/2)."""
    return np.asarray(exponent(x) + (significand(x) < 1), np.float32)


def low_significand(x: Array) -> Array:
    """The significand of |x| in (2/3, 4/3], for finite x other than 0.

    The ends are rounded: 4/3 to the nearest float32 number.
    """
    whole = unit_significand(x)
    return np.asarray(np.where(whole <= _FOUR_THIRDS, whole, whole / 2), np.float32)


def low_significand_exponent(x: Array) -> Array:
    """k for |x| = 2^k · m, where m is the significand in (2/3, 4/3]."""
    return np.asarray(exponent(x) + (unit_significand(x) > _FOUR_THIRDS), np.float32)


def logarithmic_cases(y: Array, x: Array) -> Array:
    """y, but −∞ where x = ±0, NaN where x < 0 or NaN, ∞ where x = ∞."""
    negative_infinity, nan, infinity = LOGARITHM_EDGES
    inside = np.where(x == np.inf, infinity, y)
    edges = np.where(x == 0, negative_infinity, nan)
    return np.asarray(np.where(x > 0, inside, edges), np.float32)


def mul_high(a: Array, b: Array) -> Array:
    """The upper 32 bits of the product of unsigned 32-bit integers."""
    return np.asarray((a.astype(np.uint64) * b.astype(np.uint64)) >> np.uint64(32), np.uint32)


def _is_ordinary(x: Array) -> Array:
    return np.asarray(np.isfinite(x) & (x != 0))
