"""The deterministic order in which canonical sums and products show their parts.

Sums go by falling degree, then alphabetically, as people write polynomials; products put symbols
first, then functions. Digests break ties, so the order never depends on what was built before.
"""

from __future__ import annotations

from typing import Any

from symnum.terms.exact import Exact
from symnum.terms.interpreted.nodes import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)


def sort_key(term: Canonical) -> tuple[int, str, Exact, int]:
    """Order of the factors of a product and of the arguments of a commutative function."""
    if isinstance(term, CanonicalNumber):
        return 0, "", 0, term.digest
    if isinstance(term, CanonicalSymbol):
        return 1, term.name, 0, term.digest
    if isinstance(term, Apply):
        return 2, _label(term), 0, term.digest
    if isinstance(term, Sum):
        return 4, _names(term), term.constant, term.digest
    if isinstance(term, Reciprocal):
        return _below(term.base, term.digest)
    return 5, "", 0, term.digest


_SHOWN_ADDENDS = 8
"""Longer sums are not looked into for an order."""


def _names(term: Sum) -> str:
    if len(term.entries) > _SHOWN_ADDENDS:
        return "~"
    names = [a.name for a in term.entries if isinstance(a, CanonicalSymbol)]
    return ",".join(sorted(names))


def _below(base: Canonical, digest: int) -> tuple[int, str, Exact, int]:
    """Reciprocals in the order of what is below the line."""
    if isinstance(base, Reciprocal):
        return 5, "", 0, digest
    rank, text, number, _ = sort_key(base)
    return 3, f"{rank}{text}", number, digest


def _label(term: Apply) -> str:
    names = (a.name if isinstance(a, CanonicalSymbol) else "~" for a in term.arguments)
    return f"{term.operator.name}({','.join(names)})"


def addend_key(term: Canonical) -> tuple[Any, ...]:
    """Order of the addends of a sum."""
    entries = term.entries if isinstance(term, Product) else {term: 1}
    degree = sum(_degree(factor, exponent) for factor, exponent in entries.items())
    names = sorted((f.name, -e) for f, e in entries.items() if isinstance(f, CanonicalSymbol))
    others = sorted(sort_key(f)[:3] for f in entries if not isinstance(f, CanonicalSymbol))
    return -degree, names, others, term.digest


def _degree(factor: Canonical, exponent: int) -> int:
    if isinstance(factor, Reciprocal):
        return -exponent
    return exponent if isinstance(factor, CanonicalSymbol | Sum) else 0


def sorted_factors(term: Product) -> tuple[tuple[Canonical, int], ...]:
    """Factors with their exponents, in order; computed once a node."""
    if term._sorted is None:
        term._sorted = tuple(sorted(term.entries.items(), key=lambda item: sort_key(item[0])))
    return term._sorted  # type: ignore[no-any-return]


def sorted_addends(term: Sum) -> tuple[tuple[Canonical, Any], ...]:
    """Addends with their coefficients, in order; computed once a node."""
    if term._sorted is None:
        term._sorted = tuple(sorted(term.entries.items(), key=lambda item: addend_key(item[0])))
    return term._sorted  # type: ignore[no-any-return]
