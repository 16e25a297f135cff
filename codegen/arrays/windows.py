"""Elements at affine positions of a flat array as a box of one of its reshapes.

Positions ``offset + Σ stride·index`` whose strides divide one another are, after a reshape to rows
of those lengths, a box of unit steps: a slice where one would have to gather.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from symnum.tracing.accesses import Access


@dataclass(frozen=True)
class Window:
    """A box in ``flat[start:stop].reshape(shape)``.

    Args:
        start: The first element of the part that is reshaped.
        shape: Of the reshape; its last axis holds a single element of the box.
        corner: Where the box begins.
        counts: How long it is.
        axes: For each axis of the box but the last, which loop it belongs to, and whether it runs
            backwards.
    """

    start: int
    shape: tuple[int, ...]
    corner: tuple[int, ...]
    counts: tuple[int, ...]
    axes: tuple[tuple[int, bool], ...]

    @property
    def stop(self) -> int:
        """Behind the last element of the part that is reshaped."""
        return self.start + math.prod(self.shape)

    def taken(self, flat: Any, rank: int) -> Any:
        """The elements by loop indices; axes on which they do not depend have length 1."""
        slices = tuple(
            slice(first, first + count)
            for first, count in zip(self.corner, self.counts, strict=True)
        )
        found = flat[self.start : self.stop].reshape(self.shape)[slices]
        return self._by_loops(found.reshape(self.counts[:-1]), rank)

    def _by_loops(self, found: Any, rank: int) -> Any:
        if any(backwards for _, backwards in self.axes):
            found = found[tuple(slice(None, None, -1 if b else 1) for _, b in self.axes)]
        order = sorted(range(len(self.axes)), key=lambda place: self.axes[place][0])
        lengths = {self.axes[place][0]: self.counts[place] for place in order}
        return found.transpose(order).reshape([lengths.get(axis, 1) for axis in range(rank)])

    def put(self, flat: Any, values: Any) -> Any:
        """The flat array with values, given by loop indices, in the box."""
        kept = [axis for axis, _ in self.axes]
        rest = [axis for axis in range(values.ndim) if axis not in kept]  # of length 1
        laid = values.transpose([*kept, *rest]).reshape(self.counts[:-1])
        if any(backwards for _, backwards in self.axes):
            laid = laid[tuple(slice(None, None, -1 if b else 1) for _, b in self.axes)]
        laid = laid.reshape(self.counts)
        if isinstance(flat, np.ndarray):
            box = tuple(slice(c, c + n) for c, n in zip(self.corner, self.counts, strict=True))
            flat[self.start : self.stop].reshape(self.shape)[box] = laid
            return flat
        from jax.lax import dynamic_update_slice

        part = flat[self.start : self.stop].reshape(self.shape)
        part = dynamic_update_slice(part, laid.astype(flat.dtype), self.corner)
        return dynamic_update_slice(flat, part.reshape(-1), (self.start,))


def window(access: Access, extent: tuple[int, ...], size: int) -> Window | None:
    """The window that an access reads over an extent; ``None`` if there is none.

    Args:
        access: The positions.
        extent: How often each loop turns.
        size: How many elements the flat array has.

    >>> found = window(Access("u", 6, (5, -1)), (2, 3), 20)
    >>> found.taken(np.arange(20), 2).tolist()
    [[6, 5, 4], [11, 10, 9]]
    >>> window(Access("u", 0, (1, 1)), (4, 4), 20) is None  # overlapping
    True
    """
    pairs = zip(access.strides, extent, strict=True)
    axes = [(a, int(s), n) for a, (s, n) in enumerate(pairs) if n > 1 and s]
    axes.sort(key=lambda axis: (-abs(axis[1]), axis[0]))
    first = int(access.offset) + sum(s * (n - 1) for _, s, n in axes if s < 0)
    steps = [abs(s) for _, s, _ in axes]
    for outer, (_, inner, count) in zip(steps, axes[1:], strict=False):
        if outer % abs(inner) or abs(inner) * count > outer:
            return None
    counts = tuple(n for _, _, n in axes)
    signs = tuple((axis, stride < 0) for axis, stride, _ in axes)
    if not axes:
        return Window(first, (1,), (0,), (1,), ())
    rows = counts[0] * steps[0]
    starts = [0] if size % steps[0] == 0 else []
    for start in (*starts, first, size - rows):
        length = size if start == 0 and starts else rows
        corner = _digits(first - start, steps)
        shape = _shape(length, steps)
        box = zip(corner, (*counts, 1), shape, strict=True)
        if 0 <= start <= first and start + length <= size and all(c + n <= s for c, n, s in box):
            return Window(start, shape, corner, (*counts, 1), signs)
    return None


def _digits(position: int, steps: list[int]) -> tuple[int, ...]:
    found = []
    for step in steps:
        place, position = divmod(position, step)
        found.append(place)
    return (*found, position)


def _shape(length: int, steps: list[int]) -> tuple[int, ...]:
    inner = zip([length, *steps[:-1]], steps, strict=True)
    return (*(outer // step for outer, step in inner), steps[-1])
