"""One e-graph: filled with a term, saturated within limits, read out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from egglog import bindings

from symnum.egraphs.compilation import LEAF_FOUND, RULESETS, Theory
from symnum.egraphs.encoding import Encoding
from symnum.egraphs.limits import Deadline, Limits
from symnum.rules import Guard
from symnum.terms.plain import Term

SATURATED, ITERATION_LIMIT = "saturated", "iteration limit"
NODE_LIMIT, TIME_LIMIT = "node limit", "time limit"
REASONS = (SATURATED, ITERATION_LIMIT, NODE_LIMIT, TIME_LIMIT)
"""Why a saturation stops, in rising order of what has been left undone.

Saturated means that no round can find a cheaper term: nothing changes any more, or the term is
found equal to a number or a symbol.
"""

GROWING_ROUNDS = 2
"""Rules that make terms larger are applied in so many rounds."""
_GROWING_SHARE = 4
"""They are left out of a round that begins with more than this fraction of the nodes allowed."""
_KEPT_GRAPHS = 4


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


def _prepared_graph(theory: Theory) -> Any:
    """An e-graph that holds the theory and no term; egglog binds each to one thread."""
    graphs: dict[str, Any] = _prepared.__dict__.setdefault("graphs", {})
    if theory.text not in graphs:
        while len(graphs) >= _KEPT_GRAPHS:
            del graphs[next(iter(graphs))]
        graph = bindings.EGraph()
        graph.run_program(*graph.parse_program(theory.text))
        graphs[theory.text] = graph
    return graphs[theory.text]


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
        graph.run_program(*graph.parse_program(program))
        result = Saturated(graph, encoding)
        _Run(result, limits, deadline).rounds()
        yield result
    finally:
        graph.run_program(*graph.parse_program("(pop)"))


class _Run:
    """The rounds of one saturation."""

    def __init__(self, result: Saturated, limits: Limits, deadline: Deadline) -> None:
        self.result, self.limits, self.deadline = result, limits, deadline
        self._run = {
            name: result.graph.parse_program(f"(run-schedule (run {name}))") for name in RULESETS
        }
        facts = "(run-schedule (saturate (run facts)))"
        self._run["facts"] = result.graph.parse_program(facts)
        self._size = result.graph.parse_program("(print-size)")
        self._measure()

    def rounds(self) -> None:
        """Rounds until nothing changes or a limit is reached."""
        result = self.result
        while result.iterations < self.limits.iterations:
            result.iterations += 1
            changed = False
            for name in self._schedule():
                reason = self._limit_reached()
                if reason is not None:
                    result.stopped_because = reason
                    return
                changed |= self._apply(name)
            if self.is_leaf or not changed:
                return
        result.stopped_because = ITERATION_LIMIT

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

    def _limit_reached(self) -> str | None:
        if self.deadline.passed:
            return TIME_LIMIT
        return NODE_LIMIT if self.result.nodes >= self.limits.nodes else None

    def _apply(self, name: str) -> bool:
        (output,) = self.result.graph.run_program(*self._run[name])
        for rule, count in output.report.num_matches_per_rule.items():
            if count and name in ("directed", "growing"):
                self.result.matches[rule] = self.result.matches.get(rule, 0) + count
        self._measure()
        return bool(output.report.updated)

    def _measure(self) -> None:
        (output,) = self.result.graph.run_program(*self._size)
        sizes = dict(output.sizes)
        self.result.nodes = sum(n for name, n in sizes.items() if name[0].isupper())
        self.is_leaf = sizes[LEAF_FOUND] > 0


def matched_rules(matches: Mapping[str, int]) -> tuple[str, ...]:
    """Names of the rules behind the e-graph's own names, sorted."""
    return tuple(sorted({name.split("/")[0] for name in matches}))
