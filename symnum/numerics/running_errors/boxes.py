"""Boxes of float64 points, and where they are cut in two."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from symnum.errors import InputError
from symnum.terms.exact import Exact, exact

Box = Mapping[str, tuple[Exact | float, Exact | float]]
"""An interval for each variable."""
Piece = tuple[tuple[float, float], ...]

_WIDE, _FROM_ZERO = 4.0, 2.0**-10
"""Pieces with ends of one sign and of larger ratio are cut at the geometric mean; those that
begin at 0, at this part of the other end."""


def float_box(names: Sequence[str], box: Box) -> Piece:
    """The smallest and largest float64 of each interval, in the order of the names.

    Raises:
        InputError: a name without an interval, or an interval without a float64 in it.
    """
    missing = [name for name in names if name not in box]
    if missing:
        raise InputError(f"the box has no interval for {missing[0]!r}")
    return tuple(_float_interval(name, *box[name]) for name in names)


def _float_interval(name: str, low: Exact | float, high: Exact | float) -> tuple[float, float]:
    try:
        first, last = exact(low), exact(high)
        ends = float(first), float(last)
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"the box of {name}: ends must be finite numbers, not {low} and {high}"
        ) from None
    if first > last:
        raise InputError(f"the box of {name}: the lower end {low} is above the upper end {high}")
    bottom = ends[0] if exact(ends[0]) >= first else math.nextafter(ends[0], math.inf)
    top = ends[1] if exact(ends[1]) <= last else math.nextafter(ends[1], -math.inf)
    if not bottom <= top:
        raise InputError(f"the box of {name}: there is no float64 from {low} to {high}")
    return bottom, top


def cuts(piece: Piece) -> Iterator[tuple[Piece, Piece]]:
    """The halves across each variable that can be cut, the widest first."""
    for place in sorted(range(len(piece)), key=lambda place: -_width(*piece[place])):
        low, high = piece[place]
        cut = middle(piece[place])
        if low < cut < high:
            before, after = piece[:place], piece[place + 1 :]
            yield (*before, (low, cut), *after), (*before, (cut, high), *after)


def middle(ends: tuple[float, float]) -> float:
    """Where an interval is cut."""
    low, high = ends
    if low < 0 < high:
        return 0.0
    if low == 0 or high == 0:
        return (low + high) * _FROM_ZERO
    if abs(high) > _WIDE * abs(low) or abs(low) > _WIDE * abs(high):
        return math.copysign(math.sqrt(abs(low)) * math.sqrt(abs(high)), low)
    return low + (high - low) / 2


def _width(low: float, high: float) -> float:
    """How wide an interval is beside its numbers."""
    return (high - low) / max(abs(low), abs(high), 5e-324)
