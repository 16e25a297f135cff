"""Certified errors in every unit: against dense samples, at zeros, and what has no bound."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb

from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.functions import function_of
from symnum.numerics.objective_text import objective_from, objective_text
from symnum.numerics.objectives import (
    Objective,
    certified_error,
    certify_objective,
    sampled_weight,
)
from symnum.numerics.supremum import NotCertified
from symnum.numerics.zeros import Zero, simplest_between, zeros_of
from symnum.ops import COS, ERFC, EXP, EXP2, LOG, LOG2, SIN, TANH
from symnum.program import Program
from symnum.terms.exact import Exact, exact
from symnum.terms.plain import Call, Number, Term, plain_symbols

(x,) = plain_symbols("x")
u = x - 1


def c(value: float) -> Number:
    return Number(exact(value))


EXP2_PROGRAM = c(1.0) + x * (c(0.6930) + x * (c(0.2416) + x * (c(0.0517) + x * c(0.0137))))
SIN_PROGRAM = x * (c(0.99997) + x * x * (c(-0.16648) + x * x * c(0.008)))
VERSINE = x * x * (c(0.4999) - x * x * c(0.0414))
LOG2_PROGRAM = u * (c(1.44) + u * (c(-0.7) + u * c(0.3)))
LINE = c(0.9556509050718648) * x
"""In units of the sine's last place its error is largest towards 0."""
CASES: dict[str, tuple[Term, Any, Exact, Exact]] = {
    "exp2": (EXP2_PROGRAM, EXP2, 0, 1),
    "exp": (x + 1, EXP, 1, 4),
    "sin": (SIN_PROGRAM, SIN, 0, Fraction(785398163, 10**9)),
    "sin, both signs": (SIN_PROGRAM, SIN, -1, 1),
    "line": (LINE, SIN, 0, Fraction(7074237752028441, 2**53)),
    "1 - cos": (VERSINE, lower([1 - Call(COS, (x,))]), -1, 1),
    "log2": (LOG2_PROGRAM, LOG2, Fraction(1, 2), 2),
    "a gap at the zero": (x * x / x, SIN, 0, 1),
}
OBJECTIVES = ["absolute", "relative", "ulp float32", "ulp bfloat16", "frozen-ulp at 1.5",
              "weighted 1/(2 + x)"]  # fmt: skip


def sampled_error(program: Program, reference: Any, objective: Objective, ends: Any) -> float:
    """The largest weighted error in float64 on many points, a few of them close to the ends."""
    low, high = map(float, ends)
    close = (high - low) * 2.0 ** np.arange(-16, 0, 0.05)
    points = np.unique(np.concatenate([low + close, high - close, np.linspace(low, high, 201)]))
    weights = sampled_weight(objective, reference, points)
    function, computed = function_of(reference), function_of(program)
    errors = [
        float(abs(computed.value(exact(p), 128) - function.value(exact(p), 128)))  # type: ignore[operator]
        if weight
        else 0.0
        for p, weight in zip(points.tolist(), weights.tolist(), strict=True)
    ]
    return float((np.array(errors) * weights).max())


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("name", CASES)
def test_bounds_are_above_dense_samples_and_close_to_them(name: str, objective: str) -> None:
    term, reference, low, high = CASES[name]
    program, measure = lower([term]), objective_from(objective)
    found = certified_error(program, reference, measure, low, high)
    assert found.lower <= found.bound <= 1.0201 * found.lower
    if name != "a gap at the zero":  # whose program has no value there
        dense = sampled_error(program, reference, measure, (low, high))
        assert dense <= found.bound * (1 + 1e-12)
        assert found.bound <= 1.06 * dense
    assert found.kind == "interval-certified"


@pytest.mark.parametrize("objective", ["relative", "ulp", "frozen-ulp at 3"])
def test_claims_are_proved_or_refuted(objective: str) -> None:
    term, reference, low, high = CASES["sin"]
    program, measure = lower([term]), objective_from(objective)
    found = certified_error(program, reference, measure, low, high)
    proved = certify_objective(program, reference, measure, low, high, 1.05 * found.bound)
    assert proved.bound <= 1.05 * found.bound
    with pytest.raises(NotCertified, match=r"the error exceeds .* at x = "):
        certify_objective(program, reference, measure, low, high, 0.97 * found.lower)


REFUSED: list[tuple[str, Term, Any, Exact, Exact, str]] = [
    ("program off the zero", x + c(1e-9), SIN, 0, 1, "at x = 0 the reference vanishes to order 1"),
    ("order too low", x, lower([1 - Call(COS, (x,))]), 0, 1, "vanishes to order 2 and the program"),
    ("irrational zero", x - 3, SIN, 3, 4, r"near x = 3\.14\d*, which is no dyadic zero"),
    ("high order", x**5, lower([x**5]), 0, 1, "no dyadic zero of low order"),
    ("zero of another kind", x - 1, lower([x * x - 2]), 1, 2, r"near x = 1\.41421"),
]


