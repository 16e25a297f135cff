"""Coefficients on the float32 grid: small steps that lower the largest error in ULPs.

Rounding the real optimum is not the best on the grid, and what counts is the error of the machine
program, its own rounding included. So candidates run as compiled machine code on samples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

import cffi
import numpy as np
from numpy.typing import NDArray

from codegen.float32.c import SCALAR, body, literal, tables
from codegen.float32.c_functions import definitions
from codegen.float32.program import Constant, MachineProgram
from codegen.kernels.build import compile_c

FLAGS = "-O3 -march=native"
_LARGEST_STEP = 12
_SOURCE = """\
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
{prelude}
{tables}
static inline float candidate(float x, const float *c)
{{
{body}
}}
/* The largest error in units of the results, or the first block's above the limit. */
float worst(const float *c, const float *x, const double *want, const double *unit, size_t n,
            float limit)
{{
    int32_t largest = 0;
    for (size_t start = 0; start < n; start += 512) {{
        const size_t m = n - start < 512 ? n - start : 512;
        float y[512];
        for (size_t i = 0; i < m; ++i)
            y[i] = candidate(x[start + i], c);
        for (size_t i = 0; i < m; ++i) {{
            const float e = (float)fabs(((double)y[i] - want[start + i]) * unit[start + i]);
            int32_t b;
            memcpy(&b, &e, 4);
            largest = b > largest ? b : largest;
        }}
        float now;
        memcpy(&now, &largest, 4);
        if (!(now <= limit))
            return now;
    }}
    float found;
    memcpy(&found, &largest, 4);
    return found;
}}
"""
_DECLARATION = """\
float worst(const float *c, const float *x, const double *want, const double *unit, size_t n,
            float limit);
"""


class Objective:
    """The largest error of a program on samples, as a function of its named constants.

    Args:
        program: The program; its named constants vary.
        samples: float32 arguments, shape (n,).
        reference: From float64 arguments to the true values, to about float64.
    """

    def __init__(
        self,
        program: MachineProgram,
        samples: NDArray[np.float32],
        reference: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    ) -> None:
        self.program = program
        self.names = tuple(c.name for c in program.constants if c.name is not None)
        self.start = np.array([program.coefficients()[name] for name in self.names], np.float32)
        order = np.random.default_rng(0).permutation(len(samples))
        self._x = np.ascontiguousarray(samples[order], np.float32)
        self._want = np.ascontiguousarray(reference(self._x.astype(np.float64)), np.float64)
        self._unit = 1.0 / np.spacing(np.abs(self._want).astype(np.float32)).astype(np.float64)

    @cached_property
    def _compiled(self) -> tuple[Any, Any]:
        places = {name: place for place, name in enumerate(self.names)}

        def constant(value: Constant) -> str:
            return literal(value) if value.name is None else f"c[{places[value.name]}]"

        source = _SOURCE.format(
            prelude="\n".join(definitions(row.prelude for row in self.program.operators())),
            tables="\n".join(tables(self.program, "candidate")),
            body="\n".join(body(self.program, "candidate", replace(SCALAR, constant=constant))),
        )
        interface = cffi.FFI()
        interface.cdef(_DECLARATION)
        return interface, interface.dlopen(str(compile_c(source, FLAGS)))

    def __call__(self, values: NDArray[np.float32], limit: float = np.inf) -> float:
        """The largest error in ULPs; any number above ``limit`` if it is above."""
        interface, library = self._compiled
        pointers = [
            interface.from_buffer(kind, array)
            for kind, array in (
                ("float[]", np.ascontiguousarray(values, np.float32)),
                ("float[]", self._x),
                ("double[]", self._want),
                ("double[]", self._unit),
            )
        ]
        return float(library.worst(*pointers, len(self._x), limit))


def search(objective: Objective, steps: int, seed: int = 0) -> tuple[dict[str, Any], float]:
    """Coefficients near the start with a smaller largest error, and that error.

    A walk over the grid: up to three coefficients move by a few ULPs of their own, and a step is
    kept if the largest error does not grow. The same seed gives the same walk.
    """
    random = np.random.default_rng(seed)
    best, error = objective.start.copy(), objective(objective.start)
    for _ in range(steps):
        trial = best.view(np.int32).copy()
        count = min(int(random.integers(1, 4)), len(trial))
        moved = random.choice(len(trial), count, replace=False)
        reach = int(random.integers(1, _LARGEST_STEP + 1))
        trial[moved] += random.integers(-reach, reach + 1, count).astype(np.int32)
        found = objective(trial.view(np.float32), error)
        if found <= error:
            best, error = trial.view(np.float32), found
    return dict(zip(objective.names, best, strict=True)), error
