"""A rule as a rewriter: match, check the guard, build the right side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from symnum.ops import Operator
from symnum.rewriting.combinators import changed
from symnum.rewriting.facts import FactBase
from symnum.rewriting.matcher import STEPS, BudgetSpent, Condition, Matcher
from symnum.rewriting.patterns import (
    Bindings,
    NotBuilt,
    Segment,
    instantiate,
    is_multiset,
    names_in,
    plan_of,
    rebuilt,
)
from symnum.rewriting.prepared import prepared
from symnum.rewriting.subjects import Subjects
from symnum.rules import Guard, Rule, SegmentVariable, core
from symnum.terms.exact import Exact
from symnum.terms.interface import Adapter, adapter_of
from symnum.terms.plain import Call, Term

Log = Callable[[Rule, Any, Any], None]
"""Told of every application: the rule, the term before and the term after."""


@lru_cache(maxsize=4096)
def _core_subjects(guard: Guard) -> tuple[Term, ...]:
    return tuple(map(core, guard.subjects))


def _has_head(term: Any, head: Operator | Exact) -> bool:
    adapter = adapter_of(term)
    if adapter.is_call(term):
        return adapter.operator(term) is head
    return not isinstance(head, Operator) and adapter.number(term) == head


@dataclass
class Effort:
    """What the searches of some rewriters took.

    Attributes:
        steps: Comparisons made.
        cut_off: How many searches reached their limit, by the name of the rule. A match may have
            been missed there.
    """

    steps: int = 0
    cut_off: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Application:
    """One way to apply a rule at the top of a term.

    Args:
        bindings: What the rule's variables stand for.
        left_over: Arguments of a sum or product that took no part.
        after: The rewritten term.
    """

    bindings: Bindings
    left_over: tuple[Any, ...]
    after: Any


@dataclass(frozen=True)
class RuleRewriter:
    """The rewriter that applies one rule at the top of a term.

    In a sum or product the left side may match some of the arguments; the others are kept.

    Args:
        rule: The rule, applied from left to right.
        facts: Decides the guard.
        log: Told of every application.
        steps: Bound on the comparisons of one attempt.
        subjects: A memory of terms that rewriters share.
        effort: Where comparisons are counted, and attempts that reached the bound.
    """

    rule: Rule
    facts: FactBase = field(repr=False, compare=False)
    log: Log | None = field(default=None, repr=False, compare=False)
    steps: int = field(default=STEPS, repr=False)
    subjects: Subjects = field(default_factory=Subjects, repr=False, compare=False)
    effort: Effort = field(default_factory=Effort, repr=False, compare=False)

    @cached_property
    def left(self) -> Call:
        """The left side in core form.

        Raises:
            InputError: it is a lone variable in core form.
        """
        return prepared(self.rule).call

    @cached_property
    def _conditions(self) -> dict[Adapter, tuple[Condition, ...]]:
        """The guards as tests of bindings, for each family of terms that came."""
        return {}

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        found = self.first(term)
        if found is None:
            return None
        if self.log is not None:
            self.log(self.rule, term, found.after)
        return found.after

    def first(self, term: Any) -> Application | None:
        """The first way to apply the rule that changes the term."""
        return next((a for a in self.applications(term) if changed(term, a.after)), None)

    def may_apply(self, term: Any) -> bool:
        """Whether nothing that the left side demands of arguments is missing: a quick test.

        Precondition: the term is a call of the left side's operator.
        """
        left = self.left
        if is_multiset(left.operator):
            operands = self.subjects.operands(term)
            wanted = plan_of(left).operands
            return all(operands.candidates(o.head, o.mask) for o in wanted if o.head or o.mask)
        arguments = adapter_of(term).arguments(term)
        return all(_has_head(arguments[place], head) for place, head in prepared(self.rule).heads)

    def applications(self, term: Any) -> Iterator[Application]:
        """Every way to apply the rule, until the bound on comparisons is reached.

        That it was reached is told in ``effort``.
        """
        adapter = adapter_of(term)
        if not adapter.is_call(term):
            return
        conditions = self._conditions.get(adapter)
        if conditions is None:
            conditions = conditions_of(self.rule, self.facts, adapter.literal(term, 0))
            self._conditions[adapter] = conditions
        matcher = Matcher(adapter, term, self.steps, self.subjects, conditions)
        before = 0
        try:
            for bindings, left_over in self._matches(matcher, term):
                self.effort.steps += self.steps - matcher.steps - before
                before = self.steps - matcher.steps
                try:
                    after = built(self.rule, bindings, left_over, adapter, term)
                except NotBuilt:
                    continue
                yield Application(bindings, tuple(left_over), after)
        except BudgetSpent:
            self.effort.cut_off[self.rule.name] += 1
        self.effort.steps += self.steps - max(matcher.steps, 0) - before

    def _matches(self, matcher: Matcher, term: Any) -> Iterator[tuple[Bindings, list[Any]]]:
        """Bindings, and the arguments of a sum or product that took no part."""
        if not all(holds({}) for names, holds in matcher.conditions if not names):
            return
        operator = self.left.operator
        if is_multiset(operator) and matcher.adapter.operator(term) is operator:
            yield from matcher.partial(self.left, term)
        else:
            for bindings in matcher.match(self.left, term, {}):
                yield bindings, []


def conditions_of(rule: Rule, facts: FactBase, like: Any) -> tuple[Condition, ...]:
    """A rule's guards as tests of bindings, for terms of the family of ``like``."""
    return guard_conditions(rule.where, facts, like)


def guard_conditions(guards: Iterable[Guard], facts: FactBase, like: Any) -> tuple[Condition, ...]:
    """Guards as tests of bindings, for terms of the family of ``like``."""
    adapter = adapter_of(like)

    def condition(guard: Guard) -> Condition:
        subjects = _core_subjects(guard)

        def holds(bindings: Bindings) -> bool:
            return satisfied(guard, subjects, bindings, facts, adapter, like)

        return frozenset().union(*map(names_in, subjects)), holds

    return tuple(condition(guard) for guard in guards)


def satisfied(
    guard: Guard,
    subjects: tuple[Term, ...],
    bindings: Bindings,
    facts: FactBase,
    adapter: Adapter,
    like: Any,
) -> bool:
    """Whether a guard holds of what its subjects stand for; of a segment, of all its terms."""
    if isinstance(subjects[0], SegmentVariable):
        segment: Segment = bindings[subjects[0].name]
        firsts, others = segment.terms, subjects[1:]
    else:
        firsts, others = (), subjects
    try:
        built = [instantiate(subject, bindings, adapter, like) for subject in others]
    except NotBuilt:
        return False
    groups = [[first, *built] for first in firsts] if others is not subjects else [built]
    return all(facts.satisfied(guard, group) for group in groups)


def built(rule: Rule, bindings: Bindings, left_over: Any, adapter: Adapter, like: Any) -> Any:
    """The right side of a rule, with the arguments that the left side left over.

    Raises:
        NotBuilt: a call on the right side would be left without arguments.
    """
    ready = prepared(rule)
    after = instantiate(ready.right, bindings, adapter, like)
    return rebuilt(adapter, like, ready.call.operator, [after, *left_over]) if left_over else after
