"""Evaluations: the whole expression by rational arithmetic at once, then its trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from operator import add, mul, sub, truediv
from typing import Any

from codegen.datasets.checking.families.refusal import Refused, demand, reported
from codegen.datasets.checking.families.states import Tree, check_trace, innermost, read_state

_HEAD = (
    "Evaluate one operation at a time, each time the leftmost of those whose operands are numbers. "
    "What is the result?"
)
_OPERATIONS: Mapping[str, Callable[..., Fraction]] = {
    "add": add, "sub": sub, "mul": mul, "div": truediv, "min": min, "max": max, "abs": abs,
}  # fmt: skip


def worth(tree: Tree) -> Fraction:
    """The value of an expression of numbers.

    Raises:
        Refused: it has none, or has names in it.
    """
    if not isinstance(tree, tuple):
        if isinstance(tree, str):
            raise Refused(0, f"{tree} is no number")
        return Fraction(tree)
    values = [worth(part) for part in tree[1:]]
    if tree[0] == "pow" and values[1] in (2, 3):
        return Fraction(values[0] ** int(values[1]))
    if tree[0] not in _OPERATIONS or len(values) != (1 if tree[0] == "abs" else 2):
        raise Refused(0, f"{tree[0]} is no operation of these problems")
    if tree[0] == "div" and values[1] == 0:
        raise Refused(0, "it divides by 0")
    return Fraction(_OPERATIONS[tree[0]](*values))


def next_state(state: Tree) -> tuple[Tree, Tree] | None:
    """What is to be computed next, and the state after that; ``None`` if it is a number."""
    return innermost(state, _computed)


def _computed(tree: Tree) -> Tree | None:
    if any(isinstance(part, tuple) for part in tree[1:]):
        return None
    value = worth(tree)
    demand(value.denominator == 1, "a division leaves a remainder")
    return int(value)


def posed(record: Mapping[str, Any]) -> Tree:
    """The expression to be evaluated; what is said of the answer is looked at.

    Raises:
        Refused: the problem has other words, or the answer is another.
    """
    head, _, text = record["problem"].partition("\n")
    demand(head == _HEAD, "the problem has other words")
    start = read_state(text)
    value = worth(start)
    demand(record["answer"] == str(value), f"the answer is {value}")
    demand(record["answer_kind"] == "state", "the answer is of another kind")
    demand(record["template"] == f"{len(record['steps']) - 1} operations", "another template")
    program = f"print({text.replace('^', '**').replace('/', '//')})\n"
    demand(record["program"] == program, "the program computes something else")
    return start


@reported
def check_evaluation(record: Mapping[str, Any]) -> None:
    """Check the trace of an evaluation.

    Raises:
        Refused: naming the step.
    """
    start = posed(record)
    last = check_trace(
        record["steps"], start, _computed, "compute", read_state,
        lambda text, redex: f"{text} is {worth(redex)}",
    )  # fmt: skip
    demand(last == worth(start), "the trace ends with another value", len(record["steps"]))
