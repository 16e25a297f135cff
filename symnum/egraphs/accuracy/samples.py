"""Points of a box, and how accurate a form is there."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from itertools import product

from symnum.numerics.running_errors.boxes import Piece
from symnum.numerics.running_errors.decisions import Decision
from symnum.numerics.running_errors.machine import Value, constant, exact_input, operation
from symnum.ops import Operator
from symnum.terms.plain import Number, Symbol, Term

POINTS = 12
_CORNERS = 3
"""Corners are among the points for up to so many variables."""
_SMALLEST_SHARE = 1e-12
"""Points beside 0 come so much closer to it than the farther end of their interval."""
_WORST = 80.0
"""Bits that are counted as lost where there is no bound."""

Values = tuple[Value, ...]
"""At each point the value with its error, if it has a bound."""


def sample_points(names: Sequence[str], box: Piece) -> list[dict[str, float]]:
    """Points of a box, the same for the same names and box: corners, and spread logarithmically.

    >>> sample_points(["x"], ((1.0, 4.0),))[:3]
    [{'x': 1.0}, {'x': 4.0}, {'x': 2.0}]
    """
    source = random.Random(f"{names} {box}")
    points: list[tuple[float, ...]] = []
    if len(box) <= _CORNERS:
        points += product(*((low, high) if low < high else (low,) for low, high in box))
    points.append(tuple(_within(0.5, low, high, 1) for low, high in box))
    while len(points) < POINTS + len(box):
        points.append(
            tuple(_within(source.random(), *ends, source.choice((-1, 1))) for ends in box)
        )
    return [dict(zip(names, coordinates, strict=True)) for coordinates in points]


def _within(share: float, low: float, high: float, sign: int) -> float:
    """A number of an interval: evenly by its logarithm if the ends are of one sign."""
    if low > 0 or high < 0:
        size = math.exp((1 - share) * math.log(abs(low)) + share * math.log(abs(high)))
        return min(max(math.copysign(size, low), low), high)
    end = high if (sign > 0 and high > 0) or low == 0 else low
    return end * math.pow(_SMALLEST_SHARE, 1 - share)


class Samples:
    """Evaluation of forms at sample points.

    Args:
        points: The points; all of the same names.
        ulps: Error of each operator in ULPs.
    """

    def __init__(
        self, points: Sequence[Mapping[str, float]], ulps: Mapping[Operator, float]
    ) -> None:
        self.points, self.ulps = points, ulps

    def leaf(self, leaf: Term) -> Values:
        """A number or symbol at all points."""
        if isinstance(leaf, Number):
            return (constant(leaf.value),) * len(self.points)
        if not isinstance(leaf, Symbol) or any(leaf.name not in point for point in self.points):
            return (None,) * len(self.points)
        return tuple(exact_input(point[leaf.name], point[leaf.name]) for point in self.points)

    def call(self, operator: Operator, arguments: Sequence[Values], scales: bool) -> Values:
        """An operator at all points; ``scales`` tells that it multiplies by a power of two."""
        ulps = self.ulps.get(operator)
        if ulps is None:
            return (None,) * len(self.points)
        rows = zip(*arguments, strict=True) if arguments else [()] * len(self.points)
        return tuple(operation(operator, row, ulps, exactly=scales) for row in rows)


def bits_lost(values: Values) -> tuple[float, ...]:
    """At each point the binary logarithm of the relative error in units of 2^−53, at least 0."""
    return tuple(_bits(value) for value in values)


def _bits(value: Value) -> float:
    if isinstance(value, Decision):
        return 0.0 if value.sure else _WORST
    if value is None or value.relative is None:
        return _WORST
    relative = float(value.relative)
    return min(max(math.log2(relative) + 53, 0.0), _WORST) if relative > 0 else 0.0
