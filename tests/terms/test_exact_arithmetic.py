"""Numbers in canonical terms, small and large: those of :class:`fractions.Fraction`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import fmpz
from hypothesis import given
from hypothesis import strategies as st

from symnum.terms import parse, symbols, to_text
from symnum.terms.canonical import Canonical, CanonicalNumber, Sum
from symnum.terms.exact import Exact, reduced
from symnum.terms.ring import content, linear_combination, product

EDGES = [0, 1, 2, 3, 10, 2**30 - 1, 2**30, 2**31, 2**62, 2**63 - 1, 2**63, 2**64, 3**60]
INTEGERS = st.builds(lambda n, d, s: s * (n + d), st.sampled_from(EDGES), st.integers(-2, 2),
                     st.sampled_from([1, -1]))  # fmt: skip
NUMBERS = st.builds(Fraction, INTEGERS, INTEGERS.filter(bool))
x, y = symbols("x y")


def value(term: Canonical) -> Exact:
    assert isinstance(term, CanonicalNumber)
    return term.value


def same(found: Exact, expected: Fraction) -> None:
    """Equal in value and in form: an integral value is an ``int``."""
    assert found == reduced(expected)
    assert type(found) is type(reduced(expected))
    assert hash(found) == hash(expected)


@given(NUMBERS, NUMBERS)
def test_operations_on_numbers(a: Fraction, b: Fraction) -> None:
    first, second = CanonicalNumber(a), CanonicalNumber(b)
    same(value(first), a)
    same(value(first + second), a + b)
    same(value(first - second), a - b)
    same(value(first * second), a * b)
    if b:
        same(value(first / second), a / b)
        same(value(product([(first, 1), (second, -1)])), a / b)
    assert (first is second) == (a == b)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_operations_on_coefficients(a: Fraction, b: Fraction, c: Fraction) -> None:
    """Coefficients of one symbol and constants, through every way in which they meet."""
    found = linear_combination([(x, a), (y, 1), (x, b), (CanonicalNumber(c), a)])
    expected = {n: reduced(v) for n, v in ((x, a + b), (y, Fraction(1))) if v}
    assert isinstance(found, Sum) or expected == {y: 1}
    if isinstance(found, Sum):
        assert dict(found.entries) == expected
        same(found.constant, a * c)
        assert c * found is linear_combination(
            [(x, (a + b) * c), (y, c), (CanonicalNumber(c), a * c)]
        )
        assert found - found is CanonicalNumber(0)
        assert content(found) * (found * CanonicalNumber(1 / Fraction(content(found)))) is found


@given(NUMBERS, NUMBERS)
def test_texts_and_terms_agree(a: Fraction, b: Fraction) -> None:
    made = a * x - b * y + a - b
    assert parse(f"({a})*x - ({b})*y + ({a}) - ({b})", canonical=True) is made
    assert parse(to_text(made), canonical=True) is made
    assert parse(f"-(({a})*x) + ({b})", canonical=True) is b - a * x


@pytest.mark.parametrize("number", [Fraction(3), Fraction(2**70, 1), Fraction(-0, 5), True])
def test_numbers_in_another_form(number: Fraction) -> None:
    """Fractions that are integers, and truth values in arithmetic, are the integers."""
    assert CanonicalNumber(int(number)) * x is linear_combination([(x, number)])


@pytest.mark.parametrize("integer", [sympy.Integer, np.int64, fmpz], ids=lambda kind: kind.__name__)
def test_integers_of_other_libraries(integer: Callable[[int], int]) -> None:
    assert product([(x, integer(2)), (y, integer(-3))]) is product([(x, 2), (y, -3)])
    assert product([(x, integer(2)), (x, integer(1))]) is product([(x, 3)])
