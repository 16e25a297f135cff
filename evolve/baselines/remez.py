"""Minimax approximation by Remez' exchange, for polynomials and quotients, with weights.

For a reference of as many points as there are unknowns, Newton's method finds the approximant
whose weighted errors there are E, −E, E, …; then the points move to the extrema of the error, until
none of them is above |E| (E. W. Cheney, Introduction to Approximation Theory, 1966, chapters 3
and 5). All in arithmetic of hundreds of bits, so that monomials do as a basis.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from flint import arb, arb_mat, ctx

from evolve.baselines.basis import BITS, Approximant, Basis
from evolve.baselines.sampling import Floats, Weight, chebyshev_grid, unweighted, values_on
from symnum.errors import InputError
from symnum.numerics.functions import Function
from symnum.terms.exact import Exact

_GRID_PER_UNKNOWN = 24
_EXCHANGES = 40
_NEWTON_STEPS = 30
_LEVEL = 1e-4
"""How far above |E| the largest error may be, relatively."""
_NOTHING = 2.0**-150
"""Errors that are smaller than the values by this factor are rounding: the function is met."""


def remez(
    function: Function, low: Exact, high: Exact, above: int, below: int = 0,
    *, basis: Basis | None = None, weight: Weight = unweighted,
) -> Approximant:  # fmt: skip
    """The approximant of least maximum weighted error.

    Args:
        function: What is approximated.
        low: Left end of the interval; ``high`` the right end.
        above: Degree of the numerator in u; ``below`` that of the denominator.
        basis: What the coefficients belong to; powers of x if not given.
        weight: The weight of errors.

    Raises:
        InputError: the function has no value somewhere, or there is no such approximant whose error
            alternates (as for an even function with an odd degree on a symmetric interval).
    """
    with ctx.workprec(BITS):
        exchange = _Exchange(function, (low, high), above, below, basis or Basis(), weight)
        exchange.run()
        exchange.refine()
        exchange.run()
        return Approximant(exchange.basis, tuple(exchange.numerator), tuple(exchange.denominator))


class _Exchange:
    def __init__(
        self, function: Function, ends: tuple[Exact, Exact], above: int, below: int, basis: Basis,
        weight: Weight,
    ) -> None:  # fmt: skip
        self.function, self.basis, self.weight = function, basis, weight
        self.above, self.below = above, below
        self.needed = above + below + 2
        self.sample(chebyshev_grid(*ends, _GRID_PER_UNKNOWN * self.needed))
        self.numerator, self.denominator = self.interpolant()

    def sample(self, points: Floats) -> None:
        values = values_on(self.function, points)
        weights = self.weight(points, values)
        kept = np.flatnonzero(weights > 0).tolist()
        self.points, self.weights = points[kept], weights[kept]
        self.values = [values[k] for k in kept]
        sizes = np.array([abs(float(value)) for value in self.values])
        self.negligible = float((self.weights * sizes).max()) * _NOTHING
        nodes = [arb(p) for p in self.points.tolist()]
        self.us = [self.basis.variable(node).mid() for node in nodes]
        self.factors = [self.basis.factor(node).mid() for node in nodes]

    def interpolant(self) -> tuple[list[arb], list[arb]]:
        """The quotient that agrees with the function between the extrema of a Chebyshev error."""
        count = self.needed - 1
        places = ((np.arange(count) + 0.5) * (len(self.points) / count)).astype(int).tolist()
        rows = [self.row(k, -self.values[k]) for k in places]
        right = arb_mat([[self.values[k] * self.us[k] ** self.below] for k in places])
        found = _solved([row[:-1] for row in rows], right)
        return found[: self.above + 1], [*found[self.above + 1 :], arb(1)]

    def row(self, place: int, scale: arb) -> list[arb]:
        """Powers of u for the numerator, then ``scale`` times those for the monic denominator."""
        u, factor = self.us[place], self.factors[place]
        return [factor * u**k for k in range(self.above + 1)] + [
            scale * u**k for k in range(self.below + 1)
        ]

    def parts(self, place: int) -> tuple[arb, arb]:
        """Numerator and denominator at a point of the grid."""
        u = self.us[place]
        return self.factors[place] * _horner(self.numerator, u), _horner(self.denominator, u)

    def errors(self) -> Floats:
        """The weighted errors on the grid.

        Raises:
            InputError: the denominator changes its sign.
        """
        pairs = [self.parts(place) for place in range(len(self.points))]
        if len({bool(below > 0) for _, below in pairs}) > 1:
            raise InputError(f"no quotient of degrees {self.above} and {self.below} without a pole "
                             "was found")  # fmt: skip
        differences: Floats = np.array([
            float(above / below - value)
            for (above, below), value in zip(pairs, self.values, strict=True)
        ])  # fmt: skip
        return np.multiply(self.weights, differences)

    def run(self) -> None:
        """Exchange points until the errors are level."""
        for _ in range(_EXCHANGES):
            errors = self.errors()
            if np.abs(errors).max() <= self.negligible:
                return
            places = alternation(errors, self.needed)
            if places is None:
                raise InputError(f"the error of degrees {self.above} and {self.below} does not "
                                 f"alternate {self.needed} times")  # fmt: skip
            if np.abs(errors).max() <= (1 + _LEVEL) * np.abs(errors[places]).min():
                return
            self.level(places, errors)
        raise InputError(
            f"the exchange for degrees {self.above} and {self.below} does not come to an end"
        )

    def level(self, places: Sequence[int], errors: Floats) -> None:
        """Newton's method for numerator − (f ± E/weight)·denominator = 0 on the reference."""
        signs = [1 if errors[k] > 0 else -1 for k in places]
        shares = [arb(s) / arb(float(self.weights[k])) for s, k in zip(signs, places, strict=True)]
        level = arb(float(np.abs(errors[list(places)]).mean()))
        for _ in range(_NEWTON_STEPS):
            rows, right = [], []
            for place, share in zip(places, shares, strict=True):
                wanted = self.values[place] + share * level
                top, bottom = self.parts(place)
                rows.append([*self.row(place, -wanted)[:-1], -share * bottom])
                right.append([wanted * bottom - top])
            step = _solved(rows, arb_mat(right))
            self.numerator = _sum(self.numerator, step[: self.above + 1])
            self.denominator = [*_sum(self.denominator[:-1], step[self.above + 1 : -1]), arb(1)]
            level = (level + step[-1]).mid()
            if abs(step[-1]) <= abs(level) * arb(2) ** -60:
                return

    def refine(self) -> None:
        """A finer grid around the extrema of the error."""
        places = alternation(self.errors(), self.needed) or []
        finer = [self.points]
        for place in places:
            around = self.points[max(0, place - 1) : place + 2]
            finer.append(np.linspace(around[0], around[-1], 2 * _GRID_PER_UNKNOWN + 1))
        self.sample(np.unique(np.concatenate(finer)))


