"""Series: known expansions, SymPy's and Arb's coefficients, parameters, and what has none."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import arb, arb_series
from hypothesis import given, settings
from hypothesis import strategies as st

import symnum
from symnum.calculus import NoExpansion, Series, Undecided, series
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import evaluate
from symnum.numerics.series import program_series
from symnum.terms import Canonical, Term, convert, parse, symbols, to_canonical, to_text
from symnum.terms.sympy_terms import to_sympy


def expanded(text: str, about: Any = 0, order: int = 6) -> Series:
    point = to_canonical(parse(about)) if isinstance(about, str) else about
    return series(to_canonical(parse(text, functions=["f"])), "x", point, order)


KNOWN = [
    ("sin(x)*exp(x)/(1 - x)", 0, 4, "x + 2*x^2 + 7*x^3/3 + O(x^4)"),
    ("exp(1 + x)", 0, 3, "exp(1) + x*exp(1) + x^2*exp(1)/2 + O(x^3)"),
    ("sin(x + a)", 0, 3, "sin(a) + x*cos(a) - x^2*sin(a)/2 + O(x^3)"),
    ("log(a + x)", 0, 3, "log(a) + x/a - x^2/(2*a^2) + O(x^3)"),
    ("1/x + cos(x)/x^2", 0, 3, "1/x^2 + 1/x - 1/2 + x^2/24 + O(x^3)"),
    ("tan(x)", 0, 6, "x + x^3/3 + 2*x^5/15 + O(x^6)"),
    ("1/sin(x)^2", 0, 3, "1/x^2 + 1/3 + x^2/15 + O(x^3)"),
    ("sqrt(x)*sin(x)", 0, 4, "sqrt(x)^3 - sqrt(x)^7/6 + O(x^4)"),
    ("sqrt(x) + x^(1/3)", 0, 2, "x^(1/3) + sqrt(x) + O(x^2)"),
    ("(1 + x)^a", 0, 3, "1 + a*x + x^2*(a^2 - a)/2 + O(x^3)"),
    ("acos(x)", 0, 4, "pi/2 - x - x^3/6 + O(x^4)"),
    ("acos(1 - x)", 0, 2, "2*sqrt(x)/sqrt(2) + sqrt(x)^3/(6*sqrt(2)) + O(x^2)"),
    ("erf(x)", 0, 4, "2*x/sqrt(pi) - 2*x^3/(3*sqrt(pi)) + O(x^4)"),
    ("gamma(1 + x)", 0, 3, "1 - x*euler_gamma + x^2*(6*euler_gamma^2 + pi^2)/12 + O(x^3)"),
    ("gamma(x)", 0, 1, "1/x - euler_gamma + O(x)"),
    ("besselj(0, x)", 0, 5, "1 - x^2/4 + x^4/64 + O(x^5)"),
    ("abs(x^2 - x^3)", 0, 4, "x^2 - x^3 + O(x^4)"),
    ("abs(cos(x))", "pi", 3, "1 - (x - pi)^2/2 + O((x - pi)^3)"),
    ("select(x < 1, sin(x), 3)", 0, 4, "x - x^3/6 + O(x^4)"),
    ("atan2(x, 1)", 0, 4, "x - x^3/3 + O(x^4)"), ("max(gamma(x), gamma(x))", 1, 1, "1 + O(x - 1)"),
    ("max(x, 1) + min(x, 2) + floor(x + 1/2)", 0, 3, "1 + x + O(x^3)"),
    ("1/(x + sin(1)^2 + cos(1)^2 - 1)", 0, 3, "1/x + O(x^3)"),
    ("(exp(x) - 1 - x)/x^2", 0, 2, "1/2 + x/6 + O(x^2)"),
    ("log(sin(x)/x)", 0, 4, "-x^2/6 + O(x^4)"),
    ("tanh(a + x)", 0, 3, "tanh(a) - x*(tanh(a)^2 - 1) + x^2*(tanh(a)^3 - tanh(a)) + O(x^3)"),
    ("(y + x)/(y + x)", 0, 2, "1 + O(x^2)"), ("x/x", 0, 2, "1 + O(x^2)"), ("0/x", 0, 2, "O(x^2)"),
    ("f(y)*exp(x)", 0, 2, "f(y) + x*f(y) + O(x^2)"), ("y", 0, 2, "y + O(x^2)"),
    ("1/(1 + x)", math.inf, 4, "1/x - 1/x^2 + 1/x^3 + O(1/x^4)"),
    ("sqrt(x^2 + x)", math.inf, 3, "x + 1/2 - 1/(8*x) + 1/(16*x^2) + O(1/x^3)"),
    ("sqrt(x^2 + x)", -math.inf, 2, "-x - 1/2 + 1/(8*x) + O(1/x^2)"),
    ("exp(1/x)", -math.inf, 3, "1 + 1/x + 1/(2*x^2) + O(1/x^3)"),
    ("sqrt(x)", math.inf, 2, "sqrt(x) + O(1/x^2)"),
    ("sin(x)/(x - pi)", "pi", 4, "-1 + (x - pi)^2/6 + O((x - pi)^4)"),
    ("1/(x^2 - 1)", 1, 2, "1/(2*(x - 1)) - 1/4 + x/8 - 1/8 + O((x - 1)^2)"),
    ("x^2", 3, 0, "O(1)"), ("1/x^3", 0, -1, "1/x^3 + O(1/x)"), ("x^5", 0, 2, "O(x^2)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "about", "order", "expected"), KNOWN, ids=str)
def test_known_expansions(text: str, about: Any, order: int, expected: str) -> None:
    assert str(expanded(text, about, order)) == expected


NONE = [
    ("abs(x)", 0, "corner or a jump"), ("sign(sin(x))", 0, "corner or a jump"),
    ("floor(x)", 3, "corner or a jump"), ("max(x, 2*x)", 0, "corner or a jump"),
    ("log(x)", 0, "logarithmic singularity"), ("x^x", 0, "logarithmic singularity"),
    ("log(x)", math.inf, "logarithmic singularity"), ("exp(1/x)", 0, "essential singularity"),
    ("sin(x)", math.inf, "essential singularity"), ("exp(x)", math.inf, "essential singularity"),
    ("sqrt(-x)", 0, "negative near the point"), ("log(x)", -2, "negative near the point"),
    ("sqrt(x^2)", 0, "on one side only"), ("asin(x)", 2, "no real value"),
    ("digamma(x)", 0, "no real value"), ("acosh(x)", 0, "no real value"),
    ("atan2(x, -1)", 0, "jumps"), ("besselj(1/2, x)", 0, "no derivative of order 1"),
    ("besselj(x, 2)", 0, "no derivative by"), ("f(x)", 0, "no known expansion"),
    ("select(y < 1, x, 2)", 0, "neither true nor false"),
    ("x^(sqrt(2))", 0, "no power of x"), ("abs(y*x^2 + x^3)", 0, "sign of y could not be decided"),
    ("1/(sin(x)^2 + cos(x)^2 - 1)", 0, "may be identically 0"), ("1/0 + x", 0, "no real value"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "about", "message"), NONE, ids=str)
def test_where_there_is_no_expansion(text: str, about: Any, message: str) -> None:
    with pytest.raises((NoExpansion, Undecided), match=message):
        expanded(text, about, 4)


def test_bad_arguments() -> None:
    with pytest.raises(InputError, match="order has to be an integer up to 1000"):
        expanded("x", 0, 2000)
    with pytest.raises(InputError, match="contains the variable x"):
        expanded("x", "x + 1")
    with pytest.raises(InputError, match="not a symbol"):
        series(parse("x"), parse("x + 1"))
    with pytest.raises(InputError, match="coefficient of power 6 is not known"):
        expanded("sin(x)").coefficient(6)


def test_what_a_series_offers() -> None:
    found = expanded("(1 - cos(x))/x^4", 0, 3)
    assert (found.valuation, found.order, found.step, found.conditions) == (-2, 3, 1, ())
    assert [to_text(c) for c in found.coefficients] == ["1/2", "0", "-1/24", "0", "1/720"]
    assert to_text(found.coefficient(-2)) == "1/2"
    assert [to_text(found.coefficient(n)) for n in (-9, 1)] == ["0", "0"]
    assert found.term() is to_canonical(parse("1/(2*x^2) - 1/24 + x^2/720"))
    assert r"O\left(x^{3}\right)$" in found._repr_latex_()
    root = expanded("sqrt(x) + x")
    assert (root.valuation, root.step, to_text(root.coefficient(Fraction(1, 2)))) == (
        Fraction(1, 2), Fraction(1, 2), "1",
    )  # fmt: skip


def test_what_was_taken_to_be_nonzero() -> None:
    found = expanded("1/(a*x + b*x^2)", 0, 2)
    assert [to_text(c) for c in found.conditions] == ["a"]
    assert str(found) == "1/(a*x) - b/a^2 + b^2*x/a^3 + O(x^2)"
    (p,) = symbols("p", positive=True)
    (x,) = symbols("x")
    assert series(1 / (p + x), x, order=2).conditions == ()


def test_families() -> None:
    text = parse("exp(x)*y")
    for term, kind in ((text, Term), (to_canonical(text), Canonical), (convert(text, "x"), tuple)):
        found = series(term, "x", order=2)
        assert isinstance(found.term(), kind)
        assert all(isinstance(c, kind | str) for c in found.coefficients)
    x = sympy.Symbol("x", real=True)
    assert series(sympy.exp(x), x, order=3).term() == 1 + x + x**2 / 2
    assert symnum.series is series


AGAINST_SYMPY = [
    ("exp(sin(x))", 0), ("log(1 + x)/(1 - x)", 0), ("x/(exp(x) - 1)", 0), ("cos(x)/sin(x)", 0),
    ("sqrt(1 + x + x^2)", 0), ("atan(x)^2", 0), ("asinh(x)", 0), ("sinh(x)/cosh(2*x)", 0),
    ("(1 + x)^(1/3)*exp(-x)", 0), ("tan(x) - sinh(x)", 0), ("exp(x*y)*cos(y)", 0),
    ("1/(x^2*(1 - y*x))", 0), ("sin(x)", 2), ("exp(x)*log(x)", 1), ("1/(x^3 - 8)", 2),
    ("sqrt(x)", 4), ("atan(x)", 1), ("1/(x + y)^2", 0), ("log(2 + x)*exp(y + x)", 0),
    ("asin(x/2)", 0), ("atanh(x)/x^3", 0), ("cosh(x)^3", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "about"), AGAINST_SYMPY, ids=str)
def test_against_sympy(text: str, about: int) -> None:
    term = to_canonical(parse(text))
    x = sympy.Symbol("x", real=True)
    wanted = sympy.series(to_sympy(term), x, about, 5).removeO()
    difference = to_sympy(series(term, "x", about, 5).term()) - wanted
    points = {"y": sympy.Rational(3, 7), "x": sympy.Rational(11, 13)}
    value = difference.subs({s: points[s.name] for s in difference.free_symbols})
    assert abs(sympy.N(value, 30)) < 1e-25


SMOOTH = [
    "sin(x)", "cos(2*x)*exp(-x)", "tan(x/3)", "asin(x/9)", "acos(x/9)", "atan(x)", "sinh(x)",
    "tanh(x)", "asinh(x)", "acosh(x + 1)", "atanh(x/9)", "expm1(x)", "exp2(x)", "log(x)",
    "log1p(x)", "log2(x)", "log10(3*x)", "erf(x)", "erfc(x^2)", "sqrt(x)", "x^(5/2)", "x^-3",
    "3^x", "x^x", "x/(1 + x^2)", "abs(x - 9)", "hypot(x, x^2)", "min(x, x^2)", "max(x, 8)",
    "fma(x, x, sin(x))", "1/(1 + exp(-x))", "sqrt(x + sqrt(x))", "sign(x)*x^3",
    "select(x < 9, sin(x), 1/x)", "x^pi", "cosh(log(x))^2",
]  # fmt: skip


@pytest.mark.parametrize("text", SMOOTH)
@pytest.mark.parametrize("point", [Fraction(5, 7), Fraction(31, 16)])
def test_coefficients_against_ball_arithmetic(text: str, point: Fraction) -> None:
    term = to_canonical(parse(text))
    start = arb(point.numerator) / point.denominator
    (wanted,) = program_series(lower([term], ["x"]), [arb_series([start, 1])], 6, 200)
    assert isinstance(wanted, arb_series)
    found = series(term, "x", point, 6)
    for n in range(6):
        value = evaluate(found.coefficient(n), {}, bits=200)
        assert isinstance(value, arb)
        assert value.overlaps(wanted[n])
        assert value.rad() < 1e-30


RATIONAL = st.lists(st.integers(-3, 3), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(RATIONAL, RATIONAL.filter(any), st.integers(-2, 2))
def test_quotients_of_polynomials(above: list[int], below: list[int], about: int) -> None:
    """Times the denominator, the series is the numerator, up to the order."""
    (x,) = symbols("x")
    numerator, denominator = (
        sum((c * (x - about) ** n for n, c in enumerate(cs)), 0 * x) for cs in (above, below)
    )
    found = series(numerator / denominator, x, about, 7)
    lowest = next(n for n, c in enumerate(below) if c)
    h = [0] * 20
    for n, c in enumerate(found.known):
        for m, d in enumerate(below):
            place = int(found.valuation) + n + m
            if 0 <= place < 20:
                h[place] += c * d
    assert h[: 7 + lowest] == [*above, *[0] * 20][: 7 + lowest]


def test_symbolic_coefficients_serve_where_rational_ones_do_not() -> None:
    """The two kernels agree."""
    a = expanded("exp(sin(x))/(1 - x)", 0, 12)
    b = expanded("exp(sin(x))/(1 - x) + y", 0, 12).coefficient
    assert all(a.coefficient(n) is b(n) for n in range(1, 12))


def test_a_deep_term() -> None:
    (x,) = symbols("x")
    term = x
    for _ in range(20_000):
        term = symnum.sin(term)
    assert str(series(term, x, order=4)) == "x - 10000*x^3/3 + O(x^4)"
