"""L-Mul: products of floating-point numbers by adding their bit patterns.

Luo and Sun, "Addition is all you need" (arXiv 2410.00907), replace (1 + x)(1 + y)·2^e, for
mantissas x, y and the sum e of the exponents, by

    formula   (1 + x + y + 2^-l)·2^e
    carry     patterns added as integers, minus a constant

with l = m for m ≤ 3 mantissa bits, 3 for m = 4, and 4 above. They are two different functions:
where x + y + 2^-l reaches 1, the integer sum carries into the exponent and gives
2·(x + y + 2^-l), which is Mitchell's approximation (1962) with an offset. The paper describes the
first and computes the second; both are here, and the offset may be any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnum.errors import InputError
from symnum.numerics.formats import Floats, Patterns, SmallFormat, Specials

Integers = NDArray[np.int64]
LARGEST_MANTISSA = 12
"""Bits for which all pairs of mantissas are tried."""


class Definition(Enum):
    """Which of the two functions is meant."""

    FORMULA = "formula"
    CARRY = "carry"


def published_offset(mantissa_bits: int) -> int:
    """The paper's 2^-l in units of the last mantissa bit.

    >>> [published_offset(m) for m in (2, 3, 4, 7, 10, 23)]
    [1, 1, 2, 8, 64, 524288]
    """
    bits = mantissa_bits if mantissa_bits <= 3 else 3 if mantissa_bits == 4 else 4
    return 1 << (mantissa_bits - bits)


@dataclass(frozen=True)
class LMul:
    """A product by addition.

    Args:
        format: Of operands and result.
        offset: What is added to the mantissas' sum, in units of the last mantissa bit; the
            published one is :func:`published_offset`, and 0 is Mitchell's product.
        definition: Whether the sum carries into the exponent.

    Raises:
        InputError: an offset of a whole exponent or more.

    >>> from symnum.numerics.formats import E4M3FN, FLOAT32
    >>> hex(LMul.published(FLOAT32).constant)
    '0x3f780000'
    >>> product = LMul.published(E4M3FN)
    >>> x = E4M3FN.encode(np.array([1.5, -2.0, 0.0, 448.0]))
    >>> E4M3FN.decode(product.multiply(x, x))
    array([2.25, 4.5 , 0.  ,  nan])
    """

    format: SmallFormat
    offset: int
    definition: Definition = Definition.CARRY

    def __post_init__(self) -> None:
        check_offset(self.format, self.offset)

    @classmethod
    def published(
        cls, number_format: SmallFormat, definition: Definition = Definition.CARRY
    ) -> LMul:
        """With the paper's offset."""
        return cls(number_format, published_offset(number_format.mantissa_bits), definition)

    @property
    def constant(self) -> int:
        """What is taken from the sum of two patterns."""
        return (self.format.bias << self.format.mantissa_bits) - self.offset

    def multiply(self, x: NDArray[Any], y: NDArray[Any]) -> Patterns:
        """The products of bit patterns, elementwise, uint32.

        Subnormal operands and results count as zero. NaN and infinities go as in IEEE 754, and
        what is too large becomes what the format has for it.
        """
        return finished(self.format, x, y, self._sizes)

    def _sizes(self, x: Integers, y: Integers) -> Integers:
        """The sum of magnitudes, before anything special is looked at."""
        if self.definition is Definition.CARRY:
            return x + y - self.constant
        bits = self.format.mantissa_bits
        binade = 1 << bits
        mask = binade - 1
        exponent = (x & ~mask) + (y & ~mask) - (self.format.bias << bits)
        total = (x & mask) + (y & mask) + self.offset
        # a mantissa of 1 or more is halved, to even
        half = (total + binade) >> 1
        half += (total + binade) & half & 1
        return exponent + np.where(total < binade, total, half)

    def relative_errors(self) -> Floats:
        """The relative error for all pairs of mantissas, before rounding: (2^m, 2^m).

        Raises:
            InputError: there are too many pairs.

        >>> from symnum.numerics.formats import E4M3FN
        >>> errors = LMul.published(E4M3FN).relative_errors()
        >>> round(100 * float(np.abs(errors).mean()), 2)
        5.24
        """
        x, y, unit = pairs_of_mantissas(self.format)
        total = (x + y + self.offset) * unit
        carried = self.definition is Definition.CARRY
        value = antilogarithm(total) if carried else 1 + total
        return np.asarray(value / ((1 + x * unit) * (1 + y * unit)) - 1)


