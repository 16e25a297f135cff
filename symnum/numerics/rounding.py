"""Proved bounds on the float64 rounding error of programs of + − × ÷ √ over an interval.

Running error analysis (Wilkinson; Higham, Accuracy and Stability, 3.3) on pieces of the interval:
every value carries an enclosure and a bound on how far the computed value is from it. Near a
removable point, as of x + c/x at 0, values go to infinity and come back, so a value lives in one
of two charts of the projective line: v itself, or its reciprocal w = 1/v, where infinity is w = 0
and an overflow is an error of w below 2^−1023.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import arb, ctx

from symnum.numerics.functions import ball_over
from symnum.numerics.rational import NotCertified
from symnum.numerics.supremum import rounded_up
from symnum.numerics.tape import ball
from symnum.ops import ADD, DIV, FMA, MUL, NEG, SQRT, SUB, Operator
from symnum.program import Program
from symnum.terms.exact import Exact, exact

CORRECTLY_ROUNDED: Mapping[Operator, float] = {
    ADD: 0.5, SUB: 0.5, MUL: 0.5, DIV: 0.5, FMA: 0.5, SQRT: 0.5,
}  # fmt: skip
"""Error of IEEE 754 arithmetic in ULPs."""

SMALLEST_SUBNORMAL, SMALLEST_NORMAL = 2.0**-1074, 2.0**-1022

FIRST_PIECES = 16
MOST_PIECES = 1024
_PRECISION = 96


@dataclass(frozen=True)
class RoundingBound:
    """A proved bound on |computed − exact| of a program over an interval, in absolute terms."""

    bound: float
    kind: str
    subintervals: int


@dataclass(frozen=True, slots=True)
class _Value:
    """An enclosure of the exact value, or of its reciprocal, and the computed one's distance."""

    enclosure: arb
    error: arb
    reciprocal: bool = False


class _NoChart(ArithmeticError):
    """Neither chart holds the value on this piece: cut it."""


def rounding_error(
    program: Program,
    low: Exact,
    high: Exact,
    *,
    ulps: Mapping[Operator, float] = CORRECTLY_ROUNDED,
    flushes_subnormals: bool = False,
) -> RoundingBound:
    """A rigorous bound on the rounding error of a program at every float64 in [low, high].

    Constants count with their own rounding to float64. The bound also holds where a compiler
    fuses products and sums, since that only leaves roundings out.

    Args:
        program: One input, one output, operators + − × ÷ √, negation and fma only.
        low: Left end of the interval; ``high`` the right end.
        ulps: Error of each operation of the target in ULPs.
        flushes_subnormals: Whether the target takes subnormal numbers for zero.

    Raises:
        NotCertified: another operator, or a value for which no bound was found; at a pole there
            is none.

    >>> from symnum.lowering import lower
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> 2**-53 < rounding_error(lower([x + 1]), 0, 1).bound < 2**-51.9
    True
    """
    machine = _Machine(program, ulps, flushes_subnormals)
    kept, ctx.prec = ctx.prec, _PRECISION
    try:
        return _subdivided(machine, low, high)
    finally:
        ctx.prec = kept


def _subdivided(machine: _Machine, low: Exact, high: Exact) -> RoundingBound:
    """Cut the piece with the largest bound in two until that no longer helps."""
    span = Fraction(high) - low
    ends = [Fraction(low) + span * k / FIRST_PIECES for k in range(FIRST_PIECES + 1)]
    waiting = list(pairwise(ends))
    heap: list[tuple[float, Fraction, Fraction]] = []
    while waiting:
        a, b = waiting.pop()
        error = machine.error(a, b)
        if error is not None:
            heapq.heappush(heap, (-error, a, b))
        elif len(heap) + len(waiting) > MOST_PIECES or b - a < Fraction(1, 2**60):
            raise NotCertified(f"no bound on the rounding error near x = {float(a)}")
        else:
            waiting += [((a + b) / 2, b), (a, (a + b) / 2)]
    while len(heap) < MOST_PIECES:
        worst, a, b = heap[0]
        halves = [(a, (a + b) / 2), ((a + b) / 2, b)]
        errors = [machine.error(*half) for half in halves]
        found = [e for e in errors if e is not None]
        if len(found) < 2 or max(found) > -0.99 * worst:
            break
        heapq.heapreplace(heap, (-found[0], *halves[0]))
        heapq.heappush(heap, (-found[1], *halves[1]))
    return RoundingBound(-heap[0][0], "running-error-certified", len(heap))


