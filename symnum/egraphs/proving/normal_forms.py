"""Ways to normal forms, put into the graph: most equal terms meet there before any search.

Directed rules until none applies; everything multiplied out; sums of fractions over one
denominator; sums as products of irreducible polynomials; few functions of single symbols. Every
step of the way is a union with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from rewrite_rules import RULES
from symnum.algebra import factor
from symnum.egraphs.limits import Deadline
from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.graph import TermGraph
from symnum.egraphs.proving.opening import Opening
from symnum.egraphs.proving.ring_instances import (
    RingLaws,
    multiplied_out,
    over_one_denominator,
)
from symnum.egraphs.proving.slots import Argument, trace
from symnum.egraphs.proving.ways import APPLICATIONS, Move, Way, by_law
from symnum.ops import MUL
from symnum.rewriting.facts import FactBase
from symnum.rewriting.positions import rebuilt_along, subterms_along
from symnum.rewriting.prepared import directed, prepared
from symnum.rewriting.rule_index import RuleIndex
from symnum.rewriting.stepwise import derived
from symnum.rules import Rule
from symnum.terms.canonical import Canonical, CanonicalNumber, Sum

(_MUL_ZERO,) = (rule for rule in RULES if rule.name == "mul-zero")
_LARGEST = 120
"""Terms longer than this times that of the term at the beginning are not multiplied out."""


class NormalForms:
    """Ways from terms of a graph to normal forms.

    Args:
        graph: Where they are put down.
        rules: What may be used.
        facts: Decides the guards.
        deadline: When no further move is begun.
    """

    def __init__(
        self, graph: TermGraph, rules: Sequence[Rule], facts: FactBase, deadline: Deadline
    ) -> None:
        self._graph = graph
        self._index, self._facts = RuleIndex(directed(tuple(rules)), facts), facts
        self._drops_traces = _MUL_ZERO in rules
        self._opening, self._deadline = Opening(graph, rules, facts), deadline
        laws = RingLaws.among(rules)
        self._distributes = laws.distributes
        self._adds_fractions = laws.adds_fractions

    def all_of(self, term: Canonical) -> tuple[Canonical, ...]:
        """Several normal forms of a term, the term among them."""
        short = self.simplified(term)
        expanded = self.expanded(term)
        both = self.simplified(expanded)
        fraction = self.over_one_denominator(self.expanded(short))
        last = self.simplified(self.expanded(fraction))
        product = self.simplified(self.factored(fraction))
        opened = self.opened(term)
        found = (
            term, short, expanded, both, self.simplified(self.expanded(both)), fraction, last,
            product, opened, self.simplified(opened),
        )  # fmt: skip
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
                place = Argument(along[depth], step.path[depth])
                if not self._carried_out(place, after[depth + 1], after[depth]):
                    return whole
            whole = after[0]
        return whole

    def _carried_out(self, place: Argument, value: Canonical, whole: Canonical) -> bool:
        """Whether the graph has a term as equal to the one with an equal argument."""
        traced = trace(place.term)
        if traced is not None:
            return self._forgotten(place.term, traced, whole)
        for part in (place.term, place.child, value):
            self._graph.add(part)
        self._graph.replaced(place, value)
        return True

    def _forgotten(self, term: Canonical, traced: Canonical, whole: Canonical) -> bool:
        """Whether ``0*x`` is 0 by a rule. Inside of it no context can point to ``x``, since ``0*y``
        is 0 for all ``y`` that have a value."""
        zero = whole is CanonicalNumber(0)
        if not (zero and self._drops_traces and self._facts.holds("defined", traced)):
            return False
        self._graph.union(term, whole, Application(_MUL_ZERO, False, {"x": traced}, (), MUL))
        return True

    def expanded(self, term: Canonical) -> Canonical:
        """The term multiplied out, inside of functions too."""
        return self._end(term, by_law(self._graph, multiplied_out)) if self._distributes else term

    def over_one_denominator(self, term: Canonical) -> Canonical:
        """The term with each sum of fractions as one fraction."""
        move = by_law(self._graph, over_one_denominator)
        return self._end(term, move) if self._adds_fractions else term

    def factored(self, term: Canonical) -> Canonical:
        """The term with its sums as products of irreducible polynomials, where multiplying them
        out leads back to the sum."""
        return self._end(term, self._irreducible) if self._distributes else term

    def opened(self, term: Canonical) -> Canonical:
        """The term over few functions of single symbols, multiplied out."""
        moves = (by_law(self._graph, multiplied_out),) if self._distributes else ()
        return self._end(term, *moves, *self._opening.moves)

    def _irreducible(self, term: Canonical) -> Canonical | None:
        if not isinstance(term, Sum):
            return None
        product = factor(term)
        if product is term:
            return None
        self._graph.add(product)
        self.expanded(product)
        self.expanded(term)
        return product if self._graph.same(product, term) else None

    def _end(self, term: Canonical, *moves: Move) -> Canonical:
        largest = _LARGEST + 4 * self._graph.sizes[term]
        return Way(self._graph, moves, largest, self._deadline).end(term)
