"""Elements read or assigned through index arrays and masks, understood by their flat positions.

NumPy applies the index to an array of positions; what comes out is recognised as a box where it is
one, and read as runs of equally spaced positions where it is none.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnum.errors import InputError
from symnum.tracing.arrays import (
    SymbolicArray,
    assigned,
    broadcast,
    elementwise,
    part,
    reshaped,
)
from symnum.tracing.boxes import Box, counts, progression, runs
from symnum.tracing.constants import constant
from symnum.tracing.indexing import MOST_RUNS, is_basic, selection, taken
from symnum.tracing.scalars import ELEMENTWISE

Integers = NDArray[np.int64]
MOST_ASSIGNED_RUNS = 64
"""Runs beyond which a number is assigned to a mask by ``where``."""


def positions(shape: tuple[int, ...]) -> Integers:
    """The flat position of each element."""
    return np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)


def indexed(shape: tuple[int, ...], key: Any) -> Integers:
    """The flat positions that an index of any kind means.

    Raises:
        InputError: NumPy does not take the index.
    """
    try:
        return np.asarray(positions(shape)[key])
    except (IndexError, TypeError, ValueError) as error:
        raise InputError(f"an index of an array of shape {shape}: {error}") from None


def advanced(array: SymbolicArray, key: Any) -> SymbolicArray:
    """An index with arrays of positions or masks of numbers, and slices beside them."""
    keys = list(key) if isinstance(key, tuple) else [key]
    arrays = [place for place, one in enumerate(keys) if not is_basic(one)]
    plain = all(isinstance(one, slice | np.ndarray | list) for one in keys)
    if len(arrays) == 1 and plain and len(keys) <= len(array.shape):
        (axis,) = arrays
        places = np.asarray(keys[axis])
        if places.dtype.kind in "iu":  # along one axis, slices beside it stay boxes
            found = taken(array, places, axis)
            rest = [slice(None)] * places.ndim
            return selection(found.shape, (*keys[:axis], *rest, *keys[axis + 1 :])).of(found)
    return gathered_at(array, indexed(array.shape, key))


def gathered_at(array: SymbolicArray, found: Integers) -> SymbolicArray:
    """The elements at flat positions, in the shape of the positions."""
    box = box_of(found.reshape(-1), array.shape)
    if box is not None:
        return reshaped(part(array, box), found.shape)
    return taken(reshaped(array, (array.size,)), found, 0)


def scattered_at(array: SymbolicArray, found: Integers, values: SymbolicArray) -> SymbolicArray:
    """The array with other elements at flat positions; the last one named counts, as in NumPy.

    Raises:
        InputError: the values do not fit, or there are too many runs of positions.
    """
    if not found.size:
        return array
    _, last = np.unique(found.reshape(-1)[::-1], return_index=True)
    order = found.size - 1 - last
    places = found.reshape(-1)[order]
    parts = runs(places.tolist())
    if values.size == 1 and len(parts) > MOST_ASSIGNED_RUNS:
        mask = np.zeros(array.size, dtype=bool)
        mask[places] = True
        one = reshaped(values, ())
        return elementwise(ELEMENTWISE["where"], constant(mask.reshape(array.shape)), one, array)
    given = reshaped(broadcast(values, found.shape), (found.size,))
    if (order != np.arange(len(order))).any() or len(order) < found.size:
        given = taken(given, order, 0)
    box = box_of(places, array.shape)
    if box is not None:
        return assigned(array, box, reshaped(given, counts(box)))
    if len(parts) > MOST_RUNS:
        raise InputError(
            f"an assignment to {len(parts)} runs of equally spaced positions (allowed: "
            f"{MOST_RUNS}): use np.where(mask, a, b)"
        )
    flat = reshaped(array, (array.size,))
    for start, step, count in parts:
        line = part(given, (progression(start, 1, count),))
        flat = assigned(flat, (progression(int(places[start]), step, count),), line)
    return reshaped(flat, array.shape)


def box_of(places: Integers, shape: tuple[int, ...]) -> Box | None:
    """The box whose flat positions, in C order, these are; ``None`` if there is none."""
    if not len(places) or not shape:
        return None
    axes = np.unravel_index(places, shape)
    box = []
    for axis in axes:
        values = np.unique(axis)
        step = int(values[1] - values[0]) if len(values) > 1 else 1
        if len(values) > 2 and (np.diff(values) != step).any():
            return None
        box.append(progression(int(values[0]), step, len(values)))
    if np.prod(counts(tuple(box))) != len(places):
        return None
    grid = np.ix_(*(p.start + p.step * np.arange(p.count) for p in box))
    wanted = np.ravel_multi_index(np.broadcast_arrays(*grid), shape).reshape(-1)
    return tuple(box) if (wanted == places).all() else None