class _Machine:
    """Float64 arithmetic with errors of known size, on enclosures."""

    def __init__(self, program: Program, ulps: Mapping[Operator, float], flushes: bool) -> None:
        for instruction in program.instructions:
            if instruction.operator not in (ADD, SUB, MUL, DIV, NEG, FMA, SQRT):
                raise NotCertified(
                    f"no rounding analysis of operator {instruction.operator.name!r}"
                )
        self.program = program
        self.relative = {operator: arb(size) * arb(2) ** -52 for operator, size in ulps.items()}
        self.underflow = arb(SMALLEST_NORMAL if flushes else SMALLEST_SUBNORMAL)
        self.input_error = self.underflow if flushes else arb(0)
        self.constants = [_constant(value, flushes) for value in program.constants]

    def error(self, low: Exact, high: Exact) -> float | None:
        """The bound on one piece; ``None`` if it has to be cut."""
        values = [_Value(ball_over(low, high), self.input_error), *self.constants]
        try:
            for instruction in self.program.instructions:
                arguments = [values[argument] for argument in instruction.arguments]
                values.append(self.apply(instruction.operator, arguments))
            return rounded_up(_finite(values[self.program.outputs[0]]).error)
        except _NoChart:
            return None

    def apply(self, operator: Operator, arguments: Sequence[_Value]) -> _Value:
        if operator is NEG:
            (a,) = arguments
            return _Value(-a.enclosure, a.error, a.reciprocal)
        if operator is SQRT:
            return self.rounded(SQRT, _root(_finite(arguments[0])))
        if operator is FMA:
            a, b, c = arguments
            return self.rounded(ADD, _sum(self.rounded(MUL, _product(a, b)), c))
        a, b = arguments
        if operator is SUB:
            b = _Value(-b.enclosure, b.error, b.reciprocal)
        exact_result = {ADD: _sum, SUB: _sum, MUL: _product, DIV: _quotient}[operator](a, b)
        return self.rounded(operator, exact_result)

    def rounded(self, operator: Operator, value: _Value) -> _Value:
        """The value after rounding; a value that may overflow moves to the reciprocal chart."""
        size = _size(value)
        if not value.reciprocal and not size < _LARGE:
            value = _flipped(value)
            size = _size(value)
        relative = self.relative[operator]
        if not value.reciprocal:
            return _Value(value.enclosure, _up(value.error + relative * size + self.underflow))
        if not size < _LARGE:
            raise _NoChart
        return _Value(
            value.enclosure, _up(value.error + 2 * relative * size + _OVERFLOW_LOSS), True
        )


_LARGE = arb(2) ** 1000
"""Charts end here, far from where float64 overflows, or its reciprocal underflows."""
_OVERFLOW_LOSS = arb(2) ** -1022
"""At most this is lost of w = 1/v where v rounds to infinity."""


def _constant(value: Exact, flushes: bool) -> _Value:
    """A constant as stored. Targets that flush also multiply by reciprocals of constants."""
    true = ball(value)
    if flushes and value != 0 and not 1 / _LARGE < abs(true) < _LARGE:
        raise NotCertified("a constant too large or small for a target without subnormal numbers")
    try:
        stored = float(value)
    except OverflowError:
        raise NotCertified("a constant is too large for float64") from None
    return _Value(true, abs(true - ball(exact(stored))).upper())


def _up(error: arb) -> arb:
    upper: arb = error.upper()
    if not upper.is_finite():
        raise _NoChart
    return upper


def _size(value: _Value) -> arb:
    """An upper bound on the computed coordinate's absolute value."""
    return (value.enclosure.abs_upper() + value.error).upper()


def _margin(value: _Value) -> arb:
    """A lower bound on the computed coordinate's absolute value, or less than 0."""
    return (value.enclosure.abs_lower() - value.error).lower()


def _flipped(value: _Value) -> _Value:
    """The same value in the other chart."""
    margin = _margin(value)
    if not margin > 0:
        raise _NoChart
    error = value.error / (value.enclosure.abs_lower() * margin)
    return _Value(1 / value.enclosure, _up(error), not value.reciprocal)


def _finite(value: _Value) -> _Value:
    return _flipped(value) if value.reciprocal else value


def _times(a: _Value, b: _Value, reciprocal: bool) -> _Value:
    """Product of two coordinates."""
    error = a.enclosure.abs_upper() * b.error + _size(b) * a.error
    return _Value(a.enclosure * b.enclosure, _up(error), reciprocal)


def _over(a: _Value, b: _Value, reciprocal: bool) -> _Value:
    """Quotient of two coordinates, the second away from 0."""
    margin = _margin(b)
    if not margin > 0:
        raise _NoChart
    quotient = a.enclosure / b.enclosure
    return _Value(quotient, _up((a.error + quotient.abs_upper() * b.error) / margin), reciprocal)


def _product(a: _Value, b: _Value) -> _Value:
    if a.reciprocal == b.reciprocal:
        return _times(a, b, a.reciprocal)
    large, small = (a, b) if a.reciprocal else (b, a)
    if _margin(large) > 0:
        return _over(small, large, False)
    return _over(large, small, True)


def _quotient(a: _Value, b: _Value) -> _Value:
    if a.reciprocal != b.reciprocal:
        return _times(a, b, a.reciprocal)
    if a.reciprocal:  # (1/a) / (1/b) = b / a
        return _over(b, a, False) if _margin(a) > 0 else _over(a, b, True)
    return _over(a, b, False) if _margin(b) > 0 else _over(b, a, True)


def _root(a: _Value) -> _Value:
    """The root of a value whose computed one is certainly not negative."""
    if not a.enclosure >= a.error:
        raise _NoChart
    error = a.error.sqrt()  # |√c − √v| ≤ √|c − v|, and far from 0 about |c − v|/(2√v)
    if (margin := a.enclosure.lower()) > 0:
        error = error.min(a.error / margin.sqrt())
    return _Value(a.enclosure.sqrt(), _up(error))


def _sum(a: _Value, b: _Value) -> _Value:
    if a.reciprocal and b.reciprocal:
        a, b = (_finite(a), b) if _margin(a) > _margin(b) else (a, _finite(b))
    if not a.reciprocal and not b.reciprocal:
        return _Value(a.enclosure + b.enclosure, _up(a.error + b.error))
    large, small = (a, b) if a.reciprocal else (b, a)
    if _margin(large) > 0 and large.enclosure.abs_lower() > arb(2) ** -40:
        return _sum(_finite(large), small)
    # 1/w + v = (1 + v w)/w, whose reciprocal is w/(1 + v w)
    product = _times(large, small, False)
    below = _Value(1 + product.enclosure, product.error)
    return _over(large, below, True)
