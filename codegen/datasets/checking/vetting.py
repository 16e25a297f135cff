"""Whether names are used as they were introduced, and a term has a value wherever it is claimed."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.checking.knowledge import Knowledge
from codegen.datasets.checking.normal_form import NormalForm
from codegen.datasets.checking.reading import parts_of
from codegen.datasets.checking.rejection import Rejected
from symnum.ops import DERIVATIVE, INTEGRAL, LOG, POW
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)


class Vetting:
    """Looks at every part of the terms of one record, once.

    Args:
        symbols: The record's symbols.
        forms: Normal forms.
        knowledge: What is known of signs; what is known once stays known.

    ``arguments`` are those of each function introduced so far, ``numbers`` the constants.
    """

    def __init__(
        self, symbols: Mapping[str, CanonicalSymbol], forms: NormalForm, knowledge: Knowledge
    ) -> None:
        self.symbols, self.forms, self.knowledge = symbols, forms, knowledge
        self.arguments: dict[str, tuple[Canonical, ...]] = {}
        self.numbers: dict[str, None] = {}
        self._seen: set[Canonical] = set()

    def require(self, *terms: Canonical) -> None:
        """All parts are introduced, and all have values.

        Raises:
            Rejected: naming the part that is not, or has not.
        """
        seen = self._seen
        for term in terms:
            if term not in seen:
                self._look(term)
                seen.add(term)

    def require_introduced(self, term: Canonical) -> None:
        """All names in a term are introduced; nothing is said of its value.

        Raises:
            Rejected: naming the part that is not.
        """
        self._require_name(term)
        if type(term) is not Apply or term.operator.interpreted:
            for part in parts_of(term):
                self.require_introduced(part)

    def _require_name(self, term: Canonical) -> None:
        if type(term) is CanonicalSymbol:
            if term.name not in self.symbols and term.name not in self.numbers:
                raise Rejected(f"{term} is not introduced yet")
        elif type(term) is Apply:
            operator, arguments = term.operator, term.arguments
            if not operator.interpreted and self.arguments.get(operator.name) != arguments:
                raise Rejected(f"{term} is not a function introduced before")
            if operator is DERIVATIVE or operator is INTEGRAL:
                variable = arguments[1]
                known = type(variable) is CanonicalSymbol and variable.name in self.symbols
                if not known:
                    raise Rejected(f"{term} is not by a symbol of the domain")

    def _look(self, term: Canonical) -> None:
        if type(term) is Sum or type(term) is Product:
            self.require(*term.entries)
            return
        self._require_name(term)
        if type(term) is Apply:
            if not term.operator.interpreted:
                return
            self.require(*term.arguments)
        elif type(term) is Reciprocal:
            self.require(term.base)
        if not self._has_value(term):
            raise Rejected(f"{term} may have no value")

    def _has_value(self, term: Canonical) -> bool:
        """Whether a term has a value where its parts have."""
        if type(term) is Reciprocal:
            return self.knowledge.holds("nonzero", self.forms.of(term.base))
        if type(term) is not Apply:
            return True
        if term.operator is POW:
            return self.has_power(*term.arguments)
        if term.operator is LOG:
            return self.knowledge.holds("positive", self.forms.of(term.arguments[0]))
        return True

    def has_power(self, base: Canonical, exponent: Canonical) -> bool:
        """Whether a power has a value, and derivatives."""
        form = self.forms.of(base)
        value = exponent.value if type(exponent) is CanonicalNumber else None
        if type(value) is int:
            return value >= 0 or self.knowledge.holds("nonzero", form)
        return self.knowledge.holds("positive", form)
