"""The configurations that come with symnum: each can be searched, certified and compared."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

import evolve
from evolve.baselines import chebyshev, minimax_polynomial
from evolve.problem.config import load_config, validated
from evolve.problem.target import make_target
from symnum.lowering import lower
from symnum.numerics import certify
from symnum.numerics.supremum import supremum_error
from symnum.terms.parse import parse

CONFIGS = Path(__file__).parents[3] / "configs"
FILES = sorted(f for f in CONFIGS.glob("*.toml") if "function" in tomllib.loads(f.read_text()))
WANTED = {
    "log2", "sin", "cos", "tan", "atan", "tanh", "erf", "erfc", "bessel_i_half", "airy", "gelu",
    "silu", "exp2_demo",
}  # fmt: skip
TINY = {
    "maximum_operations": 3,
    "budget": {"epochs": 3, "generations": 4, "offspring": 200},
    "population": {"islands": 2, "per_size": 12},
    "fit": {"checks": 60},
    "polish": {"candidates": 2, "samples": 200},
}


def test_each_function_has_a_configuration():
    assert {file.stem for file in FILES} >= WANTED


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_configurations_can_be_searched(file):
    config = load_config(file)
    target = make_target(lower([parse(config.function)], inputs=("x",)), config)
    assert len(target.nodes) == config.fit.nodes


def test_domains_are_rounded_outwards():
    low, high = load_config(CONFIGS / "sin.toml").domain
    assert (low, float(high)) == (0, 0.7853981633974484)
    assert Fraction(high) > Fraction(7853981633974483096156, 10**22)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_configurations_have_baselines(file):
    config = load_config(file)
    reference = lower([parse(config.function)], inputs=("x",))
    low, high = config.domain
    best, interpolant = (
        supremum_error(make(reference, low, high, 4), reference, low, high).lower
        for make in (minimax_polynomial, chebyshev)
    )
    assert best < 1.001 * interpolant


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_tiny_runs_give_fronts_that_hold(file, tmp_path):
    given = load_config(file).resolved()
    config = validated({**given, **TINY}, file.name)
    result = evolve.run(config, tmp_path / "run", workers=1)
    assert result.front is not None
    assert result.front.members
    assert certify.main([str(tmp_path / "run" / "front.json")]) == 0


@pytest.mark.slow
@pytest.mark.parametrize("objective", ["relative", "ulp bfloat16", "weighted 1/(1 + x)"])
def test_runs_with_other_objectives_hold_too(objective, tmp_path):
    given = load_config(CONFIGS / "sin.toml").resolved()
    config = validated({**given, **TINY, "objective": objective}, "sin")
    result = evolve.run(config, tmp_path / "run", workers=1)
    assert result.front is not None
    assert result.front.members
    assert certify.main([str(tmp_path / "run" / "front.json")]) == 0
