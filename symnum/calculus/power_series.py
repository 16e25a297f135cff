"""Power series with coefficients that are terms: recurrences on the coefficients.

:class:`TermSeries` answers to the same names as FLINT's ``fmpq_series``, which serves where all
coefficients are rational. Coefficients are kept multiplied out, so that what cancels does.

Recurrences: D. E. Knuth, The Art of Computer Programming 2, section 4.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from symnum.calculus.monomials import monomials
from symnum.terms.canonical import Canonical, CanonicalNumber, Sum
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO, linear_combination, product


def times(a: Canonical, b: Canonical) -> Canonical:
    """The product of two coefficients, multiplied out."""
    return combined(_products(a, b, 1))


def _products(a: Canonical, b: Canonical, scale: Exact) -> list[tuple[Canonical, Exact]]:
    if type(a) is CanonicalNumber:
        return [(b, a.value * scale)]
    if type(b) is CanonicalNumber:
        return [(a, b.value * scale)]
    if type(a) is not Sum and type(b) is not Sum:
        return [(product([(a, 1), (b, 1)]), scale)]
    return [
        (product([(m, 1), (n, 1)]), c * d * scale)
        for m, c in _addends(a)
        for n, d in _addends(b)
        if c and d
    ]


def _addends(term: Canonical) -> list[tuple[Canonical, Exact]]:
    constant = [(ONE, term.constant)] if isinstance(term, Sum) and term.constant else []
    return [*monomials(term).items(), *constant]


def combined(addends: Iterable[tuple[Canonical, Exact]]) -> Canonical:
    """The sum of coefficients times numbers; what cancels is gone, with its domain."""
    found = linear_combination(addends)
    if type(found) is Sum and not all(found.entries.values()):
        kept = [(t, c) for t, c in found.entries.items() if c]
        return linear_combination([*kept, (ONE, found.constant)])
    return found


def inverse(coefficient: Canonical) -> Canonical:
    """One over a coefficient that is taken to be nonzero."""
    return product([(coefficient, -1)])


class TermSeries:
    """``c0 + c1·t + …``, known up to ``t^(prec - 1)``.

    Args:
        coefficients: Terms; what is not there is 0.
        prec: How many coefficients are known.
    """

    __slots__ = ("known", "prec")

    def __init__(self, coefficients: Sequence[Canonical], prec: int) -> None:
        self.known, self.prec = list(coefficients[:prec]), prec

    def __getitem__(self, place: int) -> Canonical:
        return self.known[place] if place < len(self.known) else ZERO

    def length(self) -> int:
        """How many coefficients were worked out; those beyond are 0."""
        return len(self.known)

    def coeffs(self) -> list[Canonical]:
        """The coefficients that were worked out; those beyond are 0."""
        return self.known

    def __neg__(self) -> TermSeries:
        return self.scaled(-1)

    def scaled(self, factor: Exact) -> TermSeries:
        """Times a number."""
        return TermSeries([combined([(c, factor)]) for c in self.known], self.prec)

    def __add__(self, other: TermSeries) -> TermSeries:
        prec = min(self.prec, other.prec)
        length = min(prec, max(len(self.known), len(other.known)))
        sums = [combined([(self[n], 1), (other[n], 1)]) for n in range(length)]
        return TermSeries(sums, prec)

    def __sub__(self, other: TermSeries) -> TermSeries:
        return self + -other

    def __mul__(self, other: TermSeries) -> TermSeries:
        prec = min(self.prec, other.prec)
        length = min(prec, len(self.known) + len(other.known) - 1)
        return TermSeries([self._convolved(other, n) for n in range(length)], prec)

    def _convolved(self, other: TermSeries, place: int, weights: Sequence[Exact] = ()) -> Canonical:
        """The sum of ``weights[i]·a_i·b_(place - i)``."""
        addends = []
        for n in range(max(0, place - len(other.known) + 1), min(place + 1, len(self.known))):
            a, b = self.known[n], other.known[place - n]
            weight = weights[n] if weights else 1
            if a is not ZERO and b is not ZERO and weight:
                addends += _products(a, b, weight)
        return combined(addends)

    def derivative(self) -> TermSeries:
        """By t."""
        found = [combined([(c, n)]) for n, c in enumerate(self.known) if n]
        return TermSeries(found, self.prec - 1)

    def integral(self) -> TermSeries:
        """By t, 0 at t = 0."""
        found = [combined([(c, Fraction(1, n))]) for n, c in enumerate(self.known, 1)]
        return TermSeries([ZERO, *found], self.prec + 1)

    def inv(self) -> TermSeries:
        """One over a series that begins with 1."""
        found = TermSeries([ONE], self.prec)
        for place in range(1, self.prec):
            found.known.append(ZERO)
            known = self._convolved(found, place)
            found.known[place] = combined([(known, -1)])
        return found

    def exp(self) -> TermSeries:
        """The exponential of a series that begins with 0."""
        found, weights = TermSeries([ONE], self.prec), range(len(self.known))
        for place in range(1, self.prec):
            found.known.append(ZERO)
            known = self._convolved(found, place, weights)
            found.known[place] = combined([(known, Fraction(1, place))])
        return found

    def log(self) -> TermSeries:
        """The logarithm of a series that begins with 1."""
        return (self.derivative() * self.inv()).integral()

    def sin_cos(self, sign: int = -1) -> tuple[TermSeries, TermSeries]:
        """Sine and cosine of a series that begins with 0; with sign 1 the hyperbolic ones."""
        sine, cosine = TermSeries([ZERO], self.prec), TermSeries([ONE], self.prec)
        weights = range(len(self.known))
        for place in range(1, self.prec):
            sine.known.append(ZERO)
            cosine.known.append(ZERO)
            rise = self._convolved(cosine, place, weights)
            fall = self._convolved(sine, place, weights)
            sine.known[place] = combined([(rise, Fraction(1, place))])
            cosine.known[place] = combined([(fall, Fraction(sign, place))])
        return sine, cosine

    def power(self, exponent: Canonical) -> TermSeries:
        """A constant power of a series that begins with 1 (J. C. P. Miller's recurrence)."""
        found = TermSeries([ONE], self.prec)
        for place in range(1, self.prec):
            found.known.append(ZERO)
            addends: list[tuple[Canonical, Exact]] = []
            for n in range(1, min(place + 1, len(self.known))):
                part = times(self.known[n], found.known[place - n])
                if part is not ZERO:
                    addends += _products(part, exponent, Fraction(n, place))
                    addends.append((part, Fraction(n - place, place)))
            found.known[place] = combined(addends)
        return found
