"""Kernels for exp and exp2: the exponent is moved into its field, the fraction is looked up,
multiplied up bit by bit, or goes through a polynomial.

With x·log2(base) = n + j/2^g + r, 2^x = 2^n · 2^(j/2^g) · 2^r. A table has all 2^(j/2^g), or
j is cut into groups of bits with a table each, whose entries are multiplied (bit-serial), and a
polynomial does what is left. Without a table the fraction is the mantissa itself (Schraudolph,
"A fast, compact approximation of the exponential function", 1999), put right by a few entries.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import from_float, to_float
from codegen.small_formats.edges import or_nan, with_tail
from codegen.small_formats.machine_code import MachineCode, Operand, smallest_words
from codegen.small_formats.minimax import horner, minimax
from symnum.numerics.formats import FLOAT32, SmallFormat
from symnum.numerics.rounded_tables import RoundedTable

BASES = {"exp": math.e, "exp2": 2.0}
_FIXED = 15
"""Fraction bits of the entries of bit-serial tables."""
_BEYOND = 0.25
"""By how much exponents may be too large, so that errors do not make the result finite."""


def exponentials(name: str, table: RoundedTable) -> Iterator[Candidate]:
    """Kernels of all four sorts, for exp and exp2."""
    if name not in BASES:
        return
    factor = math.log2(BASES[name])
    mantissa = table.format.mantissa_bits
    for bits in range(max(mantissa - 3, 1), mantissa + 5):
        yield _in_table(table, factor, bits)
    for bits in range(0, mantissa + 1):
        yield _corrected(table, factor, bits, mantissa + 3)
    for groups in _groups(mantissa + 3):
        yield _bit_serial(table, factor, groups)
    for bits, degree in ((b, d) for d in (1, 2, 3, 4) for b in range(0, 6) if b + 2 * d < 9):
        for tail in (True, False):
            yield _with_polynomial(table, factor, bits, degree, tail)


def _steps(
    code: MachineCode, kind: SmallFormat, factor: float, bits: int, bias: int, shift: float = 0.0
) -> Operand:
    """round((x·factor + bias)·2^bits + shift), kept between the exponents of normal numbers."""
    x = to_float(code, kind, 0, signed=True)
    scaled = code.apply("fmul", x, code.number(factor * 2.0**bits))
    if bias or shift:
        scaled = code.apply("fadd", scaled, code.number(bias * 2.0**bits + shift))
    return code.apply("to_integer", _within(code, kind, scaled, bits, bias))


def _within(
    code: MachineCode, kind: SmallFormat, scaled: Operand, bits: int, bias: int, lower: int = 0
) -> Operand:
    """Kept between the exponents of overflow and of the smallest normal number, or ``lower``."""
    lowest = kind.smallest_exponent - lower
    highest = (kind.largest >> kind.mantissa_bits) + 1 - kind.bias
    scaled = code.apply("fmax", scaled, code.number((lowest + bias) * 2.0**bits))
    return code.apply("fmin", scaled, code.number((highest + _BEYOND + bias) * 2.0**bits))


def _finished(
    code: MachineCode,
    table: RoundedTable,
    value: Operand,
    family: str,
    tail: bool = True,
    **parameters: object,
) -> Candidate:
    kind = table.format
    value = code.apply("umin", value, code.word(kind.too_large))
    value = with_tail(code, table, value) if tail else value
    return Candidate(family, parameters, code.returning(or_nan(code, kind, value)))


def _in_table(table: RoundedTable, factor: float, bits: int) -> Candidate:
    """One table of rounded mantissas."""
    code, kind = MachineCode(), table.format
    steps = _steps(code, kind, factor, bits, kind.bias)
    fractions = np.exp2(np.arange(1 << bits) / 2.0**bits) - 1
    entries = smallest_words(np.rint(fractions * 2.0**kind.mantissa_bits).astype(np.int64))
    mantissa = code.lookup(entries, code.apply("and", steps, code.word((1 << bits) - 1)))
    value = code.apply("add", _exponent(code, kind, steps, bits), mantissa)
    return _finished(code, table, value, "exponent and table", index_bits=bits)


def _exponent(code: MachineCode, kind: SmallFormat, steps: Operand, bits: int) -> Operand:
    """The steps' whole part in the place of the exponent field."""
    whole = code.apply("sar", steps, code.word(bits)) if bits else steps
    return code.apply("shl", whole, code.word(kind.mantissa_bits))


