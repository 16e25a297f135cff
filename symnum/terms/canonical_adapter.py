"""The term interface over canonical terms.

A sum is ``add`` of its addends, constant last; a coefficient times a term is ``mul`` with the
coefficient first; ``x^-2`` is ``pow(x, -2)`` however it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symnum.ops import ADD, MUL, POW, Kind, Operator
from symnum.terms import interface
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
    kind_of,
)
from symnum.terms.exact import Exact
from symnum.terms.ordering import sorted_addends, sorted_factors
from symnum.terms.ring import linear_combination, product, rebuild
from symnum.terms.walks import arguments_of


def _power(factor: Canonical, exponent: int) -> tuple[Canonical, CanonicalNumber]:
    base, sign = (factor.base, -1) if isinstance(factor, Reciprocal) else (factor, 1)
    return base, CanonicalNumber(sign * exponent)


def _factor_terms(term: Canonical) -> list[Canonical]:
    if isinstance(term, Product) and len(term.entries) > 1:
        return [f if e == 1 else product([(f, e)]) for f, e in sorted_factors(term)]
    return [term]


class _CanonicalAdapter:
    keeps_ring_laws = True
    """Terms are collected as they are built; rewriters that do it have nothing to do."""

    def is_call(self, term: Canonical) -> bool:
        return not isinstance(term, CanonicalSymbol | CanonicalNumber)

    def operator(self, term: Canonical) -> Operator:
        if isinstance(term, Apply):
            return term.operator
        if isinstance(term, Sum):
            return MUL if term.is_scaled else ADD
        if isinstance(term, Product) and len(term.entries) > 1:
            return MUL
        return POW

    def arguments(self, term: Canonical) -> tuple[Canonical, ...]:
        found = arguments_of(term)
        return found if found else self.general_arguments(term)

    def general_arguments(self, term: Canonical) -> tuple[Canonical, ...]:
        """The same without the compiled walk."""
        if isinstance(term, Apply):
            return term.arguments
        if isinstance(term, Reciprocal):
            return _power(term, 1)
        if isinstance(term, Product):
            if len(term.entries) > 1:
                return tuple(_factor_terms(term))
            return _power(*next(iter(term.entries.items())))
        if isinstance(term, Sum):
            return self._sum_arguments(term)
        raise TypeError(f"{term} is not a call")

    def _sum_arguments(self, term: Sum) -> tuple[Canonical, ...]:
        if term.is_scaled:
            ((monic, coefficient),) = term.entries.items()
            return (CanonicalNumber(coefficient), *_factor_terms(monic))
        addends = [t if c == 1 else linear_combination([(t, c)]) for t, c in sorted_addends(term)]
        if term.constant != 0:
            addends.append(CanonicalNumber(term.constant))
        return tuple(addends)

    rebuild = staticmethod(rebuild)

    def metadata(self, term: Canonical) -> Mapping[str, Any]:
        return {"assumptions": term.assumptions} if isinstance(term, CanonicalSymbol) else {}

    def symtype(self, term: Canonical) -> Kind:
        return kind_of(term)

    def number(self, term: Canonical) -> Exact | None:
        return term.value if type(term) is CanonicalNumber else None

    def literal(self, term: Canonical, value: Exact) -> Canonical:
        return CanonicalNumber(value)

    def name(self, term: CanonicalSymbol) -> str:
        return term.name

    def symbol(self, term: Canonical, name: str, assumptions: frozenset[str]) -> Canonical:
        return CanonicalSymbol(name, assumptions)


interface.register(Canonical, _CanonicalAdapter())
