"""Where the values of a call lie, given where those of its arguments do.

Monotonic functions are evaluated at the ends by ball arithmetic (the operator table's own
references) and rounded outwards; others on a ball around the interval, cut to their range.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf

from flint import arb, ctx, fmpq

from symnum.ops import ABS, ADD, DIV, MUL, NEG, POW, SELECT, SQRT, SUB, Operator, operator_named
from symnum.rewriting.intervals import (
    NONNEGATIVE,
    POSITIVE,
    REALS,
    End,
    Interval,
    between,
    point,
)

_BITS = 64
_LARGEST_EXPONENT = 256
"""Ends beyond 2^256 count as infinite, those below 2^-256 as 0, so that fractions stay short."""

_SIGNS = between(-1, 1)
_WITHIN = Interval(Fraction(-1), Fraction(1))
_FROM_ONE = Interval(Fraction(1), inf, True)
_ABOVE_MINUS_ONE = Interval(Fraction(-1), inf)
_QUARTER = Interval(Fraction(-8, 5), Fraction(8, 5))
"""Around (-π/2, π/2), which is a little smaller."""

INCREASING: dict[str, tuple[Interval, Interval]] = {
    "exp": (REALS, POSITIVE),
    "exp2": (REALS, POSITIVE),
    "expm1": (REALS, _ABOVE_MINUS_ONE),
    "log": (POSITIVE, REALS),
    "log2": (POSITIVE, REALS),
    "log10": (POSITIVE, REALS),
    "log1p": (_ABOVE_MINUS_ONE, REALS),
    "sqrt": (NONNEGATIVE, NONNEGATIVE),
    "sinh": (REALS, REALS),
    "tanh": (REALS, _WITHIN),
    "asinh": (REALS, REALS),
    "acosh": (_FROM_ONE, NONNEGATIVE),
    "atanh": (_WITHIN, REALS),
    "atan": (REALS, _QUARTER),
    "asin": (_SIGNS, _QUARTER),
    "erf": (REALS, _WITHIN),
}
"""Domain and range of increasing functions."""
RANGES: dict[str, Interval] = {
    "sin": _SIGNS,
    "cos": _SIGNS,
    "cosh": _FROM_ONE,
    "acos": Interval(Fraction(0), Fraction(16, 5), True),
    "erfc": Interval(Fraction(0), Fraction(2)),
    "tan": REALS,
}
"""Ranges of other functions of one argument."""


def image(
    operator: Operator, arguments: Sequence[Interval], exponent: Fraction | int | None = None
) -> Interval:
    """Where the values of the operator on such arguments lie, wherever it is defined.

    Args:
        operator: Any operator; of unknown ones nothing is known.
        arguments: An interval for each argument.
        exponent: Of a power, the exponent if it is a number.
    """
    if operator is POW:
        return _power(arguments[0], arguments[1], exponent).rounded()
    table = _ARITHMETIC.get(operator)
    if table is not None:
        return table(arguments).rounded()
    if operator.name in INCREASING:
        return _increasing(operator, arguments[0])
    if operator.name in RANGES:
        return _ranged(operator, arguments[0])
    return REALS


def _total(arguments: Sequence[Interval]) -> Interval:
    result = arguments[0]
    for argument in arguments[1:]:
        result = result + argument
    return result


def _product(arguments: Sequence[Interval]) -> Interval:
    result = arguments[0]
    for argument in arguments[1:]:
        result = (result * argument).rounded()
    return result


def _minimum(arguments: Sequence[Interval]) -> Interval:
    first, second = arguments
    return -_maximum((-first, -second))


def _maximum(arguments: Sequence[Interval]) -> Interval:
    first, second = arguments
    around = first.union(second)
    below_first = Interval(first.low, inf, first.low_closed)
    below_second = Interval(second.low, inf, second.low_closed)
    return around.intersection(below_first).intersection(below_second)


def _sign(arguments: Sequence[Interval]) -> Interval:
    (argument,) = arguments
    if argument.positive or argument.negative:
        return point(1 if argument.positive else -1)
    if argument.low >= 0:
        return between(0, 1)
    return between(-1, 0) if argument.high <= 0 else _SIGNS


def _floor(arguments: Sequence[Interval]) -> Interval:
    (argument,) = arguments
    below = argument + Interval(Fraction(-1), Fraction(0), False, True)
    return below.whole()


def _hypotenuse(arguments: Sequence[Interval]) -> Interval:
    first, second = (argument.absolute() for argument in arguments)
    larger = _maximum((first, second))
    return Interval(larger.low, inf, larger.low_closed)


_ARITHMETIC: dict[Operator, Callable[[Sequence[Interval]], Interval]] = {
    ADD: _total,
    MUL: _product,
    SUB: lambda a: a[0] + -a[1],
    NEG: lambda a: -a[0],
    DIV: lambda a: a[0] * a[1].inverse(),
    ABS: lambda a: a[0].absolute(),
    SELECT: lambda a: a[1].union(a[2]),
    operator_named("min"): _minimum,
    operator_named("max"): _maximum,
    operator_named("sign"): _sign,
    operator_named("floor"): _floor,
    operator_named("hypot"): _hypotenuse,
    operator_named("fma"): lambda a: a[0] * a[1] + a[2],
    operator_named("pi"): lambda a: Interval(Fraction(333, 106), Fraction(355, 113)),
}


def _power(base: Interval, exponents: Interval, exponent: Fraction | int | None) -> Interval:
    if exponent is None:
        if not base.nonnegative:
            return REALS
        if base.low >= 1 and exponents.nonnegative:
            return _FROM_ONE
        if base.positive and base.high <= 1 and exponents.nonnegative:
            return Interval(Fraction(0), Fraction(1), False, True)
        return POSITIVE if base.positive else NONNEGATIVE
    size = abs(Fraction(exponent))
    if size.denominator == 1:
        whole = int(exponent)
        return base.power(whole) if size <= 64 else _large(base, whole)
    clipped = base.intersection(NONNEGATIVE)
    if not clipped.nonnegative or size.numerator > 64:
        return NONNEGATIVE if exponent > 0 else POSITIVE

    def root(ball: arb) -> arb:
        # FLINT has no value for higher roots of 0
        return ball if ball == 0 else ball.root(size.denominator) ** size.numerator

    raised = _at_ends(root, clipped, NONNEGATIVE)
    return raised if exponent > 0 else raised.inverse().intersection(POSITIVE)


def _large(base: Interval, exponent: int) -> Interval:
    """A power too high to be computed: its sign."""
    if exponent % 2 == 0:
        return POSITIVE if base.positive or base.negative or exponent < 0 else NONNEGATIVE
    if base.positive or base.negative:
        return POSITIVE if base.positive else -POSITIVE
    return NONNEGATIVE if base.nonnegative else REALS


def _increasing(operator: Operator, argument: Interval) -> Interval:
    domain, values = INCREASING[operator.name]
    if operator is SQRT and not argument.bounded:
        return values
    reference = operator.arb
    assert reference is not None
    return _at_ends(lambda ball: reference([ball]), argument.intersection(domain), values)


def _at_ends(function: Callable[[arb], arb], argument: Interval, values: Interval) -> Interval:
    """The image under an increasing function; at an end with no value, the end of its range."""
    with ctx.workprec(_BITS):
        below, above = _ball(function, argument.low), _ball(function, argument.high)
        # the reference may lack a value where the function has one
        low, low_closed = values.low, values.low_closed and argument.low_closed
        high, high_closed = values.high, values.high_closed and argument.high_closed
        if below is not None:
            low, low_closed = _lower(below, argument.low_closed)
        if above is not None:
            high, high_closed = _upper(above, argument.high_closed)
    return Interval(low, high, low_closed, high_closed).intersection(values)


def _ball(function: Callable[[arb], arb], end: End) -> arb | None:
    """The value at an end, if it has one."""
    if not isinstance(end, Fraction):
        return None
    found = function(_arb(end))
    return found if found.is_finite() else None


def _arb(end: Fraction) -> arb:
    return arb(fmpq(end.numerator, end.denominator))


def _ranged(operator: Operator, argument: Interval) -> Interval:
    values, reference = RANGES[operator.name], operator.arb
    assert reference is not None
    if operator.name == "cosh":
        return _at_ends(lambda ball: reference([ball]), argument.absolute(), values)
    low, high = argument.low, argument.high
    if not (isinstance(low, Fraction) and isinstance(high, Fraction)):
        return values
    with ctx.workprec(_BITS):
        ball = reference([_arb(low).union(_arb(high))])
        if not ball.is_finite():
            return values
        low, low_closed = _lower(ball, True)
        high, high_closed = _upper(ball, True)
    return Interval(low, high, low_closed, high_closed).intersection(values)


def _lower(ball: arb, closed: bool) -> tuple[End, bool]:
    """A number that is not above the ball, and whether a value may be equal to it."""
    mantissa, exponent = (int(part) for part in ball.lower().man_exp())
    size = mantissa.bit_length() + exponent
    if mantissa and size > _LARGEST_EXPONENT:
        return (Fraction(1 << _LARGEST_EXPONENT), True) if mantissa > 0 else (-inf, False)
    if mantissa and size < -_LARGEST_EXPONENT:
        return (Fraction(0), False) if mantissa > 0 else (-_SMALLEST, True)
    return mantissa * Fraction(2) ** exponent, closed or not ball.is_exact()


def _upper(ball: arb, closed: bool) -> tuple[End, bool]:
    """A number that is not below the ball, and whether a value may be equal to it."""
    low, low_closed = _lower(-ball, closed)
    return -low, low_closed


_SMALLEST = Fraction(1, 1 << (_LARGEST_EXPONENT - 1))
