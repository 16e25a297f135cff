"""Proofs: two terms found equal, with the derivation that leads from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rewrite_rules import FACTS
from symnum.egraphs.limits import Deadline, Limits
from symnum.egraphs.proving.denominators import QUOTIENT_OF_EQUALS, with_denominator_of
from symnum.egraphs.proving.explanation import TooLong, explanation
from symnum.egraphs.proving.graph import Contradiction, TermGraph
from symnum.egraphs.proving.normal_forms import NormalForms
from symnum.egraphs.proving.search import PROVED, Search
from symnum.egraphs.saturation import CONTRADICTION, TIME_LIMIT
from symnum.rewriting.derivation import Derivation, ReplayError
from symnum.rewriting.facts import FactBase
from symnum.rules import Rule
from symnum.terms.canonical import Canonical
from symnum.terms.traversal import postorder

TOO_LONG = "too many steps"
REFUSED = "does not replay"
TOO_DEEP = "too deep"
DEEPEST = 100
"""Nested calls beyond which nothing is looked for."""
_LEAST_SECONDS = 1e-3
Assumed = Sequence[tuple[str, Canonical]]


STAGES = ((False, 0.03, False), (False, 0.25, True), (True, 1.0, True))
"""Whether directed rules are used from right to left too, with the share of the terms allowed, and
whether normal forms are put down first: without them, short proofs are found first."""


class Proving:
    """A search for equal terms that explains what it finds.

    Args:
        rules: What may be used.
        assuming: Facts vouched for.
        limits: When to stop; ``nodes`` are terms.

    Attributes:
        graphs: What was found, one graph a stage.
        refused: Why derivations did not replay. There should be none; none is given away.
    """

    def __init__(self, rules: Sequence[Rule], assuming: Assumed, limits: Limits) -> None:
        self._rules, self._assuming, self._limits = tuple(rules), tuple(assuming), limits
        self._facts = FactBase(FACTS, self._assuming)
        self._deadline = Deadline(limits.seconds)
        self.graphs: list[TermGraph] = []
        self.refused: list[str] = []

    def joined(self, first: Canonical, last: Canonical) -> tuple[Derivation | None, str]:
        """The derivation of one term from another, and why the search ended."""
        if first is last:
            return self.nothing_done(first), PROVED
        if max(depth(first), depth(last)) > DEEPEST:
            return None, TOO_DEEP
        reason = PROVED
        for stage in STAGES:
            reason = self._stage((first, last), *stage)
            if self.graphs[-1].same(first, last):
                found = self.derivation(self.graphs[-1], first, last)
                return found, self._why(found)
            if reason in (TIME_LIMIT, CONTRADICTION):
                break
        return None, reason

    def _why(self, found: Derivation | None) -> str:
        return PROVED if found is not None else REFUSED if self.refused else TOO_LONG

    def _stage(
        self,
        given: tuple[Canonical, Canonical],
        all_backwards: bool,
        share: float,
        normal_forms: bool,
    ) -> str:
        """Why a search ended, in a new graph."""
        limits = replace(
            self._limits,
            nodes=max(1, int(share * self._limits.nodes)),
            seconds=max(self._deadline.remaining, _LEAST_SECONDS),
        )
        search = Search(given, self._rules, self._facts, limits, all_backwards)
        graph = search.graph
        self.graphs.append(graph)

        def reached() -> bool:
            return graph.same(*given)

        try:
            if normal_forms:
                self._put_down_normal_forms(graph, given)
        except Contradiction:
            return CONTRADICTION
        return search.run(reached)

    def _put_down_normal_forms(self, graph: TermGraph, given: tuple[Canonical, Canonical]) -> None:
        forms = NormalForms(graph, self._rules, self._facts, self._deadline)
        for _ in zip(*map(forms.all_of, given), strict=True):
            if graph.same(*given) or self._deadline.passed:
                return
        for term, other in (given, given[::-1]):
            if not graph.same(*given) and QUOTIENT_OF_EQUALS in self._rules:
                with_denominator_of(term, other, graph, forms, self._facts)

    def derivation(self, graph: TermGraph, first: Canonical, last: Canonical) -> Derivation | None:
        """How a term follows from an equal one, replayed; ``None`` if that takes too many steps, or
        longer than the search was allowed to, or should it not replay.
        """
        deadline = Deadline(self._limits.seconds)
        try:
            found = explanation(graph, first, last, self._assuming, deadline)
            found.replay()
        except TooLong:
            return None
        except ReplayError as error:
            self.refused.append(str(error))
            return None
        return found

    def nothing_done(self, term: Canonical) -> Derivation:
        """The derivation of a term from itself."""
        return Derivation(term, (), term, (), self._assuming, PROVED)


def depth(term: Canonical) -> int:
    """How many calls are one inside the other."""
    known: dict[int, int] = {}
    for part, children in postorder([term]):
        known[id(part)] = 1 + max((known[id(child)] for child in children), default=0)
    return known[id(term)]
