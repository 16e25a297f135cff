"""Forms out of an e-graph as people write them, with the numbers of each product in one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from symnum.egraphs.presentation import presented
from symnum.ops import DIV, MUL, NEG, Operator
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import fold


class _Scaled(NamedTuple):
    """A number times a fraction; ``None`` stands for 1."""

    number: Fraction
    above: Term | None
    below: Term | None = None


def spelled(term: Term) -> Term:
    """The term in order, without needless brackets and factors.

    >>> from symnum.terms import plain_symbols
    >>> x, y = plain_symbols("x y")
    >>> spelled(Number(-4) * (Number(1) * x / (2 * (y + -x))))
    -2*x/(y - x)
    >>> spelled(Number(-4) * (x * 3 * (1 / y)) + (x / 2) / Number(3))
    1/6*x - 12*x/y
    """
    scaled: _Scaled = fold(presented(term), _leaf, _call)
    return presented(_written(scaled))


def _leaf(leaf: Term) -> _Scaled:
    return _Scaled(Fraction(leaf.value), None) if isinstance(leaf, Number) else _Scaled(_ONE, leaf)


def _call(original: Any, operator: Operator, arguments: Sequence[_Scaled]) -> _Scaled:
    numbers = [argument.number for argument in arguments]
    if 0 not in numbers:  # 0 times what has no value has none
        if operator is NEG:
            return arguments[0]._replace(number=-numbers[0])
        if operator is MUL:
            return _product(arguments)
        if operator is DIV and arguments[1].below is None:
            first, second = arguments
            below = _joined([part for part in (first.below, second.above) if part is not None])
            return _Scaled(numbers[0] / numbers[1], first.above, below)
    return _Scaled(_ONE, Call(operator, tuple(_written(argument) for argument in arguments)))


_ONE = Fraction(1)


def _product(factors: Sequence[_Scaled]) -> _Scaled:
    number = _ONE
    for factor in factors:
        number *= factor.number
    above = [factor.above for factor in factors if factor.above is not None]
    below = [factor.below for factor in factors if factor.below is not None]
    return _Scaled(number, _joined(above), _joined(below))


def _joined(factors: Sequence[Term]) -> Term | None:
    if not factors:
        return None
    product = factors[0]
    for factor in factors[1:]:
        product = Call(MUL, (product, factor))
    return product


def _written(scaled: _Scaled) -> Term:
    """A denominator that is not a power of two goes below the bar, if there is one."""
    number, above, below = scaled
    negative, number = number < 0, abs(number)
    if below is not None and number.denominator & (number.denominator - 1):
        below = Call(MUL, (Number(number.denominator), below))
        number = Fraction(number.numerator)
    if above is None:
        above = _literal(number)
    elif number != 1:
        above = Call(MUL, (_literal(number), above))
    whole = above if below is None else Call(DIV, (above, below))
    if not negative:
        return whole
    return Number(-whole.value) if isinstance(whole, Number) else Call(NEG, (whole,))


def _literal(number: Fraction) -> Number:
    found = Number(exact(number))
    assert isinstance(found, Number)
    return found
