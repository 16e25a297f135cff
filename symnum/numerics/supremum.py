"""Certified maximum errors: a rigorous bound on |program − reference| over an interval.

The interval is cut up until Taylor's theorem, with its remainder enclosed over each piece in ball
arithmetic, bounds the error of every piece closely enough. Nothing is sampled but the lower bound
that says when to stop.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from symnum.numerics.error_functions import AbsoluteError, ErrorFunction, larger
from symnum.numerics.functions import as_reference
from symnum.numerics.rational import NotCertified
from symnum.program import Program
from symnum.terms.exact import Exact

__all__ = ["ErrorBound", "NotCertified", "as_reference", "certify_claim", "supremum_error"]

MOST_SUBINTERVALS = 50_000
SAMPLES = 65


@dataclass(frozen=True)
class ErrorBound:
    """A proved bound on the largest error over an interval.

    Args:
        bound: Upper bound, rounded up.
        kind: How it was obtained.
        subintervals: Pieces that the interval was cut into.
        removable: Points where the program as written divides by zero; there the bound is on the
            error of its limit. Irrational ones as decimal digits.
        lower: Proved lower bound, rounded down: the largest error at a sampled point.
    """

    bound: float
    kind: str
    subintervals: int
    removable: tuple[Exact | str, ...]
    lower: float


def supremum_error(
    program: Program, reference: Any, low: Exact, high: Exact, *, gap: float = 0.02
) -> ErrorBound:
    """A rigorous bound on max |program − reference| over [low, high].

    Args:
        program: One input, one output; exact arithmetic is meant.
        reference: A program, an operator of the table, a term with one symbol, or a callable on
            balls (:mod:`symnum.numerics.functions`).
        low: Left end of the interval; ``high`` the right end.
        gap: How far above the largest sampled error the bound may be, relatively.

    Raises:
        NotCertified: a pole, a point where a side is undefined or not smooth enough, or too many
            subintervals.
        InputError: a program or reference of more than one input or output, or no interval.

    >>> from symnum.lowering import lower
    >>> from symnum.ops import EXP2
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> found = supremum_error(lower([x + 1]), EXP2, 0, 1)
    >>> 0.0860 < found.lower < found.bound < 0.0878
    True
    """
    return largest(AbsoluteError(program, reference, low, high), gap=gap)


def certify_claim(
    program: Program, reference: Any, low: Exact, high: Exact, claim: float
) -> ErrorBound:
    """Prove that |program − reference| ≤ claim over [low, high].

    Raises:
        NotCertified: the claim is wrong (the message names a point), or too tight to prove.
        InputError: as :func:`supremum_error`.
    """
    return largest(AbsoluteError(program, reference, low, high), claim=claim)


def largest(error: ErrorFunction, *, gap: float = 0.0, claim: float | None = None) -> ErrorBound:
    """The maximum of an error function, up to ``gap``, or shown to be at most ``claim``.

    Raises:
        NotCertified: as :func:`supremum_error` and :func:`certify_claim`.
    """
    cover = _Covering(error, claim, gap)
    kept = ctx.prec
    try:
        return cover.result()
    finally:
        ctx.prec = kept


class _Covering:
    """Bisection until every piece is below the goal; midpoints raise the lower bound."""

    def __init__(self, error: ErrorFunction, claim: float | None, gap: float) -> None:
        self.error, self.claim, self.gap = error, claim, gap
        self.lower, self.worst = arb(0), error.low
        self.bound, self.pieces = arb(0), 0

    def result(self) -> ErrorBound:
        floor = self.sampled()
        ctx.prec = self.error.bits
        stretch = arb(1) + arb(self.gap)
        stack: list[tuple[Exact, Exact]] = [(self.error.low, self.error.high)]
        while stack:
            a, b = stack.pop()
            half = Fraction(a + b) / 2
            self.raise_lower(half)
            if self.claim is not None and self.lower > self.claim:
                raise NotCertified(f"the error exceeds {self.claim} at x = {float(self.worst)}")
            goal = larger(self.lower * stretch, floor) if self.claim is None else arb(self.claim)
            upper = self.error.upper(a, b)
            if upper is not None and (upper <= goal or self.has_to_do(a, b)):
                self.bound, self.pieces = larger(self.bound, upper), self.pieces + 1
            elif self.pieces + len(stack) > MOST_SUBINTERVALS or _too_narrow(a, b):
                raise NotCertified(_failure(a, b, upper))
            else:
                stack += [(half, b), (a, half)]
        return ErrorBound(
            rounded_up(self.bound),
            self.error.enclosure,
            self.pieces,
            self.error.removable,
            max(0.0, -rounded_up(-self.lower)),
        )

    def has_to_do(self, a: Exact, b: Exact) -> bool:
        return self.claim is None and self.error.is_final(a, b)

    def raise_lower(self, point: Exact) -> None:
        """The lower bound with the error at one more point; where it is attained is kept."""
        value = self.error.at(point)
        if value is not None and value.lower() > self.lower:
            self.lower, self.worst = value.lower(), point

    def sampled(self) -> arb:
        """The size below which errors count as none, once the lower bound has been sampled.

        The precision goes up if the error is too small for it.
        """
        span = Fraction(self.error.high) - self.error.low
        points: list[Exact] = [self.error.low + span * k / (SAMPLES - 1) for k in range(SAMPLES)]
        points += self.error.further_points()
        floor = self._sample(points)
        if self.lower < floor:
            self.error.bits = 512
            floor = self._sample(points)
        return floor

    def _sample(self, points: Iterable[Exact]) -> arb:
        ctx.prec, scale = self.error.bits, arb(2) ** -64
        for point in points:
            self.raise_lower(point)
            scale = larger(scale, self.error.scale(point).upper())
        return scale * arb(2) ** -(3 * self.error.bits // 4)


def _failure(a: Exact, b: Exact, upper: arb | None) -> str:
    place = f"near x = {float(a)}"
    if upper is None:
        return f"the program or the reference has no value or no derivatives {place}"
    return f"the error cannot be bounded closely enough {place}"


def _too_narrow(a: Exact, b: Exact) -> bool:
    return Fraction(b - a) < Fraction(1, 2**80)


def rounded_up(value: arb) -> float:
    """The smallest float that is not below the ball."""
    upper = value.upper()
    result = float(upper)
    while math.isfinite(result) and not arb(fmpq(*result.as_integer_ratio())) >= upper:
        result = math.nextafter(result, math.inf)
    return result


def shown_bound(bound: float) -> str:
    """A bound with four digits, rounded up.

    >>> shown_bound(1.00001)
    '1.001e+0'
    """
    digits = Context(prec=4, rounding=ROUND_CEILING).create_decimal_from_float(bound)
    return f"{digits:.3e}"
