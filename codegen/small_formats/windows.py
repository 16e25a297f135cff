"""Where a function of magnitudes is more than a constant or a multiple of its argument.

Below some magnitude most functions round to a constant or to a multiple of the argument, above
another one to a constant or the argument; a table is needed only between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from codegen.small_formats.conversions import from_float, to_float
from codegen.small_formats.folds import same
from codegen.small_formats.machine_code import MachineCode, Operand
from symnum.numerics.formats import Floats, Patterns, SmallFormat

_FEWEST_SAVED = 8
"""Entries that a dearer edge has to save."""


class Edge(Enum):
    """What magnitudes outside a window give."""

    NOTHING = "every magnitude has its entry"
    CONSTANT = "the entry at the edge"
    IDENTITY = "the magnitude itself"
    LINEAR = "a multiple, rounded"


@dataclass(frozen=True)
class Window:
    """The magnitudes for which there are entries.

    Args:
        format: The format.
        entries: The right values for all magnitudes in ascending order, as patterns.
        low: The first magnitude with an entry; ``below`` says what smaller ones give.
        high: The last; ``above`` says what larger ones give, up to infinity.
        below: Not all are possible above: there it is a constant or the identity.
        above: See ``below``.
        slope: The factor, for a linear edge; negative where the values are.
        ties_down: How the multiple is rounded.
    """

    format: SmallFormat
    entries: Patterns
    low: int
    high: int
    below: Edge = Edge.NOTHING
    above: Edge = Edge.NOTHING
    slope: float = 0.0
    ties_down: bool = False

    @property
    def inside(self) -> Patterns:
        """The values from ``low`` to ``high``."""
        return self.entries[self.low : self.high + 1]

    @property
    def last(self) -> int:
        """The magnitude of infinity, or of the largest number where there is none."""
        return self.format.largest + (self.format.infinity is not None)

    @property
    def description(self) -> dict[str, str]:
        """For people."""
        return {
            "window": f"{self.low:#x}..{self.high:#x}",
            "below": self.below.name.lower(),
            "above": self.above.name.lower(),
        }

    def code(
        self, code: MachineCode, size: Operand, inner: Callable[[Operand], Operand], base: int
    ) -> Operand:
        """Code for all magnitudes.

        Args:
            code: Where to write.
            size: The magnitude.
            inner: From the place of magnitude − ``base``, kept within the window, to the value.
            base: At most ``low``.
        """
        place = code.apply("umax", size, code.word(self.low)) if self.low else size
        if self.above is not Edge.NOTHING:
            place = code.apply("umin", place, code.word(self.high))
        value = inner(code.apply("sub", place, code.word(base)) if base else place)
        value = self._small(code, size, value)
        return self._large(code, size, value)

    def _small(self, code: MachineCode, size: Operand, value: Operand) -> Operand:
        if self.below not in (Edge.IDENTITY, Edge.LINEAR):
            return value
        told = size
        if self.below is Edge.LINEAR:
            told = _multiple(code, self.format, size, self.slope, self.ties_down)
        return code.apply("select", code.apply("below", size, code.word(self.low)), told, value)

    def _large(self, code: MachineCode, size: Operand, value: Operand) -> Operand:
        """Magnitudes above the window, and NaN."""
        if self.above is Edge.IDENTITY:
            large = code.apply("below", code.word(self.high), size)
            return code.apply("select", large, size, value)
        is_nan = bool(self.format.is_nan(self.entries[self.high : self.high + 1])[0])
        if self.above is Edge.NOTHING or is_nan or self.last == self.format.sign_mask - 1:
            return value
        beyond = code.apply("below", code.word(self.last), size)
        return code.apply("select", beyond, code.word(self.format.nan), value)


def _multiple(
    code: MachineCode, kind: SmallFormat, size: Operand, slope: float, ties_down: bool
) -> Operand:
    value = to_float(code, kind, size, signed=False)
    product = code.apply("fmul", value, code.number(slope))
    return from_float(code, kind, product, slope < 0, ties_down)


def windows(kind: SmallFormat, entries: Patterns, true: Floats) -> Iterator[Window]:
    """All useful windows for the right values of all magnitudes, the widest first.

    Args:
        kind: The format.
        entries: The values as patterns.
        true: The same in float64, before rounding.

    >>> from codegen.small_formats.functions import FUNCTIONS, table_of
    >>> from symnum.numerics.formats import BFLOAT16
    >>> tanh = table_of(FUNCTIONS["tanh"], BFLOAT16)
    >>> found = list(windows(BFLOAT16, tanh.patterns[:0x8000], tanh.true[:0x8000]))
    >>> [(made.below.name, made.above.name, len(made.inside)) for made in found]
    [('NOTHING', 'NOTHING', 32768), ('NOTHING', 'CONSTANT', 16479), ('IDENTITY', 'CONSTANT', 678)]
    """
    yield Window(kind, entries, 0, kind.sign_mask - 1)
    slope = _slope(kind, true)
    for high, above in _upper_edges(kind, entries):
        saved = 0
        for low, below, ties_down in _lower_edges(kind, entries, slope, high):
            if low >= saved + _FEWEST_SAVED or not saved:
                yield Window(kind, entries, low, high, below, above, slope, ties_down)
                saved = max(low, 1)


def _slope(kind: SmallFormat, true: Floats) -> float:
    """The derivative at 0 as float32; NaN or infinite if there is none."""
    smallest = 1 << kind.mantissa_bits
    with np.errstate(all="ignore"):
        return float(np.float32(true[smallest] / kind.decode(np.array([smallest]))[0]))


def constant_edges(kind: SmallFormat, entries: Patterns) -> tuple[int, int]:
    """Between which magnitudes a function is not constant, one of each constant included."""
    low = _run(same(kind, entries[: kind.largest], entries[:1]))
    return max(low - 1, 0), next(_upper_edges(kind, entries))[0]


def _upper_edges(kind: SmallFormat, entries: Patterns) -> Iterator[tuple[int, Edge]]:
    last = kind.largest + (kind.infinity is not None)
    numbers = entries[: last + 1]
    constant = last + 1 - _run(same(kind, numbers, numbers[-1:])[::-1])
    yield constant, Edge.CONSTANT
    itself = last - _run((numbers == np.arange(last + 1))[::-1])
    if 0 <= itself <= constant - _FEWEST_SAVED:
        yield itself, Edge.IDENTITY


def _lower_edges(
    kind: SmallFormat, entries: Patterns, slope: float, high: int
) -> Iterator[tuple[int, Edge, bool]]:
    """From the cheapest to the dearest."""
    numbers = entries[: high + 1]
    sizes = np.arange(high + 1, dtype=np.uint32)
    yield 0, Edge.NOTHING, False
    constant = _run(same(kind, numbers, numbers[:1]))
    yield max(constant - 1, 0), Edge.CONSTANT, False
    yield _run(numbers == sizes), Edge.IDENTITY, False
    for ties_down in (False, True) if np.isfinite(slope) and slope else ():
        code = MachineCode()
        made = code.returning(_multiple(code, kind, 0, slope, ties_down)).run(sizes)
        yield _run(made == numbers), Edge.LINEAR, ties_down


def _run(holds: np.ndarray) -> int:
    """How many hold from the first on."""
    places = np.flatnonzero(~holds)
    return int(places[0]) if places.size else len(holds)
