"""NumPy arrays inside traced code: as numbers where they are piecewise constant, else as a source.

A step function over a grid becomes two boxes with a number each, a row that is repeated is stored
once; so masks, boundary values and coefficients cost nothing per element.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnum.errors import InputError
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.exact import exact
from symnum.tracing.accesses import Access
from symnum.tracing.arrays import SymbolicArray, filled
from symnum.tracing.blocks import Block, block, strides
from symnum.tracing.boxes import Box, progression, whole
from symnum.tracing.sources import constant_array

MOST_PIECES = 64
"""Boxes beyond which numbers are stored as an array."""


def constant(values: Any) -> SymbolicArray:
    """An array of numbers or truth values as a symbolic one.

    Raises:
        InputError: complex numbers, objects, infinities or NaN.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "bifu":
        raise InputError(f"an array of dtype {array.dtype} cannot be traced; real numbers can")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise InputError("an array with infinities or NaN cannot be traced; finite numbers can")
    if not array.size:
        return SymbolicArray(array.shape, ())
    if array.ndim == 0:
        return filled((), number(array[()]))
    runs = [_runs(numbers, axis) for axis in range(array.ndim)]
    if np.prod([float(len(run)) for run in runs]) <= MOST_PIECES:
        return SymbolicArray(array.shape, (_piecewise(array, runs),))
    return _stored(numbers, runs)


def number(value: Any) -> Canonical:
    """A number as a term: floats are the exact binary fractions that they are."""
    plain = value.item() if isinstance(value, np.generic) else value
    return CanonicalNumber(exact(Fraction(plain)))


def _runs(values: NDArray[np.float64], axis: int) -> list[tuple[int, int]]:
    """Starts and lengths of runs of equal slices along an axis."""
    moved = np.moveaxis(values, axis, 0)
    changes = (moved[1:] != moved[:-1]).any(axis=tuple(range(1, moved.ndim)))
    starts = [0, *(np.flatnonzero(changes) + 1).tolist()]
    return [(a, b - a) for a, b in zip(starts, [*starts[1:], len(moved)], strict=True)]


def _piecewise(array: NDArray[Any], runs: list[list[tuple[int, int]]]) -> Block:
    pieces: list[tuple[Box, Canonical]] = []
    for places in np.ndindex(*(len(run) for run in runs)):
        chosen = [run[place] for run, place in zip(runs, places, strict=True)]
        box = tuple(progression(start, 1, count) for start, count in chosen)
        pieces.append((box, number(array[tuple(start for start, _ in chosen)])))
    return block(array.shape, pieces)


def _stored(values: NDArray[np.float64], runs: list[list[tuple[int, int]]]) -> SymbolicArray:
    """A source that leaves out axes along which nothing changes."""
    kept = [axis for axis, run in enumerate(runs) if len(run) > 1]
    reduced = values[tuple(slice(None) if a in kept else 0 for a in range(values.ndim))]
    source = constant_array(reduced)
    inner = dict(zip(kept, strides(reduced.shape), strict=True))
    read = Access(source.name, 0, tuple(inner.get(a, 0) for a in range(values.ndim)))
    one = block(values.shape, [(whole(values.shape), read.symbol)])
    return SymbolicArray(values.shape, (one,), {source.name: source})
