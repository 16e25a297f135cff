"""Antiderivatives: every row of the tables, spelled results, and what the table does not reach."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symnum.calculus import differentiate, integrate
from symnum.calculus.antiderivatives import ANTIDERIVATIVES, BY_PARTS, SQUARED
from symnum.errors import InputError
from symnum.numerics.balls import same_value
from symnum.ops import ACOSH, Operator
from symnum.terms import (
    Call,
    Canonical,
    Number,
    Symbol,
    Term,
    convert,
    parse,
    symbols,
    to_canonical,
    to_text,
)

x = Symbol("x")
POINTS = [Fraction(n, 11) for n in (1, 3, 4, 7)]
"""Where every operator has a value at x/2, and acosh at x + 1."""


def confirm(integrand: Term, point: dict[str, Fraction | int]) -> None:
    found = integrate(integrand, "x")
    assert found is not None
    assert same_value(differentiate(found, "x"), integrand, point), (integrand, found, point)


def argument(operator: Operator, linear: bool) -> Term:
    if operator is ACOSH:
        return 2 * x + Fraction(3, 2) if linear else x + 1
    return x / 2 + Fraction(1, 3) if linear else x / 2


ROWS = [
    *((operator, 1) for operator in ANTIDERIVATIVES),
    *((operator, 2) for operator in SQUARED),
]


@pytest.mark.parametrize(("operator", "exponent"), ROWS, ids=str)
def test_rows_of_the_table(operator: Operator, exponent: int) -> None:
    for linear in (False, True):
        call = Call(operator, (argument(operator, linear),))
        for value in POINTS:
            confirm(call if exponent == 1 else call**exponent, {"x": value})
            confirm(-call if exponent == 1 else -(call**exponent), {"x": -value} if
                    operator.parity is not None else {"x": value})  # fmt: skip


@pytest.mark.parametrize("operator", sorted(BY_PARTS, key=str), ids=str)
@pytest.mark.parametrize("degree", [1, 2, 5])
def test_integration_by_parts(operator: Operator, degree: int) -> None:
    for value in POINTS:
        confirm(x**degree * Call(operator, (3 * x - 1,)), {"x": value})


SPELLED = [
    ("5", "5*x"), ("y", "x*y"), ("x", "x^2/2"), ("x^3", "x^4/4"), ("1/x", "log(abs(x))"),
    ("1/x^2", "-1/x"), ("sqrt(x)", "2*sqrt(x)^3/3"), ("1/sqrt(x)", "2*sqrt(x)"),
    ("(2*x + 1)^3", "(2*x + 1)^4/8"), ("1/(2*x + 1)", "log(abs(2*x + 1))/2"),
    ("exp(a*x + b)", "exp(a*x + b)/a"), ("x*exp(a*x)", "x*exp(a*x)/a - exp(a*x)/a^2"),
    ("x^2*sin(x)", "-x^2*cos(x) + 2*x*sin(x) + 2*cos(x)"), ("log(x)", "-x + x*log(x)"),
    ("x^2*log(x)", "-x^3/9 + x^3*log(x)/3"), ("1/(1 + x^2)", "atan(x)"),
    ("1/(4 + 9*x^2)", "atan(3*x/2)/6"), ("2^x", "2^x/log(2)"), ("a*x^2 + b", "a*x^3/3 + b*x"),
    ("(x + 1)*(x + 2)", "x^3/3 + 3*x^2/2 + 2*x"), ("(x + 1)^2*exp(x)", "x^2*exp(x) + exp(x)"),
    ("3*cos(2*x) - y", "-x*y + 3*sin(2*x)/2"), ("f(y)", "f(y)*x"), ("0", "0"), ("y/y", "x*y/y"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPELLED)
def test_spelled(text: str, expected: str) -> None:
    found = integrate(parse(text, functions=["f"]), "x")
    assert to_canonical(found) is to_canonical(parse(expected, functions=["f"]))


@pytest.mark.parametrize(("text", "expected"), [row for row in SPELLED if "f(" not in row[0]])
def test_spelled_results_differentiate_back(text: str, expected: str) -> None:
    for value in POINTS:
        confirm(parse(text), {"x": value, "y": 3, "a": Fraction(2, 3), "b": -2})


def test_a_positive_symbol_needs_no_absolute_value() -> None:
    (positive,) = symbols("x", "positive")
    assert to_text(integrate(1 / positive, positive)) == "log(x)"
    assert to_text(integrate(positive**-3 + 1, "x")) == "x - 1/(2*x^2)"


@pytest.mark.parametrize(
    "text",
    ["exp(x^2)", "sin(x)/x", "f(x)", "x/x", "floor(x)", "x/(1 + x)", "1/(1 - x^2)", "x^x", "x^y",
     "(-2)^x", "1^x", "y^x", "sin(x)*cos(x)", "sin(sin(x))", "(x + floor(x))^2", "1/(1 + x^2)^2",
     "x*tan(x)", "x*log(2*x)", "sin(x)^3", "(x + 1)^100*exp(x^2)", "x < 1",
     "derivative(f(x), x)", "log(x*y) + erf(x)^2", "abs(x)/x", "sign(x)"],
)  # fmt: skip
def test_out_of_reach(text: str) -> None:
    assert integrate(parse(text, functions=["f"]), "x") is None


def test_families() -> None:
    term = parse("x*sin(x)")
    assert isinstance(integrate(to_canonical(term), "x"), Canonical)
    assert isinstance(integrate(term, x), Term)
    assert isinstance(integrate(convert(term, "x"), "x"), tuple)
    real = sympy.Symbol("x", real=True)
    assert integrate(real * sympy.sin(real), real) == sympy.sin(real) - real * sympy.cos(real)
    with pytest.raises(InputError, match="not a symbol"):
        integrate(term, term)


@given(st.lists(st.fractions(-5, 5, max_denominator=6), min_size=1, max_size=6))
def test_polynomials(coefficients: list[Fraction]) -> None:
    term: Term = Number(0)
    for coefficient in coefficients:
        term = term * x + coefficient
    confirm(term, {"x": Fraction(7, 5)})
