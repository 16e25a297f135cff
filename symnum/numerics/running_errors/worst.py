"""Certified worst rounding errors of float64 programs over boxes of several variables.

Running error analysis on pieces of the box, the worst piece
cut in two until the bound is close to what single points show, or the pieces are used up. Unlike
:mod:`symnum.numerics.rounding`, which asks for one variable and + − × ÷ but goes through poles,
this knows mathematical functions and relative errors.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flint import ctx

from symnum.numerics.running_errors.boxes import Box, Piece, cuts, float_box, middle
from symnum.numerics.running_errors.enclosures import ZERO
from symnum.numerics.running_errors.libm import LIBM_ULPS
from symnum.numerics.running_errors.machine import Machine
from symnum.numerics.supremum import rounded_up
from symnum.ops import Operator
from symnum.program import Program

CERTIFIED, UNKNOWN = "interval-certified", "unknown"
MOST_PIECES = 400
_ENOUGH = 1.1
"""The bound need not come closer to what single points show."""
_BITS = 128


@dataclass(frozen=True, slots=True)
class WorstError:
    """Proved for every float64 point of a box: |computed − exact| is at most ``absolute``, and at
    most ``relative``·|exact| + ``tiny``.

    Attributes:
        absolute, relative: Bounds; infinity where none was found.
        tiny: What underflow adds to the second bound; 0 where nothing can underflow.
        kind: ``interval-certified``, or ``unknown`` where neither bound was found.
        pieces: Into how many the box was cut.
        where: The piece with the largest bound, as an interval for each input: of the relative
            bound, or of the absolute one where there is no other.
    """

    absolute: float
    relative: float
    tiny: float
    kind: str
    pieces: int
    where: Mapping[str, tuple[float, float]]

    @property
    def ulps(self) -> float:
        """The relative bound in ULPs: each is at least 2^−53 of a number not subnormal."""
        return self.relative * 2.0**53


def worst_error(
    program: Program,
    box: Box,
    *,
    ulps: Mapping[Operator, float] = LIBM_ULPS,
    most_pieces: int = MOST_PIECES,
    equals: Sequence[Program] = (),
    stop: Callable[[], bool] = lambda: False,
) -> WorstError:
    """Bounds on the rounding error of a program at every float64 point of a box.

    Inputs are exact; constants count with their own rounding. The bounds also hold where a
    compiler fuses products and sums, since that only leaves roundings out. A value that may
    overflow has no bound.

    Args:
        program: One output, a real number.
        box: An interval for each input.
        ulps: Error of each operator in ULPs.
        most_pieces: Into how many pieces the box may be cut, for each of the two bounds.
        equals: Programs with the same exact value in the box. They only help to enclose it where
            the program itself cancels.
        stop: Once it says so, no more pieces are cut. The bounds hold all the same.

    Raises:
        InputError: an input without an interval, an interval without a float64 in it, or an
            operator of unknown accuracy.

    >>> from symnum.lowering import lower
    >>> from symnum.terms import functions, plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> stable = lower([1 / (functions.sqrt(x + 1) + functions.sqrt(x))])
    >>> worst_error(stable, {"x": (1, 10**15)}).ulps < 3.6
    True
    """
    whole = float_box(program.inputs, box)
    with ctx.workprec(_BITS):
        machines = [Machine(p, ulps, program.inputs) for p in (program, *equals)]
        limits = most_pieces, stop
        by_ratio = _search(machines, whole, *limits, lambda error: error.relative)
        by_size = _search(machines, whole, *limits, lambda error: error.absolute)
    return _together(program.inputs, by_ratio, by_size)


def _together(names: Sequence[str], by_ratio: _Found, by_size: _Found) -> WorstError:
    """The worst of all pieces of two searches, for the relative and for the absolute error."""
    absolute = min(max(e.absolute for _, e in found) for found in (by_ratio, by_size))
    relative = max(e.relative for _, e in by_ratio)
    tiny = max(e.tiny for _, e in by_ratio) if relative < math.inf else 0.0
    kind = CERTIFIED if min(absolute, relative) < math.inf else UNKNOWN
    if relative < math.inf:
        worst, _ = max(by_ratio, key=lambda found: found[1].relative)
    else:
        worst, _ = max(by_size, key=lambda found: found[1].absolute)
    where = dict(zip(names, worst, strict=True))
    return WorstError(absolute, relative, tiny, kind, max(len(by_ratio), len(by_size)), where)


@dataclass(frozen=True, slots=True)
class _Error:
    """What is known on one piece, or of several; infinity where nothing is."""

    absolute: float
    relative: float
    tiny: float


_NOTHING = _Error(math.inf, math.inf, 0.0)
_Found = list[tuple[Piece, _Error]]


def _search(
    machines: Sequence[Machine],
    whole: Piece,
    most: int,
    stop: Callable[[], bool],
    key: Callable[[_Error], float],
) -> _Found:
    """All pieces with their errors, the worst cut until its bound is close to what points show."""
    first = _error(machines, whole)
    heap = [(-key(first), 0, whole, first)]
    shown, count = 0.0, 0
    while len(heap) < most and not stop():
        worst, _, piece, _ = heap[0]
        points = tuple((m, m) for m in map(middle, piece))
        shown = max(shown, key(_error(machines, points)))
        if -worst <= _ENOUGH * shown:
            break
        halves = _best_cut(machines, piece, key)
        if not halves:
            break
        heapq.heappop(heap)
        for half, error in halves:
            count += 1
            heapq.heappush(heap, (-key(error), count, half, error))
    return [(piece, error) for _, _, piece, error in sorted(heap, key=lambda entry: entry[:2])]


def _best_cut(machines: Sequence[Machine], piece: Piece, key: Callable[[_Error], float]) -> _Found:
    """The two halves, with their errors, across the variable where that helps most."""
    best: list[tuple[Piece, _Error]] = []
    least = (math.inf, math.inf)
    for halves in cuts(piece):
        found = [(half, _error(machines, half)) for half in halves]
        errors = [key(error) for _, error in found]
        if not best or (max(errors), min(errors)) < least:
            best, least = found, (max(errors), min(errors))
    return best


def _error(machines: Sequence[Machine], piece: Piece) -> _Error:
    """The error on a piece; the narrowest enclosure of the exact value counts."""
    values = [machine.run(piece) for machine in machines]
    value = values[0]
    if value is None:
        return _NOTHING
    sizes = [other.exact.smallest for other in values if other is not None]
    smallest = sizes[0]
    for size in sizes[1:]:
        smallest = size if size > smallest else smallest
    absolute, relative, tiny = value.absolute, value.relative, value.tiny
    if smallest > 0:
        whole = (absolute / smallest).upper()
        if relative is None or whole < relative:
            relative, tiny = whole, ZERO
    return _Error(
        rounded_up(absolute),
        math.inf if relative is None else rounded_up(relative),
        rounded_up(tiny),
    )
