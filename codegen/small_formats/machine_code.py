"""Straight-line code over machine words and float32: built, counted, and run on arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.small_formats.operations import OPERATIONS, Operation, Type

Operand = int
"""The place of a value; negative ones are constants: −1 the first."""


@dataclass(frozen=True)
class Instruction:
    """One operation; ``table`` is the number of the table that a lookup reads."""

    operation: Operation
    operands: tuple[Operand, ...]
    table: int | None = None


@dataclass
class MachineCode:
    """Code of one input, a bit pattern in a 32-bit word; place 0 is the input.

    The same operation on the same operands is written once.

    >>> code = MachineCode()
    >>> magnitude = code.apply("and", 0, code.word(0x7F))
    >>> finished = code.returning(magnitude)
    >>> finished.run(np.array([0xC0, 0x41], dtype=np.uint32)).tolist(), finished.operations
    ([64, 65], 1)
    """

    instructions: list[Instruction] = field(default_factory=list)
    constants: list[np.uint32 | np.float32] = field(default_factory=list)
    tables: list[NDArray[Any]] = field(default_factory=list)
    output: Operand = 0
    _places: dict[Any, Operand] = field(default_factory=dict, repr=False)

    def word(self, value: int) -> Operand:
        """A constant of 32 bits; negative numbers in two's complement."""
        return self._constant(np.uint32(value & 0xFFFFFFFF))

    def number(self, value: float) -> Operand:
        """A float32 constant, rounded to nearest."""
        return self._constant(np.float32(value))

    def _constant(self, value: np.uint32 | np.float32) -> Operand:
        key = (value.dtype.char, value.tobytes())
        if key not in self._places:
            self.constants.append(value)
            self._places[key] = -len(self.constants)
        return self._places[key]

    def table(self, entries: NDArray[Any]) -> int:
        """The number of a table of unsigned words of 1, 2 or 4 bytes."""
        key = ("table", entries.dtype.char, entries.tobytes())
        if key not in self._places:
            self.tables.append(entries)
            self._places[key] = len(self.tables) - 1
        return self._places[key]

    def apply(self, name: str, *operands: Operand) -> Operand:
        """The place of an operation's result."""
        return self._instruction(Instruction(OPERATIONS[name], operands))

    def lookup(self, entries: NDArray[Any], index: Operand) -> Operand:
        """The place of a table's entry. The index has to be within the table."""
        table = self.table(entries)
        return self._instruction(Instruction(OPERATIONS["lookup"], (index,), table))

    def _instruction(self, made: Instruction) -> Operand:
        key = (made.operation.name, made.operands, made.table)
        if key not in self._places:
            self.instructions.append(made)
            self._places[key] = len(self.instructions)
        return self._places[key]

    def returning(self, output: Operand) -> MachineCode:
        """The code that computes one value, without what it does not need."""
        needed, waiting = set(), [output]
        while waiting:
            place = waiting.pop()
            if place > 0 and place not in needed:
                needed.add(place)
                waiting.extend(self.instructions[place - 1].operands)
        made = MachineCode()
        renamed = {0: 0}
        for place in sorted(needed):
            old = self.instructions[place - 1]
            operands = [self._moved(made, operand, renamed) for operand in old.operands]
            table = None if old.table is None else made.table(self.tables[old.table])
            renamed[place] = made._instruction(Instruction(old.operation, tuple(operands), table))
        made.output = self._moved(made, output, renamed)
        return made

    def _moved(self, made: MachineCode, place: Operand, renamed: dict[int, int]) -> Operand:
        return made._constant(self.constants[-place - 1]) if place < 0 else renamed[place]

    @property
    def operations(self) -> int:
        """Operations on the input; reinterpretations of bits are free."""
        return sum(instruction.operation.cost for instruction in self.instructions)

    @property
    def table_bytes(self) -> int:
        """Bytes of all tables."""
        return sum(table.nbytes for table in self.tables)

    def types(self) -> Iterator[Type]:
        """What the input and each instruction give, in order."""
        yield Type.WORD
        yield from (instruction.operation.result for instruction in self.instructions)

    def run(self, patterns: Any, module: Any = np, flushes: bool = False) -> Any:
        """The outputs for an array of uint32.

        Args:
            patterns: Inputs.
            module: NumPy, or ``jax.numpy`` with a JAX array.
            flushes: Whether subnormal float32 numbers count as zero, as XLA has it on CPUs.
        """
        values = [patterns]
        tables = [module.asarray(table) for table in self.tables]
        with np.errstate(all="ignore"):
            for instruction in self.instructions:
                operands = [
                    values[place] if place >= 0 else self.constants[-place - 1]
                    for place in instruction.operands
                ]
                if instruction.table is not None:
                    operands.insert(0, tables[instruction.table])
                if flushes and instruction.operation.name in _FLOATING:
                    operands = [_flushed(operand) for operand in operands]
                value = instruction.operation.meaning(module, *operands)
                values.append(_flushed(value) if flushes and value.dtype == np.float32 else value)
        if self.output < 0:
            return module.full_like(patterns, self.constants[-self.output - 1])
        return values[self.output]


_FLOATING = frozenset({"fadd", "fsub", "fmul", "fdiv", "fsqrt", "fmin", "fmax", "to_integer"})
_SMALLEST_NORMAL = np.float32(2.0**-126)


def _flushed(values: Any) -> Any:
    """Float32 numbers, with zeros of the same sign in place of subnormal ones."""
    return np.where(np.abs(values) < _SMALLEST_NORMAL, np.copysign(np.float32(0), values), values)


def smallest_words(entries: NDArray[Any]) -> NDArray[Any]:
    """Unsigned integers in the fewest of 1, 2 or 4 bytes each."""
    largest = int(entries.max(initial=0))
    kind = np.uint8 if largest < 1 << 8 else np.uint16 if largest < 1 << 16 else np.uint32
    return np.ascontiguousarray(entries, dtype=kind)
