"""Values in doubled precision against exact fractions, and fits below the rounding of float64."""

from fractions import Fraction
from math import isqrt

import numpy as np
import pytest

from evolve.fits.descent import fit_batch
from evolve.fits.doubled import evaluate_doubled, largest_doubled_error
from evolve.fits.sampling import chebyshev_points, sample
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SQRT, SUB
from symnum.numerics.objectives import Objective
from symnum.ops import EXP2

C = CONSTANT
NODES = sample(EXP2, Objective(), chebyshev_points(0, 1, 40))
CHECKS = sample(EXP2, Objective(), chebyshev_points(0, 1, 161))

# The published program of 10 operations with 3.52e-15, as a known answer; no search sees it.
F10 = np.array([
    (DIV, C, 0), (ADD, 0, 1), (DIV, C, 2), (ADD, 3, 2), (ADD, 4, C), (DIV, C, 5), (SUB, 6, C),
    (MUL, 7, 7), (MUL, 8, 8), (MUL, 9, 9),
])  # fmt: skip
CONSTANTS = np.array([
    5783.5330096027765, 0.0, 15141.981176922711, 0.0, -250.55247494972059, 501.10494991027866,
    -0.99999999999999956, 0.0, 0.0, 0.0,
])  # fmt: skip


def exactly(code, constants, x):
    values = [Fraction(x)]
    for (operator, *arguments), constant in zip(code.tolist(), constants.tolist(), strict=True):
        a, b = (Fraction(constant) if v == C else values[v] for v in arguments)
        values.append(
            a + b if operator == ADD else a - b if operator == SUB
            else a * b if operator == MUL else a / b if operator == DIV else root(a)
        )  # fmt: skip
    return values[-1]


def root(value):
    """A square root with at least 60 digits."""
    scale = 10**140
    return Fraction(isqrt(int(value * scale)), 10**70)


ROOTS = np.array([(ADD, 0, C), (SQRT, 1, 1), (SQRT, 0, 0), (MUL, 3, C), (ADD, 2, 4)])


@pytest.mark.parametrize("seed", range(25))
def test_values_have_about_thirty_digits(random_program, seed):
    code, constants = random_program(seed, 8) if seed else (ROOTS, np.arange(1.0, 6.0))
    constants = np.sign(constants) * (1.5 + np.abs(constants))
    size, points = len(code), np.linspace(0.3, 0.9, 7)
    high, low = np.zeros((size + 1, 7)), np.zeros((size + 1, 7))
    high[0] = points
    evaluate_doubled(code, constants, size, high, low)
    scale = max(1.0, float(np.abs(high).max()))
    for k, x in enumerate(points.tolist()):
        error = Fraction(high[size, k]) + Fraction(low[size, k]) - exactly(code, constants, x)
        assert abs(error) <= 1e-26 * scale


def test_the_published_error_is_seen_where_float64_sees_noise():
    high, low = np.zeros((11, 161)), np.zeros((11, 161))
    high[0] = CHECKS[0]
    found = largest_doubled_error(F10, CONSTANTS, 10, CHECKS, high, low)
    assert found == pytest.approx(3.52e-15, rel=3e-3)


def test_a_fit_goes_below_the_rounding_of_float64():
    starts = np.tile(CONSTANTS * (1 + 1e-4 * np.arange(10)), (1, 2, 1))
    errors, constants = np.zeros(1), np.zeros((1, 10))
    effort = np.array([5, 30, 60, 25, 8])
    fit_batch(F10[None], np.array([10]), starts, np.full(11, np.inf), 1e-11, effort,
              NODES, CHECKS, errors, constants)  # fmt: skip
    assert 3.2e-15 < errors[0] < 4.0e-15
