"""Machine operations in JAX, on float32 and 32-bit integers.

XLA on a CPU takes subnormal numbers for zero and fuses products into sums where it can, which is
what ``fma`` relies on; bits are inspected as integers, so that subnormal arguments are seen.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import jax.numpy as jnp
from jax import lax


def bits(x: Any) -> Any:
    """The bits of a float."""
    return lax.bitcast_convert_type(x, jnp.uint32)


def float_of_bits(b: Any) -> Any:
    """The float with these bits."""
    return lax.bitcast_convert_type(b, jnp.float32)


def fma(a: Any, b: Any, c: Any) -> Any:
    """a · b + c, which XLA fuses where the machine can."""
    return a * b + c


def minimum(a: Any, b: Any) -> Any:
    """The smaller one; b where they are equal or unordered."""
    return jnp.where(a < b, a, b)


def maximum(a: Any, b: Any) -> Any:
    """The larger one; b where they are equal or unordered."""
    return jnp.where(a > b, a, b)


def copysign(x: Any, y: Any) -> Any:
    """x with the sign of y."""
    return float_of_bits((bits(x) & jnp.uint32(0x7FFFFFFF)) | (bits(y) & jnp.uint32(0x80000000)))


def scale(x: Any, n: Any) -> Any:
    """x · 2^n for an integer n; subnormal results are zero."""
    i, b = n.astype(jnp.int32), lax.bitcast_convert_type(x, jnp.int32)
    biased = ((b >> 23) & 255) + i
    edges = jnp.where(biased > 0, jnp.copysign(jnp.inf, x), jnp.copysign(0.0, x))
    inside = lax.bitcast_convert_type(b + (i << 23), jnp.float32)
    return jnp.where(x == x, jnp.where((biased > 0) & (biased < 255), inside, edges), x)


def nearest_bits(a: Any, b: Any) -> Any:
    """The integer nearest to a · b as a word."""
    return jnp.round(a * b).astype(jnp.int32).astype(jnp.uint32)


def normalised(x: Any) -> Any:
    """The bits of |x|, or of |x| · 2^149 if x is subnormal."""
    b = bits(x) & jnp.uint32(0x7FFFFFFF)
    return jnp.where(b < 0x800000, bits(b.astype(jnp.float32)), b)


def exponent(x: Any) -> Any:
    """⌊log2 |x|⌋ for finite x other than 0."""
    is_small = (bits(x) & jnp.uint32(0x7FFFFFFF)) < 0x800000
    biased = (normalised(x) >> 23).astype(jnp.int32)
    return (biased - jnp.where(is_small, 276, 127)).astype(jnp.float32)


def unit_significand(x: Any) -> Any:
    """The significand of |x| in [1, 2)."""
    return float_of_bits((normalised(x) & 0x7FFFFF) | 0x3F800000)


def significand(x: Any) -> Any:
    """The significand of |x| in [3/4, 3/2)."""
    b = normalised(x) & 0x7FFFFF
    return float_of_bits(b + 0x3F800000 - ((b & 0x400000) << 1))


def low_significand(x: Any) -> Any:
    """The significand of |x| in (2/3, 4/3]."""
    b = normalised(x) & 0x7FFFFF
    return float_of_bits(b + 0x3F800000 - jnp.where(b > 0x2AAAAB, jnp.uint32(0x800000), 0))


def low_significand_exponent(x: Any) -> Any:
    """The exponent that goes with ``low_significand``."""
    return exponent(x) + jnp.where((normalised(x) & 0x7FFFFF) > 0x2AAAAB, 1.0, 0.0)


def significand_exponent(x: Any) -> Any:
    """The exponent that goes with ``significand``."""
    return exponent(x) + jnp.where(significand(x) < 1.0, 1.0, 0.0).astype(jnp.float32)


def logarithmic_cases(y: Any, x: Any) -> Any:
    """y, but −∞ where x = 0, NaN where x < 0 or NaN, ∞ where x = ∞."""
    b = bits(x)
    inside = jnp.where(b == 0x7F800000, jnp.inf, y)
    edges = jnp.where((b << 1) == 0, -jnp.inf, jnp.nan)
    is_inside = (b > 0) & (b <= 0x7F800000)
    return jnp.where(is_inside, inside, edges).astype(jnp.float32)


def mul_high(a: Any, b: Any) -> Any:
    """The upper half of a product of words, from products of half words."""
    a0, a1, b0, b1 = a & 0xFFFF, a >> 16, b & 0xFFFF, b >> 16
    middle = a1 * b0 + ((a0 * b0) >> 16)
    return a1 * b1 + (middle >> 16) + ((a0 * b1 + (middle & 0xFFFF)) >> 16)


def lookup(table: Any, index: Any) -> Any:
    """The entry of a table at the last bits of an index, chosen bit by bit.

    XLA's gather on a CPU takes one element after the other; choices are made on vectors.
    """
    entries, bit = [table[k] for k in range(len(table))], 1
    while len(entries) > 1:
        is_odd, pairs = (index & bit) != 0, zip(entries[::2], entries[1::2], strict=True)
        entries = [jnp.where(is_odd, second, first) for first, second in pairs]
        bit = 2 * bit
    return entries[0]


def shift_left(a: Any, b: Any) -> Any:
    """a shifted by the last five bits of b."""
    return a << (b & 31)


def shift_right(a: Any, b: Any) -> Any:
    """a shifted by the last five bits of b."""
    return a >> (b & 31)


def to_float(a: Any) -> Any:
    """The float nearest to an integer."""
    return a.astype(jnp.float32)


def as_signed(a: Any) -> Any:
    """The same bits as a signed integer."""
    return a.astype(jnp.int32)


def as_unsigned(a: Any) -> Any:
    """The same bits as an unsigned integer."""
    return a.astype(jnp.uint32)


# fmt: off
FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType({
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "neg": operator.neg, "abs": jnp.abs, "sqrt": jnp.sqrt, "less": operator.lt,
    "fma": fma, "nearest_integer": lambda a, b: jnp.round(a * b), "nearest_bits": nearest_bits,
     "min": minimum, "max": maximum, "scale": scale, "exponent": exponent,
    "low_significand": low_significand, "low_significand_exponent": low_significand_exponent,
    "significand": significand, "unit_significand": unit_significand,
    "significand_exponent": significand_exponent,
    "logarithmic_cases": logarithmic_cases, "copysign": copysign,
    "equal_u32": operator.eq, "less_u32": operator.lt, "select": jnp.where,
    "select_u32": jnp.where, "bits": bits, "float_of_bits": float_of_bits,
    "to_float": to_float, "as_signed": as_signed, "as_unsigned": as_unsigned,
    "add_u32": operator.add, "sub_u32": operator.sub, "mul_u32": operator.mul,
    "mul_high_u32": mul_high, "and_u32": operator.and_, "or_u32": operator.or_,
    "xor_u32": operator.xor, "shift_left": shift_left, "shift_right": shift_right,
    "lookup": lookup,
})
# fmt: on
"""The machine operators by name, and ``lookup``, which takes the table first."""

_OURS = (
    bits, float_of_bits, fma, minimum, maximum, copysign, scale, normalised, exponent,
    nearest_bits, unit_significand, low_significand, low_significand_exponent,
    significand, significand_exponent, logarithmic_cases,
    mul_high, lookup, shift_left, shift_right, to_float, as_signed, as_unsigned,
)  # fmt: skip
_CALLS = {
    copysign: (bits, float_of_bits), normalised: (bits,), exponent: (bits, normalised),
    low_significand: (float_of_bits, normalised),
    low_significand_exponent: (exponent, normalised),
    unit_significand: (float_of_bits, normalised),
    significand_exponent: (exponent, significand),
    significand: (float_of_bits, normalised),
    logarithmic_cases: (bits,),
}  # fmt: skip


def source(names: set[str]) -> list[str]:
    """The text of the functions above that these operators need, without annotations."""
    wanted: set[Callable[..., Any]] = set()
    stack = [FUNCTIONS[name] for name in names]
    while stack:
        function = stack.pop()
        if function in _OURS:
            wanted.add(function)
            stack.extend(_CALLS.get(function, ()))
    texts = [inspect.getsource(function) for function in _OURS if function in wanted]
    return [text.replace(": Any", "").replace(" -> Any", "") for text in texts]
