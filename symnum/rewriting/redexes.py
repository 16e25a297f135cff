"""Where a rule applies next: positions in the order of a strategy, none looked at twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from symnum.rewriting.positions import Path
from symnum.rewriting.rule_index import RuleIndex
from symnum.rewriting.rule_rewriter import Application
from symnum.rules import Rule
from symnum.terms.interface import adapter_of

Strategy = Literal["fixpoint", "bottom-up", "top-down", "once"]
STRATEGIES: tuple[Strategy, ...] = ("fixpoint", "bottom-up", "top-down", "once")


class Redex(NamedTuple):
    """A position at which a rule applies, and how."""

    path: Path
    before: Any
    rule: Rule
    application: Application


class Redexes:
    """Finds the next redex of a term that is rewritten step by step.

    Args:
        index: The rules.
        strategy: ``fixpoint`` is leftmost innermost, again and again. ``bottom-up`` is one pass,
            arguments before calls; ``top-down`` one pass, calls before arguments; neither goes
            into what a rule has made at a position that was visited. ``once`` is the outermost,
            leftmost position only.
    """

    def __init__(self, index: RuleIndex, strategy: Strategy) -> None:
        self._index, self._strategy = index, strategy
        self._calls_first = strategy in ("top-down", "once")
        self._tested: dict[int, Any] = {}  # ids of terms that are kept alive here
        self._done: dict[int, Any] = {}

    def next(self, term: Any) -> Redex | None:
        """The next position at which a rule applies; ``None`` if there is none left."""
        if id(term) in self._done:
            return None
        frames: list[list[Any]] = []
        entering = term
        while True:
            if entering is not None:
                frames.append([entering, _arguments(entering), 0])
                entering = None
                found = self._test(frames) if self._calls_first else None
                if found is not None:
                    return found
            top = frames[-1]
            node, arguments, place = top
            if place < len(arguments):
                top[2] += 1
                if id(arguments[place]) not in self._done:
                    entering = arguments[place]
                continue
            found = None if self._calls_first else self._test(frames)
            if found is not None:
                return found
            self._done[id(node)] = node
            frames.pop()
            if not frames:
                return None

    def _test(self, frames: list[list[Any]]) -> Redex | None:
        node = frames[-1][0]
        if id(node) in self._tested:
            return None
        found = self._index.first(node)
        if found is None:
            self._tested[id(node)] = node
            return None
        path = tuple(frame[2] - 1 for frame in frames[:-1])
        return Redex(path, node, *found)

    def rewritten(self, after: Any, around: Sequence[Any]) -> None:
        """Take note that a redex was replaced by ``after``, and what was rebuilt around it."""
        if self._strategy == "top-down":
            for node in (after, *around):
                self._tested[id(node)] = node
        if self._strategy == "bottom-up":
            _walk(after, self._done)


def _walk(term: Any, done: dict[int, Any]) -> None:
    """Enter every subterm."""
    stack = [term]
    while stack:
        node = stack.pop()
        if id(node) not in done:
            done[id(node)] = node
            stack.extend(_arguments(node))


def _arguments(term: Any) -> Sequence[Any]:
    adapter = adapter_of(term)
    return adapter.arguments(term) if adapter.is_call(term) else ()
