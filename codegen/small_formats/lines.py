"""Lines through the bit patterns of a function's values, segment by segment.

The pattern of a number is near its logarithm, so over a few neighbouring arguments the pattern of
a smooth function's value moves along a line. For each segment of 2^k patterns there is a start b
and a slope s, and value = (b + s·t) >> fraction bits, with integers only. Which slopes keep all
values of a segment within an error is decided in whole numbers: what is feasible is found, and
what is not is known not to be (the intervals are those of RLIBM, Lim and Nagarakatte 2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from codegen.small_formats.certificate import ulp_errors
from codegen.small_formats.machine_code import MachineCode, Operand, smallest_words
from codegen.small_formats.windows import Edge, Window
from symnum.numerics.rounded_tables import RoundedTable

_FARTHEST = 4
_FRACTION_BITS = range(9)
_ANY_LOW, _ANY_HIGH = -(1 << 40), 1 << 40
Integers = NDArray[np.int64]
Bounds = tuple[Integers, Integers]
"""The least and the largest pattern for each argument: (segments, arguments) each."""


@dataclass(frozen=True)
class Segments:
    """Lines for all segments of a window.

    Args:
        starts: For each segment the pattern at its first argument, times 2^``fraction``;
            ``slopes`` the steps, times the same.
        fraction: Fraction bits of both.
        base: The magnitude where the first segment begins.
        length: log2 of the arguments in a segment.
    """

    starts: Integers
    slopes: Integers
    fraction: int
    base: int
    length: int


def bounds(table: RoundedTable, chosen: Window, sign: int, budget: float, length: int) -> Bounds:
    """What each argument of a window may give for an error of at most ``budget`` ULPs.

    Args:
        table: The function.
        chosen: The window of magnitudes.
        sign: The sign bit, for the window of negative numbers.
        budget: The error; the correctly rounded value is always allowed.
        length: log2 of the arguments in a segment.
    """
    low, high = _allowed(chosen, errors_near(table, sign), budget)
    return _shaped(low, high, chosen.low & ((1 << length) - 1), length)


@lru_cache(maxsize=4)
def errors_near(table: RoundedTable, sign: int) -> NDArray[np.float64]:
    """ULP errors of patterns near the right ones: (2·_FARTHEST + 1, magnitudes)."""
    kind = table.format
    rows = []
    for offset in range(-_FARTHEST, _FARTHEST + 1):
        near = (table.patterns.astype(np.int64) + offset) & (kind.count - 1)
        errors = ulp_errors(near.astype(np.uint32), table)
        rows.append(np.where(offset == 0, np.minimum(errors, 0.5), errors))
    return np.array(rows)[:, sign : sign + kind.sign_mask]


def _allowed(
    chosen: Window, errors: NDArray[np.float64], budget: float
) -> tuple[Integers, Integers]:
    """The least and the largest pattern that each magnitude of the window may give."""
    fits = errors <= budget
    # what an edge gives, all beyond it give
    edges = [(chosen.low, chosen.below), (chosen.high, chosen.above)]
    fits[:, [place for place, edge in edges if edge is Edge.CONSTANT]] = False
    fits[_FARTHEST] = True
    # patterns next to the right one, as far as all between fit
    down = np.cumprod(fits[_FARTHEST - 1 :: -1], axis=0).sum(axis=0)
    up = np.cumprod(fits[_FARTHEST + 1 :], axis=0).sum(axis=0)
    right = chosen.entries.astype(np.int64)
    inside = slice(chosen.low, chosen.high + 1)
    return (right - down)[inside], (right + up)[inside]


def _shaped(low: Integers, high: Integers, before: int, length: int) -> tuple[Integers, Integers]:
    """The bounds as (segments, arguments); ``before`` arguments in front, and those behind, are
    free."""
    after = -(before + len(low)) % (1 << length)
    return tuple(  # type: ignore[return-value]
        np.pad(bound, (before, after), constant_values=free).reshape(-1, 1 << length)
        for bound, free in ((low, _ANY_LOW), (high, _ANY_HIGH))
    )


def steps(bounds: Bounds, base: int, length: int) -> Segments | None:
    """One value for each segment, if there is one."""
    starts, ends = bounds[0].max(axis=1), bounds[1].min(axis=1)
    if (starts > ends).any():
        return None
    return Segments((starts + ends) // 2, np.zeros_like(starts), 0, base, length)


def lines(bounds: Bounds, base: int, length: int) -> Segments | None:
    """A start and a slope for each segment, with the fewest fraction bits, if all have one."""
    for fraction in _FRACTION_BITS:
        starts, slopes, feasible = _sloped(*bounds, fraction)
        if feasible.all():
            return Segments(starts, slopes, fraction, base, length)
    return None


def longest_lines(bounds: Bounds, base: int, length: int) -> Segments | None:
    """The same for as many segments as have one, from the first on; ``None`` if it has none."""
    best: Segments | None = None
    for fraction in _FRACTION_BITS:
        starts, slopes, feasible = _sloped(*bounds, fraction)
        count = len(starts) if feasible.all() else int(np.argmin(feasible))
        if count > (len(best.starts) if best else 0):
            best = Segments(starts[:count], slopes[:count], fraction, base, length)
    return best


def _sloped(
    low: Integers, high: Integers, fraction: int
) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    """Starts, slopes, and which segments have them.

    With low_t ≤ b + s·t ≤ high_t, the bounds times 2^fraction, a slope s has a start b if and only
    if the intervals [low_t − s·t, high_t − s·t] meet, and intervals meet if any two of them do:
    (low_j − high_i)/(j − i) ≤ s ≤ (high_j − low_i)/(j − i) for all i < j.
    """
    low, high = low << fraction, ((high + 1) << fraction) - 1
    least, most = np.full(len(low), -(1 << 50)), np.full(len(low), 1 << 50)
    for gap in range(1, low.shape[1]):
        rise = low[:, gap:] - high[:, :-gap]
        least = np.maximum(least, -(-rise // gap).min(axis=1))
        most = np.minimum(most, ((high[:, gap:] - low[:, :-gap]) // gap).min(axis=1))
    slopes = np.clip((least + most) // 2, least, most)
    along = slopes[:, None] * np.arange(low.shape[1])
    starts = ((low - along).max(axis=1) + (high - along).min(axis=1)) // 2
    return starts, slopes, least <= most


def line_value(code: MachineCode, made: Segments, place: Operand) -> Operand:
    """Code for the value at a place, counted from the segments' base."""
    segment = code.apply("shr", place, code.word(made.length))
    value = _offset_lookup(code, made.starts, segment)
    if made.slopes.any():
        slope = _offset_lookup(code, made.slopes, segment)
        along = code.apply("and", place, code.word((1 << made.length) - 1))
        value = code.apply("add", value, code.apply("mul", slope, along))
    return code.apply("shr", value, code.word(made.fraction)) if made.fraction else value


def _offset_lookup(code: MachineCode, values: Integers, place: Operand) -> Operand:
    """A lookup of what is above the least value, where that saves bytes or values are negative."""
    least = int(values.min())
    packed = smallest_words(values - least)
    if least >= 0 and smallest_words(values).nbytes == packed.nbytes:
        return code.lookup(smallest_words(values), place)
    return code.apply("add", code.lookup(packed, place), code.word(least))
