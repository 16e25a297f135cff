"""Simplifications with the derivation that leads from the input to the output.

The library behind the e-graph keeps no proofs. So the output is looked for again, from the input,
by a search that does. Where it is not found, the answer is a term that was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from symnum.egraphs.limits import CostModel, Limits
from symnum.egraphs.proving.graph import TermGraph
from symnum.egraphs.proving.proof import Proving
from symnum.rewriting.classical import like
from symnum.rewriting.derivation import Derivation
from symnum.rewriting.result import Simplification
from symnum.rules import Rule
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_canonical

_CANDIDATES = 20
"""How many of the shortest terms that were found are looked at for the cheapest."""


def explained(
    term: Any,
    found: Simplification,
    rules: Sequence[Rule],
    *,
    assuming: Sequence[tuple[str, Any]] = (),
    limits: Limits | None = None,
    cost: CostModel,
) -> Simplification:
    """A simplification with its derivation, which has been replayed.

    Args:
        term: What was simplified.
        found: What an engine made of it.
        rules: What may be used.
        assuming: Facts vouched for.
        limits: When to stop; ``nodes`` are terms.
        cost: What the engine minimised.

    Returns:
        The simplification with more details: the ``derivation`` from the canonical form of the
        input to that of the output; ``explanation_stopped_because``, ``proved`` if it was found;
        and ``unexplained``. That is ``None``, or what the engine had found, when no way to it was
        found within the limits. Then the term is the cheapest of those to which one was: at worst
        the input.
    """
    assumed = tuple((predicate, to_canonical(subject)) for predicate, subject in assuming)
    proving = Proving(rules, assumed, limits or Limits())
    start, end = to_canonical(term), to_canonical(found.term)
    derivation, reason = proving.joined(start, end)
    details = {**found.details, "explanation_stopped_because": reason, "unexplained": None}
    if derivation is not None:
        return replace(found, details={**details, "derivation": derivation})
    details["unexplained"] = found.term
    shared = found.details.get("extraction", "tree") != "tree"
    best, derivation = _cheapest(term, start, proving, cost.shared if shared else cost.tree)
    details.pop("gap", None)
    details |= {"cost": cost.tree(best), "shared_cost": cost.shared(best)}
    return replace(found, term=best, details={**details, "derivation": derivation})


def _cheapest(
    term: Any, start: Canonical, proving: Proving, price: Callable[[Any], float]
) -> tuple[Any, Derivation]:
    """The cheapest of the shortest terms found equal, with its derivation."""
    priced = [
        (price(made), number, made, member, graph)
        for number, (member, graph) in enumerate(_shortest(start, proving.graphs))
        for made in [like(term, member)]
        if to_canonical(made) is member
    ]
    dearest = price(term)
    for cost, _, made, member, graph in sorted(priced, key=lambda entry: entry[:2]):
        derivation = proving.derivation(graph, start, member) if cost < dearest else None
        if derivation is not None:
            return made, derivation
    return term, proving.nothing_done(start)


def _shortest(
    start: Canonical, graphs: Sequence[TermGraph]
) -> Iterator[tuple[Canonical, TermGraph]]:
    for graph in graphs:
        for member in sorted(graph.members(start), key=graph.key)[:_CANDIDATES]:
            yield member, graph
