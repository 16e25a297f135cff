"""log and log2: f(2^k · m) = k · f(2) + f(m), from the rule that f(x · y) = f(x) + f(y).

The interval of the significand m has 1 inside, so that k = 0 around 1, where the value goes to
zero and must be accurate relative to itself. Products in the sums with k are exact, with or
without fused operations, and so what a sum loses is found exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.float32.builder import Builder
from codegen.float32.program import MachineProgram
from codegen.float32.reductions import reduction_of
from codegen.float32.splitting import split
from symnum.ops import LOG, LOG2

RANGE = {"log": (-1 / 4, 1 / 2), "log2": (-1 / 3, 1 / 3)}
"""Where m − 1 lies."""
DEGREE = {"log": 8, "log2": 9}
SLOPE = 1.5
"""Close to 1/ln 2, and its product with m − 1, a multiple of 2^−24, is exact."""
UNIT_BITS = 16
"""k has 8 bits and ln 2 so many: their product is exact."""


def names(function: str) -> tuple[str, ...]:
    """The names of the coefficients."""
    return tuple(f"c{k}" for k in range(DEGREE[function] + 1))


def logarithm(coefficients: Mapping[str, Any]) -> MachineProgram:
    """log on all of float32: k · ln 2 + f + f² · q(f) for f = m − 1."""
    b = Builder(coefficients)
    k, f = b.apply("significand_exponent", b.x), b.apply("significand", b.x) - 1.0
    high, low = split(reduction_of(LOG).step, 2, UNIT_BITS)
    product = k * high
    total = product + f
    lost = b.fma(k, low, (product - total) + f)
    polynomial = b.horner(f, *(b.coefficient(name) for name in names("log")))
    value = total + b.fma(f * f, polynomial, lost)
    return b.program(b.apply("logarithmic_cases", value, b.x))


def logarithm_base_two(coefficients: Mapping[str, Any]) -> MachineProgram:
    """log2 on all of float32: k + 3/2 · f + f · q(f) for f = m − 1."""
    assert reduction_of(LOG2).step == 1
    b = Builder(coefficients)
    k = b.apply("low_significand_exponent", b.x)
    f = b.apply("low_significand", b.x) - 1.0
    product = f * SLOPE
    total = product + k
    lost = (k - total) + product
    polynomial = b.horner(f, *(b.coefficient(name) for name in names("log2")))
    value = total + b.fma(f, polynomial, lost)
    return b.program(b.apply("logarithmic_cases", value, b.x))
