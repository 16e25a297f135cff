"""Canonical sums and products as dictionaries of addends and of factors."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

from symnum.terms.canonical import Canonical, Product, Sum
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, linear_combination, product

MOST_ADDENDS = 1024
"""Addends that a power of a sum may have when it is multiplied out."""


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


def raised(base: Sum, exponent: int) -> list[tuple[Canonical, Exact]] | None:
    """The addends of a power of a sum, with their coefficients; ``None`` if they may be too many.

    Args:
        base: The sum.
        exponent: At least 1.
    """
    count = len(base.entries) + (base.constant != 0)
    if exponent > 1 and comb(count + exponent - 1, exponent) > MOST_ADDENDS:
        return None
    once = addends(base)
    parts = once
    for _ in range(exponent - 1):
        pairs = [(product([(m, 1), (n, 1)]), c * d) for m, c in parts for n, d in once]
        parts = addends(linear_combination(pairs))
    return parts


def addends(term: Canonical) -> list[tuple[Canonical, Exact]]:
    """Addends with their coefficients, the constant with the term 1."""
    parts = list(monomials(term).items())
    if isinstance(term, Sum) and term.constant != 0:
        parts.append((ONE, term.constant))
    return parts