def check_offset(number_format: SmallFormat, offset: int) -> None:
    """That an offset is below a whole exponent.

    Raises:
        InputError: it is not.
    """
    if abs(offset) >= 1 << number_format.mantissa_bits:
        raise InputError(
            f"the offset {offset} of {number_format.name} has to be below "
            f"2^{number_format.mantissa_bits} in size"
        )


def pairs_of_mantissas(number_format: SmallFormat) -> tuple[Integers, Integers, float]:
    """All mantissas as a column and as a row, and the value of their last bit.

    Raises:
        InputError: there are too many pairs.
    """
    bits = number_format.mantissa_bits
    if bits > LARGEST_MANTISSA:
        raise InputError(
            f"{number_format.name}: mantissas are tried in all pairs up to {LARGEST_MANTISSA} bits"
        )
    mantissas = np.arange(1 << bits)
    return mantissas[:, None], mantissas[None, :], 2.0**-bits


def finished(
    kind: SmallFormat,
    x: NDArray[Any],
    y: NDArray[Any],
    sizes: Callable[[Integers, Integers], Integers],
) -> Patterns:
    """Products of bit patterns from a sum of magnitudes, with everything special, uint32.

    Args:
        kind: The format.
        x: Patterns; ``y`` as well.
        sizes: From two magnitudes to that of the product, where nothing is special.
    """
    binade = 1 << kind.mantissa_bits
    x, y = np.broadcast_arrays(np.asarray(x, np.int64), np.asarray(y, np.int64))
    size_x, size_y = x & (kind.sign_mask - 1), y & (kind.sign_mask - 1)
    size = sizes(size_x, size_y)
    zero = (size_x < binade) | (size_y < binade)
    size = np.where(zero | (size < binade), 0, size)
    size = np.where(size > kind.largest, kind.too_large, size)
    if kind.infinity is not None:
        size = np.where((size_x == kind.infinity) | (size_y == kind.infinity), kind.infinity, size)
    sign = (x ^ y) & kind.sign_mask
    if kind.specials is Specials.ONE_NAN:
        sign = np.where((size == 0) | (size == kind.sign_mask), 0, sign)
    bad = kind.is_nan(x) | kind.is_nan(y)
    bad |= zero & (size == kind.infinity) if kind.infinity is not None else False
    return np.where(bad, kind.nan, size | sign).astype(np.uint32)


def antilogarithm(total: NDArray[np.floating[Any]]) -> Floats:
    """Mitchell's 2^t: with n = floor(t), (1 + t − n)·2^n.

    >>> antilogarithm(np.array([-0.25, 0.5, 1.5]))
    array([0.875, 1.5  , 3.   ])
    """
    whole = np.floor(total)
    return np.asarray(np.ldexp(1 + total - whole, whole.astype(int)))


@dataclass(frozen=True)
class ProductErrors:
    """Relative errors over all pairs of mantissas."""

    mean: float
    mean_absolute: float
    least: float
    largest: float

    @classmethod
    def of(cls, errors: Floats) -> ProductErrors:
        """Summed up from an array of relative errors."""
        values = float(errors.mean()), float(np.abs(errors).mean())
        return cls(*values, float(errors.min()), float(errors.max()))

    @property
    def max_absolute(self) -> float:
        """The largest in size."""
        return max(-self.least, self.largest)
