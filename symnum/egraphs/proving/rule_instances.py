"""Rules for the search: which are used, in which directions, and how they apply to a term.

Terms are matched one by one, as they are written; that equal terms may stand for their parts is
seen to by the search, which writes such terms down (:mod:`symnum.egraphs.proving.search`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.ring_instances import RingLaws
from symnum.ops import Operator
from symnum.rewriting.facts import FactBase
from symnum.rewriting.patterns import is_multiset
from symnum.rewriting.prepared import prepared
from symnum.rewriting.rule_index import RuleIndex
from symnum.rules import Rule, RuleKind, core, variables_of
from symnum.terms.canonical import Canonical
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, PatternVariable
from symnum.terms.traversal import postorder

COMPARISONS = 600
"""Bound on the comparisons of one attempt with one rule."""
APPLICATIONS = 8
"""How many ways to apply one rule to one term are taken."""


@lru_cache(maxsize=32)
def in_directions(
    rules: tuple[Rule, ...], all_backwards: bool
) -> tuple[tuple[Rule, ...], dict[int, tuple[Rule, bool]]]:
    """The rules from left to right, and from right to left those that have no better side or lead
    to larger terms, or all that can be; and for each, by identity, the rule behind it and whether
    it is reversed.

    Rules for floating point are left out, and those that are lone variables in core form.
    """
    used: list[Rule] = []
    behind: dict[int, tuple[Rule, bool]] = {}
    for rule in rules:
        if rule.kind is RuleKind.FLOAT_ONLY or not isinstance(core(rule.left), Call):
            continue
        used.append(rule)
        behind[id(rule)] = rule, False
        if (all_backwards or rule.kind is not RuleKind.DIRECTED) and _can_be_reversed(rule):
            used.append(rule.reversed())
            behind[id(used[-1])] = rule, True
    return tuple(used), behind


def _can_be_reversed(rule: Rule) -> bool:
    same = set(variables_of(rule.left)) == set(variables_of(rule.right))
    return same and isinstance(core(rule.right), Call)


@lru_cache(maxsize=32)
def nested_operators(
    rules: tuple[Rule, ...], all_backwards: bool
) -> frozenset[tuple[Operator, Operator]]:
    """Pairs of operators of which a left side has the second somewhere inside the first."""
    found: set[tuple[Operator, Operator]] = set()
    for rule in in_directions(rules, all_backwards)[0]:
        inside: dict[object, frozenset[Operator]] = {}
        for term, children in postorder([prepared(rule).left]):
            below = frozenset().union(*(inside[id(child)] for child in children))
            if isinstance(term, Call) and not isinstance(term, PatternVariable):
                found |= {(term.operator, operator) for operator in below}
                below |= {term.operator}
            inside[id(term)] = below
    return frozenset(found)


class RuleInstances:
    """How rules and ring laws apply at the top of terms.

    Args:
        rules: Those that may be used.
        facts: Decides guards.
        all_backwards: Whether directed rules are used from right to left, too.

    Attributes:
        nested: Pairs of operators that left sides have one inside the other.
    """

    def __init__(self, rules: Sequence[Rule], facts: FactBase, all_backwards: bool = False) -> None:
        used, self._behind = in_directions(tuple(rules), all_backwards)
        self.nested = nested_operators(tuple(rules), all_backwards)
        self._index = RuleIndex(used, facts, steps=COMPARISONS)
        self._laws = RingLaws.among(rules)

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
            rule, reverse = self._behind[id(rewriter.rule)]
            around = rewriter.left.operator
            for found in islice(rewriter.applications(term), APPLICATIONS):
                if found.after is not term:
                    reason = Application(rule, reverse, found.bindings, found.left_over, around)
                    yield reason, found.after


def top(term: Canonical) -> Operator | None:
    """The operator of a term."""
    adapter = adapter_of(term)
    return adapter.operator(term) if adapter.is_call(term) else None


def merges(around: Operator | None, inner: Operator | None) -> bool:
    """Whether a sum or product takes one of its parts up into itself, or could multiply it out."""
    return around is not None and inner is not None and is_multiset(around) and is_multiset(inner)
