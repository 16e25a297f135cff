"""The rounds of one saturation: which groups of rules are applied, and when to stop."""

from __future__ import annotations

import time
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
_EXPLOSIVE = ("directed", "arithmetic")
_FREQUENT = 50
"""In an e-graph of ``_LARGE`` nodes one round of these groups may find hundreds of thousands of
matches (all ways of factoring all subsums), so egglog is told to apply no rule with more matches
than a limit. It does not say which those are: a rule that had ``_FREQUENT`` matches before and now
is not reported at all has been held back."""
_FIRST_SHARE = 4
"""What part of the nodes allowed is the first limit on matches. A rule that is held back at twice
as many ends the saturation: to collect its matches takes longer than to apply all others."""
_MATCHES_A_SECOND = 5000
_SECONDS_TO_READ_A_NODE = 3e-5


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
        held_back: How often rules had more matches than they may, by the name of the ruleset.
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
        most = min(limits.nodes, max(_LARGE, int(limits.seconds * _MATCHES_A_SECOND)))
        self._scarce = NODE_LIMIT if most == limits.nodes else TIME_LIMIT
        first = max(_LARGE, most // _FIRST_SHARE)
        self._back_off = BackOff(first, 2 * first)
        self._commands: dict[tuple[str, tuple[tuple[str, int], ...]], Any] = {}
        self._size = result.graph.parse_program("(print-size)")
        self._frequent: set[str] = set()
        self._last: dict[str, tuple[float, int, int]] = {}
        self._memory = 0
        self._measure()

    def run(self) -> None:
        """Rounds until nothing changes or a limit is reached."""
        result, quiet = self.result, 0
        while result.iterations < self.limits.iterations:
            result.iterations += 1
            changed = self._round()
            if changed is None or self.are_leaves:
                return
            quiet = 0 if changed else quiet + 1
            # a bounded run does not tell whether it changed anything: the next round does
            if quiet > int(self._is_large):
                if not self._back_off.any_held(result.iterations + 1):
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
        reading = self.result.nodes * _SECONDS_TO_READ_A_NODE
        if self.deadline.remaining <= seconds * growth + reading:
            return TIME_LIMIT
        if self.limits.memory is not None and self._memory + grown * growth >= self.limits.memory:
            return MEMORY_LIMIT
        if self._back_off.out_of_reach:
            return self._scarce
        return NODE_LIMIT if self.result.nodes >= self.limits.nodes else None

    @property
    def _is_large(self) -> bool:
        return self.result.nodes >= _LARGE

    def _apply(self, name: str) -> bool:
        """Run one group of rules; whether it changed anything."""
        bounded = self._is_large and name in _EXPLOSIVE and name in self._last
        parts = self._parts(name, bounded)
        before, nodes, memory = self._sizes, self.result.nodes, self._memory
        command, start = self._command(name, parts), time.monotonic()
        (output,) = self.result.graph.run_program(*command)
        seconds = time.monotonic() - start
        counts = output.report.num_matches_per_rule
        if bounded:
            self._hold_back({part for part, _ in parts}, counts)
        self._count(name, counts)
        self._measure()
        self._last[name] = seconds, nodes, max(0, self._memory - memory)
        return self._sizes != before if bounded else bool(output.report.updated)

    def _parts(self, name: str, bounded: bool) -> tuple[tuple[str, int], ...]:
        """Those parts of a group whose functions occur, each with its limit on matches; 0: none."""
        present = {constructor for constructor, count in self._sizes.items() if count}
        now = self.result.iterations
        return tuple(
            (part, self._back_off.limit(part) if bounded else 0)
            for part, asked in self.theory.parts[name].items()
            if asked <= present and not (bounded and self._back_off.is_held(part, now))
        )

    def _hold_back(self, parts: set[str], counts: Mapping[str, int]) -> None:
        for rule in sorted(self._frequent - counts.keys()):
            part = self.theory.part_of[rule]
            if part in parts and not self._back_off.is_held(part, self.result.iterations + 1):
                self._back_off.hold(part, self.result.iterations)
        self.result.held_back = dict(self._back_off.times)

    def _command(self, name: str, parts: tuple[tuple[str, int], ...]) -> Any:
        """The command that runs parts of a group, those with a limit under a scheduler each."""
        key = name, parts
        if key not in self._commands:
            runs = []
            for limit in dict.fromkeys(limit for _, limit in parts):
                chosen = [part for part, own in parts if own == limit]
                ruleset = self._combined(chosen, f"{len(self._commands)}-{limit}")
                runs.append(_run(ruleset, limit))
            schedule = " ".join(runs)
            if name == "facts":
                schedule = f"(saturate {schedule})"
            self._commands[key] = self.result.graph.parse_program(f"(run-schedule {schedule})")
        return self._commands[key]

    def _combined(self, parts: list[str], number: str) -> str:
        graph, ruleset = self.result.graph, f"run{number}"
        declaration = f"(unstable-combined-ruleset {ruleset} {' '.join(parts)})"
        graph.run_program(*graph.parse_program(declaration))
        return ruleset

    def _count(self, name: str, counts: Mapping[str, int]) -> None:
        if name in _EXPLOSIVE:
            self._frequent.update(rule for rule, count in counts.items() if count >= _FREQUENT)
        if name in ("directed", "growing"):
            for rule, count in counts.items():
                if count:
                    self.result.matches[rule] = self.result.matches.get(rule, 0) + count

    def _measure(self) -> None:
        (output,) = self.result.graph.run_program(*self._size)
        self._sizes = dict(output.sizes)
        self.result.nodes = sum(n for name, n in self._sizes.items() if name[0].isupper())
        self.are_leaves = self._sizes[LEAF_FOUND] >= self._sizes[GOAL]
        if self.limits.memory is not None:
            self._memory = resident_bytes() or 0


def _run(ruleset: str, limit: int) -> str:
    if not limit:
        return f"(run {ruleset})"
    scheduler = f"{ruleset}-limit"
    return (
        f"(let-scheduler {scheduler} (back-off :match-limit {limit})) "
        f"(run-with {scheduler} {ruleset})"
    )


def matched_rules(matches: Mapping[str, int]) -> tuple[str, ...]:
    """Names of the rules behind the e-graph's own names, sorted."""
    return tuple(sorted({name.split("/")[0] for name in matches}))
