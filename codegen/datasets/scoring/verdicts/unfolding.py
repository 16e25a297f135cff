"""Whether a state of a trace comes from another one by the operations of the problem, in any order.

A state may be worth what the right one is and still be none: nothing that the problem allows gives
it. What differs only in how signs and orders of terms are written is the same state here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from codegen.datasets.checking.families.calls import read_calls
from codegen.datasets.checking.families.evaluation import worth
from codegen.datasets.checking.families.refusal import Refused
from codegen.datasets.checking.families.states import Tree, fits, put, read_state
from symnum.terms.plain import Term
from symnum.terms.text import to_text

MOST_STATES = 400
"""States that are looked at before it is left open."""
_HEAD = re.compile(r"In these rules the letters? ([a-z](?:, [a-z])*) stands? for any expressions?:")
_RULE = re.compile(r"(?:\d+\. )?(.+?) = (.+)")
_PARAMETERS = "a, x, y, z"
"""Letters that stand for anything in equations of recursive functions."""
_COMMUTING = frozenset({"add", "mul", "min", "max"})
Rule = tuple[Tree, Tree]


class Unfolding:
    """The operations of a record of traces.

    Args:
        record: JSON values of a record of evaluation, rewriting or recursion.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record, self.family = record, record["family"]
        self.read: Callable[[str], Tree] = read_calls if self.family == "recursion" else read_state
        lines = record["problem"].split("\n")
        head = _HEAD.fullmatch(lines[0])
        letters = _PARAMETERS if head is None else head[1]
        self.variables = frozenset(letters.split(", "))
        told = [_RULE.fullmatch(line) for line in lines[:-2]]
        is_computed = self.family == "evaluation"
        self.rules: list[Rule] = [] if is_computed else [
            (self.read(match[1]), self.read(match[2])) for match in told if match is not None
        ]  # fmt: skip

    @cached_property
    def _numbers(self) -> dict[Tree, int]:
        """The steps of the record by their states."""
        found: dict[Tree, int] = {}
        for number, step in enumerate(self.record["steps"], start=1):
            found.setdefault(signed(self.read(step["equation"]["text"])), number)
        return found

    def number_of(self, text: str) -> int:
        """The step of the record that has a state but for how signs are written; 0 for none."""
        try:
            return self._numbers.get(signed(self.read(text)), 0)
        except (Refused, RecursionError):
            return 0

    def leads(self, start: str, end: str) -> bool | None:
        """Whether one state comes from another, or is it; None if that is not told.

        Args:
            start: The earlier state, as text.
            end: The later one.
        """
        try:
            first, last = self.read(start), self.read(end)
            if self.family == "evaluation":
                return _is_part_done(ordered(first), ordered(last))
            return self._search(first, ordered(last))
        except (Refused, RecursionError):
            return None

    def _search(self, start: Tree, end: Tree) -> bool | None:
        seen, waiting = {start}, [start]
        while waiting:
            state = waiting.pop()
            if ordered(state) == end:
                return True
            for other in self._steps(state):
                if other not in seen:
                    if len(seen) >= MOST_STATES:
                        return None
                    seen.add(other)
                    waiting.append(other)
        return False

    def _steps(self, tree: Tree) -> Iterator[Tree]:
        """The trees that one operation at any place gives."""
        if not isinstance(tree, tuple):
            return
        for left, right in self.rules:
            found: dict[str, Tree] = {}
            if fits(left, tree, self.variables, found):
                yield put(right, found)
        for place in range(1, len(tree)):
            for part in self._steps(tree[place]):
                yield (*tree[:place], part, *tree[place + 1 :])


def signed(tree: Tree) -> Tree:
    """The tree with signs where they are read to be: at numbers, at addends, at first factors.

    >>> signed(("neg", ("mul", 38, 26))) == signed(("mul", ("neg", 38), 26))
    True
    """
    if not isinstance(tree, tuple):
        return tree
    name, parts = tree[0], [signed(part) for part in tree[1:]]
    if name == "sub":
        return ("add", parts[0], _moved_in(parts[1]))
    return _moved_in(parts[0]) if name == "neg" else (name, *parts)


