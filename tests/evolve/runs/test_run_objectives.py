"""Runs whose errors are measured in something else than absolute values."""

import pytest

import evolve
from symnum.errors import InputError
from symnum.numerics.objective_text import objective_from
from symnum.numerics.objectives import certified_error
from symnum.ops import EXP2

RELATIVE = 8.67e-4  # of the best quotient (x + a)/(b·x + c), computed with Sollya


def three_operations(tiny, directory, objective):
    result = evolve.run(tiny(objective=objective), directory, workers=1)
    assert result.front is not None
    assert result.front.objective == objective
    assert evolve.load_front(directory) == result.front
    return result.front.member(3)


@pytest.mark.parametrize(
    ("objective", "error"),
    [
        ("relative", RELATIVE),
        ("weighted 1/exp2(x)", RELATIVE),
        ("frozen-ulp float32 at 3/2", 1.2266e-3 * 2**23),
    ],
)
def test_the_front_is_the_best_by_its_objective(tiny, tmp_path, objective, error):
    member = three_operations(tiny, tmp_path / "run", objective)
    assert member.max_error == pytest.approx(error, rel=2e-3)
    assert member.max_error <= member.certified_bound <= error * 1.01
    fresh = certified_error(member.to_program(), EXP2, objective_from(objective), 0, 1)
    assert fresh.lower <= member.certified_bound


@pytest.mark.parametrize("objective", ["best", "ulp float33", "weighted y", "weighted", "ulp at 2"])
def test_an_unknown_objective_is_refused(tiny, objective):
    with pytest.raises(InputError, match=r"tiny: objective"):
        tiny(objective=objective)
