"""First solutions of selection problems: the cheapest trees, and greedily shared ones."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from symnum.egraphs.selection import Selection, SelectionProblem, reached, selection_cost
from symnum.errors import InputError


def tree_choices(problem: SelectionProblem, free: Collection[int] = ()) -> dict[int, int]:
    """For every class the place of the node with the cheapest tree, as far as it has any.

    The choices never go in circles.

    Args:
        problem: The problem.
        free: Classes that cost nothing and need no node, since they are paid for already.
    """
    return _rising(problem, free, sum)[1]


def lower_bounds(problem: SelectionProblem) -> dict[int, float]:
    """For every class that has a finite term a price below which none is, however much is shared:
    its dearest path."""
    return _rising(problem, (), lambda prices: max(prices, default=0))[0]


def _rising(
    problem: SelectionProblem,
    free: Collection[int],
    together: Callable[[Iterable[float]], float],
) -> tuple[dict[int, float], dict[int, int]]:
    """Prices and places of the cheapest nodes, in rising order (Knuth 1977, A generalization of
    Dijkstra's algorithm), where the children of a node cost something together."""
    users = users_of(problem)
    missing = [[len(set(node.children)) for node in nodes] for nodes in problem.classes]
    prices: dict[int, float] = {}
    chosen: dict[int, int] = {}
    queue = [(0.0, class_, -1) for class_ in free]
    for class_, nodes in enumerate(problem.classes):
        queue += [(node.cost, class_, i) for i, node in enumerate(nodes) if not node.children]
    heapq.heapify(queue)
    while queue:
        price, class_, place = heapq.heappop(queue)
        if class_ in prices:
            continue
        prices[class_] = price
        if place >= 0:
            chosen[class_] = place
        for user, other in users.get(class_, ()):
            missing[user][other] -= 1
            if not missing[user][other] and user not in prices:
                node = problem.classes[user][other]
                total = node.cost + together(prices[child] for child in node.children)
                heapq.heappush(queue, (total, user, other))
    return prices, chosen


def tree_selection(problem: SelectionProblem) -> Selection:
    """The selection of the cheapest trees; parts that they happen to share are paid for once.

    Raises:
        InputError: a root has no finite term.
    """
    return selection_of(problem, tree_choices(problem))


def selection_of(problem: SelectionProblem, choices: dict[int, int]) -> Selection:
    """The selection that choices for some classes, or all, make.

    Raises:
        InputError: as :func:`symnum.egraphs.selection.selection_cost`.
    """
    chosen = {class_: choices[class_] for class_, _ in reached(problem, choices)}
    return Selection(chosen, selection_cost(problem, chosen))


@dataclass(slots=True)
class _Shared:
    """The best known node of a class, and the prices of all classes that it needs."""

    total: float
    place: int
    prices: dict[int, float]


def shared_selection(problem: SelectionProblem, work: int) -> Selection | None:
    """Node by node the one whose parts, together and each counted once, cost least.

    Each class keeps the set of classes that its best node needs, and is looked at again when a
    child has become cheaper (the "faster greedy DAG" of the extraction gym of egg).

    Args:
        problem: The problem.
        work: Entries of sets that may be looked at; what is known by then is the answer.

    Returns:
        ``None`` if the sets, which may be out of date, led to no valid selection.
    """
    users = users_of(problem)
    best: dict[int, _Shared] = {}
    leaves = [(c, i) for c, nodes in enumerate(problem.classes)
              for i, node in enumerate(nodes) if not node.children]  # fmt: skip
    queue, queued = deque(leaves), set(leaves)
    while queue and work > 0:
        class_, place = queue.popleft()
        queued.discard((class_, place))
        children = set(problem.classes[class_][place].children)
        if not children <= best.keys():
            continue
        found = _together(problem, class_, place, [best[child] for child in sorted(children)])
        work -= 1 if found is None else len(found.prices)
        if found is not None and (class_ not in best or found.total < best[class_].total):
            best[class_] = found
            for user in users.get(class_, ()):
                if user not in queued:
                    queued.add(user)
                    queue.append(user)
    try:
        return selection_of(problem, {class_: shared.place for class_, shared in best.items()})
    except InputError:
        return None


def _together(
    problem: SelectionProblem, class_: int, place: int, children: list[_Shared]
) -> _Shared | None:
    """A node with all that its children need; ``None`` if that is the class itself."""
    children.sort(key=lambda child: len(child.prices), reverse=True)
    prices = dict(children[0].prices) if children else {}
    total = children[0].total if children else 0
    for child in children[1:]:
        for needed, price in child.prices.items():
            if needed not in prices:
                prices[needed] = price
                total += price
    if class_ in prices:
        return None
    prices[class_] = problem.classes[class_][place].cost
    return _Shared(total + prices[class_], place, prices)


def users_of(problem: SelectionProblem) -> dict[int, list[tuple[int, int]]]:
    """The nodes that have a class among their children."""
    users: dict[int, list[tuple[int, int]]] = {}
    for class_, nodes in enumerate(problem.classes):
        for place, node in enumerate(nodes):
            for child in dict.fromkeys(node.children):
                users.setdefault(child, []).append((class_, place))
    return users
