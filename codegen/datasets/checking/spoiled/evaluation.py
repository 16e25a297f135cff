"""Evaluations with an injected error: an operation is said to be worth another number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from codegen.datasets.checking.families.evaluation import next_state, posed, worth
from codegen.datasets.checking.families.refusal import demand
from codegen.datasets.checking.families.states import Tree, innermost, read_state
from codegen.datasets.checking.spoiled.claims import (
    is_slip,
    reported_error,
    require_kind,
    require_reason,
    require_written,
)
from codegen.datasets.checking.spoiled.traces import Trace, check_trace

_NUMBER = re.compile(r"-?[0-9]{1,30}")


@reported_error
def check_spoiled_evaluation(record: Mapping[str, Any]) -> str:
    """Check a trace with an injected error; what it comes to is told.

    Raises:
        Refused: naming the step.
    """
    trace = Trace(
        posed(record), "compute", _read, next_state, worth,
        lambda text, redex: f"{text} is {worth(redex)}",
    )  # fmt: skip
    return check_trace(record, trace, lambda state, right: _require_wrong(record, state, right))


def _read(text: str) -> Tree:
    require_written(text)
    return read_state(text)


def _require_wrong(record: Mapping[str, Any], state: Tree, following: tuple[Tree, Tree]) -> None:
    """Something else is computed, or wrongly, and stands in the state; the correction is right."""
    number = record["error"]["label"] + 1
    step, correction = record["steps"][number - 1], record["error"]["correction"]
    redex, right = following[0], worth(following[0])
    demand(_read(correction["text"]) == following[1], "the correction is not right", number)
    text, told = step["operand"]["text"], step["words"]
    value = told.removeprefix(f"{text} is ")
    stated = told == f"{text} is {value}" and _NUMBER.fullmatch(value) is not None
    demand(stated, "no result is told", number)
    result = int(value)
    found = innermost(state, lambda part: None if _has_parts(part) else result)
    assert found is not None
    demand(_read(step["equation"]["text"]) == found[1], "the state says another", number)
    require_kind(_is_of_kind(record, state, redex, _read(text), Fraction(result)), record)
    shown = record["error"]["reason"].partition(". It should say ")[2].partition(" is ")[0]
    demand(_read(shown) == redex, "the reason is about something else", number)
    require_reason(record, f"{shown} is {right}", f"{shown} is {right}, not {value}.")


def _has_parts(tree: Tree) -> bool:
    return any(isinstance(part, tuple) for part in tree[1:])


def _is_of_kind(
    record: Mapping[str, Any], state: Tree, redex: Tree, told: Tree, result: Fraction
) -> bool:
    kind, right = record["error"]["kind"], worth(redex)
    if kind in _RESULTS:
        return told == redex and result != right and _RESULTS[kind](redex, right, result)
    if kind not in ("related_values", "substitution") or not isinstance(told, tuple):
        return False
    same = told[0] == redex[0] and len(told) == len(redex) and not _has_parts(told)
    differing = [(old, new) for old, new in zip(redex[1:], told[1:], strict=False) if old != new]
    if not same or len(differing) != 1 or worth(told) != result:
        return False
    old, new = differing[0]
    return is_slip(Fraction(old), Fraction(new)) if kind == "related_values" else new in _in(state)


def _in(tree: Tree) -> set[Tree]:
    """The numbers of a state."""
    return set().union(*map(_in, tree[1:])) if isinstance(tree, tuple) else {tree}


def _is_miscalculated(redex: Tree, right: Fraction, result: Fraction) -> bool:
    return result in redex[1:] if redex[0] in ("min", "max") else is_slip(right, result)


def _has_other_sign(redex: Tree, right: Fraction, result: Fraction) -> bool:
    if redex[0] in ("add", "sub"):
        return result == worth(("sub" if redex[0] == "add" else "add", *redex[1:]))
    return redex[0] in ("mul", "div", "pow", "abs") and min(redex[1:]) < 0 and result == -right


def _is_exchanged(redex: Tree, right: Fraction, result: Fraction) -> bool:
    if redex[0] == "pow":
        return bool(1 < redex[1] < 20 and result == Fraction(redex[2]) ** redex[1])
    return redex[0] == "sub" and result == -right


_RESULTS: Mapping[str, Callable[[Tree, Fraction, Fraction], bool]] = {
    "value": _is_miscalculated, "flipped_sign": _has_other_sign, "swapped_terms": _is_exchanged,
}  # fmt: skip
"""Kinds of which the operation is the right one and its result is not."""
