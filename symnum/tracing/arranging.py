"""NumPy's functions that pad, insert, rotate, choose and mesh, most of them by positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from symnum.errors import InputError
from symnum.tracing.arrays import broadcast, broadcast_shape
from symnum.tracing.indexing import taken
from symnum.tracing.joining import at_least, concatenate, copy, split, traced
from symnum.tracing.positions import gathered_at, positions
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import METHODS, implements
from symnum.tracing.shape_functions import flip, moveaxis, ravel, roll, take, transpose
from symnum.tracing.traced import TracedArray, lifted

_BY_POSITION = ("edge", "wrap", "reflect", "symmetric")


@implements(np.pad)
def pad(array: Any, pad_width: Any, mode: str = "constant", **options: Any) -> TracedArray:
    """The array with a margin: numbers, or elements of the array by position."""
    given = traced(array)
    allowed = {"constant_values"} if mode == "constant" else {"reflect_type"}
    if mode not in ("constant", *_BY_POSITION) or set(options) - allowed:
        raise TracingError(refusal(f"np.pad with mode={mode!r} and {sorted(options)}", "pad"))
    if options.get("reflect_type", "even") != "even":
        raise TracingError(refusal("np.pad with reflect_type='odd'", "pad"))
    widths = _pairs(pad_width, given.ndim)
    values = _pairs(options.get("constant_values", 0), given.ndim)
    for axis, (before, after) in enumerate(widths):
        if mode == "constant":
            given = _margins(given, axis, (int(before), int(after)), values[axis])
        else:
            places = np.pad(np.arange(given.shape[axis]), (int(before), int(after)), mode=mode)  # type: ignore[call-overload]
            given = TracedArray(taken(given.value, places, axis))
    return TracedArray(given.value)


def _pairs(value: Any, rank: int) -> list[Any]:
    if isinstance(value, Mapping):  # axis: width
        return [value.get(a, value.get(a - rank, (0, 0))) for a in range(rank)]
    return list(np.broadcast_to(value, (rank, 2)).tolist())


def _margins(given: TracedArray, axis: int, widths: tuple[int, int], values: Any) -> TracedArray:
    shape = given.shape
    before, after = (
        np.full((*shape[:axis], width, *shape[axis + 1 :]), value)
        for width, value in zip(widths, values, strict=True)
    )
    return concatenate((before, given, after), axis)


@implements(np.insert)
def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> TracedArray:
    """Slices added before some positions."""
    given = ravel(arr) if axis is None else traced(arr)
    at = normalize_axis_index(axis or 0, given.ndim)
    size, extra = given.shape[at], TracedArray(at_least(lifted(values), 1))
    extra = extra.reshape((1,) * (given.ndim - extra.ndim) + extra.shape)
    if np.ndim(obj) == 0:
        extra = moveaxis(extra, 0, at)
    count = max(extra.shape[at], np.size(obj))
    shape = (*given.shape[:at], count, *given.shape[at + 1 :])
    added = TracedArray(broadcast(extra.value, shape))
    order = np.insert(np.arange(size), obj, size + np.arange(count))
    return take(concatenate((given, added), at), order, at)


@implements(np.rot90)
def rot90(m: Any, k: int = 1, axes: Any = (0, 1)) -> TracedArray:
    """Turned by a right angle in the plane of two axes."""
    given = traced(m)
    first, second = (normalize_axis_index(axis, given.ndim) for axis in axes)
    order = list(range(given.ndim))
    order[first], order[second] = order[second], order[first]
    turns = {
        0: lambda: copy(given), 1: lambda: transpose(flip(given, second), order),
        2: lambda: flip(given, (first, second)), 3: lambda: flip(transpose(given, order), second),
    }  # fmt: skip
    return turns[k % 4]()


@implements(np.resize)
def resize(a: Any, new_shape: Any) -> TracedArray:
    """The elements over and over, in another shape of any size."""
    given = lifted(a)
    return TracedArray(gathered_at(given, np.resize(positions(given.shape), new_shape)))


@implements(np.compress)
def compress(condition: Any, a: Any, axis: int | None = None, out: Any = None) -> TracedArray:
    """The slices where a condition that is known holds."""
    if isinstance(condition, TracedArray):
        raise TracingError(refusal("np.compress with a traced condition", "index"))
    return take(a, np.flatnonzero(condition), axis)


METHODS["compress"] = lambda a, condition, axis=None: compress(condition, a, axis)


@implements(np.take_along_axis)
def take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> TracedArray:
    """Elements at known positions along an axis, line by line."""
    given = lifted(arr)
    places = np.take_along_axis(positions(given.shape), np.asarray(indices), axis)
    return TracedArray(gathered_at(given, places))


@implements(np.meshgrid)
def meshgrid(
    *xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy"
) -> tuple[TracedArray, ...]:
    """Coordinates of a grid from those along its axes."""
    count = len(xi)
    made = [
        ravel(one).reshape((1,) * at + (-1,) + (1,) * (count - 1 - at)) for at, one in enumerate(xi)
    ]
    if indexing == "xy" and count > 1:
        made = [one.swapaxes(0, 1) for one in made]
    made = made if sparse else list(broadcast_arrays(*made))
    return tuple(TracedArray(one.value) for one in made)


@implements(np.broadcast_arrays)
def broadcast_arrays(*args: Any, subok: bool = False) -> tuple[TracedArray, ...]:
    """Arrays repeated to a common shape."""
    given = [lifted(one) for one in args]
    shape = broadcast_shape(*(one.shape for one in given))
    return tuple(TracedArray(broadcast(one, shape)) for one in given)


@implements(np.block)
def block(arrays: Any) -> TracedArray:
    """An array from nested lists of blocks."""
    depth, leaves = _depth(arrays), list(_leaves(arrays))
    rank = max(depth, *(np.ndim(one) for one in leaves))

    def joined(part: Any, level: int) -> TracedArray:
        if not isinstance(part, list):
            one = traced(part)
            return one.reshape((1,) * (rank - one.ndim) + one.shape)  # type: ignore[no-any-return]
        return concatenate([joined(p, level - 1) for p in part], rank - level)

    return joined(arrays, depth)


def _depth(arrays: Any) -> int:
    if not isinstance(arrays, list):
        return 0
    depths = {_depth(one) for one in arrays}
    if len(depths) != 1:
        raise InputError("np.block: lists are not nested to the same depth")
    return 1 + depths.pop()


def _leaves(arrays: Any) -> Any:
    if not isinstance(arrays, list):
        yield arrays
        return
    for one in arrays:
        yield from _leaves(one)


@implements(np.unstack)
def unstack(x: Any, /, *, axis: int = 0) -> tuple[TracedArray, ...]:
    """The slices along an axis."""
    return tuple(moveaxis(x, axis, 0))


implements(np.vsplit)(lambda ary, indices_or_sections: split(ary, indices_or_sections, 0))
implements(np.dsplit)(lambda ary, indices_or_sections: split(ary, indices_or_sections, 2))
implements(np.hsplit)(
    lambda ary, indices_or_sections: split(ary, indices_or_sections, min(1, np.ndim(ary) - 1))
)


@implements(np.rollaxis)
def rollaxis(a: Any, axis: int, start: int = 0) -> TracedArray:
    """An axis moved before another."""
    rank = np.ndim(a)
    axis = normalize_axis_index(axis, rank)
    start = start + rank if start < 0 else start
    return moveaxis(a, axis, start - 1 if axis < start else start)


def _shifted(halves: Any) -> Any:
    def shift(x: Any, axes: Any = None) -> TracedArray:
        given = traced(x)
        wanted = range(given.ndim) if axes is None else np.atleast_1d(axes).tolist()
        return roll(given, [halves(given.shape[a]) for a in wanted], list(wanted))

    return shift


implements(np.fft.fftshift)(_shifted(lambda n: n // 2))
implements(np.fft.ifftshift)(_shifted(lambda n: -(n // 2)))
