"""Many rules as one rewriter: only those are tried that can match."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnum.ops import Operator
from symnum.rewriting.facts import FactBase
from symnum.rewriting.matcher import STEPS
from symnum.rewriting.prepared import by_operator
from symnum.rewriting.rule_rewriter import Application, Effort, Log, RuleRewriter
from symnum.rewriting.subjects import Subjects, keeps_ring_laws
from symnum.rules import Rule
from symnum.terms.interface import Adapter, adapter_of


class RuleIndex:
    """The first of many rules that applies at the top of a term.

    Rules are found by the operator of their left side, and passed over where a function that the
    left side contains does not occur in the term.

    Args:
        rules: In the order in which they are tried.
        facts: Decides the guards.
        log: Told of every application.
        steps: Bound on the comparisons of one attempt with one rule.

    Raises:
        InputError: the left side of a rule is a lone variable in core form.
    """

    def __init__(
        self, rules: Iterable[Rule], facts: FactBase, *, log: Log | None = None, steps: int = STEPS
    ) -> None:
        self.subjects, self.effort, self.log = Subjects(), Effort(), log
        self._facts, self._steps = facts, steps
        self._groups = by_operator(tuple(rules))
        self._rewriters: dict[int, RuleRewriter] = {}
        self._candidates: dict[tuple[Operator, int, Adapter], tuple[RuleRewriter, ...]] = {}

    def candidates(self, term: Any) -> tuple[RuleRewriter, ...]:
        """The rules that can match at the top of a term."""
        adapter = adapter_of(term)
        if not adapter.is_call(term):
            return ()
        operator = adapter.operator(term)
        group = self._groups.get(operator)
        if group is None:
            return ()
        mask = self.subjects.contents(term)
        key = operator, mask, adapter
        found = self._candidates.get(key)
        if found is None:
            built = keeps_ring_laws(term)
            found = tuple(
                self._rewriter(ready.rule)
                for ready in group
                if not (ready.mask & ~mask or (built and ready.by_construction))
            )
            self._candidates[key] = found
        return found

    def _rewriter(self, rule: Rule) -> RuleRewriter:
        found = self._rewriters.get(id(rule))
        if found is None:
            found = RuleRewriter(rule, self._facts, None, self._steps, self.subjects, self.effort)
            self._rewriters[id(rule)] = found
        return found

    def first(self, term: Any) -> tuple[Rule, Application] | None:
        """The first rule that changes the term, and how."""
        for rewriter in self.candidates(term):
            found = rewriter.first(term) if rewriter.may_apply(term) else None
            if found is not None:
                return rewriter.rule, found
        return None

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        found = self.first(term)
        if found is None:
            return None
        rule, application = found
        if self.log is not None:
            self.log(rule, term, application.after)
        return application.after
