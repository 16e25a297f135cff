"""Rates and means with confidence intervals.

Rates have the interval of Wilson (1927), which stays within 0 and 1 and is sensible for few
answers. Everything else is resampled (Efron 1979, percentiles) with a fixed seed, so that the same
answers give the same interval; paired figures resample pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
SAMPLES = 1000
"""Resamples of a bootstrap."""
SEED = 20_240_401
_LARGEST_BLOCK = 4_000_000

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the ends of its interval, from ``count`` cases; None where there are none."""

    value: float | None
    low: float | None
    high: float | None
    count: int

    def as_json(self) -> dict[str, float | int | None]:
        """As JSON values."""
        return {"value": self.value, "low": self.low, "high": self.high, "count": self.count}


NOTHING = Estimate(None, None, None, 0)


def rate(successes: int, count: int) -> Estimate:
    """The share of successes, with Wilson's interval.

    >>> rate(8, 10)
    Estimate(value=0.8, low=0.4901625, high=0.9433178, count=10)
    """
    if not 0 <= successes <= count:
        raise ValueError(f"{successes} successes of {count}")
    if not count:
        return NOTHING
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share, square = successes / count, z * z / count
    middle = share + square / 2
    spread = z * (share * (1 - share) / count + square / (4 * count)) ** 0.5
    low, high = ((middle + sign * spread) / (1 + square) for sign in (-1, 1))
    return Estimate(share, _end(max(low, 0.0)), _end(min(high, 1.0)), count)


def rate_of(outcomes: Sequence[bool]) -> Estimate:
    """The share of true outcomes."""
    return rate(sum(outcomes), len(outcomes))


def bootstrap(
    count: int, statistic: Callable[[Indices], NDArray[np.float64]], seed: int = SEED
) -> Estimate:
    """A statistic of ``count`` cases, with the interval that resampling them gives.

    Args:
        count: How many cases there are.
        statistic: From an array [resamples, count] of case numbers to an array [resamples]; NaN
            where it is not defined.
        seed: Of the resampling.
    """
    if not count:
        return NOTHING
    value = float(statistic(np.arange(count)[None, :])[0])
    if np.isnan(value):
        return Estimate(None, None, None, count)
    random = np.random.Generator(np.random.PCG64(seed))
    block = max(1, _LARGEST_BLOCK // count)
    found = [
        statistic(random.integers(0, count, (min(block, SAMPLES - start), count)))
        for start in range(0, SAMPLES, block)
    ]
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.nanpercentile(np.concatenate(found), [tail, 100 - tail])
    return Estimate(value, _end(low), _end(high), count)


def mean(values: Sequence[float], seed: int = SEED) -> Estimate:
    """The mean of values."""
    array = np.asarray(values, dtype=np.float64)
    return bootstrap(len(array), lambda chosen: array[chosen].mean(axis=1), seed)


def ratio(pairs: Sequence[tuple[float, float]], seed: int = SEED) -> Estimate:
    """The sum of firsts over the sum of seconds: a share of parts of cases, which stay together.

    >>> ratio([(1, 2), (3, 4)]).value
    0.6666666666666666
    """
    array = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)

    def quotient(chosen: Indices) -> NDArray[np.float64]:
        sums = array[chosen].sum(axis=1)
        some = sums[:, 1] > 0
        found: NDArray[np.float64] = np.where(
            some, sums[:, 0] / np.where(some, sums[:, 1], 1), np.nan
        )
        return found

    return bootstrap(len(array), quotient, seed)


def drop(pairs: Sequence[tuple[float, float]], seed: int = SEED) -> Estimate:
    """The mean of first minus second over pairs, which are resampled together.

    >>> drop([(1.0, 0.0), (1.0, 1.0)]).value
    0.5
    """
    return mean([first - second for first, second in pairs], seed)


def _end(value: float) -> float:
    return round(float(value), 7)
