"""The operations of kernels for small formats, as data: 32-bit integers, float32, truth values.

Each row has its spelling in C and its meaning on arrays, which is written so that NumPy and JAX
both take it. Shifts by constants are below 32, so nothing depends on how a machine masks them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

import numpy as np


class Type(Enum):
    """What a value is: its name in C."""

    WORD = "uint32_t"
    FLOAT = "float"
    TRUTH = "int"


@dataclass(frozen=True)
class Operation:
    """One row.

    Args:
        name: The operation's name.
        result: What it gives.
        c: Template over the operands; functions are in :data:`PREAMBLE`.
        meaning: From an array module (NumPy or ``jax.numpy``) and the operands to the result.
        cost: What it counts; a reinterpretation of bits is free.
    """

    name: str
    result: Type
    c: str
    meaning: Callable[..., Any]
    cost: int = 1


PREAMBLE = """\
static inline float symnum_as_float(uint32_t bits) { float v; memcpy(&v, &bits, 4); return v; }
static inline uint32_t symnum_as_bits(float v) { uint32_t bits; memcpy(&bits, &v, 4); return bits; }
/* Without a branch, which inputs in no order would mispredict. */
static inline uint32_t symnum_select(uint32_t condition, uint32_t a, uint32_t b)
{
    return b ^ ((a ^ b) & (0u - condition));
}
static inline float symnum_choose(uint32_t condition, float a, float b)
{
    return symnum_as_float(symnum_select(condition, symnum_as_bits(a), symnum_as_bits(b)));
}
/* The nearest integer, ties to even, for |v| up to 2^22: no call, so that loops vectorise. */
static inline uint32_t symnum_nearest(float v)
{
    return symnum_as_bits(v + 0x1.8p23f) - 0x4b400000u;
}
"""


def _reinterpreted(module: Any, value: Any, kind: Any) -> Any:
    if module is np:
        return np.asarray(value).view(kind)
    import jax

    return jax.lax.bitcast_convert_type(value, kind)


def _signed(module: Any, value: Any) -> Any:
    return _reinterpreted(module, value, module.int32)


def _word(module: Any, value: Any) -> Any:
    return _reinterpreted(module, value.astype(module.int32), module.uint32)


def _shift_signed(module: Any, value: Any, places: Any) -> Any:
    shifted = _signed(module, value) >> places.astype(module.int32)
    return _reinterpreted(module, shifted, module.uint32)


_W, _F, _T = Type.WORD, Type.FLOAT, Type.TRUTH
# fmt: off
_ROWS = (
    Operation("and", _W, "{0} & {1}", lambda m, a, b: a & b),
    Operation("or", _W, "{0} | {1}", lambda m, a, b: a | b),
    Operation("xor", _W, "{0} ^ {1}", lambda m, a, b: a ^ b),
    Operation("add", _W, "{0} + {1}", lambda m, a, b: a + b),
    Operation("sub", _W, "{0} - {1}", lambda m, a, b: a - b),
    Operation("mul", _W, "{0} * {1}", lambda m, a, b: a * b),
    Operation("shl", _W, "{0} << {1}", lambda m, a, b: a << b),
    Operation("shr", _W, "{0} >> {1}", lambda m, a, b: a >> b),
    Operation("sar", _W, "(uint32_t)((int32_t){0} >> {1})", _shift_signed),
    Operation("umin", _W, "({0} < {1} ? {0} : {1})", lambda m, a, b: m.minimum(a, b)),
    Operation("umax", _W, "({0} > {1} ? {0} : {1})", lambda m, a, b: m.maximum(a, b)),
    Operation("below", _T, "{0} < {1}", lambda m, a, b: a < b),
    Operation("equal", _T, "{0} == {1}", lambda m, a, b: a == b),
    Operation("select", _W, "symnum_select((uint32_t){0}, {1}, {2})",
              lambda m, c, a, b: m.where(c, a, b)),
    Operation("lookup", _W, "{0}[{1}]", lambda m, t, a: t[a].astype(m.uint32)),
    Operation("as_float", _F, "symnum_as_float({0})",
              lambda m, a: _reinterpreted(m, a, m.float32), 0),
    Operation("as_bits", _W, "symnum_as_bits({0})", lambda m, a: _reinterpreted(m, a, m.uint32), 0),
    Operation("to_float", _F, "(float)(int32_t){0}",
              lambda m, a: _signed(m, a).astype(m.float32)),
    Operation("to_integer", _W, "symnum_nearest({0})", lambda m, a: _word(m, m.rint(a)), 2),
    Operation("fadd", _F, "{0} + {1}", lambda m, a, b: a + b),
    Operation("fsub", _F, "{0} - {1}", lambda m, a, b: a - b),
    Operation("fmul", _F, "{0} * {1}", lambda m, a, b: a * b),
    Operation("fdiv", _F, "{0} / {1}", lambda m, a, b: a / b),
    Operation("fsqrt", _F, "sqrtf({0})", lambda m, a: m.sqrt(a)),
    Operation("fmin", _F, "symnum_choose((uint32_t)({0} < {1}), {0}, {1})",
              lambda m, a, b: m.where(a < b, a, b)),
    Operation("fmax", _F, "symnum_choose((uint32_t)({0} > {1}), {0}, {1})",
              lambda m, a, b: m.where(a > b, a, b)),
)
# fmt: on

OPERATIONS: Mapping[str, Operation] = MappingProxyType({row.name: row for row in _ROWS})
"""All operations by name. ``fmin`` and ``fmax`` give the second operand where one is NaN."""
