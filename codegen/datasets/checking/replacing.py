"""Replacing a subterm in terms in normal form.

Subterms are what is written out: the addends of a sum with their coefficients, the factors of a
product with their exponents, the arguments of calls. So ``x*y`` occurs in ``x*y + 1``, and neither
in ``2*x*y`` nor in ``x*y*z``.
"""

from __future__ import annotations

from codegen.datasets.checking.normal_form import called, cancelled, combined, power
from codegen.datasets.checking.reading import parts_of
from symnum.ops import INTEGRAL, POW
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, linear_combination, product

_MOST_LEFT = 12
"""How many occurrences on a side are tried one by one."""


class Replacement:
    """Puts one term in the place of another.

    Args:
        old: What is replaced, a sum, a product or a call in normal form.
        new: What takes its place.
        signed: Whether ``-old`` is replaced by ``-new`` as well. Which of ``a - b`` and ``b - a``
            stands in a product is a matter of names, so what occurs in one may not in the other.

    ``count`` says how often it did, ``under`` of which integrals' variables that was inside.
    """

    def __init__(self, old: Canonical, new: Canonical, *, signed: bool = False) -> None:
        self.count = 0
        self.places = {old: new}
        if signed:
            self.places[_opposite(old)] = _opposite(new)
        self.under: dict[str, None] = {}
        self._memo: dict[Canonical, Canonical] = {}
        self._scaled = any(type(term) is Sum and term.is_scaled for term in self.places)
        self._power = type(old) is Product and len(old.entries) == 1

    def of(self, term: Canonical) -> Canonical:
        """The term with the replacement made wherever it can be."""
        new = self.places.get(term)
        if new is not None:
            self.count += 1
            return new
        if type(term) is CanonicalSymbol or type(term) is CanonicalNumber:
            return term
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._computed(term)
        elif found is not term:
            self.count += 1
        return found

    def _taken(self, term: Canonical) -> Canonical | None:
        new = self.places.get(term)
        self.count += new is not None
        return new

    def _computed(self, term: Canonical) -> Canonical:
        if type(term) is Apply:
            return self._call(term)
        if type(term) is Sum:
            if term.is_scaled:
                ((monic, size),) = term.entries.items()
                return self._scaled_part(monic, size)
            before = self.count
            parts = [(self._addend(addend, c), 1) for addend, c in term.entries.items()]
            return term if self.count == before else combined([*parts, (ONE, term.constant)])
        before = self.count
        changed = self._factors(term)
        return term if self.count == before else changed

    def _addend(self, addend: Canonical, size: Exact) -> Canonical:
        if size == 1:
            return self.of(addend)
        if self._scaled:
            new = self._taken(linear_combination([(addend, size)]))
            if new is not None:
                return new
        return self._scaled_part(addend, size)

    def _scaled_part(self, monic: Canonical, size: Exact) -> Canonical:
        """A coefficient times a term, whose factors are arguments of their own."""
        before = self.count
        if type(monic) is Product and len(monic.entries) > 1:
            changed = self._factors(monic)
        else:
            changed = self.of(monic)
        if self.count == before:
            return linear_combination([(monic, size)])
        return cancelled([(CanonicalNumber(size), 1), (changed, 1)])

    def _factors(self, term: Canonical) -> Canonical:
        if type(term) is Reciprocal:
            return cancelled([(self.of(term.base), -1)])
        assert type(term) is Product
        single = len(term.entries) == 1
        return cancelled([self._factor(f, e, single) for f, e in term.entries.items()])

    def _factor(self, factor: Canonical, exponent: int, single: bool) -> tuple[Canonical, int]:
        if self._power and not single:
            new = self._taken(product([(factor, exponent)]))
            if new is not None:
                return new, 1
        if type(factor) is not Reciprocal:
            return self.of(factor), exponent
        new = self._taken(factor) if exponent == 1 else None
        return (self.of(factor.base), -exponent) if new is None else (new, 1)

    def _call(self, term: Apply) -> Canonical:
        before = self.count
        arguments = tuple(map(self.of, term.arguments))
        if self.count == before:
            return term
        if term.operator is INTEGRAL:
            variable = term.arguments[1]
            assert type(variable) is CanonicalSymbol
            self.under[variable.name] = None
        if term.operator is POW:
            return power(*arguments)
        return called(term.operator, arguments)


def _opposite(term: Canonical) -> Canonical:
    return linear_combination([(term, -1)])


def occurs(part: Canonical, term: Canonical) -> bool:
    """Whether a call is part of a term."""
    return part is term or any(occurs(part, inner) for inner in parts_of(term))


class _Partial(Replacement):
    """Replaces some occurrences of a term or its opposite: those whose bit ``chosen`` has."""

    def __init__(self, old: Canonical, new: Canonical, chosen: int) -> None:
        super().__init__(old, new, signed=True)
        self.chosen, self.seen = chosen, 0

    def of(self, term: Canonical) -> Canonical:
        self._memo.clear()  # the same term may be replaced here and left there
        if term not in self.places:
            return super().of(term)
        new = self._taken(term)
        return term if new is None else new

    def _taken(self, term: Canonical) -> Canonical | None:
        if term not in self.places:
            return None
        self.seen += 1
        return super()._taken(term) if self.chosen >> (self.seen - 1) & 1 else None


def partly_replaced(
    old: Canonical, new: Canonical, before: Canonical, after: Canonical
) -> Replacement | None:
    """A replacement of some occurrences of a term or its opposite that makes one side of another.

    It may be one of none. Of very many occurrences only the first ones are looked at.
    """
    whole = _Partial(old, new, 0)
    whole.of(before)
    for chosen in range(2 ** min(whole.seen, _MOST_LEFT)):
        trial = _Partial(old, new, chosen)
        if trial.of(before) is after:
            return trial
    return None
