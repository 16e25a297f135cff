"""Which rules lead to accurate forms: all, those for floating point among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from symnum.ops import FMA
from symnum.rules import Rule, RuleKind, core
from symnum.terms.plain import Call
from symnum.terms.traversal import postorder


@lru_cache(maxsize=8)
def rules_for_accuracy(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules, those that simplifiers leave alone as directed ones.

    Rules that lead to ``fma`` stay out: bounds on rounding hold whether or not a compiler fuses
    products and sums, and every sum of a product would match.

    >>> from rewrite_rules import FLOATING
    >>> rules = {rule.name: rule.kind for rule in rules_for_accuracy(FLOATING)}
    >>> rules["use-expm1"].name, "use-fma" in rules
    ('DIRECTED', False)
    """
    return tuple(
        replace(rule, kind=RuleKind.DIRECTED) if rule.kind is RuleKind.FLOAT_ONLY else rule
        for rule in rules
        if not (rule.kind is RuleKind.FLOAT_ONLY and _fuses(rule))
    )


def _fuses(rule: Rule) -> bool:
    calls: Sequence[object] = [term for term, _ in postorder([core(rule.right)])]
    return any(isinstance(call, Call) and call.operator is FMA for call in calls)
