"""What is known of the sign of a term, and whether a term has a value, on a record's domain.

The generator's own reasoning (the checker has another): a set of possible signs, closed under the
operations of a field. Equations teach more: equal things have equal signs. A set of signs is an
integer with one bit for each of below, at and above 0.
"""

from __future__ import annotations

from collections.abc import Callable

from codegen.datasets.generator.parts import remembered, subterms
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

Signs = int
NEGATIVE, ZERO, POSITIVE = 1, 2, 4
NONZERO: Signs = NEGATIVE | POSITIVE
ANY: Signs = 7
SMOOTH = frozenset({ADD, MUL, POW, EXP, LOG, SIN, COS, ATAN})
"""Operators that derivations are written with, beside calculus and free functions."""
_SURE = frozenset({CanonicalNumber, CanonicalSymbol, Sum})
"""What has a value wherever its parts have one."""
_VALUES = {NEGATIVE: -1, ZERO: 0, POSITIVE: 1}
_BITS = {value: bit for bit, value in _VALUES.items()}


def _members(signs: Signs) -> list[int]:
    return [value for bit, value in _VALUES.items() if signs & bit]


def _joined(values: set[int]) -> Signs:
    return sum(_BITS[value] for value in values)


def _sum_of(first: Signs, second: Signs) -> Signs:
    pairs = [(a, b) for a in _members(first) for b in _members(second)]
    return ANY if any(a * b < 0 for a, b in pairs) else _joined({a or b for a, b in pairs})


_PRODUCTS = [
    [_joined({a * b for a in _members(m) for b in _members(n)}) for n in range(8)] for m in range(8)
]
_SUMS = [[_sum_of(m, n) for n in range(8)] for m in range(8)]
_SQUARES = [_joined({a * a for a in _members(m)}) for m in range(8)]


def _sign(value: object) -> Signs:
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO  # type: ignore[operator]


class Knowledge:
    """Signs of terms under a domain's assumptions and what has been learned since."""

    def __init__(self) -> None:
        self.facts: dict[Canonical, Signs] = {}
        self._memo: dict[Canonical, Signs] = {}

    def copy(self) -> Knowledge:
        """What is known, to be added to without a trace here."""
        known = Knowledge()
        known.facts.update(self.facts)
        return known

    def learn(self, term: Canonical, signs: Signs) -> None:
        """Note that the term has one of these signs wherever the record's conditions hold."""
        before = self.signs(term)
        if isinstance(term, CanonicalNumber) or before & signs == before:
            return
        self.facts[term] = before & signs
        self._memo.clear()

    def equate(self, first: Canonical, second: Canonical) -> None:
        """Note that two terms are equal."""
        common = self.signs(first) & self.signs(second)
        if common != ANY:
            self.learn(first, common)
            self.learn(second, common)

    def positive(self, term: Canonical) -> bool:
        """Whether the term is certainly above 0."""
        return self.signs(term) == POSITIVE

    def nonzero(self, term: Canonical) -> bool:
        """Whether the term is certainly not 0."""
        return not self.signs(term) & ZERO

    def signs(self, term: Canonical) -> Signs:
        """The signs that the term may have."""
        found = self._memo.get(term)
        if found is None:
            if self.facts.keys().isdisjoint(subterms(term)):
                found = assumed_signs(term)
            else:
                found = _inferred(term, self) & self.facts.get(term, ANY)
            self._memo[term] = found
        return found

    def defined(self, term: Canonical) -> bool:
        """Whether the term certainly has a value."""
        parts = doubtful(term)
        return not parts or all(_defined(part, self) for part in parts)


@remembered
def assumed_signs(term: Canonical) -> Signs:
    """The signs that follow from what is assumed of symbols."""
    return _inferred(term, None)


@remembered
def doubtful(term: Canonical) -> tuple[Canonical, ...]:
    """The parts of a term that may have no value, as far as assumptions tell."""
    return tuple(
        [part for part in subterms(term) if type(part) not in _SURE and not _defined(part, None)]
    )


def _asked(known: Knowledge | None) -> Callable[[Canonical], Signs]:
    """Who tells the signs of a term's parts."""
    return assumed_signs if known is None else known.signs


def _inferred(term: Canonical, known: Knowledge | None) -> Signs:
    kind = type(term)
    if kind is CanonicalNumber:
        return _sign(term.value)  # type: ignore[attr-defined]
    if kind is CanonicalSymbol:
        assumed = term.assumptions  # type: ignore[attr-defined]
        return POSITIVE if "positive" in assumed else NONZERO if "nonzero" in assumed else ANY
    signs = _asked(known)
    if isinstance(term, Reciprocal):
        return signs(term.base) & NONZERO
    if isinstance(term, Product):
        result = POSITIVE
        for factor, exponent in term.entries.items():
            own = signs(factor)
            result = _PRODUCTS[result][own if exponent % 2 else _SQUARES[own]]
        return result
    if isinstance(term, Sum):
        result = _sign(term.constant)
        for addend, coefficient in term.entries.items():
            result = _SUMS[result][_PRODUCTS[_sign(coefficient)][signs(addend)]]
        return result
    return _of_call(term, signs) if isinstance(term, Apply) else ANY


def _of_call(term: Apply, signs: Callable[[Canonical], Signs]) -> Signs:
    if term.operator is EXP:
        return POSITIVE
    if term.operator is POW and signs(term.arguments[0]) == POSITIVE:
        return POSITIVE
    return ANY


def _defined(part: Canonical, known: Knowledge | None) -> bool:
    """Whether a call certainly has a value where its arguments have one."""
    if isinstance(part, Apply):
        uncertain = part.operator is LOG or part.operator is POW
        return not uncertain or _asked(known)(part.arguments[0]) == POSITIVE
    if isinstance(part, Reciprocal):
        return not _asked(known)(part.base) & ZERO
    if isinstance(part, Product):
        signs, below = _asked(known), [f.base for f in part.entries if type(f) is Reciprocal]
        return not any(signs(base) & ZERO for base in below)
    return True
