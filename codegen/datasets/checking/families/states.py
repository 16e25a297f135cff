"""States of traces as nested tuples, and one step of rewriting on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from codegen.datasets.checking.families.refusal import Refused, demand
from symnum.errors import InputError
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Term

Tree = Any
"""A name, a number, or ``(name, argument, …)``."""
Rewrite = Callable[[Tree], Tree | None]


def read_state(text: str) -> Tree:
    """The expression that a text says.

    Raises:
        Refused: it says none.

    >>> read_state("2*x + 3")
    ('add', ('mul', 2, 'x'), 3)
    """
    demand(len(text) <= 5000, "a state is too long")
    try:
        return _tree(parse(text))
    except (InputError, RecursionError):
        raise Refused(0, f"{text[:80]!r} is no expression") from None


def _tree(term: Term) -> Tree:
    if isinstance(term, Call):
        return (term.operator.name, *map(_tree, term.arguments))
    return term.value if isinstance(term, Number) else str(term)


def innermost(tree: Tree, rewrite: Rewrite) -> tuple[Tree, Tree] | None:
    """The leftmost of the innermost parts that can be rewritten, and the whole after that."""
    if not isinstance(tree, tuple):
        return None
    for place in range(1, len(tree)):
        inner = innermost(tree[place], rewrite)
        if inner is not None:
            return inner[0], (*tree[:place], inner[1], *tree[place + 1 :])
    rewritten = rewrite(tree)
    return None if rewritten is None else (tree, rewritten)


def fits(pattern: Tree, tree: Tree, variables: frozenset[str], found: dict[str, Tree]) -> bool:
    """Whether a pattern is the tree, for what its variables are then ``found`` to be."""
    if isinstance(pattern, str) and pattern in variables:
        return bool(found.setdefault(pattern, tree) == tree)
    if isinstance(pattern, tuple) and isinstance(tree, tuple):
        return len(pattern) == len(tree) and pattern[0] == tree[0] and all(
            fits(p, t, variables, found) for p, t in zip(pattern[1:], tree[1:], strict=True)
        )  # fmt: skip
    return bool(pattern == tree)


def put(tree: Tree, found: Mapping[str, Tree]) -> Tree:
    """The tree with variables replaced."""
    if isinstance(tree, tuple):
        return (tree[0], *(put(part, found) for part in tree[1:]))
    return found.get(tree, tree) if isinstance(tree, str) else tree


def check_trace(
    steps: Sequence[Mapping[str, Any]],
    start: Tree,
    rewrite: Rewrite,
    operator: str,
    read: Callable[[str], Tree],
    words: Callable[[str, Tree], str],
    begin: str = "Evaluate",
) -> Tree:
    """The last state of a trace whose every step rewrites one part, until nothing is left to.

    ``words`` says what a step is in words, from the part rewritten, as text and as a tuple;
    ``begin`` are those of the first.

    Raises:
        Refused: naming the step.
    """
    demand(bool(steps) and steps[0]["operator"] == "start", "the trace has no start")
    demand(read(steps[0]["equation"]["text"]) == start, "it starts with something else", 1)
    demand(steps[0]["inputs"] == [], "the start follows from nothing", 1)
    said = steps[0]["words"] == begin and not steps[0]["operand"]["text"]
    demand(said, "the start says something else", 1)
    state = start
    for number, step in enumerate(steps[1:], start=2):
        demand(step["operator"] == operator, "an unknown operator", number)
        demand(step["inputs"] == [number - 1], "a step follows from the one before", number)
        following = innermost(state, rewrite)
        if following is None:
            raise Refused(number, "nothing is left to rewrite")
        told = read(step["operand"]["text"]), read(step["equation"]["text"])
        demand(told == following, "this is not what the step gives", number)
        state = following[1]
        expected = words(step["operand"]["text"], following[0])
        demand(step["words"] == expected, "it says something else", number)
    demand(innermost(state, rewrite) is None, "something is left to rewrite", len(steps))
    return state
