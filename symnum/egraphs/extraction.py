"""The cheapest term of an e-class, as people write terms: with minus signs, quotients and roots.

Each class is looked at in three ways: as it is, as the opposite of something, and as the
reciprocal of something; so ``x + (-1)*y`` costs what ``x - y`` costs. The cheapest terms are
found in rising order of cost (Knuth 1977, A generalization of Dijkstra's algorithm). Ties are
broken by the structure of terms alone, so nothing depends on the order in which nodes are stored.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symnum.egraphs.limits import CostModel
from symnum.egraphs.readout import Contents
from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Operator
from symnum.terms.exact import Exact
from symnum.terms.plain import Call, Number, Term

PLAIN, NEGATED, RECIPROCAL = range(3)
Goal = tuple[int, int]
"""A class and the way in which it is looked at."""

_PREFERENCE = {op: i for i, op in enumerate((NEG, SUB, DIV, SQRT, POW, MUL, ADD))}
"""Of terms with the same cost, the one with the operator that stands first."""


@dataclass(slots=True)
class _Choice:
    """The cheapest term of a goal: its price, the negative numbers in it (among equally cheap
    terms the fewer the better), its place in the order of discovery, and itself."""

    price: float
    blemishes: int
    rank: int
    term: Term


@dataclass(slots=True)
class Extraction:
    """The search for cheapest terms in one e-graph."""

    contents: Contents
    model: CostModel
    _best: dict[Goal, _Choice] = field(default_factory=dict)
    _queue: list[tuple[Any, ...]] = field(default_factory=list)
    _offers: int = 0

    def cheapest(self, root: int) -> Term:
        """The cheapest term of a class.

        Raises:
            KeyError: the class holds no term.
        """
        for class_, leaf in self.contents.leaves:
            self._leaf(class_, leaf)
        for node in self.contents.constants:
            self._offer((node.class_, PLAIN), node.operator, ())
        while self._queue and (root, PLAIN) not in self._best:
            price, blemishes, _, _, _, goal, _, build = heapq.heappop(self._queue)
            if goal not in self._best:
                self._best[goal] = _Choice(price, blemishes, len(self._best), build())
                self._follow(goal)
        return self._best[root, PLAIN].term

    def _leaf(self, class_: int, leaf: Term) -> None:
        self._offer_leaf((class_, PLAIN), leaf)
        if isinstance(leaf, Number):
            if leaf.value < 0:
                self._offer_leaf((class_, NEGATED), Number(-leaf.value))
            ratio = Fraction(leaf.value)
            if ratio.numerator == 1 and ratio.denominator > 1:
                self._offer_leaf((class_, RECIPROCAL), Number(ratio.denominator))

    def _offer_leaf(self, goal: Goal, leaf: Term) -> None:
        key = ("", (), repr(leaf))
        blemishes = int(isinstance(leaf, Number) and leaf.value < 0)
        self._enter((self.model.leaf, blemishes), -1, key, goal, lambda: leaf)

    def _offer(self, goal: Goal, operator: Operator, parts: tuple[Goal, ...]) -> None:
        """Put a call on the cheapest terms of goals up for a goal."""
        if goal in self._best or any(part not in self._best for part in parts):
            return
        choices = [self._best[part] for part in parts]
        price = self.model.of(operator) + sum(choice.price for choice in choices)
        blemishes = sum(choice.blemishes for choice in choices)
        terms = tuple(choice.term for choice in choices)
        key = (operator.name, tuple(choice.rank for choice in choices), "")
        self._push((price, blemishes), operator, key, goal, lambda: Call(operator, terms))

    def _offer_power(self, goal: Goal, base: Goal, exponent: Exact) -> None:
        """Put a power with a literal exponent up for a goal."""
        if goal in self._best or base not in self._best:
            return
        choice = self._best[base]
        if exponent == 1:
            key = ("", (choice.rank,), "")
            self._push((choice.price, choice.blemishes), POW, key, goal, lambda: choice.term)
        elif exponent == Fraction(1, 2):
            self._offer(goal, SQRT, (base,))
        else:
            cost = (self.model.of(POW) + choice.price + self.model.leaf, choice.blemishes)
            key = (POW.name, (choice.rank,), str(exponent))
            self._push(cost, POW, key, goal, lambda: Call(POW, (choice.term, Number(exponent))))

    def _offer_quotient(self, goal: Goal) -> None:
        """Put ``1/b`` up for a class that is the reciprocal of ``b``."""
        choice = self._best.get((goal[0], RECIPROCAL))
        if choice is not None:
            cost = (self.model.of(DIV) + self.model.leaf + choice.price, choice.blemishes)
            key = (DIV.name, (choice.rank,), "1")
            self._push(cost, DIV, key, goal, lambda: Call(DIV, (Number(1), choice.term)))

    def _push(
        self,
        cost: tuple[float, int],
        operator: Operator,
        key: Any,
        goal: Goal,
        build: Callable[[], Term],
    ) -> None:
        preference = _PREFERENCE.get(operator, len(_PREFERENCE))
        self._enter(cost, preference, key, goal, build)

    def _enter(
        self,
        cost: tuple[float, int],
        preference: int,
        key: Any,
        goal: Goal,
        build: Callable[[], Term],
    ) -> None:
        # what is the same up to here is the same term for the same goal, offered twice
        self._offers += 1
        heapq.heappush(self._queue, (*cost, preference, key, goal[1], goal, self._offers, build))

    def _follow(self, goal: Goal) -> None:
        """Offer everything that a newly found term makes possible."""
        class_, view = goal
        if view == NEGATED:
            self._offer((class_, PLAIN), NEG, (goal,))
        elif view == RECIPROCAL:
            self._offer_quotient((class_, PLAIN))
        for node in self.contents.users(class_):
            if node.operator is ADD:
                self._sum(node.class_, goal, node.other(class_))
            elif node.operator is MUL:
                self._product(node.class_, goal, node.other(class_))
            elif node.operator is POW and view == PLAIN:
                self._power(node.class_, node.arguments)
            elif view == PLAIN:
                parts = tuple((argument, PLAIN) for argument in node.arguments)
                self._offer((node.class_, PLAIN), node.operator, parts)

    def _sum(self, class_: int, goal: Goal, other: int) -> None:
        whole, view = (class_, PLAIN), goal[1]
        if view == PLAIN:
            self._offer_commuting(whole, ADD, goal, (other, PLAIN))
            self._offer(whole, SUB, (goal, (other, NEGATED)))
        elif view == NEGATED:
            self._offer(whole, SUB, ((other, PLAIN), goal))

    def _product(self, class_: int, goal: Goal, other: int) -> None:
        whole, minus, view = (class_, PLAIN), (class_, NEGATED), goal[1]
        if view == PLAIN:
            self._offer_commuting(whole, MUL, goal, (other, PLAIN))
            self._offer_commuting(minus, MUL, goal, (other, NEGATED))
            self._offer(whole, DIV, (goal, (other, RECIPROCAL)))
            if self.contents.numbers.get(other) == -1:
                self._offer_power(minus, goal, 1)
        elif view == NEGATED:
            self._offer_commuting(minus, MUL, goal, (other, PLAIN))
            self._offer(minus, DIV, (goal, (other, RECIPROCAL)))
        else:
            self._offer(whole, DIV, ((other, PLAIN), goal))
            self._offer(minus, DIV, ((other, NEGATED), goal))
            self._offer_commuting((class_, RECIPROCAL), MUL, goal, (other, RECIPROCAL))

    def _offer_commuting(self, goal: Goal, operator: Operator, *parts: Goal) -> None:
        """Offer a sum with its larger part first, or a product with its smaller part first."""
        if all(part in self._best for part in parts):
            found = sorted(parts, key=lambda part: self._best[part].rank, reverse=operator is ADD)
            self._offer(goal, operator, tuple(found))

    def _power(self, class_: int, arguments: tuple[int, ...]) -> None:
        base, exponent = arguments
        self._offer((class_, PLAIN), POW, ((base, PLAIN), (exponent, PLAIN)))
        value = self.contents.numbers.get(exponent)
        if value == Fraction(1, 2):
            self._offer_power((class_, PLAIN), (base, PLAIN), value)
        elif value is not None and value < 0 and (type(value) is int or value == Fraction(-1, 2)):
            self._offer_power((class_, RECIPROCAL), (base, PLAIN), -value)
