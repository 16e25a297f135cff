"""Arithmetic with numbers a + ν, where ν is built of symbols ε with ε² = 0, over ball arithmetic.

A value is a dictionary from a set of ε (the bits of an integer) to the coefficient of their
product. The coefficient of ε₁ε₂ in f(x + ε₁ + ε₂) is f″(x): derivatives of any order, mixed ones
too, without a rule of differentiation (hyper-dual numbers: J. A. Fike, J. J. Alonso, AIAA
2011-886, for any number of ε).
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, arb_series, ctx

from symnum.numerics.series import SERIES, NotAnalytic
from symnum.ops import EXP, Operator

Nilpotent = dict[int, arb]
LARGEST_EXPONENT = 512


class Undecided(Exception):
    """A value cannot be told at this point: an argument is too close to the edge of a domain."""


def constant(value: arb) -> Nilpotent:
    """A number without ν."""
    return {0: value}


def add(first: Nilpotent, second: Nilpotent) -> Nilpotent:
    """First + second."""
    result = dict(first)
    for mask, value in second.items():
        result[mask] = result[mask] + value if mask in result else value
    return result


def scale(value: Nilpotent, factor: arb | int) -> Nilpotent:
    """Value × factor."""
    return {mask: part * factor for mask, part in value.items()}


def multiply(first: Nilpotent, second: Nilpotent) -> Nilpotent:
    """First × second: products with an ε twice are 0."""
    if len(second) == 1 and 0 in second:
        return scale(first, second[0])
    result: Nilpotent = {}
    for mask, value in first.items():
        for other, factor in second.items():
            if not mask & other:
                joint = mask | other
                part = value * factor
                result[joint] = result[joint] + part if joint in result else part
    return result


def order(value: Nilpotent) -> int:
    """The number of different ε in a value: ν to a higher power is 0."""
    joint = 0
    for mask in value:
        joint |= mask
    return joint.bit_count()


def with_coefficients(coefficients: Sequence[arb], value: Nilpotent) -> Nilpotent:
    """The power series Σ cⱼ νʲ for the ν of a value."""
    nu = {mask: part for mask, part in value.items() if mask}
    result = {0: coefficients[0]}
    power: Nilpotent = {0: arb(1)}
    for coefficient in coefficients[1:]:
        power = multiply(power, nu)
        result = add(result, scale(power, coefficient))
    return result


def apply(operator: Operator, value: Nilpotent) -> Nilpotent:
    """A function of one argument.

    Raises:
        Undecided: the argument may lie outside the function's domain.
    """
    degree = order(value)
    if not degree and operator is EXP:
        return {0: value[0].exp()}
    kept, ctx.cap = ctx.cap, degree + 1
    try:
        series = SERIES[operator](arb_series([value[0], 1] if degree else [value[0]]))
    except NotAnalytic:
        raise Undecided from None
    finally:
        ctx.cap = kept
    return with_coefficients([series[place] for place in range(degree + 1)], value)


def invert(value: Nilpotent) -> Nilpotent:
    """1 / value.

    Raises:
        Undecided: the value may be 0.
    """
    start = value[0]
    if start.contains(0):
        raise Undecided
    coefficients = [1 / start]
    for _ in range(order(value)):
        coefficients.append(-coefficients[-1] / start)
    return with_coefficients(coefficients, value)


def without(values: Nilpotent, wanted: int, all_bits: int) -> Nilpotent:
    """The coefficient of the ε ``wanted`` where none of the other ``all_bits`` occurs."""
    found = {m ^ wanted: part for m, part in values.items() if m & all_bits == wanted}
    return {0: arb(0), **found}


def raise_to(value: Nilpotent, exponent: int) -> Nilpotent:
    """An integer power; value⁰ is 1.

    Raises:
        Undecided: a reciprocal of what may be 0, or a large exponent.
    """
    if exponent == 1:
        return value
    if abs(exponent) > LARGEST_EXPONENT:
        raise Undecided
    if exponent < 0:
        return raise_to(invert(value), -exponent)
    result: Nilpotent = {0: arb(1)}
    for _ in range(exponent):
        result = multiply(result, value)
    return result
