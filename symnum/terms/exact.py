"""Exact numbers in terms: integers and fractions, never floats."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from numbers import Rational

from flint import fmpz

Exact = int | Fraction
"""A rational number; an integral value is always an ``int``."""


def exact(value: object) -> Exact:
    """The exact rational value of a Python or NumPy number.

    A float stands for its exact binary value: ``exact(0.5)`` is 1/2, and ``exact(0.1)`` is
    3602879701896397/36028797018963968.

    Raises:
        TypeError: not a real number.
        ValueError: an infinity or a NaN.
    """
    if type(value) is int:
        return value
    if isinstance(value, bool):
        raise TypeError("a truth value is not a number")
    if isinstance(value, Rational):
        return reduced(Fraction(int(value.numerator), int(value.denominator)))
    if hasattr(value, "as_integer_ratio"):
        if not math.isfinite(value):  # type: ignore[arg-type]
            raise ValueError(f"{value} is not a finite number")
        return reduced(Fraction(*(int(part) for part in value.as_integer_ratio())))
    raise TypeError(f"{type(value).__name__} is not a real number")


def reduced(value: Fraction) -> Exact:
    """An ``int`` where the fraction is integral."""
    return value.numerator if value.denominator == 1 else value


def quotient(value: Exact, divisor: Exact) -> Exact:
    """One number over another, which is not 0.

    >>> quotient(6, -3), quotient(1, 2)
    (-2, Fraction(1, 2))
    """
    if divisor in (1, -1):
        return value * divisor
    return reduced(Fraction(value) / divisor)


def exact_text(value: Exact) -> str:
    """The digits of a number, however many: Python itself writes 4300 of them at most.

    >>> exact_text(Fraction(-1, 3)), len(exact_text(10**5000))
    ('-1/3', 5001)
    """
    try:
        return str(value)
    except ValueError:
        top, bottom = (str(fmpz(part)) for part in value.as_integer_ratio())
        return top if bottom == "1" else f"{top}/{bottom}"


def exact_root(value: Exact, degree: int) -> Exact | None:
    """The non-negative ``degree``-th root of a non-negative rational, if it is rational.

    >>> exact_root(Fraction(4, 9), 2)
    Fraction(2, 3)
    """
    if value < 0:
        return None
    value = Fraction(value)
    top, bottom = (_integer_root(part, degree) for part in value.as_integer_ratio())
    return None if top is None or bottom is None else reduced(Fraction(top, bottom))


def _integer_root(value: int, degree: int) -> int | None:
    if degree == 2:
        root = math.isqrt(value)
    else:
        root = _floor_root(value, degree)
    return root if root**degree == value else None


def _floor_root(value: int, degree: int) -> int:
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low


_SMALL = 1 << 64
LARGEST_POWER_BITS = 4096
"""Powers of numbers longer than this stay unevaluated, so that no text can fill the memory."""


@lru_cache(maxsize=1 << 14)
def ratio(above: int, below: int) -> Exact:
    """The quotient of two integers of few digits, remembered: texts have the same ones again.

    >>> ratio(6, -4), ratio(6, 3)
    (Fraction(-3, 2), 2)
    """
    return reduced(Fraction(above, below))


def exact_power(base: Exact, exponent: int) -> Exact | None:
    """``base ** exponent``; ``None`` where it is undefined or too long to write out."""
    if base == 1 or exponent == 1:
        return base
    if base == 0 and exponent < 0:
        return None
    if base == -1:
        return 1 if exponent % 2 == 0 else -1
    if exponent == -1 and type(base) is int and -_SMALL < base < _SMALL:
        return ratio(1, base)
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base != 0 and size * abs(exponent) > LARGEST_POWER_BITS:
        return None
    if exponent >= 0 and type(base) is int:
        power: int = base**exponent
        return power
    return reduced(Fraction(base) ** exponent)
