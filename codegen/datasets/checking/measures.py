"""The difficulty that a record claims, measured again in the texts of its equations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import perm
from typing import Any

from codegen.datasets.checking.rejection import require
from codegen.datasets.schema import RecordData

Steps = Sequence[Mapping[str, Any]]
_SIGN, _LETTER, _SPACE = b"+", b"a", b" "


def _kind(byte: bytes) -> bytes:
    """Whether it is an operator's sign, part of a name or number, or neither."""
    if byte in (b"+", b"-", b"*", b"/", b"^", b"<", b">", b"="):
        return _SIGN
    return _LETTER if byte.isalnum() or byte in (b"_", b".") else _SPACE


_KINDS = b"".join(_kind(bytes([code])) for code in range(256))
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"()"))
_IN_ORDER = frozenset({"evaluation", "rewriting", "recursion", "multiplication", "counting"})
"""Families in which there is one way to go on."""
_SEVERAL = frozenset({
    "differentiate", "integrate", "expand", "evaluate_derivatives", "evaluate_integrals",
    "substitute_LHS_for_RHS", "substitute_RHS_for_LHS",
})  # fmt: skip
"""Operators of derivations that not every earlier equation can be given to, or in several ways."""
_REPLAYED = frozenset({"derivation", "step_classification"})
_ROUNDING = 0.00051


def require_measured(data: RecordData, content: Mapping[str, Any]) -> None:
    """Steps, size, depth and operators are those of the equations, and trials are possible.

    The branching of families without a search is computed. That of derivations takes a look at all
    that could have been done, so it is held between what it can be at least and at most; where
    datasets are checked (:mod:`codegen.datasets.audit.verdicts`) it is counted again.

    Raises:
        Rejected: naming the figure that is another.
    """
    told, steps = data.difficulty, content["steps"]
    texts = "\n".join([step["equation"]["text"] for step in steps]).encode()
    require(told.steps == len(steps), "difficulty.steps is not their number")
    require(told.nodes == _nodes(texts), "difficulty.nodes is not their number")
    require(told.depth == _depth(texts), "difficulty.depth is not that of the equations")
    operators = len({step["operator"] for step in steps})
    require(told.operators == operators, "difficulty.operators is not their number")
    require(0 <= told.solved <= told.trials, "difficulty.solved is not possible")
    least, most = _branching(data, steps)
    possible = least - _ROUNDING <= told.branching <= most + _ROUNDING
    require(possible, "difficulty.branching is not that of the steps")


def _nodes(texts: bytes) -> int:
    """Names, numbers and signs."""
    kinds = texts.replace(b"<=", b"<").replace(b">=", b">").translate(_KINDS)
    return kinds.count(_SIGN) + len(kinds.replace(_SIGN, _SPACE).split())


def _depth(texts: bytes) -> int:
    """How often the innermost brackets can be taken away."""
    brackets, depth = texts.translate(None, _ALL_BUT_BRACKETS), 0
    while b"()" in brackets:
        brackets, depth = brackets.replace(b"()", b""), depth + 1
    return depth


def _branching(data: RecordData, steps: Steps) -> tuple[float, float]:
    """The least and the greatest mean number of ways to take a step that rests on others."""
    if data.family in _REPLAYED:
        return _bounds(data, steps)
    rests = ((done, len(step["inputs"])) for done, step in enumerate(steps))
    ways = [perm(done, count) for done, count in rests if count]
    mean = sum(ways) / len(ways) if ways else 0.0
    if data.family in _IN_ORDER:
        mean = float(bool(ways))
    return mean, mean


def _bounds(data: RecordData, steps: Steps) -> tuple[float, float]:
    """The same for derivations; a step that is wrong need not have been possible at all."""
    count = least = most = 0
    possible = data.family == "derivation" and not data.error.kind
    for done, step in enumerate(steps):
        if step["inputs"]:
            count += 1
            operator = step["operator"]
            if operator in _SEVERAL:
                least, most = least + possible, most + _most(data, steps, operator, done)
            else:
                least, most = least + done, most + done
    return (least / count, most / count) if count else (0.0, 0.0)


def _most(data: RecordData, steps: Steps, operator: str, done: int) -> int:
    """Ways in which an operator can be applied at most, after so many steps."""
    if operator in ("differentiate", "integrate"):
        return done * len(data.domain)
    if operator == "evaluate_integrals":
        return sum([step["equation"]["text"].count("integral(") for step in steps[:done]])
    return done * (done - 1) if operator.startswith("substitute_") else done
