"""Tracing: ordinary array code run on symbolic arrays, so that its structure can be used.

A symbolic array is cut into boxes of indices; one term describes all elements of a box
(:mod:`.blocks`). So a stencil on a grid of 512 × 512 is traced in a few terms, differentiated term
by term, and emitted as a few loops.
"""

from __future__ import annotations

from symnum.tracing import arranging as arranging
from symnum.tracing import calculus_functions as calculus_functions
from symnum.tracing import choosing as choosing
from symnum.tracing import matrix_functions as matrix_functions
from symnum.tracing import reducing_functions as reducing_functions
from symnum.tracing import scans as scans
from symnum.tracing.arrays import SymbolicArray
from symnum.tracing.coverage import coverage, coverage_table
from symnum.tracing.refusals import TracingError
from symnum.tracing.registry import FUNCTIONS, METHODS
from symnum.tracing.scalars import ELEMENTWISE
from symnum.tracing.traced import TracedArray
from symnum.tracing.tracer import ArrayProgram, trace

SUPPORTED = tuple(
    sorted(
        {
            *(f"{f.__module__.replace('numpy', 'np', 1)}.{f.__name__}" for f in FUNCTIONS),
            *(f"np.{name}" for name in ELEMENTWISE),
        }
    )
)
"""Functions of NumPy that can be traced; :func:`coverage` tells more, and alternatives."""

__all__ = [
    "METHODS", "SUPPORTED", "ArrayProgram", "SymbolicArray", "TracedArray", "TracingError",
    "coverage", "coverage_table", "trace",
]  # fmt: skip
