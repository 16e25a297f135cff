"""Rewriting traces: rules and start are read from the problem and applied by other code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from codegen.datasets.checking.families.refusal import demand, reported
from codegen.datasets.checking.families.states import (
    Rewrite,
    Tree,
    check_trace,
    fits,
    put,
    read_state,
)

_HEAD = re.compile(
    r"In these rules the (?:letter ([a-z]) stands for any expression|"
    r"letters ([a-z](?:, [a-z])+) stand for any expressions):"
)
_RULE = re.compile(r"(\d+)\. (.+) = (.+)")
_TASK = (
    "Rewrite the expression below from left to right by them, exactly as they are written, one "
    "step at a time: at the leftmost of the innermost places where a rule fits, by the first "
    "that fits, until none does. Sums and products group from the left, so that a - b + c is "
    "(a - b) + c, and a minus in front of a product covers all of it, so that -a*b is -(a*b). "
    "What is the result?"
)
_Rule = tuple[Tree, Tree]
_read = lru_cache(maxsize=4096)(read_state)


@reported
def check_rewriting(record: Mapping[str, Any]) -> None:
    """Check a rewriting trace.

    Raises:
        Refused: naming the step.
    """
    lines = record["problem"].split("\n")
    head = _HEAD.fullmatch(lines[0])
    demand(head is not None and len(lines) > 3 and lines[-2] == _TASK, "it has other words")
    assert head is not None
    variables = frozenset((head[1] or head[2]).split(", "))
    rules = [_rule(line, number) for number, line in enumerate(lines[1:-2], start=1)]
    start = read_state(lines[-1])
    demand(not variables & _names(start), "a name stands for two things")
    demand(_spoken(rules) - variables <= {"pi"}, "a rule has a name that is not explained")

    def words(text: str, redex: Tree) -> str:
        return f"Rule {_applied(redex, rules, variables)[0]} for {text}"

    last = check_trace(
        record["steps"],
        start,
        _rewrite(rules, variables),
        "rewrite",
        read_state,
        words,
        "Rewrite",
    )
    demand(read_state(record["answer"]) == last, "the answer is not where the trace ends")
    demand(record["answer_kind"] == "state", "the answer is of another kind")
    demand(record["template"] == f"{len(rules)} rules", "another template")


def _rule(line: str, number: int) -> _Rule:
    told = _RULE.fullmatch(line)
    demand(told is not None and told[1] == str(number), "a rule has other words")
    assert told is not None
    return _read(told[2]), _read(told[3])


def _applied(tree: Tree, rules: list[_Rule], variables: frozenset[str]) -> tuple[int, Tree | None]:
    """The number of the first rule that fits and what it gives; 0 if none does."""
    for number, (left, right) in enumerate(rules, start=1):
        found: dict[str, Tree] = {}
        if fits(left, tree, variables, found):
            return number, put(right, found)
    return 0, None


def _rewrite(rules: list[_Rule], variables: frozenset[str]) -> Rewrite:
    return lambda tree: _applied(tree, rules, variables)[1]


def _names(tree: Tree) -> set[str]:
    if isinstance(tree, tuple):
        return set().union(*map(_names, tree[1:]))
    return {tree} if isinstance(tree, str) else set()


def _spoken(rules: list[_Rule]) -> set[str]:
    return set().union(*(_names(side) for rule in rules for side in rule))
