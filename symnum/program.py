"""Programs: typed straight-line code in static single assignment over the operator table.

A program is what evolution searches, what a term lowers to and what code generation prints.
Values are numbered: first the inputs, then the constants, then one value per instruction, and an
instruction refers to earlier values only. Sharing is explicit: a value used twice is computed
once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from symnum.ops import Kind, Operator
from symnum.terms.exact import Exact, exact_text

MAXIMUM_ARITY = 3
"""Programs hold no variadic calls: a sum of n terms is n − 1 binary additions."""


class InvalidProgram(ValueError):
    """A program that breaks the rules of its form; the message names the instruction."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One operation: an operator and the numbers of the values it takes."""

    operator: Operator
    arguments: tuple[int, ...]


@dataclass(frozen=True)
class Program:
    """A straight-line program.

    Args:
        inputs: Names of the input values, numbered 0, 1, …
        constants: Exact values (a binary64 constant is its exact fraction), numbered next.
        instructions: The operations, numbered last.
        outputs: Numbers of the values that the program returns.

    Raises:
        InvalidProgram: a reference to a later or absent value, a wrong number or kind of
            arguments, two inputs of one name, or no output.
    """

    inputs: tuple[str, ...]
    constants: tuple[Exact, ...]
    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(set(self.inputs)) != len(self.inputs):
            raise InvalidProgram("two inputs have the same name")
        if not self.outputs:
            raise InvalidProgram("a program needs at least one output")
        kinds = [Kind.REAL] * self.first_instruction
        for number, instruction in enumerate(self.instructions, self.first_instruction):
            _check(number, instruction, kinds)
            kinds.append(instruction.operator.result)
        for output in self.outputs:
            if not 0 <= output < len(kinds):
                raise InvalidProgram(f"output refers to value {output}, which does not exist")

    @property
    def first_instruction(self) -> int:
        """The number of the value that the first instruction makes."""
        return len(self.inputs) + len(self.constants)

    def numbered(self) -> Iterator[tuple[int, Instruction]]:
        """Every instruction with the number of its value, in order."""
        return enumerate(self.instructions, self.first_instruction)

    def kind(self, value: int) -> Kind:
        """What kind of value a number stands for."""
        if value < self.first_instruction:
            return Kind.REAL
        return self.instructions[value - self.first_instruction].operator.result

    @cached_property
    def input_dependent(self) -> frozenset[int]:
        """The values that change with an input."""
        dependent = set(range(len(self.inputs)))
        for number, instruction in self.numbered():
            if any(argument in dependent for argument in instruction.arguments):
                dependent.add(number)
        return frozenset(dependent)

    @property
    def operations(self) -> int:
        """Operations that depend on an input, a shared one once (AutoNumerics-Zero's cost)."""
        return sum(number in self.input_dependent for number, _ in self.numbered())

    def pruned(self) -> Program:
        """The same outputs without constants and instructions that none of them needs."""
        needed = set(self.outputs)
        for number, instruction in reversed(tuple(self.numbered())):
            if number in needed:
                needed.update(instruction.arguments)
        inputs = len(self.inputs)
        kept = [*range(inputs), *sorted(value for value in needed if value >= inputs)]
        renumbered = {old: new for new, old in enumerate(kept)}
        return Program(
            self.inputs,
            tuple(c for n, c in enumerate(self.constants, inputs) if n in renumbered),
            tuple(
                Instruction(i.operator, tuple(renumbered[a] for a in i.arguments))
                for n, i in self.numbered()
                if n in renumbered
            ),
            tuple(renumbered[output] for output in self.outputs),
        )

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The program as readable text, one line a value."""
        yield f"inputs {', '.join(self.inputs)}"
        for number, constant in enumerate(self.constants, len(self.inputs)):
            yield f"v{number} = {_shown(constant)}"
        for number, instruction in self.numbered():
            operands = ", ".join(self.value_name(a) for a in instruction.arguments)
            yield f"v{number} = {instruction.operator.name}({operands})"
        yield f"return {', '.join(self.value_name(o) for o in self.outputs)}"

    def value_name(self, value: int) -> str:
        """An input's name, or ``v`` and the number."""
        return self.inputs[value] if value < len(self.inputs) else f"v{value}"


def _check(number: int, instruction: Instruction, kinds: list[Kind]) -> None:
    operator = instruction.operator
    count = len(instruction.arguments)
    binary = operator.arity is None and count == 2
    if not (binary or operator.arity == count):
        raise InvalidProgram(f"value {number}: {operator.name} does not take {count} arguments")
    for place, argument in enumerate(instruction.arguments):
        if not 0 <= argument < number:
            raise InvalidProgram(f"value {number} refers to value {argument}, not an earlier one")
        wanted_boolean = operator.parameter_kind(place) is Kind.BOOLEAN
        if wanted_boolean != (kinds[argument] is Kind.BOOLEAN):
            raise InvalidProgram(f"value {number}: argument {place} of {operator.name} has kind "
                                 f"{kinds[argument].value}")  # fmt: skip


def _shown(constant: Exact) -> str:
    value = Fraction(constant)
    try:
        short = float(value)
    except OverflowError:
        return exact_text(constant)
    exactly = Fraction(short) == value and value.denominator > 1
    return repr(short) if exactly else exact_text(constant)
