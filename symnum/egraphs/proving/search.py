"""The search for equal terms: shortest terms first, in rounds, with rules that match too often held
back.

In each round the terms that are new are looked at once, in the order of their size. Rules are
applied at their top. Then each is written into the terms around it, in place of the shortest term
of its class, where that can matter: where a sum or product takes it up, or where a rule's left
side asks for an operator like its own. So matching goes through classes as far as the terms
written down do. What a search does depends on counts only, unless its time is up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from symnum.egraphs.limits import Deadline, Limits
from symnum.egraphs.proving.directions import in_search, vocabulary
from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.graph import Contradiction, TermGraph
from symnum.egraphs.proving.ring_instances import RingLaws
from symnum.egraphs.proving.rule_instances import RuleInstances, merges, top
from symnum.egraphs.proving.slots import Place, Slot, slots, squares
from symnum.egraphs.saturation import (
    CONTRADICTION,
    ITERATION_LIMIT,
    NODE_LIMIT,
    SATURATED,
    TIME_LIMIT,
)
from symnum.rewriting.facts import FactBase
from symnum.rules import Rule
from symnum.terms.canonical import Canonical, CanonicalNumber

PROVED, MATCH_LIMIT = "proved", "match limit"
_MATCHES = 60
"""A rule that is applied more often in one round is held back for some rounds (egg's back-off
scheduler); each time it may be applied twice as often before, and is held back twice as long."""
_ROUNDS_HELD_BACK = 1
_MARGIN = 12
"""Terms longer than twice the longest term given and this are not looked at."""


class Search:
    """Equality saturation from some terms.

    Args:
        given: The terms.
        rules: What may be used.
        facts: Decides the guards.
        limits: When to stop; ``nodes`` are terms.
        all_backwards: Whether directed rules are used from right to left, too.
    """

    def __init__(
        self,
        given: Iterable[Canonical],
        rules: Sequence[Rule],
        facts: FactBase,
        limits: Limits,
        all_backwards: bool = False,
    ) -> None:
        self.graph = TermGraph()
        given = tuple(given)
        directions = in_search(tuple(rules), vocabulary(given), all_backwards)
        self.instances = RuleInstances(directions, RingLaws.among(rules), facts)
        self.rounds = 0
        self._limits, self._deadline = limits, Deadline(limits.seconds)
        self._looked_at: set[Canonical] = set()
        self._waiting: list[Canonical] = []
        self._held_back: dict[str, int] = {}
        self._times_held: Counter[str] = Counter()
        self._postponed: list[tuple[str, Callable[[], None]]] = []
        for term in given:
            self.graph.add(term)
        longest = max(self.graph.sizes[term] for term in self.graph.terms)
        self._longest = 2 * longest + _MARGIN

    def run(self, reached: Callable[[], bool]) -> str:
        """Search until something is reached, nothing is left, or a limit is; why it stopped."""
        try:
            while not reached():
                if self.rounds >= self._limits.iterations:
                    return ITERATION_LIMIT
                self.rounds += 1
                reason = self._round(reached)
                if reason is not None:
                    return reason
        except Contradiction:
            return CONTRADICTION
        return PROVED

    def _round(self, reached: Callable[[], bool]) -> str | None:
        """One round; why the search stops after it, if it does."""
        self._resume()
        self._take_news()
        terms, self._waiting = sorted(self._waiting, key=self.graph.key), []
        if not terms and not self._postponed:
            return MATCH_LIMIT if self.instances.cut_off else SATURATED
        used: Counter[str] = Counter()
        allowed = len(self.graph) + max(1, self._limits.nodes // self._limits.iterations)
        for place, term in enumerate(terms):
            if len(self.graph) >= self._limits.nodes:
                return NODE_LIMIT
            if self._deadline.passed:
                return TIME_LIMIT
            if len(self.graph) >= allowed:
                self._waiting = terms[place:]
                break
            self._apply_rules(term, used)
            self._write_into_others(term)
            self._write_others_into(term)
            self._looked_at.add(term)
            if reached():
                return None
        return None

    def _take_news(self) -> None:
        news, self.graph.news = self.graph.news, []
        self._waiting += [t for t in news if self.graph.sizes[t] <= self._longest]

    def _resume(self) -> None:
        """Apply what was postponed of rules that are held back no more, within the limits."""
        waiting, self._postponed = self._postponed, []
        for name, apply in waiting:
            full = len(self.graph) >= self._limits.nodes or self._deadline.passed
            if full or self._held_back.get(name, 0) >= self.rounds:
                self._postponed.append((name, apply))
            else:
                apply()

    def _apply_rules(self, term: Canonical, used: Counter[str]) -> None:
        for reason, after in self.instances.of(term):
            if self.graph.sizes[after] > self._longest:
                continue
            name = reason.rule.name
            if self._held_back.get(name, 0) >= self.rounds:
                self._postponed.append((name, partial(self._unite, term, after, reason)))
                continue
            self._unite(term, after, reason)
            used[name] += 1
            if used[name] >= _MATCHES << self._times_held[name]:
                self._held_back[name] = self.rounds + (_ROUNDS_HELD_BACK << self._times_held[name])
                self._times_held[name] += 1

    def _unite(self, term: Canonical, after: Canonical, reason: Application) -> None:
        self.graph.union(term, after, reason)

    def _write_into_others(self, term: Canonical) -> None:
        """The term in place of its class in the terms around it."""
        shortest = self.graph.shortest(term)
        for user in self.graph.users(term):
            if user in self._looked_at:
                for slot in slots(user):
                    if slot.child is shortest and slot.child is not term:
                        self._write(slot, term)
                for square in squares(user):
                    if square.child is not term and self.graph.same(square.child, term):
                        self._replace(square, term)

    def _write_others_into(self, term: Canonical) -> None:
        """Members of the classes of its parts in place of them."""
        for slot in slots(term):
            if slot.child is self.graph.shortest(slot.child):
                for member in self.graph.members(slot.child):
                    if member is not slot.child and member in self._looked_at:
                        self._write(slot, member)
        for square in squares(term):
            for member in self.graph.members(square.child):
                if member is not square.child and member in self._looked_at:
                    self._replace(square, member)

    def _write(self, slot: Slot, member: Canonical) -> None:
        if isinstance(member, CanonicalNumber) or isinstance(slot.child, CanonicalNumber):
            return
        around, inner = top(slot.term), top(member)
        if merges(around, inner) or (around, inner) in self.instances.nested:
            self._replace(slot, member)

    def _replace(self, place: Place, member: Canonical) -> None:
        if self.graph.sizes[place.plug(member)] <= self._longest:
            self.graph.replaced(place, member)
