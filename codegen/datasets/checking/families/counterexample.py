"""Statements for all real numbers: any certain counterexample is right, and no other.

:func:`refutes` decides what a proposed point is worth; scoring uses it for answers of models. True
statements are instances of laws: the law has to be a rule of :mod:`rewrite_rules`, whose soundness
is tested by itself, its guard has to be among the conditions, and no sample point may refute the
statement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from codegen.datasets.checking.families.real_values import (
    NoValue,
    Value,
    differ,
    is_about,
    sign_at,
    value_at,
)
from codegen.datasets.checking.families.refusal import Refused, demand, reported
from codegen.datasets.checking.families.states import Tree, fits, put, read_state
from symnum.terms.plain import PatternVariable
from symnum.terms.text import to_text
from symnum.terms.traversal import postorder

if TYPE_CHECKING:
    from symnum.rules import Rule

Point = Mapping[str, Fraction]
_PROBLEM = re.compile(
    r"For all real numbers ([a-z](?:, [a-z])*)(?: such that (.+?))? for which both sides have a "
    r"value, (.+) = (.+)\. If this is true, answer true; if not, give a counterexample\."
)
_CONDITION = re.compile(r"(.+?) (> 0|>= 0|< 0|is not 0)")
_PREDICATES = {"> 0": "positive", ">= 0": "nonnegative", "< 0": "negative", "is not 0": "nonzero"}
_ASSIGNMENT = re.compile(r"\s*([a-z])\s*=\s*(-?\s*\d{1,30}(?:/\d{1,30}|\.\d{1,30})?)\s*")
_WORDS = re.compile(r"At (.+) the (left|right) side is (about )?([-+0-9.e/]+)")
_SAMPLES = tuple(map(Fraction, ("1/2", "-2", "3", "-5/3", "7/4", "-1/3", "5", "-7/2", "0", "1")))
_GUARDS_OF_NUMBERS = {
    "integer": lambda v: v.denominator == 1,
    "even": lambda v: v % 2 == 0,
    "odd": lambda v: v.denominator == 1 and v % 2 == 1,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """``left = right`` where the conditions hold and both sides have values."""

    names: tuple[str, ...]
    conditions: tuple[tuple[str, Tree], ...]
    left: Tree
    right: Tree


@lru_cache(maxsize=1024)
def statement_of(problem: str) -> Statement:
    """What a problem of this family states.

    Raises:
        Refused: it is no problem of this family.
    """
    told = _PROBLEM.fullmatch(problem)
    demand(told is not None, "the problem has other words")
    assert told is not None
    conditions = []
    for text in told[2].split(" and ") if told[2] else []:
        condition = _CONDITION.fullmatch(text)
        if condition is None:
            raise Refused(0, f"{text!r} is no condition")
        conditions.append((_PREDICATES[condition[2]], read_state(condition[1])))
    sides = read_state(told[3]), read_state(told[4])
    return Statement(tuple(told[1].split(", ")), tuple(conditions), *sides)


def read_point(text: str) -> dict[str, Fraction] | None:
    """The point that a text like ``x = -1, y = 3/2`` says; ``None`` if it says none."""
    point: dict[str, Fraction] = {}
    for part in text[:1000].strip().strip(".").replace(" and ", ",").split(","):
        told = _ASSIGNMENT.fullmatch(part)
        if told is None or told[1] in point:
            return None
        try:
            point[told[1]] = Fraction(told[2].replace(" ", ""))
        except (ValueError, ZeroDivisionError):
            return None
    return point


def refutes(problem: str, point: Point) -> bool:
    """Whether a point is a counterexample to the statement of a problem, for certain.

    Its coordinates are those of the statement, its conditions hold, both sides have values there,
    and these differ.

    Raises:
        Refused: the problem is none of this family.

    >>> refutes("For all real numbers x for which both sides have a value, sqrt(x^2) = x. "
    ...         "If this is true, answer true; if not, give a counterexample.", {"x": Fraction(-1)})
    True
    """
    said = statement_of(problem)
    return set(point) == set(said.names) and _refutes(said, point)


def _refutes(said: Statement, point: Point) -> bool:
    try:
        if not all(_holds(predicate, subject, point) for predicate, subject in said.conditions):
            return False
        return differ(value_at(said.left, point), value_at(said.right, point))
    except NoValue:
        return False


def _holds(predicate: str, subject: Tree, point: Point) -> bool:
    sign = sign_at(subject, point)
    return {"positive": sign > 0, "nonnegative": sign >= 0, "negative": sign < 0,
            "nonzero": sign != 0}[predicate]  # fmt: skip


@reported
def check_counterexample(record: Mapping[str, Any]) -> None:
    """Check a statement with its answer.

    Raises:
        Refused: naming the step.
    """
    said = statement_of(record["problem"])
    declared = [(entry["symbol"], entry["assumption"]) for entry in record["domain"]]
    demand(declared == [(name, "real") for name in said.names], "the symbols are others")
    demand(record["answer_kind"] == "counterexample", "the answer is of another kind")
    demand(len(record["steps"]) == 2, "there are two steps")
    if record["answer"] == "true":
        _check_proof(record["steps"], said)
        law = record["steps"][0]["words"].removeprefix("By the rule ")
        demand(record["template"] == law, "the template is another law")
        return
    _check_origin(record["template"], said)
    point = read_point(record["answer"])
    demand(point is not None and list(point) == list(said.names), "the answer is no point")
    assert point is not None
    demand(_refutes(said, point), "the answer is no counterexample for certain")
    demand(
        record["answer"] == ", ".join(f"{n} = {v}" for n, v in point.items()), "it is not reduced"
    )
    for number, (name, side) in enumerate((("left", said.left), ("right", said.right)), start=1):
        step = record["steps"][number - 1]
        demand(step["operator"] == f"{name} side" and step["inputs"] == [], "another step", number)
        same = _folded(read_state(step["equation"]["text"])) == _folded(put(side, point))
        demand(same, "it is not the side at the point", number)
        words = _WORDS.fullmatch(step["words"])
        demand(words is not None and words[1] == record["answer"] and words[2] == name,
               "it says something else", number)  # fmt: skip
        assert words is not None
        demand(_is(value_at(side, point), words), "the value is another", number)


def _check_origin(template: str, said: Statement) -> None:
    """A false statement is an instance of a law without its guard, or one with a changed side."""
    name, _, kind = template.partition(", ")
    rule = _laws().get(name)
    demand(rule is not None and kind in ("changed", "without its guard"), "there is no such law")
    assert rule is not None
    parts = [part for part, _ in postorder([rule.left, rule.right])]
    variables = frozenset(part.name for part in parts if isinstance(part, PatternVariable))
    binding: dict[str, Tree] = {}
    same = fits(read_state(to_text(rule.left)), said.left, variables, binding)
    if kind != "changed":
        whole = same and fits(read_state(to_text(rule.right)), said.right, variables, binding)
        same = whole and bool(rule.where) and not said.conditions
    demand(same, "it is not made of the law that the template names")


def _folded(tree: Tree) -> Tree:
    """The tree with quotients and opposites of numbers as numbers, as texts do not tell them."""
    if not isinstance(tree, tuple):
        return tree if isinstance(tree, str) else Fraction(tree)
    name, *parts = (tree[0], *map(_folded, tree[1:]))
    if all(isinstance(part, Fraction) for part in parts):
        if name == "neg":
            return -parts[0]
        if name == "div" and parts[1] != 0:
            return parts[0] / parts[1]
    return (name, *parts)


def _is(value: Value, words: re.Match[str]) -> bool:
    try:
        told = Fraction(words[4])
    except (ValueError, ZeroDivisionError):
        return False
    return is_about(value, told, "1e-9" if words[3] else "1e-60")


@cache
def _laws() -> dict[str, Rule]:
    from rewrite_rules import RULES

    return {rule.name: rule for rule in RULES}


def _check_proof(steps: list[Any], said: Statement) -> None:
    law, instance = steps
    rule = _laws().get(law["words"].removeprefix("By the rule "))
    demand(law["operator"] == "law" and rule is not None, "there is no such law", 1)
    demand(law["inputs"] == [], "a law follows from nothing", 1)
    assert rule is not None
    text = f"{to_text(rule.left)} = {to_text(rule.right)}"
    demand(law["equation"]["text"] == text, "the law says something else", 1)
    demand(instance["operator"] == "instance" and instance["inputs"] == [1], "another step", 2)
    binding = {}
    for part in instance["words"].removeprefix("With ").split(", "):
        name, _, value = part.partition(" = ")
        binding[name] = read_state(value)
    sides = [put(read_state(to_text(side)), binding) for side in (rule.left, rule.right)]
    demand(sides == [said.left, said.right], "the law gives another statement", 2)
    shown = instance["equation"]["text"].partition(" = ")
    demand([read_state(shown[0]), read_state(shown[2])] == sides, "the equation is another", 2)
    for guard in rule.where:
        subject = put(read_state(to_text(guard.subject)), binding)
        demand(_granted(guard.predicate, subject, said), f"{guard} is not among the conditions", 2)
    for point in islice(product(_SAMPLES, repeat=len(said.names)), 40):
        named = dict(zip(said.names, point, strict=True))
        demand(not _refutes(said, named), f"it is false at {named}")


def _granted(predicate: str, subject: Tree, said: Statement) -> bool:
    """Whether a guard is a condition of the statement, or holds of a number."""
    if predicate == "defined" or (predicate, subject) in said.conditions:
        return True
    try:
        value = value_at(subject, {})
    except NoValue:
        return False
    if predicate in _GUARDS_OF_NUMBERS:
        return isinstance(value, Fraction) and bool(_GUARDS_OF_NUMBERS[predicate](value))
    return _holds(predicate, subject, {})
