"""Derivatives: spelling, every operator against Taylor series, all families, depth."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import arb, arb_series
from hypothesis import given
from hypothesis import strategies as st

from symnum.calculus import differentiate, gradient, jacobian
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import evaluate, same_value
from symnum.numerics.series import program_series
from symnum.ops import ADD, MUL, SIN
from symnum.terms import (
    Call,
    Number,
    Symbol,
    Term,
    convert,
    interface,
    node_count,
    parse,
    symbols,
    to_canonical,
    to_plain,
    to_text,
)
from symnum.terms.functions import cos, exp, sin

SPELLED = [
    ("5", "0"), ("x", "1"), ("y", "0"), ("-x", "-1"), ("3 - x", "-1"), ("x + y", "1"),
    ("x^3", "3*x^2"), ("x^2", "2*x"), ("x^1", "1"), ("x^0", "0"), ("x^-2", "-2/x^3"),
    ("x^(1/2)", "x^(-1/2)/2"), ("x^(-1/3)", "-x^(-4/3)/3"), ("x*x", "2*x"), ("2*x*y", "2*y"),
    ("x^y", "y*x^(y - 1)"), ("2^x", "2^x*log(2)"), ("x^x", "x*x^(x - 1) + x^x*log(x)"),
    ("1/x", "-1/x^2"), ("x/3", "1/3"), ("x/y", "1/y"), ("y/x", "-y/x^2"),
    ("(x + 1)^2", "2*(x + 1)"), ("x - x", "0"), ("2*x*y - x/3", "2*y - 1/3"),
    ("sqrt(x^2 + 1)", "x/sqrt(x^2 + 1)"), ("exp(2*x)", "2*exp(2*x)"), ("log(x)", "1/x"),
    ("sin(x)*exp(x)", "cos(x)*exp(x) + sin(x)*exp(x)"), ("cos(x)", "-sin(x)"),
    ("cos(-x)", "sin(-x)"), ("tan(x)", "1 + tan(x)^2"), ("acos(x)", "-1/sqrt(1 - x^2)"),
    ("abs(x)", "sign(x)"), ("sign(x)", "0"), ("floor(x)", "0"), ("fma(x, y, x)", "y + 1"),
    ("hypot(x, 3)", "x/hypot(x, 3)"), ("sin(y)", "0"), ("sin(x)^2", "2*cos(x)*sin(x)"),
    ("select(y < 0, x, x^2)", "select(y < 0, 1, 2*x)"), ("select(x < 0, 2, 3)", "0"),
    ("gamma(2*x)", "2*gamma(2*x)*digamma(2*x)"), ("lgamma(x)", "digamma(x)"),
    ("digamma(x)", "polygamma(1, x)"), ("polygamma(n, x)", "polygamma(n + 1, x)"),
    ("besselj(n, x)", "(besselj(n - 1, x) - besselj(n + 1, x))/2"),
    ("besselk(n, x)", "-(besselk(n - 1, x) + besselk(n + 1, x))/2"),
    ("atan2(x, 1)", "1/(x^2 + 1)"), ("atan2(y, x)", "-y/(y^2 + x^2)"),
    ("select(x < 0, -x, log(x))", "select(x < 0, -1, 1/x)"), ("pi*x", "pi"),
    ("f(x, y)", "derivative(f(x, y), x)"), ("f(y)", "0"), ("x*f(y)", "f(y)"),
    ("f(x)^2", "2*derivative(f(x), x)*f(x)"),
    ("derivative(f(x, y), y)", "derivative(derivative(f(x, y), y), x)"),
    ("derivative(f(y), y)", "0"), ("integral(sin(x), x)", "sin(x)"),
    ("integral(x*y, y)", "integral(y, y)"), ("integral(f(y), y)", "0"),
    ("integral(f(z), x)", "f(z)"), ("2/0 + x", "1"), ("x*0", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPELLED)
def test_plain_derivatives_come_out_tidy(text: str, expected: str) -> None:
    found = differentiate(parse(text, functions=["f"]), "x")
    assert to_text(found) == expected


CANONICAL = [
    ("k*x^2*y - 3*x*y + 7", "2*k*x*y - 3*y"),
    ("x/(K + x)", "1/(K + x) - x/(K + x)^2"),
    ("(x + y)^3", "3*(x + y)^2"),
    ("(x + 1)*(x + 2)", "2*x + 3"),
    ("1/x^2", "-2/x^3"),
    ("x*f(x)", "f(x) + x*derivative(f(x), x)"),
    ("x/x", "1/x - x/x^2"),
    ("sin(x)^3*cos(y)", "3*sin(x)^2*cos(x)*cos(y)"),
]


@pytest.mark.parametrize(("text", "expected"), CANONICAL)
def test_canonical_derivatives(text: str, expected: str) -> None:
    term, wanted = (to_canonical(parse(t, functions=["f"])) for t in (text, expected))
    assert differentiate(term, "x") is wanted


@pytest.mark.parametrize(
    ("text", "operator"),
    [("select(x < y, 1, 2) + (x < y)", "less"), ("x = y", "equation"), ("not x < 1", "negation")],
)
def test_operators_without_a_derivative(text: str, operator: str) -> None:
    if operator == "less":
        term: Any = parse("x < y")
    else:
        term = parse(text)
    with pytest.raises(InputError, match=f"operator '{operator}' has no derivative by 'x'"):
        differentiate(term, "x")
    assert to_text(differentiate(term, "w")) == "0"


@pytest.mark.parametrize(
    ("symbol", "order", "message"),
    [("2x", 1, "not the name of a symbol"), (3, 1, "not a symbol"), ("x", -1, "negative")],
)
def test_bad_arguments(symbol: Any, order: int, message: str) -> None:
    with pytest.raises(InputError, match=message):
        differentiate(parse("x^2"), symbol, order)


def test_orders() -> None:
    term = parse("x^4")
    assert [to_text(differentiate(term, "x", n)) for n in range(6)] == [
        "x^4", "4*x^3", "12*x^2", "24*x", "24", "0",
    ]  # fmt: skip


ANALYTIC = [
    "sin(x)", "cos(2*x)", "tan(x)", "asin(x/2)", "acos(x/3)", "atan(x)", "sinh(x)", "cosh(x)",
    "tanh(x)", "asinh(x)", "acosh(x + 1)", "atanh(x/2)", "exp(-x)", "expm1(x)", "exp2(x)",
    "log(x)", "log1p(x)", "log2(x)", "log10(3*x)", "erf(x)", "erfc(x^2)", "sqrt(x)", "x^(5/2)",
    "x^-3", "3^x", "x^x", "x^(2*x)", "x/(1 + x^2)", "abs(x - 9)", "hypot(x, x^2)", "min(x, x^2)",
    "max(x, 3)", "fma(x, x, sin(x))", "exp(sin(x))*log(1 + x^2)", "((x + 1)*x - 2)/(x - 7)",
    "sin(sin(sin(x)))", "x*x*x*x", "-(x - 2)^3", "select(x < 4, sin(x), 1/x)", "1/(1 + exp(-x))",
    "sqrt(x + sqrt(x))", "floor(x) + x", "sign(x)*x^3",
    "gamma(x)", "gamma(-x/3)*x", "lgamma(x^2)", "lgamma(-x/3)", "digamma(x + 1)",
    "polygamma(1, x)", "polygamma(2, x^2)", "besselj(0, x)", "besselj(3, -x)", "besselj(1/2, x^2)",
    "bessely(1, x)", "besseli(1, x)", "besseli(0, -x)", "besselk(5/2, x)", "erfinv(x/3)",
    "atan2(x, 2)", "atan2(x^2 - 9, -x)", "atan2(-x, x - 7)", "euler_gamma*x",
    "select(x < 1, gamma(x), select(x < 2, x^2, sin(x)))",
]  # fmt: skip
POINTS = [Fraction(5, 7), Fraction(13, 10), Fraction(31, 16)]


def families(term: Term) -> dict[str, Any]:
    return {"plain": term, "canonical": to_canonical(term), "tuple": convert(term, "x")}


@pytest.mark.parametrize("text", ANALYTIC)
def test_agrees_with_taylor_series(text: str) -> None:
    for kind, term in families(parse(text)).items():
        found = differentiate(term, "x")
        for point in POINTS:
            start = arb(point.numerator) / point.denominator
            (series,) = program_series(lower([term], ["x"]), [arb_series([start, 1])], 2, 160)
            value = evaluate(found, {"x": point}, bits=160)
            assert isinstance(value, arb), (kind, point)
            assert isinstance(series, arb_series)
            assert value.overlaps(series[1]), (kind, point)
            assert value.rad() < 1e-30


_UNLIKE = ("lgamma", "min", "max", "select", "floor")
"""Derivatives that SymPy leaves unevaluated or writes in its own way."""


@pytest.mark.parametrize("text", [t for t in ANALYTIC if not t.startswith(_UNLIKE)])
def test_sympy_expressions(text: str) -> None:
    term = convert(parse(text), sympy.Integer(0))
    found = differentiate(term, "x")
    assert isinstance(found, sympy.Basic)
    expected = sympy.diff(term, sympy.Symbol("x", real=True))
    point = {s: sympy.Rational(5, 7) for s in found.free_symbols | expected.free_symbols}
    difference = (found - expected).subs(point).doit()
    assert abs(sympy.N(difference, 30)) < 1e-20


leaves = st.sampled_from([Symbol("x"), Symbol("y")]) | st.builds(Number, st.integers(-3, 3))
polynomials = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda a, b: Call(ADD, (a, b, a)), inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        st.builds(lambda a, b: Call(MUL, (b, a, b)), inner, inner),
        st.builds(lambda a, n: a**n, inner, st.integers(1, 3)),
        st.builds(lambda a: -a / 2, inner),
    ),
    max_leaves=8,
)


@given(polynomials, st.fractions(-2, 2, max_denominator=5), st.fractions(-2, 2, max_denominator=5))
def test_random_polynomials(term: Term, a: Fraction, b: Fraction) -> None:
    """Against SymPy's own derivative of the expanded polynomial, in all families."""
    x = sympy.Symbol("x", real=True)
    expected = sympy.diff(convert(term, x), x)
    point = {"x": a, "y": b}
    for kind in families(term).values():
        # an exact 0 that is written as a product of differences cannot be proved to be 0
        assert same_value(differentiate(kind, "x"), to_plain(expected), point) is not False