def same_but_for_signs(first: Term, second: Term) -> bool:
    """Whether two terms are one, but for where their signs are written."""
    try:
        one, other = (signed(read_state(to_text(term))) for term in (first, second))
    except (Refused, RecursionError):
        return False
    return bool(one == other)


def _moved_in(tree: Tree) -> Tree:
    """A tree with the other sign."""
    if isinstance(tree, tuple) and tree[0] in ("mul", "div"):
        return (tree[0], _moved_in(tree[1]), *tree[2:])
    return _negated(tree)


def ordered(tree: Tree) -> Tree:
    """The tree with differences as sums, signs at numbers, and terms of sums in one order.

    >>> ordered(("sub", 1, 39)) == ordered(("add", ("neg", 39), 1))
    True
    """
    if not isinstance(tree, tuple):
        return tree
    name, parts = tree[0], [ordered(part) for part in tree[1:]]
    if name == "neg":
        return _negated(parts[0])
    if name == "sub":
        name, parts = "add", [parts[0], _negated(parts[1])]
    if name in _COMMUTING:
        flat: list[Tree] = []
        for part in parts:
            flat += part[1:] if isinstance(part, tuple) and part[0] == name else [part]
        if name == "mul":
            return _product(flat)
        parts = sorted(flat, key=repr)
    return (name, *parts)


def _product(factors: list[Tree]) -> Tree:
    """A product with its sign in front."""
    bare = [_unsigned(factor) for factor in factors]
    odd = sum(one != other for one, other in zip(factors, bare, strict=True)) % 2
    whole = ("mul", *sorted(bare, key=repr))
    return ("neg", whole) if odd else whole


def _negated(tree: Tree) -> Tree:
    if isinstance(tree, (int, Fraction)):
        return -tree
    return tree[1] if isinstance(tree, tuple) and tree[0] == "neg" else ("neg", tree)


def _unsigned(tree: Tree) -> Tree:
    if isinstance(tree, (int, Fraction)):
        return abs(tree)
    return tree[1] if isinstance(tree, tuple) and tree[0] == "neg" else tree


def _value(tree: Tree) -> Fraction:
    """What a tree of numbers is worth, its sums and products of any length.

    Raises:
        Refused: it has no value.
    """
    if not isinstance(tree, tuple):
        return worth(tree)
    name, *parts = tree
    values = [_value(part) for part in parts]
    if name == "neg":
        return -values[0]
    whole = values[0]
    for value in values[1:]:
        whole = worth((name, whole, value))
    return whole if len(values) > 1 else worth((name, whole))


def _is_part_done(start: Tree, end: Tree) -> bool:
    """Whether some operations of a tree, perhaps none, are carried out in another one.

    Signs are left to the values of the states, since they move from factor to factor.
    """
    start, end = _unsigned(start), _unsigned(end)
    if start == end or (not isinstance(end, tuple) and abs(_value(start)) == end):
        return True
    if not isinstance(start, tuple) or not isinstance(end, tuple) or start[0] != end[0]:
        return False
    if start[0] in _COMMUTING:
        return _is_grouped(start[0], list(start[1:]), list(end[1:]))
    pairs = zip(start[1:], end[1:], strict=False)
    return len(start) == len(end) and all(_is_part_done(one, other) for one, other in pairs)


def _is_grouped(name: str, parts: list[Tree], wanted: list[Tree]) -> bool:
    """Whether each of some terms is one of others in part, or several of them as one number."""
    if not wanted or len(wanted) > len(parts):
        return not wanted and not parts
    first, *rest = wanted
    sizes = range(1, len(parts) - len(rest) + 1) if not isinstance(first, tuple) else (1,)
    for size in sizes:
        for places in combinations(range(len(parts)), size):
            group = [parts[n] for n in places]
            whole = group[0] if size == 1 else (name, *group)
            others = [part for n, part in enumerate(parts) if n not in places]
            if _is_part_done(whole, first) and _is_grouped(name, others, rest):
                return True
    return False
