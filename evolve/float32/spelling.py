"""Programs over the reals as machine programs, and other spellings at the same price.

Over the reals (a + b) + c and (a + c) + b are one program; rounded at every operation they are
two, and so are the ways to fuse one of two products with their sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from codegen.float32.builder import Builder
from codegen.float32.program import MachineProgram
from symnum.ops import operator_named
from symnum.program import Instruction, Program

Pattern = tuple[Any, ...]
_SWAPS: tuple[tuple[Pattern, Pattern], ...] = (
    (("add", ("add", "p", "q"), "r"), ("add", ("add", "p", "r"), "q")),
    (("mul", ("mul", "p", "q"), "r"), ("mul", ("mul", "p", "r"), "q")),
    (("add", ("sub", "p", "q"), "r"), ("sub", ("add", "p", "r"), "q")),
    (("sub", ("add", "p", "q"), "r"), ("add", ("sub", "p", "r"), "q")),
    (("sub", ("sub", "p", "q"), "r"), ("sub", ("sub", "p", "r"), "q")),
    (("mul", ("div", "p", "q"), "r"), ("div", ("mul", "p", "r"), "q")),
    (("div", ("mul", "p", "q"), "r"), ("mul", ("div", "p", "r"), "q")),
    (("fma", "p", "q", ("mul", "r", "s")), ("fma", "r", "s", ("mul", "p", "q"))),
    (("fma", "p", "q", ("add", "r", "s")), ("add", ("fma", "p", "q", "r"), "s")),
    (("add", ("fma", "p", "q", "r"), "s"), ("fma", "p", "q", ("add", "r", "s"))),
)
"""Two operations, of which the inner is used once, and the same value by the same operations."""
_COMMUTING = {"add": 2, "mul": 2, "fma": 2}
"""How many of the first arguments may change places."""


class _Node(NamedTuple):
    operator: str
    arguments: tuple[int, ...]


_Nodes = Mapping[int, _Node]


def constant_name(number: int) -> str:
    """What a search knows a constant by; the first has number 1."""
    return f"c{number}"


def machine_program(program: Program) -> MachineProgram | None:
    """A program with every operation rounded to float32, its constants named c1, c2, …

    Args:
        program: Of one input and arithmetic operations; constants are rounded to nearest.

    Returns:
        ``None`` if a constant overflows.
    """
    names = [constant_name(number) for number in range(1, len(program.constants) + 1)]
    with np.errstate(over="ignore"):
        rounded = [np.float32(float(Fraction(constant))) for constant in program.constants]
    if not np.isfinite(rounded).all():
        return None
    builder = Builder(dict(zip(names, rounded, strict=True)))
    values = [builder.x, *(builder.coefficient(name) for name in names)]
    for instruction in program.instructions:
        operands = [values[argument] for argument in instruction.arguments]
        values.append(builder.apply(instruction.operator.name, *operands))
    return builder.program(*(values[output] for output in program.outputs))


def spellings(program: Program, most: int) -> tuple[Program, ...]:
    """The program and others that compute the same over the reals by as many of each operation.

    Args:
        program: Of one output.
        most: How many there may be; those that differ least come first.
    """
    numbers: dict[_Node, int] = {}
    found = {_identity(program, numbers): program}
    waiting = [program]
    while waiting and len(found) < most:
        for other in _swapped(waiting.pop(0)):
            identity = _identity(other, numbers)
            if identity not in found and other.operations == program.operations:
                found[identity] = other
                waiting.append(other)
    return tuple(found.values())[:most]


def _identity(program: Program, numbers: dict[_Node, int]) -> int:
    """The same for programs that differ in the order of arguments that commute, at most.

    Args:
        program: Over the inputs and constants of all programs that are told apart.
        numbers: Of the values that were met so far; new ones are added.
    """
    first = program.first_instruction
    values = list(range(first))
    for row in program.instructions:
        given = [values[argument] for argument in row.arguments]
        count = _COMMUTING.get(row.operator.name, 0)
        node = _Node(row.operator.name, (*sorted(given[:count]), *given[count:]))
        values.append(numbers.setdefault(node, first + len(numbers)))
    return values[program.outputs[0]]


def _swapped(program: Program) -> Iterator[Program]:
    """The programs that are one swap away."""
    nodes = {n: _Node(i.operator.name, i.arguments) for n, i in program.numbered()}
    uses = Counter(a for node in nodes.values() for a in node.arguments)
    uses.update(program.outputs)
    for number in nodes:
        for pattern, result in _SWAPS:
            for names, inner in _matches(nodes, number, pattern):
                if uses[inner] == 1:
                    yield _ordered(program, {**nodes, **_replaced(result, names, number, inner)})


def _matches(nodes: _Nodes, number: int, pattern: Pattern) -> Iterator[tuple[dict[str, int], int]]:
    """What the names of a pattern may stand for, with the number of the inner value."""
    operator, *parts = pattern
    place = next(k for k, part in enumerate(parts) if isinstance(part, tuple))
    inner_operator, *inner_names = parts[place]
    if nodes[number].operator != operator:
        return
    for outer in _arrangements(nodes[number]):
        inner = nodes.get(outer[place])
        if inner is None or inner.operator != inner_operator:
            continue
        for given in _arrangements(inner):
            names = dict(zip(inner_names, given, strict=True))
            names |= {n: a for n, a in zip(parts, outer, strict=True) if isinstance(n, str)}
            yield names, outer[place]


def _arrangements(node: _Node) -> Iterator[tuple[int, ...]]:
    yield node.arguments
    if _COMMUTING.get(node.operator) == len(node.arguments):
        yield node.arguments[::-1]


def _replaced(result: Pattern, names: Mapping[str, int], outer: int, inner: int) -> _Nodes:
    operator, *parts = result
    (nested,) = (part for part in parts if isinstance(part, tuple))
    arguments = tuple(names[part] if isinstance(part, str) else inner for part in parts)
    return {
        outer: _Node(operator, arguments),
        inner: _Node(nested[0], tuple(names[name] for name in nested[1:])),
    }


def _ordered(program: Program, nodes: _Nodes) -> Program:
    """The program of these operations, each after those that it needs."""
    numbers = {value: value for value in range(program.first_instruction)}
    rows: list[Instruction] = []

    def emit(value: int) -> None:
        if value in numbers:
            return
        for argument in nodes[value].arguments:
            emit(argument)
        numbers[value] = program.first_instruction + len(rows)
        arguments = tuple(numbers[argument] for argument in nodes[value].arguments)
        rows.append(Instruction(operator_named(nodes[value].operator), arguments))

    for output in program.outputs:
        emit(output)
    outputs = tuple(numbers[output] for output in program.outputs)
    return Program(program.inputs, program.constants, tuple(rows), outputs)
