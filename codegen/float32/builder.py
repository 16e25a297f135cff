"""Writing machine programs as formulas: values with operators, equal values made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from codegen.float32.operators import OPERATORS, MachineType
from codegen.float32.program import (
    LOOKUP,
    Constant,
    MachineInstruction,
    MachineProgram,
    Table,
    float_bits,
)

F32, U32 = MachineType.F32, MachineType.U32


@dataclass(frozen=True)
class _Step:
    operator: str
    arguments: tuple[int, ...]
    table: str | None


@dataclass(frozen=True, eq=False)
class Value:
    """A value of a program under construction."""

    builder: Builder
    place: int
    type: MachineType

    def __add__(self, other: Operand) -> Value:
        return self._arithmetic("add", other)

    def __sub__(self, other: Operand) -> Value:
        return self._arithmetic("sub", other)

    def __mul__(self, other: Operand) -> Value:
        return self._arithmetic("mul", other)

    def __truediv__(self, other: Operand) -> Value:
        return self.builder.apply("div", self, other)

    def __neg__(self) -> Value:
        return self.builder.apply("neg", self)

    def __lt__(self, other: Operand) -> Value:
        return self._arithmetic("less", other)

    def __and__(self, other: Operand) -> Value:
        return self.builder.apply("and_u32", self, other)

    def __or__(self, other: Operand) -> Value:
        return self.builder.apply("or_u32", self, other)

    def __xor__(self, other: Operand) -> Value:
        return self.builder.apply("xor_u32", self, other)

    def __lshift__(self, other: Operand) -> Value:
        return self.builder.apply("shift_left", self, other)

    def __rshift__(self, other: Operand) -> Value:
        return self.builder.apply("shift_right", self, other)

    def _arithmetic(self, name: str, other: Operand) -> Value:
        return self.builder.apply(name if self.type is F32 else f"{name}_u32", self, other)


Operand = Value | float | int | np.float32


class Builder:
    """A program of one float32 input ``x`` under construction.

    Args:
        coefficients: Values of named constants and tables.

    Numbers as operands become unnamed constants: of type u32 beside unsigned values, f32 beside
    others.

    >>> builder = Builder()
    >>> program = builder.program(builder.fma(builder.x, builder.x, 1.0))
    >>> float(program(np.float32(3)))
    10.0
    """

    def __init__(self, coefficients: Mapping[str, Any] | None = None) -> None:
        self._coefficients = coefficients or {}
        self._made: list[Constant | _Step | None] = [None]
        self._places: dict[Constant | _Step, int] = {}
        self._tables: dict[str, Table] = {}
        self.x = Value(self, 0, F32)

    def _value(self, made: Constant | _Step, kind: MachineType) -> Value:
        place = self._places.setdefault(made, len(self._made))
        if place == len(self._made):
            self._made.append(made)
        return Value(self, place, kind)

    def coefficient(self, name: str) -> Value:
        """The named constant that a search may improve."""
        return self._value(Constant(float_bits(self._coefficients[name]), F32, name), F32)

    def constant(self, value: float | np.floating[Any]) -> Value:
        """A float32 constant.

        Raises:
            ValueError: the number is not a float32.
        """
        constant = Constant(float_bits(value), F32)
        if np.isfinite(value) and float(constant.value) != float(value):
            raise ValueError(f"{value!r} is not a float32")
        return self._value(constant, F32)

    def unsigned(self, value: int) -> Value:
        """An unsigned constant."""
        return self._value(Constant(value, U32), U32)

    def lookup(self, table: Table, index: Value) -> Value:
        """The entry of a table at the last bits of an index."""
        self._tables.setdefault(table.name, table)
        return self._value(_Step(LOOKUP, (index.place,), table.name), table.type)

    def apply(self, name: str, *operands: Operand) -> Value:
        """Any machine operator by name."""
        row = OPERATORS[name]
        arguments = tuple(
            operand.place if isinstance(operand, Value) else self._number(operand, kind).place
            for operand, kind in zip(operands, row.parameters, strict=True)
        )
        return self._value(_Step(name, arguments, None), row.result)

    def _number(self, number: float | np.float32, kind: MachineType) -> Value:
        return self.constant(number) if kind is F32 else self.unsigned(int(number))

    def fma(self, a: Operand, b: Operand, c: Operand) -> Value:
        """a · b + c, rounded once."""
        return self.apply("fma", a, b, c)

    def horner(self, x: Value, *coefficients: Value) -> Value:
        """The polynomial with these coefficients, the constant one first, by fused steps."""
        result = coefficients[-1]
        for coefficient in reversed(coefficients[:-1]):
            result = self.fma(result, x, coefficient)
        return result

    def program(self, *outputs: Value) -> MachineProgram:
        """The program that returns these values; what none of them needs is left out."""
        needed = {output.place for output in outputs} | {0}
        for place in reversed(range(len(self._made))):
            made = self._made[place]
            if place in needed and isinstance(made, _Step):
                needed.update(made.arguments)
        kept = [(p, self._made[p]) for p in sorted(needed)]
        constants = [(p, made) for p, made in kept if isinstance(made, Constant)]
        steps = [(p, made) for p, made in kept if isinstance(made, _Step)]
        order = [0, *(p for p, _ in constants), *(p for p, _ in steps)]
        numbers = {place: number for number, place in enumerate(order)}
        used = {step.table for _, step in steps}
        return MachineProgram(
            (("x", F32),),
            tuple(constant for _, constant in constants),
            tuple(table for name, table in self._tables.items() if name in used),
            tuple(
                MachineInstruction(s.operator, tuple(numbers[a] for a in s.arguments), s.table)
                for _, s in steps
            ),
            tuple(numbers[output.place] for output in outputs),
        )
