"""Relative errors, and errors in units in the last place, as functions that can be bounded.

Where the reference is 0 and the program too, the relative error is a quotient with a removable
singularity. It is divided out of Taylor models: if g vanishes at z to order m, then coefficient
k + m of g over an interval that contains z encloses coefficient k of g(x)/(x − z)^m there.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx, fmpq_poly

from symnum.numerics.error_functions import (
    TAYLOR_TERMS,
    AbsoluteError,
    remainder_bound,
    smaller,
)
from symnum.numerics.functions import ProgramFunction, ball_over
from symnum.numerics.rational import NotCertified, RationalForm, fmpq_of
from symnum.numerics.tape import ball
from symnum.numerics.ulp import Format
from symnum.numerics.zeros import Zero, leading_zeros, zeros_of
from symnum.program import Program
from symnum.terms.exact import Exact

_FINEST = 2**24
"""Pieces smaller by this than the interval are not cut for the sake of a unit in the last place."""
_BISECTIONS = 32


class RelativeError(AbsoluteError):
    """|program − reference| / |reference|.

    Raises:
        NotCertified: the reference has a zero where the program does not vanish to the same order,
            or one that is not known exactly.
    """

    def __init__(self, program: Program, reference: Any, low: Exact, high: Exact) -> None:
        super().__init__(program, reference, low, high)
        self.zeros = zeros_of(self.reference, low, high)
        for zero in self.zeros:
            if not self.vanishes(zero):
                raise NotCertified(
                    f"the relative error has no bound: at x = {zero.point} the reference vanishes "
                    f"to order {zero.order} and the program does not"
                )

    def vanishes(self, zero: Zero) -> bool:
        """Whether the program is exactly 0 there, to the same order at least."""
        if self.rational is not None:
            root = fmpq_poly([-fmpq_of(zero.point), 1])
            return bool((self.rational.numerator % root**zero.order).is_zero())
        return leading_zeros(self.program, zero.point, zero.order) == zero.order

    def weighted(self, size: arb, point: Exact | arb, true: arb) -> arb | None:
        """The quotient, where the reference is not 0."""
        return None if true.contains(0) else size / abs(true)

    def weighted_series(
        self, difference: arb_series, true: arb_series, argument: arb_series
    ) -> arb_series | None:
        """The quotient of two series."""
        return None if true[0].contains(0) else difference / true

    def taylor_bound(self, form: ProgramFunction | RationalForm, a: Exact, b: Exact) -> arb | None:
        """As for absolute errors; close to a zero with the zero divided out."""
        zero = self.zero_near(a, b)
        if zero is None:
            return super().taylor_bound(form, a, b)
        half = Fraction(a + b) / 2
        with ctx.workprec(self.bits):
            at_zero = zero if half == zero.point else None
            middle = self.divided(form, ball(half), at_zero)
            whole = self.divided(form, ball_over(a, b).union(ball(zero.point)), zero)
            if middle is None or whole is None:
                return None
            return remainder_bound(middle, whole, ball(Fraction(b - a) / 2))

    def zero_near(self, a: Exact, b: Exact) -> Zero | None:
        """A zero at most two lengths away."""
        reach = 2 * (b - a)
        return next((z for z in self.zeros if a - reach <= z.point <= b + reach), None)

    def divided(
        self, form: ProgramFunction | RationalForm, at: arb, zero: Zero | None
    ) -> arb_series | None:
        """The quotient's series over a ball, which contains the zero if there is one."""
        order = 0 if zero is None else zero.order
        terms = TAYLOR_TERMS + 1 + order
        argument = arb_series([at, 1], terms)
        pair = self.series(form, argument, terms)
        if pair is None:
            return None
        kept, ctx.cap = ctx.cap, TAYLOR_TERMS + 1
        try:
            above, below = (
                arb_series([s[k + order] for k in range(TAYLOR_TERMS + 1)]) for s in pair
            )
            return None if below[0].contains(0) else above / below
        finally:
            ctx.cap = kept


