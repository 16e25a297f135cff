"""Canonical sums and products as dictionaries of addends and of factors."""

from __future__ import annotations

from collections.abc import Mapping

from symnum.terms.canonical import Canonical, Product, Sum
from symnum.terms.exact import Exact
from symnum.terms.ring import product


def monomials(term: Canonical) -> Mapping[Canonical, Exact]:
    """The addends of a term that depend on something, with their coefficients."""
    return term.entries if isinstance(term, Sum) else {term: 1}


def factors(monomial: Canonical) -> Mapping[Canonical, int]:
    """The factors of a monomial with their exponents."""
    return monomial.entries if isinstance(monomial, Product) else {monomial: 1}


def lowered(
    entries: Mapping[Canonical, int], factor: Canonical, exponent: int, step: int = 1
) -> Canonical:
    """The product with ``step`` taken from the exponent of one factor."""
    left = exponent - step
    pairs = [(f, e) for f, e in entries.items() if f is not factor]
    return product([*pairs, (factor, left)] if left else pairs)
