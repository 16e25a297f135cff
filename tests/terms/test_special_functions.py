"""Gamma and Bessel functions, angles and piecewise: spelling, SymPy both ways, slow ranges."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import scipy.special
import sympy
from flint import arb, ctx

import symnum
from symnum import piecewise, select, symbols, to_latex, to_text
from symnum.errors import InputError
from symnum.numerics.balls import UNDECIDED, UNDEFINED, evaluate
from symnum.ops import BESSELK, is_reserved_name
from symnum.terms import Call, Number, Symbol, parse
from symnum.terms.functions import equal, gamma, less
from symnum.terms.sympy_terms import from_sympy, to_sympy

x, y = symbols("x y")
u = sympy.Symbol("x", real=True)
positive = sympy.Symbol("p", positive=True)


def test_gamma_is_a_symbol_unless_it_is_called() -> None:
    term = parse("gamma*x + gamma(gamma) - lgamma(x)")
    assert to_text(term) == "gamma*x + gamma(gamma) - lgamma(x)"
    assert to_latex(parse("gamma*gamma(x)")) == r"\gamma \Gamma\left(x\right)"
    assert parse("gamma", assumptions={"gamma": ["positive"]}) is Symbol(
        "gamma", frozenset({"positive"})
    )
    assert not is_reserved_name("gamma")
    assert is_reserved_name("lgamma")
    with pytest.raises(symnum.ParseError, match="lgamma is a function"):
        parse("lgamma*x")


LATEX = [
    ("lgamma(x)", r"\ln\left|\Gamma\left(x\right)\right|"), ("digamma(x)", r"\psi\left(x\right)"),
    ("polygamma(n, x)", r"\psi^{\left(n\right)}\left(x\right)"),
    ("besselj(n + 1, x)^2", r"J_{n + 1}\left(x\right)^{2}"),
    ("bessely(0, x)", r"Y_{0}\left(x\right)"), ("besseli(0, x)", r"I_{0}\left(x\right)"),
    ("besselk(0, x)", r"K_{0}\left(x\right)"), ("euler_gamma", r"\gamma_{\mathrm{E}}"),
    ("airyai(x)^2", r"\operatorname{Ai}\left(x\right)^{2}"),
    ("airybiprime(x)", r"\operatorname{Bi}'\left(x\right)"),
    ("erfinv(x)", r"\operatorname{erf}^{-1}\left(x\right)"),
    ("atan2(y, x)", r"\operatorname{atan2}\left(y, x\right)"),
    ("select(x < 0, 1, select(x == 0, 2, 3))", r"\begin{cases}1 & x < 0\\2 & x = 0\\"
     r"3 & \text{otherwise}\end{cases}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LATEX)
def test_latex(text: str, expected: str) -> None:
    assert to_latex(parse(text)) == expected


def test_piecewise_is_a_chain_of_choices() -> None:
    chain = piecewise((-x, x < 0), (0, equal(x, 0)), x)
    assert chain is select(less(x, 0), -x, select(equal(x, 0), 0, x))
    assert piecewise((1, x < 0), (2, True)) is select(x < 0, 1, 2)
    assert piecewise(x) is x
    assert to_text(symnum.differentiate(chain, x)) == "select(x < 0, -1, select(0 == x, 0, 1))"
    assert evaluate(piecewise((1 / x, x > 0), (5, x < 0), (2, True)), {"x": 0}) == 2


@pytest.mark.parametrize(
    ("branches", "message"),
    [
        ((), "pairs"),
        (((x, x < 0),), "needs a value elsewhere"),
        (((x, x == y), 1), "condition 1 is Python's False.*equal"),
        (((x, True), 1), "condition 1 is Python's True"),
        (((x, x), 1), "condition 1 is not a comparison"),
        ((x, 1), "argument 1 is not a pair"),
    ],
)
def test_piecewise_refuses(branches: tuple[Any, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        piecewise(*branches)


BOTH_WAYS = [
    (sympy.gamma(u), "gamma(x)"), (sympy.digamma(u), "digamma(x)"),
    (sympy.polygamma(2, u), "polygamma(2, x)"), (sympy.EulerGamma + u, "x + euler_gamma"),
    (sympy.loggamma(positive), "lgamma(p)"), (sympy.erfinv(u), "erfinv(x)"),
    (sympy.atan2(u, 2 * u + 1), "atan2(x, 2*x + 1)"), (sympy.besselj(1, u), "besselj(1, x)"),
    (sympy.bessely(1, u), "bessely(1, x)"), (sympy.besseli(1, u), "besseli(1, x)"),
    (sympy.besselk(sympy.Rational(1, 3), u), "besselk(1/3, x)"),
    (sympy.airyai(2 * u), "airyai(2*x)"), (sympy.airybiprime(u), "airybiprime(x)"),
    (sympy.Piecewise((u, u < 0), (2, True)), "select(x < 0, x, 2)"),
    (sympy.Piecewise((u, u < 0), (2, u < 1), (3, True)), "select(x < 0, x, select(x < 1, 2, 3))"),
    (sympy.Piecewise((u, u < 0), (u**2, u >= 0)), "select(x < 0, x, x^2)"),
    (sympy.Piecewise((u, u < 0), (1, u > 1)), "select(x < 0, x, select(1 < x, 1, 1/0))"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "text"), BOTH_WAYS, ids=[text for _, text in BOTH_WAYS])
def test_sympy_both_ways(expression: Any, text: str) -> None:
    assert to_text(from_sympy(expression)) == text
    assert to_sympy(from_sympy(expression)) == expression
    assert to_sympy(from_sympy(expression, plain=True)) == expression


def test_sympy_has_no_value_between_branches() -> None:
    between = from_sympy(sympy.Piecewise((u, u < 0), (1, u > 1)))
    assert evaluate(between, {"x": Fraction(1, 2)}) is UNDEFINED
    assert evaluate(between, {"x": -2}) == -2


def test_log_gamma_below_zero_in_sympy() -> None:
    assert to_sympy(symnum.lgamma(x)) == sympy.log(abs(sympy.gamma(u)))
    with pytest.raises(InputError, match="loggamma is not real below 0"):
        from_sympy(sympy.loggamma(u))


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (lambda: scipy.special.gamma(x) + scipy.special.gammaln(y), "gamma(x) + lgamma(y)"),
        (lambda: scipy.special.psi(x), "digamma(x)"),
        (lambda: scipy.special.jv(2, x) * scipy.special.kv(y, x), "besselj(2, x)*besselk(y, x)"),
        (lambda: scipy.special.erfinv(x), "erfinv(x)"),
    ],
)
def test_scipy_builds_terms(built: Callable[[], Any], expected: str) -> None:
    assert str(built()) == expected


@pytest.mark.parametrize("bits", [128, 256, 1024])
@pytest.mark.parametrize("at", [Fraction(2000, 7), Fraction(47959, 269), Fraction(212743, 1000)])
@pytest.mark.parametrize("order", [1, 2, Fraction(41, 50)])
def test_k_where_flint_is_slow(order: Any, at: Fraction, bits: int) -> None:
    """Where FLINT would integrate for a minute, there are fewer digits, but an answer."""
    found = evaluate(Call(BESSELK, (Number(order), Number(at))), {}, bits=bits)
    assert isinstance(found, arb)
    assert found.rel_accuracy_bits() > 60
    with mpmath.workdps(40), ctx.workprec(160):
        order, argument = (
            mpmath.mpf(v.numerator) / v.denominator for v in map(Fraction, (order, at))
        )
        known = arb(mpmath.nstr(mpmath.besselk(order, argument), 36))
        assert abs(found / known - 1) < 1e-17


@pytest.mark.parametrize("name", ["bessely", "besseli", "besselk", "polygamma"])
def test_extreme_orders_are_in_doubt(name: str) -> None:
    assert evaluate(parse(f"{name}(10^9, 2)"), {}) is UNDECIDED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x*gamma(x)/gamma(x + 1)", "x*gamma(x)/gamma(x + 1)"),
        ("p*gamma(p)/gamma(p + 1)", "1"), ("gamma(p + 2)/gamma(p)", "p*(p + 1)"),
        ("gamma(5) + gamma(1/2)^2", "pi + 24"), ("exp(lgamma(p))", "gamma(p)"),
        ("log(gamma(p))", "lgamma(p)"), ("lgamma(p + 1) - log(p)", "lgamma(p)"),
        ("digamma(p + 1) - digamma(p)", "1/p"), ("polygamma(0, x)", "digamma(x)"),
        ("besselj(0, p) + besselj(2, p)", "2*besselj(1, p)/p"),
        ("besselk(-n, x)", "besselk(n, x)"), ("besseli(2, 0)", "0"),
        ("besselj(m - 1, p) + besselj(m + 1, p)", "2*m*besselj(m, p)/p"),
        ("erfinv(erf(x))", "x"), ("erf(erfinv(x))", "erf(erfinv(x))"),
        ("atan2(2*y, 2*x)", "atan2(y, x)"), ("tan(atan2(y, x))", "y/x"),
        ("select(x < 2, 1, select(x < 1, y, 3))", "select(x < 2, 1, 3)"),
        ("select(x < 2, select(x <= 3, 1, y), 3)", "select(x < 2, 1, 3)"),
        ("select(x < 2, 2, select(3 < x, 3, x))", "max(2, min(x, 3))"),
    ],
)  # fmt: skip
def test_simplified(text: str, expected: str) -> None:
    assumed = {"p": ["positive"]}
    found = symnum.simplify(parse(text, assumptions=assumed), "classical")
    wanted = parse(expected, assumptions=assumed)
    assert symnum.to_canonical(found) is symnum.to_canonical(wanted)


def test_gamma_through_the_door() -> None:
    assert symnum.gamma(x) is gamma(x)
    assert symnum.compile(symnum.gamma(x), target="c")(5.0) == pytest.approx(24, rel=1e-14)
