"""Linear constants: which they are, and that the best values are found in one step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolve.fits.fitting import evaluate, owners
from evolve.fits.linear_constants import linear_rows, solve_linear
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SQRT, SUB

C = CONSTANT
SEEDS = st.integers(0, 10**9)
POINTS = np.linspace(0.25, 1.75, 16)


def output(code, constants):
    values = np.zeros((len(code) + 1, len(POINTS)))
    values[0] = POINTS
    evaluate(code, constants, len(code), values)
    return values[-1]


@pytest.mark.parametrize(
    ("rows", "linear"),
    [
        ([(ADD, 0, C), (DIV, C, 1), (ADD, 2, C)], [0, 1, 1]),  # c + b/(x + a)
        ([(ADD, 0, C), (DIV, C, 1), (MUL, 0, 2), (ADD, 3, C)], [0, 1, 0, 1]),  # c + x·(b/(x + a))
        ([(MUL, 0, C), (ADD, 1, C), (MUL, 2, C)], [0, 0, 1]),  # c·(a·x + b)
        ([(ADD, 0, C), (MUL, 1, 1)], [0, 0]),  # (x + a)²
        ([(ADD, 0, C), (SUB, C, 0), (MUL, 1, 2)], [1, 0, 0]),  # (x + a)·(b − x)
        ([(MUL, 0, C), (DIV, 1, 0), (ADD, 1, 2)], [1, 0, 0]),  # a·x + a·x/x
        ([(MUL, 0, C), (SQRT, 1, 1), (ADD, 2, C)], [0, 0, 1]),
        ([(ADD, 0, C), (DIV, 0, 1)], [0, 0]),  # x/(x + a)
    ],
)
def test_linear_constants_of_known_programs(rows, linear):
    assert linear_rows(np.array(rows), len(rows)).tolist() == linear


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_the_output_is_jointly_linear_in_them(random_program, seed):
    """Along any direction of the linear constants, the middle of two outputs is in the middle."""
    code, _ = random_program(seed, 7)
    rng, is_linear = np.random.default_rng(seed), linear_rows(code, len(code))
    constants = rng.uniform(0.5, 2.0, len(code))
    direction = rng.uniform(-0.3, 0.3, len(code)) * is_linear
    here, between, there = (output(code, constants + t * direction) for t in (0.0, 0.5, 1.0))
    finite = np.isfinite(here + between + there)
    scale = np.abs(here) + np.abs(there) + 1e-6
    assert np.all(np.abs(here + there - 2.0 * between)[finite] <= 1e-6 * scale[finite])


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_solving_restores_linear_constants(random_program, seed):
    code, _ = random_program(seed, 6)
    size, rng = len(code), np.random.default_rng(seed)
    is_linear, wanted = linear_rows(code, size), rng.uniform(0.5, 2.0, size)
    targets = output(code, wanted)
    if not np.isfinite(targets).all() or np.abs(targets).max() > 1e3:
        return
    start = np.where(is_linear == 1, 1.0, wanted)
    work = np.zeros((3, size + 2, len(POINTS)))
    work[0, 0] = POINTS
    before = np.abs(output(code, start) - targets).max()
    if not before < 1e3:
        return
    solve_linear(code, start, size, targets, np.ones(len(POINTS)), is_linear, work)
    assert np.abs(output(code, start) - targets).max() <= 1e-5 * (1.0 + before)
    others = [row for row in owners(code, size).tolist() if not is_linear[row]]
    assert (start[others] == wanted[others]).all()
