"""Baselines against errors computed independently (cross-checked with Sollya)."""

from fractions import Fraction

import pytest

from evolve.baselines import (
    Basis,
    baseline_front,
    chebyshev,
    minimax_polynomial,
    minimax_rational,
    pade_quotient,
    taylor,
)
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.objectives import Objective, certified_error
from symnum.numerics.supremum import supremum_error
from symnum.ops import ATAN, COS, EXP, EXP2, LOG, LOG2, SIN, TAN, TANH
from symnum.terms.plain import plain_symbols

RELATIVE = Objective("relative")
QUARTER = Fraction(7853981633974483, 10**16)
ODD, EVEN = Basis(is_square=True, has_factor=True), Basis(is_square=True)


(x,) = plain_symbols("x")


def error(program):
    return supremum_error(program, EXP2, 0, 1, gap=0.004).lower


def relative(program, reference=EXP2, low=0, high=1):
    return certified_error(program, reference, RELATIVE, low, high, gap=0.004).lower


@pytest.mark.parametrize(
    ("degree", "operations", "absolute", "relative_error"),
    [
        (1, 1, 4.30e-2, 2.98e-2),  # the best line has slope 1 if absolute errors count
        (2, 4, 2.48e-3, 1.73e-3),
        (3, 6, 1.07e-4, 7.48e-5),
        (4, 8, 3.70e-6, 2.59e-6),
        (5, 10, 1.07e-7, 7.49e-8),
        (6, 12, 2.64e-9, 1.86e-9),
        (7, 14, 5.72e-11, None),
        (8, 16, 1.10e-12, None),
        (9, 18, 1.91e-14, None),
    ],
)
def test_minimax_polynomials(degree, operations, absolute, relative_error):
    program = minimax_polynomial(EXP2, 0, 1, degree)
    assert program.operations == operations
    assert error(program) == pytest.approx(absolute, rel=5e-3)
    if relative_error:
        program = minimax_polynomial(EXP2, 0, 1, degree, objective=RELATIVE)
        assert relative(program) == pytest.approx(relative_error, rel=5e-3)


@pytest.mark.parametrize(
    ("degree", "absolute", "relative_error", "bits"),
    [
        (1, 1.227e-3, 8.67e-4, 53),
        (2, 6.14e-7, 4.34e-7, 53),
        (3, 1.32e-10, 9.31e-11, 53),
        (4, 1.57e-14, 1.11e-14, 53),
        (5, 1.19e-18, None, 100),
    ],
)
def test_minimax_quotients(degree, absolute, relative_error, bits):
    fraction = minimax_rational(EXP2, 0, 1, degree, bits=bits)
    horner = minimax_rational(EXP2, 0, 1, degree, form="horner", bits=bits)
    assert (fraction.operations, horner.operations) == (3 * degree, 4 * degree)
    assert error(fraction) == pytest.approx(absolute, rel=5e-3)
    assert error(horner) == pytest.approx(absolute, rel=2e-2)
    if relative_error:
        program = minimax_rational(EXP2, 0, 1, degree, objective=RELATIVE)
        assert relative(program) == pytest.approx(relative_error, rel=1e-2)


@pytest.mark.parametrize(
    ("degree", "squarings", "operations", "expected"),
    [(1, 1, 4, 2.17e-4), (2, 1, 7, 2.71e-8), (3, 1, 10, 1.46e-12), (2, 4, 10, 6.6e-12)],
)
def test_quotients_with_squarings(degree, squarings, operations, expected):
    program = minimax_rational(EXP2, 0, 1, degree, squarings=squarings, objective=RELATIVE)
    assert program.operations == operations
    assert relative(program) == pytest.approx(expected, rel=1e-2)


