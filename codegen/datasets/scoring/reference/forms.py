"""What is computed once for each plain term that an answer is read as."""

from __future__ import annotations

from typing import NamedTuple

from codegen.datasets.checking.normal_form import NormalForm
from codegen.datasets.scoring.reference.linearity import linear
from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import canonical_by
from symnum.terms.plain import Call, Symbol, Term


class Names(NamedTuple):
    """The symbols of a term, and its calls of functions that are only names, of derivatives and of
    integrals; each once."""

    symbols: tuple[Symbol, ...]
    calls: tuple[Call, ...]


class Forms:
    """The checker's normal forms, canonical terms and names, remembered by plain term."""

    def __init__(self) -> None:
        self._normal = NormalForm()
        self._memo: dict[Term, Canonical] = {}
        self._canonical: dict[Term, Canonical] = {}
        self._names: dict[Term, Names] = {}

    def of(self, term: Term) -> Canonical:
        """The normal form of a term."""
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._normal.of(self.canonical(term))
        return found

    def canonical(self, term: Term) -> Canonical:
        """The term in canonical form."""
        found = self._canonical.get(term)
        return canonical_by(self._canonical, term) if found is None else found

    def linear(self, term: Term) -> Term:
        """The term with its integrals as sums of multiples of integrals."""
        if not any(call.operator is INTEGRAL for call in self.names(term).calls):
            return term
        return linear(term)

    def names(self, term: Term) -> Names:
        """The names in a term."""
        found = self._names.get(term)
        if found is None:
            found = self._names[term] = _names(term)
        return found


def _names(term: Term) -> Names:
    symbols: dict[Symbol, None] = {}
    calls: list[Call] = []
    seen: set[Term] = set()
    waiting = [term]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Symbol):
            symbols[part] = None
        elif type(part) is Call and part not in seen:
            seen.add(part)
            operator = part.operator
            if not operator.interpreted or operator is DERIVATIVE or operator is INTEGRAL:
                calls.append(part)
            waiting.extend(reversed(part.arguments))
    return Names(tuple(symbols), tuple(calls))
