"""Random kernels whose values stay moderate, as loops in C to be timed."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cffi
import numpy as np
from numpy.typing import NDArray

from codegen.kernels.build import compile_c
from codegen.kernels.c import emit_c
from codegen.kernels.calibration_loops import SCALAR, VECTORISED
from codegen.kernels.kernel import compiled
from codegen.kernels.stopwatch import Loop
from symnum.lowering import lower
from symnum.ops import operator_named
from symnum.program import Program
from symnum.terms import Call, Number, Symbol, Term

INPUTS = ("x", "y", "z")
POINTS = 256
MODERATE = 1e-9, 1e9
"""Magnitudes that values between input and output keep to."""
SMALLEST, LARGEST = 3, 150
"""Operations of a kernel."""
LEAVES: tuple[Term, ...] = tuple(Symbol(name) for name in INPUTS)
ARITHMETIC = ("add", "sub", "mul", "add", "sub", "mul", "div")
FUNCTIONS = (
    "exp", "log", "sin", "cos", "tan", "atan", "tanh", "sqrt", "log1p", "expm1", "asinh", "erf",
)  # fmt: skip
EXPONENTS = (2, 2, 3, 4, -1, -2)

_LOOPS = """
#define REREAD __asm__ volatile("" ::: "memory")
void symnum_stream(const double *restrict x, const double *restrict y, const double *restrict z,
                   double *restrict out, size_t n, size_t passes)
{
    for (size_t p = 0; p < passes; ++p) {
        for (size_t i = 0; i < n; ++i) {
            const double point[3] = {x[i], y[i], z[i]};
            kernel(point, out + i);
        }
        REREAD;
    }
}
double symnum_chain(const double *restrict x, const double *restrict y, const double *restrict z,
                    double zero, size_t n, size_t passes)
{
    double last = 0.0;
    for (size_t p = 0; p < passes; ++p)
        for (size_t i = 0; i < n; ++i) {
            const double wait = zero * last;
            const double point[3] = {x[i] + wait, y[i] + wait, z[i] + wait};
            kernel(point, &last);
        }
    return last;
}
"""
_DECLARATIONS = """
void symnum_stream(const double *, const double *, const double *, double *, size_t, size_t);
double symnum_chain(const double *, const double *, const double *, double, size_t, size_t);
"""


def arithmetic(source: random.Random, depth: int) -> Term:
    """Sums, products, quotients and small powers."""
    return _expression(source, depth, functions=0.0)


def functions(source: random.Random, depth: int) -> Term:
    """The same with functions and powers with any exponent."""
    return _expression(source, depth, functions=0.3)


def network(source: random.Random, depth: int) -> Term:
    """A sum of products of a rate and some species, as mass action gives it."""
    total = _flux(source)
    for _ in range(2 ** min(depth, 6) - 1):
        flux = _flux(source)
        total = total - flux if source.random() < 0.4 else total + flux
    return total


FAMILIES: Mapping[str, Callable[[random.Random, int], Term]] = {
    "arithmetic": arithmetic, "functions": functions, "network": network,
}  # fmt: skip


def _flux(source: random.Random) -> Term:
    species = source.choices(LEAVES, k=source.choice((1, 2, 2, 3)))
    flux: Term = Number(source.choice((2, 3, 5)))
    for symbol in species:
        exponent = source.choice((1, 1, 1, 2, 3))
        flux = flux * (symbol if exponent == 1 else symbol**exponent)
    return flux


def _expression(source: random.Random, depth: int, functions: float) -> Term:
    if depth == 0 or source.random() < 0.05:
        return source.choice(LEAVES) if source.random() < 0.85 else Number(source.choice((2, 3, 5)))
    shape = source.random()
    inner = [_expression(source, depth - 1, functions) for _ in range(2)]
    if shape < functions:
        if source.random() < 0.15:
            return Call(operator_named("pow"), (_positive(inner[0]), inner[1]))
        return Call(operator_named(source.choice(FUNCTIONS)), (inner[0],))
    if shape < functions + 0.1:
        return inner[0] ** source.choice(EXPONENTS)
    return Call(operator_named(source.choice(ARITHMETIC)), tuple(inner))


def _positive(term: Term) -> Term:
    return term * term + Number(1)


@dataclass(frozen=True)
class Kernel:
    """A random expression of three inputs and its program."""

    family: str
    term: Term
    program: Program

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Inputs, of shape (inputs, ``POINTS``)."""
        return np.random.default_rng(7).uniform(0.5, 2.0, (len(INPUTS), POINTS))

    def is_moderate(self) -> bool:
        """Whether it has a fit size, and no value on the way is tiny or huge at any point."""
        if not SMALLEST <= len(self.program.instructions) <= LARGEST:
            return False
        first, count = self.program.first_instruction, len(self.program.instructions)
        every = dataclasses.replace(self.program, outputs=tuple(range(first, first + count)))
        with np.errstate(all="ignore"):
            sizes = np.abs(compiled(every, "numpy")(self.points.T))
        return bool(((sizes >= MODERATE[0]) & (sizes <= MODERATE[1])).all())

    def agrees(self) -> bool:
        """Whether both compiled forms give what NumPy gives."""
        expected = self.values()
        return all(
            np.allclose(self._stream(flags)[1], expected, rtol=1e-8)
            for flags in (SCALAR, VECTORISED)
        )

    def values(self) -> NDArray[np.float64]:
        """What NumPy gives at the points."""
        return compiled(self.program, "numpy")(self.points.T)[:, 0]

    def loops(self) -> dict[str, tuple[Loop, int]]:
        """The loops to time, each with the points of one pass."""
        library = self._library(SCALAR)
        given = [cffi.FFI().from_buffer("double[]", row) for row in self.points]

        def chained(passes: int) -> Any:
            return library.symnum_chain(*given, 0.0, POINTS, passes)

        return {
            "scalar": (self._stream(SCALAR)[0], POINTS),
            "vectorised": (self._stream(VECTORISED)[0], POINTS),
            "chained": (chained, POINTS),
        }

    def _stream(self, flags: str) -> tuple[Loop, NDArray[np.float64]]:
        """A loop over all points, run once, with its results."""
        library = self._library(flags)
        given = [cffi.FFI().from_buffer("double[]", row) for row in self.points]
        out = np.zeros(POINTS)
        target = cffi.FFI().from_buffer("double[]", out, require_writable=True)

        def loop(passes: int) -> Any:
            return library.symnum_stream(*given, target, POINTS, passes)

        loop(1)
        return loop, out

    def _library(self, flags: str) -> Any:
        path = compile_c(emit_c(self.program, "kernel") + _LOOPS, flags)
        interface = cffi.FFI()
        interface.cdef(_DECLARATIONS)
        return interface.dlopen(str(path))


def kernels(each: int, seed: int) -> list[Kernel]:
    """So many kernels of each family; the same for the same seed."""
    return [kernel for family in FAMILIES for kernel in _family(family, each, seed)]


def _family(family: str, count: int, seed: int) -> Iterator[Kernel]:
    source = random.Random(f"{family} {seed}")
    made = 0
    seen: set[Program] = set()
    while made < count:
        term = FAMILIES[family](source, source.randint(2, 6))
        kernel = Kernel(family, term, lower([term], INPUTS))
        if kernel.program not in seen and kernel.is_moderate():
            seen.add(kernel.program)
            made += 1
            yield kernel
