"""sin and cos: r = x − n·π/2, from the rules that shift them by π/2.

Up to 2^17 the difference is taken in float32 with π/2 in three parts (Cody and Waite), and kept as
a sum of two numbers. Beyond, x/2π modulo 1 comes from the bits of 1/2π that matter (Payne and
Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18, 1983).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath
import numpy as np

from codegen.float32.builder import Builder, Value
from codegen.float32.operators import MachineType
from codegen.float32.program import MachineProgram, Table
from codegen.float32.reductions import quarters, reduction_of
from codegen.float32.splitting import PRECISION, nearest, split
from symnum.ops import SIN, operator_named
from symnum.ops.operator import Parity

RARE_FROM = 2.0**17
SINE_TERMS, COSINE_TERMS = 3, 3
SINE_NAMES = tuple(f"s{k}" for k in range(SINE_TERMS))
COSINE_NAMES = tuple(f"c{k}" for k in range(COSINE_TERMS))
STEP = reduction_of(SIN).step
"""π/2, the smallest shift that the rules know."""


def quarters_ahead(name: str) -> int:
    """How many steps the function is ahead of sin: cos x = sin(x + π/2)."""
    sine, own = quarters(SIN), quarters(operator_named(name))
    return next(n for n in range(len(sine)) if (*sine[n:], *sine[:n]) == own)


def ordinary(name: str, coefficients: Mapping[str, Any]) -> MachineProgram:
    """sin or cos for |x| < RARE_FROM."""
    b = Builder(coefficients)
    a = b.apply("abs", b.x)
    with mpmath.workprec(PRECISION):
        first, second, third = split(STEP, 3)
        inverse = nearest(1 / STEP)
    n = b.apply("nearest_integer", a, inverse)
    rest = b.fma(n, -first, a)
    product = n * second
    high = rest - product
    lost = (rest - high) - product - _product_error(b, n, second, product)
    low = b.fma(n, -third, lost)
    return b.program(_value(b, name, b.apply("nearest_bits", a, inverse), high, low))


def rare(name: str, coefficients: Mapping[str, Any]) -> MachineProgram:
    """sin or cos for |x| ≥ RARE_FROM, infinities and NaN, which give NaN."""
    b = Builder(coefficients)
    upper, lower = _turns(b)
    quarter = (upper + b.unsigned(1 << 29)) >> 30
    rest = upper - (quarter << 30)
    with mpmath.workprec(PRECISION):
        first, second = split(4 * STEP, 2)
    high, low = _fraction(b, rest, lower)
    product = high * first
    lost = _product_error(b, high, first, product)
    error = b.fma(low, first, b.fma(high, second, lost))
    total = product + error
    value = _value(b, name, quarter, total, (product - total) + error)
    return b.program(value + (b.x - b.x))


def _product_error(b: Builder, x: Value, constant: np.float32, product: Value) -> Value:
    """x · constant − product, exactly.

    The constant is cut in two: compilers that fuse products into sums by themselves take a product
    that occurs twice for one value, and would find no difference.
    """
    upper, lower = split(mpmath.mpf(float(constant)), 2, bits=12)
    return b.fma(x, lower, b.fma(x, upper, -product))


def _value(b: Builder, name: str, quarter: Value, high: Value, low: Value) -> Value:
    """±sin or ±cos of high + low, by the number of quarter turns.

    As :func:`quarters` of sin has it, odd ones are cosines and the second two are negative.
    """
    ahead = quarters_ahead(name)
    if ahead:
        quarter = quarter + b.unsigned(ahead)
    is_even = b.apply("equal_u32", quarter & 1, 0)
    value = b.apply("select", is_even, _sine(b, high, low), _cosine(b, high, low))
    sign = (quarter & 2) << 30
    if operator_named(name).parity is Parity.ODD:
        sign = sign ^ (b.apply("bits", b.x) & 0x80000000)
    return b.apply("float_of_bits", b.apply("bits", value) ^ sign)


def _sine(b: Builder, high: Value, low: Value) -> Value:
    square = high * high
    polynomial = b.horner(square, *(b.coefficient(name) for name in SINE_NAMES))
    return high + b.fma(high * square, polynomial, low)


def _cosine(b: Builder, high: Value, low: Value) -> Value:
    """1 − h²/2 with what its rounding loses, the polynomial, and the slope times the low part."""
    square = high * high
    main = b.fma(square, -0.5, 1.0)
    lost = b.fma(square, -0.5, b.constant(1.0) - main)
    polynomial = b.horner(square, *(b.coefficient(name) for name in COSINE_NAMES))
    return main + b.fma(square * square, polynomial, b.fma(-high, low, lost))


def _turns(b: Builder) -> tuple[Value, Value]:
    """x/2π modulo 1 as a fraction of 64 bits, for x = ±M · 2^E with an integer M of 24 bits.

    Bits of 1/2π before the E-th give whole turns; the 96 from there on give the fraction.
    """
    bits = b.apply("bits", b.apply("abs", b.x))
    significand = (bits & 0x7FFFFF) | 0x800000
    position = (bits >> 23) - b.unsigned(150 - 32)
    window = _window(b, position >> 5, position & 31)
    low_products = [window[k] * significand for k in (0, 1)]
    high_products = [b.apply("mul_high_u32", window[k], significand) for k in (1, 2)]
    lower = low_products[1] + high_products[1]
    carry = b.apply("select_u32", lower < low_products[1], 1, 0)
    return low_products[0] + high_products[0] + carry, lower


def _window(b: Builder, word: Value, shift: Value) -> list[Value]:
    """The 96 bits of the table that start at a bit of a word."""
    table = Table("inverse_turn", _inverse_turn(), MachineType.U32)
    words = [b.lookup(table, word + b.unsigned(k)) for k in range(4)]
    others = b.unsigned(31) - shift
    return [(words[k] << shift) | ((words[k + 1] >> 1) >> others) for k in range(3)]


def _inverse_turn() -> tuple[int, ...]:
    """A word of zeros and the first 224 bits of 1/2π, in words of 32."""
    with mpmath.workprec(PRECISION):
        bits = int(mpmath.floor(mpmath.ldexp(1 / (4 * STEP), 7 * 32)))
    return tuple((bits >> (32 * k)) & 0xFFFFFFFF for k in reversed(range(8)))


def _fraction(b: Builder, upper: Value, lower: Value) -> tuple[Value, Value]:
    """A signed fraction of 64 bits as a sum of two floats: from parts of at most 24 bits."""

    def part(word: Value, exponent: int) -> Value:
        return b.apply("to_float", b.apply("as_signed", word)) * 2.0**exponent

    first = part(upper & 0xFFFFFF00, -32)
    second = part(((upper & 0xFF) << 16) | (lower >> 16), -48)
    third = part(lower & 0xFFFF, -64)
    high = first + second
    return high, ((first - high) + second) + third