@pytest.mark.parametrize(
    ("degree", "operations", "expected"),
    [(1, 2, 3.07e-1), (2, 4, 6.66e-2), (3, 6, 1.11e-2), (4, 8, 1.50e-3), (5, 10, 1.71e-4),
     (6, 12, 1.67e-5), (7, 14, 1.4e-6), (8, 16, 1.1e-7)],
)  # fmt: skip
def test_taylor_polynomials(degree, operations, expected):
    program = taylor(EXP2, degree)
    assert program.operations == operations
    assert error(program) == pytest.approx(expected, rel=5e-3 if degree < 7 else 5e-2)


def test_taylor_polynomials_about_the_middle_are_better():
    program = taylor(EXP2, 5, Fraction(1, 2))
    assert program.operations == 11
    assert error(program) == pytest.approx(3.58e-6, rel=5e-3)
    expanded = taylor(EXP2, 5, Fraction(1, 2), expanded=True)
    assert expanded.operations == 10
    assert error(expanded) == pytest.approx(3.58e-6, rel=5e-3)


def test_chebyshev_polynomials_are_a_little_worse_than_minimax_ones():
    best = error(minimax_polynomial(EXP2, 0, 1, 4))
    for truncated in (False, True):
        program = chebyshev(EXP2, 0, 1, 4, truncated=truncated)
        assert program.operations == 8
        assert best < error(program) < 1.2 * best
    assert error(chebyshev(EXP2, 0, 1, 4)) != error(chebyshev(EXP2, 0, 1, 4, truncated=True))


def test_chebyshev_series_have_the_coefficients_of_bessel_functions():
    """exp(x) on [-1, 1] is I0(1) + 2 I1(1) T1(x) + …"""
    program = chebyshev(EXP, -1, 1, 1, truncated=True)
    slope, start = (float(c) for c in program.constants)
    assert slope == pytest.approx(2 * 0.5651591039924851, rel=1e-14)
    assert start == pytest.approx(1.2660658777520084, rel=1e-14)


def test_pade_approximants():
    """exp has (1 + x/2 + x²/12)/(1 − x/2 + x²/12); made monic below."""
    program = pade_quotient(EXP, 2, 2)
    assert [round(float(c), 12) for c in program.constants] == [6.0, 12.0, -6.0, 12.0]
    fraction = pade_quotient(EXP, 2, 2, form="continued-fraction")
    bounds = [supremum_error(p, EXP, 0, 1).bound for p in (program, fraction)]
    assert bounds[0] == pytest.approx(bounds[1], rel=1e-6)
    about_middle = pade_quotient(EXP2, 2, 2, Fraction(1, 2), form="continued-fraction")
    assert error(minimax_rational(EXP2, 0, 1, 2)) < error(about_middle) < 2e-5


@pytest.mark.parametrize("make", [
    lambda k: taylor(EXP2, 3, squarings=k), lambda k: chebyshev(EXP2, 0, 1, 3, squarings=k),
    lambda k: minimax_polynomial(EXP2, 0, 1, 3, squarings=k),
    lambda k: pade_quotient(EXP2, 1, 1, squarings=k),
])  # fmt: skip
def test_a_squaring_is_one_operation_and_helps(make):
    plain, squared, more = make(0), make(1), make(3)
    assert (squared.operations, more.operations) == (plain.operations + 1, plain.operations + 3)
    assert error(more) < error(squared) < error(plain)


def test_odd_and_even_functions_have_forms_of_their_own():
    sine = minimax_polynomial(SIN, 0, QUARTER, 2, basis=ODD, objective=RELATIVE)
    assert sine.operations == 6
    assert relative(sine, SIN, 0, QUARTER) < 4e-6
    cosine = minimax_polynomial(COS, 0, QUARTER, 2, basis=EVEN)
    assert cosine.operations == 5
    assert supremum_error(cosine, COS, 0, QUARTER).bound < 3e-5
    arc = minimax_rational(ATAN, 0, 1, 1, basis=ODD)
    assert arc.operations == 5
    assert supremum_error(arc, ATAN, 0, 1).bound < 4e-4
    assert taylor(SIN, 2, basis=ODD).operations == 6
    assert pade_quotient(TANH, 1, 1, basis=ODD).operations == 6


