"""What kernels with arithmetic need at the ends of the domain: subnormal results, NaN."""

from __future__ import annotations

import math

import numpy as np

from codegen.small_formats.conversions import magnitude
from codegen.small_formats.machine_code import MachineCode, Operand, smallest_words
from symnum.numerics.formats import FLOAT32, SmallFormat
from symnum.numerics.rounded_tables import RoundedTable


def tails(kind: SmallFormat) -> tuple[bool, ...]:
    """Whether subnormal results are looked up: float32 has no exponents to spare for formats with
    as many, and rounds those of others by itself."""
    return (True,) if kind.exponent_bits == FLOAT32.exponent_bits else (True, False)


def with_tail(
    code: MachineCode, table: RoundedTable, value: Operand, largest: float = math.inf
) -> Operand:
    """The value, or from a table where the results of negative arguments are subnormal or zero.

    Args:
        code: Where to write.
        table: The function.
        value: The place of the value.
        largest: Negative arguments beyond this size are looked up too.
    """
    kind = table.format
    below = table.patterns[kind.sign_mask :]
    last = kind.largest + (kind.infinity is not None)
    small = (below[: last + 1] & (kind.sign_mask - 1)) < 1 << kind.mantissa_bits
    first = last + 1 - int(np.argmin(small[::-1])) if not small.all() else 0
    first = min(first, int(np.searchsorted(kind.decode(np.arange(last)), largest)))
    if first > last:
        return value
    entries = below[first : last + 1]
    used = int(np.flatnonzero(entries != entries[-1]).max(initial=-1)) + 2
    start = code.word(kind.sign_mask + first)
    place = code.apply("umin", code.apply("sub", 0, start), code.word(used - 1))
    tail = code.lookup(smallest_words(entries[:used]), place)
    return code.apply("select", code.apply("below", 0, start), value, tail)


def or_nan(code: MachineCode, kind: SmallFormat, value: Operand) -> Operand:
    """The value, or NaN for NaN."""
    last = code.word(kind.largest + (kind.infinity is not None))
    is_nan = code.apply("below", last, magnitude(code, kind, 0))
    return code.apply("select", is_nan, code.word(kind.nan), value)
