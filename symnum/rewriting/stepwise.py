"""Rewriting one application after another, each on record.

A step replaces one subterm, and the family rebuilds what is around it: its cost is that of the
rebuilt part and of the positions that are new.
"""

from __future__ import annotations

from typing import Any

from symnum.rewriting.derivation import Derivation
from symnum.rewriting.positions import rebuilt_along, subterms_along
from symnum.rewriting.redexes import Redexes, Strategy
from symnum.rewriting.rule_index import RuleIndex
from symnum.rewriting.steps import Step


def derived(
    start: Any,
    index: RuleIndex,
    strategy: Strategy,
    applications: int,
    assumed: tuple[tuple[str, Any], ...],
) -> Derivation:
    """The derivation that rewrites a term.

    Args:
        start: A term in the form in which rules match (:mod:`symnum.rewriting.families`).
        index: The rules.
        strategy: In which order.
        applications: Bound on the number of steps.
        assumed: The facts that the index takes for granted, to be recorded.
    """
    redexes = Redexes(index, strategy)
    current, steps, used = start, list[Step](), dict[str, Any]()
    seen = {current}
    why = "fixpoint" if strategy == "fixpoint" else "one pass"
    while (found := redexes.next(current)) is not None:
        if len(steps) >= applications:
            why = "step limit"
            break
        application = found.application
        steps.append(
            Step(
                found.path, found.rule.name, application.bindings, application.left_over,
                found.before, application.after,
            )
        )  # fmt: skip
        used[found.rule.name] = found.rule
        around = rebuilt_along(subterms_along(current, found.path), found.path, application.after)
        current = around[0]
        redexes.rewritten(application.after, around[:-1])
        if strategy == "once":
            break
        if strategy == "fixpoint" and current in seen:
            why = "cycle"
            break
        seen.add(current)
    cut_off = dict(index.effort.cut_off)
    if cut_off and why != "step limit":
        why = "match limit"
    return Derivation(start, tuple(steps), current, tuple(used.values()), assumed, why, cut_off)