def test_a_multiple_of_x_is_a_baseline():
    line = minimax_polynomial(TAN, 0, QUARTER, 0, basis=ODD)
    assert line.operations == 1
    assert supremum_error(line, TAN, 0, QUARTER).bound < 6e-2
    (shortest, *_) = baseline_front(TAN, 0, QUARTER, Objective(), 1)[::-1]
    assert (shortest.operations, shortest.family) == (1, "minimax polynomials")
    with pytest.raises(InputError, match="at least 0"):
        minimax_polynomial(TAN, 0, QUARTER, -1, basis=ODD)


def test_a_zero_inside_is_a_factor():
    program = minimax_polynomial(LOG2, 1, 2, 4, basis=Basis(1, has_factor=True), objective=RELATIVE)
    assert program.operations == 10
    assert relative(program, LOG2, 1, 2) < 1e-4


def test_references_may_be_code_on_balls():
    assert minimax_polynomial(lambda b: (b * b).exp(), 0, 1, 3).operations == 6


@pytest.mark.parametrize("make", [minimax_polynomial, minimax_rational, chebyshev])
def test_a_degree_of_zero_is_refused(make):
    with pytest.raises(InputError, match="degree"):
        make(EXP2, 0, 1, 0)


def test_a_function_without_a_value_is_refused():
    with pytest.raises(InputError, match="no Taylor series"):
        taylor(LOG, 3)
    for make in (minimax_polynomial, chebyshev):
        with pytest.raises(InputError, match="no finite value"):
            make(LOG, -1, 1, 3)


def test_what_does_not_fit_is_refused():
    with pytest.raises(InputError, match=r"f\(x\) = f\(x/2\)\^2 does not hold .* x = "):
        minimax_polynomial(SIN, 0, 1, 3, squarings=1)
    with pytest.raises(InputError, match="equal degrees"):
        minimax_rational(EXP2, 0, 1, 2, below=1)
    with pytest.raises(InputError, match="other powers"):
        taylor(EXP2, 3, basis=ODD)
    with pytest.raises(InputError, match="coefficients are not determined"):
        minimax_rational(lower([1 / (x + 1)]), 0, 1, 2)


def test_what_a_polynomial_meets_exactly_is_found():
    program = minimax_polynomial(lower([x * x - 3]), 0, 1, 3)
    assert supremum_error(program, lower([x * x - 3]), 0, 1).bound < 1e-25


EXPECTED = {
    ("minimax polynomials", 4): 2.48e-3,
    ("minimax polynomials", 8): 3.70e-6,
    ("minimax quotients", 3): 1.227e-3,
    ("minimax quotients", 6): 6.14e-7,
    ("Taylor", 4): 1.0724e-2,
}


def test_the_list_of_baselines():
    found = baseline_front(EXP2, 0, 1, Objective(), 8)
    errors = {(entry.family, entry.operations): entry.error for entry in found}
    assert {family for family, _ in errors} == {
        "Taylor", "Chebyshev", "minimax polynomials", "minimax quotients", "Padé",
    }  # fmt: skip
    for entry in found:
        assert entry.operations == entry.program.operations <= 8
        assert entry.error.bound <= 1.021 * entry.error.lower
    for key, expected in EXPECTED.items():
        assert errors[key].lower <= expected * 1.02
    for family, operations in errors:
        shorter = [e.bound for (f, n), e in errors.items() if f == family and n < operations]
        assert errors[family, operations].bound < min(shorter, default=1)
    squared = [entry for entry in found if entry.squarings]
    assert squared
    assert all("squaring" in entry.name for entry in squared)


def test_the_list_for_relative_errors_keeps_zeros():
    found = baseline_front(SIN, 0, QUARTER, RELATIVE, 6)
    best = min(entry.error.bound for entry in found if entry.family == "minimax polynomials")
    assert best < 4e-6
    assert not any(entry.squarings for entry in found)
