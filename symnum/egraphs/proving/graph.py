"""An e-graph of canonical terms, closed under congruence, with a reason for every union.

What other e-graphs keep as nodes over classes are terms here, over the *representatives* of
classes: the shortest terms known. Interning canonical terms is the table that finds congruent
ones, and sums and products are flat and collected in it, so that the laws of commutative rings
cost no search and no union. A term whose parts have shorter equals is joined to the term with
these in their place, and rests.
"""

from __future__ import annotations

from symnum.egraphs.proving.forest import Forest, Reason, Replacement
from symnum.egraphs.proving.sizes import Sizes
from symnum.egraphs.proving.slots import Place, Slot, slots, squares
from symnum.terms.canonical import Canonical, CanonicalNumber, Sum

Key = tuple[int, int, int, int]
_REPLACEMENTS = 200
"""Parts replaced in one term before it is left as it is."""


class Contradiction(Exception):
    """Two numbers were found equal."""


class TermGraph:
    """Classes of equal terms.

    Attributes:
        forest: The classes and their reasons.
        terms: Every term, by number.
        news: Terms that were added since the list was last emptied.
    """

    def __init__(self) -> None:
        self.forest, self.sizes = Forest(), Sizes()
        self.terms: list[Canonical] = []
        self.news: list[Canonical] = []
        self._numbers: dict[Canonical, int] = {}
        self._members: dict[int, list[int]] = {}
        self._shortest: dict[int, Canonical] = {}
        self._users: dict[int, dict[int, None]] = {}
        self._stale: list[int] = []

    def __len__(self) -> int:
        return len(self.terms)

    def key(self, term: Canonical) -> Key:
        """Representatives come first in this order; it does not depend on what was seen before.

        Of equally long ones those with a coefficient come first, since coefficients wander out of
        products: ``-sin(x)`` for ``sin(-x)`` makes ``sin(-x)*y`` and ``-y*sin(x)`` the same.
        """
        scaled = isinstance(term, Sum) and len(term.entries) == 1 and term.constant == 0
        number = isinstance(term, CanonicalNumber)
        return self.sizes[term], int(not number), int(not scaled), term.digest

    def same(self, first: Canonical, second: Canonical) -> bool:
        """Whether two terms of the graph are known to be equal."""
        return self._class(first) == self._class(second)

    def shortest(self, term: Canonical) -> Canonical:
        """The representative of a term of the graph."""
        return self._shortest[self._class(term)]

    def members(self, term: Canonical) -> list[Canonical]:
        """All terms of a class, in the order in which they came to it."""
        return [self.terms[number] for number in self._members[self._class(term)]]

    def users(self, term: Canonical) -> list[Canonical]:
        """The terms over representatives that have the class of a term in a slot or as a square."""
        return [self.terms[number] for number in self._users[self._class(term)]]

    def number(self, term: Canonical) -> int:
        """The number of a term of the graph."""
        return self._numbers[term]

    def _class(self, term: Canonical) -> int:
        return self.forest.find(self._numbers[term])

    def add(self, root: Canonical) -> None:
        """Put a term with all its parts into the graph."""
        stack = [root]
        while stack:
            term = stack[-1]
            if term in self._numbers:
                stack.pop()
                continue
            waiting = [child for child in _children(term) if child not in self._numbers]
            if waiting:
                stack += waiting
            else:
                self._enter(stack.pop())

    def _enter(self, term: Canonical) -> None:
        number = self.forest.new()
        self.terms.append(term)
        self.news.append(term)
        self._numbers[term] = number
        self._members[number] = [number]
        self._shortest[number] = term
        self._users[number] = {}
        self._settle(number)

    def union(self, first: Canonical, second: Canonical, reason: Reason) -> bool:
        """Make two terms equal, and all that follows by congruence; whether it is new.

        Raises:
            Contradiction: two numbers would be equal.
        """
        self.add(first)
        self.add(second)
        changed = self._join(self._numbers[first], self._numbers[second], reason)
        while self._stale:
            self._settle(self._stale.pop())
        return changed

    def replaced(self, place: Place, value: Canonical) -> bool:
        """Make a term equal to the one with an equal term in one place; whether it is new."""
        whole = place.plug(value)
        return whole is not place.term and self.union(
            place.term, whole, Replacement(((place, value),))
        )

    def _join(self, first: int, second: int, reason: Reason) -> bool:
        found = self.forest.union(first, second, reason)
        if found is None:
            return False
        kept, gone = found
        one, other = self._shortest[kept], self._shortest.pop(gone)
        if isinstance(one, CanonicalNumber) and isinstance(other, CanonicalNumber):
            raise Contradiction(f"{one} = {other}")
        best = min(one, other, key=self.key)
        for class_, shortest in ((kept, one), (gone, other)):
            if shortest is not best:
                self._stale += self._users[class_]
        self._shortest[kept] = best
        self._members[kept] += self._members.pop(gone)
        self._users[kept].update(self._users.pop(gone))
        return True

    def _settle(self, number: int) -> None:
        """Join a term to the one with representatives in all its slots, or let it be that one."""
        term = self.terms[number]
        settled, changes = self._over_representatives(term)
        children = [self._class(child) for child in _children(term)]
        if not changes:
            for class_ in children:
                self._users[class_][number] = None
            return
        for class_ in children:
            self._users[class_].pop(number, None)
        self.add(settled)
        self._join(number, self._numbers[settled], Replacement(changes))

    def _over_representatives(
        self, term: Canonical
    ) -> tuple[Canonical, tuple[tuple[Place, Canonical], ...]]:
        changes: list[tuple[Place, Canonical]] = []
        start = term
        while (slot := self._unsettled(term)) is not None:
            if len(changes) >= _REPLACEMENTS:
                return start, ()
            value = self.shortest(slot.child)
            changes.append((slot, value))
            term = slot.plug(value)
            for child in _children(term):
                self.add(child)
        return term, tuple(changes)

    def _unsettled(self, term: Canonical) -> Slot | None:
        for slot in slots(term):
            if self.shortest(slot.child) is not slot.child:
                return slot
        return None


def _children(term: Canonical) -> list[Canonical]:
    return [slot.child for slot in slots(term)] + [square.child for square in squares(term)]
