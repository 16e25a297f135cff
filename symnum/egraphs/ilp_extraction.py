"""The cheapest selection of all, by integer linear programming with HiGHS.

A binary variable says whether a node is chosen, and a variable for each class whether it is
reached. A chosen node needs the classes of its children. Circles are excluded by levels: within a
strongly connected component of the classes a node is above its children (Miller, Tucker and
Zemlin 1960), and two classes do not use each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from symnum.egraphs.greedy_selection import lower_bounds, selection_of, tree_selection
from symnum.egraphs.selection import Selection, SelectionProblem
from symnum.egraphs.selection_bounds import useful_nodes
from symnum.errors import InputError

LARGEST = 20_000
"""Nodes of the largest problem that is given to the solver."""
OPTIMAL, TIME_LIMIT, NODE_LIMIT = "optimal", "time limit", "node limit"
TOO_LARGE, SOLVER_FAILED = "too large", "solver failed"
_REASONS = {
    highspy.HighsModelStatus.kOptimal: OPTIMAL,
    highspy.HighsModelStatus.kTimeLimit: TIME_LIMIT,
    highspy.HighsModelStatus.kSolutionLimit: NODE_LIMIT,
}
_FEASIBLE = 2
"""The solver's word for a solution that obeys every row."""
_TOLERANCE = 1e-6
"""Relative difference below which the solver's costs are the same."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best selection found, and how good it is for certain.

    Attributes:
        selection: The selection, never dearer than the one to start from.
        bound: No selection costs less.
        stopped_because: ``optimal``; ``time limit`` or ``node limit`` of the solver; ``too large``
            or ``solver failed``, in which cases the selection is the one to start from.
    """

    selection: Selection
    bound: float
    stopped_because: str

    @property
    def gap(self) -> float:
        """By what part of its cost the selection may be too dear: 0 if it is the optimum."""
        cost = self.selection.cost
        return 0.0 if cost <= 0 else max(0.0, (cost - self.bound) / cost)


def optimal_selection(
    problem: SelectionProblem,
    start: Selection | None = None,
    *,
    seconds: float = 60,
    nodes: int = 100_000,
) -> Optimum:
    """The cheapest selection, each class paid for once.

    Args:
        problem: The problem.
        start: A selection that is known; by default that of the cheapest trees.
        seconds: Wall-clock time of the solver.
        nodes: Nodes of its search tree.

    Raises:
        InputError: a limit is not positive, or a root has no finite term.

    >>> from symnum.egraphs.selection import Choice
    >>> leaf, twice = (Choice(None, (), 1),), (Choice("f", (0,), 3), Choice("g", (1,), 2))
    >>> shared = (Choice("h", (0,), 2),)
    >>> problem = SelectionProblem((leaf, shared, twice), (2, 1))
    >>> optimum = optimal_selection(problem)
    >>> optimum.selection.cost, optimum.bound, optimum.stopped_because
    (5, 5, 'optimal')
    """
    for name, limit in (("seconds", seconds), ("nodes", nodes)):
        if not limit > 0:
            raise InputError(f"optimal selection: {name} must be positive, not {limit}")
    begin = tree_selection(problem) if start is None else start
    useful = useful_nodes(problem, begin.cost)
    bound = max(lower_bounds(problem)[root] for root in problem.roots)
    if sum(map(len, useful.values())) > LARGEST:
        return Optimum(begin, bound, TOO_LARGE)
    solver, program = _Solver(), _Program(problem, useful)
    # with presolve and a first solution HiGHS 1.16 has called 168 what costs 169
    options: dict[str, bool | float | str] = {
        "output_flag": False, "parallel": "off", "presolve": "off", "mip_rel_gap": 0.0,
        "mip_max_nodes": nodes, "time_limit": float(seconds),
    }  # fmt: skip
    for option, value in options.items():
        solver.setOptionValue(option, value)
    program.load(solver, begin)
    solver.run()
    return _read(solver, program, begin, bound)


def _read(solver: Any, program: _Program, begin: Selection, bound: float) -> Optimum:
    """What the solver has found, counted by ourselves."""
    status, info = solver.getModelStatus(), solver.getInfo()
    reason = _REASONS.get(status, SOLVER_FAILED)
    if reason == SOLVER_FAILED:
        return Optimum(begin, bound, reason)
    best = begin
    if info.primal_solution_status == _FEASIBLE:
        try:
            found = program.selection(solver.getSolution().col_value)
        except InputError:  # its rounding made a circle or a gap
            return Optimum(begin, bound, SOLVER_FAILED)
        if found.cost > info.objective_function_value + _TOLERANCE * max(1.0, found.cost):
            return Optimum(begin, bound, SOLVER_FAILED)
        if reason == OPTIMAL and found.cost > begin.cost + _TOLERANCE * max(1.0, begin.cost):
            return Optimum(begin, bound, SOLVER_FAILED)
        best = found if found.cost < best.cost else best
    elif reason == OPTIMAL:
        return Optimum(begin, bound, SOLVER_FAILED)
    bound = min(max(bound, info.mip_dual_bound), best.cost)
    return Optimum(best, best.cost if reason == OPTIMAL else bound, reason)


