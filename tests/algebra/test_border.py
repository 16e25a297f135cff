"""The border to FLINT: what goes in comes out, over Z where all coefficients are integers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq_mpoly, fmpz_mpoly

from symnum import collect, expand, factor, gcd, sin
from symnum.algebra.border import simple_factors
from symnum.algebra.fractions import has_denominators
from symnum.algebra.generators import PolynomialRing
from symnum.terms import symbols

X, Y, Z = symbols("x y z")
(P,) = symbols("p", "positive")

# fmt: off
TERMS: list[tuple[Any, bool]] = [
    (X**2 * Y - 3 * X + 7,                          True),
    (X**2 / 2 + Y,                                  False),
    (X + Fraction(1, 3),                            False),
    (X / P + X**2 / P**3 + P,                       True),
    (sin(X) ** 2 * Y + 1 / X - 4 * sin(X),          True),
    (sum(n * X**n * Y ** (20 - n) for n in range(1, 20)), True),
    (X**100_000 + X * Y**3 - 2,                     True),
    (sum(X ** (1000 * n) + Y**n for n in range(1, 9)), True),
    (X * Y,                                         True),
    (X * 0 + 5,                                     True),
]
# fmt: on


@pytest.mark.parametrize(("term", "integral"), TERMS, ids=range(len(TERMS)))
def test_what_goes_in_comes_out(term: Any, integral: bool) -> None:
    for wanted in (False, True):
        ring = PolynomialRing.of([term], integral=wanted)
        polynomial: Any = ring.polynomial(term)
        assert type(polynomial) is (fmpz_mpoly if wanted and integral else fmpq_mpoly)
        assert ring.term(polynomial) is term


def test_inner_coefficients_decide_too() -> None:
    assert not PolynomialRing.of([X * (Y / 2 + 1) ** 2], integral=True).integral
    assert not PolynomialRing.of([X * (Y + Fraction(1, 2)) + 1], integral=True).integral
    assert PolynomialRing.of([X * (Y + 2) ** 2 + 3], integral=True).integral
    assert expand(X * (Y / 2 + 1) ** 2) is X * Y**2 / 4 + X * Y + X


def test_simple_factors() -> None:
    assert simple_factors((X * Y + sin(X)).entries) == {X * 1, Y, sin(X)}
    assert simple_factors((P + X * P).entries) == {P, X}
    assert simple_factors((X + 1 / P).entries) is None
    assert simple_factors((X + X * (Y + 1)).entries) is None
    assert has_denominators(X + 1 / Y)
    assert has_denominators(X + 1 / P)
    assert not has_denominators(X * (Y + 1) + sin(1 / X))


def test_collecting_flat_sums_is_collecting_any() -> None:
    term = 6 * X**2 * Y + 4 * X**2 * Z - X * Y / 2 + X + sin(X) * X + Y + 3
    assert collect(term, X) is 2 * X**2 * (3 * Y + 2 * Z) + X * (1 - Y / 2 + sin(X)) + Y + 3
    assert collect(-2 * X * Y - 2 * X * Z, X) is -2 * X * (Y + Z)
    assert collect(X**2 / P + X / P, X) is X**2 / P + X / P
    assert collect(1 / X + Y / X + X, Y) is 1 / X + Y / X + X


def test_signs_and_contents_over_the_integers() -> None:
    assert gcd(-4 * X**2 + 4, -6 * X + 6) is 2 * X - 2
    assert gcd(X / 2 + Fraction(1, 2), X**2 - 1) is X / 2 + Fraction(1, 2)
    assert factor(4 * X**2 * Y - 4 * Y) is 4 * Y * (X - 1) * (X + 1)
