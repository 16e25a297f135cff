"""NumPy's functions that make arrays like others, and join or split them."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from symnum.errors import InputError
from symnum.tracing.arrays import Shape, SymbolicArray, broadcast, concatenated, reshaped
from symnum.tracing.registry import implements
from symnum.tracing.traced import TracedArray, lifted, stacked


def shape_of(shape: Any) -> Shape:
    """A shape given as a number or a sequence."""
    return tuple(int(n) for n in shape) if np.iterable(shape) else (int(shape),)


def traced(value: Any) -> TracedArray:
    """Anything that traced code works with as a traced array."""
    return value if isinstance(value, TracedArray) else TracedArray(lifted(value))


implements(np.shape)(lambda a: traced(a).shape)
implements(np.ndim)(lambda a: len(traced(a).shape))
implements(np.size)(lambda a, axis=None: traced(a).size if axis is None else traced(a).shape[axis])
implements(np.isscalar)(lambda element: False)


@implements(np.zeros_like)
def zeros_like(array: Any, dtype: Any = None, order: Any = "K", subok: bool = True,
               shape: Any = None, **_: Any) -> TracedArray:  # fmt: skip
    """Zeros in the shape of an array."""
    return full_like(array, 0, shape=shape)


@implements(np.ones_like)
def ones_like(array: Any, dtype: Any = None, order: Any = "K", subok: bool = True,
              shape: Any = None, **_: Any) -> TracedArray:  # fmt: skip
    """Ones in the shape of an array."""
    return full_like(array, 1, shape=shape)


implements(np.empty_like)(zeros_like)


@implements(np.full_like)
def full_like(array: Any, fill_value: Any, dtype: Any = None, order: Any = "K", subok: bool = True,
              shape: Any = None, **_: Any) -> TracedArray:  # fmt: skip
    """One value in the shape of an array."""
    wanted = traced(array).shape if shape is None else shape_of(shape)
    if not math.prod(wanted):
        return TracedArray(SymbolicArray(wanted, ()))
    return TracedArray(broadcast(lifted(fill_value), wanted))


@implements(np.copy, method="copy")
def copy(array: Any, order: Any = "K", subok: bool = False) -> TracedArray:
    """A copy that can be assigned to."""
    return TracedArray(lifted(array))


@implements(np.concatenate)
def concatenate(arrays: Any, axis: int | None = 0, out: Any = None, **_: Any) -> TracedArray:
    """Arrays one after the other along an axis."""
    given = [lifted(array) for array in arrays]
    if axis is None:
        given, axis = [reshaped(array, (array.size,)) for array in given], 0
    if not given or not given[0].shape:
        raise InputError("np.concatenate: arrays with at least one axis are needed")
    axis = normalize_axis_index(axis, len(given[0].shape))
    others = {(*a.shape[:axis], *a.shape[axis + 1 :]) for a in given}
    if len(others) > 1:
        raise InputError("np.concatenate: the arrays differ in other axes than the one given")
    return TracedArray(concatenated(given, axis))


@implements(np.append)
def append(array: Any, values: Any, axis: int | None = None) -> TracedArray:
    """Values after an array."""
    return concatenate((array, values), axis)


@implements(np.stack)
def stack(arrays: Any, axis: int = 0, out: Any = None, **_: Any) -> TracedArray:
    """Arrays side by side along a new axis."""
    return TracedArray(stacked([lifted(array) for array in arrays], axis))


def _joined(arrays: Any, axis: int, least: int) -> TracedArray:
    given = [at_least(lifted(array), least) for array in arrays]
    return concatenate(given, axis)


def at_least(array: SymbolicArray, axes: int) -> SymbolicArray:
    """The array with axes of length 1 added until there are so many, where NumPy adds them."""
    if axes == 3:
        shapes = {0: (1, 1, 1), 1: (1, *array.shape, 1), 2: (*array.shape, 1)}
        return reshaped(array, shapes.get(len(array.shape), array.shape))
    return reshaped(array, (1,) * max(0, axes - len(array.shape)) + array.shape)


implements(np.vstack)(lambda tup, **_: _joined(tup, 0, 2))
implements(np.dstack)(lambda tup, **_: _joined(tup, 2, 3))
implements(np.atleast_1d)(lambda array: TracedArray(at_least(lifted(array), 1)))
implements(np.atleast_2d)(lambda array: TracedArray(at_least(lifted(array), 2)))
implements(np.atleast_3d)(lambda array: TracedArray(at_least(lifted(array), 3)))


@implements(np.hstack)
def hstack(tup: Any, **_: Any) -> TracedArray:
    """Side by side: along the second axis, or the only one."""
    given = [at_least(lifted(array), 1) for array in tup]
    return concatenate(given, 0 if len(given[0].shape) == 1 else 1)


@implements(np.column_stack)
def column_stack(tup: Any) -> TracedArray:
    """Flat arrays as columns."""
    given = [lifted(array) for array in tup]
    return concatenate([reshaped(a, (a.size, 1)) if len(a.shape) < 2 else a for a in given], 1)


@implements(np.split)
def split(array: Any, indices_or_sections: Any, axis: int = 0) -> list[TracedArray]:
    """The parts between some places, or so many equal parts."""
    size = traced(array).shape[axis]
    if isinstance(indices_or_sections, int) and size % indices_or_sections:
        raise InputError(f"np.split: {size} elements do not make {indices_or_sections} equal parts")
    return array_split(array, indices_or_sections, axis)


@implements(np.array_split)
def array_split(array: Any, indices_or_sections: Any, axis: int = 0) -> list[TracedArray]:
    """The parts between some places, or so many parts."""
    given = traced(array)
    places = np.array_split(np.arange(given.shape[axis]), indices_or_sections)
    ends = np.cumsum([0, *map(len, places)]).tolist()
    before = (slice(None),) * normalize_axis_index(axis, given.ndim)
    return [given[(*before, slice(a, b))] for a, b in itertools.pairwise(ends)]
