"""Sets of float32 inputs, cut into chunks that are computed where they are needed.

A float32 number is named by its 32 bits. Sets never hold more than a chunk in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from symnum.errors import InputError

Bits = NDArray[np.uint32]
CHUNK = 1 << 18
"""Inputs of a chunk: with the results some two megabytes."""
ALL = 1 << 32


class Inputs(Protocol):
    """A set of inputs."""

    @property
    def kind(self) -> str:
        """What a figure over this set may be called: ``exhaustive``, ``range`` or ``sampled``."""

    @property
    def count(self) -> int:
        """How many inputs there are."""

    def chunk(self, start: int, size: int) -> Bits:
        """The bits of the inputs from number ``start`` on."""


@dataclass(frozen=True)
class BitRange:
    """Every ``step``-th pattern from ``first`` up to ``end``, exclusive.

    >>> BitRange().count, BitRange(step=1 << 16).count
    (4294967296, 65536)
    """

    first: int = 0
    end: int = ALL
    step: int = 1

    def __post_init__(self) -> None:
        if not (0 <= self.first < self.end <= ALL and self.step > 0):
            raise InputError(f"a range of float32 patterns lies in 0 to {ALL}, not {self}")

    @property
    def kind(self) -> str:
        """``exhaustive`` if no float32 number is left out."""
        return "exhaustive" if self == BitRange() else "range"

    @property
    def count(self) -> int:
        """How many patterns there are."""
        return len(range(self.first, self.end, self.step))

    def chunk(self, start: int, size: int) -> Bits:
        """The patterns from number ``start`` on."""
        end = min(start + size, self.count)
        first, last = self.first + start * self.step, self.first + (end - 1) * self.step
        return np.arange(first, last + 1, self.step, dtype=np.int64).astype(np.uint32)


EXHAUSTIVE = BitRange()


def binade(exponent: int, negative: bool = False) -> BitRange:
    """All numbers in [2^exponent, 2^(exponent + 1)), or their negatives.

    Raises:
        InputError: float32 has no normal numbers there.
    """
    if not -126 <= exponent <= 127:
        raise InputError(f"float32 has binades from -126 to 127, not {exponent}")
    first = (exponent + 127 + 256 * negative) << 23
    return BitRange(first, first + (1 << 23))


@dataclass(frozen=True)
class WithoutSubnormals:
    """Other inputs but the subnormal ones, for code that takes those for zero.

    Args:
        inputs: The others. ``kind`` and ``count`` are theirs; chunks may be shorter.
    """

    inputs: Inputs

    @property
    def kind(self) -> str:
        """The kind of all inputs."""
        return self.inputs.kind

    @property
    def count(self) -> int:
        """How many inputs there are, subnormal ones included."""
        return self.inputs.count

    def chunk(self, start: int, size: int) -> Bits:
        """The patterns from number ``start`` on that are no subnormal numbers."""
        found = self.inputs.chunk(start, size)
        magnitude = found & np.uint32(0x7FFFFFFF)
        kept: Bits = found[(magnitude == 0) | (magnitude >= np.uint32(0x00800000))]
        return kept


@dataclass(frozen=True)
class Sample:
    """Random inputs, uniform over the patterns, so that all magnitudes occur.

    Args:
        size: How many.
        seed: Of the generator; chunk by chunk, so that the order of evaluation does not matter.
    """

    size: int
    seed: int = 0
    kind: str = field(default="sampled", init=False)

    def __post_init__(self) -> None:
        if not 0 < self.size <= ALL:
            raise InputError(f"a sample has 1 to {ALL} inputs, not {self.size}")

    @property
    def count(self) -> int:
        """How many inputs there are."""
        return self.size

    def chunk(self, start: int, size: int) -> Bits:
        """Random patterns that depend on the seed and the place."""
        generator = np.random.default_rng((self.seed, start))
        count = min(size, self.size - start)
        return generator.integers(0, ALL, count, dtype=np.uint32, endpoint=False)
