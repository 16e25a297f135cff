"""A rule as a rewriter: match, check the guard, build the right side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from symnum.ops import Operator
from symnum.rewriting.combinators import changed
from symnum.rewriting.facts import FactBase
from symnum.rewriting.matcher import STEPS, Bindings, BudgetSpent, Matcher, instantiate, split
from symnum.rules import Rule, core
from symnum.terms.exact import reduced
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import postorder

Log = Callable[[Rule, Any, Any], None]
"""Told of every application: the rule, the term before and the term after."""


@lru_cache(maxsize=4096)
def core_sides(rule: Rule) -> tuple[Term, Term]:
    """Both sides of a rule in core form, remembered: each simplification asks for all rules."""
    return core(rule.left), core(rule.right)


@lru_cache(maxsize=4096)
def _demanded(left: Call) -> frozenset[Operator]:
    calls = (t.operator for t, _ in postorder([left]) if isinstance(t, Call))
    return frozenset(o for o in calls if o.arity is not None and o.name != "pow")


@dataclass(frozen=True)
class RuleRewriter:
    """The rewriter that applies one rule at the top of a term.

    In a sum or product the left side may match some of the arguments; the others are kept.

    Args:
        rule: The rule, applied from left to right.
        facts: Decides the guard.
        log: Told of every application.
        steps: Bound on the comparisons of one attempt.
    """

    rule: Rule
    facts: FactBase = field(repr=False, compare=False)
    log: Log | None = field(default=None, repr=False, compare=False)
    steps: int = field(default=STEPS, repr=False)

    @cached_property
    def left(self) -> Call:
        """The left side in core form."""
        pattern = core_sides(self.rule)[0]
        if not isinstance(pattern, Call):
            raise ValueError(f"rule {self.rule.name}: the left side simplifies to {pattern}")
        return pattern

    @cached_property
    def right(self) -> Term:
        """The right side in core form."""
        return core_sides(self.rule)[1]

    @cached_property
    def demanded(self) -> frozenset[Operator]:
        """Operators (but sums and products) that every match contains: a quick test."""
        return _demanded(self.left)

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        adapter = adapter_of(term)
        if not adapter.is_call(term):
            return None
        matcher = Matcher(adapter, term, self.steps)
        try:
            for bindings, left_over in self._matches(matcher, term):
                after = self._applied(matcher, term, bindings, left_over)
                if changed(term, after):
                    if self.log is not None:
                        self.log(self.rule, term, after)
                    return after
        except BudgetSpent:
            return None
        return None

    def _matches(self, matcher: Matcher, term: Any) -> Iterator[tuple[Bindings, list[Any]]]:
        """Bindings, and the arguments of a sum or product that took no part."""
        pattern, adapter = self.left, matcher.adapter
        operator = pattern.operator
        open_ended = operator.is_associative and operator.identity is not None
        if not (open_ended and adapter.operator(term) is operator):
            for bindings in matcher.match(pattern, term, {}):
                yield bindings, []
            return
        rest, patterns, coefficient = split(pattern)
        arguments = list(adapter.arguments(term))
        if rest is not None:
            for bindings in matcher.multiset(pattern, arguments, {}):
                yield bindings, []
        elif coefficient == 1:
            yield from matcher.choose(patterns, arguments, {})
        else:
            yield from self._scaled(matcher, patterns, Number(reduced(coefficient)), arguments)

    def _scaled(
        self,
        matcher: Matcher,
        patterns: tuple[Term, ...],
        coefficient: Number,
        arguments: list[Any],
    ) -> Iterator[tuple[Bindings, list[Any]]]:
        """A product with a coefficient: any numeric factor is split into it and a remainder."""
        scale, others = matcher.coefficient(arguments)
        if coefficient.value == 0 != scale:
            return
        remainder = reduced(scale / coefficient.value) if coefficient.value else 1
        for bindings, left_over in matcher.choose(patterns, others, {}):
            if remainder != 1:
                left_over = [matcher.adapter.literal(matcher.like, remainder), *left_over]
            yield bindings, left_over

    def _applied(
        self, matcher: Matcher, term: Any, bindings: Bindings, left_over: list[Any]
    ) -> Any | None:
        adapter = matcher.adapter
        for guard in self.rule.where:
            subjects = [instantiate(core(s), bindings, adapter, term) for s in guard.subjects]
            if not self.facts.satisfied(guard, subjects):
                return None
        right = instantiate(self.right, bindings, adapter, term)
        if not left_over:
            return right
        return adapter.rebuild(term, self.left.operator, [right, *left_over])
