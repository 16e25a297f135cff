"""Code that takes numbers of a small format to float32 and back.

A format's exponent and mantissa fields, moved to float32's places, are the number times a power of
two, subnormal numbers included; one multiplication does the rest (Giesen, "Half to float done
quick", 2012). Going back, ties go up, or down, instead of to even: fewer operations, and whether
it matters is seen when all inputs are tried.
"""

from __future__ import annotations

from codegen.small_formats.machine_code import MachineCode, Operand
from symnum.numerics.formats import FLOAT32, SmallFormat


def magnitude(code: MachineCode, kind: SmallFormat, pattern: Operand) -> Operand:
    """The pattern without its sign."""
    return code.apply("and", pattern, code.word(kind.sign_mask - 1))


def to_float(code: MachineCode, kind: SmallFormat, pattern: Operand, signed: bool) -> Operand:
    """The float32 value of a pattern; not ``signed`` is for patterns whose sign bit is 0.

    Infinities and NaNs come out as some numbers, unless the exponent is as wide as float32's.
    """
    shift = code.word(FLOAT32.mantissa_bits - kind.mantissa_bits)
    if (
        kind.exponent_bits == FLOAT32.exponent_bits
        and kind.width + int(FLOAT32.mantissa_bits - kind.mantissa_bits) == FLOAT32.width
    ):
        return code.apply("as_float", code.apply("shl", pattern, shift))
    size = magnitude(code, kind, pattern) if signed else pattern
    scale = code.number(2.0 ** (FLOAT32.bias - kind.bias))
    value = code.apply("fmul", code.apply("as_float", code.apply("shl", size, shift)), scale)
    if not signed:
        return value
    sign = code.apply("sub", pattern, size)
    moved = code.apply("shl", sign, code.word(FLOAT32.width - kind.width))
    return code.apply("as_float", code.apply("or", code.apply("as_bits", value), moved))


def from_float(
    code: MachineCode, kind: SmallFormat, value: Operand, signed: bool, ties_down: bool = False
) -> Operand:
    """The pattern nearest to a float32 value; not ``signed`` is for values from 0 up.

    Ties go away from zero, or with ``ties_down`` towards it.

    What is above the largest number becomes infinity or NaN by the format.
    """
    places = FLOAT32.mantissa_bits - kind.mantissa_bits
    bits = code.apply("as_bits", value)
    if kind.exponent_bits == FLOAT32.exponent_bits:
        return _rounded(code, bits, places, ties_down)
    sign = None
    if signed:
        sign = code.apply("and", bits, code.word(FLOAT32.sign_mask))
        bits = code.apply("sub", bits, sign)
    scale = code.number(2.0 ** (kind.bias - FLOAT32.bias))
    scaled = code.apply("fmul", code.apply("as_float", bits), scale)
    pattern = _rounded(code, code.apply("as_bits", scaled), places, ties_down)
    pattern = code.apply("umin", pattern, code.word(kind.too_large))
    if sign is None:
        return pattern
    moved = code.apply("shr", sign, code.word(FLOAT32.width - kind.width))
    return code.apply("or", pattern, moved)


def _rounded(code: MachineCode, bits: Operand, places: int, ties_down: bool) -> Operand:
    raised = code.apply("add", bits, code.word((1 << (places - 1)) - ties_down))
    return code.apply("shr", raised, code.word(places))
