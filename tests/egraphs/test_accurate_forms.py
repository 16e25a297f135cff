"""Forms by cost and certified rounding error: the textbook's cases come out accurate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

import symnum
from codegen.kernels.expressions import CompiledExpression
from symnum import parse
from symnum.egraphs.accuracy import AccuracyFront, AccurateForm, accuracy_front
from symnum.numerics.balls import decide
from symnum.numerics.running_errors.boxes import float_box
from symnum.terms.exact import exact

Intervals = dict[str, tuple[float, float]]


class Case(NamedTuple):
    """A term, its box, the least certified error of the term and the largest of the best form."""

    text: str
    box: Intervals
    before: float
    after: float


QUADRATIC: Intervals = {"a": (0.5, 2), "b": (1e4, 1e6), "c": (0.5, 2)}
NEAR: Intervals = {"x": (0.5, 1), "e": (1e-12, 1e-6)}
CASES = [
    Case("sqrt(x + 1) - sqrt(x)", {"x": (1e6, 1e12)}, 1e12, 3.6),
    Case("(1 - cos(x))/x^2", {"x": (1e-8, 1e-2)}, 1e16, 5.3),
    Case("exp(x) - 1", {"x": (1e-12, 1e-3)}, 1e12, 2.1),
    Case("log(1 + x)", {"x": (1e-15, 1e-3)}, 9e14, 2.1),
    Case("(-b - sqrt(b^2 - 4*a*c))/(2*a)", QUADRATIC, 3, 3.4),
    Case("(-b + sqrt(b^2 - 4*a*c))/(2*a)", QUADRATIC, 1e12, 3.4),
    Case("1/x - 1/(x + 1)", {"x": (1e3, 1e12)}, 1e12, 3.1),
    Case("1/(x + 1) - 2/x + 1/(x - 1)", {"x": (1e3, 1e8)}, 1e16, 4.5),
    Case("sin(x + e) - sin(x)", NEAR, 1e12, 4.9),
    Case("cos(x + e) - cos(x)", NEAR, 1e12, 4.3),
    Case("tan(x + e) - tan(x)", NEAR, 1e12, 7),
    Case("(1 - cos(x))/sin(x)", {"x": (1e-8, 1e-2)}, 1e16, 1.4),
    Case("x^2 - y^2", {"x": (1, 2), "y": (1, 2)}, math.inf, 3.1),
    Case("log(1 + exp(x))", {"x": (-30, -5)}, 1e13, 3.2),
    Case("(exp(x) - exp(-x))/2", {"x": (1e-10, 1e-3)}, 1e10, 4.1),
    Case("log(x + 1) - log(x)", {"x": (1e6, 1e12)}, 1e13, 3.1),
    Case("atan(x + 1) - atan(x)", {"x": (1e3, 1e9)}, 1e18, 5.2),
    Case("exp(x) - 2 + exp(-x)", {"x": (1e-7, 1e-2)}, 1e14, 7.2),
    Case("(x + 1)^(1/3) - x^(1/3)", {"x": (1e6, 1e12)}, 1e13, 13.5),
]
BY_TEXT = {case.text: case for case in CASES}


@lru_cache
def front(text: str) -> AccuracyFront:
    return accuracy_front(parse(text), BY_TEXT[text].box, seconds=200)


@lru_cache
def compiled(text: str, place: int) -> CompiledExpression:
    names = sorted(BY_TEXT[text].box)
    return symnum.compile(front(text).forms[place].term, names)


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
    distance = abs(arb(value) - true)
    error = form.error
    if error.relative < math.inf:
        assert distance <= arb(error.relative) * abs(true) + arb(error.tiny)
    if error.absolute < math.inf:
        assert distance <= arb(error.absolute)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_textbook_cases_come_out_accurate(case: Case) -> None:
    found = front(case.text)
    assert found.given.ulps >= case.before
    assert found.forms[-1].ulps <= case.after
    assert found.stopped_because != "time limit"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_each_form_is_dearer_and_more_accurate_than_the_one_before(case: Case) -> None:
    forms = front(case.text).forms
    for first, second in pairwise(forms):
        assert first.cost < second.cost
        assert first.worst_relative_error > second.worst_relative_error
    assert any(form.cost <= front(case.text).given.cost for form in forms)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
@given(data=st.data())
@settings(max_examples=30, deadline=None, derandomize=True)
def test_measured_errors_are_within_the_bounds(case: Case, data: st.DataObject) -> None:
    """At random points, the given term's value and the forms' values in compiled C."""
    share = st.floats(0, 1)
    shares = data.draw(st.tuples(*[share] * len(case.box)))
    point = point_of(shares, case.box)
    exactly = {name: exact(value) for name, value in point.items()}
    true = decide(parse(case.text), exactly, accuracy=200, cap=4000)
    assert isinstance(true, arb)
    for place, form in enumerate(front(case.text).forms):
        arguments = [np.float64(point[name]) for name in sorted(point)]
        assert_within(form, float(compiled(case.text, place)(*arguments)), true)
