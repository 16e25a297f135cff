"""Kernels for log and log2: exponent plus the mantissa's logarithm, looked up or a polynomial.

The dual of bit-serial powers of two: there factors are multiplied, here terms are added. In the
table form all is fixed point: (pattern + correction of the mantissa) is the logarithm to base 2,
since a pattern is a logarithm but for its mantissa (Mitchell 1962). In the polynomial form the
mantissa is taken from √½ to √2, so that near 1, where logarithms vanish, nothing cancels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import from_float
from codegen.small_formats.folds import POSITIVE, folded
from codegen.small_formats.machine_code import MachineCode, Operand, smallest_words
from codegen.small_formats.minimax import horner, minimax
from symnum.numerics.formats import FLOAT32, SmallFormat
from symnum.numerics.rounded_tables import RoundedTable

FACTORS = {"log": math.log(2), "log2": 1.0}
_FRACTION_BITS = (13, 15, 17, 19, 21)
_DEGREES = (1, 2, 3, 4, 5, 6)


def logarithms(name: str, table: RoundedTable) -> Iterator[Candidate]:
    """Kernels with a table of mantissas or with a polynomial, and two ways with subnormals."""
    if name not in FACTORS:
        return
    for tabulated in (True, False):
        for fraction in _FRACTION_BITS:
            yield _candidate(name, table, tabulated, fraction_bits=fraction)
        for degree in _DEGREES:
            yield _candidate(name, table, tabulated, degree=degree)


def _candidate(
    name: str, table: RoundedTable, tabulated: bool, fraction_bits: int = 0, degree: int = 0
) -> Candidate:
    code, kind = MachineCode(), table.format

    def inner(code: MachineCode, size: Operand) -> Operand:
        normal = size if tabulated else _normalised(code, kind, size)
        core = _polynomial if degree else _fixed_point
        value = core(code, kind, normal, FACTORS[name], degree or fraction_bits)
        return _edges(code, table, size, from_float(code, kind, value, signed=True), tabulated)

    value = folded(code, table, POSITIVE, inner)
    family = "logarithm by polynomial" if degree else "logarithm by table"
    parameters = {"degree": degree} if degree else {"fraction_bits": fraction_bits}
    parameters["subnormals_tabulated"] = tabulated
    return Candidate(family, parameters, code.returning(value))


def _normalised(code: MachineCode, kind: SmallFormat, size: Operand) -> Operand:
    """The pattern that a subnormal number would have if there were more exponents."""
    value = code.apply("as_bits", code.apply("to_float", size))
    places = FLOAT32.mantissa_bits - kind.mantissa_bits
    moved = code.apply("shr", value, code.word(places))
    rebias = FLOAT32.bias - (kind.smallest_exponent - kind.mantissa_bits + kind.bias)
    moved = code.apply("sub", moved, code.word(rebias << kind.mantissa_bits))
    is_small = code.apply("below", size, code.word(1 << kind.mantissa_bits))
    return code.apply("select", is_small, moved, size)


def _edges(
    code: MachineCode, table: RoundedTable, size: Operand, value: Operand, tabulated: bool
) -> Operand:
    """Subnormal numbers from a table, or 0 alone; infinity."""
    kind = table.format
    if tabulated:
        count = 1 << kind.mantissa_bits
        place = code.apply("umin", size, code.word(count - 1))
        small = code.lookup(smallest_words(table.patterns[:count]), place)
        value = code.apply("select", code.apply("below", size, code.word(count)), small, value)
    else:
        zero = code.word(int(table.patterns[0]))
        value = code.apply("select", code.apply("equal", size, code.word(0)), zero, value)
    if kind.infinity is None:
        return value
    infinite = code.apply("equal", size, code.word(kind.infinity))
    return code.apply("select", infinite, code.word(kind.infinity), value)


def _fixed_point(
    code: MachineCode, kind: SmallFormat, size: Operand, factor: float, bits: int
) -> Operand:
    """The pattern and the mantissa's correction, with ``bits`` fraction bits, as float32."""
    count = 1 << kind.mantissa_bits
    fractions = np.arange(count) / count
    corrections = np.rint((np.log2(1 + fractions) - fractions) * 2.0**bits).astype(np.int64)
    index = code.apply("and", size, code.word(count - 1))
    unbiased = code.apply("sub", size, code.word(kind.bias << kind.mantissa_bits))
    moved = code.apply("shl", unbiased, code.word(bits - kind.mantissa_bits))
    total = code.apply("add", moved, code.lookup(smallest_words(corrections), index))
    return code.apply("fmul", code.apply("to_float", total), code.number(factor * 2.0**-bits))


def _polynomial(
    code: MachineCode, kind: SmallFormat, size: Operand, factor: float, degree: int
) -> Operand:
    """e·factor + u·P(u) with 1 + u from √½ to √2."""
    count = 1 << kind.mantissa_bits
    least = round((math.sqrt(0.5) * 2 - 1) * count)  # the mantissa of √½
    start = ((kind.bias - 1) << kind.mantissa_bits) + least
    above = code.apply("sub", size, code.word(start))
    exponent = code.apply("sar", above, code.word(kind.mantissa_bits))
    pattern = code.apply("and", above, code.word(count - 1))
    places = FLOAT32.mantissa_bits - kind.mantissa_bits
    rebias = (FLOAT32.bias - kind.bias) << kind.mantissa_bits
    pattern = code.apply("add", pattern, code.word(start + rebias))
    one_more = code.apply("as_float", code.apply("shl", pattern, code.word(places)))
    u = code.apply("fsub", one_more, code.number(1))
    values = kind.decode(np.arange(start, start + count)) - 1
    values = values[values != 0]
    true = np.log1p(values) / math.log(2) * factor / values
    value = code.apply("fmul", horner(code, minimax(values, true, 1 / true, degree), u), u)
    whole = code.apply("to_float", exponent)
    whole = whole if factor == 1 else code.apply("fmul", whole, code.number(factor))
    return code.apply("fadd", whole, value)
