"""Forms by cost and certified rounding error: the textbook's cases come out accurate."""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

import symnum
from symnum import InputError, parse
from symnum.egraphs.accuracy import AccuracyFront, AccurateForm, accuracy_front, accurate_forms
from symnum.egraphs.accuracy import forms as forms_module
from symnum.egraphs.accuracy.algebraic_forms import algebraic_forms
from symnum.numerics.balls import decide
from symnum.numerics.running_errors import CERTIFIED, UNKNOWN
from symnum.numerics.running_errors.boxes import float_box
from symnum.ops import ADD, DIV, MUL, SUB, operator_named
from symnum.rules import core
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, Term

Intervals = dict[str, tuple[float, float]]


class Case(NamedTuple):
    """A term, its box, the least certified error of the term and the largest of the best form."""

    text: str
    box: Intervals
    before: float
    after: float


NEGATIVE: Intervals = {"a": (0.5, 2), "b": (-1e6, -1e4), "c": (0.5, 2)}
QUADRATIC: Intervals = {"a": (0.5, 2), "b": (1e4, 1e6), "c": (0.5, 2)}
NEAR: Intervals = {"x": (0.5, 1), "e": (1e-12, 1e-6)}
CASES = [
    Case("sqrt(x + 1) - sqrt(x)", {"x": (1e6, 1e12)}, 1e12, 3.6),
    Case("(1 - cos(x))/x^2", {"x": (1e-8, 1e-2)}, 1e16, 5.3),
    Case("exp(x) - 1", {"x": (1e-12, 1e-3)}, 1e12, 2.1),
    Case("log(1 + x)", {"x": (1e-15, 1e-3)}, 9e14, 2.1),
    Case("(-b + sqrt(b^2 - 4*a*c))/(2*a)", QUADRATIC, 1e12, 3.4),
    Case("1/x - 1/(x + 1)", {"x": (1e3, 1e12)}, 1e12, 3.1),
    Case("tan(x + e) - tan(x)", NEAR, 1e12, 7),
    Case("x^2 - y^2", {"x": (1, 2), "y": (1, 2)}, math.inf, 3.1),
    Case("log(1 + exp(x))", {"x": (-30, -5)}, 1e13, 3.2),
    Case("(exp(x) - exp(-x))/2", {"x": (1e-10, 1e-3)}, 1e10, 4.1),
    Case("log(x + 1) - log(x)", {"x": (1e6, 1e12)}, 1e13, 3.1),
]
MORE = [
    Case("(-b - sqrt(b^2 - 4*a*c))/(2*a)", NEGATIVE, 1e12, 3.4),
    Case("tan(x) - sin(x)", {"x": (1e-6, 1e-2)}, 1e12, 5.6),
    Case("(-b - sqrt(b^2 - 4*a*c))/(2*a)", QUADRATIC, 3, 3.4),
    Case("1/(x + 1) - 2/x + 1/(x - 1)", {"x": (1e3, 1e8)}, 1e16, 4.5),
    Case("sin(x + e) - sin(x)", NEAR, 1e12, 4.9),
    Case("cos(x + e) - cos(x)", NEAR, 1e12, 4.3),
    Case("(1 - cos(x))/sin(x)", {"x": (1e-8, 1e-2)}, 1e16, 1.4),
    Case("atan(x + 1) - atan(x)", {"x": (1e3, 1e9)}, 1e18, 5.2),
    Case("exp(x) - 2 + exp(-x)", {"x": (1e-7, 1e-2)}, 1e14, 7.2),
    Case("(x + 1)^(1/3) - x^(1/3)", {"x": (1e6, 1e12)}, 1e13, 13.5),
]
NO_LIMIT = 1e6


def point_of(shares: Sequence[float], box: Intervals) -> dict[str, float]:
    """A float64 point of a box, evenly by the logarithm."""
    names = sorted(box)
    ends = float_box(names, box)
    return {n: _between(*e, s) for n, e, s in zip(names, ends, shares, strict=True)}


def _between(low: float, high: float, share: float) -> float:
    if low < 0:
        return -_between(-high, -low, 1 - share)
    return min(max(math.exp((1 - share) * math.log(low) + share * math.log(high)), low), high)


def assert_within(form: AccurateForm, value: float, true: arb) -> None:
    error = form.error
    with ctx.workprec(200):
        distance = abs(arb(value) - true)
        if error.relative < math.inf:
            assert distance <= arb(error.relative) * abs(true) + arb(error.tiny)
        if error.absolute < math.inf:
            assert distance <= arb(error.absolute)


