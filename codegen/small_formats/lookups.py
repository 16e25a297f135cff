"""Kernels that look the correctly rounded value up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.small_formats.candidate import Candidate
from codegen.small_formats.conversions import magnitude
from codegen.small_formats.folds import Fold, folded, folds_of
from codegen.small_formats.machine_code import MachineCode, Operand, smallest_words
from codegen.small_formats.windows import Edge, Window, constant_edges, windows
from symnum.numerics.formats import Patterns
from symnum.numerics.rounded_tables import RoundedTable


def lookups(table: RoundedTable) -> Iterator[Candidate]:
    """Whole tables, tables of halves, and of windows of both."""
    kind = table.format
    code = MachineCode()
    yield Candidate("table", {}, code.returning(code.lookup(smallest_words(table.patterns), 0)))
    for fold in folds_of(table):
        for chosen in windows(kind, table.patterns[: kind.sign_mask], table.true[: kind.sign_mask]):
            for packed in (False, True):
                yield _folded_lookup(table, fold, chosen, packed)
    yield from _two_halves(table)
    yield from _two_windows(table)


def _folded_lookup(table: RoundedTable, fold: Fold, chosen: Window, packed: bool) -> Candidate:
    code = MachineCode()
    value = folded(code, table, fold, lambda code, size: _looked_up(code, chosen, size, packed))
    parameters = {"fold": fold.name, **chosen.description, "packed": packed}
    return Candidate("table", parameters, code.returning(value))


def _looked_up(code: MachineCode, chosen: Window, size: Operand, packed: bool) -> Operand:
    return chosen.code(
        code, size, lambda place: entry(code, chosen.inside, place, packed), chosen.low
    )


def _two_windows(table: RoundedTable) -> Iterator[Candidate]:
    """Each sign with the window of its own that has the fewest entries."""
    kind = table.format
    code = MachineCode()
    size = magnitude(code, kind, 0)
    both = [
        min(windows(kind, *half), key=lambda chosen: len(chosen.inside))
        for half in zip(np.split(table.patterns, 2), np.split(table.true, 2), strict=True)
    ]
    above, below = (_looked_up(code, chosen, size, False) for chosen in both)
    positive = code.apply("equal", 0, size)
    value = code.apply("select", positive, above, below)
    parameters = {"positive": both[0].description, "negative": both[1].description}
    yield Candidate("table", parameters, code.returning(value))


def entry(code: MachineCode, entries: Patterns, place: Operand, packed: bool) -> Operand:
    """An entry of a table; ``packed`` keeps what is above the least entry alone."""
    least = int(entries.min()) if packed else 0
    value = code.lookup(smallest_words(entries - np.uint32(least)), place)
    return code.apply("add", value, code.word(least)) if least else value


def _two_halves(table: RoundedTable) -> Iterator[Candidate]:
    """One table of both signs, each in the same window of magnitudes, one after the other."""
    kind = table.format
    halves = np.split(table.patterns, 2)
    edges = [constant_edges(kind, half) for half in halves]
    low, high = min(low for low, _ in edges), max(high for _, high in edges)
    # NaN is told apart from the value at the upper edge, if one of the two is another
    guide = halves[1] if kind.is_nan(halves[0][high : high + 1])[0] else halves[0]
    chosen = Window(kind, guide, low, high, Edge.CONSTANT, Edge.CONSTANT)
    count = high - low + 1
    entries = np.concatenate([half[low : high + 1] for half in halves])
    code = MachineCode()
    sign = code.apply("shr", 0, code.word(kind.width - 1))

    def inner(place: Operand) -> Operand:
        moved = code.apply("mul", sign, code.word(count))
        return entry(code, entries, code.apply("add", place, moved), False)

    value = chosen.code(code, magnitude(code, kind, 0), inner, low)
    yield Candidate("table", {**chosen.description, "signs": "both"}, code.returning(value))
