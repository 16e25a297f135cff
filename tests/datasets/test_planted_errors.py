"""Errors of many kinds, planted into right records; the checker has to find every one."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from codegen.datasets import check_record
from codegen.datasets.records import expression, sealed
from symnum.terms import from_json, parse, to_json

Record = dict[str, Any]
Errors = Iterator[Record]


def shown(term: Any) -> Record:
    return expression(from_json(term))


def term_of(original: Record, written: Record) -> Any:
    """An expression's term as JSON."""
    numbers = {c["name"] for c in original["constants"] if not c["arguments"]}
    functions = {f["name"] for f in original["functions"]} - numbers
    return to_json(parse(written["text"], functions=functions))


def resealed(changed: Record) -> Record:
    """The record with all that follows from its steps made to fit them."""
    return sealed({**changed, "problem": "", "answer": "", "step_labels": []})


def with_equation(original: Record, place: int, left: Any, right: Any) -> Record:
    changed = copy.deepcopy(original)
    changed["steps"][place]["equation"] = shown(["equation", left, right])
    return resealed(changed)


def sides(original: Record, place: int) -> tuple[Any, Any]:
    _, left, right = term_of(original, original["steps"][place]["equation"])
    return left, right


def mapped(term: Any, change: Callable[[Any], Any]) -> Any:
    """The first part, in pre-order, that ``change`` changes is changed."""
    new = change(term)
    if new is not None:
        return new
    if isinstance(term, list):
        for place, part in enumerate(term[1:], start=1):
            new = mapped(part, change)
            if new is not part and new != part:
                return [*term[:place], new, *term[place + 1 :]]
    return term


def in_equations(original: Record, change: Callable[[Any], Any], start: int = 1) -> Errors:
    """The record with one part of the right side of one equation changed."""
    for place in range(start, len(original["steps"])):
        left, right = sides(original, place)
        if original["steps"][place]["operator"].endswith("premise"):
            continue
        new = mapped(right, change)
        if new != right:
            yield with_equation(original, place, left, new)


def numbers(original: Record) -> Errors:
    return in_equations(original, lambda t: t + 1 if type(t) is int and t > 1 else None)


def signs(original: Record) -> Errors:
    return in_equations(original, lambda t: ["neg", t] if isinstance(t, list) else None)


SWAPS = {"cos": "sin", "sin": "cos", "add": "sub", "sub": "add", "exp": "cos"}


def functions(original: Record) -> Errors:
    def swapped(term: Any) -> Any:
        if isinstance(term, list) and term[0] in SWAPS and (term[0] != "add" or len(term) == 3):
            return [SWAPS[term[0]], *term[1:]]
        return None

    return in_equations(original, swapped)


def dropped_terms(original: Record) -> Errors:
    return in_equations(
        original, lambda t: t[1] if isinstance(t, list) and t[0] in ("add", "sub", "mul") else None
    )


RELABELLED = {
    "add": "minus", "minus": "times", "times": "add", "divide": "minus", "power": "times",
    "differentiate": "integrate", "integrate": "differentiate", "cos": "sin", "sin": "cos",
    "exp": "log", "log": "exp", "expand": "evaluate_derivatives",
    "evaluate_derivatives": "expand", "evaluate_integrals": "integrate",
    "get_premise": "premise", "renaming_premise": "get_premise",
}  # fmt: skip
"""Wrong labels. A substitution may be right in both directions, so its label is left."""


def labels(original: Record) -> Errors:
    for place, step in enumerate(original["steps"][1:], start=1):
        if step["operator"] not in RELABELLED:
            continue
        changed = copy.deepcopy(original)
        changed["steps"][place]["operator"] = RELABELLED[step["operator"]]
        yield resealed(changed)


def unknown_operators(original: Record) -> Errors:
    changed = copy.deepcopy(original)
    changed["steps"][-1]["operator"] = "simplify"
    yield resealed(changed)


def forward_inputs(original: Record) -> Errors:
    for place, step in enumerate(original["steps"]):
        if step["inputs"]:
            for number in (place + 1, len(original["steps"]), 0):
                changed = copy.deepcopy(original)
                changed["steps"][place]["inputs"][0] = number
                yield resealed(changed)


def other_inputs(original: Record) -> Errors:
    for place, step in enumerate(original["steps"][2:], start=2):
        if len(step["inputs"]) == 1 and step["operator"] != "renaming_premise":
            changed = copy.deepcopy(original)
            changed["steps"][place]["inputs"] = [1 if step["inputs"][0] != 1 else 2]
            yield resealed(changed)


def operands(original: Record) -> Errors:
    symbol = original["domain"][0]["symbol"]
    for place, step in enumerate(original["steps"]):
        if step["operator"] in ("add", "minus", "times", "divide"):
            changed = copy.deepcopy(original)
            wrong = ["add", term_of(original, step["operand"]), symbol]
            changed["steps"][place]["operand"] = shown(wrong)
            yield resealed(changed)


def missing_conditions(original: Record) -> Errors:
    for place, step in enumerate(original["steps"]):
        if step["side_conditions"]:
            changed = copy.deepcopy(original)
            changed["steps"][place]["side_conditions"] = []
            yield resealed(changed)