@pytest.mark.parametrize("case", [*CASES, *(pytest.param(c, marks=pytest.mark.slow) for c in MORE)])
def test_textbook_cases_come_out_accurate(case: Case) -> None:
    found = accuracy_front(parse(case.text), case.box, seconds=NO_LIMIT)
    assert found.given.ulps >= case.before
    assert found.forms[-1].ulps <= case.after
    assert found.forms[0].cost <= found.given.cost
    for first, second in pairwise(found.forms):
        assert first.cost < second.cost
        assert first.worst_relative_error > second.worst_relative_error
    assert_measured_errors_are_within_the_bounds(case, [found.given, *found.forms])


def assert_measured_errors_are_within_the_bounds(case: Case, forms: Sequence[AccurateForm]) -> None:
    """At random points, between the given term's value and the forms' values in compiled C."""
    names = sorted(case.box)
    functions = [symnum.compile(form.term, names) for form in forms]
    term = parse(case.text)

    @given(shares=st.tuples(*[st.floats(0, 1)] * len(names)))
    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    def at_random_points(shares: Sequence[float]) -> None:
        point = point_of(shares, case.box)
        exactly = {name: exact(value) for name, value in point.items()}
        true = decide(term, exactly, accuracy=200, cap=4000)
        assert isinstance(true, arb)
        for form, function in zip(forms, functions, strict=True):
            value = float(function(*(np.float64(point[name]) for name in names)))
            assert_within(form, value, true)

    at_random_points()


OPERATORS = [ADD, SUB, MUL, DIV]
FUNCTIONS = ("sqrt", "exp", "log", "sin", "cos", "tan", "expm1", "log1p", "sinh", "abs")


def random_term(source: random.Random, depth: int) -> Term:
    if depth == 0:
        return source.choice([*symnum.plain_symbols("x y"), Number(source.randint(1, 9))])
    if source.random() < 0.6:
        sides = (random_term(source, depth - 1), random_term(source, depth - 1))
        return Call(source.choice(OPERATORS), sides)
    return Call(operator_named(source.choice(FUNCTIONS)), (random_term(source, depth - 1),))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_random_terms(seed: int) -> None:
    """Every form has the term's value, where it has one, and keeps its bounds."""
    source = random.Random(seed)
    x, y = symnum.plain_symbols("x y")
    term = random_term(source, 3) * x + y
    low = source.choice([1e-6, 0.1, 0.5, 3])
    case = Case(str(term), {"x": (low, 2 * low), "y": (0.25, 0.5)}, 0, 0)
    found = accuracy_front(term, case.box, seconds=NO_LIMIT)
    assert found.stopped_because != "contradiction"
    known = [form for form in found.forms if form.error.kind == CERTIFIED]
    if known:
        assert_measured_errors_are_within_the_bounds(case, known)


def test_bounds_are_close_to_what_is_measured() -> None:
    """A form that cancels really is as bad as its bound says, within a factor."""
    box: Intervals = {"x": (1e6, 1e12)}
    found = accuracy_front(parse("sqrt(x + 1) - sqrt(x)"), box, seconds=NO_LIMIT)
    function = symnum.compile(found.given.term, ["x"])
    points = [float(point) for point in np.linspace(*found.given.where["x"], 60)]
    errors = []
    for point in points:
        true = decide(found.given.term, {"x": exact(point)}, accuracy=200)
        errors.append(float(abs(arb(float(function(point))) / true - 1)))
    assert max(errors) >= found.given.worst_relative_error / 10


@pytest.mark.parametrize(
    ("text", "box", "best"),
    [
        ("sqrt(x^2)", {"x": (1, 2)}, "x"),
        ("sqrt(x^2)", {"x": (-2, -1)}, "-x"),
        ("sqrt(x^2)", {"x": (-1, 1)}, "abs(x)"),
        ("x/x", {"x": (1, 2)}, "1"),
        ("x/x", {"x": (-1, 2)}, "x/x"),
        ("x*log(x)/log(x)", {"x": (0.5, 2)}, "x*log(x)/log(x)"),
        ("log(x^2)", {"x": (-3, -2)}, "2*log(-x)"),
        ("x", {"x": (0, 1)}, "x"),
        ("3", {}, "3"),
    ],
)
def test_forms_are_equal_in_the_whole_box(text: str, box: Intervals, best: str) -> None:
    """What is equal in the box alone may be used; what has no value in a part of it stays."""
    assert str(accurate_forms(parse(text), box, seconds=NO_LIMIT)[-1].term) == best


