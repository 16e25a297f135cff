"""The least that a form can cost, and the least that a whole around it can cost."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from symnum.egraphs.limits import CostModel
from symnum.egraphs.views import Form, Goal


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


def reach(forms: Iterable[Form], root: Goal, model: CostModel) -> Reach:
    """What the root is made of.

    Raises:
        KeyError: the root holds no term.
    """
    known = tuple(forms)
    inside = _inside(known, model)
    by_goal: dict[Goal, list[Form]] = {}
    for form in known:
        if all(goal in inside for goal in form.goals):
            by_goal.setdefault(form.goal, []).append(form)
    outside = _outside(by_goal, inside, root, model)
    kept = {goal: tuple(by_goal[goal]) for goal in outside}
    users: dict[Goal, list[Form]] = {goal: [] for goal in outside}
    for found in kept.values():
        for form in found:
            for goal in dict.fromkeys(form.goals):
                users[goal].append(form)
    return Reach(inside, outside, kept, {goal: tuple(found) for goal, found in users.items()})


def _inside(forms: Sequence[Form], model: CostModel) -> dict[Goal, float]:
    waiting: dict[Goal, list[int]] = {}
    missing: list[int] = []
    inside: dict[Goal, float] = {}
    heap: list[tuple[float, Goal]] = []
    for place, form in enumerate(forms):
        goals = dict.fromkeys(form.goals)
        if not goals:
            heapq.heappush(heap, (own_price(form, model), form.goal))
        missing.append(len(goals))
        for goal in goals:
            waiting.setdefault(goal, []).append(place)
    while heap:
        price, goal = heapq.heappop(heap)
        if goal in inside:
            continue
        inside[goal] = price
        for place in waiting.get(goal, ()):
            missing[place] -= 1
            form = forms[place]
            if missing[place] == 0 and form.goal not in inside:
                price = own_price(form, model) + sum(inside[part] for part in form.goals)
                heapq.heappush(heap, (price, form.goal))
    return inside


def _outside(
    forms: Mapping[Goal, Iterable[Form]], inside: Mapping[Goal, float], root: Goal, model: CostModel
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
        for form in forms.get(goal, ()):
            whole = around + own_price(form, model) + sum(inside[part] for part in form.goals)
            for part in dict.fromkeys(form.goals):
                if part not in outside:
                    heapq.heappush(heap, (whole - inside[part], part))
    return outside
