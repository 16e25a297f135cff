"""Laurent expansions of terms: power series arithmetic bottom-up, without differentiation.

A value is ``t^v`` times a power series in t. Near a finite point ``x = point ± t^r``, near infinity
``x = ±1/t^r``; r is more than 1 where roots demand it (Puiseux), and then t is positive.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from symnum.calculus.kernels import Irrational, Kernel
from symnum.calculus.no_expansion import Imprecise, NoExpansion, NoValues, Ramified
from symnum.calculus.power_series import inverse, times
from symnum.calculus.signs import Undecided, sign_of
from symnum.calculus.special_values import simplified
from symnum.ops import COS, COSH, EXP, LOG, POW, SIN, SINH, Operator
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.ring import ONE, ZERO, build, power
from symnum.terms.traversal import free_symbols


class Laurent(NamedTuple):
    """``t^valuation · series``; the series may begin with zeros."""

    valuation: int
    series: Any

    @property
    def order(self) -> int:
        """The first exponent that is not known."""
        return self.valuation + int(self.series.prec)


class Arithmetic:
    """Laurent series over a kernel.

    Args:
        kernel: Where the coefficients live.
        prec: How many coefficients constants and the variable have.
        positive: Whether t is known to be positive, so that its roots and size may be taken.
        logarithm_of_t: A term that stands for log(t), where that is allowed as a coefficient.
    """

    def __init__(
        self, kernel: Kernel, prec: int, positive: bool, logarithm_of_t: Canonical | None = None
    ) -> None:
        self.kernel, self.prec, self.positive = kernel, prec, positive
        self.logarithm_of_t = logarithm_of_t
        self.conditions: dict[Canonical, None] = {}

    def constant(self, term: Canonical) -> Laurent:
        """A term that does not depend on t."""
        return Laurent(0, self.kernel.series([term], self.prec))

    def monomial(self, coefficient: Canonical, exponent: int) -> Laurent:
        """``coefficient · t^exponent``."""
        return Laurent(exponent, self.kernel.series([coefficient], self.prec))

    def add(self, *values: Laurent) -> Laurent:
        """The sum."""
        lowest = min(value.valuation for value in values)
        total = None
        for value in values:
            series = self.kernel.shifted(value.series, value.valuation - lowest)
            total = series if total is None else total + series
        return Laurent(lowest, total)

    def scaled(self, value: Laurent, factor: Canonical) -> Laurent:
        """Times a constant."""
        return Laurent(value.valuation, self.kernel.scaled(value.series, factor))

    def negative(self, value: Laurent) -> Laurent:
        """The opposite."""
        return Laurent(value.valuation, -value.series)

    def multiply(self, first: Laurent, second: Laurent) -> Laurent:
        """The product."""
        return Laurent(first.valuation + second.valuation, first.series * second.series)

    def leading(self, value: Laurent) -> Laurent:
        """The same value, beginning with a coefficient that is not 0.

        Raises:
            Imprecise: all coefficients known are 0.
        """
        for place in range(min(value.series.prec, value.series.length())):
            if not self.kernel.vanishes(value.series, place):
                series = self.kernel.shifted(value.series, -place)
                return Laurent(value.valuation + place, series)
        raise Imprecise

    def first(self, value: Laurent) -> Canonical:
        """The coefficient at the beginning."""
        found: Canonical = self.kernel.coefficient(value.series, 0)
        return found

    def raised(self, value: Laurent, exponent: int) -> Laurent:
        """An integer power."""
        if exponent == 1:
            return value
        if exponent == 0:
            return self.constant(ONE)
        if 0 < exponent <= 4:
            result = value
            for _ in range(exponent - 1):
                result = self.multiply(result, value)
            return result
        return self.rooted(value, CanonicalNumber(exponent))

    def rooted(self, value: Laurent, exponent: Canonical) -> Laurent:
        """A constant power.

        Raises:
            Ramified: a root of t is needed.
            NoExpansion: the base is negative near the point, or t has no such power.
        """
        valuation, series = start = self.leading(value)
        coefficient = self.first(start)
        whole = isinstance(exponent, CanonicalNumber) and isinstance(exponent.value, int)
        if not whole:
            self._demand_base(start, coefficient)
        risen = self._risen(valuation, exponent, whole)
        if whole and exponent.value < 0 and not coefficient.is_nonzero:  # type: ignore[attr-defined]
            self.conditions[coefficient] = None
        unit = self.kernel.power(self.kernel.monic(series), exponent)
        if coefficient is ONE:
            return Laurent(risen, unit)
        return Laurent(risen, self.kernel.scaled(unit, self.value(POW, coefficient, exponent)))

    def _risen(self, valuation: int, exponent: Canonical, whole: bool) -> int:
        if valuation == 0:
            return 0
        if not isinstance(exponent, CanonicalNumber):
            raise NoExpansion(f"the power {exponent!r} of what vanishes or grows is no power of x")
        risen = Fraction(valuation) * exponent.value
        if risen.denominator != 1:
            raise Ramified(risen.denominator)
        even = valuation % 2 == 0 and risen % 2 == 0
        if not (whole or self.positive or even):
            raise NoExpansion("a root of what changes sign: there are values on one side only")
        return int(risen)

    def _demand_base(self, start: Laurent, coefficient: Canonical) -> None:
        """Powers that are not integers need a base that is not negative."""
        negative = _known_sign(coefficient) == -1
        if negative and (start.valuation % 2 == 0 or self.positive):
            raise NoValues("a root or a logarithm of what is negative near the point")

    def inverse(self, value: Laurent) -> Laurent:
        """One over a value."""
        valuation, series = start = self.leading(value)
        coefficient = self.first(start)
        if not coefficient.is_nonzero:
            self.conditions[coefficient] = None
        unit = self.kernel.monic(series).inv()
        if coefficient is not ONE:
            unit = self.kernel.scaled(unit, inverse(coefficient))
        return Laurent(-valuation, unit)

    def regular(self, value: Laurent, what: str) -> tuple[Canonical, Any]:
        """The constant coefficient, and the series without it.

        Raises:
            NoExpansion: the value grows beyond bounds.
        """
        valuation, series = value
        if valuation < 0:
            for place in range(min(-valuation, series.length())):
                if not self.kernel.vanishes(series, place):
                    raise NoExpansion(f"an essential singularity: {what} of what grows beyond all "
                                      "bounds")  # fmt: skip
        series = self.kernel.shifted(series, valuation)
        if series.prec <= 0:
            raise Imprecise
        return self.kernel.coefficient(series, 0), self.kernel.without_constant(series)

    def value(self, operator: Operator, *arguments: Canonical) -> Canonical:
        """A function's value at a constant, as simple as rules make it.

        Raises:
            Irrational: coefficients are rational here, and the value is not.
        """
        made = power(*arguments) if operator is POW else build(operator, arguments)
        if self.kernel.exact and not isinstance(made, CanonicalNumber):
            raise Irrational
        return simplified(made) if all(map(_is_number, arguments)) else made

    def exponential(self, value: Laurent) -> Laurent:
        """exp."""
        constant, rest = self.regular(value, "exp")
        grown = Laurent(0, rest.exp())
        return grown if constant is ZERO else self.scaled(grown, self.value(EXP, constant))

    def logarithm(self, value: Laurent) -> Laurent:
        """log.

        Raises:
            NoExpansion: the argument vanishes, grows or is negative at the point.
        """
        valuation, series = start = self.leading(value)
        coefficient = self.first(start)
        self._demand_base(start, coefficient)
        if valuation and self.logarithm_of_t is None:
            raise NoExpansion("a logarithmic singularity: log of what vanishes or grows")
        found = Laurent(0, self.kernel.monic(series).log())
        if valuation and self.logarithm_of_t is not None:
            share = times(self.logarithm_of_t, CanonicalNumber(valuation))
            found = self.add(found, self.constant(share))
        if coefficient is ONE:
            return found
        return self.add(found, self.constant(self.value(LOG, coefficient)))

    def sine(self, value: Laurent, hyperbolic: bool) -> Laurent:
        """Sine, or the hyperbolic one."""
        constant, rest = self.regular(value, "sine")
        if constant is ZERO:
            return Laurent(0, self.kernel.odd(rest, hyperbolic))
        return self.circular(value, hyperbolic)[0]

    def circular(self, value: Laurent, hyperbolic: bool) -> tuple[Laurent, Laurent]:
        """Sine and cosine, or the hyperbolic ones."""
        odd, even = (SINH, COSH) if hyperbolic else (SIN, COS)
        constant, rest = self.regular(value, odd.name)
        pair = self.kernel.sinh_cosh(rest) if hyperbolic else self.kernel.sin_cos(rest)
        sine, cosine = (Laurent(0, series) for series in pair)
        if constant is ZERO:
            return sine, cosine
        s, c = (self.value(operator, constant) for operator in (odd, even))
        rising = self.add(self.scaled(cosine, s), self.scaled(sine, c))
        crossed = self.scaled(sine, s)
        falling = self.scaled(cosine, c)
        return rising, self.add(falling, crossed if hyperbolic else self.negative(crossed))

    def derivative(self, value: Laurent) -> Laurent:
        """By t."""
        valuation, series = value
        if valuation < 0:
            known = [self.kernel.coefficient(series, n) for n in range(series.length())]
            found = [times(c, CanonicalNumber(valuation + n)) for n, c in enumerate(known)]
            return Laurent(valuation - 1, self.kernel.series(found, series.prec))
        shifted = self.kernel.shifted(series, valuation)
        return Laurent(0, shifted.derivative())

    def integral(self, value: Laurent) -> Laurent:
        """By t, without a constant.

        Raises:
            NoExpansion: the value grows beyond bounds at the point.
        """
        constant, rest = self.regular(value, "the integral")
        whole = self.kernel.series([constant], rest.prec) + rest
        return Laurent(0, whole.integral())

    def sign(self, value: Laurent) -> int:
        """The sign near the point, on both sides or, if t is positive, on that side.

        Raises:
            Undecided: it could not be decided.
            NoExpansion: the sign changes at the point.
            Imprecise: all coefficients known are 0.
        """
        start = self.leading(value)
        found = sign_of(self.first(start))
        if start.valuation % 2 and not self.positive:
            raise NoExpansion("something changes sign at the point: a corner or a jump")
        return found


def _is_number(term: Canonical) -> bool:
    return not free_symbols(term)


def _known_sign(term: Canonical) -> int | None:
    try:
        return sign_of(term)
    except Undecided:
        return None
