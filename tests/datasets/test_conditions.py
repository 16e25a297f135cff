"""Where equations are claimed: domains, side conditions, intervals of integration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from codegen.datasets import check_record

Record = dict[str, Any]
Case = tuple[dict[str, str], list[tuple[Any, ...]]]
X, POSITIVE, NONZERO = {"x": "real"}, {"x": "positive"}, {"x": "nonzero"}
XY = {"x": "real", "y": "real"}
LINEAR = ("premise", [], "", "f(x) = x + 1")
IDENTITY = ("premise", [], "", "f(x) = 2*x")

OPPOSITES = ("premise", [], "", "f(x, y) = (x - y)*cos(y - x)*exp(x - y)")
NAMED = ("renaming_premise", [1], "x - y", "g(x, y) = x - y")

RIGHT: dict[str, Case] = {
    **{
        f"{shown} with a name for x - y": (
            XY,
            [OPPOSITES, NAMED, ("substitute_RHS_for_LHS", [1, 2], "", f"f(x, y) = {shown}")],
        )
        for shown in (
            "g(x, y)*cos(-g(x, y))*exp(g(x, y))",
            "g(x, y)*cos(y - x)*exp(g(x, y))",
            "(x - y)*cos(-g(x, y))*exp(x - y)",
        )
    },
    "division on a recorded condition": (
        X,
        [LINEAR, ("divide", [1], "x", "f(x)/x = (x + 1)/x", ("nonzero", "x"))],
    ),
    "division by a positive symbol": (
        POSITIVE,
        [LINEAR, ("divide", [1], "x", "f(x)/x = (x + 1)/x")],
    ),
    "division by a nonzero symbol": (NONZERO, [LINEAR, ("divide", [1], "x", "f(x)/x = (x + 1)/x")]),
    "a condition serves later steps": (
        X,
        [
            LINEAR,
            ("divide", [1], "x", "f(x)/x = (x + 1)/x", ("nonzero", "x")),
            ("divide", [2], "x", "f(x)/x^2 = (x + 1)/x^2"),
        ],
    ),
    "a sign is inferred": (POSITIVE, [LINEAR, ("log", [1], "", "log(f(x)) = log(x + 1)")]),
    "a sign by the other side": (
        POSITIVE,
        [
            LINEAR,
            ("log", [1], "", "log(f(x)) = log(x + 1)"),
            ("divide", [2], "f(x)", "log(f(x))/f(x) = log(x + 1)/f(x)"),
        ],
    ),
    "logarithm on a recorded condition": (
        X,
        [LINEAR, ("log", [1], "", "log(f(x)) = log(x + 1)", ("positive", "x + 1"))],
    ),
    "any power of a positive side": (POSITIVE, [LINEAR, ("power", [1], "x", "f(x)^x = (x + 1)^x")]),
    "a whole power": (X, [LINEAR, ("power", [1], "3", "f(x)^3 = (x + 1)^3")]),
    "another variable's condition does not cut": (
        XY,
        [
            ("premise", [], "", "f(x, y) = x*y"),
            ("divide", [1], "y", "f(x, y)/y = x", ("nonzero", "y")),
            ("integrate", [2], "x", "integral(f(x, y)/y, x) = integral(x, x)"),
        ],
    ),
    "substitution into an integral": (
        X,
        [
            LINEAR,
            ("integrate", [1], "x", "integral(f(x), x) = integral(x + 1, x)"),
            ("renaming_premise", [2], "x + 1", "g(x) = x + 1"),
            ("substitute_RHS_for_LHS", [2, 3], "", "integral(f(x), x) = integral(g(x), x)"),
        ],
    ),
    "what cancels on the domain": (
        X,
        [LINEAR, ("divide", [1], "x + 1", "f(x)/(x + 1) = 1", ("nonzero", "x + 1"))],
    ),
}

WRONG: dict[str, tuple[dict[str, str], list[tuple[Any, ...]], str]] = {
    "division by what may be 0": (
        X,
        [LINEAR, ("divide", [1], "x", "f(x)/x = (x + 1)/x")],
        "not known to be nonzero",
    ),
    "a condition on something else": (
        XY,
        [
            ("premise", [], "", "f(x, y) = x*y"),
            ("divide", [1], "x", "f(x, y)/x = y", ("nonzero", "y")),
        ],
        "is not what divide needs",
    ),
    "an unknown predicate": (
        X,
        [LINEAR, ("divide", [1], "x", "f(x)/x = (x + 1)/x", ("nonnegative", "x"))],
        "is not a condition",
    ),
    "a condition that never holds": (
        X,
        [
            ("premise", [], "", "f(x) = cos(x) - 3"),
            ("log", [1], "", "log(f(x)) = log(cos(x) - 3)", ("positive", "cos(x) - 3")),
        ],
        "no point of the domain",
    ),
    "a condition where none is needed": (
        X,
        [LINEAR, ("add", [1], "x", "f(x) + x = 2*x + 1", ("nonzero", "x"))],
        "needs no side condition",
    ),
    "logarithm of what may be negative": (
        X,
        [LINEAR, ("log", [1], "", "log(f(x)) = log(x + 1)")],
        "not known to be positive",
    ),
    "power of what may be negative": (
        X,
        [LINEAR, ("power", [1], "x", "f(x)^x = (x + 1)^x")],
        "not known to be positive",
    ),
    "reciprocal of what may be 0": (
        X,
        [LINEAR, ("power", [1], "-1", "1/f(x) = 1/(x + 1)")],
        "not known to be nonzero",
    ),
    "the power 0": (X, [LINEAR, ("power", [1], "0", "f(x)^0 = 1")], "loses the equation"),
    "a premise that may have no value": (
        X,
        [("premise", [], "", "f(x) = log(x)"), ("cos", [1], "", "cos(f(x)) = cos(log(x))")],
        "may have no value",
    ),
    "division by 0 in disguise": (
        POSITIVE,
        [
            IDENTITY,
            (
                "divide",
                [1],
                "2*x - f(x)",
                "f(x)/(2*x - f(x)) = 2*x/(2*x - f(x))",
                ("nonzero", "2*x - f(x)"),
            ),
        ],
        "no point of the domain",
    ),
    "integral over a cut domain": (
        X,
        [
            LINEAR,
            ("divide", [1], "x", "f(x)/x = (x + 1)/x", ("nonzero", "x")),
            ("integrate", [2], "x", "integral(f(x)/x, x) = integral((x + 1)/x, x)"),
        ],
        "restricts x",
    ),
    "integral over a domain that is no interval": (
        NONZERO,
        [LINEAR, ("integrate", [1], "x", "integral(f(x), x) = integral(x + 1, x)")],
        "does not range over an interval",
    ),
    "substitution into an integral over a cut domain": (
        X,
        [
            LINEAR,
            ("integrate", [1], "x", "integral(f(x), x) = integral(x + 1, x)"),
            ("renaming_premise", [2], "x + 1", "g(x) = x + 1"),
            ("divide", [2], "x", "integral(f(x), x)/x = integral(x + 1, x)/x", ("nonzero", "x")),
            ("substitute_RHS_for_LHS", [4, 3], "", "integral(f(x), x)/x = integral(g(x), x)/x"),
        ],
        "restricts x",
    ),
    "derivative by a function": (
        X,
        [
            LINEAR,
            ("differentiate", [1], "f(x)", "derivative(f(x), f(x)) = derivative(x + 1, f(x))"),
        ],
        "not by a symbol",
    ),
    "derivative by a number": (
        X,
        [LINEAR, ("differentiate", [1], "2", "derivative(f(x), 2) = derivative(x + 1, 2)")],
        "not by a symbol",
    ),
    "a function of another argument": (
        XY,
        [LINEAR, ("add", [1], "f(y)", "f(x) + f(y) = x + 1 + f(y)")],
        "not a function introduced",
    ),
    "a function of too many symbols": (
        XY,
        [("premise", [], "", "f(x, y) = x + 1"), ("cos", [1], "", "cos(f(x, y)) = cos(x + 1)")],
        "has to be a function of",
    ),
    "a premise about a known function": (
        X,
        [
            LINEAR,
            ("get_premise", [], "", "f(x) = cos(x)"),
            ("substitute_LHS_for_RHS", [1, 2], "", "cos(x) = x + 1"),
        ],
        "has a meaning already",
    ),
    "a premise in terms of itself": (
        X,
        [("premise", [], "", "f(x) = x + f(x)"), ("cos", [1], "", "cos(f(x)) = cos(x + f(x))")],
        "cannot be part of a premise",
    ),
    "substitution in the other direction": (
        X,
        [
            LINEAR,
            ("times", [1], "f(x)", "f(x)^2 = f(x)*(x + 1)"),
            ("substitute_RHS_for_LHS", [2, 1], "", "f(x)*(x + 1) = (x + 1)^2"),
        ],
        "should be",
    ),
    "substitution into exchanged sides": (
        X,
        [
            LINEAR,
            ("renaming_premise", [1], "x + 1", "g(x) = x + 1"),
            ("substitute_RHS_for_LHS", [1, 2], "", "g(x) = f(x)"),
        ],
        "should be",
    ),
    "a name replaced in exchanged sides": (
        X,
        [
            LINEAR,
            ("cos", [1], "", "cos(f(x)) = cos(x + 1)"),
            ("times", [2], "f(x)", "f(x)*cos(f(x)) = f(x)*cos(x + 1)"),
            ("substitute_LHS_for_RHS", [3, 1], "", "(x + 1)*cos(x + 1) = f(x)*cos(f(x))"),
        ],
        "should be",
    ),
    "a name put in exchanged sides": (
        X,
        [
            LINEAR,
            ("cos", [1], "", "cos(f(x)) = cos(x + 1)"),
            ("times", [2], "x + 1", "(x + 1)*cos(f(x)) = (x + 1)*cos(x + 1)"),
            ("substitute_RHS_for_LHS", [3, 1], "", "f(x)*cos(x + 1) = f(x)*cos(f(x))"),
        ],
        "should be",
    ),
    "a name replaced in one side alone": (
        X,
        [
            LINEAR,
            ("times", [1], "f(x)", "f(x)^2 = f(x)*(x + 1)"),
            ("substitute_LHS_for_RHS", [2, 1], "", "f(x)^2 = (x + 1)^2"),
        ],
        "should be",
    ),
    "opposites replaced in exchanged sides": (
        XY,
        [OPPOSITES, NAMED, ("substitute_RHS_for_LHS", [1, 2], "", "g(x, y)*cos(y - x) = f(x, y)")],
        "should be",
    ),
    "substitution of what does not occur": (
        X,
        [
            LINEAR,
            ("times", [1], "x", "x*f(x) = x*(x + 1)"),
            ("expand", [2], "", "x*f(x) = x^2 + x"),
            ("substitute_RHS_for_LHS", [3, 2], "", "x*f(x) = x*f(x) + 0"),
        ],
        "does not occur",
    ),
    "substitution for a symbol": (
        X,
        [
            LINEAR,
            ("minus", [1], "1", "f(x) - 1 = x"),
            ("substitute_RHS_for_LHS", [1, 2], "", "f(x) = f(x) - 1 + 1"),
        ],
        "no expression to be replaced",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_accepted(name: str, written: Callable[..., Record]) -> None:
    report = check_record(written(*RIGHT[name]))
    assert report.ok, report


@pytest.mark.parametrize("name", WRONG)
def test_rejected(name: str, written: Callable[..., Record]) -> None:
    domain, steps, reason = WRONG[name]
    report = check_record(written(domain, steps))
    assert not report.ok
    assert reason in report.reason
