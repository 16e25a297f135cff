"""C functions of many inputs and outputs, cut into blocks where they are long.

Compilers take more than linear time on one function, so a long program becomes functions of a
thousand operations each. Values that a later block needs pass through a workspace; its places are
used again as soon as nothing needs their values any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from codegen.kernels.targets import C
from symnum.ops import Kind
from symnum.program import Program
from symnum.terms.exact import Exact


def literal(value: Exact) -> str:
    """The nearest double, written exactly."""
    return float(value).hex()


class Spelling:
    """How the values of a program are called in C.

    Args:
        program: The program.
        inputs: The names of its inputs.

    Constants are written out where they are used, unless ``names`` is given one.
    """

    def __init__(self, program: Program, inputs: Sequence[str]) -> None:
        self.program = program
        self.names = dict(enumerate(inputs))
        for number, constant in enumerate(program.constants, len(inputs)):
            text = literal(constant)
            self.names[number] = f"({text})" if text.startswith("-") else text

    def of(self, value: int) -> str:
        """The name of a value."""
        return self.names.get(value) or f"v{value}"

    def statement(self, value: int) -> str:
        """The statement that computes a value."""
        instruction = self.program.instructions[value - self.program.first_instruction]
        spelling = C.row(instruction.operator).spelling
        right = spelling.format(*(self.of(argument) for argument in instruction.arguments))
        return f"    const {self.type(value)} v{value} = {right};"

    def type(self, value: int) -> str:
        """The C type of a value."""
        return "int" if self.program.kind(value) is Kind.BOOLEAN else "double"


def _from_array(program: Program) -> Spelling:
    return Spelling(program, [f"in[{number}]" for number in range(len(program.inputs))])


def one_function(program: Program, name: str) -> Iterator[str]:
    """``void NAME(const double *in, double *out)``; ``in`` and ``out`` do not overlap."""
    spelling = _from_array(program)
    yield f"static inline void {name}(const double *__restrict in, double *__restrict out)"
    yield "{"
    if not program.inputs:
        yield "    (void)in;"
    for number, _ in program.numbered():
        yield spelling.statement(number)
    for place, output in enumerate(program.outputs):
        yield f"    out[{place}] = {spelling.of(output)};"
    yield "}"


def blocks(program: Program, name: str, size: int) -> Iterator[str]:
    """The same function as a sequence of blocks of ``size`` operations."""
    first, spelling = program.first_instruction, _from_array(program)
    places = _places(program, size)
    outputs: dict[int, list[int]] = defaultdict(list)
    for place, output in enumerate(program.outputs):
        outputs[output].append(place)
    starts = range(first, first + len(program.instructions), size)
    arguments = "const double *__restrict in, double *__restrict w, double *__restrict out"
    for count, start in enumerate(starts):
        numbers = range(start, min(start + size, first + len(program.instructions)))
        yield f"static void {name}_block{count}({arguments})"
        yield "{"
        yield "    (void)in, (void)w, (void)out;"
        for number in numbers:
            yield spelling.statement(number)
            for place in outputs[number]:
                yield f"    out[{place}] = v{number};"
            if number in places:
                yield f"    w[{places[number]}] = v{number};"
        yield "}"
        yield ""
        for number in numbers:
            if number in places:
                stored = f"w[{places[number]}]"
                boolean = program.kind(number) is Kind.BOOLEAN
                spelling.names[number] = f"({stored} != 0)" if boolean else stored
    yield from _sequence(program, name, len(starts), max(places.values(), default=0) + 1)


def _sequence(program: Program, name: str, count: int, workspace: int) -> Iterator[str]:
    spelling = _from_array(program)
    yield f"static inline void {name}(const double *__restrict in, double *__restrict out)"
    yield "{"
    yield "#ifdef __cplusplus"
    yield f"    static thread_local double w[{workspace}];"
    yield "#else"
    yield f"    static _Thread_local double w[{workspace}];"
    yield "#endif"
    for block in range(count):
        yield f"    {name}_block{block}(in, w, out);"
    for place, output in enumerate(program.outputs):
        if output < program.first_instruction:
            yield f"    out[{place}] = {spelling.of(output)};"
    yield "}"


def _places(program: Program, size: int) -> dict[int, int]:
    """Places in the workspace for the values that a later block uses."""
    first = program.first_instruction
    last_block: dict[int, int] = {}
    for number, instruction in program.numbered():
        for argument in instruction.arguments:
            last_block[argument] = (number - first) // size
    places: dict[int, int] = {}
    free: list[int] = []
    released: dict[int, list[int]] = defaultdict(list)
    used = 0
    for number, _ in program.numbered():
        block = (number - first) // size
        if (number - first) % size == 0:
            free += released.pop(block, [])
        if last_block.get(number, block) > block:
            if not free:
                free.append(used)
                used += 1
            places[number] = free.pop()
            released[last_block[number] + 1].append(places[number])
    return places
