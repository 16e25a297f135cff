"""Baselines against errors computed independently (cross-checked with Sollya)."""

from fractions import Fraction

import pytest

from evolve.baselines import minimax_polynomial, minimax_rational, taylor
from symnum.errors import InputError
from symnum.numerics.supremum import supremum_error
from symnum.ops import EXP2, LOG


def error(program):
    return supremum_error(program, EXP2, 0, 1).lower


@pytest.mark.parametrize(
    ("degree", "operations", "expected"),
    [(1, 2, 4.30e-2), (2, 4, 2.48e-3), (3, 6, 1.07e-4), (4, 8, 3.70e-6), (5, 10, 1.07e-7)],
)
def test_minimax_polynomials(degree, operations, expected):
    program = minimax_polynomial(EXP2, 0, 1, degree)
    assert program.operations == operations
    assert error(program) == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize(
    ("degree", "operations", "expected"), [(1, 3, 1.227e-3), (2, 6, 6.14e-7), (3, 9, 1.32e-10)]
)
def test_minimax_continued_fractions(degree, operations, expected):
    program = minimax_rational(EXP2, 0, 1, degree)
    assert program.operations == operations
    assert error(program) == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize(
    ("degree", "operations", "expected"),
    [(1, 2, 3.07e-1), (2, 4, 6.66e-2), (3, 6, 1.11e-2), (4, 8, 1.50e-3), (5, 10, 1.71e-4)],
)
def test_taylor_polynomials(degree, operations, expected):
    program = taylor(EXP2, degree)
    assert program.operations == operations
    assert error(program) == pytest.approx(expected, rel=5e-3)


def test_taylor_polynomials_about_the_middle_are_better():
    program = taylor(EXP2, 5, Fraction(1, 2))
    assert program.operations == 11
    assert error(program) == pytest.approx(3.58e-6, rel=5e-3)


@pytest.mark.parametrize("make", [minimax_polynomial, minimax_rational])
def test_a_degree_of_zero_is_refused(make):
    with pytest.raises(InputError, match="degree"):
        make(EXP2, 0, 1, 0)


def test_a_function_without_a_value_is_refused():
    with pytest.raises(InputError):
        taylor(LOG, 3)
    with pytest.raises(InputError, match="no finite value"):
        minimax_polynomial(LOG, -1, 1, 3)
