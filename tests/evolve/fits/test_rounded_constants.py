"""Constants settled on binary64 beat those that were rounded all at once."""

import pytest

from evolve.fits.minimax import Problem, polished
from evolve.fits.rounded_constants import settled
from evolve.programs.candidates import Candidate
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SUB
from evolve.programs.translation import to_program
from symnum.numerics.supremum import supremum_error
from symnum.ops import EXP2

C = CONSTANT
PROBLEM = Problem(EXP2, 0, 1)

# The published program of 10 operations, as a known answer; no search sees it.
F10 = Candidate(
    (
        (DIV, C, 0), (ADD, 0, 1), (DIV, C, 2), (ADD, 3, 2), (ADD, 4, C), (DIV, C, 5), (SUB, 6, C),
        (MUL, 7, 7), (MUL, 8, 8), (MUL, 9, 9),
    ),
    (
        5783.5330096027765, 0.0, 15141.981176922711, 0.0, -250.55247494972059, 501.10494991027866,
        -0.99999999999999956, 0.0, 0.0, 0.0,
    ), 1.0,
)  # fmt: skip


def test_the_published_program_is_not_the_best_of_its_kind():
    rounded = polished(F10, PROBLEM)
    found = settled(rounded, PROBLEM)
    assert rounded.error == pytest.approx(3.52e-15, rel=0.02)
    assert found.error < 3.4e-15
    bound = supremum_error(to_program(found), EXP2, 0, 1, gap=0.01)
    assert bound.lower <= found.error * 1.01
    assert bound.bound < 3.45e-15


def test_constants_whose_rounding_is_not_felt_stay():
    start = polished(
        Candidate(((ADD, 0, C), (DIV, C, 1), (ADD, 2, C)), (-3.4, -8.4, -1.4), 1.0), PROBLEM
    )
    assert settled(start, PROBLEM) == start
