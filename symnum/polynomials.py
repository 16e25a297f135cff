"""Polynomial arithmetic on canonical terms, done by FLINT.

What is not a sum, a product or a natural power counts as a generator, so any identity of
polynomials applies to any term. Terms that cancel are remembered where they may be undefined.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from math import comb

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from symnum.rewriting.combinators import Postwalk
from symnum.terms.canonical import Canonical, CanonicalNumber, Product, Sum
from symnum.terms.exact import Exact, reduced
from symnum.terms.ordering import sort_key
from symnum.terms.ring import linear_combination, product

LARGEST_EXPANSION = 20_000
"""Terms beyond which a product stays as it is."""


def expand(term: Canonical, largest: int = LARGEST_EXPANSION) -> Canonical:
    """The term with all products of sums multiplied out, inside functions too.

    Args:
        term: A canonical term.
        largest: A product or power that may have more terms than this is left alone.

    >>> from symnum.terms.ring import symbols
    >>> x, y = symbols("x y")
    >>> expand((x + y)**2 - x**2)
    2*x*y + y^2
    """
    expanded = Postwalk(partial(_expand_node, largest=largest))(term)
    return term if expanded is None else expanded


def _expand_node(term: Canonical, largest: int) -> Canonical | None:
    if isinstance(term, Product):
        return _multiplied_out(term, largest)
    if isinstance(term, Sum):
        parts = [(_addend(t, largest), c) for t, c in term.entries.items()]
        return linear_combination([*parts, (CanonicalNumber(term.constant), 1)])
    return None


def _addend(term: Canonical, largest: int) -> Canonical:
    expanded = _multiplied_out(term, largest) if isinstance(term, Product) else None
    return term if expanded is None else expanded


def _multiplied_out(term: Product, largest: int) -> Canonical | None:
    sums = [(f, e) for f, e in term.entries.items() if isinstance(f, Sum) and e > 0]
    if not sums or _size(sums) > largest:
        return None
    others = product([(f, e) for f, e in term.entries.items() if not isinstance(f, Sum) or e < 0])
    context, names = _context([others, *(f for f, _ in sums)])
    result = _polynomial(others, context, names)
    for factor, exponent in sums:
        result *= _polynomial(factor, context, names) ** exponent
    return _term(result, list(names))


def _size(sums: Iterable[tuple[Sum, int]]) -> int:
    """A bound on the number of terms of a product of powers of sums."""
    size = 1
    for factor, exponent in sums:
        addends = len(factor.entries) + (factor.constant != 0)
        size *= comb(addends + exponent - 1, exponent)
    return size


def _monomial(term: Canonical) -> dict[Canonical, int]:
    """Generators with natural exponents; a negative power is a generator of its own."""
    if not isinstance(term, Product):
        return {term: 1}
    return {(f if e > 0 else product([(f, -1)])): abs(e) for f, e in term.entries.items()}


def _addends(term: Canonical) -> list[tuple[Canonical, Exact]]:
    if isinstance(term, Sum):
        return [*term.entries.items(), (CanonicalNumber(1), term.constant)]
    if isinstance(term, CanonicalNumber):
        return [(CanonicalNumber(1), term.value)]
    return [(term, 1)]


def _context(terms: Iterable[Canonical]) -> tuple[fmpq_mpoly_ctx, dict[Canonical, int]]:
    generators = {
        generator
        for term in terms
        for addend, _ in _addends(term)
        if not isinstance(addend, CanonicalNumber)
        for generator in _monomial(addend)
    }
    ordered = sorted(generators, key=sort_key)
    names = {generator: place for place, generator in enumerate(ordered)}
    return fmpq_mpoly_ctx.get([f"g{n}" for n in range(len(names))], Ordering.lex), names


def _polynomial(
    term: Canonical, context: fmpq_mpoly_ctx, names: dict[Canonical, int]
) -> fmpq_mpoly:
    coefficients: dict[tuple[int, ...], fmpq] = {}
    for addend, coefficient in _addends(term):
        exponents = [0] * len(names)
        if not isinstance(addend, CanonicalNumber):
            for generator, exponent in _monomial(addend).items():
                exponents[names[generator]] += exponent
        coefficients[tuple(exponents)] = fmpq(coefficient.numerator, coefficient.denominator)
    return context.from_dict(coefficients)


def _term(polynomial: fmpq_mpoly, generators: list[Canonical]) -> Canonical:
    addends: list[tuple[Canonical, Exact]] = [(generator, 0) for generator in generators]
    for exponents, coefficient in polynomial.to_dict().items():
        factors = [(g, int(e)) for g, e in zip(generators, exponents, strict=True) if e]
        value = reduced(Fraction(int(coefficient.p), int(coefficient.q)))
        addends.append((product(factors), value))
    return linear_combination(addends)
