"""When two values at a point count as one: never because both are unknown and small."""

from __future__ import annotations

import pytest
from flint import arb

from codegen.datasets.scoring.verdicts.worlds import agree

BALLS = [
    ("2 +/- 1e-20", "2 +/- 1e-20", True),
    ("2 +/- 1e-20", "2.1 +/- 1e-20", False),
    ("2 +/- 1e-3", "2 +/- 1e-3", False),
    ("1e-30 +/- 1e-50", "1e-30 +/- 1e-50", True),
    ("1e-30 +/- 1e-50", "2e-30 +/- 1e-50", False),
    ("0", "0 +/- 1e-30", True),
    ("0 +/- 1e-30", "0", True),
    ("0", "0 +/- 1e-10", False),
    ("0 +/- 1e-57", "0 +/- 1e-59", False),
    ("0 +/- 1e-57", "1e-58 +/- 1e-70", False),
    ("0", "0", True),
]


@pytest.mark.parametrize(("first", "second", "expected"), BALLS)
def test_balls_agree(first: str, second: str, expected: bool) -> None:
    one, two = (_ball(text) for text in (first, second))
    assert agree(one, two) is expected


def _ball(text: str) -> arb:
    middle, _, radius = text.partition(" +/- ")
    return arb(middle) if not radius else arb(arb(middle).mid(), arb(radius))
