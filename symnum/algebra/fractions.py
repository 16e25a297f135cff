"""The field of rational functions in the generators of a term, without forgetting any divisor.

A fraction is a polynomial over a product of bases. Divisors that went from below to above on the
way (x in ``1/(1/x)``) are remembered, so that where the term is undefined is not forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flint import fmpq, fmpq_mpoly

from symnum.algebra.border import Exponents, inverse, simple_factors
from symnum.algebra.generators import PolynomialRing, power_of
from symnum.terms.canonical import Canonical, CanonicalNumber, Product, Reciprocal, Sum
from symnum.terms.exact import Exact

Divisors = dict[int, int]
"""Exponents of bases, by their places."""
Splitting = Callable[[fmpq_mpoly], tuple[fmpq, list[tuple[fmpq_mpoly, int]]]]


@dataclass(frozen=True)
class Quotient:
    """A numerator, the exponents of the bases in the denominator, and bases met on the way."""

    numerator: fmpq_mpoly
    divisors: Divisors
    met: frozenset[int] = frozenset()

    @property
    def lost(self) -> tuple[int, ...]:
        """Bases that have to be nonzero though they are no divisors any more."""
        return tuple(sorted(self.met.difference(self.divisors)))


def irreducible(polynomial: fmpq_mpoly) -> tuple[fmpq, list[tuple[fmpq_mpoly, int]]]:
    """The polynomial's constant and its irreducible factors."""
    constant, factors = polynomial.factor()
    return constant, [(f, int(e)) for f, e in factors]


def whole(polynomial: fmpq_mpoly) -> tuple[fmpq, list[tuple[fmpq_mpoly, int]]]:
    """The polynomial's leading coefficient and the polynomial divided by it."""
    leading = polynomial.leading_coefficient()
    return leading, [] if polynomial.is_constant() else [(polynomial / leading, 1)]


def has_denominators(term: Canonical) -> bool:
    """Whether sums, products and powers lead from the term to a reciprocal."""
    factors = simple_factors(term.entries) if type(term) is Sum else None
    if factors is not None:
        return any(type(factor) is Reciprocal for factor in factors)
    return term in _fractional(_inner_first([term])[0])


def _fractional(order: list[Canonical]) -> set[Canonical]:
    """Those of the subterms (inner ones first) that lead to a reciprocal."""
    found: set[Canonical] = set()
    for term in order:
        if (
            isinstance(term, Reciprocal)
            or (isinstance(term, Product) and min(term.entries.values()) < 0)
            or any(part in found for part in _parts(term))
        ):
            found.add(term)
    return found


def _accumulate(sums: dict[Exponents, fmpq], polynomial: fmpq_mpoly, scale: Exact) -> None:
    factor = fmpq(scale.numerator, scale.denominator)
    for exponents, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        sums[exponents] = sums.get(exponents, fmpq(0)) + coefficient * factor


def _parts(term: Canonical) -> Iterable[Canonical]:
    if isinstance(term, Sum | Product):
        return term.entries
    return (term.base,) if isinstance(term, Reciprocal) else ()


def _inner_first(roots: Iterable[Canonical]) -> tuple[list[Canonical], dict[Canonical, None]]:
    """The sums, products and reciprocals in terms, each after its parts; then the leaves."""
    order: list[Canonical] = []
    leaves: dict[Canonical, None] = {}
    done: set[Canonical] = set()
    stack = [(root, False) for root in roots]
    while stack:
        term, ready = stack.pop()
        if ready:
            order.append(term)
        elif term not in done:
            parts = _parts(term)
            if type(term) is Sum:
                factors = simple_factors(term.entries)
                if factors is not None and not any(type(f) is Reciprocal for f in factors):
                    done.add(term)
                    leaves.update(dict.fromkeys(factors))
                    continue
            if parts:
                done.add(term)
                stack.append((term, True))
                stack.extend([(p, False) for p in parts if p not in leaves and p not in done])
            else:
                leaves[term] = None
    return order, leaves