def test_assumptions_on_symbols_do_not_count() -> None:
    """The box says where a symbol is, not what was assumed of it elsewhere."""
    (p,) = symnum.symbols("p", "positive")
    (form,) = accurate_forms(symnum.sqrt(p**2), {"p": (-2, -1)}, seconds=NO_LIMIT)
    assert str(form.term) == "-p"


def test_without_a_bound_there_is_infinity() -> None:
    (form,) = accurate_forms(parse("1/x"), {"x": (-1, 1)}, seconds=NO_LIMIT)
    assert (form.worst_relative_error, form.worst_absolute_error) == (math.inf, math.inf)
    assert form.error.kind == UNKNOWN


def test_absolute_errors_are_compared_where_the_value_passes_through_zero() -> None:
    box = {"x": (-800, 800), "y": (-800, 800)}
    found = accuracy_front(parse("log(exp(x) + exp(y))"), box, seconds=NO_LIMIT)
    assert found.given.worst_absolute_error == math.inf  # exp(800) is too large
    best = found.forms[-1]
    assert best.worst_relative_error == math.inf
    assert best.worst_absolute_error < 1e-12


def test_the_answer_comes_even_without_time() -> None:
    found = accuracy_front(parse("sqrt(x + 1) - sqrt(x)"), {"x": (1e6, 1e12)}, seconds=1e-9)
    assert found.stopped_because == "time limit"
    assert [str(form.term) for form in found.forms] == ["sqrt(x + 1) - sqrt(x)"]
    assert found.given.worst_absolute_error < 1e-9


def test_a_wrong_form_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong form among those that algebra offers makes all forms suspicious."""
    (x,) = symnum.plain_symbols("x")
    monkeypatch.setattr(forms_module, "algebraic_forms", lambda *_: [core(symnum.expm1(x) + x)])
    found = accuracy_front(parse("exp(x) - 1"), {"x": (1, 2)}, seconds=NO_LIMIT)
    assert found.stopped_because == "contradiction"
    assert [form.term for form in found.forms] == [parse("exp(x) - 1")]


def test_cancelled_factors_must_not_be_zero_in_the_box() -> None:
    term, quotient = parse("(x^3 - 1)/(x - 1)"), "x^2 + x + 1"
    assert quotient in map(str, algebraic_forms(term, ["x"], ((2.0, 3.0),)))
    assert quotient not in map(str, algebraic_forms(term, ["x"], ((0.0, 3.0),)))


def test_the_same_after_other_work() -> None:
    def log1p() -> AccuracyFront:
        return accuracy_front(parse("log(1 + x)"), {"x": (1e-9, 1)}, seconds=NO_LIMIT)

    before = log1p()
    accuracy_front(parse("sqrt(y^2)"), {"y": (-2, -1)}, seconds=NO_LIMIT)
    assert log1p() == before


SCRIPT = """
from symnum import accurate_forms, parse
for text in ("exp(x) - 1", "x^2 - 1", "sqrt(x + 1) - sqrt(x)"):
    for form in accurate_forms(parse(text), {"x": (2, 9)}, seconds=1e6):
        print(form.term, form.cost, form.error)
"""


@pytest.mark.slow
def test_the_same_in_every_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, check=True, text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1
    assert "expm1(x)" in outputs.pop()


@pytest.mark.parametrize(
    ("text", "box", "options", "message"),
    [
        ("x + y", {"x": (0, 1)}, {}, "no interval for 'y'"),
        ("x", {"x": (0, 1), "y": (0, 1)}, {}, "interval for 'y'; the symbols are: x"),
        ("x", {"x": (2, 1)}, {}, "box of x: the lower end 2 is above"),
        ("x", {"x": (0, math.inf)}, {}, "box of x: ends must be finite"),
        ("x < 1", {"x": (0, 1)}, {}, "truth value"),
        ("digamma(x)", {"x": (1, 2)}, {}, "accuracy of operator 'digamma'"),
        ("x", {"x": (0, 1)}, {"cost": "cheap"}, "unknown cost table"),
        ("x", {"x": (0, 1)}, {"seconds": 0}, "seconds must be positive"),
    ],
)
def test_bad_input(text: str, box: Intervals, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        accuracy_front(parse(text), box, **options)
