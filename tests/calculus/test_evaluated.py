"""Derivatives for evaluation: by exponents at a base of 0, elsewhere as any derivative."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb

import symnum
from codegen.simulation.sensitivity import forward_sensitivities
from symnum.calculus import differentiate
from symnum.calculus.evaluated import evaluated_derivative, evaluated_derivatives
from symnum.errors import InputError
from symnum.numerics.balls import evaluate
from symnum.terms import parse, symbols, to_canonical

HILL = "x^n/(k^n + x^n)"
VALUES = [  # term, x, value of the derivative by n (None: undefined)
    ("x^n", 0, 0), ("x^(2*n)", 0, 0), ("x^n*y", 0, 0), (HILL, 0, 0), ("(x*y)^n", 0, 0),
    ("x^n + n^2", 0, 5), ("abs(x)^n", 0, 0), ("x^(n - 3)", 0, None), ("x^(-n)", 0, None),
    ("x^(n - 5/2)", 0, None), ("x^n", -1, None), ("n*log(x) + x^n", 0, None),
    ("x^n*log(x)*n", 0, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "x", "wanted"), VALUES)
def test_values(text: str, x: int, wanted: int | None) -> None:
    term = to_canonical(parse(text))
    point = {"x": Fraction(x), "n": Fraction(5, 2), "k": Fraction(2), "y": Fraction(3)}
    for slope in (
        evaluated_derivative(term, "n"), evaluated_derivatives("n").derivative(term, "n")
    ):  # fmt: skip
        found = evaluate(slope, point, bits=80)
        assert isinstance(found, arb) == (wanted is not None)
        if wanted is not None:
            assert found == wanted


AT_REST = [  # term, by, value of the derivative where x and y are 0
    ("x*sqrt(abs(x))", "x", 0), ("k*x*abs(x)^(1/2)", "x", 0), ("x*sqrt(x^2 + y^2)", "x", 0),
    ("x*sqrt(x^2 + y^2)", "y", 0), ("(x - y)*sqrt(abs(x - y))", "y", 0),
    ("sin(x)*sqrt(abs(x))*k", "x", 0), ("x*y*sqrt(x*y)", "x", 0), ("x^2*(y^2)^(1/3)", "y", 0),
    ("x*sqrt(abs(x)) + 3*y", "y", 3), ("k*sqrt(x)", "x", None), ("sqrt(x)", "x", None),
    ("sign(x)*sqrt(abs(x))", "x", None), ("x/sqrt(abs(x))", "x", None),
    ("sqrt(x)*x^(1/3)", "x", None), ("sqrt(y)*sqrt(x)", "x", None), ("log(x)*sqrt(x)", "x", None),
    ("floor(x)*sqrt(abs(x))", "x", None), ("(x + 1)*sqrt(x)", "x", None),
    ("x*sqrt(abs(x))*abs(x)^(1/3)", "x", 0), ("y*sqrt(x^2 + y^2)*(x^2 + y^2)^(1/3)", "y", 0),
    ("sqrt(x)*x^(2/3)", "x", 0), ("k*x^(3/2)*x^(1/3)", "x", 0), ("sqrt(x)*(x^(1/6))^3", "x", 1),
    ("sign(x)*sqrt(abs(x))*abs(x)^(1/3)", "x", None), ("x*sign(x)*abs(x)^(1/3)", "x", 0),
    ("(x - y)*sign(x - y)*sqrt(abs(x - y))", "y", 0), ("(x + 1)*sign(x)*sqrt(abs(x))", "x", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "by", "wanted"), AT_REST)
def test_roots_where_other_factors_vanish(text: str, by: str, wanted: int | None) -> None:
    term = to_canonical(parse(text))
    slope = evaluated_derivative(term, by)
    rest = {"x": Fraction(0), "y": Fraction(0), "k": Fraction(2)}
    found = evaluate(slope, rest, bits=80)
    assert isinstance(found, arb) == (wanted is not None)
    if wanted is not None:
        assert found == wanted
    point = {"x": Fraction(3), "y": Fraction(2), "k": Fraction(1, 3)}
    usual = evaluate(differentiate(term, by), point, bits=80)
    elsewhere = evaluate(slope, point, bits=80)
    assert isinstance(usual, arb)
    assert isinstance(elsewhere, arb)
    assert elsewhere.overlaps(usual)


def test_friction_and_drag_from_rest() -> None:
    """v' = 1 - v*sqrt(abs(v)) and w' = g - w*sqrt(v^2 + w^2): no slope is undefined at rest."""

    def rhs(t, u, p):  # type: ignore[no-untyped-def]
        v, w = u
        return np.stack([1 - v * np.sqrt(np.abs(v)), p["g"] - w * np.sqrt(v**2 + w**2)])

    system = symnum.ode(rhs, [0.0, 0.0], parameters={"g": 2.0})
    assert np.array_equal(system.jacobian(0.0, [0.0, 0.0]).toarray(), np.zeros((2, 2)))
    assert np.array_equal(system.jacobian_product(0.0, [0.0, 0.0], [1.0, 1.0]), [0.0, 0.0])
    v, w = 1.5, -0.5
    wanted = [[-1.5 * v**0.5, 0], [-w * v / np.hypot(v, w), -(v**2 + 2 * w**2) / np.hypot(v, w)]]
    np.testing.assert_allclose(system.jacobian(0.0, [v, w]).toarray(), wanted, rtol=1e-13)
    found = system.solve((0, 50), rtol=1e-8).final
    np.testing.assert_allclose(found[0], 1.0, rtol=1e-6)
    np.testing.assert_allclose(found[1] * np.hypot(*found), 2.0, rtol=1e-6)


def test_products_of_different_roots() -> None:
    """Of amounts that are nothing at first; the third may also be negative."""

    def rhs(t, u, p):  # type: ignore[no-untyped-def]
        a, b, c = u
        return np.stack(
            [p["fed"] - a**0.5 * a ** (2 / 3), -(b**1.5) * b ** (1 / 3), -c * np.cbrt(c)]
        )

    system = symnum.ode(rhs, [0.0, 0.0, 0.0], parameters={"fed": 1.0})
    assert np.array_equal(system.jacobian(0.0, np.zeros(3)).toarray(), np.zeros((3, 3)))
    a, b, c = 0.7, 2.5, -1.5
    wanted = np.diag([-7 / 6 * a ** (1 / 6), -11 / 6 * b ** (5 / 6), -4 / 3 * np.cbrt(c)])
    np.testing.assert_allclose(system.jacobian(0.0, [a, b, c]).toarray(), wanted, rtol=1e-13)
    np.testing.assert_allclose(system.solve((0, 30)).final, [1.0, 0.0, 0.0], rtol=1e-4)


@pytest.mark.parametrize("text", ["x^n", HILL, "x^(n*x)", "(x + y)^(n^2)*sin(x)", "x^x^n"])
@pytest.mark.parametrize("symbol", ["x", "n", "k"])
def test_elsewhere_as_ever(text: str, symbol: str) -> None:
    term = to_canonical(parse(text))
    point = {"x": Fraction(3, 2), "n": Fraction(7, 5), "k": Fraction(2, 3), "y": Fraction(1, 9)}
    found, wanted = (
        evaluate(slope, point, bits=120)
        for slope in (evaluated_derivative(term, symbol), differentiate(term, symbol))
    )
    assert isinstance(found, arb)
    assert isinstance(wanted, arb)
    assert found.overlaps(wanted)
    assert found.rad() < 1e-25


@pytest.mark.parametrize("text", ["x^3", "2^n", "sqrt(x)^3", "n*log(x)", "exp(n*x)/x", "f(n, x)"])
def test_nothing_else_changes(text: str) -> None:
    term = to_canonical(parse(text, functions=["f"]))
    for symbol in ("x", "n"):
        assert evaluated_derivative(term, symbol) is differentiate(term, symbol)


def test_bases_that_are_not_zero() -> None:
    (p,), (n,) = symbols("p", "positive"), symbols("n")
    assert evaluated_derivative(p**n, "n") is differentiate(p**n, "n")


def test_operators_without_a_derivative() -> None:
    with pytest.raises(InputError, match="no derivative"):
        evaluated_derivative(to_canonical(parse("x == n")), "n")


def test_hill_function_of_what_is_absent_at_first() -> None:
    """u' = 1 - u, v' = u^n/(k^n + u^n) - v: the exponent matters though u starts at 0."""

    def rhs(t, u, p):  # type: ignore[no-untyped-def]
        made = u[0] ** p["n"] / (p["k"] ** p["n"] + u[0] ** p["n"])
        return np.stack([1 - u[0], made - u[1]])

    system = symnum.ode(rhs, [0.0, 0.0], parameters={"n": 2.5, "k": 0.5})
    found = forward_sensitivities(system, [0.0, 2.0], ["n", "k"])
    for name, value in (("n", 2.5), ("k", 0.5)):
        step = 1e-4
        ends = [
            system.with_parameters(**{name: value + sign * step})
            .solve((0, 2), rtol=1e-10, atol=1e-12)
            .final
            for sign in (1, -1)
        ]
        wanted = (ends[0] - ends[1]) / (2 * step)
        assert abs(wanted[1]) > 1e-2
        np.testing.assert_allclose(found.derivatives[name][-1, :, 0], wanted, atol=1e-5)
