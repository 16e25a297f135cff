"""Ends of intervals from text: exact fractions, or constants such as pi/4, rounded outwards."""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb

from symnum.errors import InputError
from symnum.numerics.ball_ends import fraction_of
from symnum.numerics.tape import tape_of_term
from symnum.terms.exact import Exact, exact
from symnum.terms.parse import parse
from symnum.terms.tokens import ParseError

_BITS = 256


def interval_end(value: object, *, is_upper: bool) -> Exact:
    """An end of an interval as an exact number.

    Args:
        value: A finite number; or text: a decimal number or fraction, taken exactly, or an
            expression without symbols. Where that has no exact value, the end is the next binary64
            number outside.
        is_upper: Whether it is the upper end.

    Raises:
        InputError: anything else.

    >>> interval_end("1/3", is_upper=False), float(interval_end("pi/4", is_upper=True))
    (Fraction(1, 3), 0.7853981633974484)
    """
    if not isinstance(value, str):
        try:
            return exact(value)
        except (TypeError, ValueError):
            raise _refused(value) from None
    try:
        return exact(Fraction(value))
    except (ValueError, ZeroDivisionError):
        return _outwards(value, is_upper)


def interval(low: object, high: object) -> tuple[Exact, Exact]:
    """Both ends of an interval, as :func:`interval_end` reads them.

    Raises:
        InputError: an end that is no number, or a lower end that is not below the upper one.
    """
    ends = interval_end(low, is_upper=False), interval_end(high, is_upper=True)
    if not ends[0] < ends[1]:
        raise InputError(f"domain: the lower end {low} must be below the upper end {high}")
    return ends


def _outwards(text: str, is_upper: bool) -> Exact:
    try:
        tape = tape_of_term(parse(text, source="domain"))
    except ParseError as error:
        raise InputError(str(error)) from None
    if tape.inputs:
        raise _refused(text)
    value = tape.run([], _BITS)[0]
    if not isinstance(value, arb):
        raise _refused(text)
    if value.is_exact():
        return _exact_ball(value)
    bound = _exact_ball(value.upper() if is_upper else value.lower())
    near = float(Fraction(bound))
    if (Fraction(near) < bound) if is_upper else (Fraction(near) > bound):
        near = math.nextafter(near, math.inf if is_upper else -math.inf)
    return exact(near)


def _exact_ball(value: arb) -> Exact:
    return exact(fraction_of(value))


def _refused(value: object) -> InputError:
    return InputError(f"domain: a finite number, or text such as '1/3' or 'pi/4', is expected, "
                      f"not {value!r}")  # fmt: skip
