"""Which terms are equal, and why: union-find beside a forest of reasons.

R. Nieuwenhuis and A. Oliveras, Proof-producing congruence closure, RTA 2005; O. Flatt et al.,
Small proofs from congruence closure, FMCAD 2022. Each tree of the forest spans one class, and each
of its edges is one reason. Two terms of a class are joined by one path, which no later union
changes; so a reason that says "because the arguments were equal" is explained by edges that were
there before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symnum.egraphs.proving.slots import Place
from symnum.ops import Operator
from symnum.rewriting.patterns import Bindings
from symnum.rules import Rule
from symnum.terms.canonical import Canonical


@dataclass(frozen=True, slots=True)
class Application:
    """A rule makes one term of another.

    Args:
        rule: The rule.
        reverse: Whether it is used from right to left.
        bindings: What its variables stand for.
        left_over: Arguments of a sum or product that take no part.
        around: The operator that joins them to the rule's instance.
    """

    rule: Rule
    reverse: bool
    bindings: Bindings
    left_over: tuple[Canonical, ...]
    around: Operator


@dataclass(frozen=True, slots=True)
class Replacement:
    """Equals are put for equals inside a term, one place after another.

    Args:
        changes: Places with what comes there, each in the term that the one before it made.
    """

    changes: tuple[tuple[Place, Canonical], ...]


Reason = Application | Replacement


@dataclass(frozen=True, slots=True)
class Edge:
    """A reason why two terms are equal."""

    source: int
    target: int
    reason: Reason


class Forest:
    """Terms by number, in classes of equal ones."""

    def __init__(self) -> None:
        self._leader: list[int] = []
        self._next: list[tuple[int, Edge] | None] = []
        self._weight: list[int] = []

    def new(self) -> int:
        """One more term, equal to no other; its number."""
        self._leader.append(len(self._leader))
        self._next.append(None)
        self._weight.append(1)
        return len(self._leader) - 1

    def __len__(self) -> int:
        return len(self._leader)

    def find(self, number: int) -> int:
        """The number that stands for the class of a term."""
        leader = self._leader
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    def union(self, source: int, target: int, reason: Reason) -> tuple[int, int] | None:
        """Make two terms equal; the class that stays and the one that goes, if they were not."""
        first, second = self.find(source), self.find(target)
        if first == second:
            return None
        edge = Edge(source, target, reason)
        if self._weight[first] < self._weight[second]:
            first, second, source, target = second, first, target, source
        self._turn(target)
        self._next[target] = source, edge
        self._leader[second] = first
        self._weight[first] += self._weight[second]
        return first, second

    def _turn(self, number: int) -> None:
        """Make a term the root of its tree."""
        before: tuple[int, Edge] | None = None
        here: int | None = number
        while here is not None:
            onward = self._next[here]
            self._next[here] = before
            before = None if onward is None else (here, onward[1])
            here = None if onward is None else onward[0]

    def path(self, first: int, second: int) -> Iterator[tuple[Reason, bool, int]]:
        """The reasons that lead from one term of a class to another; whether each is used from its
        source to its target, and the term it leads to.

        Precondition: the terms are of one class.
        """
        above: dict[int, int] = {}
        up: list[Edge] = []
        here = first
        above[here] = 0
        while (onward := self._next[here]) is not None:
            up.append(onward[1])
            here = onward[0]
            above[here] = len(up)
        down: list[Edge] = []
        here = second
        while here not in above:
            onward = self._next[here]
            assert onward is not None, "the terms are of two classes"
            down.append(onward[1])
            here = onward[0]
        route, here = (*up[: above[here]], *reversed(down)), first
        for edge in route:
            forward = edge.source == here
            here = edge.target if forward else edge.source
            yield edge.reason, forward, here
