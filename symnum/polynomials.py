"""Polynomial arithmetic on canonical terms, done by FLINT.

What is not a sum, a product or a natural power counts as a generator, so any identity of
polynomials applies to any term. Terms that cancel are remembered where they may be undefined.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import comb
from typing import Any

from symnum.algebra.border import nested_sums
from symnum.algebra.connection import CONNECTED
from symnum.algebra.generators import LARGEST_POWER, PolynomialRing, given_back
from symnum.rewriting.combinators import Postwalk
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol, Product, Sum
from symnum.terms.conversion import to_canonical
from symnum.terms.ring import linear_combination
from symnum.terms.walks import expanded

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
    result = _at_once(found, largest)
    if result is None:
        result = Postwalk(partial(_expand_node, largest=largest))(found)
    return term if result is None else given_back(result, term)


def _at_once(term: Canonical, largest: int) -> Canonical | None:
    """A polynomial in symbols multiplied out in one go; ``None`` if it is none, or too large."""
    if not isinstance(term, Sum | Product):
        return None
    quick = expanded(term, largest, LARGEST_POWER) if CONNECTED else None
    if quick is not None:
        return quick
    ring = PolynomialRing.of([term], integral=True)
    if not all(type(generator) is CanonicalSymbol for generator in ring.generators):
        return None
    if ring.is_simple(term):
        return term
    return ring.term(ring.polynomial(term)) if _fits(term, ring, largest) else None


def _expand_node(term: Canonical, largest: int) -> Canonical | None:
    if isinstance(term, Product):
        return _multiplied_out(term, largest)
    if isinstance(term, Sum):
        parts = [(_addend(t, largest), c) for t, c in term.entries.items()]
        return linear_combination([*parts, (CanonicalNumber(term.constant), 1)])
    return None


def _addend(term: Canonical, largest: int) -> Canonical:
    result = _multiplied_out(term, largest) if isinstance(term, Product) else None
    return term if result is None else result


def _multiplied_out(term: Product, largest: int) -> Canonical | None:
    if not any(isinstance(f, Sum) and e > 0 for f, e in term.entries.items()):
        return None
    ring = PolynomialRing.of([term], integral=True)
    if not _fits(term, ring, largest):
        return None
    polynomial = ring.polynomial(term)
    return ring.traced(ring.term(polynomial), polynomial)


def _fits(term: Canonical, ring: PolynomialRing, largest: int) -> bool:
    """Whether neither the term nor a sum on the way has too many terms, multiplied out."""
    count = len(ring.generators)
    sizes: dict[Canonical, tuple[int, int]] = {}
    for inner in nested_sums([term]):
        parts = [_size(addend, sizes, count) for addend in inner.entries]
        degree = max(degree for _, degree in parts)
        terms = sum(terms for terms, _ in parts) + (inner.constant != 0)
        sizes[inner] = min(terms, comb(count + degree, count)), degree
    found = sizes.values() if type(term) is Sum else [*sizes.values(), _size(term, sizes, count)]
    return all(terms <= largest for terms, _ in found)


def _size(
    addend: Canonical, sizes: Mapping[Canonical, tuple[int, int]], generators: int
) -> tuple[int, int]:
    """Bounds on the number of terms and the degree of a monic term, multiplied out.

    There are no more terms than monomials of that degree.
    """
    terms, degree = 1, 0
    for factor, exponent in addend.entries.items() if type(addend) is Product else [(addend, 1)]:
        if exponent > 0 and factor in sizes:
            inside, of_each = sizes[factor]
            terms *= comb(inside + exponent - 1, exponent)
            degree += of_each * exponent
        else:
            degree += abs(exponent)
    return min(terms, comb(generators + degree, generators)), degree
