"""Kernels that interpolate bit patterns: the value's pattern is linear in the argument's.

The pattern of a number is near its logarithm, so over a few neighbouring arguments the pattern of
a smooth function's value moves along a line. For each segment of 2^k patterns the table has a
start b and a slope s, and value = (b + s·t) >> fraction bits, with integers only. Which slopes
keep all values of a segment within an error is decided in whole numbers: what is feasible is
found, and what is not is known not to be (the intervals are those of RLIBM, Lim and Nagarakatte
2021). Without slopes a segment has one value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.certificate import ulp_errors
from codegen.small_formats.conversions import magnitude
from codegen.small_formats.folds import folded, folds_of
from codegen.small_formats.machine_code import MachineCode, Operand, smallest_words
from codegen.small_formats.windows import Edge, Window, windows
from symnum.numerics.rounded_tables import RoundedTable

BUDGETS = (0.5, 0.6, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Largest errors in ULPs that segments are made for; 0.5 is correct rounding."""
_FARTHEST = 4
_FRACTION_BITS = range(9)
Integers = NDArray[np.int64]


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


def interpolations(table: RoundedTable) -> Iterator[Candidate]:
    """Segments of 2, 4, 8 … patterns for each window and budget, where they are feasible."""
    half = table.format.sign_mask
    for fold in folds_of(table):
        for chosen in windows(table.format, table.patterns[:half], table.true[:half]):
            for budget, made in feasible_segments(table, chosen, 0):
                code = MachineCode()
                value = folded(code, table, fold, partial(_line, chosen, made))
                yield _candidate(
                    code.returning(value), budget, made, fold=fold.name, **chosen.description
                )
    yield from _two_windows(table)


def _two_windows(table: RoundedTable) -> Iterator[Candidate]:
    """Both signs with the narrowest window of their own, and segments of one length."""
    kind = table.format
    halves = zip(np.split(table.patterns, 2), np.split(table.true, 2), strict=True)
    both = [min(windows(kind, *half), key=lambda w: len(w.inside)) for half in halves]
    above, below = (
        {(budget, made.length): made for budget, made in feasible_segments(table, chosen, sign)}
        for chosen, sign in zip(both, (0, kind.sign_mask), strict=True)
    )
    for key in sorted(set(above) & set(below)):
        code = MachineCode()
        size = magnitude(code, kind, 0)
        first, second = (
            _line(chosen, made[key], code, size)
            for chosen, made in zip(both, (above, below), strict=True)
        )
        value = code.apply("select", code.apply("equal", 0, size), first, second)
        yield _candidate(code.returning(value), key[0], above[key])


def _candidate(code: MachineCode, budget: float, made: Segments, **more: str) -> Candidate:
    family = "interpolation" if made.slopes.any() else "steps"
    parameters = {"segment": 1 << made.length, "fraction_bits": made.fraction, "budget": budget}
    return Candidate(family, parameters | more, code)


def feasible_segments(
    table: RoundedTable, chosen: Window, sign: int
) -> Iterator[tuple[float, Segments]]:
    """All budgets and lengths for which every segment has a line, with its fewest fraction bits.

    Args:
        table: The function.
        chosen: The window of magnitudes.
        sign: The sign bit, for the window of negative numbers.
    """
    errors = _errors(table, sign)
    for budget in BUDGETS:
        low, high = _allowed(chosen, errors, budget)
        for length in range(1, table.format.mantissa_bits + 1):
            base = (chosen.low >> length) << length
            shaped = _shaped(low, high, chosen.low - base, length)
            steps = _steps(*shaped, base, length)
            if steps is not None:
                yield budget, steps
            lines = _lines(*shaped, base, length)
            if lines is None:
                break
            yield budget, lines


def _errors(table: RoundedTable, sign: int) -> NDArray[np.float64]:
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


_ANY_LOW, _ANY_HIGH = -(1 << 40), 1 << 40


def _shaped(low: Integers, high: Integers, before: int, length: int) -> tuple[Integers, Integers]:
    """The bounds as (segments, arguments); ``before`` arguments in front, and those behind, are
    free."""
    after = -(before + len(low)) % (1 << length)
    return tuple(  # type: ignore[return-value]
        np.pad(bound, (before, after), constant_values=free).reshape(-1, 1 << length)
        for bound, free in ((low, _ANY_LOW), (high, _ANY_HIGH))
    )


def _steps(low: Integers, high: Integers, base: int, length: int) -> Segments | None:
    starts, ends = low.max(axis=1), high.min(axis=1)
    if (starts > ends).any():
        return None
    return Segments((starts + ends) // 2, np.zeros_like(starts), 0, base, length)


def _lines(low: Integers, high: Integers, base: int, length: int) -> Segments | None:
    """A start and a slope for each segment, with the fewest fraction bits."""
    for fraction in _FRACTION_BITS:
        made = _sloped(low, high, fraction)
        if made is not None:
            return Segments(*made, fraction, base, length)
    return None


def _sloped(low: Integers, high: Integers, fraction: int) -> tuple[Integers, Integers] | None:
    """Starts and slopes, or ``None`` if a segment has none.

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
    if (least > most).any():
        return None
    slopes = np.clip((least + most) // 2, least, most)
    along = slopes[:, None] * np.arange(low.shape[1])
    return ((low - along).max(axis=1) + (high - along).min(axis=1)) // 2, slopes


def _line(chosen: Window, made: Segments, code: MachineCode, size: Operand) -> Operand:
    def inner(place: Operand) -> Operand:
        segment = code.apply("shr", place, code.word(made.length))
        value = _offset_lookup(code, made.starts, segment)
        if made.slopes.any():
            slope = _offset_lookup(code, made.slopes, segment)
            along = code.apply("and", place, code.word((1 << made.length) - 1))
            value = code.apply("add", value, code.apply("mul", slope, along))
        return code.apply("shr", value, code.word(made.fraction)) if made.fraction else value

    return chosen.code(code, size, inner, made.base)


def _offset_lookup(code: MachineCode, values: Integers, place: Operand) -> Operand:
    """A lookup of what is above the least value, where that saves bytes or values are negative."""
    least = int(values.min())
    packed = smallest_words(values - least)
    if least >= 0 and smallest_words(values).nbytes == packed.nbytes:
        return code.lookup(smallest_words(values), place)
    return code.apply("add", code.lookup(packed, place), code.word(least))
