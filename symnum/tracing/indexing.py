"""NumPy's indices: integers, slices, ``...``, ``None`` and arrays of positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnum.errors import InputError
from symnum.tracing.arrays import Shape, SymbolicArray, concatenated, flipped, part, reshaped
from symnum.tracing.boxes import Box, Progression, progression, runs, whole

MOST_RUNS = 4096
"""Runs of equally spaced positions in an index array beyond which it is refused."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A basic index.

    Args:
        box: The indices of the array that are meant.
        backwards: Axes along which they are taken in reverse order.
        shape: The shape of the result.
        empty: Whether nothing is selected; the box then means nothing.
    """

    box: Box
    backwards: tuple[int, ...]
    shape: Shape
    empty: bool = False

    def of(self, array: SymbolicArray) -> SymbolicArray:
        """The selected elements."""
        if self.empty:
            return SymbolicArray(self.shape, ())
        found = part(array, self.box)
        for axis in self.backwards:
            found = flipped(found, axis)
        return reshaped(found, self.shape)

    def restored(self, values: SymbolicArray) -> SymbolicArray:
        """Values of the result's shape in the shape and order of the box."""
        found = reshaped(values, tuple(axis.count for axis in self.box))
        for axis in self.backwards:
            found = flipped(found, axis)
        return found


def selection(shape: Shape, key: Any) -> Selection:
    """A basic index, read.

    Raises:
        InputError: out of range, too many indices, or something that is no basic index.
    """
    keys = _filled(shape, key if isinstance(key, tuple) else (key,))
    box: list[Progression] = []
    backwards: list[int] = []
    result: list[int] = []
    empty = False
    for one in keys:
        if one is None:
            result.append(1)
            continue
        size = shape[len(box)]
        if isinstance(one, slice):
            places = range(*one.indices(size))
            result.append(len(places))
            empty = empty or not places
            if places and places.step < 0:
                backwards.append(len(box))
                places = places[::-1]
            first = places[0] if places else 0
            box.append(progression(first, places.step if places else 1, max(1, len(places))))
        else:
            box.append(Progression(_position(one, size), 1, 1))
    return Selection(tuple(box), tuple(backwards), tuple(result), empty)


def _filled(shape: Shape, keys: Sequence[Any]) -> list[Any]:
    """As many keys as there are axes, beside those that add one."""
    used = sum(key is not None and key is not Ellipsis for key in keys)
    if used > len(shape):
        raise InputError(f"{used} indices for an array of {len(shape)} axes")
    ellipses = [place for place, key in enumerate(keys) if isinstance(key, EllipsisType)]
    if len(ellipses) > 1:
        raise InputError("an index can have one ... only")
    place = ellipses[0] if ellipses else len(keys)
    rest = [slice(None)] * (len(shape) - used)
    return [*keys[:place], *rest, *keys[place + 1 :]]


def _position(key: Any, size: int) -> int:
    try:
        place = int(key.__index__())
    except (AttributeError, TypeError):
        raise InputError(
            f"{key!r} is no index for traced arrays: integers, slices, ..., None and arrays of "
            "integers are"
        ) from None
    if not -size <= place < size:
        raise InputError(f"index {place} is out of range for an axis of length {size}")
    return place % size


def is_basic(key: Any) -> bool:
    """Whether an index has no arrays or lists in it."""
    keys = key if isinstance(key, tuple) else (key,)
    return not any(isinstance(one, np.ndarray | list) and np.ndim(one) > 0 for one in keys)


def taken(array: SymbolicArray, positions: NDArray[Any], axis: int) -> SymbolicArray:
    """The slices at some positions along an axis, an array of integers of any shape.

    Raises:
        InputError: out of range, or positions that follow no pattern.
    """
    size = array.shape[axis]
    places = [_position(place, size) for place in np.asarray(positions).reshape(-1).tolist()]
    before, after = whole(array.shape[:axis]), whole(array.shape[axis + 1 :])
    found = runs(places)
    if len(found) > MOST_RUNS:
        raise InputError(
            f"an index array with {len(found)} runs of equally spaced positions (allowed: "
            f"{MOST_RUNS}); sort it, or use slices"
        )
    parts = []
    for at, step, count in found:
        low = min(places[at], places[at] + step * (count - 1))
        taken_run = part(array, (*before, progression(low, abs(step), count), *after))
        parts.append(flipped(taken_run, axis) if step < 0 else taken_run)
    joined = concatenated(parts, axis) if parts else SymbolicArray(
        (*array.shape[:axis], 0, *array.shape[axis + 1 :]), ()
    )  # fmt: skip
    shape = (*array.shape[:axis], *np.shape(positions), *array.shape[axis + 1 :])
    return reshaped(joined, shape)
