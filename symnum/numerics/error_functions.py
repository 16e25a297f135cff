"""Errors as functions that can be bounded over an interval: |program − reference|, weighted.

Taylor's theorem, with its remainder enclosed in ball arithmetic over a whole piece, bounds the
error there. A program of + − × ÷ is tried as it is written and as a reduced fraction, which has
values at removable singularities too.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

from flint import arb, arb_series, ctx

from symnum.errors import InputError
from symnum.numerics.functions import (
    Function,
    ProgramFunction,
    ball_over,
    function_of,
    require_univariate,
)
from symnum.numerics.rational import RationalForm, rational_form
from symnum.numerics.tape import ball
from symnum.program import Program
from symnum.terms.exact import Exact

TAYLOR_TERMS = 6


class ErrorFunction(Protocol):
    """A nonnegative function on an interval of which the maximum is wanted."""

    low: Exact
    high: Exact
    bits: int
    removable: tuple[Exact | str, ...]
    enclosure: str
    """How pieces are bounded."""

    def at(self, point: Exact) -> arb | None:
        """The error at a number, an enclosure from below at least; ``None`` without a value."""

    def scale(self, point: Exact) -> arb:
        """The size of the values compared there, in the units of the error."""

    def upper(self, a: Exact, b: Exact) -> arb | None:
        """A bound on the error over [a, b]."""

    def is_final(self, a: Exact, b: Exact) -> bool:
        """Whether the bound over [a, b] has to do, since smaller pieces would not have better."""

    def further_points(self) -> tuple[Exact, ...]:
        """Where else the error may be large."""


class AbsoluteError:
    """|program − reference|."""

    def __init__(self, program: Program, reference: Any, low: Exact, high: Exact) -> None:
        require_univariate(program, "program")
        if not low < high:
            raise InputError(f"[{low}, {high}] is not an interval: low must be below high")
        self.program = ProgramFunction(program)
        self.reference: Function = function_of(reference)
        self.low, self.high, self.bits = low, high, 128
        self.rational: RationalForm | None = rational_form(program)
        self.removable: tuple[Exact | str, ...] = (
            self.rational.removable(low, high) if self.rational else ()
        )
        series = self.reference.has_series
        self.enclosure = "interval-certified" + ("" if series else ", plain enclosures")

    def at(self, point: Exact) -> arb | None:
        """As :class:`ErrorFunction` asks; at removable singularities by the reduced fraction."""
        computed, true = self.values(point)
        if computed is None or true is None:
            return None
        with ctx.workprec(self.bits):
            return self.weighted(abs(computed - true), point, true)

    def values(self, point: Exact) -> tuple[arb | None, arb | None]:
        """What the program and the reference have at a number."""
        computed, true = (f.value(point, self.bits) for f in (self.program, self.reference))
        if not isinstance(computed, arb) and self.rational and point in self.removable:
            with ctx.workprec(self.bits):
                computed = self.rational.at(point)
        return (
            computed if isinstance(computed, arb) else None,
            true if isinstance(true, arb) else None,
        )

    def scale(self, point: Exact) -> arb:
        """The size of the reference, in the units of the error."""
        true = self.reference.value(point, self.bits)
        if not isinstance(true, arb):
            return arb(0)
        with ctx.workprec(self.bits):
            return self.weighted(abs(true), point, true) or arb(0)

    def weighted(self, size: arb, point: Exact | arb, true: arb) -> arb | None:
        """A difference at a point, or over a ball, in the units of the error."""
        return size

    def is_final(self, a: Exact, b: Exact) -> bool:
        """Never: smaller pieces have better bounds."""
        return False

    def further_points(self) -> tuple[Exact, ...]:
        """None."""
        return ()

    def upper(self, a: Exact, b: Exact) -> arb | None:
        """The better of Taylor's bounds for both forms of the program, or a plain enclosure."""
        best: arb | None = None
        for form in (self.program, self.rational):
            if form is not None and (found := self.taylor_bound(form, a, b)) is not None:
                best = smaller(best, found)
        return self.plain_bound(a, b) if best is None else best

    def taylor_bound(self, form: ProgramFunction | RationalForm, a: Exact, b: Exact) -> arb | None:
        """By Taylor's theorem about the midpoint."""
        with ctx.workprec(self.bits):
            middle = self.model(form, ball(Fraction(a + b) / 2))
            whole = None if middle is None else self.model(form, ball(a).union(ball(b)))
            if middle is None or whole is None:
                return None
            return remainder_bound(middle, whole, ball(Fraction(b - a) / 2))

    def model(self, form: ProgramFunction | RationalForm, at: arb) -> Any:
        """The error's Taylor coefficients over a ball, by one form of the program."""
        argument = arb_series([at, 1], TAYLOR_TERMS + 1)
        pair = self.series(form, argument, TAYLOR_TERMS + 1)
        return None if pair is None else self.weighted_series(pair[0], pair[1], argument)

    def series(
        self, form: ProgramFunction | RationalForm, argument: arb_series, terms: int
    ) -> tuple[arb_series, arb_series] | None:
        """The Taylor coefficients of the difference and of the reference."""
        kept, ctx.cap = ctx.cap, terms
        try:
            true = self.reference.series(argument, terms, self.bits)
            found = None if true is None else series_of(form, argument, terms, self.bits)
            return None if true is None or found is None else (found - true, true)
        finally:
            ctx.cap = kept

    def weighted_series(
        self, difference: arb_series, true: arb_series, argument: arb_series
    ) -> arb_series | None:
        """A difference as a series, in the units of the error."""
        return difference

    def plain_bound(self, a: Exact, b: Exact) -> arb | None:
        """Plain ball arithmetic, for pieces with a kink or at the edge of a domain."""
        for keeps_upper in (False, True):
            with ctx.workprec(self.bits):
                whole = ball_over(a, b, keeps_upper=keeps_upper)
                first, second = (f.value(whole, self.bits) for f in (self.program, self.reference))
                if isinstance(first, arb) and isinstance(second, arb):
                    found = self.weighted_over(abs(first - second), whole, second)
                    return found.upper() if found is not None and found.is_finite() else None
        return None

    def weighted_over(self, size: arb, whole: arb, true: arb) -> arb | None:
        """A difference over a ball, in the units of the error."""
        return self.weighted(size, whole, true)


