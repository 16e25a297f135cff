"""The rounds of one saturation: which groups of rules are applied, and when to stop."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from symnum.egraphs.backoff import BackOff
from symnum.egraphs.compilation import GOAL, LEAF_FOUND, Theory
from symnum.egraphs.encoding import Encoding
from symnum.egraphs.limits import Deadline, Limits
from symnum.egraphs.memory import resident_bytes

SATURATED, ITERATION_LIMIT = "saturated", "iteration limit"
NODE_LIMIT, MEMORY_LIMIT, TIME_LIMIT = "node limit", "memory limit", "time limit"
CONTRADICTION = "contradiction"
REASONS = (SATURATED, ITERATION_LIMIT, NODE_LIMIT, MEMORY_LIMIT, TIME_LIMIT, CONTRADICTION)
"""Why a saturation stops, in rising order of what has been left undone.

Saturated means that no round can find a cheaper term: nothing changes any more, or every term is
found equal to a number or a symbol.
"""

GROWING_ROUNDS = 2
"""Rules that make terms larger are applied in so many rounds."""
_GROWING_SHARE = 4
"""They are left out of a round that begins with more than this fraction of the nodes allowed."""
_LARGE = 1000
_EXPLOSIVE = ("directed", "arithmetic", "growing", "commuting")
"""In an e-graph of ``_LARGE`` nodes one round of these groups may find hundreds of thousands of
matches (all ways of factoring all subsums), so rules of which many are expected are held back."""
_FIRST_SHARE = 4
"""What part of the nodes allowed is the first limit on the matches of a rule."""
_SECONDS_TO_READ_A_NODE, _BYTES_TO_READ_A_NODE = 1e-4, 2000
"""What it takes to read an e-graph and to choose terms: not begun if it would exceed a limit."""


@dataclass
class Saturated:
    """An e-graph after its saturation.

    Attributes:
        graph: The e-graph; ``$goal0`` names the class of the first term.
        encoding: The tables that lead back to terms.
        stopped_because: One of :data:`REASONS`.
        iterations: Rounds that were begun.
        nodes: Size at the end.
        matches: Number of matches of each rule, by name.
        held_back: How often rules were held back, by the name of their ruleset.
    """

    graph: Any
    encoding: Encoding
    stopped_because: str = SATURATED
    iterations: int = 0
    nodes: int = 0
    matches: dict[str, int] = field(default_factory=dict)
    held_back: dict[str, int] = field(default_factory=dict)


class Rounds:
    """The rounds of one saturation, which fill in its result."""

    def __init__(
        self, result: Saturated, theory: Theory, limits: Limits, deadline: Deadline
    ) -> None:
        self.result, self.theory = result, theory
        self.limits, self.deadline = limits, deadline
        self._back_off = BackOff(max(_LARGE, limits.nodes // _FIRST_SHARE))
        self._commands: dict[tuple[str, tuple[str, ...]], Any] = {}
        self._size = result.graph.parse_program("(print-size)")
        self._matches: dict[str, tuple[int, int]] = {}
        self._last: dict[str, tuple[float, int, int]] = {}
        self._memory = 0
        self._measure()

    def run(self) -> None:
        """Rounds until nothing changes or a limit is reached."""
        result = self.result
        while result.iterations < self.limits.iterations:
            result.iterations += 1
            changed = self._round()
            if changed is None or self.are_leaves:
                return
            if not changed:
                if not self._back_off.any_held(result.iterations):
                    return
                self._back_off.release()
        result.stopped_because = ITERATION_LIMIT

    def _round(self) -> bool | None:
        """Whether anything has changed; ``None`` if a limit is reached."""
        changed = False
        for name in self._schedule():
            reason = self._limit_reached(name)
            if reason is not None:
                self.result.stopped_because = reason
                return None
            changed |= self._apply(name)
        return changed

    def _schedule(self) -> tuple[str, ...]:
        """The groups of one round; facts come before everything that asks for them."""
        may_grow = (
            self.result.iterations <= GROWING_ROUNDS
            and self.result.nodes * _GROWING_SHARE <= self.limits.nodes
        )
        growing = ("facts", "growing") if may_grow else ()
        return (
            *("subjects", "facts", "directed", "facts", "arithmetic", "pruning"),
            *(*growing, "commuting"),
        )

    def _limit_reached(self, name: str) -> str | None:
        seconds, size, grown = self._last.get(name, (0.0, self.result.nodes, 0))
        # if matching goes with the square of the size
        growth = (self.result.nodes / size) ** 2 if size else 1.0
        nodes = self.result.nodes
        if self.deadline.remaining <= seconds * growth + nodes * _SECONDS_TO_READ_A_NODE:
            return TIME_LIMIT
        memory = self._memory + grown * growth + nodes * _BYTES_TO_READ_A_NODE
        if self.limits.memory is not None and memory >= self.limits.memory:
            return MEMORY_LIMIT
        return NODE_LIMIT if self.result.nodes >= self.limits.nodes else None

    def _apply(self, name: str) -> bool:
        """Run one group of rules; whether it changed anything."""
        parts = self._parts(name)
        if not parts:
            return False
        nodes, memory = self.result.nodes, self._memory
        command, start = self._command(name, parts), time.monotonic()
        (output,) = self.result.graph.run_program(*command)
        seconds = time.monotonic() - start
        self._count(name, output.report.num_matches_per_rule, nodes)
        self._measure()
        self._last[name] = seconds, nodes, max(0, self._memory - memory)
        return bool(output.report.updated)

    def _parts(self, name: str) -> tuple[str, ...]:
        """Those parts of a group whose functions occur and that are not held back."""
        present = {constructor for constructor, count in self._sizes.items() if count}
        chosen = [part for part, asked in self.theory.parts[name].items() if asked <= present]
        if name in _EXPLOSIVE and self.result.nodes >= _LARGE:
            chosen = [part for part in chosen if not self._is_held(part)]
            self.result.held_back = dict(self._back_off.times)
        return tuple(chosen)

    def _is_held(self, part: str) -> bool:
        """Whether a part is left out, because it has been or more matches than it may find are
        expected, if they go with the square of the size."""
        now = self.result.iterations
        matches, nodes = self._matches.get(part, (0, 1))
        if self._back_off.is_held(part, now):
            return True
        if matches * (self.result.nodes / nodes) ** 2 <= self._back_off.limit(part):
            return False
        self._back_off.hold(part, now)
        return True

    def _command(self, name: str, parts: tuple[str, ...]) -> Any:
        """The command that runs parts of a group."""
        key = name, parts
        if key not in self._commands:
            graph, ruleset = self.result.graph, f"run{len(self._commands)}"
            declaration = f"(unstable-combined-ruleset {ruleset} {' '.join(parts)})"
            graph.run_program(*graph.parse_program(declaration))
            schedule = f"(saturate (run {ruleset}))" if name == "facts" else f"(run {ruleset})"
            self._commands[key] = graph.parse_program(f"(run-schedule {schedule})")
        return self._commands[key]

    def _count(self, name: str, counts: Mapping[str, int], nodes: int) -> None:
        found: Counter[str] = Counter()
        for rule, count in counts.items():
            found[self.theory.part_of[rule]] += count
            if count and name in ("directed", "growing"):
                self.result.matches[rule] = self.result.matches.get(rule, 0) + count
        self._matches.update({part: (count, nodes) for part, count in found.items()})

    def _measure(self) -> None:
        (output,) = self.result.graph.run_program(*self._size)
        self._sizes = dict(output.sizes)
        self.result.nodes = sum(n for name, n in self._sizes.items() if name[0].isupper())
        self.are_leaves = self._sizes[LEAF_FOUND] >= self._sizes[GOAL]
        if self.limits.memory is not None:
            self._memory = resident_bytes() or 0


def matched_rules(matches: Mapping[str, int]) -> tuple[str, ...]:
    """Names of the rules behind the e-graph's own names, sorted."""
    return tuple(sorted({name.split("/")[0] for name in matches}))
