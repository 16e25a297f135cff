"""Values of a function on grids, precise enough for approximants of any accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
import numpy.typing as npt
from flint import arb, arb_series, ctx

from evolve.baselines.basis import BITS
from symnum.errors import InputError
from symnum.numerics.functions import Function
from symnum.numerics.tape import Ball, ball
from symnum.terms.exact import Exact

Floats = npt.NDArray[np.float64]


class Weight(Protocol):
    """From points and the function's values there to weights ≥ 0 of the error."""

    def __call__(self, points: Floats, values: Sequence[arb]) -> Floats:
        """One weight for each point."""


def unweighted(points: Floats, values: Sequence[arb]) -> Floats:
    """The weight of absolute errors."""
    return np.ones(len(points))


@dataclass(frozen=True)
class HalvedArgument:
    """The function x ↦ f(x/2^halvings), whose value squared so many times is that of f."""

    function: Function
    halvings: int

    @property
    def name(self) -> str:
        """That of the function."""
        return self.function.name

    @property
    def has_series(self) -> bool:
        """As the function."""
        return self.function.has_series

    def value(self, point: Exact | arb, bits: int) -> Ball:
        """The function at a part of the point."""
        with ctx.workprec(bits):
            return self.function.value(ball(point) / 2**self.halvings, bits)

    def series(self, argument: arb_series, terms: int, bits: int) -> arb_series | None:
        """The function's series at a part of the argument."""
        with ctx.workprec(bits):
            return self.function.series(argument / 2**self.halvings, terms, bits)


def chebyshev_grid(low: Exact, high: Exact, count: int) -> Floats:
    """Extrema of a Chebyshev polynomial on [low, high], both ends included, in binary64."""
    first, last = float(Fraction(low)), float(Fraction(high))
    first = first if Fraction(first) >= low else float(np.nextafter(first, np.inf))
    last = last if Fraction(last) <= high else float(np.nextafter(last, -np.inf))
    unit = (1 - np.cos(np.arange(count) * (np.pi / (count - 1)))) / 2
    return np.unique(np.clip(first + (last - first) * unit, first, last))


def values_on(function: Function, points: Floats) -> list[arb]:
    """The function at binary64 points.

    Raises:
        InputError: it has no finite value at one of them.
    """
    found = []
    for point in points.tolist():
        value = function.value(arb(point), BITS)
        if not isinstance(value, arb) or not value.is_finite():
            raise InputError(f"function: no finite value at x = {point}, which the domain contains")
        found.append(value.mid())
    return found
