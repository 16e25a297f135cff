"""One e-graph: filled with a term, saturated within limits, read out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from egglog import bindings

from symnum.egraphs.compilation import LEAF_FOUND, Theory
from symnum.egraphs.encoding import Encoding
from symnum.egraphs.limits import Deadline, Limits
from symnum.rules import Guard
from symnum.terms.plain import Term

SATURATED, ITERATION_LIMIT = "saturated", "iteration limit"
NODE_LIMIT, TIME_LIMIT = "node limit", "time limit"
CONTRADICTION = "contradiction"
REASONS = (SATURATED, ITERATION_LIMIT, NODE_LIMIT, TIME_LIMIT, CONTRADICTION)
"""Why a saturation stops, in rising order of what has been left undone.

Saturated means that no round can find a cheaper term: nothing changes any more, or the term is
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
matches (all ways of factoring all subsums), so egglog's back-off scheduler holds back rules with
more matches than nodes are allowed, or than there is time for. It does not say which: a rule that
had ``_FREQUENT`` matches before and now is not reported at all has been held back, and that limit
is reached."""
_MATCHES_A_SECOND = 5000
_SECONDS_TO_READ_A_NODE = 3e-5
_KEPT_GRAPHS = 48
"""Prepared e-graphs, of a few MiB each, by the families of functions in their rules."""


@dataclass
class Saturated:
    """An e-graph after its saturation.

    Attributes:
        graph: The e-graph; ``$root`` names the class of the term.
        encoding: The tables that lead back to terms.
        stopped_because: One of :data:`REASONS`.
        iterations: Rounds that were begun.
        nodes: Size at the end.
        matches: Number of matches of each rule, by name.
    """

    graph: Any
    encoding: Encoding
    stopped_because: str = SATURATED
    iterations: int = 0
    nodes: int = 0
    matches: dict[str, int] = field(default_factory=dict)


_prepared = threading.local()


def run(graph: Any, program: str) -> None:
    """Run a program with one command a line.

    Each command that egglog parses keeps a copy of the text it was parsed from, so that a long
    text at once takes ten times as long.
    """
    for line in program.splitlines():
        graph.run_program(*graph.parse_program(line))


def _prepared_graph(theory: Theory) -> Any:
    """An e-graph that holds the theory and no term; egglog binds each to one thread."""
    graphs: dict[str, Any] = _prepared.__dict__.setdefault("graphs", {})
    if theory.text not in graphs:
        while len(graphs) >= _KEPT_GRAPHS:
            del graphs[next(iter(graphs))]
        graph = bindings.EGraph()
        run(graph, theory.text)
        graphs[theory.text] = graph
    return graphs[theory.text]


def forget_graphs() -> None:
    """Let this thread begin with new e-graphs."""
    _prepared.__dict__.pop("graphs", None)


@contextmanager
def saturated(
    root: Term, assumed: Sequence[Guard], theory: Theory, limits: Limits, deadline: Deadline
) -> Iterator[Saturated]:
    """The e-graph of a term in core form, saturated as far as the limits allow.

    Declaring the rules takes longer than most saturations, so an e-graph with nothing but the
    theory is kept, and put back into that state at the end of the context.
    """
    encoding = Encoding()
    program = encoding.program(root, assumed)
    graph = _prepared_graph(theory)
    graph.run_program(*graph.parse_program("(push)"))
    try:
        run(graph, program)
        result = Saturated(graph, encoding)
        _Run(result, theory, limits, deadline).rounds()
        yield result
    except BaseException:  # whatever it was, the state of that e-graph is unknown
        forget_graphs()
        raise
    graph.run_program(*graph.parse_program("(pop)"))


class _Run:
    """The rounds of one saturation."""

    def __init__(
        self, result: Saturated, theory: Theory, limits: Limits, deadline: Deadline
    ) -> None:
        self.result, self.theory = result, theory
        self.limits, self.deadline = limits, deadline
        self._most = min(limits.nodes, max(_LARGE, int(limits.seconds * _MATCHES_A_SECOND)))
        self._commands: dict[tuple[str, bool, tuple[str, ...]], Any] = {}
        parse = result.graph.parse_program
        self._size = parse("(print-size)")
        self._frequent: set[str] = set()
        self._held_back = False
        self._last: dict[str, tuple[float, int]] = {}
        self._rules_of: dict[str, set[str]] = {}
        self._measure()

    def rounds(self) -> None:
        """Rounds until nothing changes or a limit is reached."""
        result = self.result
        quiet = 0
        while result.iterations < self.limits.iterations:
            result.iterations += 1
            changed = self._round()
            if changed is None:
                return
            quiet = 0 if changed else quiet + 1
            # a bounded run does not tell whether it changed anything: the next round does
            if self.is_leaf or quiet > int(self._is_large):
                return
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
        if self.deadline.remaining <= self._forecast(name):
            return TIME_LIMIT
        if self._held_back:
            return NODE_LIMIT if self._most == self.limits.nodes else TIME_LIMIT
        return NODE_LIMIT if self.result.nodes >= self.limits.nodes else None

    def _forecast(self, name: str) -> float:
        """Seconds that a group and the reading of the e-graph will take, if matching goes with
        the square of the size."""
        nodes = self.result.nodes
        seconds, size = self._last.get(name, (0.0, nodes))
        growth = nodes / size if size else 1.0
        return seconds * growth**2 + nodes * _SECONDS_TO_READ_A_NODE

    @property
    def _is_large(self) -> bool:
        return self.result.nodes >= _LARGE

    def _apply(self, name: str) -> bool:
        """Run one group of rules; whether it changed anything."""
        bounded = self._is_large and name in _EXPLOSIVE and name in self._rules_of
        command = self._command(name, bounded)
        before, nodes, start = self._sizes, self.result.nodes, time.monotonic()
        (output,) = self.result.graph.run_program(*command)
        self._last[name] = time.monotonic() - start, nodes
        counts = output.report.num_matches_per_rule
        if bounded:
            self._held_back |= any(
                rule not in counts for rule in self._frequent if rule in self._rules_of[name]
            )
        self._count(name, counts)
        self._measure()
        return self._sizes != before if bounded else bool(output.report.updated)

    def _command(self, name: str, bounded: bool) -> Any:
        """The command that runs those parts of a group whose functions occur."""
        present = {constructor for constructor, count in self._sizes.items() if count}
        parts = tuple(part for part, asked in self.theory.parts[name].items() if asked <= present)
        key = name, bounded, parts
        if key not in self._commands:
            graph, ruleset = self.result.graph, f"run{len(self._commands)}"
            declaration = f"(unstable-combined-ruleset {ruleset} {' '.join(parts)})"
            graph.run_program(*graph.parse_program(declaration))
            schedule = f"(run {ruleset})"
            if bounded:
                scheduler = f"(let-scheduler most (back-off :match-limit {self._most}))"
                schedule = f"{scheduler} (run-with most {ruleset})"
            elif name == "facts":
                schedule = f"(saturate {schedule})"
            self._commands[key] = graph.parse_program(f"(run-schedule {schedule})")
        return self._commands[key]

    def _count(self, name: str, counts: Mapping[str, int]) -> None:
        self._rules_of.setdefault(name, set()).update(counts)
        self._frequent.update(rule for rule, count in counts.items() if count >= _FREQUENT)
        if name in ("directed", "growing"):
            for rule, count in counts.items():
                if count:
                    self.result.matches[rule] = self.result.matches.get(rule, 0) + count

    def _measure(self) -> None:
        (output,) = self.result.graph.run_program(*self._size)
        self._sizes = dict(output.sizes)
        self.result.nodes = sum(n for name, n in self._sizes.items() if name[0].isupper())
        self.is_leaf = self._sizes[LEAF_FOUND] > 0


def matched_rules(matches: Mapping[str, int]) -> tuple[str, ...]:
    """Names of the rules behind the e-graph's own names, sorted."""
    return tuple(sorted({name.split("/")[0] for name in matches}))
