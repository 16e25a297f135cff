"""Small number formats as data: every bit pattern's value, and rounding to nearest.

The fields are those of IEEE 754 and of OCP's 8-bit specification (OFP8, 2023); the variants
without negative zero are Graphcore's and AMD's (arXiv 2206.02915). ``ml_dtypes`` has the same
formats as NumPy types; the tests hold all patterns of both together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnum.errors import InputError, unknown
from symnum.numerics.ulp import Format

Floats = NDArray[np.float64]
Patterns = NDArray[np.uint32]


class Specials(Enum):
    """Which bit patterns are no finite numbers."""

    IEEE = "the largest exponent holds infinities and NaNs"
    NAN_ONLY = "NaN is all ones but the sign; there is no infinity"
    ONE_NAN = "NaN is the pattern of negative zero; there is no infinity"
    NONE = "every pattern is a finite number"


@dataclass(frozen=True)
class SmallFormat:
    """A binary format with a sign, an exponent and a mantissa field, from the top bit down.

    Args:
        name: What ``ml_dtypes`` or NumPy call it.
        exponent_bits: Width of the exponent field; ``mantissa_bits`` that of the mantissa.
        bias: What is taken from the exponent field.
        specials: Which patterns are no finite numbers.
        shorter: Other names.

    >>> E4M3FN.value(0x7E), E4M3FN.nearest(Fraction(1, 3)), BFLOAT16.decode(np.array([0x3F80]))
    (Fraction(448, 1), 43, array([1.]))
    """

    name: str
    exponent_bits: int
    mantissa_bits: int
    bias: int
    specials: Specials
    shorter: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Bits of a number."""
        return 1 + self.exponent_bits + self.mantissa_bits

    @property
    def count(self) -> int:
        """Number of bit patterns."""
        return 1 << self.width

    @property
    def item_bytes(self) -> int:
        """Bytes of a number in memory; formats of 4 and 6 bits take one."""
        return -(-self.width // 8)

    @property
    def sign_mask(self) -> int:
        """The sign bit."""
        return 1 << (self.width - 1)

    @property
    def largest(self) -> int:
        """The pattern of the largest finite number."""
        above = {Specials.IEEE: 1 << self.mantissa_bits, Specials.NAN_ONLY: 1}
        return self.sign_mask - 1 - above.get(self.specials, 0)

    @property
    def infinity(self) -> int | None:
        """The pattern of +∞, where there is one."""
        return self.largest + 1 if self.specials is Specials.IEEE else None

    @property
    def nan(self) -> int:
        """The pattern that stands for NaN; where there is none it is −0, as in ``ml_dtypes``."""
        if self.specials is Specials.IEEE:
            return self.largest + 1 + (1 << (self.mantissa_bits - 1))
        return self.sign_mask - 1 if self.specials is Specials.NAN_ONLY else self.sign_mask

    @property
    def too_large(self) -> int:
        """What a positive number rounds to that is too large: +∞, NaN, or the largest number."""
        if self.specials is Specials.NONE:
            return self.largest
        return self.nan if self.infinity is None else self.infinity

    @property
    def smallest_exponent(self) -> int:
        """The exponent of the smallest normal number, which subnormal ones share."""
        return 1 - self.bias

    @property
    def format(self) -> Format:
        """Precision and exponents alone, as :func:`symnum.numerics.ulp_error` takes them."""
        largest = (self.largest >> self.mantissa_bits) - self.bias
        return Format(self.name, self.mantissa_bits + 1, largest, self.smallest_exponent)

    def patterns(self) -> Patterns:
        """All bit patterns in ascending order, uint32."""
        return np.arange(self.count, dtype=np.uint32)

    def is_nan(self, patterns: NDArray[Any]) -> NDArray[np.bool_]:
        """Where patterns are NaN."""
        if self.specials is Specials.ONE_NAN:
            return np.asarray(patterns == self.sign_mask)
        magnitude = patterns & (self.sign_mask - 1)
        return np.asarray(magnitude > self.largest + (self.infinity is not None))

    def decode(self, patterns: NDArray[Any]) -> Floats:
        """The values of bit patterns, float64 of the same shape; each is exact."""
        bits = np.asarray(patterns).astype(np.int64)
        field = (bits & (self.sign_mask - 1)) >> self.mantissa_bits
        fraction = (bits & ((1 << self.mantissa_bits) - 1)) + ((field > 0) << self.mantissa_bits)
        exponent = np.maximum(field, 1) - self.bias - self.mantissa_bits
        values = np.ldexp(fraction.astype(np.float64), exponent)
        if self.infinity is not None:
            values[(bits & (self.sign_mask - 1)) == self.infinity] = np.inf
        values = np.where(bits & self.sign_mask, -values, values)
        values[self.is_nan(bits)] = np.nan
        return np.asarray(values, dtype=np.float64)

    def value(self, pattern: int) -> Fraction:
        """The exact value of a pattern.

        Raises:
            InputError: it is no finite number.
        """
        value = float(self.decode(np.array([pattern]))[0])
        if not math.isfinite(value):
            raise InputError(f"pattern {pattern:#x} of {self.name} is no finite number")
        return Fraction(value)

    def encode(self, values: NDArray[Any]) -> Patterns:
        """The patterns nearest to float64 values, ties to even, uint32 of the same shape.

        What is too large becomes an infinity, else NaN, else the largest number, by the format.
        """
        given = np.asarray(values, dtype=np.float64)
        size = np.where(np.isfinite(given), np.abs(given), 0.0)
        exponent = np.maximum(_exponents(size), self.smallest_exponent)
        steps = np.rint(np.ldexp(size, self.mantissa_bits - exponent)).astype(np.int64)
        bits = ((exponent - self.smallest_exponent).astype(np.int64) << self.mantissa_bits) + steps
        bits = np.where((bits > self.largest) | np.isinf(given), self.too_large, bits)
        bits = np.where(np.signbit(given), self._negative(bits), bits)
        return np.where(np.isnan(given), self.nan, bits).astype(np.uint32)

    def _negative(self, bits: NDArray[np.int64]) -> NDArray[np.int64]:
        without = self.specials is Specials.ONE_NAN
        return np.where((bits == 0) & without, 0, bits | self.sign_mask)

    def nearest(self, value: Fraction) -> int:
        """The pattern nearest to an exact value, ties to even; zero gives +0."""
        size, bits = abs(value), 0
        if size:
            top, bottom = size.numerator.bit_length(), size.denominator.bit_length()
            exponent = top - bottom
            exponent -= Fraction(2) ** exponent > size
            exponent = min(max(exponent, self.smallest_exponent), 1 << self.exponent_bits)
            steps = round(size / Fraction(2) ** (exponent - self.mantissa_bits))
            bits = ((exponent - self.smallest_exponent) << self.mantissa_bits) + steps
        bits = self.too_large if bits > self.largest else bits
        return int(self._negative(np.array([bits]))[0]) if value < 0 else bits

    def unit(self, values: Floats) -> Floats:
        """The unit in the last place at each value; beyond the largest number that of the largest.

        ulp(t) = 2^(e − mantissa bits) for 2^e ≤ |t| < 2^(e+1), and never below the smallest
        subnormal (Muller et al., Handbook of Floating-Point Arithmetic, 2.6).
        """
        size = np.where(np.isfinite(values), np.abs(values), 0.0)
        top = (self.largest >> self.mantissa_bits) - self.bias
        exponent = np.clip(_exponents(size), self.smallest_exponent, top)
        return np.asarray(np.ldexp(1.0, exponent - self.mantissa_bits), dtype=np.float64)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy type, of ``ml_dtypes`` where NumPy itself has none."""
        import ml_dtypes

        return np.dtype(getattr(ml_dtypes, self.name, self.name))


def _exponents(sizes: Floats) -> NDArray[np.int64]:
    """Floor of log2; very small for 0."""
    exponents = np.frexp(sizes)[1].astype(np.int64) - 1
    return np.where(sizes == 0, -(1 << 16), exponents)


_IEEE, _NAN_ONLY, _ONE_NAN = Specials.IEEE, Specials.NAN_ONLY, Specials.ONE_NAN
# fmt: off
FLOAT32 = SmallFormat("float32", 8, 23, 127, _IEEE, ("fp32", "binary32"))
FLOAT16 = SmallFormat("float16", 5, 10, 15, _IEEE, ("fp16", "half", "binary16"))
BFLOAT16 = SmallFormat("bfloat16", 8, 7, 127, _IEEE, ("bf16",))
E5M2 = SmallFormat("float8_e5m2", 5, 2, 15, _IEEE, ("e5m2", "fp8_e5m2"))
E4M3FN = SmallFormat("float8_e4m3fn", 4, 3, 7, _NAN_ONLY, ("e4m3fn", "fp8_e4m3fn"))
E4M3 = SmallFormat("float8_e4m3", 4, 3, 7, _IEEE, ("e4m3",))
E3M4 = SmallFormat("float8_e3m4", 3, 4, 3, _IEEE, ("e3m4",))
E4M3FNUZ = SmallFormat("float8_e4m3fnuz", 4, 3, 8, _ONE_NAN, ("e4m3fnuz",))
E5M2FNUZ = SmallFormat("float8_e5m2fnuz", 5, 2, 16, _ONE_NAN, ("e5m2fnuz",))
E4M3B11FNUZ = SmallFormat("float8_e4m3b11fnuz", 4, 3, 11, _ONE_NAN, ("e4m3b11fnuz",))
E2M3FN = SmallFormat("float6_e2m3fn", 2, 3, 1, Specials.NONE, ("e2m3fn",))
E3M2FN = SmallFormat("float6_e3m2fn", 3, 2, 3, Specials.NONE, ("e3m2fn",))
E2M1FN = SmallFormat("float4_e2m1fn", 2, 1, 1, Specials.NONE, ("e2m1fn",))
# fmt: on

FORMATS = (
    BFLOAT16, FLOAT16, E4M3FN, E5M2, E4M3, E3M4, E4M3FNUZ, E5M2FNUZ, E4M3B11FNUZ,
    E2M3FN, E3M2FN, E2M1FN, FLOAT32,
)  # fmt: skip
"""All formats of the table. E8M0, a scale without sign and mantissa, is not of this kind."""


@cache
def _by_name() -> dict[str, SmallFormat]:
    return {name: row for row in FORMATS for name in (row.name, *row.shorter)}


def format_named(name: str) -> SmallFormat:
    """A format by its name or one of its shorter ones.

    Raises:
        InputError: there is none.

    >>> format_named("e4m3fn").name
    'float8_e4m3fn'
    """
    found = _by_name().get(name.lower())
    if found is None:
        raise unknown(name, [(row.shorter or (row.name,))[0] for row in FORMATS], "format")
    return found