def _corrected(table: RoundedTable, factor: float, bits: int, fine: int) -> Candidate:
    """The fraction as mantissa, put right by one entry for each segment of 2^-bits."""
    code, kind = MachineCode(), table.format
    spare = fine - kind.mantissa_bits
    half = (1 << spare) / 2
    centres = (np.arange(1 << bits) + 0.5) / (1 << bits)
    if bits == 0:
        # the least largest error of 2^f by 1 + f + c, relatively
        f = np.linspace(0, 1, 2001)
        constant = minimax(f, np.exp2(f) - 1 - f, np.exp2(-f), 0)[0]
        steps = _steps(code, kind, factor, fine, kind.bias, constant * 2.0**fine + half - 0.5)
        value = code.apply("shr", steps, code.word(spare))
        return _finished(code, table, value, "exponent and correction", index_bits=0)
    steps = _steps(code, kind, factor, fine, kind.bias)
    wanted = np.rint((1 + centres - np.exp2(centres)) * 2.0**fine - half).astype(np.int64)
    least = int(wanted.min())
    index = code.apply("shr", steps, code.word(fine - bits))
    index = code.apply("and", index, code.word((1 << bits) - 1))
    correction = code.lookup(smallest_words(wanted - least), index)
    value = code.apply("sub", steps, correction)
    value = code.apply("sub", value, code.word(least))
    value = code.apply("shr", value, code.word(spare))
    return _finished(code, table, value, "exponent and correction", index_bits=bits)


def _groups(most: int) -> Iterator[tuple[int, ...]]:
    """Two or three groups of bits, as even as can be."""
    for total in range(most - 3, most + 2):
        for count in (2, 3):
            if total >= 2 * count:
                yield tuple((total + k) // count for k in range(count))


def _bit_serial(table: RoundedTable, factor: float, groups: Sequence[int]) -> Candidate:
    """A product of one entry for each group of bits, in fixed point."""
    code, kind = MachineCode(), table.format
    total = sum(groups)
    steps = _steps(code, kind, factor, total, kind.bias - 1)
    product, position = None, total
    for size in groups:
        position -= size
        exponents = np.arange(1 << size) * 2.0 ** (position - total)
        entries = smallest_words(np.rint(np.exp2(exponents + _FIXED)).astype(np.int64))
        index = code.apply("shr", steps, code.word(position)) if position else steps
        factor_ = code.lookup(entries, code.apply("and", index, code.word((1 << size) - 1)))
        if product is None:
            product = factor_
            continue
        product = code.apply("mul", product, factor_)
        kept = _FIXED if position else 2 * _FIXED - kind.mantissa_bits
        product = code.apply("add", product, code.word(1 << (kept - 1)))
        product = code.apply("shr", product, code.word(kept))
    assert product is not None
    value = code.apply("add", _exponent(code, kind, steps, total), product)
    return _finished(code, table, value, "bit-serial", groups="+".join(map(str, groups)))


def power_of_two(
    code: MachineCode, scaled: Operand, bits: int, degree: int
) -> tuple[Operand, Operand]:
    """Float32 code for 2^y: the fraction's power, a float from 0.7 to 2, and the exponent.

    Args:
        code: Where to write.
        scaled: y·2^bits.
        bits: Bits of the fraction that are looked up.
        degree: Degree of the polynomial for the rest.

    Returns:
        2^(fraction) as bits, and the whole part.
    """
    steps = code.apply("to_integer", scaled)
    rest = code.apply("fsub", scaled, code.apply("to_float", steps))
    r = np.linspace(-0.5, 0.5, 401)
    true = np.exp2(r / 2.0**bits)
    power = horner(code, minimax(r, true, 1 / true, degree), rest)
    whole = steps
    if bits:
        entries = np.exp2(np.arange(1 << bits) / 2.0**bits).astype(np.float32).view(np.uint32)
        index = code.apply("and", steps, code.word((1 << bits) - 1))
        power = code.apply("fmul", power, code.apply("as_float", code.lookup(entries, index)))
        whole = code.apply("sar", steps, code.word(bits))
    return code.apply("as_bits", power), whole


def scaled(code: MachineCode, power: Operand, whole: Operand) -> Operand:
    """The float32 with these bits times 2^whole, which has to be a normal number."""
    exponent = code.apply("shl", whole, code.word(FLOAT32.mantissa_bits))
    return code.apply("as_float", code.apply("add", power, exponent))


def scaled_in_halves(code: MachineCode, power: Operand, whole: Operand) -> Operand:
    """The same where the result may be subnormal: by two powers of two, one after the other."""
    half = code.apply("sar", whole, code.word(1))
    rest = code.apply("add", code.apply("sub", whole, half), code.word(FLOAT32.bias))
    rest = code.apply("shl", rest, code.word(FLOAT32.mantissa_bits))
    return code.apply("fmul", scaled(code, power, half), code.apply("as_float", rest))


def _with_polynomial(
    table: RoundedTable, factor: float, bits: int, degree: int, tail: bool
) -> Candidate:
    """A float32 table, which may be absent, and a polynomial."""
    code, kind = MachineCode(), table.format
    x = to_float(code, kind, 0, signed=True)
    steps = code.apply("fmul", x, code.number(factor * 2.0**bits))
    steps = _within(code, kind, steps, bits, 0, 0 if tail else kind.mantissa_bits + 2)
    power, whole = power_of_two(code, steps, bits, degree)
    spare = kind.exponent_bits < FLOAT32.exponent_bits
    value = (scaled if tail or spare else scaled_in_halves)(code, power, whole)
    pattern = from_float(code, kind, value, signed=False)
    family = "table and polynomial" if bits else "polynomial"
    return _finished(code, table, pattern, family, tail, index_bits=bits, degree=degree)
