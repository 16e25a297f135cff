"""The classical simplifier: rules applied until none does, by a strategy that is a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from symnum.ops import Operator
from symnum.polynomials import expand
from symnum.rewriting.combinators import (
    Budget,
    Choice,
    Fixpoint,
    Postwalk,
    RestartedChain,
    Rewriter,
)
from symnum.rewriting.facts import FactBase
from symnum.rewriting.result import Simplification
from symnum.rewriting.rule_rewriter import Log, RuleRewriter, core_sides
from symnum.rules import Inference, Rule, RuleKind
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import convert, to_canonical, to_plain
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import node_count, postorder

APPLICATIONS = 20_000
"""Default bound on rule applications in one simplification."""


@dataclass(frozen=True)
class ByOperator:
    """Of many rule rewriters, try those that can match: same operator, no function missing."""

    rewriters: tuple[RuleRewriter, ...]
    _table: dict[Operator, tuple[RuleRewriter, ...]] = field(init=False, repr=False, compare=False)
    _contents: dict[int, tuple[Any, frozenset[Operator]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        table: dict[Operator, list[RuleRewriter]] = defaultdict(list)
        for rewriter in self.rewriters:
            table[rewriter.left.operator].append(rewriter)
        object.__setattr__(self, "_table", {key: tuple(found) for key, found in table.items()})

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        adapter = adapter_of(term)
        if not adapter.is_call(term):
            return None
        candidates = self._table.get(adapter.operator(term), ())
        present = self._operators(term)
        return Choice(tuple(r for r in candidates if r.demanded <= present))(term)

    def _operators(self, term: Any) -> frozenset[Operator]:
        """The operators that occur in a term, remembered for every subterm."""
        found = self._contents.get(id(term))
        if found is not None:
            return found[1]
        for subterm, children in postorder([term]):
            if id(subterm) not in self._contents:
                adapter = adapter_of(subterm)
                own = {adapter.operator(subterm)} if adapter.is_call(subterm) else set()
                inside = own.union(*(self._contents[id(child)][1] for child in children))
                self._contents[id(subterm)] = (subterm, frozenset(inside))
        return self._contents[id(term)][1]


def is_classical(rule: Rule) -> bool:
    """Whether the classical engine applies the rule: directed, and not true by core form alone."""
    return rule.kind is RuleKind.DIRECTED and isinstance(core_sides(rule)[0], Call)


def strategy(
    rules: Iterable[Rule], facts: FactBase, limit: int, log: Log | None = None
) -> Strategy:
    """Everywhere, innermost first, apply rules until none applies or the limit is reached."""
    directed = tuple(RuleRewriter(r, facts, log) for r in rules if is_classical(r))
    budget = Budget(ByOperator(directed), limit)
    return Strategy(Fixpoint(Postwalk(RestartedChain((budget,)))), budget)


@dataclass(frozen=True)
class Strategy:
    """A rewriter with the budget inside it."""

    rewriter: Rewriter
    budget: Budget

    def __call__(self, term: Any) -> Any:
        """The rewritten term, or the term itself."""
        after = self.rewriter(term)
        return term if after is None else after


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
    """
    rewrite = strategy(rules, FactBase(inferences, assuming), applications, log)
    start = to_canonical(term)
    expanded = expand(start)
    candidates = [start, rewrite(start)]
    if expanded is not start:
        candidates += [expanded, rewrite(expanded)]
    found = like(term, min(candidates, key=cost))
    return Simplification(
        term=found if cost(found) <= cost(term) else term,
        engine="classical",
        stopped_because="step limit" if rewrite.budget.spent else "fixpoint",
        steps=rewrite.budget.used,
    )