@pytest.mark.parametrize(("family", "depth"), [("plain", 100_000), ("canonical", 30_000)])
def test_depth(family: str, depth: int) -> None:
    start = families(parse("x"))[family]
    term = start
    for _ in range(depth):
        term = interface.rebuild(term, SIN, (term,)) + start
    found = differentiate(term, "x")  # 1 + cos(inner)·inner'
    assert interface.operator(found) is ADD
    assert any(interface.number(part) == 1 for part in interface.arguments(found))


def test_the_derivative_of_a_deep_chain_is_one_product() -> None:
    """100,000 levels; with a growing product at each of them this would take an hour."""
    (term,) = (start,) = symbols("x")
    for _ in range(50_000):
        term = sin(cos(term))
    found = differentiate(term, start)  # 50,000 times cos(cos(inner)), 50,000 times -sin(inner)
    assert interface.operator(found) is MUL
    assert len(interface.arguments(found)) == 100_000


def test_chains_that_are_shared_are_multiplied_once() -> None:
    x, y = symbols("x y")
    inner = sin(cos(sin(x)))
    found = differentiate(inner + y * inner**2 + exp(inner), x)
    slope = -cos(cos(sin(x))) * sin(sin(x)) * cos(x)
    assert found is slope + 2 * y * inner * slope + exp(inner) * slope


