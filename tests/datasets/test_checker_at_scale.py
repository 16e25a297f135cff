"""500 planted errors of ten kinds, each certified wrong before the checker sees it; right records.

Errors are planted by code of this file in the texts of steps. An equation is certified wrong where
ball arithmetic tells its sides apart at a point of the domain, with names standing for what the
record says; a wrong operator, input or operand where doing what the step says gives other values at
such a point; a missing condition where it fails, though all that are listed hold.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from codegen.datasets import Config, check_record, record
from codegen.datasets.records import sealed
from symnum.terms import parse, to_latex, to_text
from symnum.terms.plain import Call, Term

Record = dict[str, Any]
Errors = Iterator[tuple[Record, int]]
"""Records with the place (from 0) of the step that was made wrong."""
PER_KIND = 50
CERTIFICATES = run_path(str(Path(__file__).with_name("certificates.py")))


def names(original: Record) -> tuple[dict[str, str], set[str]]:
    shown = {e["symbol"]: e["latex"] for e in original["domain"]}
    shown.update((e["name"], e["latex"]) for e in original["functions"])
    numbers = {c["name"] for c in original["constants"] if not c["arguments"]}
    return shown, {e["name"] for e in original["functions"]} - numbers


def with_right_side(original: Record, place: int, right: Term) -> Record:
    """The record with another right side in one step, sealed."""
    shown, functions = names(original)
    changed = copy.deepcopy(original)
    left = changed["steps"][place]["equation"]["text"].partition(" = ")[0]
    text = f"{left} = {to_text(right)}"
    latex = to_latex(parse(text, functions=functions), shown)
    changed["steps"][place]["equation"] = {"text": text, "latex": latex}
    return resealed(changed)


def resealed(changed: Record) -> Record:
    return sealed({**changed, "problem": "", "answer": "", "step_labels": []})


def sides(original: Record, place: int) -> tuple[Term, Term]:
    text = original["steps"][place]["equation"]["text"]
    left, _, right = text.partition(" = ")
    functions = names(original)[1]
    return parse(left, functions=functions), parse(right, functions=functions)


def altered(original: Record, change: Callable[[Term], Term | None]) -> Errors:
    """One part of the right side of one step changed: the first that ``change`` changes."""
    for place, step in enumerate(original["steps"]):
        if not step["operator"].endswith("premise"):
            right = sides(original, place)[1]
            new = first_changed(right, change)
            if new is not None:
                yield with_right_side(original, place, new), place


def first_changed(term: Term, change: Callable[[Term], Term | None]) -> Term | None:
    new = change(term)
    if new is not None or not isinstance(term, Call):
        return new
    calculus = term.operator.name in ("derivative", "integral")
    for number, part in enumerate(term.arguments[:1] if calculus else term.arguments):
        inner = first_changed(part, change)
        if inner is not None:
            arguments = [*term.arguments[:number], inner, *term.arguments[number + 1 :]]
            return Call(term.operator, tuple(arguments))
    return None


def is_call(term: Term, *operators: str) -> bool:
    return isinstance(term, Call) and term.operator.name in operators


def values(original: Record) -> Errors:
    """A number is another one."""
    return altered(original, lambda t: t + 1 if re.fullmatch(r"\d+", to_text(t)) else None)


def flipped_signs(original: Record) -> Errors:
    def flipped(term: Term) -> Term | None:
        if not is_call(term, "add", "sub"):
            return None
        first, second = term.arguments  # type: ignore[attr-defined]
        return first - second if is_call(term, "add") else first + second  # type: ignore[no-any-return]

    return altered(original, flipped)


def deleted_terms(original: Record) -> Errors:
    def shorter(term: Term) -> Term | None:
        if is_call(term, "add", "sub", "mul"):
            return term.arguments[0]  # type: ignore[attr-defined,no-any-return]
        return None

    return altered(original, shorter)


def swapped_terms(original: Record) -> Errors:
    """Two terms of a difference or quotient change places."""

    def swapped(term: Term) -> Term | None:
        if not is_call(term, "sub", "div", "pow"):
            return None
        first, second = term.arguments  # type: ignore[attr-defined]
        return Call(term.operator, (second, first))  # type: ignore[attr-defined]

    return altered(original, swapped)


SWAPS = {"cos": "sin", "sin": "cos", "exp": "cos"}


def wrong_functions(original: Record) -> Errors:
    def other(term: Term) -> Term | None:
        if is_call(term, *SWAPS):
            (inner,) = term.arguments  # type: ignore[attr-defined]
            return parse(f"{SWAPS[term.operator.name]}({to_text(inner)})",  # type: ignore[attr-defined]
                         functions=names(original)[1])  # fmt: skip
        return None

    return altered(original, other)


def wrong_operands(original: Record) -> Errors:
    """The operand that is told is not the one that was used."""
    shown, functions = names(original)
    symbol = original["domain"][0]["symbol"]
    for place, step in enumerate(original["steps"]):
        if step["operator"] in ("add", "minus", "times", "divide"):
            changed = copy.deepcopy(original)
            told = parse(f"{step['operand']['text']} + {symbol}", functions=functions)
            changed["steps"][place]["operand"] = {
                "text": to_text(told), "latex": to_latex(told, shown),
            }  # fmt: skip
            yield resealed(changed), place


def missing_conditions(original: Record) -> Errors:
    for place, step in enumerate(original["steps"]):
        if step["side_conditions"]:
            changed = copy.deepcopy(original)
            changed["steps"][place]["side_conditions"] = []
            yield resealed(changed), place


def wrong_inputs(original: Record) -> Errors:
    """A step is said to rest on an equation that it does not come from."""
    for place, step in enumerate(original["steps"][2:], start=2):
        if len(step["inputs"]) == 1 and step["operator"] != "renaming_premise":
            changed = copy.deepcopy(original)
            changed["steps"][place]["inputs"] = [1 if step["inputs"][0] != 1 else 2]
            yield resealed(changed), place


def misused_constants(original: Record) -> Errors:
    """An integration constant is dropped, as if it were 0."""
    for known in original["constants"]:
        place = known["step"] - 1
        arguments = f"({', '.join(known['arguments'])})" if known["arguments"] else ""
        name = known["name"] + arguments
        gone = first_changed(
            sides(original, place)[1], lambda t, n=name: parse("0") if to_text(t) == n else None
        )
        if gone is not None:
            yield with_right_side(original, place, gone), place


RELABELLED = {
    "add": "minus", "minus": "times", "times": "add", "divide": "minus", "power": "times",
    "differentiate": "integrate", "integrate": "differentiate", "cos": "sin", "sin": "cos",
    "exp": "log", "log": "exp", "expand": "evaluate_derivatives",
    "evaluate_derivatives": "expand", "evaluate_integrals": "integrate",
}  # fmt: skip


def relabelled_operators(original: Record) -> Errors:
    for place, step in enumerate(original["steps"]):
        if step["operator"] in RELABELLED:
            changed = copy.deepcopy(original)
            changed["steps"][place]["operator"] = RELABELLED[step["operator"]]
            yield resealed(changed), place


EQUATIONS = (values, flipped_signs, deleted_terms, swapped_terms, wrong_functions,
             misused_constants)  # fmt: skip
LABELS = (wrong_operands, wrong_inputs, relabelled_operators)


def is_certain(
    kind: Callable[[Record], Errors], original: Record, changed: Record, place: int
) -> bool:
    """Whether the record is certified wrong, by points and not by what the checker says."""
    if kind in EQUATIONS:
        return bool(CERTIFICATES["is_false"](changed, place))
    if kind in LABELS:
        return bool(CERTIFICATES["replays_otherwise"](changed, place))
    return bool(CERTIFICATES["lacks"](original["steps"][place]["side_conditions"])(changed, place))


class Made:
    """Records of one seed, made when they are asked for."""

    def __init__(self, config: Config) -> None:
        self.config, self.kept = config, list[Record]()

    def first(self, count: int) -> Iterator[Record]:
        for index in range(count):
            if index == len(self.kept):
                self.kept.append(record(self.config, 4711, index))
            yield self.kept[index]


@pytest.fixture(scope="module")
def many(config: Config) -> Made:
    return Made(config)


def varied(config: Config, **fields: Any) -> Made:
    return Made(Config.model_validate({**config.model_dump(), **fields}, strict=False))


@pytest.fixture(scope="module")
def conditioned(config: Config) -> Made:
    """Many steps have conditions."""
    symbols = {**config.model_dump()["symbols"], "positive": 0.2, "real": 1.0}
    quotas = {"default": 0.01, "operators": {"divide": 0.04, "log": 0.04}}
    return varied(config, symbols=symbols, quotas=quotas, lengths={4: 1.0, 5: 1.0})


@pytest.fixture(scope="module")
def integrated(config: Config) -> Made:
    """Many have integration constants."""
    quotas = {"default": 0.01, "operators": {"evaluate_integrals": 0.04}}
    return varied(config, quotas=quotas, lengths={4: 1.0, 5: 1.0})


SOURCES = {missing_conditions: "conditioned", misused_constants: "integrated"}
KINDS = [*EQUATIONS, *LABELS, missing_conditions]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_planted_errors_are_rejected(
    kind: Callable[[Record], Errors], request: pytest.FixtureRequest
) -> None:
    planted, missed = 0, []
    for original in request.getfixturevalue(SOURCES.get(kind, "many")).first(1500):
        for changed, place in kind(original):
            if planted == PER_KIND:
                break
            if not is_certain(kind, original, changed, place):
                continue
            planted += 1
            if check_record(changed).ok:
                missed.append((original["index"], place, changed["steps"][place]))
        if planted == PER_KIND:
            break
    assert not missed
    assert planted == PER_KIND


def test_generated_records_are_accepted(many: Made) -> None:
    reports = [(r["index"], check_record(r)) for r in many.first(500)]
    assert [found for found in reports if not found[1].ok] == []


@pytest.mark.slow
def test_all_steps_of_ten_thousand_derivations_are_accepted(config: Config) -> None:
    refused = []
    for index in range(10_000):
        report = check_record(record(config, 90210, index))
        if not report.ok:
            refused.append((index, report))
    assert refused == []
