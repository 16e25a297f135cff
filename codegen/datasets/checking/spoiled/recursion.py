"""Traces of recursive functions with an injected error: an equation was applied in a wrong form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from codegen.datasets.checking.families.calls import read_calls
from codegen.datasets.checking.families.recursion import (
    VARIABLES,
    Equation,
    posed,
    unfolding,
    value_of,
)
from codegen.datasets.checking.families.refusal import demand
from codegen.datasets.checking.families.states import Tree, fits, innermost, put
from codegen.datasets.checking.spoiled.claims import reported_error, require_kind, require_reason
from codegen.datasets.checking.spoiled.traces import Trace, check_trace

_DIGITS = {"b0": "b1", "b1": "b0"}


@reported_error
def check_spoiled_recursion(record: Mapping[str, Any]) -> str:
    """Check a trace with an injected error; what it comes to is told.

    Raises:
        Refused: naming the step.
    """
    equations, start = posed(record)
    unfolded = unfolding(equations)
    trace = Trace(
        start, "unfold", _read, lambda state: innermost(state, unfolded), value_of,
        lambda text, redex: f"Unfold {text}",
    )  # fmt: skip
    return check_trace(
        record, trace, lambda state, right: _require_wrong(record, equations, state, right)
    )


def _read(text: str) -> Tree:
    found = read_calls(text)
    demand(_text(found) == text, f"{text[:80]!r} is not as it is written")
    return found


def _require_wrong(
    record: Mapping[str, Any], equations: list[Equation], state: Tree, right: tuple[Tree, Tree]
) -> None:
    """The right call is unfolded, by an equation with one mistake; the correction is right."""
    number = record["error"]["label"] + 1
    step, correction = record["steps"][number - 1], record["error"]["correction"]
    redex, text = right[0], step["operand"]["text"]
    demand(_read(text) == redex, "another call is unfolded", number)
    demand(step["words"] == f"Unfold {text}", "it says something else", number)
    demand(_read(correction["text"]) == right[1], "the correction is not right", number)
    told = _read(step["equation"]["text"])
    unfolded = unfolding(equations)
    results = [
        result for result in _wrong_results(record["error"]["kind"], redex, equations)
        if innermost(state, _giving(unfolded, result)) == (redex, told)
    ]  # fmt: skip
    require_kind(bool(results), record)
    before, result = _text(unfolded(redex)), _text(results[0])
    demand(before != result, "it is right", number)
    require_reason(record, f"Unfold {text}", f"{_text(redex)} becomes {before}, not {result}.")


def _giving(unfolded: Callable[[Tree], Tree | None], result: Tree) -> Callable[[Tree], Tree | None]:
    return lambda part: None if unfolded(part) is None else result


def _wrong_results(kind: str, redex: Tree, equations: list[Equation]) -> Iterator[Tree]:
    """What a call becomes by equations that fit and have one mistake of a kind."""
    for left, right in equations:
        found: dict[str, Tree] = {}
        if kind in _MISTAKES and fits(left, redex, VARIABLES, found):
            mistakes = partial(_MISTAKES[kind], variables=sorted(found))
            yield from (put(form, found) for form in _at_one_place(right, mistakes))


def _at_one_place(tree: Tree, mistakes: Callable[[Tree], Iterator[Tree]]) -> Iterator[Tree]:
    yield from mistakes(tree)
    for place in range(1, len(tree)) if isinstance(tree, tuple) else ():
        for other in _at_one_place(tree[place], mistakes):
            yield (*tree[:place], other, *tree[place + 1 :])


def _other_digit(part: Tree, variables: list[str]) -> Iterator[Tree]:
    if isinstance(part, tuple) and part[0] in _DIGITS:
        yield (_DIGITS[part[0]], *part[1:])


def _lost_call(part: Tree, variables: list[str]) -> Iterator[Tree]:
    if isinstance(part, tuple) and (len(part) == 2 or part[0] == "cons"):
        yield part[-1]


def _exchanged(part: Tree, variables: list[str]) -> Iterator[Tree]:
    if isinstance(part, tuple) and len(part) > 2:
        yield (part[0], part[-1], *part[2:-1], part[1])


def _substituted(part: Tree, variables: list[str]) -> Iterator[Tree]:
    if part in variables:
        yield from (other for other in variables if other != part)


_MISTAKES: Mapping[str, Callable[..., Iterator[Tree]]] = {
    "value": _other_digit, "deleted_term": _lost_call, "swapped_terms": _exchanged,
    "substitution": _substituted,
}  # fmt: skip


def _text(tree: Tree) -> str:
    """A term of calls as it is written."""
    if not isinstance(tree, tuple):
        return str(tree)
    return f"{tree[0]}({', '.join(map(_text, tree[1:]))})"
