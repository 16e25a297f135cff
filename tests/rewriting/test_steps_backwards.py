"""Steps from right to left and steps in contexts: they replay, travel as JSON, cannot be faked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rewrite_rules import RULES
from symnum.errors import InputError
from symnum.ops import function
from symnum.rewriting.contexts import hole, plugged
from symnum.rewriting.derivation import Derivation, ReplayError
from symnum.rewriting.steps import Step
from symnum.rules import Rule, positive, variables
from symnum.terms import Number, plain_symbols, to_canonical
from symnum.terms.functions import apply, cos, derivative, exp, log, sin
from symnum.terms.ring import symbols

x, y = symbols("x y")
(p,) = symbols("p", "positive")
ONE = to_canonical(Number(1))
RULE = {rule.name: rule for rule in RULES}
PYTHAGORAS, DISTRIBUTE = RULE["pythagoras"], RULE["distribute"]


def one_step(rule: Rule, before: Any, after: Any, at: tuple[int, ...] = (), **rest: Any) -> Any:
    """A derivation of one step at the top of a term, or at ``at`` inside ``whole``."""
    bindings = rest.pop("bindings")
    start, end = rest.pop("start", before), rest.pop("end", after)
    step = Step(at, rule.name, bindings, rest.pop("left_over", ()), before, after, **rest)
    return Derivation(start, (step,), end, (rule,), stopped_because="proved")


def backwards() -> Derivation:
    """1 + y = sin(x)^2 + cos(x)^2 + y, the 1 in its place as an argument."""
    squares = sin(x) ** 2 + cos(x) ** 2
    return one_step(
        PYTHAGORAS, y + 1, y + squares, bindings={"x": x, "a": ONE}, left_over=(), reverse=True,
        context=y + hole(y),
    )  # fmt: skip


def in_a_context() -> Derivation:
    """Half of two squares, where the canonical sum leaves no argument for their sum."""
    squares = sin(x) ** 2 + cos(x) ** 2
    before, after = squares / 2 + y, y + ONE / 2
    return one_step(PYTHAGORAS, before, after, bindings={"x": x, "a": ONE}, context=hole(y) / 2 + y)


def left_over() -> Derivation:
    """A factor taken out of two addends of three."""
    before, after = x * y + x * exp(y) + p, x * (y + exp(y)) + p
    bindings = {"x": x, "y": y, "z": exp(y)}
    return one_step(DISTRIBUTE, before, after, bindings=bindings, left_over=(p,), reverse=True)


MADE: dict[str, Callable[[], Derivation]] = {
    "backwards": backwards, "in a context": in_a_context, "left over": left_over,
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_they_replay_and_travel_as_json(name: str) -> None:
    derivation = MADE[name]()
    assert derivation.replay() is derivation.result
    text = json.dumps(derivation.to_json())
    again = Derivation.from_json(json.loads(text))
    assert again == derivation
    assert again.replay() is derivation.result


def test_a_step_says_how_it_was_made() -> None:
    assert str(backwards().steps[0]) == (
        "top: y + 1 → y + cos(x)^2 + sin(x)^2  by pythagoras backwards (x = x, a = 1) "
        "in y + hole(0)"
    )


TAMPERED: dict[str, tuple[str, dict[str, Any], str]] = {
    "forwards": ("backwards", {"reverse": False}, "the left side is"),
    "other context": ("in a context", {"context": hole(y) + y}, "the left side is"),
    "no context": ("in a context", {"context": None}, "the left side is"),
    "context without a hole": ("in a context", {"context": x}, "the left side is"),
    "other bindings": ("backwards", {"bindings": {"x": y, "a": ONE}}, "the rule gives"),
    "too few bindings": ("backwards", {"bindings": {"a": ONE}}, "the rule's variables are"),
    "other result": ("backwards", {"after": x}, "the rule gives"),
    "other term": ("left over", {"before": x}, "the term at"),
    "backwards too": ("in a context", {"reverse": True}, "the right side is"),
    "nothing left over": ("left over", {"left_over": ()}, "the right side is"),
    "hole in a derivative": (
        "in a context", {"context": derivative(sin(x) * hole(x), x)}, "hole inside derivative",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERED)
def test_a_tampered_step_is_refused(change: str) -> None:
    name, fields, complaint = TAMPERED[change]
    derivation = MADE[name]()
    steps = (replace(derivation.steps[0], **fields),)
    with pytest.raises(ReplayError, match=f"^step 1 .*{complaint}"):
        replace(derivation, steps=steps).replay()


def test_guards_count_from_right_to_left_too() -> None:
    """That 1 is sin(log(x))^2 + cos(log(x))^2 does not hold where log(x) has no value."""

    def made(symbol: Any) -> Derivation:
        squares = sin(log(symbol)) ** 2 + cos(log(symbol)) ** 2
        bindings = {"x": log(symbol), "a": ONE}
        return one_step(PYTHAGORAS, ONE, squares, bindings=bindings, reverse=True)

    assert made(p).replay() is made(p).result
    with pytest.raises(ReplayError, match="guard"):
        made(x).replay()


def test_left_over_of_a_side_that_is_no_call_is_refused() -> None:
    (t,) = variables("t")
    rule = Rule("twice", exp(log(t)), t, (positive(t),))
    derivation = one_step(
        rule, p + y, exp(log(p)) + y, bindings={"t": p}, left_over=(y,), reverse=True
    )
    with pytest.raises(ReplayError, match="left over of a side that is no call"):
        derivation.replay()


@pytest.mark.parametrize("family", ["plain", "canonical"])
def test_a_hole_is_filled_in_every_family(family: str) -> None:
    one, two = plain_symbols("u v") if family == "plain" else symbols("u v")
    context = exp(hole(one)) + two
    assert plugged(context, one) is exp(one) + two
    f = function("f")
    assert plugged(apply(f, two), one) is apply(f, two)
    with pytest.raises(InputError, match="hole inside derivative"):
        plugged(derivative(hole(one), one), one)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"reverse": "yes"}, "reverse is true or false, not 'yes'"),
        ({"reverse": 1}, "reverse is true or false, not 1"),
        ({"context": "x +"}, "derivation, column"),
        ({"context": 3}, "3 is not the text of a term"),
        ({"sideways": True}, "a step of a derivation has the fields"),
    ],
)
def test_malformed_steps_are_refused(change: dict[str, Any], complaint: str) -> None:
    value = backwards().to_json()
    value["steps"] = [{**value["steps"][0], **change}]
    with pytest.raises(InputError, match=complaint):
        Derivation.from_json(value)
