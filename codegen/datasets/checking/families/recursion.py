"""Traces of recursive functions: values by native arithmetic, lists and tuples; steps by matching.

What a call is worth is computed without its equations: binary numbers as integers, lists as tuples,
trees as nested tuples. Every state of the trace has to be worth the same, the equations that the
problem states have to hold for sample values, and each step has to unfold the leftmost of the
innermost calls by one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from codegen.datasets.checking.families.calls import read_calls
from codegen.datasets.checking.families.refusal import Refused, demand, reported
from codegen.datasets.checking.families.states import Rewrite, Tree, check_trace, fits, put

Value = Any
Equation = tuple[Tree, Tree]
_BEGIN = "These equations, read from left to right, define functions:"
_END = (
    "Rewrite the call below one step at a time, each time the leftmost of the innermost calls, "
    "until no function is left. What is the result?"
)
_NOTATION = frozenset({
    "A number is written in binary, its lowest digit outermost: end is 0, b0(n) is 2n and "
    "b1(n) is 2n + 1.",
    "nil is the empty list; cons(a, x) is the list x with a put before it.",
    "leaf is the empty tree; node(x, a, y) is a tree with label a between the subtrees x and y.",
})  # fmt: skip
VARIABLES = frozenset("axyz")
_CONSTANTS: Mapping[str, Value] = {"end": 0, "nil": (), "leaf": None}


def _walk(order: str) -> Callable[[Value], Value]:
    def labels(tree: Value) -> Value:
        if tree is None:
            return ()
        left, label, right = tree
        parts = {"l": labels(left), "r": labels(right), "n": (label,)}
        return tuple(entry for part in order for entry in parts[part])

    return labels


def _mirror(tree: Value) -> Value:
    return tree and (_mirror(tree[2]), tree[1], _mirror(tree[0]))


def _graft(tree: Value, other: Value) -> Value:
    return other if tree is None else (_graft(tree[0], other), *tree[1:])


_CONSTRUCTORS: Mapping[str, tuple[tuple[str, ...], Callable[..., Value]]] = {
    "b0": (("number",), lambda n: 2 * n),
    "b1": (("number",), lambda n: 2 * n + 1),
    "cons": (("label", "list"), lambda a, x: (a, *x)),
    "node": (("tree", "label", "tree"), lambda x, a, y: (x, a, y)),
}
_FUNCTIONS: Mapping[str, tuple[tuple[str, ...], Callable[..., Value]]] = {
    "succ": (("number",), lambda n: n + 1),
    "plus": (("number", "number"), lambda n, m: n + m),
    "times": (("number", "number"), lambda n, m: n * m),
    "ones": (("number",), lambda n: n.bit_count()),
    "append": (("list", "list"), lambda x, y: x + y),
    "reverse": (("list",), lambda x: x[::-1]),
    "evens": (("list",), lambda x: x[::2]),
    "odds": (("list",), lambda x: x[1::2]),
    "count": (("list",), len),
    "mirror": (("tree",), _mirror),
    "preorder": (("tree",), _walk("nlr")),
    "inorder": (("tree",), _walk("lnr")),
    "postorder": (("tree",), _walk("lrn")),
    "weight": (("tree",), lambda x: len(_walk("n" + "lr")(x))),
    "graft": (("tree", "tree"), _graft),
}
_KNOWN = {**_CONSTRUCTORS, **_FUNCTIONS}
_SAMPLES: Mapping[str, tuple[Value, ...]] = {
    "number": (0, 1, 6, 7),
    "label": (3, 8),
    "list": ((), (5,), (4, 9, 2)),
    "tree": (None, (None, 1, None), ((None, 2, None), 7, (None, 3, (None, 6, None)))),
}


def worth(term: Tree, values: Mapping[str, Value]) -> Value:
    """The native value of a term.

    Raises:
        Refused: a name, or a number of arguments, that means nothing.
    """
    if isinstance(term, int):
        return term
    if isinstance(term, str):
        if term in values:
            return values[term]
        raise Refused(0, f"{term} means nothing")
    sorts, compute = _KNOWN.get(term[0], ((), len))
    if len(sorts) != len(term) - 1 or not sorts:
        raise Refused(0, f"{term[0]} of {len(term) - 1} arguments means nothing")
    try:
        return compute(*(worth(part, values) for part in term[1:]))
    except (TypeError, AttributeError, ValueError):
        raise Refused(0, f"{term[0]} is given something of the wrong sort") from None


def value_of(term: Tree) -> Value:
    """The native value of a term without variables.

    Raises:
        Refused: it has none.

    >>> value_of(("plus", ("b1", "end"), ("b0", ("b1", "end"))))
    3
    """
    return worth(term, _CONSTANTS)


@lru_cache(maxsize=1024)
def _equation(line: str) -> tuple[Tree, Tree]:
    """An equation of the problem, tried on sample values."""
    left, _, right = line.partition(" = ")
    sides = read_calls(left), read_calls(right)
    demand(isinstance(sides[0], tuple) and sides[0][0] in _FUNCTIONS, f"{line}: no definition")
    sorts: dict[str, str] = {}
    _sorts_of(sides[0], "", sorts)
    for chosen in product(*(_SAMPLES[sort] for sort in sorts.values())):
        values = {**_CONSTANTS, **dict(zip(sorts, chosen, strict=True))}
        demand(worth(sides[0], values) == worth(sides[1], values), f"{line}: it does not hold")
    return sides


def _sorts_of(term: Tree, sort: str, sorts: dict[str, str]) -> None:
    if isinstance(term, str) and term not in _CONSTANTS:
        sorts[term] = sort
    elif isinstance(term, tuple):
        expected = _KNOWN.get(term[0], ((), len))[0]
        for part, wanted in zip(term[1:], expected, strict=False):
            _sorts_of(part, wanted, sorts)


def unfolding(equations: Sequence[Equation]) -> Rewrite:
    """What unfolds a call by the first equation that fits; nothing but calls of functions.

    Raises:
        Refused: there is none for a function.
    """

    def unfolded(term: Tree) -> Tree | None:
        if term[0] not in _FUNCTIONS:
            return None
        for left, right in equations:
            found: dict[str, Tree] = {}
            if fits(left, term, VARIABLES, found):
                return put(right, found)
        raise Refused(0, f"no equation is stated for {term[0]}")

    return unfolded


def posed(record: Mapping[str, Any]) -> tuple[list[Equation], Tree]:
    """The equations and the call of a problem; that the answer is worth the call is looked at.

    Raises:
        Refused: the problem has other words, an equation does not hold, or the answer is another.
    """
    lines = record["problem"].split("\n")
    demand(_BEGIN in lines and len(lines) > 3 and lines[-2] == _END, "the problem has other words")
    begin = lines.index(_BEGIN)
    demand(set(lines[:begin]) <= _NOTATION, "the problem has other words")
    equations = [_equation(line) for line in lines[begin + 1 : -2]]
    defined = {left[0] for left, _ in equations}
    named = {entry["name"]: entry["latex"] for entry in record["functions"]}
    expected = {name: rf"\operatorname{{{name}}}" for name in (*_CONSTRUCTORS, *defined)}
    expected.update((name, rf"\mathrm{{{name}}}") for name in _CONSTANTS)
    demand(named == expected, "the functions are others than the problem's")
    state, answer = read_calls(lines[-1]), read_calls(record["answer"])
    demand(record["answer_kind"] == "state", "the answer is of another kind")
    demand(value_of(answer) == value_of(state), "the answer is not worth the call")
    return equations, state


@reported
def check_recursion(record: Mapping[str, Any]) -> None:
    """Check a trace of a recursive function.

    Raises:
        Refused: naming the step.
    """
    equations, start = posed(record)
    state = check_trace(
        record["steps"], start, unfolding(equations), "unfold", read_calls,
        lambda text, redex: f"Unfold {text}",
    )  # fmt: skip
    demand(read_calls(record["answer"]) == state, "the answer is another")
