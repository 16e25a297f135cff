"""Ball-arithmetic references that python-flint does not offer under one name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import arb

_LARGEST_INTEGER_POWER = arb(2) ** 256
"""Larger exponents are taken as real numbers."""


def method(name: str) -> Callable[[Sequence[Any]], arb]:
    """A reference that calls the method ``name`` of the first ball."""

    def reference(arguments: Sequence[arb]) -> arb:
        value: arb = getattr(arguments[0], name)()
        return value

    return reference


def total(arguments: Sequence[arb]) -> arb:
    """Sum of all arguments."""
    return sum(arguments[1:], arguments[0])


def product(arguments: Sequence[arb]) -> arb:
    """Product of all arguments."""
    result = arguments[0]
    for factor in arguments[1:]:
        result = result * factor
    return result


def power(arguments: Sequence[arb]) -> arb:
    """``a ** b``; an exact integer exponent is taken as one, so negative bases have a value."""
    base, exponent = arguments
    # FLINT ends the process if it is asked for the integer in a ball of extreme size
    if exponent.is_integer() and abs(exponent) < _LARGEST_INTEGER_POWER:
        integer = int(exponent.unique_fmpz() or 0)
        return base**integer if integer >= 0 else 1 / base**-integer
    if base.is_zero() and exponent > 0:
        return arb(0)
    return base**exponent


def exp2(arguments: Sequence[arb]) -> arb:
    """2 to the power of the argument."""
    return (arguments[0] * arb.const_log2()).exp()


def log2(arguments: Sequence[arb]) -> arb:
    """Logarithm to base 2."""
    return arguments[0].log() / arb.const_log2()


def log10(arguments: Sequence[arb]) -> arb:
    """Logarithm to base 10."""
    return arguments[0].log() / arb.const_log10()


def minimum(arguments: Sequence[arb]) -> arb:
    """The smaller of two."""
    return arguments[0].min(arguments[1])


def maximum(arguments: Sequence[arb]) -> arb:
    """The larger of two."""
    return arguments[0].max(arguments[1])


def select(arguments: Sequence[Any]) -> arb:
    """The second argument where the first is true, else the third; their union if undecided."""
    chosen, if_true, if_false = arguments
    if chosen is None:
        union: arb = if_true.union(if_false)
        return union
    result: arb = if_true if chosen else if_false
    return result


def fused_multiply_add(arguments: Sequence[arb]) -> arb:
    """a·b + c."""
    return arguments[0] * arguments[1] + arguments[2]


def hypotenuse(arguments: Sequence[arb]) -> arb:
    """√(a² + b²)."""
    return (arguments[0] ** 2 + arguments[1] ** 2).sqrt()


def less(arguments: Sequence[arb]) -> bool | None:
    """Whether the first ball is below the second; ``None`` where they overlap."""
    first, second = arguments
    return True if first < second else False if first >= second else None


def less_equal(arguments: Sequence[arb]) -> bool | None:
    """Whether the first ball is not above the second; ``None`` where they overlap."""
    first, second = arguments
    return True if first <= second else False if first > second else None


def equal(arguments: Sequence[arb]) -> bool | None:
    """Whether two balls are the same exact number; ``None`` where they overlap."""
    difference = arguments[0] - arguments[1]
    return True if difference.is_zero() else None if difference.contains(0) else False


def negation(arguments: Sequence[bool | None]) -> bool | None:
    """Three-valued not."""
    return None if arguments[0] is None else not arguments[0]


def conjunction(arguments: Sequence[bool | None]) -> bool | None:
    """Three-valued and."""
    if any(value is False for value in arguments):
        return False
    return None if any(value is None for value in arguments) else True


def disjunction(arguments: Sequence[bool | None]) -> bool | None:
    """Three-valued or."""
    if any(value is True for value in arguments):
        return True
    return None if any(value is None for value in arguments) else False
