"""What errors are measured in: weights at points, against NumPy's spacing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symnum.errors import InputError
from symnum.numerics.objectives import Objective, exponent_of, sampled_weight
from symnum.ops import EXP, EXP2, LOG, SIN
from symnum.terms.plain import plain_symbols

x, y = plain_symbols("x y")
POINTS = np.array([0.0, 0.1, 0.5, 0.75, 1.0])


def test_weights_of_ulps_are_the_spacing_of_the_reference() -> None:
    for name, kind in (("float32", np.float32), ("float64", np.float64), ("float16", np.float16)):
        found = sampled_weight(Objective("ulp", format=name), EXP, POINTS)
        spacing = np.spacing(np.exp(POINTS).astype(kind)).astype(np.float64)
        assert found.tolist() == (1 / spacing).tolist()


def test_weights_of_a_frozen_ulp_are_the_same_everywhere() -> None:
    objective = Objective("frozen-ulp", at=1.5)
    assert sampled_weight(objective, EXP2, POINTS).tolist() == [2.0**23] * 5


def test_relative_and_given_weights() -> None:
    relative = sampled_weight(Objective("relative"), EXP, POINTS)
    np.testing.assert_allclose(relative, np.exp(-POINTS), rtol=1e-15)
    given = sampled_weight(Objective("weighted", weight=x - 2), EXP, POINTS)
    np.testing.assert_allclose(given, 2 - POINTS, rtol=1e-15)


@pytest.mark.parametrize("kind", ["relative", "ulp"])
def test_a_zero_of_the_reference_has_no_weight(kind: Any) -> None:
    found = sampled_weight(Objective(kind), SIN, POINTS)
    assert found[0] == 0.0
    assert (found[1:] > 0).all()


def test_weights_keep_the_shape_of_the_points() -> None:
    assert sampled_weight(Objective("relative"), EXP, POINTS.reshape(5, 1)).shape == (5, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "largest"}, "unknown kind 'largest'; there are absolute, relative"),
        ({"kind": "ulp", "format": "float12"}, "unknown format 'float12' .*; there are float64"),
        ({"kind": "frozen-ulp"}, "frozen-ulp needs 'at'"),
        ({"kind": "frozen-ulp", "at": 0}, "must not be 0"),
        ({"kind": "frozen-ulp", "at": "one"}, "must be a finite number"),
        ({"kind": "weighted"}, "weighted needs 'weight'"),
        ({"kind": "absolute", "weight": x}, "absolute takes no 'weight'"),
        ({"kind": "weighted", "weight": x * y}, "has 2 inputs"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Objective(**arguments)


def test_points_without_a_weight_are_refused() -> None:
    with pytest.raises(InputError, match=r"no finite weight at x = 0\.0"):
        sampled_weight(Objective("relative"), LOG, POINTS)


@pytest.mark.parametrize("value", [Fraction(1), Fraction(1, 3), Fraction(-7), Fraction(2**70, 3)])
def test_exponents(value: Fraction) -> None:
    assert Fraction(2) ** exponent_of(value) <= abs(value) < Fraction(2) ** (exponent_of(value) + 1)
