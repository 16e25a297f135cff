"""Choices with weights: those of the standard library, from the same random numbers."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from codegen.datasets.config import Quotas
from codegen.datasets.drawing import Weights
from codegen.datasets.generator.choosing import chosen
from codegen.datasets.operators import OPERATORS

WEIGHTS = st.lists(st.floats(0, 1e6) | st.integers(0, 9), min_size=1, max_size=20)


@given(st.integers(0, 2**32), WEIGHTS.filter(lambda weights: sum(weights) > 0))
def test_what_the_standard_library_chooses(seed: int, weights: list[float]) -> None:
    ours, theirs = Random(seed), Random(seed)
    population = range(len(weights))
    for _ in range(5):
        assert chosen(ours, population, weights) == theirs.choices(population, weights)[0]
    assert ours.getstate() == theirs.getstate()


@given(st.integers(0, 2**32))
def test_what_has_no_weight_is_not_chosen(seed: int) -> None:
    assert chosen(Random(seed), "abcd", [0, 2, 0, 0]) == "b"


def test_weights_in_order() -> None:
    weights = Weights(operators={"cos": 7.5, "power": 0})
    assert weights.in_order == tuple(map(weights.of, OPERATORS))
    assert weights.in_order[OPERATORS.index("cos")] == 7.5


def test_whether_there_are_quotas() -> None:
    assert Quotas().some
    assert not Quotas(default=0.0).some
    assert not Quotas(default=0.0, operators={"cos": 0.0}).some
    assert Quotas(default=0.0, operators={"cos": 0.01}).some
