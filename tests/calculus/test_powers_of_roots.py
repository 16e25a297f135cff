"""Derivatives of powers of roots at 0, where the chain rule alone leaves 0/0."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

import symnum
from symnum.calculus import differentiate, gradient, hessian, jacobian
from symnum.calculus.canonical_derivatives import CanonicalDifferentiation
from symnum.numerics.balls import evaluate
from symnum.terms import convert, parse, to_canonical, to_text

SPELLED = {  # canonical, plain
    "x^(3/2)": ("3*sqrt(x)/2", "3*x^(1/2)/2"),
    "sqrt(x)^3": ("3*sqrt(x)/2", "3*sqrt(x)/2"),
    "sqrt(x)^5": ("5*sqrt(x)^3/2", "5*sqrt(x)^3/2"),
    "x*sqrt(x)": ("3*sqrt(x)/2", "3*sqrt(x)/2"),
    "2*x*y*sqrt(x)": ("3*sqrt(x)*y", None),
    "x^2*sqrt(x)": ("5*sqrt(x)*x/2", None),
    "x^(4/3)": ("4*x^(1/3)/3", "4*x^(1/3)/3"),
    "x^(2/3)": ("2/(3*x^(1/3))", "2*x^(-1/3)/3"),
    "sqrt(x)": ("1/(2*sqrt(x))", "1/(2*sqrt(x))"),
    "x^(-1/2)": ("-1/(2*sqrt(x)^3)", "-x^(-3/2)/2"),
    "sqrt(x)^2": ("1 + 0*sqrt(x)", "sqrt(x)^0"),
    "abs(x)^(3/2)": ("3*sqrt(abs(x))*sign(x)/2", "3*sign(x)*abs(x)^(1/2)/2"),
    "(x^2 + 1)^(3/2)": ("3*sqrt(x^2 + 1)*x", "3*x*(x^2 + 1)^(1/2)"),
    "(x + 1)*sqrt(x + 1)": ("3*sqrt(x + 1)/2", "3*sqrt(x + 1)/2"),
    "sqrt(x)*y^(3/2)": ("sqrt(y)^3/(2*sqrt(x))", "y^(3/2)/(2*sqrt(x))"),
}


@pytest.mark.parametrize("text", SPELLED)
def test_spelling(text: str) -> None:
    canonical, plain = SPELLED[text]
    term = to_canonical(parse(text))
    wanted = to_canonical(parse(canonical))
    assert differentiate(term, "x") is wanted
    assert CanonicalDifferentiation(("x",)).derivative(term, "x") is wanted
    if plain is not None:
        assert to_text(differentiate(parse(text), "x")) == plain


ZERO_AT_ZERO = [
    "x^(3/2)", "x^(17/10)", "x^1.7", "sqrt(x)^3", "abs(x)^(3/2)", "x*sqrt(x)", "x^3*x^(1/3)",
    "2*(x*sqrt(x))", "sqrt(x)*(x*2)", "(x^(2/3))^2", "(x^(1/3))^5", "sqrt(x)^3*exp(x)",
    "sqrt(sin(x))^3", "(x^2 + x^4)^(3/2)", "sin(x)*sqrt(sin(x))",
]  # fmt: skip
NONE_AT_ZERO = ["sqrt(x)", "x^(2/3)", "x^(-1/2)", "sqrt(x)*exp(x)", "x/sqrt(x)", "sqrt(x)/x"]


def families(text: str) -> list[Any]:
    term = parse(text)
    return [term, to_canonical(term), convert(term, "x")]


@pytest.mark.parametrize("text", ZERO_AT_ZERO)
def test_value_at_zero(text: str) -> None:
    for term in families(text):
        slope = differentiate(term, "x")
        found = evaluate(slope, {"x": Fraction(0)}, bits=80)
        assert isinstance(found, arb)
        assert found == 0
        (column,) = jacobian([term], ["x"]).entries.values()
        assert evaluate(column, {"x": Fraction(0)}, bits=80) == 0
        assert evaluate(gradient(term, ["x"])[0], {"x": Fraction(0)}, bits=80) == 0


@pytest.mark.parametrize("text", NONE_AT_ZERO)
def test_no_value_at_zero(text: str) -> None:
    for term in families(text):
        found = evaluate(differentiate(term, "x"), {"x": Fraction(0)}, bits=80)
        assert not isinstance(found, arb)


@pytest.mark.parametrize("text", ["x^(3/2)", "sqrt(x)^3", "sqrt(x)^2", "x*sqrt(x)", "sqrt(x)^4",
                                  "(x^(1/3))^3", "(x^(2/3))^3"])  # fmt: skip
def test_no_value_below_zero(text: str) -> None:
    """Roots of negative numbers stay undefined over the reals, in the derivative as well."""
    for term in families(text):
        found = evaluate(differentiate(term, "x"), {"x": Fraction(-1)}, bits=80)
        assert not isinstance(found, arb)


@pytest.mark.parametrize("target", ["c", "numpy", "jax"])
@pytest.mark.parametrize("text", ["x^(3/2)", "sqrt(x)^3", "x*sqrt(x)", "abs(x)^(3/2)"])
def test_compiled(text: str, target: str) -> None:
    for term in (parse(text), to_canonical(parse(text))):
        with np.errstate(all="ignore"):
            slope = symnum.compile(differentiate(term, "x"), ["x"], target=target)
            found = np.asarray(slope(np.array([0.0, 4.0])), dtype=np.float64)
        assert np.allclose(found, [0.0, 3.0], rtol=1e-6)


def test_second_derivatives() -> None:
    ((found,),) = hessian(to_canonical(parse("x^(5/2)")), ["x"])
    assert found is to_canonical(parse("15*sqrt(x)/4"))


@given(p=st.integers(1, 9), n=st.integers(2, 5), k=st.integers(0, 3), top=st.integers(1, 40))
def test_powers_beside_roots(p: int, n: int, k: int, top: int) -> None:
    """x^k (x^(1/n))^p has the derivative (k + p/n) x^(k + p/n - 1), in every spelling."""
    text = f"x^{k}*(x^(1/{n}))^{p}" if k else f"(x^(1/{n}))^{p}"
    exponent = k + Fraction(p, n)
    point = {"x": Fraction(top, 7)}
    wanted = evaluate(parse(f"({exponent})*x^({exponent - 1})"), point, bits=100)
    assert isinstance(wanted, arb)
    for term in families(text):
        found = evaluate(differentiate(term, "x"), point, bits=100)
        assert isinstance(found, arb)
        assert found.overlaps(wanted)
        assert found.rad() < 1e-20


@given(
    powers=st.lists(st.tuples(st.integers(1, 7), st.integers(2, 6)), min_size=1, max_size=3),
    top=st.integers(1, 40),
)
def test_products_of_roots_of_one_base(powers: list[tuple[int, int]], top: int) -> None:
    """x^a x^b ... has the derivative (a + b + ...) x^(a + b + ... - 1), also at 0."""
    exponent = sum((Fraction(p, n) for p, n in powers), Fraction(0))
    term = to_canonical(parse("*".join(f"(x^(1/{n}))^{p}" for p, n in powers)))
    (slope,) = gradient(term, ["x"])
    wanted = parse(f"({exponent})*x^({exponent - 1})")
    for place in (Fraction(0), Fraction(top, 7), Fraction(-1)):
        found, value = (evaluate(one, {"x": place}, bits=100) for one in (slope, wanted))
        if place < 0 or (place == 0 and exponent < 1):
            assert not isinstance(found, arb)
            continue
        assert isinstance(found, arb)
        assert isinstance(value, arb)
        assert found.overlaps(value)
        assert found.rad() < 1e-20
