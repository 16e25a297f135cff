"""Constants: gradients, descents, reweighting and the minimax polish."""

import numpy as np
import pytest

from evolve.fits.descent import fit_batch, largest_error, level
from evolve.fits.fitting import differentiate, evaluate, owners
from evolve.fits.levenberg_marquardt import descend
from evolve.fits.minimax import Problem, polished
from evolve.fits.sampling import chebyshev_points, sample
from evolve.fits.valley import orthogonal_step, sprint
from evolve.programs.candidates import Candidate
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SQRT
from evolve.programs.translation import to_program
from symnum.numerics.objectives import Objective
from symnum.numerics.supremum import supremum_error
from symnum.ops import EXP2
from symnum.program import Instruction, Program

C = CONSTANT
REFERENCE = Program(("x",), (), (Instruction(EXP2, (0,)),), (1,))
NODES = chebyshev_points(0, 1, 40)
SAMPLE = sample(REFERENCE, Objective(), NODES)
TARGETS = SAMPLE[1]
PROBLEM = Problem(REFERENCE, 0, 1)

# Published programs (AutoNumerics-Zero), as known answers; the search never sees them.
F2 = Candidate(((ADD, 0, C), (DIV, C, 1)), (-2.0413845597733418, -2.1258595374472384), 0.0)
F3 = Candidate(
    ((ADD, 0, C), (DIV, C, 1), (ADD, 2, C)),
    (-3.4355225277901402, -8.387819235563974, -1.4427239805682266), 0.0,
)  # fmt: skip
F5 = Candidate(
    ((DIV, C, 0), (ADD, 0, 1), (ADD, 2, C), (DIV, C, 3), (ADD, 4, C)),
    (25.596749740144819, 0.0, -8.8505996518073289, 17.746150088734609, 0.99999366143081858), 0.0,
)  # fmt: skip


def work(size, nodes=NODES):
    scratch = np.zeros((4, size + 2, len(nodes)))
    scratch[0, 0] = nodes
    return scratch


ROOTS = np.array([(ADD, 0, C), (SQRT, 1, 1), (SQRT, 0, 0), (MUL, 3, C), (ADD, 2, 4)])


@pytest.mark.parametrize("seed", range(40))
def test_gradient_against_differences(random_program, seed):
    code, constants = random_program(seed, 7) if seed else (ROOTS, np.arange(1.0, 6.0))
    size = len(code)
    constants = np.sign(constants) * (1.5 + np.abs(constants))
    scratch = work(size, np.linspace(0.3, 0.9, 8))
    evaluate(code, constants, size, scratch[0])
    count = differentiate(code, constants, size, np.ones(8), *scratch[:3])
    rows = owners(code, size)
    assert count == len(rows)
    for place, row in enumerate(rows):
        step = 1e-6 * abs(constants[row])
        ends = []
        for sign in (1, -1):
            moved = constants.copy()
            moved[row] += sign * step
            values = scratch[0].copy()
            evaluate(code, moved, size, values)
            ends.append(values[size])
        slope = (ends[0] - ends[1]) / (2 * step)
        scale = np.abs(scratch[0, 1 : size + 1]).max() + np.abs(slope).max()
        assert scratch[2, place] == pytest.approx(slope, rel=2e-4, abs=1e-6 * scale)


@pytest.mark.parametrize(("program", "error"), [(F2, 4.14e-2), (F3, 1.2266e-3), (F5, 6.34e-6)])
def test_published_programs_have_the_published_errors(program, error):
    bound = supremum_error(to_program(program), REFERENCE, 0, 1)
    assert bound.lower == pytest.approx(error, rel=2e-3)


@pytest.mark.parametrize(("program", "error"), [(F2, 4.14e-2), (F3, 1.2266e-3), (F5, 6.34e-6)])
def test_polish_finds_the_published_errors_from_rounded_constants(program, error):
    start = Candidate(program.code, tuple(float(f"{c:.3g}") for c in program.constants), 1.0)
    found = polished(start, PROBLEM)
    assert found.error <= error * 1.001
    assert found.error == pytest.approx(error, rel=2e-3)


def test_polish_bears_redundant_constants():
    # (x·a + b)·c has one constant too many: the best line has error 0.0430
    start = Candidate(((MUL, 0, C), (ADD, 1, C), (MUL, 2, C)), (1.1, 0.8, 1.2), 1.0)
    assert polished(start, PROBLEM).error == pytest.approx(0.043036, rel=1e-3)


def test_polish_leaves_a_program_without_constants_alone():
    assert polished(Candidate(((MUL, 0, 0),), (0.0,), 1.0), PROBLEM).constants == (0.0,)


def test_descent_sprint_and_levelling_each_improve():
    code, ones = np.array(F5.code), np.ones(40)
    constants = np.array([20.0, 0.0, -8.0, 15.0, 1.2])
    start = largest_error(code, constants, 5, TARGETS, ones, work(5)[0])
    descend(code, constants, 5, TARGETS, ones, 30, work(5))
    descended = largest_error(code, constants, 5, TARGETS, ones, work(5)[0])
    sprint(code, constants, 5, SAMPLE, False, 20, work(5))
    fitted = largest_error(code, constants, 5, TARGETS, ones, work(5)[0])
    levelled = level(code, constants, 5, SAMPLE, False, 12, work(5))
    assert start > 0.01 > descended >= fitted > levelled
    assert levelled == pytest.approx(6.3e-6, rel=0.05)


def test_orthogonal_step_solves_least_squares():
    rng = np.random.default_rng(3)
    jacobian, residual = rng.normal(size=(4, 24)), rng.normal(size=24)
    wanted = np.linalg.lstsq(jacobian.T, -residual, rcond=None)[0]
    assert orthogonal_step(jacobian, residual, 4, 1e-12) == pytest.approx(wanted, rel=1e-9)


def test_a_batch_fits_every_candidate_and_marks_the_hopeless():
    codes = np.array(
        [[(ADD, 0, C), (DIV, C, 1), (ADD, 2, C)], [(MUL, 0, C), (DIV, 1, 1), (ADD, 2, C)]]
    )
    starts = np.full((2, 2, 3), 2.0)
    starts[:, 1] = [-3.0, -8.0, -1.0]
    errors, constants = np.zeros(2), np.zeros((2, 3))
    nodes = np.concatenate([[0.0], NODES[1:]])
    fit_batch(codes, np.array([3, 3]), starts, np.full(4, np.inf), 0.0,
              np.array([10, 30, 40, 20, 8]), SAMPLE, sample(REFERENCE, Objective(), nodes),
              errors, constants)  # fmt: skip
    assert errors[0] == pytest.approx(1.2266e-3, rel=0.02)
    assert errors[1] == np.inf  # 0 ÷ 0 at 0


def test_a_constant_that_is_not_finite_is_refused():
    # c/(x + ∞) + c is a finite constant, but no program that anybody could keep
    starts = np.tile([np.inf, 1.0, 1.4], (1, 2, 1))
    errors, constants = np.zeros(1), np.zeros((1, 3))
    fit_batch(np.array([F3.code]), np.array([3]), starts, np.full(4, 0.0), 0.0,
              np.array([5, 30, 40, 20, 8]), SAMPLE, SAMPLE, errors, constants)  # fmt: skip
    assert errors[0] == np.inf
