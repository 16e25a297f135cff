"""What an e-graph holds, read out of egglog into tables of Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from symnum.egraphs.encoding import Encoding
from symnum.egraphs.signature import CONSTRUCTORS, free_constructor
from symnum.errors import InputError
from symnum.ops import ADD, MUL, Operator
from symnum.terms.exact import Exact, reduced
from symnum.terms.plain import Number, Term


@dataclass(frozen=True, slots=True)
class Node:
    """An operator applied to classes, in a class."""

    class_: int
    operator: Operator
    arguments: tuple[int, ...]

    def other(self, argument: int) -> int:
        """The argument of a sum or product of two that is not this one."""
        first, second = self.arguments
        return second if first == argument else first


@dataclass(slots=True)
class Contents:
    """Classes are numbered; the numbers mean nothing.

    Attributes:
        roots: The classes of the terms that were put in.
        leaves, numbers: Numbers and symbols with their classes; the numbers again, by class.
        nodes: All others.
        classes: How many there are.
    """

    roots: tuple[int, ...] = ()
    leaves: list[tuple[int, Term]] = field(default_factory=list)
    numbers: dict[int, Exact] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    classes: int = 0
    _users: dict[int, list[Node]] = field(default_factory=lambda: defaultdict(list))

    @property
    def root(self) -> int:
        """The class of the only term, or of the first."""
        return self.roots[0]

    def users(self, class_: int) -> list[Node]:
        """The nodes that have this class among their arguments."""
        return self._users.get(class_, [])


def read(graph: Any, encoding: Encoding) -> Contents:
    """The nodes of an e-graph, sums and products of two once for both orders.

    Raises:
        InputError: two different numbers have become equal, so what was assumed is impossible.
    """
    return _Reader(graph, encoding).contents()


class _Reader:
    """Numbers the classes as they are met."""

    def __init__(self, graph: Any, encoding: Encoding) -> None:
        self.graph, self.encoding = graph, encoding
        self.functions = graph.freeze().functions
        self.found = Contents()
        self.numbering: dict[Any, int] = {}

    def contents(self) -> Contents:
        self.found.roots = tuple(
            self._class(self.functions[f"$goal{number}"].rows[0].output)
            for number in range(self.encoding.count)
        )
        self._numbers()
        self._symbols()
        for name, operator in CONSTRUCTORS.items():
            self._calls(name, operator)
        for count in self.encoding.arities:
            self._free_calls(count)
        self.found.classes = len(self.numbering)
        return self.found

    def _class(self, value: Any) -> int:
        return self.numbering.setdefault(value, len(self.numbering))

    def _rows(self, name: str) -> Any:
        return [row for row in self.functions[name].rows if not row.subsumed]

    def _numbers(self) -> None:
        for row in self._rows("Num"):
            value = reduced(self.graph.value_to_bigrat(row.inputs[0]))
            class_ = self._class(row.output)
            if self.found.numbers.setdefault(class_, value) != value:
                raise InputError(
                    "the assumptions or the rules contradict each other: "
                    f"{value} = {self.found.numbers[class_]} follows"
                )
            self.found.leaves.append((class_, Number(value)))

    def _symbols(self) -> None:
        for row in self._rows("Sym"):
            place = self.graph.value_to_i64(row.inputs[0])
            self.found.leaves.append((self._class(row.output), self.encoding.symbols[place]))

    def _calls(self, name: str, operator: Operator) -> None:
        commuting = operator in (ADD, MUL)
        seen: set[tuple[int, tuple[int, ...]]] = set()
        for row in self._rows(name):
            class_ = self._class(row.output)
            arguments = tuple(self._class(value) for value in row.inputs)
            if commuting:
                arguments = (min(arguments), max(arguments))
                if (class_, arguments) in seen:
                    continue
                seen.add((class_, arguments))
            self._add(Node(class_, operator, arguments))

    def _free_calls(self, count: int) -> None:
        for row in self._rows(free_constructor(count)):
            function, *values = row.inputs
            operator = self.encoding.functions[self.graph.value_to_i64(function)]
            arguments = tuple(self._class(value) for value in values)
            self._add(Node(self._class(row.output), operator, arguments))

    def _add(self, node: Node) -> None:
        self.found.nodes.append(node)
        for argument in dict.fromkeys(node.arguments):
            self.found._users[argument].append(node)
