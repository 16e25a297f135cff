"""Antiderivatives of powers of sums and of products of exponentials."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symnum.calculus import differentiate, integrate
from symnum.calculus.monomials import raised
from symnum.numerics.balls import same_value
from symnum.polynomials import expand
from symnum.terms import parse
from symnum.terms.canonical import Sum
from symnum.terms.ring import linear_combination

POINTS = [Fraction(n, 11) for n in (1, 3, 4, 7)]
TOO_LONG = ["cos(x + y)^10*(x + y + z + w)^20", "(x + exp(x) + sin(x) + 1)^30"]


@pytest.mark.parametrize("text", TOO_LONG)
def test_powers_of_sums_end(text: str) -> None:
    """Multiplied out they have more monomials than are ever looked at."""
    assert integrate(parse(text), "x", most_monomials=200) is None


@pytest.mark.parametrize("text", ["sin(x)*(x + 1)^40", "(x + y)^30*exp(2*x)", "(x + exp(x) + 1)^9"])
def test_powers_of_sums_are_multiplied_out_at_once(text: str) -> None:
    """Their monomials, and what remains of them in parts, are looked at once each."""
    term = parse(text)
    found = integrate(term, "x", most_monomials=128)
    assert found is not None
    for value in POINTS:
        point = {"x": value, "y": Fraction(2, 3)}
        assert same_value(differentiate(found, "x"), term, point)


EXPONENTIALS = [
    ("x*exp(x)^2", "x*exp(2*x)/2 - exp(2*x)/4"), ("exp(x)*exp(2*x)", "exp(3*x)/3"),
    ("x/exp(x)^2", "-x*exp(-2*x)/2 - exp(-2*x)/4"), ("exp(3*x)^4", "exp(3*x)^4/12"),
    ("1/(exp(x)*exp(2*x))", "-exp(-3*x)/3"), ("x*exp(a*x)/exp(a*x + b)", "x^2*exp(-b)/2"),
    ("exp(x)/exp(x)*x", "x^2/2"), ("exp(x)*x/exp(x + y)", "x^2*exp(-y)/2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), EXPONENTIALS)
def test_products_of_exponentials(text: str, wanted: str) -> None:
    found = integrate(parse(text, canonical=True), "x")
    assert found is parse(wanted, canonical=True)


@given(st.lists(st.sampled_from(["x", "y", "exp(x)", "sin(x)", "3", "-x^2/2"]), min_size=2,
                max_size=4, unique=True), st.integers(1, 6))  # fmt: skip
def test_addends_of_powers(parts: list[str], exponent: int) -> None:
    base = parse(" + ".join(parts), canonical=True)
    assert isinstance(base, Sum)
    found = raised(base, exponent)
    assert found is not None
    assert linear_combination(found) is expand(base**exponent)


def test_powers_with_too_many_addends() -> None:
    base = parse("x + y + exp(x) + 1", canonical=True)
    assert isinstance(base, Sum)
    assert raised(base, 16) is not None  # 969
    assert raised(base, 17) is None  # 1140


def test_the_limit_is_of_the_whole_search() -> None:
    term = parse("sin(x)*(x + 1)^3 + exp(2*x)")
    assert integrate(term, "x", most_monomials=5) is None
    assert integrate(term, "x", most_monomials=100) is integrate(term, "x") is not None
