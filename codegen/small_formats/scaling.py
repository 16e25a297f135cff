"""Kernels that use f(2^a·x) = 2^b·f(x): one table for all exponents.

Where it holds for rounded values, the value's pattern is a table entry, chosen by the mantissa and
the exponent modulo a, plus b times the exponent's quotient. It holds for reciprocals and roots;
the range in which it does is found from the values. What is left at both ends has tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.folds import folded, folds_of
from codegen.small_formats.lookups import entry
from codegen.small_formats.machine_code import MachineCode, Operand, smallest_words
from symnum.numerics.formats import Patterns, SmallFormat
from symnum.numerics.rounded_tables import RoundedTable

LAWS = ((1, -1), (1, 1), (2, -1), (2, 1))
"""Pairs a, b that are tried."""


def scalings(table: RoundedTable) -> Iterator[Candidate]:
    """A kernel for each law that holds over most magnitudes."""
    kind = table.format
    half = table.patterns[: kind.sign_mask]
    for fold in folds_of(table):
        for period, step in LAWS:
            low, high = scaled_range(kind, half, period, step)
            if high - low < kind.sign_mask // 2:
                continue
            for packed in (False, True):
                code = MachineCode()
                inner = partial(_scaled, table, (period, step), (low, high), packed)
                value = folded(code, table, fold, inner)
                parameters = {
                    "fold": fold.name, "law": f"f({2**period}x) = {2.0**step:g}f(x)",
                    "range": f"{low:#x}..{high:#x}", "packed": packed,
                }  # fmt: skip
                yield Candidate("scaling", parameters, code.returning(value))


def scaled_range(kind: SmallFormat, half: Patterns, period: int, step: int) -> tuple[int, int]:
    """The magnitudes [low, high) of the longest range of whole exponents in which a law holds.

    >>> from codegen.small_formats.functions import FUNCTIONS, table_of
    >>> from symnum.numerics.formats import BFLOAT16
    >>> half = table_of(FUNCTIONS["reciprocal"], BFLOAT16).patterns[:0x8000]
    >>> [hex(end) for end in scaled_range(BFLOAT16, half, 1, -1)]
    ['0x80', '0x7e80']
    """
    binade = 1 << kind.mantissa_bits
    shift = period * binade
    numbers = half[: (kind.largest + 1) // binade * binade].astype(np.int64)
    holds = numbers[shift:] == numbers[:-shift] + step * binade
    whole = holds.reshape(-1, binade).all(axis=1)
    whole[0] = False  # subnormal numbers
    edges = np.flatnonzero(np.diff(np.concatenate([[False], whole, [False]]).astype(np.int8)))
    if not edges.size:
        return 0, 0
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]) * binade, int(ends[longest] + period) * binade


def _scaled(
    table: RoundedTable,
    law: tuple[int, int],
    ends: tuple[int, int],
    packed: bool,
    code: MachineCode,
    size: Operand,
) -> Operand:
    kind = table.format
    half = table.patterns[: kind.sign_mask]
    (period, step), (low, high) = law, ends
    count = period << kind.mantissa_bits
    # the entry of a mantissa and exponent, as if the exponent's quotient were 0
    places = np.arange(low, low + count)
    entries = np.empty(count, dtype=np.int64)
    quotients = places // count * step << kind.mantissa_bits
    entries[places % count] = half[low : low + count].astype(np.int64) - quotients
    index = code.apply("and", size, code.word(count - 1))
    value = entry(code, entries.astype(np.uint32), index, packed)
    value = code.apply("add" if step > 0 else "sub", value, _quotient(code, size, index, period))
    if low:
        small = code.lookup(
            smallest_words(half[:low]), code.apply("umin", size, code.word(low - 1))
        )
        value = code.apply("select", code.apply("below", size, code.word(low)), small, value)
    # the last number, infinity and one NaN
    rest = half[high : kind.largest + 1 + (kind.infinity is not None) + 1]
    if not len(rest):
        return value
    place = code.apply("umin", code.apply("sub", size, code.word(high)), code.word(len(rest) - 1))
    large = code.lookup(smallest_words(rest), place)
    return code.apply("select", code.apply("below", size, code.word(high)), value, large)


def _quotient(code: MachineCode, size: Operand, index: Operand, period: int) -> Operand:
    """The exponent's quotient, in the place of the exponent field."""
    whole = code.apply("sub", size, index)
    return code.apply("shr", whole, code.word(period - 1)) if period > 1 else whole
