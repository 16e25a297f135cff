"""Correctly rounded values of a function for every bit pattern of a small format.

A value is taken from ball arithmetic; where the two ends of a ball round differently, it is asked
again with twice the precision (Ziv's strategy), so every entry is the number nearest to the true
value, ties to even. A complete table is a proof of whatever it is compared with. Only the sign of
a zero may be a choice: where no ball tells it, it is that of the argument before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from symnum.calculus.limits import limit
from symnum.calculus.signs import Undecided
from symnum.errors import InputError
from symnum.numerics.ball_ends import exact_ends, fraction_of
from symnum.numerics.balls import LARGEST_PRECISION, decide
from symnum.numerics.formats import Floats, Patterns, SmallFormat
from symnum.numerics.tape import UNDEFINED, Tape, tape_of_term
from symnum.terms.traversal import free_symbols

LARGEST_WIDTH = 16
"""Bits of the widest format whose tables are made."""
_BITS = 160
_ACCURACY = 56
_LARGEST_EXPONENT = 1 << 12
"""Sizes beyond 2^±this round like these, whatever they are."""
_NO_SIGN = arb(2) ** -(1 << 30)
"""FLINT gives values far below this as a ball around 0, at any precision."""


@dataclass(frozen=True)
class SpecialValues:
    """Values at the four points where ball arithmetic has none or does not see the sign.

    ``None`` stands for the value, or where there is none for the limit from that side, or for NaN.

    Args:
        minus_infinity: At −∞; ``plus_infinity`` at +∞.
        minus_zero: At −0; ``plus_zero`` at +0.
    """

    minus_infinity: float | None = None
    minus_zero: float | None = None
    plus_zero: float | None = None
    plus_infinity: float | None = None


@dataclass(frozen=True, eq=False)
class RoundedTable:
    """A function in a format, complete.

    Args:
        format: The format of arguments and values.
        patterns: For each bit pattern the correctly rounded value's, uint32 of (2^width,).
        true: The values in float64, each within 2^-52 of the true one relatively, of the same
            shape; infinite where float64 cannot hold them, NaN where there is none.
    """

    format: SmallFormat
    patterns: Patterns = field(repr=False)
    true: Floats = field(repr=False)


def correctly_rounded_table(
    function: Any, number_format: SmallFormat, special: SpecialValues | None = None
) -> RoundedTable:
    """The value of a function, correctly rounded, for every bit pattern of a format.

    Args:
        function: A term with one symbol.
        number_format: A format of at most 16 bits.
        special: Values at zeros and infinities; without it limits decide.

    Returns:
        The table. A NaN argument gives the format's NaN, and so does an argument outside the
        domain.

    Raises:
        InputError: a wide format, a term that has not exactly one symbol, or a value that is too
            close to a rounding boundary to decide.

    >>> from symnum.numerics.formats import E5M2
    >>> from symnum.terms.functions import log2
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> table = correctly_rounded_table(log2(x), E5M2)
    >>> at = E5M2.encode(np.array([512.0, 0.0, -1.0]))
    >>> E5M2.decode(table.patterns[at])  # log2(512) = 9 is a tie between 8 and 10
    array([  8., -inf,  nan])
    """
    if number_format.width > LARGEST_WIDTH:
        raise InputError(f"{number_format.name}: complete tables are for at most 16 bits")
    names = sorted({symbol.name for symbol in free_symbols(function)})
    if len(names) != 1:
        raise InputError(f"the function has to have one symbol, not {len(names)}: {function}")
    tape = tape_of_term(function)
    arguments = number_format.decode(number_format.patterns())
    patterns, true = _finite(tape, number_format, arguments)
    _at_edges(
        (patterns, true), arguments, number_format, _edges(function, special or SpecialValues())
    )
    return RoundedTable(number_format, patterns, true)


def _finite(tape: Tape, kind: SmallFormat, arguments: Floats) -> tuple[Patterns, Floats]:
    """Entries of finite arguments; all others are NaN."""
    low, high = np.full_like(arguments, np.nan), np.full_like(arguments, np.nan)
    sure = np.ones(arguments.shape, dtype=bool)
    for place in np.flatnonzero(np.isfinite(arguments)).tolist():
        value = tape.run([arb(float(arguments[place]))], _BITS)[0]
        if isinstance(value, arb):
            low[place], high[place] = _float(value.lower()), _float(value.upper())
            sure[place] = _is_narrow(value) or low[place] == high[place] == 0
        else:
            sure[place] = value is UNDEFINED
    # conversion to float64 is off by half a unit at most; 0 stands for all that is as small
    patterns = kind.encode(np.where(low == 0, low, np.nextafter(low, -np.inf)))
    others = kind.encode(np.where(high == 0, high, np.nextafter(high, np.inf)))
    for place in np.flatnonzero(~sure | (patterns != others)).tolist():
        patterns[place], low[place] = _ziv(tape, kind, float(arguments[place]))
        if math.isnan(low[place]) and not kind.is_nan(patterns[place : place + 1])[0]:
            # so near 0 that no ball tells the sign: it is that of the argument before
            low[place] = math.copysign(0.0, low[place - 1])
            patterns[place] = kind.encode(low[place : place + 1])[0]
    return patterns, low


def _is_narrow(value: arb) -> bool:
    """Whether the ball has float64's accuracy, which rounding to fewer bits alone does not need."""
    return bool(value.rel_accuracy_bits() >= _ACCURACY)


