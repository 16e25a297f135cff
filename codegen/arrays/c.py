"""Array programs in C: one function, a nest of loops for each group of boxes.

``void NAME(const double *const *in, double *work, double *const *out)``: ``in`` holds the inputs
and then the constant arrays, ``work`` the stages, ``out`` the outputs, each flat in C order. With
OpenMP (``-fopenmp``) the outer loops are shared among threads; without it the pragmas mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.arrays.loops import Nest, Step, steps
from codegen.kernels.c import BESSEL_PROTOTYPES, PREAMBLE, check_name
from codegen.kernels.c_blocks import Spelling, blocks
from codegen.kernels.targets import C
from symnum.ops import BESSELJ, BESSELY
from symnum.tracing.accesses import Access
from symnum.tracing.tracer import ArrayProgram

LARGE = 1000
"""Operations beyond which straight-line code is cut into functions of its own."""
BLOCK = 250
SMALLEST_SHARED = 4096
"""Elements of a nest from which on threads share its outer loop."""
_COMBINED = {
    "add": "{0} += {1};", "mul": "{0} *= {1};",
    "min": "if ({1} < {0}) {0} = {1};", "max": "if ({1} > {0}) {0} = {1};",
}  # fmt: skip
_IDENTITY = {"add": "0.0", "mul": "1.0", "min": "INFINITY", "max": "-INFINITY"}


def emit_array_c(program: ArrayProgram, name: str) -> str:
    """A C source that defines an array program as a function.

    Args:
        program: The program.
        name: A C identifier.

    Raises:
        InputError: a bad name, or an operator that C cannot compute.
    """
    check_name(name)
    plan = steps(program)
    bases = _bases(program, plan)
    before: list[str] = []
    body: list[str] = []
    for number, step in enumerate(plan):
        if step.combine:
            body.append(
                f"    for (ptrdiff_t i = 0; i < {step.size}; ++i) "
                f"{bases[step.target]}[i] = {_IDENTITY[step.combine]};"
            )
        for place, nest in enumerate(step.nests):
            C.check(nest.program)
            label = f"{name}_{number}_{place}"
            if not nest.extent and len(nest.program.instructions) > LARGE:
                before += _apart(nest, label)
                body += _call(nest, label, bases)
            elif nest.reduced:
                body += _reduction(nest, step, bases)
            else:
                body += _loops(nest, bases)
    return "\n".join([*_head(program, plan, name), *before, *_signature(name), *body, "}", ""])


def _bases(program: ArrayProgram, plan: tuple[Step, ...]) -> Mapping[str, str]:
    """The C pointer of every array."""
    names = [given.name for given in program.inputs] + [c.name for c in program.constants]
    found = {name: f"in[{number}]" for number, name in enumerate(names)}
    start = 0
    for step in plan[:-1]:
        found[step.target] = f"(work + {start})"
        start += step.size
    return found | {f"out{n}": f"out[{n}]" for n in range(len(program.outputs))}


def workspace(program: ArrayProgram) -> int:
    """How many numbers the stages need."""
    return sum(stage.size for stage in program.stages)


def _head(program: ArrayProgram, plan: tuple[Step, ...], name: str) -> Iterator[str]:
    given = ", ".join(f"{i.name} {i.shape}" for i in program.inputs)
    constants = "".join(f", {c.values.size} constants" for c in program.constants)
    shapes = ", ".join(str(output.shape) for output in program.outputs)
    yield f"/* {name}: arrays in: {given}{constants}; out: {shapes}; "
    yield f"   work: {workspace(program)} numbers. All flat in C order. */"
    yield PREAMBLE
    operators = {i.operator for s in plan for n in s.nests for i in n.program.instructions}
    if operators & {BESSELJ, BESSELY}:
        yield BESSEL_PROTOTYPES


def _signature(name: str) -> Iterator[str]:
    yield f"void {name}(const double *const *in, double *work, double *const *out)"
    yield "{"
    yield "    (void)in, (void)work, (void)out;"


def _position(access: Access, bases: Mapping[str, str]) -> str:
    parts = [str(access.offset)]
    for axis, stride in enumerate(access.strides):
        if stride:
            parts.append(f"i{axis}" if stride == 1 else f"{stride}*i{axis}")
    shown = [p for p in parts if p != "0"] or ["0"]
    return f"{bases[access.source]}[{' + '.join(shown).replace('+ -', '- ')}]"


def _statements(nest: Nest, bases: Mapping[str, str], indent: str) -> tuple[list[str], Spelling]:
    names = [f"a{number}" for number in range(len(nest.reads))]
    spelling = Spelling(nest.program, names)
    lines = [
        f"{indent}const double {name} = {_position(access, bases)};"
        for name, access in zip(names, nest.reads, strict=True)
    ]
    lines += [indent + spelling.statement(n).strip() for n, _ in nest.program.numbered()]
    return lines, spelling


def _opened(nest: Nest, depth: int) -> Iterator[str]:
    """The heads of the first loops; the outermost is shared, the innermost made of vectors."""
    total = 1
    for count in nest.extent:
        total *= count
    for axis in range(depth):
        indent = "    " * (axis + 1)
        pragmas = []
        if axis == 0 and total >= SMALLEST_SHARED:
            simd = " simd" if depth == 1 and not nest.reduced else ""
            pragmas.append(("defined(_OPENMP)", f"omp parallel for{simd}"))
        if axis == depth - 1 and not nest.reduced:
            pragmas.append(("defined(__GNUC__) && !defined(__clang__)", "GCC ivdep"))
        for number, (condition, pragma) in enumerate(pragmas):
            both = depth == 1 and number  # one loop takes one of them
            yield f"#elif {condition}" if both else f"#if {condition}"
            yield f"#pragma {pragma}"
            if depth > 1 or number == len(pragmas) - 1:
                yield "#endif"
        yield f"{indent}for (ptrdiff_t i{axis} = 0; i{axis} < {nest.extent[axis]}; ++i{axis}) {{"


def _closed(depth: int, least: int = 0) -> Iterator[str]:
    for axis in range(depth - 1, least - 1, -1):
        yield "    " * (axis + 1) + "}"


def _loops(nest: Nest, bases: Mapping[str, str]) -> Iterator[str]:
    depth = len(nest.extent)
    yield from _opened(nest, depth)
    if not depth:
        yield "    {"
    indent = "    " * (max(depth, 1) + 1)
    lines, spelling = _statements(nest, bases, indent)
    yield from lines
    for place, output in zip(nest.writes, nest.program.outputs, strict=True):
        yield f"{indent}{_position(place, bases)} = {_number(nest, spelling, output)};"
    yield from _closed(depth)
    if not depth:
        yield "    }"


def _number(nest: Nest, spelling: Spelling, output: int) -> str:
    return (
        f"(double){spelling.of(output)}" if spelling.type(output) == "int" else spelling.of(output)
    )


def _reduction(nest: Nest, step: Step, bases: Mapping[str, str]) -> Iterator[str]:
    """Loops whose innermost ones combine into a local number."""
    depth, kept = len(nest.extent), len(nest.extent) - nest.reduced
    combine = step.combine or "add"
    yield from _opened(Nest(nest.extent[:kept], (), nest.program, ()), kept) if kept else iter(())
    indent = "    " * (kept + 1)
    yield f"{indent}{{ double total = {_IDENTITY[combine]};"
    for axis in range(kept, depth):
        space = "    " * (axis + 1)
        yield f"{space}for (ptrdiff_t i{axis} = 0; i{axis} < {nest.extent[axis]}; ++i{axis}) {{"
    inner = "    " * (depth + 1)
    lines, spelling = _statements(nest, bases, inner)
    yield from lines
    value = _number(nest, spelling, nest.program.outputs[0])
    yield inner + _COMBINED[combine].format("total", value)
    yield from _closed(depth, kept)
    target = _position(nest.writes[0], bases)
    yield indent + _COMBINED[combine].format(target, "total") + " }"
    yield from _closed(kept)


def _apart(nest: Nest, label: str) -> Iterator[str]:
    """Long straight-line code as functions on arrays of its own."""
    yield from blocks(nest.program, label, BLOCK)


def _call(nest: Nest, label: str, bases: Mapping[str, str]) -> Iterator[str]:
    yield f"    {{ double a[{max(1, len(nest.reads))}], b[{len(nest.writes)}];"
    for number, access in enumerate(nest.reads):
        yield f"    a[{number}] = {_position(access, bases)};"
    yield f"    {label}(a, b);"
    for number, place in enumerate(nest.writes):
        yield f"    {_position(place, bases)} = b[{number}];"
    yield "    }"
