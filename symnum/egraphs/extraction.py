"""The cheapest term of an e-class, as people write terms, each part paid for where it stands.

The cheapest terms are found in rising order of cost (Knuth 1977, A generalization of Dijkstra's
algorithm), of the forms in :mod:`symnum.egraphs.views`. Ties are broken by the structure of terms
alone, so nothing depends on the order in which nodes are stored.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from symnum.egraphs.limits import CostModel
from symnum.egraphs.readout import Contents
from symnum.egraphs.views import PLAIN, Form, Goal, Part, forms
from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB
from symnum.terms.plain import Call, Number, Term

_PREFERENCE = {op: i for i, op in enumerate((NEG, SUB, DIV, SQRT, POW, MUL, ADD))}
"""Of terms with the same cost, the one with the operator that stands first."""


@dataclass(slots=True)
class Found:
    """The cheapest term of a goal: its price, the operators in it that cost nothing and the
    negative numbers (among equally cheap terms the fewer the better), its place in the order of
    discovery, its form, and itself."""

    price: float
    gratis: int
    blemishes: int
    rank: int
    form: Form
    term: Term


class Extraction:
    """The search for cheapest terms in one e-graph."""

    def __init__(self, contents: Contents, model: CostModel) -> None:
        self.model = model
        self.best: dict[Goal, Found] = {}
        self._missing: list[int] = []
        self._forms: list[Form] = []
        self._waiting: dict[Goal, list[int]] = defaultdict(list)
        self._queue: list[tuple[Any, ...]] = []
        for form in forms(contents):
            self._enter(form)

    def cheapest(self, root: int) -> Term:
        """The cheapest term of a class.

        Raises:
            KeyError: the class holds no term.
        """
        goal = (root, PLAIN)
        if goal not in self.best:
            for found in self.rising():
                if found == goal:
                    break
        return self.best[goal].term

    def rising(self) -> Iterator[Goal]:
        """All goals that have a term, in rising order of price."""
        while self._queue:
            price, gratis, blemishes, _, _, _, goal, _, form = heapq.heappop(self._queue)
            if goal not in self.best:
                rank, term = len(self.best), self._term(form)
                self.best[goal] = Found(price, gratis, blemishes, rank, form, term)
                for place in self._waiting.pop(goal, ()):
                    self._missing[place] -= 1
                    if not self._missing[place] and self._forms[place].goal not in self.best:
                        self._offer(place)
                yield goal

    def offered(self) -> Iterator[Form]:
        """All forms whose parts have been found, sums with the larger part first, products with
        the smaller."""
        for form, missing in zip(self._forms, self._missing, strict=True):
            if not missing:
                yield form._replace(parts=self._ordered(form))

    def _ordered(self, form: Form) -> tuple[Part, ...]:
        if form.operator is ADD or form.operator is MUL:
            descending = form.operator is ADD
            parts = sorted(form.goals, key=lambda part: self.best[part].rank, reverse=descending)
            return tuple(parts)
        return form.parts

    def _enter(self, form: Form) -> None:
        place, goals = len(self._forms), dict.fromkeys(form.goals)
        self._forms.append(form)
        self._missing.append(len(goals))
        for goal in goals:
            self._waiting[goal].append(place)
        if not goals:
            self._offer(place)

    def _offer(self, place: int) -> None:
        """Put a form up for its goal, now that all its parts are known."""
        form = self._forms[place]
        form = form._replace(parts=self._ordered(form))
        operator = form.operator
        found = [self.best[part] for part in form.goals]
        leaves = [part for part in form.parts if not isinstance(part, tuple)]
        price = self.model.leaf * len(leaves) + sum(f.price for f in found)
        blemishes = sum(f.blemishes for f in found)
        blemishes += sum(isinstance(leaf, Number) and leaf.value < 0 for leaf in leaves)
        own = 0 if operator is None else self.model.of(operator, form.parts)
        gratis = sum(f.gratis for f in found) + (operator is not None and own == 0)
        preference = -1 if operator is None else _PREFERENCE.get(operator, len(_PREFERENCE))
        name = "" if operator is None else operator.name
        # what is the same up to the place is the same term for the same goal, offered twice
        key = (name, tuple(f.rank for f in found), repr(leaves))
        entry = (
            price + own,
            gratis,
            blemishes,
            preference,
            key,
            form.goal[1],
            form.goal,
            place,
            form,
        )
        heapq.heappush(self._queue, entry)

    def _term(self, form: Form) -> Term:
        terms = tuple(self.best[p].term if isinstance(p, tuple) else p for p in form.parts)
        return terms[0] if form.operator is None else Call(form.operator, terms)
