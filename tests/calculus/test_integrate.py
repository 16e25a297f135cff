"""Antiderivatives: every row of the tables, spelled results, and what the table does not reach."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import acb, arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from symnum.calculus import NoLimit, Undecided, definite_integral, differentiate, integrate
from symnum.calculus.antiderivatives import ANTIDERIVATIVES, BY_PARTS, SQUARED
from symnum.errors import InputError
from symnum.numerics.balls import evaluate, same_value
from symnum.ops import ACOSH, SIN, Operator
from symnum.polynomials import expand
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


TABLE = """
x/x; x/(1 + x); 1/(1 - x^2); 1/(1 + x^2)^2; (x^3 + 1)/(x^2 - 3*x + 2); 1/(x^3 + 1); 1/(x^2 - 2)
x/(x^2 + x + 1)^2; (2*x + 3)/(x^2 + 2*x + 5); 1/(x^4 - 1); x^5/(x^2 + 1); 1/(x*(x + 1)^2)
x/(x^2 + 1)^3; 1/(a + b*x); x/(a + b*x); x^2/(a + b*x)^3; 1/(a^2 + x^2); x*sqrt(1 + x)
sin(x)*cos(x); sin(x)^3; sin(x)^2*cos(x)^3; cos(x)^4; sin(2*x)*cos(3*x); sin(a*x)*cos(b*x)
sin(x)^6; cos(3*x + 1)^5; sinh(x)^3; sinh(x)*cosh(2*x); tan(x)^3; tan(x)^4; tanh(x)^3; 1/cos(x)^2
1/cos(x); 1/sin(x); 1/sin(2*x)^2; 1/tan(x); 1/cosh(x); 1/cosh(x)^2; 1/tanh(x); sin(x)/cos(x)^3
exp(a*x)*sin(b*x); x*exp(x)*cos(x); x^2*sin(x)^2; exp(-x)*sin(2*x + 1); x^4*cos(2*x); x^3*exp(-x)
x*2^x; x^2*3^(2*x - 1); x*exp(x^2); x*exp(-x^2/2); exp(-x^2); exp(-2*x^2 + 3*x); x^2*exp(x^3)
sin(x)*exp(cos(x)); cos(x)/(1 + sin(x)^2); exp(x)/(1 + exp(x)); 1/(1 + exp(x)); sin(log(x))/x
exp(sqrt(x)); 1/(1 + sqrt(x)); sin(sqrt(x))/sqrt(x); cos(x)^2*sin(x); log(x)/x; 1/(x*log(x))
log(x)^2; log(x)^3; x^2*log(x)^2; x*log(2*x); x*log(1 + x); log(1 + x^2); log(x)/x^2; x^10*log(x)
sqrt(x)*log(x); log(log(x))/x; x*atan(x); x^2*atan(x); x*atanh(x/9); x*asin(x/4); x^2*acos(x/5)
sqrt(1 - x^2/9); 1/sqrt(9 - x^2); 1/sqrt(x^2 + 1); sqrt(x^2 + 4); 1/sqrt(9*x^2 - 1/100)
x/sqrt(1 + x^2); x^3*sqrt(x^2 + 1); 1/sqrt(2*x - x^2/4); (x^2 + 1)/sqrt(x^2 + x + 1); 1/exp(2*x)
"""
INTEGRANDS = [text.strip() for line in TABLE.strip().splitlines() for text in line.split(";")]


@pytest.mark.parametrize("text", INTEGRANDS)
def test_table(text: str) -> None:
    """Ninety-odd integrals, differentiated back in ball arithmetic."""
    for value in (*POINTS, Fraction(13, 10)):
        confirm(parse(text), {"x": value, "a": Fraction(7, 3), "b": Fraction(5, 4)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x/(1 + x)", "x - log(abs(x + 1))"), ("1/(1 + x^2)^2", "atan(x)/2 + x/(2*(x^2 + 1))"),
        ("sin(x)^3", "-3*cos(x)/4 + cos(3*x)/12"), ("sin(x)*cos(x)", "-cos(2*x)/4"),
        ("exp(-x^2)", "erf(x)*sqrt(pi)/2"), ("log(x)/x", "log(x)^2/2"),
        ("x*exp(x^2)", "exp(x^2)/2"),
        ("1/sqrt(1 - x^2)", "asin(x)"), ("1/(a^2 + x^2)", "atan(x/a)/a"), ("x/x", "x"),
        ("x*sqrt(1 + x)", "2*sqrt(x + 1)^5/5 - 2*sqrt(x + 1)^3/3"), ("1/cosh(x)^2", "tanh(x)"),
        ("sin(x)*exp(cos(x))", "-exp(cos(x))"), ("exp(sqrt(x))", "2*exp(sqrt(x))*(sqrt(x) - 1)"),
    ],
)  # fmt: skip
def test_how_answers_look(text: str, expected: str) -> None:
    found = integrate(to_canonical(parse(text)), "x")
    assert expand(found) is expand(to_canonical(parse(expected)))


@pytest.mark.parametrize(
    "text",
    ["exp(x^2)", "sin(x)/x", "f(x)", "floor(x)", "x^x", "x^y", "(-2)^x", "1^x", "y^x",
     "sin(sin(x))", "(x + floor(x))^2", "x*tan(x)", "(x + 1)^10*exp(x^2)", "x < 1", "1/(1 + x^4)",
     "derivative(f(x), x)", "log(x*y) + erf(x)^2", "abs(x)/x", "sign(x)", "1/(x^5 + x + 1)^2",
     "sqrt(sin(x))", "1/log(x)", "sin(x^2)", "1/(x^2 + y)", "exp(x)*log(x)", "sqrt(x^3 + 1)",
     "x/(x + y)^(1/2)*exp(x)", "sin(x)*sinh(x)"],
)  # fmt: skip
def test_out_of_reach(text: str) -> None:
    assert integrate(parse(text, functions=["f"]), "x") is None


def test_answers_that_do_not_differentiate_back_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {**ANTIDERIVATIVES, SIN: ("cos", "a")}
    monkeypatch.setattr("symnum.calculus.integration._TABLES", {1: wrong})
    assert integrate(parse("sin(x)"), "x") is None


oo = math.inf
DEFINITE: list[tuple[str, Any, Any, str, Any]] = [
    ("x^2", 0, 3, "9", lambda x, a: x**2),
    ("1/x", 1, 2, "log(2)", lambda x, a: 1 / x),
    ("sin(x)", 0, "pi", "2", lambda x, a: x.sin()),
    ("log(x)", 1, 2, "2*log(2) - 1", lambda x, a: x.log(analytic=a)),
    ("tan(x)", 0, 1, "-log(cos(1))", lambda x, a: x.tan()),
    ("sqrt(1 - x^2)", 0, "1/2", "pi/12 + sqrt(3/4)/4", lambda x, a: (1 - x**2).sqrt(analytic=a)),
    ("x*atan(x)", 0, 1, "pi/4 - 1/2", lambda x, a: x * x.atan()),
    ("sin(x)^2", 0, "2*pi", "pi", lambda x, a: x.sin() ** 2),
    ("x/(1 + x)", 0, 4, "4 - log(5)", lambda x, a: x / (1 + x)),
    ("exp(-x^2)", -1, 2, "sqrt(pi)*(erf(2) + erf(1))/2", lambda x, a: (-(x**2)).exp()),
    ("1/cos(x)", 0, 1, "log((sin(1) + 1)/cos(1))", lambda x, a: 1 / x.cos()),
    ("x^2", 3, 1, "-26/3", lambda x, a: x**2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high", "expected", "function"), DEFINITE)
def test_definite(text: str, low: Any, high: Any, expected: str, function: Any) -> None:
    """Against rigorous quadrature by FLINT."""
    term, bounds = to_canonical(parse(text)), [to_canonical(parse(str(b))) for b in (low, high)]
    found = definite_integral(term, "x", *bounds)
    assert same_value(found, to_canonical(parse(expected)), {})
    with ctx.workprec(100):
        ends = [acb(evaluate(bound, {}, bits=100)) for bound in bounds]
        wanted = acb.integral(function, *ends)
        value = evaluate(found, {}, bits=100)
        assert isinstance(value, arb)
        assert wanted.real.overlaps(value)
        assert wanted.real.rad() < 1e-20


def bound(value: Any) -> Any:
    return to_canonical(parse(value)) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("text", "low", "high", "expected"),
    [
        ("exp(-x)", 0, oo, "1"), ("1/(1 + x^2)", -oo, oo, "pi"), ("exp(-x^2)", -oo, oo, "sqrt(pi)"),
        ("x*exp(-x)", 0, oo, "1"), ("a*x", 0, "b", "a*b^2/2"), ("exp(a*x)", 0, 1, "exp(a)/a - 1/a"),
        ("1/(x^2 + x + 1)", -oo, oo, "2*pi/sqrt(3)"), ("abs(x)", -1, 2, "5/2"), ("y", 2, 2, "0"),
    ],
)  # fmt: skip
def test_definite_with_infinite_or_symbolic_bounds(
    text: str, low: Any, high: Any, expected: str
) -> None:
    found = definite_integral(to_canonical(parse(text)), "x", bound(low), bound(high))
    assert found is to_canonical(parse(expected))


@pytest.mark.parametrize(
    ("text", "low", "high", "error"),
    [
        ("1/x", -1, 1, Undecided), ("1/x^2", -1, 1, Undecided), ("tan(x)", 0, 2, Undecided),
        ("1/(x^2 - 2)", 0, 3, Undecided), ("1", 0, oo, NoLimit), ("cos(x)", 0, oo, NoLimit),
        ("exp(x)", 0, oo, NoLimit), ("x", "x", 1, InputError), ("1/(y + x)", 0, 1, Undecided),
    ],
)  # fmt: skip
def test_definite_integrals_that_are_refused(text: str, low: Any, high: Any, error: Any) -> None:
    with pytest.raises(error):
        definite_integral(to_canonical(parse(text)), "x", bound(low), bound(high))


def test_definite_without_an_antiderivative() -> None:
    assert definite_integral(parse("sin(x)/x"), "x", 1, 2) is None
    assert isinstance(definite_integral(parse("x"), "x", 0, 1), Term)


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