class FractionField:
    """Fractions over a ring.

    Args:
        ring: The numerators' ring.
        splitting: How a divisor becomes bases: into irreducible factors, or as it is.
    """

    def __init__(self, ring: PolynomialRing, splitting: Splitting = irreducible) -> None:
        self.ring, self.splitting = ring, splitting
        self.bases: list[fmpq_mpoly] = []
        self.one: fmpq_mpoly = ring.context.constant(1)
        self._walked: dict[Canonical, list[Canonical]] = {}

    @classmethod
    def of(cls, terms: Iterable[Canonical], splitting: Splitting = irreducible) -> FractionField:
        """The field that holds the terms; reciprocals are no generators of its ring."""
        roots = list(terms)
        order, leaves = _inner_first(roots)
        ring = PolynomialRing(t for t in leaves if not isinstance(t, CanonicalNumber))
        field = cls(ring, splitting)
        if len(roots) == 1:
            field._walked[roots[0]] = order
        return field

    def fraction(self, term: Canonical) -> Quotient:
        """A term as a fraction.

        Raises:
            ZeroDivisionError: a divisor that is identically zero.
        """
        order = self._walked.get(term)
        if order is None:
            order = _inner_first([term])[0]
        fractional = _fractional(order)
        done: dict[Canonical, Quotient] = {}
        for part in order:
            if part not in fractional:
                continue
            if isinstance(part, Sum):
                done[part] = self._sum(part, done)
            elif isinstance(part, Reciprocal):
                done[part] = self._reciprocal(self._quotient(part.base, done))
            elif isinstance(part, Product):
                done[part] = self._product(part, done)
        return self._quotient(term, done)

    def _quotient(self, term: Canonical, done: dict[Canonical, Quotient]) -> Quotient:
        found = done.get(term)
        return Quotient(self.ring.polynomial(term), {}) if found is None else found

    def _sum(self, term: Sum, done: dict[Canonical, Quotient]) -> Quotient:
        whole_part = {t: c for t, c in term.entries.items() if t not in done}
        numerator = self.ring.combination(whole_part, term.constant)
        alike: dict[tuple[tuple[int, int], ...], dict[Exponents, fmpq]] = {}
        divisors, met = dict[int, int](), frozenset[int]()
        for addend, coefficient in term.entries.items():
            if addend in done:
                part = done[addend]
                met |= part.met
                key = tuple(sorted(part.divisors.items()))
                _accumulate(alike.setdefault(key, {}), part.numerator, coefficient)
                for base, exponent in key:
                    divisors[base] = max(exponent, divisors.get(base, 0))
        below = self.expanded(divisors)
        numerator = numerator * below
        for key, numerators in alike.items():
            numerator += self.ring.context.from_dict(numerators) * (
                below / self.expanded(dict(key))
            )
        return Quotient(numerator, divisors, met)

    def _product(self, term: Product, done: dict[Canonical, Quotient]) -> Quotient:
        numerator, divisors, met = self.one, dict[int, int](), frozenset[int]()
        for factor, exponent in term.entries.items():
            part = self._quotient(factor, done)
            if exponent < 0:
                part = self._reciprocal(part)
            met |= part.met
            numerator = numerator * power_of(part.numerator, abs(exponent))
            for base, power in part.divisors.items():
                divisors[base] = divisors.get(base, 0) + power * abs(exponent)
        return Quotient(numerator, divisors, met)

    def _reciprocal(self, part: Quotient) -> Quotient:
        if part.numerator.is_zero():
            raise ZeroDivisionError("a divisor that is identically zero")
        constant, factors = self.splitting(part.numerator)
        divisors = {self._base(factor): exponent for factor, exponent in factors}
        above = self.expanded(part.divisors) / constant
        return Quotient(above, divisors, part.met.union(part.divisors))

    def _base(self, polynomial: fmpq_mpoly) -> int:
        for place, base in enumerate(self.bases):
            if base == polynomial:
                return place
        self.bases.append(polynomial)
        return len(self.bases) - 1

    def expanded(self, divisors: Divisors) -> fmpq_mpoly:
        """A product of bases, multiplied out."""
        result = self.one
        for base, exponent in divisors.items():
            if exponent:
                result = result * power_of(self.bases[base], exponent)
        return result

    def denominator(self, quotient: Quotient) -> list[tuple[Canonical, int]]:
        """The denominator's bases as terms, with negative exponents; lost ones as b/b."""
        lost = [(self.ring.term(self.bases[b]), e) for b in quotient.lost for e in (1, -1)]
        return lost + [(self.ring.term(self.bases[b]), -e) for b, e in quotient.divisors.items()]

    def traced(self, term: Canonical, quotient: Quotient) -> Canonical:
        """The term made of a quotient, undefined where any generator is undefined too."""
        below = [self.bases[base] for base in (*quotient.divisors, *quotient.lost)]
        return self.ring.traced(term, quotient.numerator, *below)

    def reciprocal_of(self, base: int) -> Canonical:
        """One over a base."""
        return inverse(self.ring.term(self.bases[base]))
