"""Symbolic arrays: shapes over blocks of elements, immutable, and the operations on them.

An array is a sequence of blocks whose elements, in C order, follow each other. Reshaping and
concatenating along the first axis therefore change nothing but the shape; an operation that needs
the elements on the grid of the shape has the blocks regridded or, where boxes would not stay
boxes, computes the array before and reads it from there (a *stage*).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from symnum.errors import InputError
from symnum.ops import Operator
from symnum.terms.canonical import Canonical
from symnum.tracing.accesses import Reindexing
from symnum.tracing.blocks import Block, block, combined, overlaid, read, reindexed, restricted
from symnum.tracing.boxes import Box, Progression, counts, progression, whole
from symnum.tracing.regridding import regridded
from symnum.tracing.sources import NO_SOURCES, Input, Sources, Stage, joined

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SymbolicArray:
    """An array of terms.

    Args:
        shape: Its shape; arrays without elements have no blocks.
        blocks: Its elements in C order.
        sources: What the elements read, by name.
    """

    shape: Shape
    blocks: tuple[Block, ...]
    sources: Sources = field(default_factory=lambda: NO_SOURCES)

    @property
    def size(self) -> int:
        """How many elements there are."""
        return math.prod(self.shape)

    @property
    def pieces(self) -> int:
        """How many boxes the elements are described by."""
        return sum(len(one.pieces) for one in self.blocks)

    def block(self) -> Block:
        """The elements on the grid of the shape. Precondition: they are :func:`aligned`."""
        (only,) = self.blocks
        assert only.grid == self.shape
        return only


def input_array(name: str, shape: Shape) -> SymbolicArray:
    """An input, element by element."""
    return _of(read(name, shape), {name: Input(name, shape)})


def filled(shape: Shape, body: Canonical) -> SymbolicArray:
    """One number everywhere."""
    return _of(Block(shape, (block(shape, [(whole(shape), body)]).pieces)))


def _of(one: Block, sources: Sources = NO_SOURCES) -> SymbolicArray:
    return SymbolicArray(one.grid, (one,) if one.size else (), sources)


def reshaped(array: SymbolicArray, shape: Shape) -> SymbolicArray:
    """The same elements in another shape of the same size."""
    return SymbolicArray(shape, array.blocks, array.sources)


def aligned(array: SymbolicArray) -> SymbolicArray:
    """The same array as one block on the grid of its shape, through a stage if need be."""
    if not array.size:
        return array
    found = _aligned_block(array)
    return stored(array) if found is None else SymbolicArray(array.shape, (found,), array.sources)


def _aligned_block(array: SymbolicArray) -> Block | None:
    if len(array.blocks) == 1:
        return regridded(array.blocks[0], array.shape)
    return _rows(array) or _regridded_line(array)


def _rows(array: SymbolicArray) -> Block | None:
    """Blocks that are whole slices along the first axis."""
    inner = array.shape[1:]
    each, start, pieces = math.prod(inner), 0, []
    for one in array.blocks:
        rows, rest = divmod(one.size, each)
        part = None if rest else regridded(one, (rows, *inner))
        if part is None:
            return None
        pieces += [(p.box, p.body) for p in _shifted(part, 0, start).pieces]
        start += rows
    return block(array.shape, pieces)


def _regridded_line(array: SymbolicArray) -> Block | None:
    """All blocks along one axis, then on the grid."""
    line = _rows(SymbolicArray((array.size,), array.blocks)) if len(array.shape) != 1 else None
    return None if line is None else regridded(line, array.shape)


def _shifted(one: Block, axis: int, by: int) -> Block:
    """A block whose first index along an axis is ``by``, as a part of a larger grid."""
    base = [-by if place == axis else 0 for place in range(len(one.grid))]
    moved = Reindexing(len(base), tuple(base), tuple(((p, 1),) for p in range(len(base))))

    def place(box: Box) -> Box:
        at = box[axis]
        return (*box[:axis], Progression(at.start + by, at.step, at.count), *box[axis + 1 :])

    return reindexed(one, one.grid, place, moved) if by else one


def stored(
    array: SymbolicArray, reduced: int = 0, combine: Operator | None = None
) -> SymbolicArray:
    """The array read from a stage that computes it, or reduces its last axes."""
    text = f"{array.shape} {reduced} {combine and combine.name} " + " ".join(
        f"{one.grid}{p.box}{p.body.digest}" for one in array.blocks for p in one.pieces
    )
    name = f"stage.{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    stage = Stage(name, array, reduced, combine)
    return _of(read(name, stage.shape), {name: stage})


def elementwise(combine: Callable[..., Canonical], *arrays: SymbolicArray) -> SymbolicArray:
    """Elements combined index by index, shapes being broadcast.

    Raises:
        InputError: the shapes do not fit.
    """
    shape = broadcast_shape(*(array.shape for array in arrays))
    if not math.prod(shape):
        return SymbolicArray(shape, ())
    sources = joined(*(array.sources for array in arrays))
    grids = {tuple(one.grid for one in a.blocks) for a in arrays if a.size > 1 or a.shape == shape}
    if len(grids) == 1 and all(a.shape == shape or a.size == 1 for a in arrays):
        (grid,) = grids
        spread = [
            a.blocks if a.shape == shape and len(a.blocks) == len(grid) else
            tuple(aligned(broadcast(a, g)).block() for g in grid)
            for a in (a if a.shape == shape else reshaped(a, ()) for a in arrays)
        ]  # fmt: skip
        blocks = tuple(
            combined(g, parts, combine)
            for g, parts in zip(grid, zip(*spread, strict=True), strict=True)
        )
        return SymbolicArray(shape, blocks, sources)
    parts = [broadcast(aligned(array), shape) for array in arrays]
    made = combined(shape, [part.block() for part in parts], combine)
    return SymbolicArray(shape, (made,), joined(*(part.sources for part in parts)))


def broadcast_shape(*shapes: Shape) -> Shape:
    """NumPy's rule.

    Raises:
        InputError: the shapes do not fit.
    """
    rank = max(map(len, shapes))
    result = []
    for sizes in zip(*((1,) * (rank - len(s)) + s for s in shapes), strict=True):
        wide = {size for size in sizes if size != 1}
        if len(wide) > 1:
            shown = " ".join(map(str, shapes))
            raise InputError(f"arrays of the shapes {shown} cannot be broadcast together")
        result.append(wide.pop() if wide else 1)
    return tuple(result)


def broadcast(array: SymbolicArray, shape: Shape) -> SymbolicArray:
    """The array repeated along new axes and along axes of length 1."""
    if array.shape == shape:
        return array
    array = aligned(array)
    new = len(shape) - len(array.shape)
    kept = [a + new for a, size in enumerate(array.shape) if size == shape[a + new]]
    by = Reindexing(
        len(shape),
        (0,) * len(array.shape),
        tuple(((a + new, 1),) if a + new in kept else () for a in range(len(array.shape))),
    )

    def widened(box: Box) -> Box:
        return tuple(
            box[a - new] if a in kept else progression(0, 1, size) for a, size in enumerate(shape)
        )

    return SymbolicArray(shape, (reindexed(array.block(), shape, widened, by),), array.sources)


def transposed(array: SymbolicArray, axes: Sequence[int]) -> SymbolicArray:
    """Axis k of the result is axis ``axes[k]`` of the array."""
    if tuple(axes) == tuple(range(len(axes))) or not array.size:
        return reshaped(array, tuple(array.shape[a] for a in axes))
    array = aligned(array)
    places = tuple(((list(axes).index(a), 1),) for a in range(len(axes)))
    by = Reindexing(len(axes), (0,) * len(axes), places)
    shape = tuple(array.shape[a] for a in axes)
    one = reindexed(array.block(), shape, lambda box: tuple(box[a] for a in axes), by)
    return SymbolicArray(shape, (one,), array.sources)


def flipped(array: SymbolicArray, axis: int) -> SymbolicArray:
    """Elements in reverse order along an axis."""
    array = aligned(array)
    size, rank = array.shape[axis], len(array.shape)
    base = tuple(size - 1 if a == axis else 0 for a in range(rank))
    by = Reindexing(rank, base, tuple(((a, -1 if a == axis else 1),) for a in range(rank)))

    def turned(box: Box) -> Box:
        at = box[axis]
        return (*box[:axis], Progression(size - 1 - at.last, at.step, at.count), *box[axis + 1 :])

    one = reindexed(array.block(), array.shape, turned, by)
    return SymbolicArray(array.shape, (one,), array.sources)


def part(array: SymbolicArray, box: Box) -> SymbolicArray:
    """The elements in a box, in the shape of the box."""
    found = _whole_blocks(array, box)
    if found is not None:
        return found
    array = aligned(array)
    return SymbolicArray(counts(box), (restricted(array.block(), box),), array.sources)


def _whole_blocks(array: SymbolicArray, box: Box) -> SymbolicArray | None:
    """A slice of a flat array that consists of whole blocks keeps them."""
    if len(array.shape) != 1 or len(array.blocks) == 1 or box[0].step != 1:
        return None
    kept, start = [], 0
    for one in array.blocks:
        if box[0].start <= start and start + one.size - 1 <= box[0].last:
            kept.append(one)
        start += one.size
    if sum(one.size for one in kept) != box[0].count:
        return None
    return SymbolicArray((box[0].count,), tuple(kept), array.sources)


def assigned(array: SymbolicArray, box: Box, values: SymbolicArray) -> SymbolicArray:
    """The array with other elements in a box."""
    array, values = aligned(array), aligned(broadcast(values, counts(box)))
    one = overlaid(array.block(), box, values.block())
    return SymbolicArray(array.shape, (one,), joined(array.sources, values.sources))


def concatenated(arrays: Sequence[SymbolicArray], axis: int) -> SymbolicArray:
    """Arrays one after the other along an axis. Precondition: the other axes have equal lengths."""
    sources = joined(*(array.sources for array in arrays))
    total = sum(array.shape[axis] for array in arrays)
    shape = (*arrays[0].shape[:axis], total, *arrays[0].shape[axis + 1 :])
    arrays = [array for array in arrays if array.size]
    if axis == 0:
        return SymbolicArray(shape, tuple(b for a in arrays for b in a.blocks), sources)
    arrays, start, pieces = [aligned(array) for array in arrays], 0, []
    for array in arrays:
        pieces += [(p.box, p.body) for p in _shifted(array.block(), axis, start).pieces]
        start += array.shape[axis]
    made = (block(shape, pieces),) if arrays else ()
    return SymbolicArray(shape, made, joined(sources, *(array.sources for array in arrays)))
