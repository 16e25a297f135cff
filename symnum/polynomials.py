"""Polynomial arithmetic on canonical terms, done by FLINT.

What is not a sum, a product or a natural power counts as a generator, so any identity of
polynomials applies to any term. Terms that cancel are remembered where they may be undefined.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from math import comb
from typing import Any

from symnum.algebra.generators import PolynomialRing, given_back
from symnum.rewriting.combinators import Postwalk
from symnum.terms.canonical import Canonical, CanonicalNumber, Product, Sum
from symnum.terms.conversion import to_canonical
from symnum.terms.ring import linear_combination

LARGEST_EXPANSION = 20_000
"""Terms beyond which a product stays as it is."""


def expand(term: Any, largest: int = LARGEST_EXPANSION) -> Any:
    """The term with all products of sums multiplied out, inside functions too.

    Args:
        term: A term of any registered type; the answer is in its family.
        largest: A product or power that may have more terms than this is left alone.

    >>> from symnum.terms.ring import symbols
    >>> x, y = symbols("x y")
    >>> expand((x + y)**2 - x**2)
    2*x*y + y^2
    """
    found = to_canonical(term)
    expanded = Postwalk(partial(_expand_node, largest=largest))(found)
    return term if expanded is None else given_back(expanded, term)


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
    ring = PolynomialRing.of([term])
    polynomial = ring.polynomial(term)
    return ring.traced(ring.term(polynomial), polynomial)


def _size(sums: Iterable[tuple[Sum, int]]) -> int:
    """A bound on the number of terms of a product of powers of sums."""
    size = 1
    for factor, exponent in sums:
        addends = len(factor.entries) + (factor.constant != 0)
        size *= comb(addends + exponent - 1, exponent)
    return size
