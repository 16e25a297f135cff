"""Choosing one node for each class of an e-graph, with every chosen class paid for once.

The problem is neutral: it knows of operators by name only, and nothing of where the classes come
from. What is chosen must reach every class that it uses and must not go round in circles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from symnum.errors import InputError


@dataclass(frozen=True, slots=True)
class Choice:
    """A node of a class.

    Attributes:
        operator: Its name; ``None`` for a leaf, or for a node that only passes its child on.
        children: Classes whose terms it is made of; one that occurs twice is paid for once.
        cost: Its own price, without its children.
    """

    operator: str | None
    children: tuple[int, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class SelectionProblem:
    """Classes with the nodes that may be chosen for them, and those that are asked for.

    Args:
        classes: For each class, by number, its nodes; one without nodes cannot be chosen.
        roots: The classes that a selection has to reach.

    Raises:
        InputError: a root or child that is no class, no root, or a price that is negative or not
            finite.
    """

    classes: tuple[tuple[Choice, ...], ...]
    roots: tuple[int, ...]

    def __post_init__(self) -> None:
        count = len(self.classes)
        if not self.roots:
            raise InputError("selection: a problem has at least one root")
        for root in self.roots:
            if not 0 <= root < count:
                raise InputError(f"selection: root {root} is none of {count} classes")
        for number, choices in enumerate(self.classes):
            for choice in choices:
                if not (isfinite(choice.cost) and choice.cost >= 0):
                    raise InputError(
                        f"selection: class {number} has a node of cost {choice.cost}; "
                        "costs are finite and not negative"
                    )
                for child in choice.children:
                    if not 0 <= child < count:
                        raise InputError(
                            f"selection: class {number} has a node with child {child}, "
                            f"which is none of {count} classes"
                        )


@dataclass(frozen=True, slots=True)
class Selection:
    """A solution.

    Attributes:
        chosen: For each class that is reached from the roots, the place of its node.
        cost: The sum of the prices of all chosen nodes.
    """

    chosen: Mapping[int, int]
    cost: float


def selection_cost(problem: SelectionProblem, chosen: Mapping[int, int]) -> float:
    """Price of a choice of nodes, each class that the roots reach counted once.

    Raises:
        InputError: a class is reached for which no node is chosen, or the choice goes in circles.

    >>> leaf = (Choice(None, (), 1),)
    >>> square = (Choice("mul", (0, 0), 3), Choice("pow", (0,), 100))
    >>> problem = SelectionProblem((leaf, square, (Choice("add", (0, 1), 1),)), (2,))
    >>> selection_cost(problem, {0: 0, 1: 0, 2: 0})
    5
    """
    return sum(node.cost for _, node in reached(problem, chosen))


def reached(
    problem: SelectionProblem, chosen: Mapping[int, int], roots: Sequence[int] | None = None
) -> Iterator[tuple[int, Choice]]:
    """The classes that chosen nodes reach, with those nodes, children before their users.

    Args:
        problem, chosen: The problem, and for each class that is reached the place of its node.
        roots: Where to begin, if not at the problem's roots.

    Raises:
        InputError: as :func:`selection_cost`.
    """
    done: dict[int, bool] = {}
    stack = [(root, False) for root in reversed(problem.roots if roots is None else roots)]
    while stack:
        class_, ready = stack.pop()
        node = _node(problem, chosen, class_)
        if ready:
            done[class_] = True
            yield class_, node
        elif class_ not in done:
            done[class_] = False
            stack.append((class_, True))
            for child in reversed(node.children):
                if not done.get(child, True):
                    raise InputError(f"selection: the node of class {class_} is part of a circle")
                stack.append((child, False))


def _node(problem: SelectionProblem, chosen: Mapping[int, int], class_: int) -> Choice:
    place = chosen.get(class_)
    choices = problem.classes[class_]
    if place is None or not 0 <= place < len(choices):
        raise InputError(f"selection: class {class_} is reached, but no node is chosen for it")
    return choices[place]
