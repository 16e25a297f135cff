"""Integration constants are a kind of their own: what may be done to them and what may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from codegen.datasets import check_record
from codegen.datasets.checker import CheckReport

Record = dict[str, Any]
REAL = {"x": "real", "y": "real"}
BEGIN: list[tuple[Any, ...]] = [
    ("premise", [], "", "f(x, y) = x*y"),
    ("integrate", [1], "x", "integral(f(x, y), x) = integral(x*y, x)"),
    ("evaluate_integrals", [2], "integral(x*y, x)", "integral(f(x, y), x) = x^2*y/2 + C_1(y)"),
]
CONSTANT = [("C_1", 3, "x", ["y"], "integral(x*y, x)", "x^2*y/2")]


def then(*steps: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [*BEGIN, *steps]


RIGHT = {
    "introduced": then(),
    "its derivative by another symbol stays": then(
        ("differentiate", [3], "y",
         "derivative(integral(f(x, y), x), y) = derivative(x^2*y/2 + C_1(y), y)"),
        ("evaluate_derivatives", [4], "",
         "derivative(integral(f(x, y), x), y) = x^2/2 + derivative(C_1(y), y)"),
    ),
    "its derivative by its variable is 0": then(
        ("add", [3], "x", "x + integral(f(x, y), x) = x + x^2*y/2 + C_1(y)"),
        ("differentiate", [4], "x",
         "derivative(x + integral(f(x, y), x), x) = derivative(x + x^2*y/2 + C_1(y), x)"),
        ("evaluate_derivatives", [5], "", "1 + f(x, y) = 1 + x*y"),
    ),
    "subtracted": then(
        ("minus", [3], "C_1(y)", "integral(f(x, y), x) - C_1(y) = x^2*y/2"),
    ),
    "integrated by another symbol": then(
        ("minus", [3], "integral(f(x, y), x)", "0 = x^2*y/2 + C_1(y) - integral(f(x, y), x)"),
        ("minus", [4], "C_1(y)", "-C_1(y) = x^2*y/2 - integral(f(x, y), x)"),
        ("integrate", [5], "y",
         "integral(-C_1(y), y) = integral(x^2*y/2 - integral(f(x, y), x), y)"),
    ),
}  # fmt: skip

WRONG = {
    "its derivative by another symbol is not 0": then(
        ("differentiate", [3], "y",
         "derivative(integral(f(x, y), x), y) = derivative(x^2*y/2 + C_1(y), y)"),
        ("evaluate_derivatives", [4], "", "derivative(integral(f(x, y), x), y) = x^2/2"),
    ),
    "its derivative is not 1": then(
        ("differentiate", [3], "y",
         "derivative(integral(f(x, y), x), y) = derivative(x^2*y/2 + C_1(y), y)"),
        ("evaluate_derivatives", [4], "", "derivative(integral(f(x, y), x), y) = x^2/2 + 1"),
    ),
    "left out": [
        *BEGIN[:2],
        ("evaluate_integrals", [2], "integral(x*y, x)", "integral(f(x, y), x) = x^2*y/2"),
    ],
    "of nothing": [
        *BEGIN[:2],
        ("evaluate_integrals", [2], "integral(x*y, x)", "integral(f(x, y), x) = x^2*y/2 + C_1(x)"),
    ],
    "absorbed": then(
        ("add", [3], "y", "y + integral(f(x, y), x) = x^2*y/2 + C_1(y)"),
    ),
    "unevaluated derivative by the variable dropped": then(
        ("add", [3], "x", "x + integral(f(x, y), x) = x + x^2*y/2 + C_1(y)"),
        ("differentiate", [4], "x",
         "derivative(x + integral(f(x, y), x), x) = derivative(x + x^2*y/2 + C_1(y), x)"),
        ("evaluate_derivatives", [5], "", "1 + f(x, y) = 1 + x*y + derivative(C_1(y), x)"),
    ),
    "another name for it": then(
        ("evaluate_integrals", [2], "integral(x*y, x)", "integral(f(x, y), x) = x^2*y/2 + C_2(y)"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_allowed(name: str, written: Callable[..., Record]) -> None:
    report = check_record(written(REAL, RIGHT[name], CONSTANT))
    assert report.ok, report


@pytest.mark.parametrize("name", WRONG)
def test_refused(name: str, written: Callable[..., Record]) -> None:
    report = check_record(written(REAL, WRONG[name], CONSTANT))
    assert not report.ok
    assert report.step == len(WRONG[name])


@pytest.mark.parametrize(
    ("constant", "equation"),
    [
        (("C_1", 3, "x", ["x", "y"], "integral(x*y, x)", "x^2*y/2"), "C_1(x, y)"),
        (("C_1", 3, "x", ["x"], "integral(x*y, x)", "x^2*y/2"), "C_1(x)"),
        (("C_1", 3, "y", ["x"], "integral(x*y, x)", "x^2*y/2"), "C_1(x)"),
        (("C_1", 3, "x", [], "integral(x*y, x)", "x^2*y/2"), "C_1"),
        (("C_1", 2, "x", ["y"], "integral(x*y, x)", "x^2*y/2"), "C_1(y)"),
        (("C_1", 3, "x", ["y"], "integral(x*y, x)", "x^2*y/2 + x"), "C_1(y)"),
        (("C_1", 3, "x", ["y"], "integral(x*y, y)", "x^2*y/2"), "C_1(y)"),
        (("f", 3, "x", ["y"], "integral(x*y, x)", "x^2*y/2"), "f(y)"),
    ],
)
def test_declared_wrongly(
    constant: tuple[Any, ...], equation: str, written: Callable[..., Record]
) -> None:
    steps = [*BEGIN[:2], (*BEGIN[2][:3], f"integral(f(x, y), x) = x^2*y/2 + {equation}")]
    assert not check_record(written(REAL, steps, [constant])).ok


def test_no_derivative_by_a_constant(written: Callable[..., Record]) -> None:
    steps = [
        ("premise", [], "", "f(x) = cos(x)"),
        ("integrate", [1], "x", "integral(f(x), x) = integral(cos(x), x)"),
        ("evaluate_integrals", [2], "integral(cos(x), x)", "integral(f(x), x) = sin(x) + C_1"),
    ]
    constant = [("C_1", 3, "x", [], "integral(cos(x), x)", "sin(x)")]
    assert check_record(written({"x": "real"}, steps, constant)).ok
    for operator in ("differentiate", "integrate"):
        word = {"differentiate": "derivative", "integrate": "integral"}[operator]
        equation = f"{word}(integral(f(x), x), C_1) = {word}(sin(x) + C_1, C_1)"
        worse = [*steps, (operator, [3], "C_1", equation)]
        assert not check_record(written({"x": "real"}, worse, constant)).ok
    times = [("times", [3], "x + 1", "integral(f(x), x)*(x + 1) = (sin(x) + C_1)*(x + 1)")]
    for word in ("derivative", "integral"):  # values are looked at before names are
        sides = "integral(f(x), x)*x + integral(f(x), x) = x*sin(x) + sin(x) + C_1*x + C_1"
        worse = [*steps, *times, ("expand", [4], "", f"{sides} + {word}(x, C_1)")]
        report = check_record(written({"x": "real"}, worse, constant))
        assert (report.ok, report.step) == (False, 5)
    right = [*steps, *times, ("expand", [4], "", sides)]
    assert check_record(written({"x": "real"}, right, constant)).reason == ""


def test_two_constants_are_not_equal(written: Callable[..., Record]) -> None:
    steps = [
        ("premise", [], "", "f(x) = cos(x)"),
        ("integrate", [1], "x", "integral(f(x), x) = integral(cos(x), x)"),
        ("evaluate_integrals", [2], "integral(cos(x), x)", "integral(f(x), x) = sin(x) + C_1"),
        ("exp", [1], "", "exp(f(x)) = exp(cos(x))"),
        ("add", [4], "x - exp(cos(x))", "exp(f(x)) + x - exp(cos(x)) = x"),
        ("integrate", [5], "x", "integral(exp(f(x)) + x - exp(cos(x)), x) = integral(x, x)"),
        ("evaluate_integrals", [6], "integral(x, x)",
         "integral(exp(f(x)) + x - exp(cos(x)), x) = x^2/2 + C_2"),
        ("add", [7], "integral(f(x), x)",
         "integral(f(x), x) + integral(exp(f(x)) + x - exp(cos(x)), x)"
         " = x^2/2 + C_2 + integral(f(x), x)"),
        ("substitute_LHS_for_RHS", [8, 3], "",
         "sin(x) + C_1 + integral(exp(f(x)) + x - exp(cos(x)), x) = x^2/2 + C_2 + sin(x) + C_1"),
    ]  # fmt: skip
    constants = [
        ("C_1", 3, "x", [], "integral(cos(x), x)", "sin(x)"),
        ("C_2", 7, "x", [], "integral(x, x)", "x^2/2"),
    ]
    wrong = steps[-1][3].replace("C_2 + sin(x) + C_1", "2*C_1 + sin(x)")
    worse = [*steps[:-1], (*steps[-1][:3], wrong)]
    assert check_record(written({"x": "real"}, steps, constants)).reason == ""
    report = check_record(written({"x": "real"}, worse, constants))
    assert (report.ok, report.step) == (False, 9)


def test_unknown_names_are_rejected(written: Callable[..., Record]) -> None:
    record = written({"x": "real"}, [("premise", [], "", "f(x) = x + z")])
    report = check_record(record)
    assert not report.ok
    assert report.reason == "steps.0.equation: 'z' is not in the domain"


def test_an_integral_may_depend_on_what_its_integrand_does_not(
    written: Callable[..., Record],
) -> None:
    """C_1 may be any function of y: that its derivative is 0 follows from nothing.

    The integrand is 5*x for whoever puts f in, and does not have y; its antiderivative may.
    """
    steps = [
        ("premise", [], "", "f(x, y) = 5*x*y"),
        ("divide", [1], "y", "f(x, y)/y = 5*x", ("nonzero", "y")),
        ("integrate", [2], "x", "integral(f(x, y)/y, x) = integral(5*x, x)"),
        ("evaluate_integrals", [3], "integral(5*x, x)",
         "integral(f(x, y)/y, x) = 5*x^2/2 + C_1(y)"),
        ("differentiate", [4], "y",
         "derivative(integral(f(x, y)/y, x), y) = derivative(5*x^2/2 + C_1(y), y)"),
        ("evaluate_derivatives", [5], "",
         "derivative(integral(f(x, y)/y, x), y) = derivative(C_1(y), y)"),
        ("substitute_LHS_for_RHS", [6, 1],
         "", "derivative(integral(5*x, x), y) = derivative(C_1(y), y)"),
    ]  # fmt: skip
    constants = [("C_1", 4, "x", ["y"], "integral(5*x, x)", "5*x^2/2")]
    domain = {"x": "positive", "y": "positive"}
    fine = [(*row[:3], row[3]) for row in steps]
    assert check_record(written(domain, fine, constants)) == CheckReport(True)
    for last in (
        ("evaluate_derivatives", [7], "", "0 = derivative(C_1(y), y)"),
        ("evaluate_derivatives", [7], "", "derivative(integral(5*x, x), y) = 0"),
    ):
        report = check_record(written(domain, [*fine, last], constants))
        assert (report.ok, report.step) == (False, 8)
    more = [
        *fine,
        ("add", [7], "y^2",
         "derivative(integral(5*x, x), y) + y^2 = derivative(C_1(y), y) + y^2"),
        ("differentiate", [8], "y",
         "derivative(derivative(integral(5*x, x), y) + y^2, y)"
         " = derivative(derivative(C_1(y), y) + y^2, y)"),
        ("evaluate_derivatives", [9], "", "2*y = derivative(derivative(C_1(y), y), y) + 2*y"),
    ]  # fmt: skip
    report = check_record(written(domain, more, constants))
    assert (report.ok, report.step) == (False, 10)
