"""C whose running time shows what an operator costs.

For each operator there are three loops over points of its domain, each with a twin that uses the
operator less often; what the twin takes less is the price of the uses that it lacks.

- *chain*: the argument is ``point + zero * previous result`` with a zero that the compiler does
  not know, so every result is waited for and all arguments stay in the domain (latency);
- *stream*: each point by itself (reciprocal throughput);
- *vector*: the same without what keeps compilers from vectorising.

Cheap operators are applied several times a point, so that their price stands out; their twins use
them too, since processors do the first few beside the loads and stores of a loop, for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from codegen.kernels.c import BESSEL_PROTOTYPES
from codegen.kernels.targets import C, TargetRow
from symnum.ops import (
    ABS,
    ADD,
    CONJUNCTION,
    DISJUNCTION,
    DIV,
    FMA,
    MUL,
    NEG,
    NEGATION,
    SELECT,
    SQRT,
    SUB,
    Kind,
    Operator,
)

DEPTH = 8
"""Uses of a cheap operator at each point of the twin, and those that the loop has more."""
REPEATED = (ADD, SUB, MUL, DIV, FMA, SQRT, NEG, ABS)
"""Operators that can be applied to their own results so often without leaving float64."""
CANCELLING = (NEG, ABS)
"""Those of them of which compilers make one of two, unless they are kept from it."""
ARRAYS = 3
"""Arrays of points; ``flags`` are truth values."""
POINTERS = "const double *restrict a, const double *restrict b, const double *restrict c"
_CHAIN_DECLARATION = """
double {name}_chain(const double *, const double *, const double *, const int *, double, size_t,
                    size_t);
"""
_STREAM_DECLARATION = """
void {name}_stream(const double *, const double *, const double *, const int *, double *, size_t,
                   size_t);
"""
TICKS = "uint64_t symnum_ticks(uint64_t start, uint64_t step, size_t passes);"
"""A chain of ``TICKS_A_PASS`` integer additions a pass, on any current core a cycle each."""
TICKS_A_PASS = 16

_PREAMBLE = """\
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#if defined(SYMNUM_VECTORISED)
#define KEEP(v) (void)(v)
#elif defined(__x86_64__)
#define KEEP(v) __asm__ volatile("" : "+x"(v))
#elif defined(__aarch64__)
#define KEEP(v) __asm__ volatile("" : "+w"(v))
#elif defined(__riscv)
#define KEEP(v) __asm__ volatile("" : "+f"(v))
#else
#define KEEP(v) __asm__ volatile("" : "+m"(v))
#endif
#define REREAD __asm__ volatile("" ::: "memory")
"""
_TICKS = """
uint64_t symnum_ticks(uint64_t start, uint64_t step, size_t passes)
{{
    for (size_t p = 0; p < passes; ++p) {{
{additions}
    }}
    return start;
}}
"""
_CHAIN = """
double {name}_chain({pointers}, const int *restrict flags, double zero, size_t n, size_t passes)
{{
    (void)b, (void)c, (void)flags;
    double x = a[0];
    for (size_t p = 0; p < passes; ++p) {{
        for (size_t k = 0; k < n; ++k) {{
            double y = a[k] + zero * x;
            KEEP(y);
{body}
            x = y;
        }}
    }}
    return x;
}}
"""
_STREAM = """
void {name}_stream({pointers}, const int *restrict flags, double *restrict out, size_t n,
    size_t passes)
{{
    (void)b, (void)c, (void)flags;
    for (size_t p = 0; p < passes; ++p) {{
        for (size_t k = 0; k < n; ++k) {{
            double y = a[k];
            KEEP(y);
{body}
            out[k] = y;
        }}
        REREAD;
    }}
}}
"""


class Uses(NamedTuple):
    """How often an operator is used at a point."""

    loop: int
    twin: int

    @property
    def more(self) -> int:
        """What the loop has more."""
        return self.loop - self.twin


ONCE = Uses(1, 0)


@dataclass(frozen=True)
class Probe:
    """How an operator is used at a point.

    Args:
        row: The operator's row of the target.
        expression: One use, in terms of ``y`` and of ``b[k]``, ``c[k]`` and ``flags[k]``.
        base: What stands in the twin where it has no uses.
        scalar: Uses at each point, in the loop and in its twin.
        vectorised: The same where the compiler is not kept from joining them.
    """

    row: TargetRow
    expression: str
    base: str = "y"
    scalar: Uses = ONCE
    vectorised: Uses = ONCE

    @property
    def name(self) -> str:
        """The operator's name."""
        return self.row.operator.name


def probe(operator: Operator) -> Probe:
    """How an operator is measured.

    Comparisons become numbers, 1 or 0. What takes truth values is measured behind a comparison.

    Raises:
        InputError: C does not have it.

    >>> from symnum.ops import SELECT
    >>> probe(SELECT).expression, probe(SELECT).base
    ('((y < b[k]) ? y : c[k])', '(double)(y < b[k])')
    """
    row = C.row(operator)
    if operator in (NEGATION, CONJUNCTION, DISJUNCTION, SELECT):
        parts = ("(y < b[k])", "y", "c[k]") if operator is SELECT else ("(y < b[k])", "flags[k]")
        truth = row.spelling.format(*parts)
        return Probe(
            row, truth if operator is SELECT else f"(double)({truth})", "(double)(y < b[k])"
        )
    parts = ("1.0", "y") if row.order else ("y", "b[k]", "c[k]")
    expression = row.spelling.format(*parts)
    if operator.result is Kind.BOOLEAN:
        return Probe(row, f"(double)({expression})")
    if operator not in REPEATED:
        return Probe(row, expression)
    often = Uses(2 * DEPTH, DEPTH)
    return Probe(row, expression, "y", often, ONCE if operator in CANCELLING else often)


def source(probes: Sequence[Probe], vectorised: bool) -> str:
    """A translation unit with the loops of some operators, and their twins.

    They are called ``symnum_NAME_chain`` and ``symnum_NAME_stream``, the twins
    ``symnum_NAME_twin_chain`` and so on; a vectorised unit has no chains.
    """
    return "\n".join(_lines(probes, vectorised))


def _lines(probes: Sequence[Probe], vectorised: bool) -> Iterator[str]:
    if vectorised:
        yield "#define SYMNUM_VECTORISED"
    yield _PREAMBLE
    if any(probe.row.order for probe in probes):
        yield BESSEL_PROTOTYPES
    addition = '        start += step;\n        __asm__ volatile("" : "+r"(start));'
    yield _TICKS.format(additions="\n".join([addition] * TICKS_A_PASS))
    for probe in probes:
        uses = probe.vectorised if vectorised else probe.scalar
        for suffix, count in (("", uses.loop), ("_twin", uses.twin)):
            name = f"symnum_{probe.name}{suffix}"
            expressions = [probe.expression] * count or [probe.base]
            body = "\n".join(f"            y = {e};\n            KEEP(y);" for e in expressions)
            if not vectorised:
                yield _CHAIN.format(name=name, pointers=POINTERS, body=body)
            yield _STREAM.format(name=name, pointers=POINTERS, body=body)


def declarations(probes: Sequence[Probe], vectorised: bool) -> str:
    """What ``cffi`` has to know of a translation unit."""
    loops = (_STREAM_DECLARATION,) if vectorised else (_CHAIN_DECLARATION, _STREAM_DECLARATION)
    names = [f"symnum_{probe.name}{suffix}" for probe in probes for suffix in ("", "_twin")]
    return TICKS + "".join(loop.format(name=name) for name in names for loop in loops)
