"""Programs as C: one header to paste, exact constants, explicit rules of contraction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from codegen.kernels.c_blocks import Spelling, blocks, literal, one_function
from codegen.kernels.c_comment import commented
from codegen.kernels.targets import C
from symnum.errors import InputError
from symnum.ops import BESSELJ, BESSELY
from symnum.program import Program
from symnum.terms.exact import Exact

LARGE = 1000
"""Operations beyond which a program is cut into blocks, each a C function of its own."""
BLOCK = 250
"""Operations in a block: compilers take more than linear time over one function."""

# fmt: off
_TAKEN = frozenset({
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
    "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
    "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
    "union", "unsigned", "void", "volatile", "while", "main",
    "in", "out", "x", "y", "w", "n", "i",
    "y0", "y1", "yn", "j0", "j1", "jn", "gamma", "lgamma", "tgamma", "ceil", "round", "trunc",
    "rint", "fmod", "fmin", "fmax", "atan2", "cbrt", "ldexp", "frexp", "modf", "logb", "exp10",
})
# fmt: on
"""Keywords, names that the emitted code uses, and functions of math.h."""

BESSEL_PROTOTYPES = """\
#ifndef __cplusplus
/* Of POSIX: math.h hides them where the compiler is held to ISO C. */
double jn(int order, double x);
double yn(int order, double x);
#endif
"""
PREAMBLE = """\
#include <math.h>
#include <stddef.h>

/* Hexadecimal constants are exact. Each operation rounds once: GCC ignores the pragma, give it
   -ffp-contract=off (or -std=c11). Do not use -ffast-math. */
#if defined(__clang__) || !defined(__GNUC__)
#pragma STDC FP_CONTRACT OFF
#endif
"""
"""What every emitted source begins with: headers, and that products and sums do not fuse."""


def emit_c(program: Program, name: str, comment: Sequence[str] = ()) -> str:
    """A C header that defines a program as functions of ``double``.

    One input and one output give ``double NAME(double x)`` and the loop ``void NAME_array(const
    double *x, double *y, size_t n)``. Otherwise ``void NAME(const double *in, double *out)``, and
    ``NAME_array`` takes n points one after the other. A truth value as output is 1 or 0.

    Args:
        program: Any program over operators that C has.
        name: A C identifier.
        comment: Lines for the comment on top.

    Raises:
        InputError: a bad name, or an operator or constant that C cannot compute.

    >>> from symnum.lowering import lower
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> for line in emit_c(lower([x / 4]), "f").splitlines()[13:18]:
    ...     print(line)
    static inline double f(double x)
    {
        const double v1 = 0x1.0000000000000p+2; /* 4.0 */
        const double v2 = x / v1;
        return v2;
    """
    check_name(name)
    program = program.pruned()
    C.check(program)
    guard = f"{name.upper()}_H"
    body = _scalar(program, name) if is_scalar(program) else _general(program, name)
    return "\n".join(
        [
            *commented(name, comment),
            f"#ifndef {guard}",
            f"#define {guard}",
            PREAMBLE,
            *([BESSEL_PROTOTYPES] if _calls_bessel(program) else []),
            *body,
            "",
            f"#endif /* {guard} */",
            "",
        ]
    )


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a C function of ours.

    Raises:
        InputError: not an identifier, or one that C, math.h or the emitted code uses.
    """
    used = any(row.spelling.startswith(f"{name}(") for row in C.rows.values())
    identifier = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) is not None
    if not identifier or name in _TAKEN or used or re.fullmatch(r"v\d+", name):
        raise InputError(
            f"{name!r} cannot name a kernel: letters, digits and _ are allowed, starting with a "
            "letter; not a word of C or a function of math.h"
        )


def _calls_bessel(program: Program) -> bool:
    return any(i.operator in (BESSELJ, BESSELY) for i in program.instructions)


def is_scalar(program: Program) -> bool:
    """Whether the program becomes a function ``double NAME(double x)``."""
    return len(program.inputs) == len(program.outputs) == 1 and len(program.instructions) <= LARGE


def _scalar(program: Program, name: str) -> Iterator[str]:
    spelling = Spelling(program, ["x"])
    yield f"static inline double {name}(double x)"
    yield "{"
    for number, constant in enumerate(program.constants, 1):
        spelling.names[number] = f"v{number}"
        yield f"    const double v{number} = {literal(constant)}; /* {_decimal(constant)} */"
    for number, _ in program.numbered():
        yield spelling.statement(number)
    yield f"    return {spelling.of(program.outputs[0])};"
    yield "}"
    yield ""
    yield f"static inline void {name}_array(const double *x, double *y, size_t n)"
    yield "{"
    yield "    for (size_t i = 0; i < n; ++i)"
    yield f"        y[i] = {name}(x[i]);"
    yield "}"


def _decimal(value: Exact) -> str:
    nearest = float(value)
    return repr(nearest) if Fraction(nearest) == value else f"{value}, rounded"


def _general(program: Program, name: str) -> Iterator[str]:
    if len(program.instructions) > LARGE:
        yield from blocks(program, name, BLOCK)
    else:
        yield from one_function(program, name)
    yield ""
    yield f"static inline void {name}_array(const double *in, double *out, size_t n)"
    yield "{"
    yield "    for (size_t i = 0; i < n; ++i)"
    yield f"        {name}(in + {len(program.inputs)} * i, out + {len(program.outputs)} * i);"
    yield "}"
