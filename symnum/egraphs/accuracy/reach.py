"""The least that a form can cost, and the least that a whole around it can cost."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from symnum.egraphs.limits import CostModel
from symnum.egraphs.readout import Contents
from symnum.egraphs.views import PLAIN, Form, Goal, forms
from symnum.ops import ADD, SUB


@dataclass(frozen=True, slots=True)
class Reach:
    """Forms that can be part of a term of one goal.

    Attributes:
        inside: The price of the cheapest term of each goal (Knuth 1977).
        outside: What the cheapest term of the root that has the goal in it costs more than that.
        forms: The forms of each goal from which the root is reached.
        users: The forms that each goal is part of.
    """

    inside: Mapping[Goal, float]
    outside: Mapping[Goal, float]
    forms: Mapping[Goal, tuple[Form, ...]]
    users: Mapping[Goal, tuple[Form, ...]]


def own_price(form: Form, model: CostModel) -> float:
    """The price of a form without its goals."""
    leaves = len(form.parts) - len(form.goals)
    operator = 0 if form.operator is None else model.of(form.operator, form.parts)
    return operator + leaves * model.leaf


def reach(contents: Contents, root: Goal, model: CostModel) -> Reach:
    """What the root is made of, without constants that are added twice.

    Raises:
        KeyError: the root holds no term.
    """
    known = [
        _Priced(form, tuple(dict.fromkeys(form.goals)), own_price(form, model))
        for form in forms(contents)
    ]
    inside = _inside(known)
    fewer = _without_double_shifts(known, contents, inside)
    again = _inside(fewer)
    return _reached(fewer, again, root) if root in again else _reached(known, inside, root)


def _without_double_shifts(
    known: Sequence[_Priced], contents: Contents, inside: Mapping[Goal, float]
) -> list[_Priced]:
    """The forms without sums such as ``9 + (x - 8)``: a number and a class that is a number and
    something cheaper; and without sums of numbers. An e-graph that stops at a limit is full of
    them, and ``1 + x`` is there too.
    """
    numbers = contents.numbers
    cheapest: dict[int, float] = {}
    for node in contents.nodes:
        if node.operator is ADD and sum(part in numbers for part in node.arguments) == 1:
            (rest,) = (part for part in node.arguments if part not in numbers)
            price = inside.get((rest, PLAIN), math.inf)
            cheapest[node.class_] = min(price, cheapest.get(node.class_, math.inf))
    shifted = {
        class_ for class_, price in cheapest.items() if price < inside.get((class_, PLAIN), 0)
    }

    def is_double(form: Form) -> bool:
        if form.operator not in (ADD, SUB):
            return False
        classes = [class_ for class_, _ in form.goals]
        others = [class_ for class_ in classes if class_ not in numbers]
        return len(others) < len(classes) and shifted.issuperset(others)

    return [priced for priced in known if not is_double(priced.form)]


def _reached(known: Sequence[_Priced], inside: Mapping[Goal, float], root: Goal) -> Reach:
    by_goal: dict[Goal, list[_Priced]] = {}
    for priced in known:
        if all(goal in inside for goal in priced.goals):
            by_goal.setdefault(priced.form.goal, []).append(priced)
    outside = _outside(by_goal, inside, root)
    kept = {goal: tuple(priced.form for priced in by_goal[goal]) for goal in outside}
    users: dict[Goal, list[Form]] = {goal: [] for goal in outside}
    for goal in outside:
        for priced in by_goal[goal]:
            for part in priced.goals:
                users[part].append(priced.form)
    return Reach(inside, outside, kept, {goal: tuple(found) for goal, found in users.items()})


class _Priced(NamedTuple):
    """A form, each of its goals once, and its own price."""

    form: Form
    goals: tuple[Goal, ...]
    price: float

    def whole(self, inside: Mapping[Goal, float]) -> float:
        """With the cheapest terms of its goals."""
        return self.price + sum([inside[part] for part in self.form.parts if type(part) is tuple])


def _inside(known: Sequence[_Priced]) -> dict[Goal, float]:
    waiting: dict[Goal, list[int]] = {}
    missing = [len(priced.goals) for priced in known]
    inside: dict[Goal, float] = {}
    heap: list[tuple[float, Goal]] = []
    for place, priced in enumerate(known):
        if not priced.goals:
            heapq.heappush(heap, (priced.price, priced.form.goal))
        for goal in priced.goals:
            waiting.setdefault(goal, []).append(place)
    while heap:
        price, goal = heapq.heappop(heap)
        if goal in inside:
            continue
        inside[goal] = price
        for place in waiting.get(goal, ()):
            missing[place] -= 1
            priced = known[place]
            if missing[place] == 0 and priced.form.goal not in inside:
                heapq.heappush(heap, (priced.whole(inside), priced.form.goal))
    return inside


def _outside(
    by_goal: Mapping[Goal, Sequence[_Priced]], inside: Mapping[Goal, float], root: Goal
) -> dict[Goal, float]:
    outside: dict[Goal, float] = {}
    if root not in inside:
        raise KeyError(root)
    heap = [(0.0, root)]
    while heap:
        around, goal = heapq.heappop(heap)
        if goal in outside:
            continue
        outside[goal] = around
        for priced in by_goal.get(goal, ()):
            missing = [part for part in priced.goals if part not in outside]
            whole = around + priced.whole(inside) if missing else 0
            for part in missing:
                heapq.heappush(heap, (whole - inside[part], part))
    return outside