def _float(end: arb) -> float:
    """The nearest float64, infinite or 0 where it is out of range."""
    value = float(end)
    return -0.0 if value == 0 and end < 0 else value


def _ziv(tape: Tape, kind: SmallFormat, argument: float) -> tuple[int, float]:
    """One entry and its value, with as many bits as it takes; 0 and NaN for a zero of any sign."""
    bits = _BITS
    while bits <= LARGEST_PRECISION:
        value = tape.run([arb(argument)], bits)[0]
        if value is UNDEFINED:
            return kind.nan, math.nan
        if isinstance(value, arb):
            ends = {kind.nearest(_fraction(end)) for end in exact_ends(value, bits)}
            if len(ends) == 1 and (_is_narrow(value) or ends <= {0, kind.sign_mask}):
                return ends.pop(), _float(value)
            told = abs(value).upper() < _NO_SIGN or 2 * bits > LARGEST_PRECISION
            if ends == {0, kind.sign_mask} and told:
                return 0, math.nan
        bits *= 2
    raise InputError(
        f"the function's value at {argument} is undecided, or too close to a rounding boundary of "
        f"{kind.name}, with {LARGEST_PRECISION} bits"
    )


def _fraction(end: arb) -> Fraction:
    """The exact value of an exact ball; what is extremely large or small, as 2^±4096."""
    mantissa, exponent = end.man_exp()
    size = int(exponent) + int(mantissa).bit_length()
    if mantissa != 0 and abs(size) > _LARGEST_EXPONENT:
        far = Fraction(2) ** (_LARGEST_EXPONENT if size > 0 else -_LARGEST_EXPONENT)
        return far if mantissa > 0 else -far
    return fraction_of(end)


def _edges(function: Any, special: SpecialValues) -> list[tuple[float, float]]:
    """The points ∓∞ and ∓0 with the values there."""
    (name,) = (symbol.name for symbol in free_symbols(function))
    told: tuple[tuple[float, float | None, str | None], ...] = (
        (-math.inf, special.minus_infinity, None),
        (-0.0, special.minus_zero, "left"),
        (0.0, special.plus_zero, "right"),
        (math.inf, special.plus_infinity, None),
    )
    return [
        (point, _limit(function, name, point, side) if value is None else value)
        for point, value, side in told
    ]


def _limit(function: Any, name: str, point: float, side: str | None) -> float:
    """The limit in float64; NaN where there is none or it was not found."""
    try:
        found = limit(function, name, point if math.isinf(point) else 0, side)
    except (InputError, Undecided):
        return _limit(function, name, point, "right") if side == "left" else math.nan
    if isinstance(found, float):
        return found
    value = decide(found, {})
    return float(value) if isinstance(value, arb) else math.nan


def _at_edges(
    made: tuple[Patterns, Floats], arguments: Floats, kind: SmallFormat, edges: Any
) -> None:
    """Fill in the values at zeros and infinities; a zero gets the sign of the value beside it."""
    patterns, true = made
    for point, value in edges:
        same = (arguments == point) & (np.signbit(arguments) == (math.copysign(1, point) < 0))
        for place in np.flatnonzero(same).tolist():
            beside = true[place - 1 if math.isinf(point) else place + 1]
            told = math.copysign(0.0, beside) if value == 0 and not _is_negative(value) else value
            patterns[place], true[place] = kind.encode(np.array([told]))[0], told


def _is_negative(value: float) -> bool:
    return math.copysign(1, value) < 0