def alternation(errors: Floats, count: int) -> list[int] | None:
    """The places of ``count`` extrema of alternating sign, the largest among them.

    Returns:
        ``None`` if the errors change their sign too rarely.
    """
    nonzero = np.flatnonzero(errors)
    if not len(nonzero):
        return None
    changes = np.flatnonzero(np.diff(np.sign(errors[nonzero]))) + 1
    runs = np.split(nonzero, changes)
    peaks = [int(run[np.argmax(np.abs(errors[run]))]) for run in runs]
    while len(peaks) > count:
        weaker_end = 0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1
        peaks.pop(weaker_end)
    return peaks if len(peaks) == count else None


def _horner(coefficients: Sequence[arb], u: arb) -> arb:
    value = arb(0)
    for coefficient in reversed(coefficients):
        value = value * u + coefficient
    return value


def _sum(first: Sequence[arb], second: Sequence[arb]) -> list[arb]:
    return [(a + b).mid() for a, b in zip(first, second, strict=True)]


def _solved(rows: list[list[arb]], right: arb_mat) -> list[arb]:
    """The solution of a linear system, its balls' middles.

    Raises:
        InputError: the system is singular.
    """
    try:
        solution = arb_mat(rows).solve(right)
    except ZeroDivisionError:
        raise InputError("no best approximant of these degrees was found: its coefficients are "
                         "not determined") from None  # fmt: skip
    return [row[0].mid() for row in solution.tolist()]
