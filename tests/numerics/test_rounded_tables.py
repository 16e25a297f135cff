"""Complete tables against mpmath and the double-precision library."""

from __future__ import annotations

import bisect
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy import special

from symnum.errors import InputError
from symnum.numerics.formats import BFLOAT16, E4M3FN, E5M2, FLOAT16, FLOAT32, SmallFormat
from symnum.numerics.rounded_tables import SpecialValues, correctly_rounded_table
from symnum.terms import parse

LIBRARY = {"exp(x)": np.exp, "log2(x)": np.log2, "tanh(x)": np.tanh, "erf(x)": special.erf}


@pytest.mark.parametrize("text", LIBRARY)
def test_bfloat16_agrees_with_double_libraries_rounded(text: str) -> None:
    """Their error of some 1e-16 moves no value of these functions over a boundary."""
    table = correctly_rounded_table(parse(text), BFLOAT16)
    arguments = BFLOAT16.decode(BFLOAT16.patterns())
    with np.errstate(all="ignore"):
        expected = BFLOAT16.encode(LIBRARY[text](arguments))
    number = ~BFLOAT16.is_nan(expected)
    np.testing.assert_array_equal(table.patterns[number], expected[number])
    assert BFLOAT16.is_nan(table.patterns[~number]).all()


@pytest.mark.parametrize("kind", [E4M3FN, E5M2], ids=lambda kind: kind.name)
@pytest.mark.parametrize("name", ["exp", "log", "sin", "tanh", "erf"])
def test_8_bits_agree_with_mpmath(name: str, kind: SmallFormat) -> None:
    table = correctly_rounded_table(parse(f"{name}(x)"), kind)
    values = [kind.value(pattern) for pattern in range(kind.largest + 1)]
    with mpmath.workprec(300):
        for pattern, argument in enumerate(kind.decode(kind.patterns()).tolist()):
            if not math.isfinite(argument) or (name == "log" and argument <= 0):
                continue
            exact = _fraction(getattr(mpmath, name)(argument))
            place = bisect.bisect_left(values, abs(exact), 1, kind.largest)
            nearest = min((place - 1, place), key=lambda p: (abs(values[p] - abs(exact)), p & 1))
            if nearest == kind.largest and abs(exact) >= values[-1] + _half_unit(kind):
                nearest = kind.too_large
            odd = name in ("sin", "tanh", "erf") and math.copysign(1, argument) < 0
            sign = kind.sign_mask if exact < 0 or (exact == 0 and odd) else 0
            found = int(table.patterns[pattern])
            assert found == nearest | sign or kind.is_nan(np.array([found, nearest])).all()


def _half_unit(kind: SmallFormat) -> Fraction:
    """Above the largest number; a tie goes to infinity, or stays where it is even (448)."""
    half = (kind.value(kind.largest) - kind.value(kind.largest - 1)) / 2
    return half if kind.largest & 1 else half + Fraction(1, 10**9)


def _fraction(value: mpmath.mpf) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    size = Fraction(int(mantissa)) * Fraction(2) ** max(int(exponent), -3000)
    return -size if sign else size


def test_ties_and_exact_values_are_decided() -> None:
    """log2(512) = 9 is half way between 8 and 10; 2^-17 half the smallest subnormal."""
    logarithm = correctly_rounded_table(parse("log2(x)"), E5M2)
    assert E5M2.decode(logarithm.patterns[E5M2.encode(np.array([512.0, 8.0]))]).tolist() == [8, 3]
    power = correctly_rounded_table(parse("exp2(x)"), FLOAT16)
    found = power.patterns[FLOAT16.encode(np.array([-25.0, -24.0, -24.98, 16.0, 15.0]))]
    assert FLOAT16.decode(found).tolist() == [0, 2.0**-24, 2.0**-24, math.inf, 2.0**15]


def test_values_at_zeros_and_infinities() -> None:
    at = np.array([-math.inf, -0.0, 0.0, math.inf])

    def values(text: str, special: SpecialValues | None = None) -> list[str]:
        table = correctly_rounded_table(parse(text), E5M2, special)
        return [str(value) for value in E5M2.decode(table.patterns[E5M2.encode(at)])]

    assert values("exp(x)") == ["0.0", "1.0", "1.0", "inf"]
    assert values("1/x") == ["-0.0", "-inf", "inf", "0.0"]
    assert values("log(x)") == ["nan", "-inf", "-inf", "inf"]
    assert values("sin(x)") == ["nan", "-0.0", "0.0", "nan"]
    assert values("x/(1 + exp(-x))") == ["-0.0", "-0.0", "0.0", "inf"]
    told = SpecialValues(minus_zero=-math.inf)
    assert values("1/sqrt(x)", told) == ["nan", "-inf", "inf", "0.0"]


def test_what_cannot_be_tabulated_is_refused() -> None:
    with pytest.raises(InputError, match="at most 16 bits"):
        correctly_rounded_table(parse("exp(x)"), FLOAT32)
    with pytest.raises(InputError, match="one symbol, not 2"):
        correctly_rounded_table(parse("x + y"), E5M2)


def test_true_values_have_the_accuracy_of_float64() -> None:
    """Also where 160 bits give fewer, as for sin of large arguments in bfloat16."""
    table = correctly_rounded_table(parse("sin(x)"), BFLOAT16)
    with mpmath.workprec(400):
        for pattern in (0x7F7F, 0x7EEC, 0x6A97, 0x579E, 0x4049):
            exact = mpmath.sin(mpmath.mpf(float(BFLOAT16.value(pattern))))
            error = abs((mpmath.mpf(float(table.true[pattern])) - exact) / exact)
            assert error <= 2.0**-52
