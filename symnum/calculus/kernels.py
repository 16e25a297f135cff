"""Where coefficients of series live: the rationals (FLINT's ``fmpq_series``), or terms."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_series

from symnum.algebra.generators import rational
from symnum.calculus.power_series import TermSeries, inverse, times
from symnum.calculus.signs import is_zero
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO


class Irrational(Exception):
    """A coefficient that is no rational number: the work starts again with terms."""


class RationalKernel:
    """Series over the rationals. Precondition: FLINT's cap is not below any precision used."""

    exact = True

    def series(self, coefficients: list[Canonical], prec: int) -> Any:
        """A series from its first coefficients.

        Raises:
            Irrational: one of them is not a rational number.
        """
        return fmpq_series([_flint(c) for c in coefficients], prec=prec)

    def coefficient(self, series: Any, place: int) -> Canonical:
        """A coefficient as a term."""
        return CanonicalNumber(rational(series[place]))

    def values(self, series: Any, first: int, last: int) -> list[Exact]:
        """The coefficients from one place up to before another."""
        known = [(int(c.p), int(c.q)) for c in series.coeffs()[first:last]]
        return [above if below == 1 else Fraction(above, below) for above, below in known]

    def vanishes(self, series: Any, place: int) -> bool:
        """Whether a coefficient is 0."""
        return bool(series[place] == 0)

    def shifted(self, series: Any, by: int) -> Any:
        """Times a power of t; the first coefficients are dropped if it is negative."""
        if by == 0:
            return series
        known = series.coeffs()
        moved = [fmpq(0)] * by + known if by > 0 else known[-by:]
        return fmpq_series(moved, prec=max(series.prec + by, 0))

    def scaled(self, series: Any, factor: Canonical) -> Any:
        """Times a constant.

        Raises:
            Irrational: the constant is not a rational number.
        """
        return series * _flint(factor)

    def without_constant(self, series: Any) -> Any:
        """The series without its constant coefficient."""
        return series if series[0] == 0 else series - series[0]

    def monic(self, series: Any) -> Any:
        """Divided by the constant coefficient."""
        return series if series[0] == 1 else series * (1 / series[0])

    def power(self, series: Any, exponent: Canonical) -> Any:
        """A power of a series that begins with 1."""
        value = _flint(exponent)
        if value.q == 1 and 0 < value.p < 64:
            return series ** int(value.p)
        if value == fmpq(1, 2):
            return series.sqrt()
        return (series.log() * value).exp()

    def sin_cos(self, series: Any) -> tuple[Any, Any]:
        """Sine and cosine of a series that begins with 0."""
        return series.sin(), series.cos()

    def odd(self, series: Any, hyperbolic: bool) -> Any:
        """Sine or hyperbolic sine of a series that begins with 0."""
        return series.sinh() if hyperbolic else series.sin()

    def sinh_cosh(self, series: Any) -> tuple[Any, Any]:
        """Hyperbolic sine and cosine of a series that begins with 0."""
        return series.sinh(), series.cosh()


def _flint(term: Canonical) -> fmpq:
    if not isinstance(term, CanonicalNumber):
        raise Irrational
    return fmpq(term.value.numerator, term.value.denominator)


class TermKernel:
    """Series whose coefficients are terms."""

    exact = False

    def series(self, coefficients: list[Canonical], prec: int) -> TermSeries:
        """A series from its first coefficients."""
        return TermSeries(coefficients, prec)

    def coefficient(self, series: TermSeries, place: int) -> Canonical:
        """A coefficient as a term."""
        return series[place]

    def values(self, series: TermSeries, first: int, last: int) -> list[Any]:
        """The coefficients from one place up to before another; numbers as such."""
        known = series.known[first:last]
        return [c.value if isinstance(c, CanonicalNumber) else c for c in known]

    def vanishes(self, series: TermSeries, place: int) -> bool:
        """Whether a coefficient is 0; one that is proved to be 0 is replaced by 0.

        Raises:
            Undecided: it could not be proved either way.
        """
        if not is_zero(series[place]):
            return False
        if place < len(series.known):
            series.known[place] = ZERO
        return True

    def shifted(self, series: TermSeries, by: int) -> TermSeries:
        """Times a power of t; the first coefficients are dropped if it is negative."""
        known = [*[ZERO] * by, *series.known] if by > 0 else series.known[-by:]
        return TermSeries(known, max(series.prec + by, 0))

    def scaled(self, series: TermSeries, factor: Canonical) -> TermSeries:
        """Times a constant."""
        return TermSeries([times(c, factor) for c in series.known], series.prec)

    def without_constant(self, series: TermSeries) -> TermSeries:
        """The series without its constant coefficient."""
        return TermSeries([ZERO, *series.known[1:]], series.prec)

    def monic(self, series: TermSeries) -> TermSeries:
        """Divided by the constant coefficient."""
        factor = inverse(series[0])
        rest = series.known[1:] if factor is ONE else [times(c, factor) for c in series.known[1:]]
        return TermSeries([ONE, *rest], series.prec)

    def power(self, series: TermSeries, exponent: Canonical) -> TermSeries:
        """A power of a series that begins with 1."""
        return series.power(exponent)

    def sin_cos(self, series: TermSeries) -> tuple[TermSeries, TermSeries]:
        """Sine and cosine of a series that begins with 0."""
        return series.sin_cos()

    def odd(self, series: TermSeries, hyperbolic: bool) -> TermSeries:
        """Sine or hyperbolic sine of a series that begins with 0."""
        return series.sin_cos(1 if hyperbolic else -1)[0]

    def sinh_cosh(self, series: TermSeries) -> tuple[TermSeries, TermSeries]:
        """Hyperbolic sine and cosine of a series that begins with 0."""
        return series.sin_cos(sign=1)


Kernel = Any
"""One of the two."""
