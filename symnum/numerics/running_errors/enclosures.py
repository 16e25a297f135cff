"""Enclosures of values by two ends, sharp over wide ranges where balls are not.

A ball around [1, 10^15] knows its lower end to some 10^6 only. Here each end is a number of its
own, rounded outwards, so that signs and small values survive; functions that are monotonic are
evaluated at the ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flint import arb

from symnum.numerics.predicates import domain_of
from symnum.ops import (
    ABS,
    ACOS,
    ACOSH,
    ADD,
    ARGUMENT_NAMES,
    ASIN,
    ASINH,
    ATAN,
    ATANH,
    COS,
    COSH,
    DIV,
    ERF,
    ERFC,
    EXP,
    EXP2,
    EXPM1,
    FMA,
    HYPOT,
    LOG,
    LOG1P,
    LOG2,
    LOG10,
    MAX,
    MIN,
    MUL,
    NEG,
    POW,
    SIN,
    SINH,
    SQRT,
    SUB,
    TAN,
    TANH,
    Operator,
    Template,
    operator_named,
)

ZERO, ONE = arb(0), arb(1)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """All numbers from ``low`` to ``high``, both exact."""

    low: arb
    high: arb

    @property
    def largest(self) -> arb:
        """The largest absolute value."""
        return _larger(abs(self.low), abs(self.high))

    @property
    def smallest(self) -> arb:
        """The smallest absolute value."""
        return self.low if self.low > 0 else -self.high if self.high < 0 else ZERO

    @property
    def ball(self) -> arb:
        """A ball around it."""
        return self.low.union(self.high)

    def met(self, other: Enclosure) -> Enclosure:
        """What is in both, which is not empty."""
        return Enclosure(_larger(self.low, other.low), _smaller(self.high, other.high))

    def joined(self, other: Enclosure) -> Enclosure:
        """What is in one of both, and between."""
        return Enclosure(_smaller(self.low, other.low), _larger(self.high, other.high))


def point(value: arb) -> Enclosure:
    """The enclosure of a number that is known to working precision."""
    return Enclosure(value.lower(), value.upper())


def _larger(a: arb, b: arb) -> arb:
    return a if a >= b else b


def _smaller(a: arb, b: arb) -> arb:
    return a if a <= b else b


def _enclosure(low: arb, high: arb) -> Enclosure | None:
    low, high = low.lower(), high.upper()
    return Enclosure(low, high) if low.is_finite() and high.is_finite() else None


def _sum(a: Enclosure, b: Enclosure) -> Enclosure | None:
    return _enclosure(a.low + b.low, a.high + b.high)


def _difference(a: Enclosure, b: Enclosure) -> Enclosure | None:
    return _enclosure(a.low - b.high, a.high - b.low)


def _product(a: Enclosure, b: Enclosure) -> Enclosure | None:
    if a is b:
        return _enclosure(a.smallest**2, a.largest**2)
    return _corners(lambda x, y: x * y, a, b)


def _quotient(a: Enclosure, b: Enclosure) -> Enclosure | None:
    if b.low <= 0 <= b.high:
        return None
    return point(ONE) if a is b else _corners(lambda x, y: x / y, a, b)


def _corners(of: Callable[[arb, arb], arb], a: Enclosure, b: Enclosure) -> Enclosure | None:
    """A function that is monotonic in both arguments."""
    values = [of(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    low, high = values[0].lower(), values[0].upper()
    for value in values[1:]:
        low, high = _smaller(low, value.lower()), _larger(high, value.upper())
    return _enclosure(low, high)


def _fused(a: Enclosure, b: Enclosure, c: Enclosure) -> Enclosure | None:
    product = _product(a, b)
    return None if product is None else _sum(product, c)


def _power(a: Enclosure, b: Enclosure) -> Enclosure | None:
    if a.low > 0 or (a.low >= 0 and b.low > 0):
        return _corners(lambda x, y: x**y if x > 0 else ZERO, a, b)
    return _by_balls(POW, (a, b))


def _absolute(a: Enclosure) -> Enclosure:
    return Enclosure(a.smallest, a.largest)


def _hypotenuse(a: Enclosure, b: Enclosure) -> Enclosure | None:
    low, high = a.smallest**2 + b.smallest**2, a.largest**2 + b.largest**2
    return _enclosure(low.sqrt(), high.sqrt())


def _sine(a: Enclosure) -> Enclosure | None:
    if a.largest < _HALF_TURN:
        return _enclosure(a.low.sin(), a.high.sin())
    return point(a.ball.sin()).met(Enclosure(-ONE, ONE))


def _cosine(a: Enclosure) -> Enclosure | None:
    if a.largest < 2 * _HALF_TURN:
        return _enclosure(a.largest.cos(), a.smallest.cos())
    return point(a.ball.cos()).met(Enclosure(-ONE, ONE))


def _tangent(a: Enclosure) -> Enclosure | None:
    if a.largest < _HALF_TURN:
        return _enclosure(a.low.tan(), a.high.tan())
    return _by_balls(TAN, (a,))


_HALF_TURN = arb(1.57079)
"""Just below a quarter of a turn: sine rises up to there, and cosine falls up to twice that."""


_Rule = Callable[..., Enclosure | None]
_RULES: Mapping[Operator, _Rule] = {
    ADD: _sum,
    SUB: _difference,
    MUL: _product,
    DIV: _quotient,
    NEG: lambda a: Enclosure(-a.high, -a.low),
    FMA: _fused,
    POW: _power,
    ABS: _absolute,
    HYPOT: _hypotenuse,
    MIN: lambda a, b: Enclosure(_smaller(a.low, b.low), _smaller(a.high, b.high)),
    MAX: lambda a, b: Enclosure(_larger(a.low, b.low), _larger(a.high, b.high)),
    SIN: _sine,
    COS: _cosine,
    TAN: _tangent,
    COSH: lambda a: _enclosure(a.smallest.cosh(), a.largest.cosh()),
}
_RISING = frozenset(
    (SQRT, EXP, EXP2, EXPM1, LOG, LOG1P, LOG2, LOG10, SINH, TANH, ASINH, ACOSH, ATANH, ATAN, ASIN,
     ERF)
)  # fmt: skip
_FALLING = frozenset((ACOS, ERFC))


def enclose(operator: Operator, arguments: Sequence[Enclosure]) -> Enclosure | None:
    """All values of an operator on arguments in enclosures.

    One and the same enclosure given twice stands for one number: x*x is not negative.

    Returns:
        ``None`` if an argument may be outside the domain, or a value too large to enclose.

    >>> enclose(LOG, [Enclosure(arb(1), arb(1))])
    Enclosure(low=0, high=0)
    >>> enclose(DIV, [Enclosure(arb(1), arb(1)), Enclosure(arb(-1), arb(2))])
    """
    rule = _RULES.get(operator)
    if rule is not None:
        return rule(*arguments)
    if operator in _RISING or operator in _FALLING:
        return _monotonic(operator, arguments[0])
    return _by_balls(operator, arguments)


def _monotonic(operator: Operator, argument: Enclosure) -> Enclosure | None:
    """The domain of a monotonic function is an interval, so that its ends decide."""
    domain, reference = domain_of(operator), operator.arb
    assert reference is not None
    ends = (argument.low, argument.high)
    if domain is not None and not all(domain([end]) for end in ends):
        return None
    low, high = (reference([end]) for end in ends)
    return _enclosure(low, high) if operator in _RISING else _enclosure(high, low)


def _by_balls(operator: Operator, arguments: Sequence[Enclosure]) -> Enclosure | None:
    domain, reference = domain_of(operator), operator.arb
    balls = [argument.ball for argument in arguments]
    if reference is None or (domain is not None and domain(balls) is not True):
        return None
    value = reference(balls)
    return _enclosure(value, value) if isinstance(value, arb) else None


def enclose_template(template: Template, arguments: Sequence[Enclosure]) -> Enclosure | None:
    """All values of a template over an operator's arguments, such as a derivative."""
    if isinstance(template, str):
        return arguments[ARGUMENT_NAMES.index(template)]
    if isinstance(template, int):
        return point(arb(template))
    parts = [enclose_template(part, arguments) for part in template[1:]]
    known = [part for part in parts if part is not None]
    return enclose(operator_named(template[0]), known) if len(known) == len(parts) else None
