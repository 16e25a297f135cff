"""log and log2: f(2^k · m) = k · f(2) + f(m), from the rule that f(x · y) = f(x) + f(y).

The interval of the significand m has 1 inside, so that k = 0 around 1, where the value goes to
zero and must be accurate relative to itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath

from codegen.float32.builder import Builder
from codegen.float32.program import MachineProgram
from codegen.float32.splitting import nearest

NATURAL_RANGE, BINARY_RANGE = (-1 / 4, 1 / 2), (-1 / 3, 1 / 3)
"""Where m − 1 lies."""
NATURAL_DEGREE, BINARY_DEGREE = 8, 9
NATURAL_NAMES = tuple(f"c{k}" for k in range(NATURAL_DEGREE + 1))
BINARY_NAMES = tuple(f"c{k}" for k in range(BINARY_DEGREE + 1))
NATURAL_UNIT = nearest(mpmath.ln(2))
BINARY_SLOPE = nearest(1 / mpmath.ln(2))


def logarithm(coefficients: Mapping[str, Any]) -> MachineProgram:
    """log on all of float32: k · ln 2 + f + f² · q(f) for f = m − 1.

    Both f and k · ln 2 rounded are multiples of 2^−24, and so is what their sum loses, which
    two more operations find exactly.
    """
    b = Builder(coefficients)
    m, exponent = b.apply("significand", b.x), b.apply("exponent", b.x)
    k, f = b.apply("select", m < 1.0, exponent + 1.0, exponent), m - 1.0
    total = b.fma(k, NATURAL_UNIT, f)
    lost = b.fma(k, NATURAL_UNIT, -total) + f
    polynomial = b.horner(f, *(b.coefficient(name) for name in NATURAL_NAMES))
    value = total + b.fma(f * f, polynomial, lost)
    return b.program(b.apply("logarithmic_cases", value, b.x))


def logarithm_base_two(coefficients: Mapping[str, Any]) -> MachineProgram:
    """log2 on all of float32: k + s·f + f · q(f), where s is 1/ln 2 rounded.

    The first coefficient of q makes up for the rounding of s. With |s·f| < 1/2 the difference of
    k and k + s·f rounded is exact, and so what was lost is found exactly.
    """
    b = Builder(coefficients)
    m, exponent = b.apply("unit_significand", b.x), b.apply("exponent", b.x)
    is_high = b.constant(nearest(mpmath.mpf(4) / 3)) < m
    f = b.apply("select", is_high, m * 0.5, m) - 1.0
    k = b.apply("select", is_high, exponent + 1.0, exponent)
    total = b.fma(f, BINARY_SLOPE, k)
    lost = b.fma(f, BINARY_SLOPE, k - total)
    polynomial = b.horner(f, *(b.coefficient(name) for name in BINARY_NAMES))
    value = total + b.fma(f, polynomial, lost)
    return b.program(b.apply("logarithmic_cases", value, b.x))
