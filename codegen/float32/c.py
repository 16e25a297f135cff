"""Machine programs as C: scalar functions, and AVX-512 functions on sixteen values at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from codegen.float32.operators import OPERATORS, MachineType
from codegen.float32.program import LOOKUP, Constant, MachineInstruction, MachineProgram, Table
from symnum.errors import InputError

_SET = {MachineType.F32: "_mm512_set1_ps", MachineType.U32: "_mm512_set1_epi32"}


@dataclass(frozen=True)
class Dialect:
    """How declarations are spelled in scalar C or in AVX-512 intrinsics."""

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


def _vector_lookup(name: str, table: Table, index: str) -> str:
    """Tables of 16 in one register, of 32 in two; the permutations look at the last bits only."""
    if table.type is not MachineType.F32 or len(table.bits) == 8:
        raise InputError(f"table {table.name} cannot be looked up in AVX-512 registers")
    low = f"_mm512_loadu_ps({name}_{table.name})"
    if len(table.bits) == 16:
        return f"_mm512_permutexvar_ps({index}, {low})"
    high = f"_mm512_loadu_ps({name}_{table.name} + 16)"
    return f"_mm512_permutex2var_ps({low}, {index}, {high})"


SCALAR = Dialect(
    lambda kind: kind.c, literal, _scalar_lookup, lambda operator: OPERATORS[operator].c
)
AVX512 = Dialect(
    lambda kind: kind.avx512,
    lambda constant: f"{_SET[constant.type]}({_signed(constant)})",
    _vector_lookup,
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
        raise InputError(f"AVX-512 has no short spelling of {step.operator!r}")
    return template.format(*arguments)
