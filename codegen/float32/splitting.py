"""Real constants as unevaluated sums of float32 numbers."""

from __future__ import annotations

import mpmath
import numpy as np

PRECISION = 400
"""Bits that constants are computed to."""


def split(value: mpmath.mpf, parts: int, bits: int = 24) -> tuple[np.float32, ...]:
    """Numbers of at most ``bits`` significant bits, each the nearest to what is left.

    Args:
        value: The constant, to more than 24 · parts bits.
        parts: How many.
        bits: Significant bits of all but the last part, which has 24.

    >>> from mpmath import mp
    >>> high, low = split(mp.ln2, 2, bits=12)
    >>> float(high), abs(float(high) + float(low) - float(mp.ln2)) < 1e-11
    (0.693115234375, True)
    """
    found = []
    with mpmath.workprec(PRECISION):
        rest = mpmath.mpf(value)
        for place in range(parts):
            part = nearest(rest, bits if place < parts - 1 else 24)
            found.append(part)
            rest -= mpmath.mpf(float(part))
    return tuple(found)


def nearest(value: mpmath.mpf, bits: int = 24) -> np.float32:
    """The number of at most ``bits`` significant bits nearest to a value, ties to even.

    Precondition: it is a normal number of float32.
    """
    with mpmath.workprec(bits):
        return np.float32(float(+value))
