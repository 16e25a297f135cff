"""exp and exp2: f(n·c + r) = 2^n · f(r) with f(c) = 2, from the rule f(x + y) = f(x) · f(y)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.float32.builder import Builder, Value
from codegen.float32.program import MachineProgram
from codegen.float32.reductions import reduction_of
from codegen.float32.splitting import nearest, split
from symnum.ops import EXP, EXP2

DEGREE = 6
NAMES = tuple(f"c{k}" for k in range(1, DEGREE + 1))


def exponential(coefficients: Mapping[str, Any]) -> MachineProgram:
    """exp on all of float32.

    Beyond [−104, 89] the value is 0 or ∞ in float32; clamping keeps r small there, and a NaN goes
    through. n·c is taken off in two parts, of which the first leaves an exact difference.
    """
    b = Builder(coefficients)
    x = b.apply("max", -104.0, b.apply("min", 89.0, b.x))
    step = reduction_of(EXP).step
    n = b.apply("nearest_integer", x, nearest(1 / step))
    high, low = split(step, 2)
    r = b.fma(n, -low, b.fma(n, -high, x))
    return b.program(_scaled(b, r, n))


def exponential_base_two(coefficients: Mapping[str, Any]) -> MachineProgram:
    """exp2 on all of float32; with c = 1, x − n is exact."""
    assert reduction_of(EXP2).step == 1
    b = Builder(coefficients)
    x = b.apply("max", -151.0, b.apply("min", 129.0, b.x))
    n = b.apply("nearest_integer", x, 1.0)
    return b.program(_scaled(b, x - n, n))


def _scaled(b: Builder, r: Value, n: Value) -> Value:
    polynomial = b.horner(r, b.constant(1.0), *(b.coefficient(name) for name in NAMES))
    return b.apply("scale", polynomial, n)
