"""The float32 numbers of an interval, in their order, and what a function is worth there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import ctx
from numpy.typing import NDArray

from evolve.compiled import Floats
from evolve.fits.sampling import PRECISION, values_at
from symnum.errors import InputError
from symnum.numerics.functions import Function
from symnum.numerics.ulp import BINARY32
from symnum.program import Program
from symnum.terms.exact import Exact

Singles = NDArray[np.float32]
_SIGN = 1 << 31
_LARGEST = float(np.finfo(np.float32).max)
_BY_PATTERN = 4
"""One input in so many is uniform over the bit patterns, so that small numbers occur too."""


@dataclass(frozen=True)
class Span:
    """All float32 numbers between two, −0 left out, by their ordinals.

    The ordinal of a number counts those between 0 and it, negative for negative numbers. A span
    is a set of inputs that :func:`codegen.verification.verify` sweeps over.

    >>> Span.between(1, 2).count == 2**23 + 1, Span.between(-1, 0).chunk(0, 1).view(np.float32)
    (True, array([-1.], dtype=float32))
    """

    first: int
    last: int

    @classmethod
    def between(cls, low: Exact, high: Exact) -> Span:
        """The float32 numbers of [low, high].

        Raises:
            InputError: there is none.
        """
        first, last = -_ordinal_at_most(-low), _ordinal_at_most(high)
        if first > last:
            raise InputError(f"domain: no float32 number lies in [{low}, {high}]")
        return cls(first, last)

    @property
    def kind(self) -> str:
        """What a figure over all of them may be called."""
        return "range"

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return self.last - self.first + 1

    def chunk(self, start: int, size: int) -> NDArray[np.uint32]:
        """The bits of the numbers from number ``start`` on."""
        end = min(start + size, self.count)
        return _bits(np.arange(self.first + start, self.first + end, dtype=np.int64))

    def sampled(self, count: int, seed: int) -> Singles:
        """Both ends, and random numbers between: most uniform, some uniform over patterns.

        Returns:
            At most ``count`` float32 numbers, ascending, each once; all if there are no more.
        """
        if self.count <= count:
            return self.chunk(0, count).view(np.float32)
        random, few = np.random.default_rng(seed), count // _BY_PATTERN
        patterns = random.integers(self.first, self.last, few, endpoint=True)
        ends = np.array([self.first, self.last], np.int64)
        parts = _bits(ends), _bits(patterns), self.uniform(count - few - 2, random)
        return np.unique(np.concatenate(parts).view(np.float32))

    def uniform(self, count: int, random: np.random.Generator) -> NDArray[np.uint32]:
        """The bits of random numbers that are uniform between the ends."""
        low, high = _bits(np.array([self.first, self.last], np.int64)).view(np.float32).tolist()
        found = random.uniform(low, high, count).astype(np.float32) + np.float32(0)  # no −0
        return found.view(np.uint32)


@dataclass(frozen=True)
class Draw:
    """Uniform random numbers of a span, chunk by chunk, as inputs of a sweep."""

    span: Span
    count: int
    kind: str = "sampled"

    def chunk(self, start: int, size: int) -> NDArray[np.uint32]:
        """The bits of the numbers from number ``start`` on."""
        random = np.random.default_rng((self.count, start))
        return self.span.uniform(min(size, self.count - start), random)


def _bits(ordinals: NDArray[np.int64]) -> NDArray[np.uint32]:
    return np.where(ordinals < 0, _SIGN - ordinals, ordinals).astype(np.uint32)


def _ordinal_at_most(value: Exact) -> int:
    """The ordinal of the largest float32 number that is not above; one below all if none is."""
    near = np.float32(min(max(float(Fraction(value)), -_LARGEST), _LARGEST))
    bits = int(near.view(np.uint32))
    ordinal = bits if bits < _SIGN else _SIGN - bits
    return ordinal - (Fraction(float(near)) > value)


@dataclass(frozen=True)
class Sample:
    """Inputs with the true values, rounded to float64.

    Args:
        points: float32 numbers, ascending, shape (n,).
        wanted: The true values, float64, shape (n,); infinite if they are too large for it.
    """

    points: Singles
    wanted: Floats

    @property
    def units(self) -> Floats:
        """The unit in the last place of float32 numbers of the size of the true values."""
        _, exponents = np.frexp(self.wanted)
        smallest = BINARY32.smallest_exponent
        known = np.where(self.wanted == 0, smallest, np.maximum(exponents - 1, smallest))
        units: Floats = np.ldexp(1.0, known - (BINARY32.precision - 1))
        return units

    @property
    def lookup(self) -> Callable[[Floats], Floats]:
        """The true values as a function on the points."""
        return lambda x: self.wanted[np.searchsorted(self.points, x.astype(np.float32))]

    @property
    def overflows(self) -> NDArray[np.bool_]:
        """Where the true values are too large for float32."""
        return np.abs(self.wanted) >= float(BINARY32.overflow)

    @property
    def within_range(self) -> Sample:
        """The inputs at which nothing overflows."""
        return Sample(self.points[~self.overflows], self.wanted[~self.overflows])

    def errors(self, results: Singles) -> Floats:
        """Errors of results in ULPs of the true values.

        Infinite where only one of the two is finite in float32, 0 where both are one infinity.
        """
        with np.errstate(invalid="ignore"):
            found = np.abs(results.astype(np.float64) - self.wanted) / self.units
        right = self.overflows & (results == np.copysign(np.inf, self.wanted))
        wrong = self.overflows | ~np.isfinite(results)
        return np.where(right, 0.0, np.where(wrong, np.inf, found))


def sample(reference: Program | Function, points: Singles) -> Sample:
    """True values by ball arithmetic; points without one are left out."""
    values = values_at(reference, points.astype(np.float64))
    with ctx.workprec(PRECISION):
        wanted = np.array([np.nan if value is None else float(value) for value in values])
    usable = ~np.isnan(wanted)
    return Sample(points[usable], wanted[usable])
