"""Ways to normal forms, put into the graph: most equal terms meet there before any search.

Directed rules until none applies; everything multiplied out; sums of fractions over one
denominator. Every step of the way is a union with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.graph import TermGraph
from symnum.egraphs.proving.ring_instances import (
    RingLaws,
    multiplied_out,
    over_one_denominator,
)
from symnum.egraphs.proving.slots import Argument, slots
from symnum.rewriting.facts import FactBase
from symnum.rewriting.positions import rebuilt_along, subterms_along
from symnum.rewriting.prepared import directed, prepared
from symnum.rewriting.rule_index import RuleIndex
from symnum.rewriting.stepwise import derived
from symnum.rules import Rule
from symnum.terms.canonical import Canonical

APPLICATIONS = 300
"""Bound on the steps of one way."""
_LARGEST = 120
"""Terms longer than this times that of the term at the beginning are not multiplied out."""
Law = Callable[[Canonical], tuple[Application, Canonical] | None]


class NormalForms:
    """Ways from terms of a graph to normal forms.

    Args:
        graph: Where they are put down.
        rules: What may be used.
        facts: Decides the guards.
    """

    def __init__(self, graph: TermGraph, rules: Sequence[Rule], facts: FactBase) -> None:
        self._graph = graph
        self._index = RuleIndex(directed(tuple(rules)), facts)
        laws = RingLaws.among(rules)
        self._distributes = laws.distributes
        self._adds_fractions = laws.adds_fractions

    def all_of(self, term: Canonical) -> tuple[Canonical, ...]:
        """Several normal forms of a term, the term among them."""
        short = self.simplified(term)
        expanded = self.expanded(term)
        both = self.simplified(expanded)
        fraction = self.expanded(self.over_one_denominator(self.expanded(short)))
        last = self.simplified(fraction)
        found = (term, short, expanded, both, self.simplified(self.expanded(both)), fraction, last)
        return tuple(dict.fromkeys(found))

    def simplified(self, term: Canonical) -> Canonical:
        """What directed rules make of a term."""
        derivation = derived(term, self._index, "fixpoint", APPLICATIONS, ())
        rules = {rule.name: rule for rule in derivation.rules}
        whole = term
        for step in derivation:
            along = subterms_along(whole, step.path)
            after = rebuilt_along(along, step.path, step.after)
            rule = rules[step.rule]
            around = prepared(rule).call.operator
            reason = Application(rule, False, step.bindings, step.left_over, around)
            self._graph.union(step.before, step.after, reason)
            for depth in reversed(range(len(step.path))):
                self._graph.add(along[depth])
                self._graph.add(after[depth + 1])
                place = Argument(along[depth], step.path[depth])
                self._graph.add(place.child)
                self._graph.replaced(place, after[depth + 1])
            whole = after[0]
        return whole

    def expanded(self, term: Canonical) -> Canonical:
        """The term multiplied out, inside of functions too."""
        return self._by_law(term, multiplied_out) if self._distributes else term

    def over_one_denominator(self, term: Canonical) -> Canonical:
        """The term with each sum of fractions as one fraction."""
        return self._by_law(term, over_one_denominator) if self._adds_fractions else term

    def _by_law(self, term: Canonical, law: Law) -> Canonical:
        way = _Way(self._graph, law, _LARGEST + 4 * self._graph.sizes[term])
        return way.end(term)


class _Way:
    """The way on which one law is applied, innermost first, as often as it can be."""

    def __init__(self, graph: TermGraph, law: Law, largest: int) -> None:
        self._graph, self._law, self._largest = graph, law, largest
        self._left = APPLICATIONS
        self._known: dict[Canonical, Canonical] = {}

    def end(self, term: Canonical) -> Canonical:
        """Where the way from a term ends."""
        found = self._known.get(term)
        if found is None:
            self._graph.add(term)
            found = self._known[term] = self._from(term)
        return found

    def _from(self, term: Canonical) -> Canonical:
        start, visited = term, set[Canonical]()
        while (place := next((s for s in slots(term) if s.child not in visited), None)) is not None:
            visited.add(place.child)
            value = self.end(place.child)
            if value is not place.child:
                whole = place.plug(value)
                self._graph.replaced(place, value)
                visited |= {slot.child for slot in slots(whole) if self.is_end(slot.child)}
                term = whole
        found = self._law(term) if self._left > 0 else None
        if found is None or self._graph.sizes[found[1]] > self._largest:
            self._known.setdefault(term, term)
            return term
        self._left -= 1
        self._graph.union(term, found[1], found[0])
        self._known[start] = self._known[term] = term  # should it come to itself
        return self.end(found[1])

    def is_end(self, term: Canonical) -> bool:
        """Whether the way from a term is known to end with it."""
        return self._known.get(term) is term
