"""Kernels that interpolate as far as lines reach and look up the rest, for each sign by itself.

Where a function falls faster than its argument's pattern rises, as GELU does on the left, no line
fits two neighbours; but that is a small part of the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import magnitude
from codegen.small_formats.folds import Inner, folded, folds_of
from codegen.small_formats.lines import Segments, bounds, line_value, longest_lines
from codegen.small_formats.lookups import entry
from codegen.small_formats.machine_code import MachineCode, Operand
from codegen.small_formats.windows import Window, windows
from symnum.numerics.rounded_tables import RoundedTable

BUDGETS = (0.5, 0.75, 1.0)


@dataclass(frozen=True)
class SplitWindow:
    """Segments from the lower end of a window up, and entries from ``middle`` on."""

    window: Window
    segments: Segments
    middle: int


def split_windows(table: RoundedTable) -> Iterator[Candidate]:
    """Kernels for each length of segments and budget, by halves or with an exact fold."""
    kind = table.format
    halves = list(zip(np.split(table.patterns, 2), np.split(table.true, 2), strict=True))
    both = [min(windows(kind, *half), key=lambda w: len(w.inside)) for half in halves]
    exact = [fold for fold in folds_of(table) if fold.negative is None]
    for budget in BUDGETS:
        for length in range(2, kind.mantissa_bits):
            found = [
                _split(table, chosen, sign, budget, length)
                for chosen, sign in zip(both, (0, kind.sign_mask), strict=True)
            ]
            parameters: dict[str, Any] = {"segment": 1 << length, "budget": budget}
            for fold in exact if found[0] else ():
                code = MachineCode()
                value = folded(code, table, fold, _code(found[0]))
                told = parameters | {"fold": fold.name}
                yield Candidate("split window", told, code.returning(value))
            if not exact and all(found):
                yield Candidate("split window", parameters, _two(table, found))


def _two(table: RoundedTable, found: list[SplitWindow | None]) -> MachineCode:
    code = MachineCode()
    size = magnitude(code, table.format, 0)
    above, below = (_code(split)(code, size) for split in found)
    return code.returning(code.apply("select", code.apply("equal", 0, size), above, below))


def _code(split: SplitWindow | None) -> Inner:
    assert split is not None
    return partial(_split_code, split)


def _split(
    table: RoundedTable, chosen: Window, sign: int, budget: float, length: int
) -> SplitWindow | None:
    """The longest run of segments from below; ``None`` if there is none, or nothing is left."""
    base = (chosen.low >> length) << length
    segments = longest_lines(bounds(table, chosen, sign, budget, length), base, length)
    if segments is None:
        return None
    middle = base + (len(segments.starts) << length)
    return SplitWindow(chosen, segments, middle) if middle <= chosen.high else None


def _split_code(split: SplitWindow, code: MachineCode, size: Operand) -> Operand:
    chosen, middle, base = split.window, split.middle, split.segments.base

    def inner(place: Operand) -> Operand:
        entries = chosen.entries[middle : chosen.high + 1]
        start, last = code.word(middle - base), code.word(len(entries) - 1)
        near = code.apply("umin", place, code.word(middle - base - 1))
        line = line_value(code, split.segments, near)
        index = code.apply("umin", code.apply("sub", place, start), last)
        far = entry(code, entries, index, False)
        return code.apply("select", code.apply("below", place, start), line, far)

    return chosen.code(code, size, inner, base)
