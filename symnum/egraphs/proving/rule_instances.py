"""Rules for the search: which are used, in which directions, and how they apply to a term.

Terms are matched one by one, as they are written; that equal terms may stand for their parts is
seen to by the search, which writes such terms down (:mod:`symnum.egraphs.proving.search`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from symnum.egraphs.proving.directions import Direction, nested_operators
from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.ring_instances import RingLaws
from symnum.ops import Operator
from symnum.rewriting.facts import FactBase
from symnum.rewriting.patterns import is_multiset
from symnum.rewriting.rule_index import RuleIndex
from symnum.terms.canonical import Canonical
from symnum.terms.interface import adapter_of

COMPARISONS = 600
"""Bound on the comparisons of one attempt with one rule."""
APPLICATIONS = 8
"""How many ways to apply one rule to one term are taken."""


class RuleInstances:
    """How rules and ring laws apply at the top of terms.

    Args:
        directions: The rules that may be used, in the directions in which they may.
        laws: The ring laws that may be used.
        facts: Decides guards.

    Attributes:
        nested: Pairs of operators that left sides have one inside the other.
    """

    def __init__(self, directions: Sequence[Direction], laws: RingLaws, facts: FactBase) -> None:
        self.nested = nested_operators(tuple(directions))
        self._behind = {id(direction.matched): direction for direction in directions}
        used = [direction.matched for direction in directions]
        self._index = RuleIndex(used, facts, steps=COMPARISONS)
        self._laws = laws

    @property
    def cut_off(self) -> Counter[str]:
        """How often the search for a match was given up, by rule."""
        return self._index.effort.cut_off

    def of(self, term: Canonical) -> Iterator[tuple[Application, Canonical]]:
        """Ways to apply a rule at the top of a term, with what it makes of the term."""
        yield from self._laws.instances(term)
        for rewriter in self._index.candidates(term):
            if not rewriter.may_apply(term):
                continue
            way = self._behind[id(rewriter.rule)]
            around = rewriter.left.operator
            for found in islice(rewriter.applications(term), APPLICATIONS):
                if found.after is not term:
                    bindings = {**found.bindings, **way.fixed}
                    reason = Application(way.rule, way.reverse, bindings, found.left_over, around)
                    yield reason, found.after


def top(term: Canonical) -> Operator | None:
    """The operator of a term."""
    adapter = adapter_of(term)
    return adapter.operator(term) if adapter.is_call(term) else None


def merges(around: Operator | None, inner: Operator | None) -> bool:
    """Whether a sum or product takes one of its parts up into itself, or could multiply it out."""
    return around is not None and inner is not None and is_multiset(around) and is_multiset(inner)
