"""Ways: one move after another, innermost first, each a union in the graph with its reason."""

from __future__ import annotations

from collections.abc import Callable

from symnum.egraphs.limits import Deadline
from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.graph import TermGraph
from symnum.egraphs.proving.slots import slots
from symnum.terms.canonical import Canonical

APPLICATIONS = 1000
"""Bound on the moves of one way."""
End = Callable[[Canonical], Canonical]
Move = Callable[[Canonical, End], Canonical | None]
"""From a term to one that the graph has as equal to it, if the move can be made; what comes second
tells where the way from another term ends."""
Law = Callable[[Canonical], tuple[Application, Canonical] | None]


def by_law(graph: TermGraph, law: Law) -> Move:
    """The move that a law makes."""

    def move(term: Canonical, end: End) -> Canonical | None:
        found = law(term)
        if found is None:
            return None
        graph.union(term, found[1], found[0])
        return found[1]

    return move


class Way:
    """The way on which moves are made, innermost first, as often as they can be.

    Args:
        graph: Where the terms on the way are put down.
        moves: The first that can be made is.
        largest: Longer terms are not gone to.
        deadline: When no further move is begun.
    """

    def __init__(
        self, graph: TermGraph, moves: tuple[Move, ...], largest: int, deadline: Deadline
    ) -> None:
        self._graph, self._moves, self._largest = graph, moves, largest
        self._deadline = deadline
        self._left = APPLICATIONS
        self._known: dict[Canonical, Canonical] = {}

    def end(self, term: Canonical) -> Canonical:
        """Where the way from a term ends."""
        found = self._known.get(term)
        if found is None:
            self._graph.add(term)
            found = self._known[term] = self._from(term)
        return found

    def _from(self, start: Canonical) -> Canonical:
        term, passed = self._inside(start), [start]
        while (moved := self._moved(term)) is not None:
            self._left -= 1
            self._known[term] = term  # should it come to itself
            passed.append(term)
            self._graph.add(moved)
            if moved in self._known:
                term = self._known[moved]
                break
            passed.append(moved)
            term = self._inside(moved)
        for visited in (*passed, term):
            self._known[visited] = term
        return term

    def _inside(self, term: Canonical) -> Canonical:
        """The term with the ends of the ways from its parts in their place."""
        visited = set[Canonical]()
        places = iter(slots(term))
        while (place := next(places, None)) is not None and not self._deadline.passed:
            if place.child in visited:
                continue
            visited.add(place.child)
            value = self.end(place.child)
            whole = place.plug(value)
            if whole is term or self._graph.sizes[whole] > self._largest:
                continue
            self._graph.replaced(place, value)
            visited |= {s.child for s in slots(whole) if self._known.get(s.child) is s.child}
            term, places = whole, iter(slots(whole))
        return term

    def _moved(self, term: Canonical) -> Canonical | None:
        for move in self._moves:
            if self._left <= 0 or self._deadline.passed:
                return None
            found = move(term, self.end)
            if (
                found is not None
                and found is not term
                and self._graph.sizes[found] <= self._largest
            ):
                return found
        return None
