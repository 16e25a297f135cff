"""The classical simplifier: rules applied until none does, by a strategy that is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from symnum.polynomials import expand
from symnum.rewriting.combinators import Budget, Rewriter
from symnum.rewriting.derivation import Derivation
from symnum.rewriting.facts import FactBase
from symnum.rewriting.matcher import STEPS
from symnum.rewriting.normal_forms import NormalForm
from symnum.rewriting.prepared import directed, prepared
from symnum.rewriting.result import Simplification
from symnum.rewriting.rule_index import RuleIndex
from symnum.rewriting.rule_rewriter import Effort, Log
from symnum.rewriting.stepwise import derived
from symnum.rules import Inference, Rule
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import convert, to_canonical, to_plain
from symnum.terms.plain import Term
from symnum.terms.traversal import node_count

APPLICATIONS = 20_000
"""Default bound on rule applications in one simplification."""


def is_classical(rule: Rule) -> bool:
    """Whether the classical engine applies the rule: directed, and not true by core form alone."""
    return prepared(rule).is_directed


def strategy(
    rules: Iterable[Rule],
    facts: FactBase,
    limit: int,
    log: Log | None = None,
    steps: int = STEPS,
) -> Strategy:
    """Everywhere, innermost first, apply rules until none applies or the limit is reached."""
    index = RuleIndex(directed(tuple(rules)), facts, log=log, steps=steps)
    budget = Budget(index, limit)
    return Strategy(NormalForm(budget), budget, index.effort)


@dataclass(frozen=True)
class Strategy:
    """A rewriter with the budget inside it, and what its searches took."""

    rewriter: Rewriter
    budget: Budget
    effort: Effort

    def __call__(self, term: Any) -> Any:
        """The rewritten term, or the term itself."""
        after = self.rewriter(term)
        return term if after is None else after

    @property
    def stopped_because(self) -> str:
        """``step limit``: no more rule applications were allowed. ``match limit``: some searches
        for a match were given up, so rules may apply still. ``fixpoint``: no rule applies."""
        if self.budget.spent:
            return "step limit"
        return "match limit" if self.effort.cut_off else "fixpoint"


def tree_cost(term: Any) -> int:
    """Nodes of the term written out as people write it."""
    return node_count(to_plain(term), shared=False)


def like(term: Any, result: Canonical) -> Any:
    """A canonical result in the family of a term."""
    if isinstance(term, Canonical):
        return result
    return to_plain(result) if isinstance(term, Term) else convert(result, term)


def simplify(
    term: Any,
    rules: Sequence[Rule],
    inferences: Sequence[Inference],
    *,
    assuming: Iterable[tuple[str, Any]] = (),
    applications: int = APPLICATIONS,
    cost: Callable[[Any], int] = tree_cost,
    log: Log | None = None,
    trace: bool = False,
) -> Simplification:
    """Simplify by directed rules, before and after multiplying out; the cheapest form wins.

    Args:
        term: A term of any family; the result is of the same family.
        rules: Directed rules are used, others ignored.
        inferences: How guards become known.
        assuming: Facts vouched for, as pairs of a predicate's name and a canonical term.
        applications: Bound on rule applications.
        cost: What to minimise.
        log: Told of every rule application.
        trace: Whether to rewrite step by step, which takes longer, and return the derivation.

    Returns:
        The outcome; ``details`` tell the comparisons that matching took (``match_steps``) and how
        often the search for a match was given up, by rule (``searches_cut_off``). With ``trace``
        they have the ``derivation`` of the result, which starts from the canonical term or
        from that multiplied out (``expanded``).
    """
    if trace:
        index = RuleIndex(directed(tuple(rules)), FactBase(inferences, assuming))
        return _traced(term, index, tuple(assuming), applications, cost)
    rewrite = strategy(rules, FactBase(inferences, assuming), applications, log)
    return Simplification(
        term=_cheapest(term, rewrite, cost),
        engine="classical",
        stopped_because=rewrite.stopped_because,
        steps=rewrite.budget.used,
        details={
            "match_steps": rewrite.effort.steps,
            "searches_cut_off": dict(rewrite.effort.cut_off),
        },
    )


def _cheapest(term: Any, rewrite: Strategy, cost: Callable[[Any], int]) -> Any:
    """The term, or a cheaper form of it; of forms that cost the same the rewritten one."""
    start = to_canonical(term)
    expanded = expand(start)
    candidates = [rewrite(start), start]
    if expanded is not start:
        candidates += [rewrite(expanded), expanded]
    costs = {candidate: cost(candidate) for candidate in dict.fromkeys(candidates)}
    best = min(costs, key=costs.__getitem__)
    found = like(term, best)
    ours, given = (costs[best], costs[start]) if found is best else (cost(found), cost(term))
    return found if ours <= given else term


def _traced(
    term: Any,
    index: RuleIndex,
    assumed: tuple[tuple[str, Any], ...],
    applications: int,
    cost: Callable[[Any], int],
) -> Simplification:
    """As :func:`simplify`, with the derivation of the result."""
    start = to_canonical(term)
    found: list[Derivation] = []
    for beginning in dict.fromkeys((start, expand(start))):
        found.append(derived(beginning, index, "fixpoint", applications, assumed))
        found.append(Derivation(beginning, (), beginning, (), assumed))
    best = min(found, key=lambda derivation: cost(derivation.result))
    return Simplification(
        term=like(term, best.result) if best.steps or best.start is not start else term,
        engine="classical",
        stopped_because=found[0].stopped_because,
        steps=len(best),
        details={
            "match_steps": index.effort.steps,
            "searches_cut_off": dict(index.effort.cut_off),
            "derivation": best,
            "expanded": best.start is not start,
        },
    )
