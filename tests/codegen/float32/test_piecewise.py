"""Functions cut into pieces: where pieces begin, what their centres are, what the program takes."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from codegen.float32.constants import coefficients
from codegen.float32.piecewise import ERF, INTERVALS, TANH, Pieces

PIECES = (TANH, ERF)
FUNCTIONS = {"tanh": mpmath.tanh, "erf": mpmath.erf}


def named(pieces):
    return pieces.name


@pytest.mark.parametrize("pieces", PIECES, ids=named)
def test_the_leading_bits_tell_the_interval(pieces):
    for n in range(INTERVALS):
        low, high = pieces.edge(n), pieces.edge(n + 1)
        x = np.linspace(low, high, 99)[1:-1].astype(np.float32)
        assert (pieces.place(x) == n).all() and (pieces.place(-x) == n).all()
    beyond = np.array([pieces.limit, 100.0, np.inf], np.float32)
    assert (pieces.place(beyond) == INTERVALS - 1).all()


@pytest.mark.parametrize("pieces", PIECES, ids=named)
def test_values_at_centres_are_almost_float32_numbers(pieces):
    table = coefficients(pieces.name)
    assert table["centre"][0] == table["value"][0] == 0
    for centre, value in zip(table["centre"][1:], table["value"][1:], strict=True):
        true = FUNCTIONS[pieces.name](mpmath.mpf(float(centre)))
        assert abs(true - float(value)) < float(np.spacing(value)) * 2.0**-8


@pytest.mark.parametrize("pieces", PIECES, ids=named)
def test_differences_from_centres_are_exact(pieces):
    centres = coefficients(pieces.name)["centre"].astype(np.float64)
    for n in range(1, INTERVALS):
        low, high = pieces.edge(n), pieces.edge(n + 1)
        assert centres[n] / 2 <= low < centres[n] < high <= 2 * centres[n]  # Sterbenz


@pytest.mark.parametrize("pieces", PIECES, ids=named)
def test_large_arguments_give_one(pieces):
    program = pieces.program(coefficients(pieces.name))
    x = np.array([pieces.limit, 50.0, 3e38, np.inf], np.float32)
    assert (program(x) == 1).all() and (program(-x) == -1).all()


def test_the_slope_at_zero_comes_first_for_small_arguments():
    program, x = ERF.program(coefficients("erf")), np.float32(2.0) ** np.arange(-126, -20, 5)
    slope = 2 / np.sqrt(np.pi)
    error = program(x.astype(np.float32)) / x.astype(np.float64) / slope - 1
    assert np.abs(error).max() < 2.0**-24


def test_a_function_that_is_not_odd_is_refused():
    with pytest.raises(ValueError, match="no rule says that cos is odd"):
        Pieces("cos", 1.0, 1, 5, 1)
