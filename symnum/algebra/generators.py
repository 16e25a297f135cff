"""Polynomial rings over the generators found in terms, and the way in and out of FLINT.

A generator is what is neither a sum, nor a product, nor a natural power: a symbol, ``sin(x)``,
``1/x``. Generators count as independent, so what holds in the ring holds of the terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import comb
from typing import Any

from flint import Ordering, fmpq_mpoly, fmpq_mpoly_ctx, fmpz_mpoly_ctx

from symnum.algebra.border import (
    Exponents,
    add_generators,
    exponents_of,
    flint_number,
    inverse,
    monic,
    monomials_of,
    multiplied_out,
    nested_sums,
    rationals,
    simple_factors,
    unit_exponents,
)
from symnum.algebra.border import rational as rational
from symnum.algebra.packing import quick_term
from symnum.errors import InputError
from symnum.terms.canonical import (
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.conversion import convert, to_canonical, to_plain
from symnum.terms.exact import Exact
from symnum.terms.interface import adapter_of, is_symbol, name
from symnum.terms.ordering import sort_key
from symnum.terms.plain import Term
from symnum.terms.ring import linear_combination
from symnum.terms.traversal import postorder

LARGEST_POWER = 1_000_000
"""Terms that a power of a sum may have before it is refused."""


def given_back(result: Canonical, *like: Any) -> Any:
    """The result in the family of the first argument that is not a mere number."""
    family = next((term for term in like if adapter_of(term).number(term) is None), result)
    if isinstance(family, Canonical):
        return result
    return to_plain(result) if isinstance(family, Term) else convert(result, family)


class PolynomialRing:
    """The polynomials over Q in some generators, in lexicographic order.

    Args:
        generators: Canonical terms that are neither numbers, sums nor products (but inverses).
        integral: Over Z instead.
        simple: Sums that are known to have no sums and no inverses among their factors.
    """

    def __init__(
        self,
        generators: Iterable[Canonical],
        integral: bool = False,
        simple: Iterable[Canonical] = (),
    ) -> None:
        self.generators = sorted(set(generators), key=sort_key)
        self.places = {generator: place for place, generator in enumerate(self.generators)}
        self.integral = integral
        kind: Any = fmpz_mpoly_ctx if integral else fmpq_mpoly_ctx
        self.context: Any = kind.get([f"g{n}" for n in range(len(self.generators))], Ordering.lex)
        self._plain = not any(isinstance(g, Product) for g in self.generators)
        self._simple = frozenset(simple)
        self._units = unit_exponents(self.generators)

    @classmethod
    def of(cls, terms: Iterable[Canonical], integral: bool = False) -> PolynomialRing:
        """The ring that holds these terms: over Z if wanted and possible, else over Q."""
        terms = list(terms)
        found: dict[Canonical, None] = {}
        simple: set[Canonical] = set()
        for term in terms:
            factors = simple_factors(term.entries) if type(term) is Sum else None
            if factors is None:
                add_generators(term, found)
            else:
                simple.add(term)
                found.update(dict.fromkeys(factors))
        others = [term for term in terms if term not in simple]
        for inner in nested_sums(others):
            integral = integral and _is_integral(inner)
            for addend in inner.entries:
                add_generators(addend, found)
        integral = integral and all(map(_is_integral, terms))
        return cls(found, integral, simple)

    def is_simple(self, term: Canonical) -> bool:
        """Whether the term is known to be a sum of products of generators."""
        return term in self._simple

    def polynomial(self, term: Canonical) -> fmpq_mpoly:
        """A term as a polynomial.

        Raises:
            InputError: a power of a sum with more than ``LARGEST_POWER`` terms.
        """
        if isinstance(term, CanonicalNumber):
            return self.combination({}, term.value)
        if isinstance(term, Sum):
            if term in self._simple:
                return self._of_simple(term.entries, term.constant)
            return self.combination(term.entries, term.constant)
        return self.combination({term: 1}, 0)

    def combination(self, entries: Mapping[Canonical, Exact], constant: Exact) -> fmpq_mpoly:
        """The constant plus monic terms with coefficients, as a polynomial.

        Raises:
            InputError: as :meth:`polynomial`.
        """
        if simple_factors(entries) is not None:
            return self._of_simple(entries, constant)
        done: dict[Canonical, fmpq_mpoly] = {}
        for inner in nested_sums(entries):
            done[inner] = self._of_addends(inner.entries, inner.constant, done)
        return self._of_addends(entries, constant, done)

    def _of_simple(self, entries: Mapping[Canonical, Exact], constant: Exact) -> fmpq_mpoly:
        coefficients = exponents_of(entries, self.generators, self._units)
        if constant:
            coefficients[(0,) * len(self.generators)] = flint_number(constant)
        result: fmpq_mpoly = self.context.from_dict(coefficients)
        return result

    def _of_addends(
        self, entries: Mapping[Canonical, Exact], constant: Exact, done: dict[Canonical, fmpq_mpoly]
    ) -> fmpq_mpoly:
        if simple_factors(entries) is not None:
            return self._of_simple(entries, constant)
        size, places = len(self.generators), self.places
        coefficients: dict[Exponents, Any] = {}
        if constant:
            coefficients[(0,) * size] = flint_number(constant)
        others = []
        for addend, coefficient in entries.items():
            exponents, nested = [0] * size, []
            if type(addend) is Product:
                for factor, exponent in addend.entries.items():
                    if type(factor) is Sum and exponent > 0:
                        nested.append((factor, exponent))
                    elif exponent > 0:
                        exponents[places[factor]] += exponent
                    else:
                        exponents[places[inverse(factor)]] -= exponent
            else:
                exponents[places[addend]] = 1
            value = flint_number(coefficient)
            if nested:
                monomial = self.context.from_dict({tuple(exponents): value})
                others.append(_multiplied(monomial, nested, done))
            else:
                coefficients[tuple(exponents)] = value
        result: fmpq_mpoly = self.context.from_dict(coefficients)
        for other in others:
            result += other
        return result

    def term(self, polynomial: fmpq_mpoly) -> Canonical:
        """A polynomial as a term."""
        quick = quick_term(polynomial, self.generators) if self._plain else None
        if quick is not None:
            return quick
        factors = monomials_of(polynomial, self.generators)
        monomials = map(monic if self._plain else multiplied_out, factors)
        coefficients = rationals(polynomial.coeffs())
        return linear_combination(zip(monomials, coefficients, strict=True))

    def traced(self, term: Canonical, *polynomials: fmpq_mpoly) -> Canonical:
        """The term, made of the polynomials, undefined where any generator is undefined too."""
        partial = [n for n, generator in enumerate(self.generators) if not generator.is_total]
        if not partial:
            return term
        used = [p.degrees() for p in polynomials]
        lost = [
            (self.generators[place], 0)
            for place in partial
            if all(degrees[place] <= 0 for degrees in used)
        ]
        return linear_combination([(term, 1), *lost]) if lost else term

    def place_of(self, variable: Canonical) -> int | None:
        """The place of a generator, symbols being told apart by name; ``None`` if not there.

        Raises:
            InputError: two symbols of that name, with different assumptions.
        """
        found = occurring(self.generators, variable)
        return None if found is None else self.places[found]


def _is_integral(term: Canonical) -> bool:
    """Whether all coefficients of a sum, or the number, are integers."""
    if type(term) is Sum:
        return type(term.constant) is int and all(type(c) is int for c in term.entries.values())
    return type(term) is not CanonicalNumber or type(term.value) is int


def _multiplied(
    result: fmpq_mpoly, factors: list[tuple[Sum, int]], done: dict[Canonical, fmpq_mpoly]
) -> fmpq_mpoly:
    for factor, exponent in factors:
        result *= power_of(done[factor], exponent)
    return result


def power_of(base: fmpq_mpoly, exponent: int) -> fmpq_mpoly:
    """A natural power.

    Raises:
        InputError: it may have more than ``LARGEST_POWER`` terms.
    """
    if len(base) > 1 and comb(len(base) + exponent - 1, len(base) - 1) > LARGEST_POWER:
        raise InputError(
            f"the power {exponent} of a sum of {len(base)} terms has too many terms: "
            f"at most {LARGEST_POWER} are multiplied out"
        )
    return base**exponent


def variable(symbol: Any) -> Canonical:
    """A symbol, its name, or any other generator, as a canonical term.

    Raises:
        InputError: a number, a sum, a product or a power.
    """
    found = to_canonical(symbol)
    if isinstance(found, CanonicalNumber | Sum | Product | Reciprocal):
        raise InputError(f"{symbol} is not a symbol, nor a function such as sin(x)")
    return found


def is_same(first: Canonical, second: Canonical) -> bool:
    """Whether two generators are the same, symbols being told apart by name."""
    if isinstance(first, CanonicalSymbol) and isinstance(second, CanonicalSymbol):
        return first.name == second.name
    return first is second


def occurring(generators: Iterable[Canonical], variable: Canonical) -> Canonical | None:
    """The generator that is the same as the variable, if any.

    Raises:
        InputError: two symbols of that name, with different assumptions.
    """
    found = [generator for generator in generators if is_same(generator, variable)]
    if len(found) > 1:
        raise InputError(f"{variable} occurs twice in the term, with different assumptions")
    return found[0] if found else None


def mentions(term: Canonical, wanted: Canonical) -> bool:
    """Whether the wanted generator occurs anywhere in the term."""
    if isinstance(term, CanonicalSymbol):
        return is_same(term, wanted)
    if isinstance(wanted, CanonicalSymbol):
        return any(is_symbol(t) and name(t) == wanted.name for t, _ in postorder([term]))
    return any(t is wanted for t, _ in postorder([term]))


def demand_polynomial(ring: PolynomialRing, wanted: Canonical) -> None:
    """Refuse a ring with another generator that depends on the wanted one.

    Raises:
        InputError: naming both.
    """
    ring.place_of(wanted)
    for generator in ring.generators:
        if not is_same(generator, wanted) and mentions(generator, wanted):
            raise InputError(f"{generator} contains {wanted}: this is no polynomial in {wanted}")


def demand_univariate(ring: PolynomialRing, wanted: Canonical) -> None:
    """Refuse a ring with any other generator than the wanted one.

    Raises:
        InputError: naming it.
    """
    demand_polynomial(ring, wanted)
    for generator in ring.generators:
        if not is_same(generator, wanted):
            raise InputError(f"{generator} is there beside {wanted}: only {wanted} is allowed")