def weaker_domains(original: Record) -> Errors:
    """A logarithm of a symbol, or of a multiple of one, needs a positive one."""
    text = json.dumps([step["equation"]["text"] for step in original["steps"]])
    for place, entry in enumerate(original["domain"]):
        logarithm = re.compile(rf"log\((\d+\*)?{entry['symbol']}(/\d+)?\)")
        if entry["assumption"] == "positive" and logarithm.search(text):
            changed = copy.deepcopy(original)
            changed["domain"][place]["assumption"] = "real"
            yield resealed(changed)


def constant_of(original: Record, name: str, term: Any) -> bool:
    return term == name or (isinstance(term, list) and term[0] == name)


def forgotten_constants(original: Record) -> Errors:
    for constant in original["constants"]:
        place = constant["step"] - 1
        both = [
            mapped(side, lambda t, c=constant: 0 if constant_of(original, c["name"], t) else None)
            for side in sides(original, place)
        ]
        yield with_equation(original, place, *both)


def constants_of_the_variable(original: Record) -> Errors:
    """``C_1(y)`` becomes ``C_1(x, y)`` everywhere, though x is the variable of integration."""
    for place, constant in enumerate(original["constants"]):
        changed = copy.deepcopy(original)
        arguments = sorted([*constant["arguments"], constant["variable"]])
        changed["constants"][place]["arguments"] = arguments

        def longer(term: Any, name: str = constant["name"], new: Any = arguments) -> Any:
            if constant_of(original, name, term):
                return [name, *new]
            return [term[0], *map(longer, term[1:])] if isinstance(term, list) else term

        def lengthened(written: Record) -> Record:
            return shown(longer(term_of(original, written))) if written["text"] else written

        for step in changed["steps"]:
            step["equation"], step["operand"] = map(lengthened, (step["equation"], step["operand"]))
            for condition in step["side_conditions"]:
                condition["subject"] = lengthened(condition["subject"])
        for other in changed["constants"]:
            for field in ("integral", "antiderivative"):
                other[field] = lengthened(other[field])
        yield resealed(changed)


def antiderivatives(original: Record) -> Errors:
    """A wrong antiderivative, declared and used alike."""
    for number, constant in enumerate(original["constants"]):
        found, place = term_of(original, constant["antiderivative"]), constant["step"] - 1
        if type(found) is int:
            continue
        both = [
            mapped(side, lambda t, f=found: ["mul", 2, f] if t == f else None)
            for side in sides(original, place)
        ]
        if both == list(sides(original, place)):
            continue
        changed = with_equation(original, place, *both)
        changed["constants"][number]["antiderivative"] = shown(["mul", 2, found])
        yield resealed(changed)


def trivial_equations(original: Record) -> Errors:
    left, _ = sides(original, len(original["steps"]) - 1)
    yield with_equation(original, len(original["steps"]) - 1, left, left)


def repeated_equations(original: Record) -> Errors:
    left, right = sides(original, 0)
    yield with_equation(original, len(original["steps"]) - 1, right, left)


def texts(original: Record) -> Errors:
    for field in ("text", "latex"):
        changed = copy.deepcopy(original)
        changed["steps"][-1]["equation"][field] += " + 1"
        yield resealed(changed)


def idle_steps(original: Record) -> Errors:
    """A premise that nothing uses."""
    symbol = original["domain"][0]["symbol"]
    extra = copy.deepcopy(original["steps"][0]) | {"operator": "get_premise"}
    extra["equation"] = shown(["equation", ["idle", symbol], ["cos", ["cos", symbol]]])
    changed = copy.deepcopy(original)
    changed["functions"].append({"name": "idle", "latex": "idle"})
    changed["steps"].insert(len(changed["steps"]) - 1, extra)
    for constant in changed["constants"]:
        constant["step"] += constant["step"] == len(original["steps"])
    yield resealed(changed)


def identities(original: Record) -> Errors:
    changed = copy.deepcopy(original)
    changed["id"] = "0" * 20
    yield changed


KINDS = [
    numbers, signs, functions, dropped_terms, labels, unknown_operators, forward_inputs,
    other_inputs, operands, missing_conditions, weaker_domains, forgotten_constants,
    constants_of_the_variable,   antiderivatives, trivial_equations, repeated_equations, texts,
    idle_steps, identities,
]  # fmt: skip
PER_KIND = 25


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_planted_errors_are_found(kind: Callable[[Record], Errors], made: list[Record]) -> None:
    planted, missed = 0, []
    for original in made:
        for changed in kind(original):
            planted += 1
            if check_record(changed).ok:
                missed.append(
                    (original["index"], [s["equation"]["text"] for s in changed["steps"]])
                )
        if planted >= PER_KIND:
            break
    assert planted >= 5
    assert not missed


def test_reasons_name_the_step(made: list[Record]) -> None:
    found = Counter(
        check_record(changed).step for original in made[:20] for changed in signs(original)
    )
    assert None not in found
    assert len(found) > 3
