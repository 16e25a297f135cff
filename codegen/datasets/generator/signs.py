"""What is known of the sign of a term, and whether a term has a value, on a record's domain.

The generator's own reasoning (the checker has another): a set of possible signs, closed under the
operations of a field. Equations teach more: equal things have equal signs.
"""

from __future__ import annotations

from collections.abc import Mapping

from symnum.ops import ADD, ATAN, COS, EXP, LOG, MUL, POW, SIN
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)

Signs = frozenset[int]
ANY: Signs = frozenset({-1, 0, 1})
POSITIVE: Signs = frozenset({1})
NONZERO: Signs = frozenset({-1, 1})
OF_ASSUMPTION: Mapping[str, Signs] = {"positive": POSITIVE, "nonzero": NONZERO}
SMOOTH = frozenset({ADD, MUL, POW, EXP, LOG, SIN, COS, ATAN})
"""Operators that derivations are written with, beside calculus and free functions."""


def _sign(value: object) -> int:
    return (value > 0) - (value < 0)  # type: ignore[operator]


def _product(first: Signs, second: Signs) -> Signs:
    return frozenset(a * b for a in first for b in second)


def _sum(first: Signs, second: Signs) -> Signs:
    if any(a * b < 0 for a in first for b in second):
        return ANY
    return frozenset(a or b for a in first for b in second)


def _power(base: Signs, exponent: int) -> Signs:
    return frozenset(sign ** abs(exponent) for sign in base)


class Knowledge:
    """Signs of terms under a domain's assumptions and what has been learned since."""

    def __init__(self) -> None:
        self.facts: dict[Canonical, Signs] = {}
        self._memo: dict[Canonical, Signs] = {}

    def learn(self, term: Canonical, signs: Signs) -> None:
        """Note that the term has one of these signs wherever the record's conditions hold."""
        if isinstance(term, CanonicalNumber) or self.signs(term) <= signs:
            return
        self.facts[term] = self.signs(term) & signs
        self._memo.clear()

    def equate(self, first: Canonical, second: Canonical) -> None:
        """Note that two terms are equal."""
        common = self.signs(first) & self.signs(second)
        self.learn(first, common)
        self.learn(second, common)

    def positive(self, term: Canonical) -> bool:
        """Whether the term is certainly above 0."""
        return self.signs(term) == POSITIVE

    def nonzero(self, term: Canonical) -> bool:
        """Whether the term is certainly not 0."""
        return 0 not in self.signs(term)

    def signs(self, term: Canonical) -> Signs:
        """The signs that the term may have."""
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._inferred(term) & self.facts.get(term, ANY)
        return found

    def _inferred(self, term: Canonical) -> Signs:
        if isinstance(term, CanonicalNumber):
            return frozenset({_sign(term.value)})
        if isinstance(term, CanonicalSymbol):
            known = term.assumptions
            return POSITIVE if "positive" in known else NONZERO if "nonzero" in known else ANY
        if isinstance(term, Reciprocal):
            return self.signs(term.base) - {0}
        if isinstance(term, Product):
            return self._of_product(term)
        if isinstance(term, Sum):
            return self._of_sum(term)
        return self._of_call(term) if isinstance(term, Apply) else ANY

    def _of_product(self, term: Product) -> Signs:
        result = POSITIVE
        for factor, exponent in term.entries.items():
            result = _product(result, _power(self.signs(factor), exponent))
        return result

    def _of_sum(self, term: Sum) -> Signs:
        result: Signs = frozenset({_sign(term.constant)})
        for addend, coefficient in term.entries.items():
            result = _sum(result, _product(frozenset({_sign(coefficient)}), self.signs(addend)))
        return result

    def _of_call(self, term: Apply) -> Signs:
        if term.operator is EXP:
            return POSITIVE
        if term.operator is POW and self.positive(term.arguments[0]):
            return POSITIVE
        return ANY

    def locally_defined(self, term: Canonical) -> bool:
        """Whether a call certainly has a value where its arguments have one."""
        if isinstance(term, Reciprocal):
            return self.nonzero(term.base)
        if isinstance(term, Product):
            below = (f.base for f in term.entries if isinstance(f, Reciprocal))
            return all(self.nonzero(base) for base in below)
        if not isinstance(term, Apply) or not term.operator.interpreted:
            return True
        if term.operator is LOG or term.operator is POW:
            return self.positive(term.arguments[0])
        return True
