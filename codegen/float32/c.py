"""Machine programs as C: scalar functions, and functions on the values of a vector register.

Tables are looked up by permutations of registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from codegen.float32.avx2 import AVX2_SPELLINGS
from codegen.float32.operators import OPERATORS, MachineType
from codegen.float32.program import LOOKUP, Constant, MachineInstruction, MachineProgram, Table
from symnum.errors import InputError

_SET_8 = {MachineType.F32: "_mm256_set1_ps", MachineType.U32: "_mm256_set1_epi32"}
_SET_16 = {MachineType.F32: "_mm512_set1_ps", MachineType.U32: "_mm512_set1_epi32"}


@dataclass(frozen=True)
class Dialect:
    """How declarations are spelled in scalar C or in intrinsics."""

    name: str
    declared: Callable[[MachineType], str]
    constant: Callable[[Constant], str]
    lookup: Callable[[str, Table, str], str]
    template: Callable[[str], str | None]


def literal(constant: Constant) -> str:
    """A C literal with exactly the constant's value."""
    if constant.type is MachineType.U32:
        return f"0x{constant.bits:08x}u"
    if not np.isfinite(constant.value):
        raise InputError("a constant of a machine program has to be finite")
    return f"{float(constant.value).hex()}f"


def _scalar_lookup(name: str, table: Table, index: str) -> str:
    return f"{name}_{table.name}[{index} & {len(table.bits) - 1}u]"


def _is_in_registers(table: Table) -> None:
    if table.type is not MachineType.F32:
        raise InputError(f"table {table.name} cannot be looked up in registers")


def _avx2_lookup(name: str, table: Table, index: str) -> str:
    """Eight entries a register; permutations look at three bits, and others choose among them."""
    _is_in_registers(table)

    def among(first: int, count: int) -> str:
        if count == 8:
            part = f"_mm256_loadu_ps({name}_{table.name}" + (f" + {first})" if first else ")")
            return f"_mm256_permutevar8x32_ps({part}, {index})"
        half = count // 2
        bit = f"_mm256_castsi256_ps(_mm256_slli_epi32({index}, {32 - count.bit_length() + 1}))"
        return f"_mm256_blendv_ps({among(first, half)}, {among(first + half, half)}, {bit})"

    return among(0, len(table.bits))


def _avx512_lookup(name: str, table: Table, index: str) -> str:
    """Tables of 16 in one register, of 8 twice in one, of 32 in two."""
    _is_in_registers(table)
    if len(table.bits) == 8:
        half = f"_mm256_loadu_si256((const __m256i *){name}_{table.name})"
        both = f"_mm512_castsi512_ps(_mm512_broadcast_i64x4({half}))"
        return f"_mm512_permutexvar_ps({index}, {both})"
    low = f"_mm512_loadu_ps({name}_{table.name})"
    if len(table.bits) == 16:
        return f"_mm512_permutexvar_ps({index}, {low})"
    high = f"_mm512_loadu_ps({name}_{table.name} + 16)"
    return f"_mm512_permutex2var_ps({low}, {index}, {high})"


SCALAR = Dialect(
    "scalar C",
    lambda kind: kind.c,
    literal,
    _scalar_lookup,
    lambda operator: OPERATORS[operator].c,
)
AVX2 = Dialect(
    "AVX2",
    lambda kind: kind.avx2,
    lambda constant: f"{_SET_8[constant.type]}({_signed(constant)})",
    _avx2_lookup,
    AVX2_SPELLINGS.get,
)
AVX512 = Dialect(
    "AVX-512",
    lambda kind: kind.avx512,
    lambda constant: f"{_SET_16[constant.type]}({_signed(constant)})",
    _avx512_lookup,
    lambda operator: OPERATORS[operator].avx512,
)


def _signed(constant: Constant) -> str:
    return f"(int){literal(constant)}" if constant.type is MachineType.U32 else literal(constant)


def tables(program: MachineProgram, name: str) -> Iterator[str]:
    """The tables as static arrays."""
    for table in program.tables:
        entries = [literal(Constant(bits, table.type)) for bits in table.bits]
        kind, count = table.type.c, len(entries)
        yield f"static const {kind} {name}_{table.name}[{count}] = {{"
        yield from (f"    {', '.join(entries[k : k + 4])}," for k in range(0, count, 4))
        yield "};"


def body(program: MachineProgram, name: str, dialect: Dialect) -> Iterator[str]:
    """The statements of a function with argument ``x`` that returns the first output.

    Raises:
        InputError: an operator that the dialect does not have.
    """
    values = [program.inputs[0][0]]
    for number, constant in enumerate(program.constants, 1):
        kind = dialect.declared(constant.type)
        note = f" /* {constant.value} */" if constant.type is MachineType.F32 else ""
        yield f"    const {kind} v{number} = {dialect.constant(constant)};{note}"
        values.append(f"v{number}")
    for number, step in program.numbered():
        kind = dialect.declared(program.types[number])
        expression = _expression(program, name, dialect, step, values)
        yield f"    const {kind} v{number} = {expression};"
        values.append(f"v{number}")
    yield f"    return {values[program.outputs[0]]};"


def _expression(
    program: MachineProgram,
    name: str,
    dialect: Dialect,
    step: MachineInstruction,
    values: list[str],
) -> str:
    arguments = [values[argument] for argument in step.arguments]
    if step.operator == LOOKUP:
        return dialect.lookup(name, program.table(step), arguments[0])
    template = dialect.template(step.operator)
    if template is None:
        raise InputError(f"{dialect.name} has no short spelling of {step.operator!r}")
    return template.format(*arguments)
