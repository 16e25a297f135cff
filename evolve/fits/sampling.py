"""Functions at binary64 points, exactly enough: what fits are measured against."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from evolve.compiled import Floats
from symnum.errors import InputError
from symnum.numerics.functions import Function, function_of
from symnum.numerics.objectives import Objective, sampled_weight
from symnum.program import Program
from symnum.terms.exact import Exact

PRECISION = 160
"""Bits of ball arithmetic for references."""
_TALLEST = 64.0
"""A function that exceeds so many times its largest value is not followed any farther."""


def values_at(function: Program | Function, points: Floats) -> list[arb | None]:
    """A function of one input at binary64 points, as balls; ``None`` where it has no value."""
    evaluated = function_of(function)
    found = (evaluated.value(arb(x), PRECISION) for x in points.tolist())
    return [value if isinstance(value, arb) and value.is_finite() else None for value in found]


def ends_within(low: Exact, high: Exact) -> Floats:
    """The least and the greatest binary64 number of [low, high]."""
    first, last = float(Fraction(low)), float(Fraction(high))
    return np.array([
        first if Fraction(first) >= low else np.nextafter(first, np.inf),
        last if Fraction(last) <= high else np.nextafter(last, -np.inf),
    ])  # fmt: skip


def chebyshev_points(low: Exact, high: Exact, count: int) -> Floats:
    """Chebyshev points of the first kind on [low, high], ascending, rounded to binary64."""
    angles = (np.arange(count) + 0.5) * (np.pi / count)
    middle, radius = float(Fraction(low + high) / 2), float(Fraction(high - low) / 2)
    points: Floats = np.clip(middle - radius * np.cos(angles), *ends_within(low, high))
    return points


def sampled(function: Program | Function, points: Floats) -> Floats:
    """The function on ``points`` and what its rounding lost, shape (2, points).

    Raises:
        InputError: it has no finite value at a point.
    """
    found: list[tuple[float, float]] = []
    for x, value in zip(points.tolist(), values_at(function, points), strict=True):
        if value is None:
            raise InputError(f"function: no finite value at x = {x}, which the domain contains")
        with ctx.workprec(PRECISION):
            found.append((float(value), float(value - float(value))))
    return np.array(found).reshape(-1, 2).T.copy()


def sample(reference: Program | Function, objective: Objective, points: Floats) -> Floats:
    """Points, wanted values, what their rounding lost, and weights: shape (4, points).

    Raises:
        InputError: the function or the weight has no finite value at a point.
    """
    weights = sampled_weight(objective, reference, points)
    found: Floats = np.vstack([points, sampled(reference, points), weights])
    return found


def wide_samples(
    reference: Program | Function, low: Exact, high: Exact, narrow: Floats, doublings: int
) -> Floats:
    """Samples on wider and wider domains, each √2 times the one before.

    They have the same middle, unless the function ends or grows too large on one side: where that
    allows more than twice as many, they have the lower or the upper end in common.

    Args:
        reference: The wanted function.
        low: Lower end of the domain.
        high: Upper end.
        narrow: The sample on the domain; a point outside has the weight of the nearest inside.
        doublings: Of the domain, at most; the function may end or grow too large before that.

    Returns:
        Float64 of shape (domains, 4, points), from the widest to the domain itself; none at all
        where no wider one is possible.
    """
    found: list[Floats] = []
    for fixed in (Fraction(low + high) / 2, low, high):
        wider = list(_widened(reference, float(Fraction(fixed)), narrow, 2 * doublings))
        if len(wider) > 2 * len(found):
            found = wider
    whole = [*found[::-1], narrow] if found else []
    return np.array(whole).reshape(-1, 4, narrow.shape[1])


def _widened(
    reference: Program | Function, fixed: float, narrow: Floats, steps: int
) -> Iterator[Floats]:
    """Samples on domains √2, 2, … times as wide about a fixed point, as far as is possible."""
    points, values, _, weights = narrow
    tallest = _TALLEST * np.abs(values).max()
    for step in range(1, steps + 1):
        spread = fixed + (points - fixed) * 2.0 ** (step / 2)
        wanted = values_at(reference, spread)
        if any(value is None or abs(float(value)) > tallest for value in wanted):
            return
        near = np.interp(spread, points, weights)
        yield np.vstack([spread, np.array(wanted, float), np.zeros(len(points)), near])