def test_no_derivative_by_the_order_of_a_bessel_function() -> None:
    for family in families(parse("besselj(x, y)")).values():
        with pytest.raises(InputError, match="operator 'besselj' has no derivative by 'x'"):
            differentiate(family, "x")
        assert node_count(differentiate(family, "y")) > 1


def test_doubling_is_linear() -> None:
    term: Any = parse("x")
    for _ in range(200):
        term = term * term + 1
    assert node_count(differentiate(term, "x")) < 2_000


def test_long_sums_are_one_pass() -> None:
    x, *others = symbols("x " + " ".join(f"s{n}" for n in range(600)))
    total = interface.rebuild(x, ADD, [n * x * s for n, s in enumerate(others, 1)])
    slope = differentiate(total, x)
    assert slope is interface.rebuild(x, ADD, [n * s for n, s in enumerate(others, 1)])


def test_gradient() -> None:
    assert [to_text(t) for t in gradient(parse("x*y^2"), ["x", "y", "z"])] == ["y^2", "2*x*y", "0"]


JACOBIANS = {
    "mass action": ["-k*x*y + 2*z", "k*x*y - z^2", "5", "3*x - 3*x"],
    "rate laws": ["k*x/(K + x)", "x*sin(y)*z", "exp(x*y)/z", "1/x"],
    "bare": ["x", "2*y", "x*y*z", "w"],
}


@pytest.mark.parametrize("texts", JACOBIANS.values(), ids=JACOBIANS)
def test_jacobian_is_sparse_and_right(texts: list[str]) -> None:
    names = ["z", "x", "y"]
    for rows in ([parse(t) for t in texts], [to_canonical(parse(t)) for t in texts]):
        found = jacobian(rows, names)
        assert found.shape == (len(texts), 3)
        assert list(found.entries) == sorted(found.entries)
        for row, term in enumerate(rows):
            for column, symbol in enumerate(names):
                slope = differentiate(term, symbol)
                if interface.number(slope) == 0:
                    assert (row, column) not in found.entries
                else:
                    assert to_text(found.entries[row, column]) == to_text(slope)


def test_rows_share_what_they_have_in_common() -> None:
    """A sum of 3,000 terms inside a function: as many entries, and not their square in time."""
    x = symbols(" ".join(f"x{n}" for n in range(3000)))
    total = interface.rebuild(x[0], ADD, [n * v**2 for n, v in enumerate(x, 1)])
    found = jacobian([exp(total), sin(total)], x)
    assert len(found) == 6000
    assert found.entries[0, 6] is 14 * x[6] * exp(total)
    assert gradient(exp(total), x)[6] is 14 * x[6] * exp(total)


def test_columns() -> None:
    x, y = symbols("x y")
    starts, rows, terms = jacobian([x * y, y**2, x], [x, y]).by_column()
    assert (starts, rows) == ([0, 2, 4], [0, 2, 0, 1])
    assert [to_text(term) for term in terms] == ["y", "1", "x", "2*y"]
    with pytest.raises(InputError, match="twice"):
        jacobian([x], [x, "x"])
