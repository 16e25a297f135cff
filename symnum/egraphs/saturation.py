"""One e-graph: filled with a term, saturated within limits, read out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from egglog import bindings

from symnum.egraphs.compilation import Theory
from symnum.egraphs.encoding import Encoding
from symnum.egraphs.limits import Deadline, Limits
from symnum.egraphs.rounds import (
    CONTRADICTION,
    ITERATION_LIMIT,
    MEMORY_LIMIT,
    NODE_LIMIT,
    REASONS,
    SATURATED,
    TIME_LIMIT,
    Rounds,
    Saturated,
)
from symnum.rules import Guard
from symnum.terms.plain import Term

__all__ = [
    "CONTRADICTION", "ITERATION_LIMIT", "MEMORY_LIMIT", "NODE_LIMIT", "REASONS", "SATURATED",
    "TIME_LIMIT", "Saturated", "forget_graphs", "run", "saturated", "saturated_together",
]  # fmt: skip

_KEPT_GRAPHS = 48
"""Prepared e-graphs, of a few MiB each, by the families of functions in their rules."""


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
    root: Term,
    assumed: Sequence[Guard],
    theory: Theory,
    limits: Limits,
    deadline: Deadline,
    equals: Sequence[Term] = (),
) -> Iterator[Saturated]:
    """The e-graph of a term in core form, saturated as far as the limits allow.

    Terms that are known to be equal to it begin in its class.
    """
    with saturated_together([(root, *equals)], assumed, theory, limits, deadline) as result:
        yield result


@contextmanager
def saturated_together(
    goals: Sequence[Sequence[Term]],
    assumed: Sequence[Guard],
    theory: Theory,
    limits: Limits,
    deadline: Deadline,
) -> Iterator[Saturated]:
    """The e-graph of several terms in core form, each with others that are known to be equal.

    Declaring the rules takes longer than most saturations, so an e-graph with nothing but the
    theory is kept, and put back into that state at the end of the context.
    """
    encoding = Encoding()
    program = encoding.goals(goals, assumed)
    graph = _prepared_graph(theory)
    graph.run_program(*graph.parse_program("(push)"))
    try:
        run(graph, program)
        result = Saturated(graph, encoding)
        Rounds(result, theory, limits, deadline).run()
        yield result
    except BaseException:  # whatever it was, the state of that e-graph is unknown
        forget_graphs()
        raise
    graph.run_program(*graph.parse_program("(pop)"))
