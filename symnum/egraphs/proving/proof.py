"""Proofs: two terms found equal, with the derivation that leads from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rewrite_rules import FACTS
from symnum.egraphs.limits import Limits
from symnum.egraphs.proving.explanation import TooLong, explanation
from symnum.egraphs.proving.graph import Contradiction
from symnum.egraphs.proving.normal_forms import NormalForms
from symnum.egraphs.proving.search import PROVED, Search
from symnum.egraphs.saturation import CONTRADICTION, ITERATION_LIMIT, SATURATED
from symnum.rewriting.derivation import Derivation
from symnum.rewriting.facts import FactBase
from symnum.rules import Rule
from symnum.terms.canonical import Canonical

Assumed = Sequence[tuple[str, Canonical]]


class Proving:
    """A graph in which equal terms are looked for, and explained.

    Args:
        given: The terms to start from.
        rules: What may be used.
        assuming: Facts vouched for.
        limits: When to stop; ``nodes`` are terms.
    """

    def __init__(
        self, given: Iterable[Canonical], rules: Sequence[Rule], assuming: Assumed, limits: Limits
    ) -> None:
        facts = FactBase(FACTS, assuming)
        self.given = tuple(given)
        self.search = Search(self.given, rules, facts, limits)
        self._assuming = tuple(assuming)
        self._normal_forms = NormalForms(self.search.graph, rules, facts)

    def joined(self) -> tuple[Derivation | None, str]:
        """The derivation of the last term given from the first, and why the search ended."""
        first, last = self.given[0], self.given[-1]
        graph = self.search.graph

        def reached() -> bool:
            return graph.same(first, last)

        try:
            for term in self.given:
                if not reached():
                    self._normal_forms.all_of(term)
            reason = PROVED if reached() else self.search.run(reached)
            if not reached() and reason in (SATURATED, ITERATION_LIMIT):
                self.search.turn_rules_around()
                reason = self.search.run(reached)
        except Contradiction:
            return None, CONTRADICTION
        return (self.derivation(first, last) if reached() else None), reason

    def derivation(self, first: Canonical, last: Canonical) -> Derivation | None:
        """How a term follows from an equal one; ``None`` if that takes too many steps."""
        try:
            found = explanation(self.search.graph, first, last, self._assuming)
        except TooLong:
            return None
        found.replay()
        return found
