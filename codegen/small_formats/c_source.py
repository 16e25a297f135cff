"""Kernels for small formats as C: one header to paste, on the bit patterns of numbers."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import cffi
import numpy as np

from codegen.kernels.build import compile_c
from codegen.small_formats.front import SmallKernel
from codegen.small_formats.machine_code import MachineCode, Operand
from codegen.small_formats.operations import PREAMBLE
from symnum.numerics.formats import Patterns

_INCLUDES = """\
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef SYMNUM_FLOAT_BITS
#define SYMNUM_FLOAT_BITS
/* Each operation rounds once: compile with -ffp-contract=off (or -std=c11), without -ffast-math. */
"""
_PER_LINE = 12
WORDS = {1: "uint8_t", 2: "uint16_t", 4: "uint32_t"}
"""C types by their bytes."""


def emit_c(kernel: SmallKernel, name: str | None = None) -> str:
    """A C header with the kernel's tables, its function on one pattern, and a loop.

    Args:
        kernel: The kernel.
        name: The function's name, a C identifier; by itself it is like ``exp_bf16``.

    >>> from codegen.small_formats.front import front
    >>> from codegen.small_formats.functions import FUNCTIONS
    >>> from symnum.numerics.formats import E4M3FN
    >>> text = emit_c(front(FUNCTIONS["tanh"], E4M3FN)[0])
    >>> print(text[text.index("static inline uint8_t") :].split("}")[0] + "}")
    static inline uint8_t tanh_e4m3fn(uint8_t bits)
    {
        const uint32_t x = bits;
        const uint32_t v1 = tanh_e4m3fn_table0[x];
        return (uint8_t)v1;
    }
    """
    name, word = name or kernel.name, WORDS[kernel.format.item_bytes]
    guard = f"{name.upper()}_H"
    lines = [
        *_comment(kernel),
        f"#ifndef {guard}",
        f"#define {guard}",
        _INCLUDES + PREAMBLE + "#endif\n",
        *tables(kernel.code, name),
        f"static inline {word} {name}({word} bits)",
        "{",
        *body(kernel.code, name, word),
        "}",
        "",
        f"static inline void {name}_array(const {word} *in, {word} *out, size_t n)",
        "{",
        "    for (size_t i = 0; i < n; ++i)",
        f"        out[i] = {name}(in[i]);",
        "}",
        f"#endif /* {guard} */",
        "",
    ]
    return "\n".join(lines)


def certificate_lines(kernel: SmallKernel) -> list[str]:
    """The certificate in words."""
    operations, table_bytes, max_ulp, misrounded = kernel.objectives
    found = kernel.certificate
    return [
        f"{kernel.function.name}(x) = {kernel.function.expression} in {kernel.format.name}: "
        f"{kernel.family}.",
        f"Operations: {operations}. Table bytes: {table_bytes}.",
        f"Verified exhaustively on all {found.inputs} inputs against correctly rounded values:",
        f"largest error {max_ulp:.4f} ULP (at {found.worst:#x}), {misrounded} results not "
        "correctly rounded.",
        "NaN gives NaN; arguments outside the domain give NaN.",
    ]


def _comment(kernel: SmallKernel) -> Iterator[str]:
    yield f"/* {certificate_lines(kernel)[0]}"
    yield from (f"   {line}" for line in certificate_lines(kernel)[1:])
    yield "*/"


def tables(code: MachineCode, name: str) -> Iterator[str]:
    """Definitions of all tables, in hexadecimal."""
    for number, table in enumerate(code.tables):
        digits = 2 * table.itemsize
        entries = [f"0x{int(entry):0{digits}x}" for entry in table]
        rows = [entries[k : k + _PER_LINE] for k in range(0, len(entries), _PER_LINE)]
        yield f"static const {WORDS[table.itemsize]} {name}_table{number}[{len(table)}] = {{"
        yield from ("    " + ", ".join(row) + "," for row in rows)
        yield "};"


def body(code: MachineCode, name: str, word: str) -> Iterator[str]:
    """The statements of the function."""
    yield "    const uint32_t x = bits;"
    for place, instruction in enumerate(code.instructions, 1):
        operands = [_operand(code, operand) for operand in instruction.operands]
        if instruction.table is not None:
            operands.insert(0, f"{name}_table{instruction.table}")
        spelled = instruction.operation.c.format(*operands)
        yield f"    const {instruction.operation.result.value} v{place} = {spelled};"
    yield f"    return ({word}){_operand(code, code.output)};"


def _operand(code: MachineCode, place: Operand) -> str:
    if place == 0:
        return "x"
    if place > 0:
        return f"v{place}"
    constant = code.constants[-place - 1]
    if isinstance(constant, np.float32):
        return f"{float(constant).hex()}f"
    return str(int(constant)) if constant < 64 else f"0x{int(constant):x}u"


def run_c(kernels: Sequence[SmallKernel], patterns: Patterns) -> list[Patterns]:
    """What the compiled C of kernels of one format gives for bit patterns.

    Raises:
        InputError: there is no C compiler.
    """
    return [call(patterns) for call in compiled(kernels)]


def seconds_c(
    kernels: Sequence[SmallKernel], patterns: Patterns, flags: str = "-O3", rounds: int = 15
) -> list[float]:
    """Seconds an element of each compiled loop: the least of all rounds, taken in turns.

    Raises:
        InputError: there is no C compiler.
    """
    calls = compiled(kernels, _TIMED, flags)
    least = [math.inf] * len(calls)
    for _ in range(rounds):
        for place, call in enumerate(calls):
            start = time.thread_time()
            call(patterns)
            least[place] = min(least[place], time.thread_time() - start)
    return [seconds / (_REPEATS * len(patterns)) for seconds in least]


_REPEATS = 16
_ONCE = "{name}_array(in, out, n);"
_TIMED = (
    f"for (int r = 0; r < {_REPEATS}; ++r) "
    '{{ {name}_array(in, out, n); __asm__ volatile("" ::: "memory"); }}'
)


def compiled(
    kernels: Sequence[SmallKernel], body: str = _ONCE, flags: str = "-O3"
) -> list[Callable[[Patterns], Patterns]]:
    """The kernels in machine code, as functions of patterns.

    Raises:
        InputError: there is no C compiler.
    """
    names = [f"kernel{number}" for number in range(len(kernels))]
    word = WORDS[kernels[0].format.item_bytes]
    prototypes = [f"void call_{name}(const {word} *in, {word} *out, size_t n)" for name in names]
    source = [emit_c(kernel, name) for kernel, name in zip(kernels, names, strict=True)]
    source += [
        f"{prototype} {{ {body.format(name=name)} }}\n"
        for prototype, name in zip(prototypes, names, strict=True)
    ]
    interface = cffi.FFI()
    interface.cdef("".join(f"{prototype};\n" for prototype in prototypes))
    library = interface.dlopen(str(compile_c("\n".join(source), flags)))
    return [partial(_call, interface, getattr(library, f"call_{name}"), word) for name in names]


def _call(interface: Any, function: Any, word: str, patterns: Patterns) -> Patterns:
    given = np.ascontiguousarray(patterns, dtype=_DTYPES[word])
    result = np.empty_like(given)
    function(
        interface.from_buffer(f"{word}[]", given),
        interface.from_buffer(f"{word}[]", result, require_writable=True),
        given.size,
    )
    return result.astype(np.uint32)


_DTYPES = {name: np.dtype(f"u{size}") for size, name in WORDS.items()}
