"""Random choices with weights: what :mod:`random` draws, with less around each draw."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chosen(random: Random, population: Sequence[T], weights: Sequence[float]) -> T:
    """What ``random.choices(population, weights)[0]`` is, and as many random numbers.

    Args:
        random: Where choices come from.
        population: What there is to choose from.
        weights: Relative frequencies, one each, not negative and not all 0.

    >>> chosen(Random(1), "abc", [1, 0, 3]), Random(1).choices("abc", [1, 0, 3])[0]
    ('a', 'a')
    """
    cumulative = list(accumulate(weights))
    place = bisect(cumulative, random.random() * (cumulative[-1] + 0.0), 0, len(cumulative) - 1)
    return population[place]
