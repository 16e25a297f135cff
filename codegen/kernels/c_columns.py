"""C for inputs that are arrays of their own: short loops over blocks of points.

Each call of the library has a loop of its own, and the arithmetic between calls shares one, which
compilers turn into vector instructions. Every operation is the same as at single points, and so is
every rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from codegen.kernels.c_blocks import Spelling
from codegen.kernels.targets import C
from symnum.program import Program

POINTS = 128
"""Points in a block: its values stay in the nearest cache."""
MOST_STORED = 64
"""Values that pass from loop to loop; beyond that, points are taken one by one."""
_CALL = 15
"""Cycles from which an operation is a call of the library rather than some instructions."""

_HEAD = "void symnum_columns(const double *const *in, double *out, size_t n)"
_POINT_BY_POINT = """
{head}
{{
    double point[{inputs}];
    for (size_t i = 0; i < n; ++i) {{
        for (size_t k = 0; k < {inputs}; ++k)
            point[k] = in[k][i];
        {name}(point, out + {outputs} * i);
    }}
}}
"""


def emit_columns(program: Program, name: str, largest: int) -> str:
    """``void symnum_columns(const double *const *in, double *out, size_t n)``.

    Args:
        program: A program with inputs.
        name: The function that computes it at one point.
        largest: Operations up to which loops are made.

    ``in`` holds an array of ``n`` values for each input; ``out`` takes the outputs of one point
    after another and overlaps none of them.
    """
    program = program.pruned()
    loops = _loops(program)
    stored = _stored(program, loops)
    if len(program.instructions) > largest or len(stored) > MOST_STORED:
        return _POINT_BY_POINT.format(
            head=_HEAD, name=name, inputs=len(program.inputs), outputs=len(program.outputs)
        )
    return "\n".join(["", _HEAD, "{", *_body(program, loops, stored), "}", ""])


def _loops(program: Program) -> list[list[int]]:
    """The values that each loop computes, in order."""
    stage: dict[int, int] = defaultdict(int)
    arithmetic: dict[int, list[int]] = defaultdict(list)
    calls: dict[int, list[int]] = defaultdict(list)
    for number, instruction in program.numbered():
        ready = max((stage[argument] for argument in instruction.arguments), default=0)
        if C.row(instruction.operator).cost >= _CALL:
            calls[ready].append(number)
            stage[number] = ready + 1
        else:
            arithmetic[ready].append(number)
            stage[number] = ready
    loops: list[list[int]] = []
    for step in range(max(stage.values(), default=0) + 1):
        loops += [arithmetic[step]] if arithmetic[step] else []
        loops += [[number] for number in calls[step]]
    return loops or [[]]


def _stored(program: Program, loops: Sequence[Sequence[int]]) -> list[int]:
    """The values that another loop uses than the one that computes them."""
    loop_of = {number: place for place, numbers in enumerate(loops) for number in numbers}
    used = {
        argument
        for number, instruction in program.numbered()
        for argument in instruction.arguments
        if argument in loop_of and loop_of[argument] != loop_of[number]
    }
    return sorted(used)


def _body(program: Program, loops: Sequence[Sequence[int]], stored: Sequence[int]) -> Iterator[str]:
    spelling = Spelling(program, [f"x{k}[i]" for k in range(len(program.inputs))])
    for number in stored:
        yield f"    {spelling.type(number)} w{number}[{POINTS}];"
    yield f"    for (size_t start = 0; start < n; start += {POINTS}) {{"
    yield f"        const size_t count = n - start < {POINTS} ? n - start : {POINTS};"
    for k in range(len(program.inputs)):
        yield f"        const double *__restrict x{k} = in[{k}] + start;"
        yield f"        (void)x{k};"
    yield f"        double *__restrict y = out + {len(program.outputs)} * start;"
    for numbers in loops:
        yield "        for (size_t i = 0; i < count; ++i) {"
        for line in _loop(program, spelling, numbers, stored, numbers is loops[-1]):
            yield f"        {line}"
        yield "        }"
        for number in numbers:
            spelling.names[number] = f"w{number}[i]"
    yield "    }"


def _loop(
    program: Program, spelling: Spelling, numbers: Sequence[int], stored: Sequence[int], last: bool
) -> Iterator[str]:
    for number in numbers:
        yield spelling.statement(number)
        if number in stored:
            yield f"    w{number}[i] = v{number};"
    for place, output in enumerate(program.outputs):
        if output in numbers or (last and output < program.first_instruction):
            yield f"    y[{len(program.outputs)} * i + {place}] = {spelling.of(output)};"
