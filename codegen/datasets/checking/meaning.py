"""What names in a record stand for, and which symbols a term depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symnum.ops import INTEGRAL
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IntegrationConstant:
    """What a constant stands for: ``integral(integrand, variable) - antiderivative``.

    Both are terms of any family.
    """

    name: str
    variable: str
    arguments: tuple[str, ...]
    integral: Any
    antiderivative: Any


class FreeNames:
    """The symbols that terms depend on as they are written, remembered."""

    def __init__(self) -> None:
        self._memo: dict[Canonical, frozenset[str]] = {}

    def of(self, *terms: Canonical) -> frozenset[str]:
        """The names of the symbols in the terms, those of constants among them."""
        if len(terms) == 1:
            found = self._memo.get(terms[0])
            if found is None:
                found = self._memo[terms[0]] = self._computed(terms[0])
            return found
        return _NOTHING.union(*map(self.of, terms))

    def _computed(self, term: Canonical) -> frozenset[str]:
        if type(term) is CanonicalSymbol:
            return frozenset({term.name})
        if type(term) is Sum or type(term) is Product:
            return self.of(*term.entries)
        if type(term) is Reciprocal:
            return self.of(term.base)
        return self.of(*term.arguments) if type(term) is Apply else _NOTHING


class MovingNames(FreeNames):
    """The symbols with which terms change: integrals with all that there are."""

    def __init__(self, everything: frozenset[str]) -> None:
        super().__init__()
        self.everything = everything

    def _computed(self, term: Canonical) -> frozenset[str]:
        if type(term) is Apply and term.operator is INTEGRAL:
            return self.everything
        return super()._computed(term)
