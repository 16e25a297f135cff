"""A selection made better step by step: another node for one class, or one more class to share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from symnum.egraphs.greedy_selection import tree_choices
from symnum.egraphs.limits import Deadline
from symnum.egraphs.selection import Selection, SelectionProblem, reached, selection_cost

_GAIN = 1e-9
"""Smaller differences of cost are rounding."""


@dataclass
class Selected:
    """A selection with the number of uses of each class, so that a step costs what it touches.

    Args:
        problem: The problem.
        chosen: For every class that may ever be needed the place of a node; what the roots reach
            must not go in circles.

    Attributes:
        cost: Price of what is reached.
        uses: For each class how many chosen nodes, roots and holds need it.
    """

    problem: SelectionProblem
    chosen: dict[int, int]
    cost: float = 0
    uses: list[int] = field(default_factory=list)
    _children: list[list[tuple[int, ...]]] = field(default_factory=list)
    _position: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._children = [
            [tuple(dict.fromkeys(node.children)) for node in nodes]
            for nodes in self.problem.classes
        ]
        self.uses = [0] * len(self.problem.classes)
        for root in self.problem.roots:
            self.hold(root)
        self.order()

    def selection(self) -> Selection:
        """What has been selected, its price computed anew."""
        chosen = {class_: self.chosen[class_] for class_, _ in reached(self.problem, self.chosen)}
        return Selection(chosen, selection_cost(self.problem, chosen))

    def used(self) -> list[int]:
        """The classes that are reached, users before what they need."""
        return sorted(self._position, key=self._position.__getitem__, reverse=True)

    def order(self) -> None:
        """Number the reached classes so that users come after what they need."""
        held = [class_ for class_, uses in enumerate(self.uses) if uses]
        walk = reached(self.problem, self.chosen, held)
        self._position = {class_: place for place, (class_, _) in enumerate(walk)}

    def hold(self, class_: int) -> None:
        """Need a class, whoever uses it."""
        stack = [class_]
        while stack:
            needed = stack.pop()
            self.uses[needed] += 1
            if self.uses[needed] == 1:
                self.cost += self._price(needed)
                stack.extend(self._children[needed][self.chosen[needed]])

    def release(self, class_: int) -> None:
        """Need a class no longer."""
        stack = [class_]
        while stack:
            needed = stack.pop()
            self.uses[needed] -= 1
            if not self.uses[needed]:
                self.cost -= self._price(needed)
                stack.extend(self._children[needed][self.chosen[needed]])

    def switch(self, class_: int, place: int) -> None:
        """Choose another node for a class that is reached; it must not lead back to the class."""
        before = self.chosen[class_]
        for child in self._children[class_][place]:
            self.hold(child)
        self.cost += self.problem.classes[class_][place].cost - self._price(class_)
        self.chosen[class_] = place
        for child in self._children[class_][before]:
            self.release(child)

    def may_hold(self, class_: int, children: Iterable[int]) -> bool:
        """Whether chosen nodes lead from the children to no dead end and no circle, through the
        class or among themselves."""
        open_: set[int] = {class_}
        done: set[int] = set()
        # what is reached cannot lead to a class that is not
        limit = self._position.get(class_, len(self._position))
        stack = [(child, False) for child in children]
        while stack:
            needed, ready = stack.pop()
            if ready:
                open_.discard(needed)
                done.add(needed)
            elif needed in open_ or needed not in self.chosen:
                return False
            elif needed not in done and not 0 <= self._position.get(needed, -1) < limit:
                open_.add(needed)
                stack.append((needed, True))
                stack.extend((c, False) for c in self._children[needed][self.chosen[needed]])
        return True

    def children(self, class_: int, place: int) -> tuple[int, ...]:
        """The children of a node, each once."""
        return self._children[class_][place]

    def _price(self, class_: int) -> float:
        return self.problem.classes[class_][self.chosen[class_]].cost


class Search:
    """Steps downhill, and their count.

    Args:
        selected: Where to begin; it is changed.
        evaluations: Steps that may be tried, kept or not.
        deadline: After this none is tried.
    """

    def __init__(
        self, selected: Selected, evaluations: int, deadline: Deadline | None = None
    ) -> None:
        self.selected = selected
        self.left = evaluations
        self.deadline = deadline
        self._users: dict[int, list[tuple[int, int]]] = {}
        for class_, nodes in enumerate(selected.problem.classes):
            for place in range(len(nodes)):
                for child in selected.children(class_, place):
                    self._users.setdefault(child, []).append((class_, place))

    def descend(self) -> None:
        """Try all steps until none helps or the budget is used up."""
        while self.left > 0:
            before = self.selected.cost
            self._complete()
            self._rechoose(self.selected.used())
            self._share()
            if self.selected.cost > before - _GAIN:
                return

    def _complete(self) -> None:
        """Choose for the classes that are not reached what would cost least beside the others."""
        self.selected.chosen.update(tree_choices(self.selected.problem, self.selected.used()))

    def _rechoose(self, classes: Iterable[int]) -> None:
        """Another node for one class at a time."""
        for class_ in classes:
            for place in range(len(self.selected.problem.classes[class_])):
                if self.selected.uses[class_]:
                    self._try(class_, place)

    def _try(self, class_: int, place: int) -> bool:
        """Keep another node for a class if it is cheaper."""
        selected, before = self.selected, self.selected.chosen[class_]
        if place == before or self.left <= 0:
            return False
        self.left -= 1
        if self.deadline is not None and self.deadline.passed:
            self.left = 0
            return False
        if not selected.may_hold(class_, selected.children(class_, place)):
            return False
        cost = selected.cost
        selected.switch(class_, place)
        if selected.cost < cost - _GAIN:
            selected.order()
            return True
        selected.switch(class_, before)
        selected.cost = cost  # exactly, without the rounding of there and back
        return False

    def _share(self) -> None:
        """One class more, if several that are reached become cheaper by it together."""
        selected = self.selected
        for class_ in sorted(self._users):
            if selected.uses[class_] or self.left <= 0:
                continue
            users = [(c, i) for c, i in self._users[class_] if selected.uses[c]]
            if len({c for c, _ in users}) > 1:
                self._include(class_, users)

    def _include(self, class_: int, users: Iterable[tuple[int, int]]) -> None:
        selected = self.selected
        if class_ not in selected.chosen or not selected.may_hold(
            class_, selected.children(class_, selected.chosen[class_])
        ):
            return
        cost, undo = selected.cost, []
        selected.hold(class_)
        selected.order()
        for user, place in users:
            before = selected.chosen[user]
            if selected.uses[user] and self._try(user, place):
                undo.append((user, before))
        selected.release(class_)
        if undo and selected.cost < cost - _GAIN:
            selected.order()
            return
        for user, before in reversed(undo):
            selected.switch(user, before)
        selected.cost = cost
        selected.order()
