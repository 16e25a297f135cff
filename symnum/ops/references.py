"""Ball-arithmetic references that python-flint does not offer under one name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import acb, arb, ctx

_LARGEST_INTEGER_POWER = arb(2) ** 256
"""Larger exponents are taken as real numbers."""
_LARGEST_BESSEL_ORDER = arb(1000)
"""Beyond, FLINT may take a minute for the functions other than J: no value is given."""
_BITS_BESIDE_INTEGERS = 256
_FARTHEST_BELOW, _LARGEST_ORDER = arb(-1000), arb(2) ** 20


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
    """2 to the power of the argument; exact where that is an integer, so that ties can be told."""
    exponent = arguments[0]
    if exponent.is_integer() and abs(exponent) < _LARGEST_ORDER:
        return arb((1, int(exponent.unique_fmpz() or 0)))
    return (exponent * arb.const_log2()).exp()


def log2(arguments: Sequence[arb]) -> arb:
    """Logarithm to base 2; exact where that is an integer, so that ties can be told."""
    value = arguments[0]
    if value.is_exact():
        mantissa, exponent = value.man_exp()
        if mantissa == 1:
            return arb(exponent)
    return value.log() / arb.const_log2()


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


def log_gamma(arguments: Sequence[arb]) -> arb:
    """log|Γ|; below 0 by the reflection formula (DLMF 5.5.3)."""
    (number,) = arguments
    if number < 0:
        return arb.pi().log() - abs(number.sin_pi()).log() - (1 - number).lgamma()
    return number.lgamma()


def polygamma(arguments: Sequence[arb]) -> arb:
    """The derivative of digamma of an order that is a non-negative integer.

    Far below 0 and for extreme orders, FLINT would take time without end: no value is given.
    """
    order, number = arguments
    if not (order.is_zero() or (number > _FARTHEST_BELOW and order < _LARGEST_ORDER)):
        return arb.nan()
    return number.digamma() if order.is_zero() else acb(number).polygamma(acb(order)).real


def bessel(kind: str) -> Callable[[Sequence[Any]], arb]:
    """The Bessel function ``j``, ``y``, ``i`` or ``k`` of an order and a number."""
    name = f"bessel_{kind}"

    def reference(arguments: Sequence[arb]) -> arb:
        order, number = arguments
        if kind in "yik" and not abs(order) < _LARGEST_BESSEL_ORDER:
            return arb.nan()
        value: arb = getattr(number, name)(order)
        if kind == "i" and not value.is_finite() and number >= 0 and order >= 0:
            # I rises from 0 on, so that a ball that touches 0 is enclosed by its ends' values
            return number.lower().bessel_i(order).union(number.upper().bessel_i(order))
        return value

    return _bessel_k if kind == "k" else reference


def _bessel_k(arguments: Sequence[arb]) -> arb:
    """K with bits for which FLINT has a series; elsewhere it integrates, for minutes: where the
    number is in between, and where the order is almost an integer or a wide ball."""
    order, number = arguments
    if not abs(order) < _LARGEST_BESSEL_ORDER:
        return arb.nan()
    bits = ctx.prec
    apart = order.is_integer() or abs(order.sin_pi()) > arb(2) ** -(bits // 16)
    if not apart or order.rel_accuracy_bits() < bits // 2:
        bits = min(bits, _BITS_BESIDE_INTEGERS)
    if 0.1 * bits < number < 0.55 * bits:
        bits = max(32, int(float(number.mid()) / 0.55))
    with ctx.workprec(bits):
        return number.bessel_k(order)


_AIRY = ("airyai", "airyaiprime", "airybi", "airybiprime")
"""In the order in which FLINT gives them."""


def airy(name: str) -> Callable[[Sequence[Any]], arb]:
    """An Airy function or the derivative of one."""
    place = _AIRY.index(name)

    def reference(arguments: Sequence[arb]) -> arb:
        value: arb = arguments[0].airy()[place]
        return value

    return reference
