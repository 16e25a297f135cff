"""Derivatives of canonical sums and products: one pass over their dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeGuard

from symnum.terms.canonical import Canonical, CanonicalSymbol, Product, Reciprocal, Sum
from symnum.terms.exact import Exact
from symnum.terms.ring import linear_combination, product

Ring = Sum | Product | Reciprocal


def is_ring(term: object) -> TypeGuard[Ring]:
    """Whether the term is a canonical sum, product or reciprocal."""
    return type(term) in (Sum, Product, Reciprocal)


def monomials(term: Canonical) -> Mapping[Canonical, Exact]:
    """The addends of a term that depend on something, with their coefficients."""
    return term.entries if isinstance(term, Sum) else {term: 1}


def factors(monomial: Canonical) -> Mapping[Canonical, int]:
    """The factors of a monomial with their exponents."""
    return monomial.entries if isinstance(monomial, Product) else {monomial: 1}


def inner_terms(term: Ring) -> Iterator[Canonical]:
    """What has to be differentiated before the term can be: bases that are not symbols."""
    if isinstance(term, Reciprocal):
        yield term.base
        return
    for monomial in monomials(term):
        for factor in factors(monomial):
            if isinstance(factor, Reciprocal):
                yield factor.base
            elif not isinstance(factor, CanonicalSymbol):
                yield factor


def symbol_in(term: Ring, symbol: str) -> CanonicalSymbol | None:
    """The symbol of this name among the factors of a sum or product, not inside them."""
    for monomial in monomials(term):
        for factor in factors(monomial):
            base = factor.base if isinstance(factor, Reciprocal) else factor
            if isinstance(base, CanonicalSymbol) and base.name == symbol:
                return base
    return None


def derivative_of_sum(
    term: Ring, symbol: str, inner: Callable[[Canonical], Canonical | None]
) -> Canonical:
    """The derivative, given that of inner terms (``None`` for 0).

    Addends that lose their last trace of a partial domain are dropped: 0·t counts as 0.
    """
    addends: list[tuple[Canonical, Exact]] = []
    for monomial, coefficient in monomials(term).items():
        for part, scale in _product_rule(monomial, symbol, inner):
            addends.append((part, coefficient * scale))
    return linear_combination((t, c) for t, c in addends if c != 0)


def _product_rule(
    monomial: Canonical, symbol: str, inner: Callable[[Canonical], Canonical | None]
) -> Iterator[tuple[Canonical, int]]:
    entries = factors(monomial)
    for factor, exponent in entries.items():
        if isinstance(factor, CanonicalSymbol):
            if factor.name == symbol:
                yield lowered(entries, factor, exponent), exponent
            continue
        sign = -1 if isinstance(factor, Reciprocal) else 1
        slope = inner(factor.base if isinstance(factor, Reciprocal) else factor)
        if slope is not None:
            rest = lowered(entries, factor, exponent, sign)
            yield product([(rest, 1), (slope, 1)]), sign * exponent


def lowered(
    entries: Mapping[Canonical, int], factor: Canonical, exponent: int, step: int = 1
) -> Canonical:
    """The product with ``step`` taken from the exponent of one factor."""
    left = exponent - step
    pairs = [(f, e) for f, e in entries.items() if f is not factor]
    return product([*pairs, (factor, left)] if left else pairs)