@pytest.mark.parametrize("kind", ["relative", "ulp"])
@pytest.mark.parametrize(
    ("term", "reference", "low", "high", "message"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
def test_relative_errors_without_a_bound_are_refused(
    term: Term, reference: Any, low: Exact, high: Exact, message: str, kind: Any
) -> None:
    with pytest.raises(NotCertified, match=message):
        certified_error(lower([term]), reference, Objective(kind), low, high)


def test_a_tiny_reference_is_no_zero() -> None:
    found = certified_error(lower([0 * x]), ERFC, Objective("relative"), 0, 9)
    assert found.bound == pytest.approx(1.0, rel=0.03)


def test_published_program_in_frozen_units(published: dict[str, Program]) -> None:
    found = certified_error(published["f3"], EXP2, Objective("frozen-ulp", at=1.5), 0, 1)
    assert found.lower == pytest.approx(1.2266e-3 * 2**23, rel=2e-3)


def test_zeros() -> None:
    assert zeros_of(function_of(LOG2), Fraction(1, 2), 4) == (Zero(1, 1),)
    assert zeros_of(function_of(EXP), -10, 10) == ()
    assert zeros_of(function_of(LOG), 1, 2) == (Zero(1, 1),)
    cubic = lower([(2 * x - 1) * (x - 2) ** 2])
    assert zeros_of(function_of(cubic), 0, 3) == (Zero(Fraction(1, 2), 1), Zero(2, 2))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(-2, -1, -1), (2, 3, 2), (Fraction(7, 3), 3, 3), (Fraction(314, 100), Fraction(315, 100),
     Fraction(22, 7)), (Fraction(-1, 2), Fraction(-1, 3), Fraction(-1, 2)), (5, 5, 5)],
)  # fmt: skip
def test_simplest_fractions(low: Exact, high: Exact, expected: Exact) -> None:
    assert simplest_between(low, high) == expected


def test_functions_given_as_code_on_balls() -> None:
    program = lower([x + 1])
    by_code = certified_error(program, lambda b: b.exp(), Objective("relative"), 0, 1)
    by_row = certified_error(program, EXP, Objective("relative"), 0, 1)
    assert by_code == by_row


def test_code_may_call_methods_that_series_lack() -> None:
    program = lower([x])
    by_code = certified_error(program, lambda b: 2 * b.tanh() / (1 + abs(b + 1)), Objective(), 0, 1)
    by_term = certified_error(program, 2 * Call(TANH, (x,)) / (2 + x), Objective(), 0, 1)
    assert by_code.kind == "interval-certified"
    assert by_code.bound == pytest.approx(by_term.bound, rel=1e-12)


def test_code_that_makes_something_else_of_series_gets_none() -> None:
    def two_faced(b: Any) -> Any:
        return b.exp() if isinstance(b, arb) else b.sin()

    found = certified_error(lower([x + 1]), two_faced, Objective(), 0, 1)
    assert found.kind == "interval-certified, plain enclosures"


def test_code_without_series_gets_plain_enclosures() -> None:
    found = certified_error(lower([x]), lambda b: b * b.sinc(), Objective(), 0, 1)
    assert found.kind == "interval-certified, plain enclosures"
    assert found.subintervals > 5
    assert found.bound == pytest.approx(1 - math.sin(1), rel=0.021)


def test_code_that_gives_no_balls_is_refused() -> None:
    with pytest.raises(InputError, match=r"must return a flint\.arb when it gets one, not float"):
        certified_error(lower([x]), lambda b: math.exp(float(b)), Objective(), 0, 1)


@pytest.mark.parametrize("text", ["absolute", "relative", "ulp float16", "weighted 1/(1 + x*x)",
                                  "frozen-ulp float64 at 3/2"])  # fmt: skip
def test_text_of_objectives(text: str) -> None:
    assert objective_text(objective_from(text)) == text
    assert objective_from({"kind": "ulp"}) == objective_from("ulp")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (7, "text such as 'relative'"),
        ({"kind": "ulp", "bits": 3}, "text such as 'relative'"),
        ("mean", "unknown kind 'mean'"),
        ("absolute float32", "'float32' after 'absolute' has no meaning"),
        ("frozen-ulp float32 at x", "'at' must be a finite number"),
        ("weighted", "'weight' must be an expression in x"),
        ("weighted y", "symbol 'y' is not an input"),
        ({"kind": "weighted", "weight": 3}, "'weight' must be an expression in x"),
    ],
)
def test_bad_objectives_are_refused(data: object, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        objective_from(data)
    assert "\n" not in str(caught.value)
