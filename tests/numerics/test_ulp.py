"""ULP errors and correct rounding against exact arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from symnum.numerics.tape import UNDECIDED, UNDEFINED, Ball, ball
from symnum.numerics.ulp import BINARY32, BINARY64, nearest, ulp_error


def constant(value: Fraction | int) -> Ball:
    return ball(value)


TINY = Fraction(1, 2**1074)
CASES = [
    ("exact", 1.5, Fraction(3, 2), 0.0),
    ("one ulp above 1", 1 + 2.0**-52, Fraction(1), 1.0),
    ("half an ulp below 1, in the ulp of 1", 1 - 2.0**-53, Fraction(1), 0.5),
    ("half an ulp", 1.0, 1 + Fraction(1, 2**53), 0.5),
    ("subnormal", 5e-324, 3 * TINY, 2.0),
    ("zero for tiny", 0.0, TINY / 4, 0.25),
    ("tiny for zero", 5e-324, Fraction(0), 1.0),
    ("negative zero", -0.0, Fraction(0), 0.0),
    ("overflow", math.inf, Fraction(2) ** 1024, 0.0),
    ("overflow of the wrong sign", -math.inf, Fraction(2) ** 1024, math.inf),
    ("infinity for a number", math.inf, Fraction(2) ** 1023, math.inf),
    ("NaN for a number", math.nan, Fraction(1), math.inf),
    ("third", 1 / 3, Fraction(1, 3), 1 / 3),
]


@pytest.mark.parametrize(
    ("computed", "true", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_ulp_error(computed: float, true: Fraction, expected: float) -> None:
    error = ulp_error(computed, lambda bits: constant(true))
    assert expected <= error
    assert error == pytest.approx(expected, rel=1e-5)


def test_undefined_and_undecided() -> None:
    assert ulp_error(math.nan, lambda bits: UNDEFINED) == 0
    assert ulp_error(1.0, lambda bits: UNDEFINED) == math.inf
    with pytest.raises(ArithmeticError, match="undecided"):
        ulp_error(1.0, lambda bits: UNDECIDED)
    assert math.isnan(nearest(lambda bits: UNDEFINED))


def test_other_format() -> None:
    assert ulp_error(1.0, lambda bits: constant(1 + Fraction(1, 2**24)), BINARY32) >= 0.5
    assert BINARY32.unit(0) == Fraction(1, 2**23)
    assert BINARY64.unit(-5000) == TINY


@given(st.fractions(), st.integers(-1100, 1100))
def test_nearest_is_pythons_rounding(value: Fraction, exponent: int) -> None:
    scaled = value * Fraction(2) ** exponent
    if abs(scaled) < BINARY64.overflow:
        assert nearest(lambda bits: ball(scaled)) == float(scaled)


def test_nearest_of_functions() -> None:
    assert nearest(lambda bits: arb(1).exp()) == math.e
    assert nearest(lambda bits: arb(2) ** 2000) == math.inf
    with pytest.raises(ArithmeticError, match="boundary"):
        nearest(lambda bits: 1 + arb(2) ** -53 * arb(1).exp().log())


@given(st.floats(0.1, 1e6))
def test_libm_is_within_an_ulp(x: float) -> None:
    assert ulp_error(math.log(x), lambda bits: arb(x).log()) < 1
