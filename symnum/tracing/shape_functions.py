"""NumPy's functions that move elements: reshaping, shifting, repeating."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from symnum.errors import InputError
from symnum.ops import Kind
from symnum.terms.interface import symtype
from symnum.terms.ring import ONE, ZERO
from symnum.tracing.arrays import Shape, SymbolicArray, broadcast, concatenated, flipped, reshaped
from symnum.tracing.indexing import selection, taken
from symnum.tracing.joining import at_least, concatenate, copy, shape_of, traced
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import METHODS, PROPERTIES, implements
from symnum.tracing.traced import TracedArray, lifted, reshape_view, transpose_view


@implements(method="flatten")
def flatten(array: Any, order: str = "C") -> TracedArray:
    """A copy of the elements along one axis."""
    return TracedArray(ravel(array, order).value)


METHODS["astype"] = lambda array, dtype, **_: _converted(array, dtype)
implements(np.astype)(lambda x, dtype, /, **_: _converted(x, dtype))
METHODS["conjugate"] = METHODS["conj"] = lambda array: array
METHODS["fill"] = lambda array, value: array.__setitem__(Ellipsis, value)


def are_truths(array: SymbolicArray) -> bool:
    """Whether all elements are truth values, or the integers 0 and 1."""
    bodies = [piece.body for one in array.blocks for piece in one.pieces]
    return all(symtype(b) is Kind.BOOLEAN or b is ZERO or b is ONE for b in bodies)


def _converted(array: TracedArray, dtype: Any) -> TracedArray:
    if np.dtype(dtype).kind == "b":
        return TracedArray((array != 0).value)
    if np.dtype(dtype).kind in "iu" and are_truths(array.value):
        return TracedArray((array * 1).value)
    if np.dtype(dtype).kind != "f":
        raise TracingError(refusal(f"astype({np.dtype(dtype)})", "dtype"))
    return TracedArray(array.value)


@implements(np.reshape)
def reshape(array: Any, /, *shape: Any, order: str = "C", **named: Any) -> TracedArray:
    """The elements in another shape, one length may be -1."""
    if order == "F":
        given = traced(array)
        wanted = _wanted(given, shape or (named["shape"],))
        turned = reshape(transpose(given), wanted[::-1])
        return transpose(turned)
    given = traced(array)
    return reshape_view(
        given, _wanted(given, shape or (named.get("shape", named.get("newshape")),))
    )


METHODS["reshape"] = reshape


def _wanted(array: TracedArray, shape: tuple[Any, ...]) -> Shape:
    wanted = shape_of(shape[0]) if len(shape) == 1 else shape_of(shape)
    known = math.prod(n for n in wanted if n != -1)
    if wanted.count(-1) == 1 and known and array.size % known == 0:
        wanted = tuple(array.size // known if n == -1 else n for n in wanted)
    if -1 in wanted or math.prod(wanted) != array.size:
        raise InputError(f"an array of shape {array.shape} cannot be reshaped to {shape}")
    return wanted


@implements(np.ravel, method="ravel")
def ravel(array: Any, order: str = "C") -> TracedArray:
    """The elements along one axis."""
    return reshape(array, -1, order="F" if order == "F" else "C")


@implements(np.transpose)
def transpose(array: Any, axes: Any = None) -> TracedArray:
    """The axes in another order, reversed if none is given."""
    given = traced(array)
    order = range(given.ndim)[::-1] if axes is None else normalize_axis_tuple(axes, given.ndim)
    return transpose_view(given, tuple(order))


METHODS["transpose"] = lambda array, *axes: transpose(
    array, None if not axes or axes == (None,) else axes[0] if len(axes) == 1 else axes
)
PROPERTIES["T"] = transpose
PROPERTIES["real"] = lambda array: array
PROPERTIES["flat"] = lambda array: iter(ravel(array))


@implements(np.swapaxes, method="swapaxes")
def swapaxes(array: Any, axis1: int, axis2: int) -> TracedArray:
    """Two axes exchanged."""
    given = traced(array)
    order = list(range(given.ndim))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return transpose(given, order)


@implements(np.moveaxis)
def moveaxis(array: Any, source: Any, destination: Any) -> TracedArray:
    """Some axes moved to other places."""
    given = traced(array)
    start = normalize_axis_tuple(source, given.ndim)
    stop = normalize_axis_tuple(destination, given.ndim)
    order = [axis for axis in range(given.ndim) if axis not in start]
    for place, axis in sorted(zip(stop, start, strict=True)):
        order.insert(place, axis)
    return transpose(given, order)


@implements(np.expand_dims)
def expand_dims(array: Any, axis: Any) -> TracedArray:
    """New axes of length 1."""
    given = traced(array)
    count = len(axis) if isinstance(axis, Sequence) else 1
    places = normalize_axis_tuple(axis, given.ndim + count)
    sizes = iter(given.shape)
    return reshape(
        given, tuple(1 if p in places else next(sizes) for p in range(given.ndim + count))
    )


@implements(np.squeeze, method="squeeze")
def squeeze(array: Any, axis: Any = None) -> TracedArray:
    """Without axes of length 1."""
    given = traced(array)
    chosen = range(given.ndim) if axis is None else normalize_axis_tuple(axis, given.ndim)
    if axis is not None and any(given.shape[p] != 1 for p in chosen):
        raise InputError(f"np.squeeze: axis {axis} of shape {given.shape} is not of length 1")
    kept = tuple(n for p, n in enumerate(given.shape) if not (p in chosen and n == 1))
    return reshape(given, kept)


@implements(np.roll)
def roll(array: Any, shift: Any, axis: Any = None) -> TracedArray:
    """Elements shifted around along axes; around the whole array if no axis is given."""
    given = traced(array)
    if axis is None:
        return reshape(copy(roll(ravel(given), shift, 0)), given.shape)
    shifts, axes = np.broadcast_arrays(np.atleast_1d(shift), np.atleast_1d(axis))
    for by, place in zip(shifts.tolist(), axes.tolist(), strict=True):
        at = normalize_axis_index(place, given.ndim)
        before, size = (slice(None),) * at, given.shape[at]
        cut = (size - by) % size if size else 0
        if cut:
            given = concatenate(
                (given[(*before, slice(cut, None))], given[(*before, slice(cut))]), at
            )
    return TracedArray(given.value)


@implements(np.flip)
def flip(m: Any, axis: Any = None) -> TracedArray:
    """Elements in reverse order along axes."""
    found = lifted(m)
    rank = len(found.shape)
    for place in range(rank) if axis is None else normalize_axis_tuple(axis, rank):
        found = flipped(found, place)
    return TracedArray(found)


implements(np.flipud)(lambda m: flip(m, 0))
implements(np.fliplr)(lambda m: flip(m, 1))


@implements(np.broadcast_to)
def broadcast_to(array: Any, shape: Any, subok: bool = False) -> TracedArray:
    """The array repeated to a shape."""
    return TracedArray(broadcast(lifted(array), shape_of(shape)))


@implements(np.tile)
def tile(A: Any, reps: Any) -> TracedArray:  # noqa: N803
    """The array repeated so often along its axes."""
    given, counts = lifted(A), shape_of(reps)
    given = at_least(given, len(counts))
    for axis, count in enumerate((1,) * (len(given.shape) - len(counts)) + counts):
        given = concatenated([given] * count, axis) if count != 1 else given
    return TracedArray(given)


@implements(np.repeat, method="repeat")
def repeat(a: Any, repeats: int, axis: int | None = None) -> TracedArray:
    """Each element repeated so often."""
    given = ravel(a) if axis is None else traced(a)
    at = normalize_axis_index(axis or 0, given.ndim)
    counts = np.broadcast_to(repeats, given.shape[at])
    return TracedArray(taken(given.value, np.repeat(np.arange(given.shape[at]), counts), at))


@implements(np.take, method="take")
def take(
    a: Any, indices: Any, axis: int | None = None, out: Any = None, mode: str = "raise"
) -> TracedArray:
    """Slices at some positions along an axis."""
    given = ravel(a) if axis is None else traced(a)
    at = normalize_axis_index(axis or 0, given.ndim)
    places = np.arange(given.shape[at]).take(indices, mode=mode)  # type: ignore[call-overload]
    return TracedArray(taken(given.value, places, at))


@implements(np.delete)
def delete(arr: Any, obj: Any, axis: int | None = None) -> TracedArray:
    """Without the slices at some positions."""
    given = ravel(arr) if axis is None else traced(arr)
    at = normalize_axis_index(axis or 0, given.ndim)
    return take(given, np.delete(np.arange(given.shape[at]), obj), at)


@implements(np.diagonal, method="diagonal")
def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> TracedArray:
    """The elements whose indices along two axes differ by ``offset``, as the last axis."""
    given = moveaxis(a, (axis1, axis2), (-2, -1))
    rows, columns = given.shape[-2:]
    start = max(0, -offset) * columns + max(0, offset)
    count = max(0, min(rows - max(0, -offset), columns - max(0, offset)))
    flat = reshaped(given.value, (*given.shape[:-2], rows * columns))
    stop = start + count * (columns + 1)
    key = (*(slice(None),) * (given.ndim - 2), slice(start, stop, columns + 1))
    return TracedArray(selection(flat.shape, key).of(flat))
