"""Kernels that float32 computes outright: one division, one square root, or both."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import from_float, to_float
from codegen.small_formats.edges import or_nan
from codegen.small_formats.folds import POSITIVE, folded
from codegen.small_formats.machine_code import MachineCode, Operand
from symnum.numerics.rounded_tables import RoundedTable


def float32_arithmetic(name: str, table: RoundedTable) -> Iterator[Candidate]:
    """Kernels for reciprocals and square roots."""
    code, kind = MachineCode(), table.format
    if name == "reciprocal":
        x = to_float(code, kind, 0, signed=True)
        quotient = code.apply("fdiv", code.number(1), x)
        value = from_float(code, kind, quotient, signed=True)
        if kind.exponent_bits < 8:  # else NaN goes through arithmetic
            value = or_nan(code, kind, _of_infinity(code, table, value))
        yield Candidate("float32 arithmetic", {}, code.returning(value))
    elif name in ("sqrt", "rsqrt"):

        def root(code: MachineCode, size: Operand) -> Operand:
            value = code.apply("fsqrt", to_float(code, kind, size, signed=False))
            if name == "rsqrt":
                value = code.apply("fdiv", code.number(1), value)
            return _of_infinity(code, table, from_float(code, kind, value, signed=False), size)

        value = folded(code, table, POSITIVE, root)
        yield Candidate("float32 arithmetic", {}, code.returning(value))


def _of_infinity(
    code: MachineCode, table: RoundedTable, value: Operand, size: Operand | None = None
) -> Operand:
    """Formats with fewer exponents than float32 have an infinity that conversion does not know."""
    kind = table.format
    if kind.infinity is None or kind.exponent_bits == 8:
        return value
    if size is None:
        size = code.apply("and", 0, code.word(kind.sign_mask - 1))
        sign = code.apply("sub", 0, size)
        told = code.apply("or", sign, code.word(int(table.patterns[kind.infinity])))
    else:
        told = code.word(int(table.patterns[kind.infinity]))
    infinite = code.apply("equal", size, code.word(kind.infinity))
    return code.apply("select", infinite, told, value)
