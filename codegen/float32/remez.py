"""Weighted linear minimax approximation on a grid: Remez's exchange, in multiple precision.

E. Ya. Remez, "Sur la détermination des polynômes d'approximation de degré donnée", 1934; the
exchange keeps, of each run of errors of one sign, the largest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mpmath

Function = Callable[[mpmath.mpf], mpmath.mpf]
PRECISION = 160
GRID = 1500
_ITERATIONS = 60
_CLOSE = 1e-3


class NotAlternating(ArithmeticError):
    """The error does not alternate often enough: the system is not a Chebyshev one."""


@dataclass(frozen=True)
class Minimax:
    """The coefficients in the order of the powers, and the largest weighted error."""

    coefficients: tuple[mpmath.mpf, ...]
    error: float


def minimax(
    function: Function,
    powers: Sequence[int],
    low: float,
    high: float,
    weight: Function = lambda x: mpmath.mpf(1),
) -> Minimax:
    """Minimise max |weight(x) · (function(x) − Σ c_k x^power_k)| over [low, high].

    Args:
        function: Defined on the open interval except perhaps at 0.
        powers: Distinct exponents.
        low: Left end; ``high`` the right end.
        weight: Positive, but perhaps at 0.

    Raises:
        NotAlternating: see there.

    >>> found = minimax(mpmath.exp, (0, 1), -1, 1)
    >>> round(found.error, 4)
    0.2788
    """
    with mpmath.workprec(PRECISION):
        points = grid(low, high)
        wanted = [function(x) for x in points]
        weights = [weight(x) for x in points]
        basis = [[x**power for power in powers] for x in points]
        count = len(powers) + 1
        reference = [round((GRID - 1) * (1 - mpmath.cos(mpmath.pi * k / (count - 1))) / 2)
                     for k in range(count)]  # fmt: skip
        for _ in range(_ITERATIONS):
            coefficients, level = _levelled(reference, wanted, weights, basis)
            errors = [
                w * (f - mpmath.fdot(row, coefficients))
                for w, f, row in zip(weights, wanted, basis, strict=True)
            ]
            largest = max(abs(error) for error in errors)
            if largest <= abs(level) * (1 + _CLOSE):
                break
            reference = _exchanged(errors, count)
        return Minimax(tuple(coefficients), float(largest))


def grid(low: float, high: float) -> list[mpmath.mpf]:
    """Chebyshev's points, ends included; 0 is moved by a hair."""
    a, b = mpmath.mpf(low), mpmath.mpf(high)
    angles = (mpmath.pi * k / (GRID - 1) for k in range(GRID))
    points = [(a + b) / 2 - (b - a) / 2 * mpmath.cos(angle) for angle in angles]
    hair = (b - a) * mpmath.mpf(2) ** -30
    return [x if abs(x) > hair else hair for x in points]


def _levelled(
    reference: Sequence[int],
    wanted: Sequence[mpmath.mpf],
    weights: Sequence[mpmath.mpf],
    basis: Sequence[Sequence[mpmath.mpf]],
) -> tuple[list[mpmath.mpf], mpmath.mpf]:
    """Coefficients whose weighted errors on the reference alternate at one level."""
    rows = [[*basis[k], (-1) ** i / weights[k]] for i, k in enumerate(reference)]
    solution = mpmath.lu_solve(mpmath.matrix(rows), mpmath.matrix([wanted[k] for k in reference]))
    return list(solution[:-1]), solution[len(rows) - 1]


def _exchanged(errors: Sequence[mpmath.mpf], count: int) -> list[int]:
    """The places of the largest errors of alternating sign."""
    peaks: list[int] = []
    for place, error in enumerate(errors):
        if peaks and (errors[peaks[-1]] > 0) == (error > 0):
            if abs(error) > abs(errors[peaks[-1]]):
                peaks[-1] = place
        else:
            peaks.append(place)
    if len(peaks) < count:
        raise NotAlternating(f"{len(peaks)} alternations of the error, {count} are needed")
    while len(peaks) > count:
        peaks = peaks[1:] if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else peaks[:-1]
    return peaks
