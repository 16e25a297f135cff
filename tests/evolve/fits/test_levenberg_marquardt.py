"""Damped least squares with geodesic acceleration: never uphill, and out of flat canyons."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolve.fits.descent import largest_error
from evolve.fits.fitting import residuals
from evolve.fits.levenberg_marquardt import _PROBE, _accelerated, _factorised, _solve, descend
from evolve.fits.sampling import chebyshev_points
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL
from evolve.search.island import magnitudes

C = CONSTANT
NODES = chebyshev_points(0, 1, 40)
TARGETS, ONES = np.exp2(NODES), np.ones(40)
QUOTIENT = np.array([(ADD, 0, C), (DIV, C, 1), (ADD, 2, C), (ADD, 3, 0), (DIV, C, 4), (ADD, 5, C)])
"""c + a/(x + b + d/(x + e)): the minimax quotient of 2^x has error 6.14e-7."""


def work(size):
    scratch = np.zeros((4, size + 2, len(NODES)))
    scratch[0, 0] = NODES
    return scratch


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 9))
def test_a_descent_never_goes_uphill(random_program, seed, size):
    code, constants = random_program(seed, size)
    count, scratch = len(code), work(len(code))
    residual = np.empty(40)
    before = residuals(code, constants, count, TARGETS, ONES, scratch[0], residual)
    found = descend(code, constants, count, TARGETS, ONES, 8, scratch)
    after = residuals(code, constants, count, TARGETS, ONES, scratch[0], residual)
    if np.isfinite(before):
        assert after == pytest.approx(found, rel=1e-12)
        assert found <= before
    else:
        assert not np.isfinite(found)


def test_cholesky_solves_damped_normal_equations():
    rng = np.random.default_rng(2)
    jacobian, right = rng.normal(size=(5, 24)), rng.normal(size=5)
    matrix, factor, found = jacobian @ jacobian.T, np.empty((5, 5)), right.copy()
    assert _factorised(matrix, 5, 0.25, factor)
    _solve(factor, 5, found)
    damped = matrix + 0.25 * np.diag(np.diag(matrix))
    assert found == pytest.approx(np.linalg.solve(damped, right), rel=1e-10)
    assert not _factorised(-matrix, 5, 0.25, factor)


def test_a_step_is_bent_by_the_second_derivative_along_it():
    # one constant c and residuals c·u + c²·v: along the step s, half the second derivative is s²·v
    rng = np.random.default_rng(3)
    slope, bend = rng.normal(size=8), 1e-3 * rng.normal(size=8)
    step, residual = np.array([0.5]), rng.normal(size=8)
    probe = residual + _PROBE * 0.5 * slope + (_PROBE * 0.5) ** 2 * bend
    matrix, factor = np.array([[slope @ slope]]), np.empty((1, 1))
    assert _factorised(matrix, 1, 0.0, factor)
    assert _accelerated(slope[None], residual, probe, matrix, factor, 1, step, np.empty(8),
                        np.empty(1))  # fmt: skip
    assert step[0] == pytest.approx(0.5 - 0.25 * (slope @ bend) / (slope @ slope), rel=1e-9)


def test_a_step_that_bends_too_much_is_refused():
    slope, step = np.ones(8), np.array([0.5])
    matrix, factor = np.array([[8.0]]), np.empty((1, 1))
    assert _factorised(matrix, 1, 0.0, factor)
    for bend in (10.0, np.nan, np.inf):
        probe = _PROBE * 0.5 * slope + (_PROBE * 0.5) ** 2 * bend
        assert not _accelerated(slope[None], np.zeros(8), probe, matrix, factor, 1, step.copy(),
                                np.empty(8), np.empty(1))  # fmt: skip


def test_random_starts_reach_the_minimax_quotient():
    # straight steps get there from none of these starts in as many steps
    starts = magnitudes(np.random.default_rng(0), (100, 6))
    scratch = work(6)
    for start in starts:
        descend(QUOTIENT, start, 6, TARGETS, ONES, 150, scratch)
    errors = [largest_error(QUOTIENT, s, 6, TARGETS, ONES, scratch[0]) for s in starts]
    assert sum(error < 8e-7 for error in errors) >= 3


def test_a_program_without_constants_is_left_alone():
    code, constants = np.array([(MUL, 0, 0)]), np.zeros(1)
    total = descend(code, constants, 1, TARGETS, ONES, 5, work(1))
    assert total == pytest.approx(((NODES**2 - TARGETS) ** 2).sum())
    assert constants[0] == 0.0