class _Solver(highspy.Highs):
    """HiGHS without callbacks, since registering them prints its name."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


class _Program:
    """The linear program: one column for each node, then one for each class, then the levels."""

    def __init__(self, problem: SelectionProblem, useful: Mapping[int, tuple[int, ...]]) -> None:
        self.problem, self.useful = problem, useful
        places = [(class_, place) for class_ in useful for place in useful[class_]]
        self.column_of_node = {node: column for column, node in enumerate(places)}
        self.column_of_class = {class_: len(places) + n for n, class_ in enumerate(useful)}
        self.uses = {class_: self._uses(class_) for class_ in useful}
        components = [c for c in _components(self.uses) if len(c) > 1]
        first = len(places) + len(useful)
        self.size_around = {class_: len(c) for c in components for class_ in c}
        self.column_of_level = {c: first + n for n, c in enumerate(self.size_around)}
        self.component = {c: number for number, cs in enumerate(components) for c in cs}
        self.columns = first + len(self.column_of_level)

    def _uses(self, class_: int) -> dict[int, list[int]]:
        """For each class that nodes of this one use the columns of those nodes."""
        found: dict[int, list[int]] = {}
        for place in self.useful[class_]:
            for child in dict.fromkeys(self.problem.classes[class_][place].children):
                found.setdefault(child, []).append(self.column_of_node[class_, place])
        return found

    def load(self, solver: Any, begin: Selection) -> None:
        """Give the program to the solver, with the selection to start from."""
        costs, upper, integer = (np.zeros(self.columns) for _ in range(3))
        for (class_, place), column in self.column_of_node.items():
            costs[column] = self.problem.classes[class_][place].cost
            integer[column] = upper[column] = 1
        upper[list(self.column_of_class.values())] = 1
        lower = np.zeros(self.columns)
        lower[[self.column_of_class[root] for root in self.problem.roots]] = 1
        for class_, column in self.column_of_level.items():
            upper[column] = self.size_around[class_] - 1
        rows = list(self._rows())
        starts = np.cumsum([0, *(len(row) for row, _, _ in rows)], dtype=np.int32)
        entries = [entry for row, _, _ in rows for entry in row]
        solver.passModel(
            self.columns, len(rows), len(entries), int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize), 0.0, costs, lower, upper,
            np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows]),
            starts, np.array([column for column, _ in entries], dtype=np.int32),
            np.array([value for _, value in entries]), integer.astype(np.int32),
        )  # fmt: skip
        chosen = [self.column_of_node.get(node) for node in begin.chosen.items()]
        known = np.array([column for column in chosen if column is not None], dtype=np.int32)
        solver.setSolution(len(known), known, np.ones(len(known)))

    def _rows(self) -> Iterator[tuple[list[tuple[int, float]], float, float]]:
        """Rows with their least and largest values."""
        for class_, places in self.useful.items():
            reached = self.column_of_class[class_]
            nodes = [(self.column_of_node[class_, place], 1.0) for place in places]
            yield [*nodes, (reached, -1.0)], 0.0, 0.0
            for child, columns in self.uses[class_].items():
                users = [(column, 1.0) for column in columns]
                yield [*users, (self.column_of_class[child], -1.0)], -np.inf, 0.0
                if self.component.get(class_, -1) == self.component.get(child, -2):
                    yield from self._circle_rows(class_, child, users)

    def _circle_rows(
        self, class_: int, child: int, users: list[tuple[int, float]]
    ) -> Iterator[tuple[list[tuple[int, float]], float, float]]:
        size = self.size_around[class_]
        levels = [(self.column_of_level[class_], 1.0), (self.column_of_level[child], -1.0)]
        yield [*levels, *((column, -float(size)) for column, _ in users)], 1.0 - size, np.inf
        back = self.uses[child].get(class_, ())
        if back and class_ < child:
            both = [*users, *((column, 1.0) for column in back)]
            for end in (class_, child):
                yield [*both, (self.column_of_class[end], -1.0)], -np.inf, 0.0

    def selection(self, values: Sequence[float]) -> Selection:
        """The selection that a solution describes.

        Raises:
            InputError: it describes none.
        """
        chosen = {
            class_: max(places, key=lambda place: values[self.column_of_node[class_, place]])
            for class_, places in self.useful.items()
            if places
        }
        return selection_of(self.problem, chosen)


def _components(uses: Mapping[int, Iterable[int]]) -> list[list[int]]:
    """Strongly connected components."""
    numbers = {class_: number for number, class_ in enumerate(uses)}
    edges = [(numbers[c], numbers[d]) for c, children in uses.items() for d in children]
    rows, columns = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    graph = coo_matrix((np.ones(len(edges)), (rows, columns)), (len(numbers), len(numbers)))
    count, labels = connected_components(graph, connection="strong")
    found: list[list[int]] = [[] for _ in range(count)]
    for class_, label in zip(uses, labels, strict=True):
        found[label].append(class_)
    return found
