"""Which nodes of a selection problem an optimum may have."""

from __future__ import annotations

from collections.abc import Mapping

from symnum.egraphs.greedy_selection import lower_bounds
from symnum.egraphs.selection import SelectionProblem


def useful_nodes(problem: SelectionProblem, most: float) -> dict[int, tuple[int, ...]]:
    """For each class that the roots can reach the places among which a cheapest selection is.

    Left out are nodes that use their own class, that have the children of another node, and
    maybe more, for no smaller price, that no finite term can be made of, and that no selection of
    price ``most`` has.

    >>> from symnum.egraphs.selection import Choice
    >>> leaf = (Choice(None, (), 1),)
    >>> nodes = (Choice("f", (0, 2), 1), Choice("g", (1,), 0), Choice("h", (0,), 1))
    >>> useful_nodes(SelectionProblem((leaf, nodes, leaf), (1,)), 5)
    {1: (2,), 0: (0,)}
    """
    bounds = lower_bounds(problem)
    kept: dict[int, tuple[int, ...]] = {}
    stack = list(dict.fromkeys(problem.roots))
    while stack:
        class_ = stack.pop()
        if class_ not in kept:
            kept[class_] = _undominated(problem, class_, bounds, most)
            nodes = [problem.classes[class_][place] for place in kept[class_]]
            stack.extend(child for node in nodes for child in node.children)
    return kept


def _undominated(
    problem: SelectionProblem, class_: int, bounds: Mapping[int, float], most: float
) -> tuple[int, ...]:
    kept: list[tuple[int, frozenset[int]]] = []
    nodes = problem.classes[class_]
    children = [frozenset(node.children) for node in nodes]
    for place in sorted(range(len(nodes)), key=lambda i: (nodes[i].cost, len(children[i]), i)):
        needed = children[place]
        if class_ in needed or not needed <= bounds.keys():
            continue
        least = nodes[place].cost + max((bounds[child] for child in needed), default=0)
        if least <= most * (1 + 1e-9) and not any(other <= needed for _, other in kept):
            kept.append((place, needed))
    return tuple(sorted(place for place, _ in kept))
