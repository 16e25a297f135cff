"""L-Mul with a constant that depends on the mantissas: how pairs are sorted into cells, products.

The relative error of a product by addition depends on the two mantissas alone; a correction sorts
pairs of them into cells and adds a constant for each, found by
:mod:`codegen.small_formats.lmul_search`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.small_formats.lmul import (
    antilogarithm,
    check_offset,
    finished,
    pairs_of_mantissas,
)
from symnum.errors import InputError, row_named
from symnum.numerics.formats import Floats, Patterns, SmallFormat

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Correction:
    """How pairs are sorted into cells.

    Args:
        name: What it is called.
        cells: How many there are.
        index: From mantissas x, y and their width to the cell.
        c: The same in C, a format template over magnitudes ``x`` and ``y``, of which the last bits
            are the mantissas, and the numbers ``bits``, ``one_less``, ``two_less`` and ``mask``.
        bits: Leading mantissa bits that it looks at.
        extra_operations: Beyond the addition and the subtraction of a constant: integer
            operations that find the cell, and one lookup.
        meaning: In words.
    """

    name: str
    cells: int
    index: Callable[[Integers, Integers, int], Integers]
    c: str
    bits: int
    extra_operations: int
    meaning: str


def _tops(count: int) -> Callable[[Integers, Integers, int], Integers]:
    def index(x: Integers, y: Integers, bits: int) -> Integers:
        return (x >> (bits - count) << count) | (y >> (bits - count))

    return index


# fmt: off
_ROWS = (
    Correction("none", 1, lambda x, y, m: np.zeros_like(x + y), "0", 0, 0, "one constant"),
    Correction("both-halves", 2, lambda x, y, m: (x & y) >> (m - 1),
               "(x & y) >> {one_less} & 1", 1, 4,
               "whether both mantissas are ½ or more: and, shift, and, lookup"),
    Correction("carry", 2, lambda x, y, m: (x + y) >> m,
               "((x & {mask:#x}u) + (y & {mask:#x}u)) >> {bits}", 0, 5,
               "whether the mantissas' sum is 1 or more: xor, xor, shift, and, lookup"),
    Correction("top-1", 4, _tops(1), "(x >> {one_less} & 1) << 1 | (y >> {one_less} & 1)", 1, 7,
               "the top bit of both: two shifts, two ands, shift, or, lookup"),
    Correction("top-2", 16, _tops(2), "(x >> {two_less} & 3) << 2 | (y >> {two_less} & 3)", 2, 7,
               "the two top bits of both: two shifts, two ands, shift, or, lookup"),
)
# fmt: on
CORRECTIONS: Mapping[str, Correction] = MappingProxyType({row.name: row for row in _ROWS})
"""By name, from the cheapest on."""


def correction_named(name: str) -> Correction:
    """A correction.

    Raises:
        InputError: there is none of that name.
    """
    return row_named(name, CORRECTIONS, "correction")


@dataclass(frozen=True)
class CorrectedLMul:
    """A product by addition of patterns and a constant chosen by the mantissas.

    Args:
        format: Of operands and result.
        correction: How pairs of mantissas are sorted into cells.
        offsets: For each cell what is added to the mantissas' sum, in units of the last mantissa
            bit.

    Raises:
        InputError: another number of offsets than of cells, an offset of a whole exponent or more,
            or mantissas narrower than the correction looks at.

    >>> from symnum.numerics.formats import E4M3FN
    >>> product = CorrectedLMul(E4M3FN, CORRECTIONS["carry"], (0, 1))
    >>> x = E4M3FN.encode(np.array([1.25, 1.5, 1.875]))
    >>> E4M3FN.decode(product.multiply(x, x))
    array([1.5 , 2.25, 3.75])
    """

    format: SmallFormat
    correction: Correction
    offsets: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.offsets) != self.correction.cells:
            raise InputError(
                f"correction {self.correction.name} has {self.correction.cells} cells, not "
                f"{len(self.offsets)} offsets"
            )
        if self.format.mantissa_bits < self.correction.bits:
            raise InputError(
                f"correction {self.correction.name} looks at {self.correction.bits} mantissa bits; "
                f"{self.format.name} has {self.format.mantissa_bits}"
            )
        for offset in self.offsets:
            check_offset(self.format, offset)

    @property
    def constants(self) -> tuple[int, ...]:
        """What is taken from the sum of two patterns, for each cell."""
        bias = self.format.bias << self.format.mantissa_bits
        return tuple(bias - offset for offset in self.offsets)

    def multiply(self, x: NDArray[Any], y: NDArray[Any]) -> Patterns:
        """The products of bit patterns, elementwise, uint32; specials as those of
        :meth:`codegen.small_formats.lmul.LMul.multiply`."""
        return finished(self.format, x, y, self._sizes)

    def _sizes(self, x: Integers, y: Integers) -> Integers:
        constants: Integers = np.array(self.constants, np.int64)
        return np.asarray(x + y - constants[self._cells(x, y)], np.int64)

    def _cells(self, x: Integers, y: Integers) -> Integers:
        bits = self.format.mantissa_bits
        mask = (1 << bits) - 1
        return self.correction.index(x & mask, y & mask, bits)

    def relative_errors(self) -> Floats:
        """The relative error for all pairs of mantissas, before rounding: (2^m, 2^m).

        Raises:
            InputError: there are too many pairs.
        """
        x, y, unit = pairs_of_mantissas(self.format)
        total = x + y + np.array(self.offsets)[self._cells(x, y)]
        return np.asarray(antilogarithm(total * unit) / ((1 + x * unit) * (1 + y * unit)) - 1)