class UlpError(AbsoluteError):
    """|program − reference| in units in the last place of the reference's value.

    Over a piece the smallest unit counts that the reference may have there. Close to zeros of the
    reference, u units are at most 2^p times the relative error, for p bits of precision.
    """

    def __init__(
        self, program: Program, reference: Any, low: Exact, high: Exact, number_format: Format
    ) -> None:
        super().__init__(program, reference, low, high)
        self.format = number_format
        self.relative = RelativeError(program, reference, low, high)
        self.narrow = Fraction(high - low) / _FINEST

    def weighted(self, size: arb, point: Exact | arb, true: arb) -> arb | None:
        """In the largest unit that the value may have: a bound from below."""
        if true.is_zero():
            return arb(0) if size.is_zero() else None
        return size / ball(self.format.unit(_exponent(abs(true).upper())))

    def upper(self, a: Exact, b: Exact) -> arb | None:
        """The better of the bounds by the smallest unit and by the relative error.

        Where the error is about proportional to the value, as close to zeros, the second is better
        on pieces that cross a power of 2.
        """
        self.relative.bits = self.bits
        best, (least, greatest) = None, self.exponents(a, b)
        if least is not None and (plain := super().upper(a, b)) is not None:
            with ctx.workprec(self.bits):
                best = (plain / ball(self.format.unit(least))).upper()
        if least != greatest or self.relative.zero_near(a, b) is not None:
            relative = self.relative.upper(a, b)
            if relative is not None:
                best = smaller(best, relative * arb(2) ** self.format.precision)
        return best

    def weighted_over(self, size: arb, whole: arb, true: arb) -> arb | None:
        """The difference as it is; :meth:`upper` brings in the unit."""
        return size

    def exponents(self, a: Exact, b: Exact) -> tuple[int | None, int | None]:
        """Those of the smallest and the largest value over [a, b]; ``None`` if 0 may be one."""
        whole = self.reference.value(ball_over(a, b), self.bits)
        if not isinstance(whole, arb) or whole.contains(0):
            return None, 0
        least, greatest = _exponent(abs(whole).abs_lower()), _exponent(abs(whole).upper())
        if least != greatest and self.is_monotonic(a, b):
            ends = [self.reference.value(end, self.bits) for end in (a, b)]
            sizes = [_exponent(abs(end).abs_lower()) for end in ends if isinstance(end, arb)]
            least = min(sizes) if len(sizes) == 2 else least
        return least, greatest

    def is_monotonic(self, a: Exact, b: Exact) -> bool:
        """Whether the reference certainly rises or certainly falls over [a, b]."""
        with ctx.workprec(self.bits):
            argument = arb_series([ball_over(a, b), 1], 2)
            series = self.reference.series(argument, 2, self.bits)
            return series is not None and not series[1].contains(0)

    def is_final(self, a: Exact, b: Exact) -> bool:
        """Where the reference crosses a power of 2, pieces need not get ever smaller."""
        return b - a <= self.narrow

    def further_points(self) -> tuple[Exact, ...]:
        """Points close to each zero where values are just below a power of 2: errors in units,
        which repeat from one power to the next there, are largest at those."""
        found = []
        for zero in self.relative.zeros:
            for side in (-1, 1):
                near = zero.point + side * self.narrow
                if self.low <= near <= self.high:
                    found += self.below_power(zero.point, near)
        return tuple(found)

    def below_power(self, zero: Exact, near: Exact) -> list[Exact]:
        """A point between a zero and a point near it, found by bisection."""
        value = self.reference.value(near, self.bits)
        if not isinstance(value, arb) or value.contains(0):
            return []
        power = arb(2) ** _exponent(abs(value).abs_lower())
        inner, outer = zero, near
        for _ in range(_BISECTIONS):
            middle = Fraction(inner + outer) / 2
            value = self.reference.value(middle, self.bits)
            if isinstance(value, arb) and abs(value) < power:
                inner = middle
            else:
                outer = middle
        return [inner]


def _exponent(value: arb) -> int:
    """e with 2^e ≤ value < 2^(e + 1), for an exact ball above 0."""
    mantissa, exponent = value.man_exp()
    return int(exponent) + int(mantissa).bit_length() - 1
