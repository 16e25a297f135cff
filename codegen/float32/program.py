"""Machine programs: typed straight-line code over the machine operators.

Values are numbered: first the inputs, then the constants, then one value per instruction. Unlike a
:class:`symnum.program.Program`, whose arithmetic is exact, every operation rounds to float32.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.float32.operators import LOOKUP_SIZES, OPERATORS, MachineOperator, MachineType, lookup
from symnum.program import InvalidProgram

LOOKUP = "lookup"
Array = NDArray[Any]


@dataclass(frozen=True)
class Constant:
    """A value that a program is made with.

    Args:
        bits: Its 32 bits.
        type: Its type; no truth values.
        name: What a search for better coefficients knows it by, if it may change it.
    """

    bits: int
    type: MachineType
    name: str | None = None

    @property
    def value(self) -> Any:
        """The value as a NumPy scalar."""
        return np.array([self.bits], np.uint32).view(self.type.dtype)[0]


@dataclass(frozen=True)
class Table:
    """A table of float32 or unsigned values, by their bits, that an index is looked up in."""

    name: str
    bits: tuple[int, ...]
    type: MachineType = MachineType.F32

    @property
    def values(self) -> Array:
        """The entries."""
        return np.array(self.bits, np.uint32).view(self.type.dtype)


@dataclass(frozen=True)
class MachineInstruction:
    """One operation on earlier values; a look-up names its table."""

    operator: str
    arguments: tuple[int, ...]
    table: str | None = None


@dataclass(frozen=True)
class MachineProgram:
    """A straight-line program over machine operators.

    Args:
        inputs: Names and types of the inputs.
        constants: Constants, numbered next.
        tables: Tables for look-ups.
        instructions: The operations, numbered last.
        outputs: Numbers of the values that the program returns.

    Raises:
        InvalidProgram: an unknown operator or table, a reference to a later value, or an argument
            of the wrong type.
    """

    inputs: tuple[tuple[str, MachineType], ...]
    constants: tuple[Constant, ...]
    tables: tuple[Table, ...]
    instructions: tuple[MachineInstruction, ...]
    outputs: tuple[int, ...]

    def __post_init__(self) -> None:
        for table in self.tables:
            if len(table.bits) not in LOOKUP_SIZES:
                raise InvalidProgram(f"table {table.name} has {len(table.bits)} entries; "
                                     f"{LOOKUP_SIZES} are allowed")  # fmt: skip
        if not self.outputs or not all(0 <= output < len(self.types) for output in self.outputs):
            raise InvalidProgram("a program returns at least one of its values")

    @cached_property
    def types(self) -> tuple[MachineType, ...]:
        """The type of every value."""
        types = [kind for _, kind in self.inputs] + [c.type for c in self.constants]
        for instruction in self.instructions:
            types.append(self._checked(instruction, types))
        return tuple(types)

    def _checked(self, step: MachineInstruction, types: Sequence[MachineType]) -> MachineType:
        number, is_lookup = len(types), step.operator == LOOKUP
        if not is_lookup and step.operator not in OPERATORS:
            raise InvalidProgram(f"value {number}: no machine operator is called {step.operator!r}")
        if any(not 0 <= argument < number for argument in step.arguments):
            raise InvalidProgram(f"value {number} refers to a value that is not an earlier one")
        wanted = (MachineType.U32,) if is_lookup else OPERATORS[step.operator].parameters
        given = tuple(types[argument] for argument in step.arguments)
        if given != wanted:
            raise InvalidProgram(f"value {number}: {step.operator} takes {wanted}, not {given}")
        return self.table(step).type if is_lookup else OPERATORS[step.operator].result

    def table(self, step: MachineInstruction) -> Table:
        """The table of a look-up.

        Raises:
            InvalidProgram: the program has no such table.
        """
        for table in self.tables:
            if table.name == step.table:
                return table
        raise InvalidProgram(f"no table is called {step.table!r}")

    @property
    def first_instruction(self) -> int:
        """The number of the value that the first instruction makes."""
        return len(self.inputs) + len(self.constants)

    def numbered(self) -> Iterator[tuple[int, MachineInstruction]]:
        """Every instruction with the number of its value."""
        return enumerate(self.instructions, self.first_instruction)

    def operators(self) -> tuple[MachineOperator, ...]:
        """The operators that occur, each once, in the order of the table."""
        used = {step.operator for step in self.instructions}
        return tuple(row for name, row in OPERATORS.items() if name in used)

    @property
    def operations(self) -> int:
        """Operations and look-ups that cost something."""
        return sum(s.operator == LOOKUP or OPERATORS[s.operator].cost > 0
                   for s in self.instructions)  # fmt: skip

    def coefficients(self) -> dict[str, Any]:
        """The named constants, and the tables."""
        named = {c.name: c.value for c in self.constants if c.name is not None}
        return named | {table.name: table.values for table in self.tables}

    def with_coefficients(self, values: Mapping[str, np.float32]) -> MachineProgram:
        """The same program with other values for some named constants."""
        constants = tuple(
            replace(c, bits=float_bits(values[c.name])) if c.name and c.name in values else c
            for c in self.constants
        )
        return replace(self, constants=constants)

    def __call__(self, *inputs: Any) -> Array | tuple[Array, ...]:
        """The outputs on arrays of one shape, each operation rounded as the machine does it."""
        shape = np.broadcast_shapes(*(np.shape(value) for value in inputs))
        values = [
            np.broadcast_to(np.asarray(value, kind.dtype), shape).copy()
            for (_, kind), value in zip(self.inputs, inputs, strict=True)
        ]
        values += [np.full(shape, constant.value) for constant in self.constants]
        with np.errstate(all="ignore"):
            for step in self.instructions:
                arguments = [values[argument] for argument in step.arguments]
                values.append(self._apply(step, arguments))
        results = tuple(values[output] for output in self.outputs)
        return results[0] if len(results) == 1 else results

    def _apply(self, step: MachineInstruction, arguments: Sequence[Array]) -> Array:
        if step.operator == LOOKUP:
            return lookup(self.table(step).values, *arguments)
        return np.asarray(OPERATORS[step.operator].meaning(*arguments))


def float_bits(value: float | np.floating[Any]) -> int:
    """The bits of the float32 nearest to a number."""
    return int(np.array([value], np.float32).view(np.uint32)[0])
