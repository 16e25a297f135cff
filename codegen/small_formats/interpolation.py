"""Kernels that interpolate bit patterns, with one line or one value for each segment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import magnitude
from codegen.small_formats.folds import folded, folds_of
from codegen.small_formats.lines import Segments, bounds, line_value, lines, steps
from codegen.small_formats.machine_code import MachineCode, Operand
from codegen.small_formats.windows import Window, windows
from symnum.numerics.rounded_tables import RoundedTable

BUDGETS = (0.5, 0.6, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Largest errors in ULPs that segments are made for; 0.5 is correct rounding."""


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
    for budget in BUDGETS:
        for length in range(1, table.format.mantissa_bits + 1):
            base = (chosen.low >> length) << length
            allowed = bounds(table, chosen, sign, budget, length)
            for made in (steps(allowed, base, length), lines(allowed, base, length)):
                if made is not None:
                    yield budget, made
            if made is None:
                break


def _line(chosen: Window, made: Segments, code: MachineCode, size: Operand) -> Operand:
    return chosen.code(code, size, lambda place: line_value(code, made, place), made.base)
