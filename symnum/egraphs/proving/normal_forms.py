"""Ways to normal forms, put into the graph: most equal terms meet there before any search.

Directed rules until none applies; everything multiplied out; sums of fractions over one
denominator; sums as products of irreducible polynomials; few functions of single symbols. Every
step of the way is a union with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    sum_and_cofactor,
)
from symnum.egraphs.proving.slots import Argument, Cofactor, trace
from symnum.egraphs.proving.ways import End, Move, Way, by_law
from symnum.ops import MUL
from symnum.rewriting.derivation import Derivation
from symnum.rewriting.facts import FactBase
from symnum.rewriting.positions import rebuilt_along, subterms_along
from symnum.rewriting.prepared import directed, prepared
from symnum.rewriting.rule_index import RuleIndex
from symnum.rewriting.stepwise import derived
from symnum.rules import Rule
from symnum.terms.canonical import Canonical, CanonicalNumber, Sum

(_MUL_ZERO,) = (rule for rule in RULES if rule.name == "mul-zero")
APPLICATIONS, _AT_ONCE = 320, 40
"""Bound on the steps of directed rules; how many are made before the time is looked at."""
_LARGEST = 120
"""Terms longer than this and four times the longest at the beginning are not gone to."""


class NormalForms:
    """Ways from terms of a graph to normal forms.

    Args:
        graph: Where they are put down; its longest term says what is too long.
        rules: What may be used.
        facts: Decides the guards.
        deadline: When no further move is begun.
    """

    def __init__(
        self, graph: TermGraph, rules: Sequence[Rule], facts: FactBase, deadline: Deadline
    ) -> None:
        self._graph = graph
        self._index, self._facts = RuleIndex(directed(tuple(rules)), facts), facts
        self._longest = max((graph.sizes[term] for term in graph.terms), default=0)
        self._drops_traces = _MUL_ZERO in rules
        self._opening, self._deadline = Opening(graph, rules, facts), deadline
        laws = RingLaws.among(rules)
        self._distributes = laws.distributes
        self._expanding: tuple[Move, ...] = (
            self._cofactor_first, by_law(graph, multiplied_out)
        )  # fmt: skip
        self._adds_fractions = laws.adds_fractions

    def all_of(self, term: Canonical) -> Iterator[Canonical]:
        """Several normal forms of a term, the term among them, made as they are asked for."""
        yield term
        short = self.simplified(term)
        yield short
        expanded = self.expanded(term)
        yield expanded
        both = self.simplified(expanded)
        yield both
        yield self.simplified(self.expanded(both))
        fraction = self.over_one_denominator(self.expanded(short))
        yield fraction
        yield self.simplified(self.expanded(fraction))
        yield self.simplified(self.factored(fraction))
        opened = self.opened(term)
        yield opened
        yield self.simplified(opened)

    def simplified(self, term: Canonical) -> Canonical:
        """What directed rules make of a term."""
        for _ in range(APPLICATIONS // _AT_ONCE):
            if self._deadline.passed:
                break
            derivation = derived(term, self._index, "fixpoint", _AT_ONCE, ())
            term = self._followed(term, derivation)
            limited = derivation.stopped_because == "step limit"
            if not limited or term is not derivation.result:
                break
        return term

    def _followed(self, whole: Canonical, derivation: Derivation) -> Canonical:
        """How far the graph can follow a derivation."""
        rules = {rule.name: rule for rule in derivation.rules}
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
        return self._end(term, *self._expanding) if self._distributes else term

    def _cofactor_first(self, term: Canonical, end: End) -> Canonical | None:
        """A product of sums with all of it but one sum multiplied out: so the number of moves is
        that of the monomials met, not of the products of addends."""
        found = sum_and_cofactor(term)
        if found is None:
            return None
        chosen, others = found
        value = end(others)
        if value is others:
            return None
        place = Cofactor(term, others, chosen)
        self._graph.replaced(place, value)
        return place.plug(value)

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
        moves = self._expanding if self._distributes else ()
        return self._end(term, *moves, *self._opening.moves)

    def _irreducible(self, term: Canonical, end: End) -> Canonical | None:
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
        largest = _LARGEST + 4 * max(self._longest, self._graph.sizes[term])
        return Way(self._graph, moves, largest, self._deadline).end(term)
