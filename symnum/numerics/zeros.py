"""Zeros of a function on an interval, found by bisection and proved in ball arithmetic.

Only zeros at points that balls hold exactly (dyadic fractions) can be divided out of a quotient;
they are recognised by a ball that is exactly 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from flint import arb, arb_series, ctx

from symnum.numerics.functions import Function, ball_over
from symnum.numerics.rational import NotCertified
from symnum.numerics.tape import ball
from symnum.terms.exact import Exact, reduced

LARGEST_ORDER = 4
"""Zeros of a higher order are not looked into."""
_DEPTH = 24
_MOST_PIECES = 4096
_BITS = 128


@dataclass(frozen=True)
class Zero:
    """A zero of a function: where, and how many derivatives from the 0th on vanish there."""

    point: Exact
    order: int


def zeros_of(function: Function, low: Exact, high: Exact) -> tuple[Zero, ...]:
    """All zeros of a function in [low, high], in ascending order.

    Raises:
        NotCertified: something that may be a zero is no dyadic fraction, of too high an order, or
            among too many.

    >>> from symnum.numerics.functions import function_of
    >>> zeros_of(function_of(lambda x: x.sin()), -1, 1)
    (Zero(point=0, order=1),)
    """
    found = []
    for a, b in _merged(_doubtful(function, low, high)):
        point = simplest_between(a, b)
        order = _order(function, point, ball_over(a, b))
        if order is None:
            raise NotCertified(
                f"the reference is 0 or close to 0 near x = {float(a)}, which is no dyadic "
                "zero of low order: a relative error has no bound there that could be proved"
            )
        found.append(Zero(point, order))
    return tuple(found)


def _doubtful(function: Function, low: Exact, high: Exact) -> Iterator[tuple[Exact, Exact]]:
    """Narrow intervals outside which the function is certainly not 0, from left to right."""
    narrow = Fraction(high - low) / 2**_DEPTH
    stack, pieces = [(low, high)], 0
    while stack:
        a, b = stack.pop()
        pieces += 1
        if pieces > _MOST_PIECES:
            raise NotCertified(f"the reference is too close to 0 near x = {float(a)}")
        with ctx.workprec(_BITS):
            value = function.value(ball_over(a, b), _BITS)
        if isinstance(value, arb) and not value.contains(0):
            continue
        if b - a <= narrow:
            yield a, b
        else:
            half = Fraction(a + b) / 2
            stack += [(half, b), (a, half)]


def _merged(pieces: Iterator[tuple[Exact, Exact]]) -> list[tuple[Exact, Exact]]:
    joined: list[tuple[Exact, Exact]] = []
    for a, b in pieces:
        if joined and joined[-1][1] == a:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def _order(function: Function, point: Exact, around: arb) -> int | None:
    """The order of a zero at a point, if there is no other zero around; ``None`` if in doubt."""
    order = leading_zeros(function, point, LARGEST_ORDER)
    if order in (0, LARGEST_ORDER):
        return None
    with ctx.workprec(_BITS):
        over = function.series(arb_series([around, 1], order + 1), order + 1, _BITS)
    return None if over is None or over[order].contains(0) else order


def leading_zeros(function: Function, point: Exact, most: int) -> int:
    """How many Taylor coefficients at a point are exactly 0 before the first that may not be."""
    with ctx.workprec(_BITS):
        series = function.series(arb_series([ball(point), 1], most), most, _BITS)
    if series is None:
        return 0
    return next((k for k in range(most) if not series[k].is_zero()), most)


def simplest_between(low: Exact, high: Exact) -> Exact:
    """The fraction of least denominator in [low, high], and of least size among those.

    >>> simplest_between(Fraction(3, 10), Fraction(4, 10)), simplest_between(-1, Fraction(1, 9))
    (Fraction(1, 3), 0)
    """
    if low <= 0 <= high:
        return 0
    if high < 0:
        return -simplest_between(-high, -low)
    whole = floor(low)
    if whole == low or whole + 1 <= high:
        return whole if whole == low else whole + 1
    inner = simplest_between(1 / Fraction(high - whole), 1 / Fraction(low - whole))
    return reduced(whole + 1 / Fraction(inner))
