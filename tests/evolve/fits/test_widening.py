"""Continuation in the domain: what is sampled, and fits that reach the best from random starts."""

from pathlib import Path

import numpy as np
import pytest

from evolve.fits.descent import fit_batch, largest_error
from evolve.fits.widening import narrow_batch
from evolve.problem.config import load_config, validated
from evolve.problem.target import make_target
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL
from evolve.search.island import magnitudes, starts
from symnum.lowering import lower
from symnum.terms.parse import parse

C = CONSTANT


def target_of(function, domain, objective="absolute", **fit):
    config = validated(
        {
            "function": function, "domain": domain, "objective": objective,
            "maximum_operations": 4, "seed": 1, "budget": {"epochs": 1}, "fit": fit,
        },
        "widening",
    )  # fmt: skip
    return make_target(lower([parse(config.function)], inputs=("x",)), config)


@pytest.mark.parametrize(
    ("function", "domain", "domains", "fixed"),
    [
        ("sin(x)", [0, 1], 11, 0.5),
        ("exp(2*x) + exp(-2*x)", [-1, 1], 4, 0.0),  # e^(4√2) is less than 64 e^2, e^8 is not
        ("log2(x)", [1, 2], 11, 1.0),  # about its middle three times as wide it would begin at 0
        ("sqrt(x)", [0, 1], 11, 0.0),
        ("sqrt(1 - x)", [0, 1], 11, 1.0),
        ("exp(8*x)", [-1, 1], 11, 1.0),  # e^(8√2) is less than 64 e^8, e^16 is not
        ("exp(20*x) + exp(-20*x)", [-1, 1], 0, None),
    ],
)
def test_domains_widen_as_far_as_the_function_has_moderate_values(
    function, domain, domains, fixed
):  # fmt: skip
    target = target_of(function, domain)
    assert len(target.wide) == domains
    if domains:
        assert (target.wide[-1] == target.node_sample).all()
        widths = np.ptp(target.wide[:, 0], axis=1)
        assert widths[:-1] / widths[1:] == pytest.approx(np.sqrt(2.0), rel=1e-6)
        away = (target.wide[:, 0] - fixed) / (target.nodes - fixed)
        assert away == pytest.approx(np.repeat(away[:, :1], away.shape[1], axis=1), rel=1e-6)


def test_wide_samples_hold_the_function():
    target = target_of("sin(x)", [0, 1])
    assert np.abs(target.wide[:, 1] - np.sin(target.wide[:, 0])).max() < 1e-15
    assert (target.wide[:, 3] == 1.0).all()


def test_points_outside_have_the_weight_of_the_nearest_inside():
    target = target_of("exp(x)", [0, 1], "relative")
    points, weights = target.wide[0, 0], target.wide[0, 3]
    inside = target.node_sample
    assert weights[points < 0] == pytest.approx(inside[3, 0], rel=1e-12)
    assert weights[points > 1] == pytest.approx(inside[3, -1], rel=1e-12)


def test_without_doublings_there_are_no_wider_domains():
    assert target_of("sin(x)", [0, 1], doublings=0).wide.shape == (0, 4, 40)


def quotient(u, first):
    """c + a/(u + b + d/(u + e)) for the value u, from row ``first`` on."""
    return [(ADD, u, C), (DIV, C, first + 1), (ADD, first + 2, C), (ADD, first + 3, u),
            (DIV, C, first + 4), (ADD, first + 5, C)]  # fmt: skip


FORMS = {
    "exp2": (quotient(0, 0), 6.14e-7),
    "cos": ([(MUL, 0, 0), *quotient(1, 1)], 6.77e-11),
    "sin": ([(MUL, 0, 0), *quotient(1, 1), (MUL, 0, 7)], 1.65e-12),
    "atan": ([(MUL, 0, 0), *quotient(1, 1), (MUL, 0, 7)], 1.887e-7),
}
"""Continued fractions with the error of the minimax quotient, as Remez' algorithm finds it."""


@pytest.mark.parametrize("name", FORMS)
def test_narrowing_finds_the_minimax_quotient_from_random_starts(name):
    rows, least = FORMS[name]
    domain = {"exp2": [0, 1], "cos": [0, "pi/4"], "sin": [0, "pi/4"], "atan": [0, 1]}[name]
    target = target_of(f"{name}(x)", domain)
    count, size = 60, len(rows)
    codes, sizes = np.tile(np.array(rows), (count, 1, 1)), np.full(count, size)
    starts = magnitudes(np.random.default_rng(1), (count, 6, size))
    first = np.arange(count) % (len(target.wide) - 1)
    narrow_batch(codes, sizes, starts, target.wide, first, np.array([20, 60, 5, 6]))
    errors, constants = np.zeros(count), np.zeros((count, size))
    fit_batch(codes, sizes, starts[:, :1].copy(), np.full(count, 1e-3), 2.0**-36,
              np.array([5, 30, 100, 25, 8]), target.node_sample, target.check_sample,
              errors, constants)  # fmt: skip
    assert errors.min() == pytest.approx(least, rel=0.2)
    best = int(errors.argmin())
    work = np.zeros((size + 2, target.check_sample.shape[1]))
    work[0] = target.check_sample[0]
    again = largest_error(codes[best], constants[best], size, target.check_sample[1],
                          target.check_sample[3], work)  # fmt: skip
    assert again == pytest.approx(errors[best], rel=1e-3, abs=1e-15)


def test_constants_that_overflow_with_noise_are_no_starts():
    found = starts(np.random.default_rng(1), np.full((50, 3), 1.7e308), 4)
    assert np.isfinite(found).all()
    assert (found[:, 0] == 1.7e308).all()


@pytest.mark.parametrize(("constant", "is_kept"), [(1e99, True), (1e101, False), (-1e200, False)])
def test_programs_with_constants_beyond_all_measure_are_refused(constant, is_kept):
    target = target_of("x + 1.5", [0, 1])
    # x + (c/x) ÷ (2·c/x) is x + 1/2 for any c, which no step moves
    code = np.array([[(DIV, C, 0), (ADD, 1, 1), (DIV, 1, 2), (ADD, 0, 3)]])
    starts = np.array([[[constant, 0.0, 0.0, 0.0]]])
    errors, constants = np.zeros(1), np.zeros((1, 4))
    fit_batch(code, np.array([4]), starts, np.zeros(1), 0.0, np.array([5, 30, 100, 25, 8]),
              target.node_sample, target.check_sample, errors, constants)  # fmt: skip
    assert (errors[0] < 1.1) == is_kept
    assert constants[0, 0] == pytest.approx(constant)


def test_wide_samples_are_finite():
    folder = Path(__file__).parents[3] / "configs"
    for name in ("airy", "erfc", "bessel_i_half"):
        config = load_config(folder / f"{name}.toml")
        target = make_target(lower([parse(config.function)], inputs=("x",)), config)
        assert np.isfinite(target.wide).all()