def series_of(
    form: ProgramFunction | RationalForm, argument: arb_series, terms: int, bits: int
) -> arb_series | None:
    """The Taylor coefficients of one form of a program."""
    if isinstance(form, RationalForm):
        return form.series(argument)
    return form.series(argument, terms, bits)


class ScaledError(AbsoluteError):
    """|program − reference| in a fixed unit."""

    def __init__(
        self, program: Program, reference: Any, low: Exact, high: Exact, unit: Fraction
    ) -> None:
        super().__init__(program, reference, low, high)
        self.factor = 1 / unit

    def weighted(self, size: arb, point: Exact | arb, true: arb) -> arb | None:
        """The difference times the weight."""
        return size * ball(self.factor)

    def weighted_series(
        self, difference: arb_series, true: arb_series, argument: arb_series
    ) -> arb_series | None:
        """The product of two series."""
        return difference * ball(self.factor)


class WeightedError(AbsoluteError):
    """|weight · (program − reference)|."""

    def __init__(
        self, program: Program, reference: Any, low: Exact, high: Exact, weight: Any
    ) -> None:
        super().__init__(program, reference, low, high)
        self.weight = function_of(weight)

    def weighted(self, size: arb, point: Exact | arb, true: arb) -> arb | None:
        """The difference times the weight."""
        value = self.weight.value(point, self.bits)
        return size * abs(value) if isinstance(value, arb) else None

    def weighted_series(
        self, difference: arb_series, true: arb_series, argument: arb_series
    ) -> arb_series | None:
        """The product of two series."""
        kept, ctx.cap = ctx.cap, TAYLOR_TERMS + 1
        try:
            weight = self.weight.series(argument, TAYLOR_TERMS + 1, self.bits)
            return None if weight is None else difference * weight
        finally:
            ctx.cap = kept


def remainder_bound(middle: arb_series, whole: arb_series, radius: arb) -> arb | None:
    """A bound on |f| within ``radius`` of a point, from f's coefficients there and all around."""
    total = abs(whole[TAYLOR_TERMS])
    for k in reversed(range(TAYLOR_TERMS)):
        total = total * radius + abs(middle[k])
    return total.upper() if total.is_finite() else None


def larger(first: arb, second: arb) -> arb:
    """The larger of two exact balls."""
    return second if second > first else first


def smaller(first: arb | None, second: arb) -> arb:
    """The smaller of two exact balls, of which the first may be missing."""
    return second if first is None or second < first else first
