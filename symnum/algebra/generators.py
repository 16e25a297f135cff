"""Polynomial rings over the generators found in terms, and the way in and out of FLINT.

A generator is what is neither a sum, nor a product, nor a natural power: a symbol, ``sin(x)``,
``1/x``. Generators count as independent, so what holds in the ring holds of the terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import comb
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

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
from symnum.terms.ring import linear_combination, product
from symnum.terms.traversal import postorder

LARGEST_POWER = 1_000_000
"""Terms that a power of a sum may have before it is refused."""

Exponents = tuple[int, ...]


def given_back(result: Canonical, *like: Any) -> Any:
    """The result in the family of the first argument that is not a mere number."""
    family = next((term for term in like if adapter_of(term).number(term) is None), result)
    if isinstance(family, Canonical):
        return result
    return to_plain(result) if isinstance(family, Term) else convert(result, family)


def rational(value: fmpq) -> Exact:
    """A number of FLINT's as one of ours."""
    below = value.q
    return int(value.p) if below == 1 else Fraction(int(value.p), int(below))


def inverse(factor: Canonical) -> Canonical:
    """``1/factor``."""
    return product([(factor, -1)])


def nested_sums(terms: Iterable[Canonical]) -> Iterator[Sum]:
    """The sums met on the way by sums, products and natural powers, the inner ones first."""
    done: set[Canonical] = set()
    stack: list[tuple[Canonical, bool]] = [(term, False) for term in terms]
    while stack:
        term, ready = stack.pop()
        if ready:
            assert isinstance(term, Sum)
            yield term
        elif term not in done:
            done.add(term)
            if isinstance(term, Sum):
                stack.append((term, True))
                for addend in term.entries:
                    if type(addend) is Product:
                        stack.extend(_sums_in(addend))
            elif isinstance(term, Product):
                stack.extend(_sums_in(term))


def _sums_in(term: Product) -> list[tuple[Canonical, bool]]:
    return [(f, False) for f, e in term.entries.items() if type(f) is Sum and e > 0]


class PolynomialRing:
    """The polynomials over Q in some generators, in lexicographic order.

    Args:
        generators: Canonical terms that are neither numbers, sums nor products (but inverses).
    """

    def __init__(self, generators: Iterable[Canonical]) -> None:
        self.generators = sorted(set(generators), key=sort_key)
        self.places = {generator: place for place, generator in enumerate(self.generators)}
        names = [f"g{n}" for n in range(len(self.generators))]
        self.context = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self._plain = not any(isinstance(g, Product) for g in self.generators)

    @classmethod
    def of(cls, terms: Iterable[Canonical]) -> PolynomialRing:
        """The ring that holds these terms."""
        terms = list(terms)
        found: dict[Canonical, None] = {}
        for term in terms:
            _add_generators(term, found)
        for inner in nested_sums(terms):
            for addend in inner.entries:
                _add_generators(addend, found)
        return cls(found)

    def polynomial(self, term: Canonical) -> fmpq_mpoly:
        """A term as a polynomial.

        Raises:
            InputError: a power of a sum with more than ``LARGEST_POWER`` terms.
        """
        if isinstance(term, CanonicalNumber):
            return self.combination({}, term.value)
        if isinstance(term, Sum):
            return self.combination(term.entries, term.constant)
        return self.combination({term: 1}, 0)

    def combination(self, entries: dict[Canonical, Exact], constant: Exact) -> fmpq_mpoly:
        """The constant plus monic terms with coefficients, as a polynomial.

        Raises:
            InputError: as :meth:`polynomial`.
        """
        done: dict[Canonical, fmpq_mpoly] = {}
        for inner in nested_sums(entries):
            done[inner] = self._of_addends(inner.entries, inner.constant, done)
        return self._of_addends(entries, constant, done)

    def _of_addends(
        self, entries: dict[Canonical, Exact], constant: Exact, done: dict[Canonical, fmpq_mpoly]
    ) -> fmpq_mpoly:
        size, places = len(self.generators), self.places
        coefficients: dict[Exponents, fmpq] = {}
        if constant:
            coefficients[(0,) * size] = fmpq(constant.numerator, constant.denominator)
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
            value = fmpq(coefficient.numerator, coefficient.denominator)
            if nested:
                monomial = self.context.from_dict({tuple(exponents): value})
                others.append(_multiplied(monomial, nested, done))
            else:
                coefficients[tuple(exponents)] = value
        result = self.context.from_dict(coefficients)
        for other in others:
            result += other
        return result

    def term(self, polynomial: fmpq_mpoly) -> Canonical:
        """A polynomial as a term."""
        addends: list[tuple[Canonical, Exact]] = []
        for exponents, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
            factors = {g: int(e) for g, e in zip(self.generators, exponents, strict=True) if e}
            addends.append((self._monomial(factors), rational(coefficient)))
        return linear_combination(addends)

    def _monomial(self, factors: dict[Canonical, int]) -> Canonical:
        if not factors:
            return CanonicalNumber(1)
        if not self._plain:
            return product(factors.items())
        if len(factors) == 1:
            ((generator, exponent),) = factors.items()
            if exponent == 1:
                return generator
        return Product(factors)

    def traced(self, term: Canonical, *polynomials: fmpq_mpoly) -> Canonical:
        """The term, made of the polynomials, undefined where any generator is undefined too."""
        used = [p.degrees() for p in polynomials]
        lost = [
            (generator, 0)
            for place, generator in enumerate(self.generators)
            if not generator.is_total and all(degrees[place] <= 0 for degrees in used)
        ]
        return linear_combination([(term, 1), *lost]) if lost else term

    def place_of(self, variable: Canonical) -> int | None:
        """The place of a generator, symbols being told apart by name; ``None`` if not there.

        Raises:
            InputError: two symbols of that name, with different assumptions.
        """
        places = [n for n, g in enumerate(self.generators) if is_same(g, variable)]
        if len(places) > 1:
            raise InputError(f"{variable} occurs twice in the term, with different assumptions")
        return places[0] if places else None


def _add_generators(term: Canonical, found: dict[Canonical, None]) -> None:
    if type(term) is Product:
        for factor, exponent in term.entries.items():
            if exponent < 0:
                found[inverse(factor)] = None
            elif type(factor) is not Sum:
                found[factor] = None
    elif not isinstance(term, Sum | CanonicalNumber):
        found[term] = None


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


def mentions(term: Canonical, wanted: Canonical) -> bool:
    """Whether the wanted generator occurs anywhere in the term."""
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
