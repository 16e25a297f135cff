"""Blocks: a grid of elements, cut into boxes; in each box one term describes all elements."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symnum.terms.canonical import Canonical
from symnum.terms.exact import exact
from symnum.tracing.accesses import Access, Reindexing, stretched
from symnum.tracing.boxes import Box, counts, difference, intersect, merged, progression, whole

MOST_COMPARED = 64
"""Pieces beyond which neighbours are not looked for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A box of indices and the term that describes the elements at them."""

    box: Box
    body: Canonical


@dataclass(frozen=True, slots=True)
class Block:
    """Elements on a grid, in C order.

    Args:
        grid: The shape; no axis has length 0.
        pieces: Boxes that cover the grid, each index once.
    """

    grid: tuple[int, ...]
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """How many elements there are."""
        return math.prod(self.grid)

    def mapped(self, change: Callable[[Canonical], Canonical]) -> Block:
        """Every body changed."""
        return block(self.grid, ((p.box, change(p.body)) for p in self.pieces))


def block(grid: Sequence[int], pieces: Iterable[tuple[Box, Canonical]]) -> Block:
    """A block; neighbouring boxes with one body become one box."""
    found = [Piece(box, body) for box, body in pieces]
    if 1 < len(found) <= MOST_COMPARED:
        found = _joined(found)
    return Block(tuple(grid), tuple(sorted(found, key=_starts)))


def _starts(piece: Piece) -> tuple[tuple[int, int], ...]:
    return tuple((axis.start, axis.step) for axis in piece.box)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """As few boxes as joining two at a time gives."""
    done: list[Piece] = []
    while pieces:
        piece = pieces.pop()
        for other in (*pieces, *done):
            both = merged(piece.box, other.box) if piece.body is other.body else None
            if both is not None:
                pieces = [p for p in pieces if p is not other]
                done = [p for p in done if p is not other]
                pieces.append(Piece(both, piece.body))
                break
        else:
            done.append(piece)
    return done


def read(source: str, grid: Sequence[int], offset: int = 0) -> Block:
    """The elements of a source from a place on, in C order."""
    return Block(
        tuple(grid), (Piece(whole(tuple(grid)), Access(source, offset, strides(grid)).symbol),)
    )


def strides(grid: Sequence[int]) -> tuple[int, ...]:
    """Flat distance between neighbours along each axis, in C order."""
    return tuple(math.prod(grid[axis + 1 :]) for axis in range(len(grid)))


def combined(
    grid: Sequence[int], blocks: Sequence[Block], combine: Callable[..., Canonical]
) -> Block:
    """Elements of several blocks of one grid combined, index by index."""
    return block(grid, ((box, combine(*bodies)) for box, bodies in _common(blocks)))


def _common(blocks: Sequence[Block]) -> Iterator[tuple[Box, tuple[Canonical, ...]]]:
    """Boxes in which every block has one body."""
    found: list[tuple[Box, tuple[Canonical, ...]]] = [(whole(blocks[0].grid), ())]
    for one in blocks:
        cut = []
        for box, bodies in found:
            for piece in one.pieces:
                both = intersect(box, piece.box)
                if both is not None:
                    cut.append((both, (*bodies, piece.body)))
        found = cut
    yield from found


def restricted(one: Block, box: Box) -> Block:
    """The part of a block in a box, on a grid of its own."""
    moved = stretched([axis.start for axis in box], [axis.step for axis in box])
    pieces = []
    for piece in one.pieces:
        both = intersect(piece.box, box)
        if both is not None:
            places = tuple(
                progression((p.start - axis.start) // axis.step,
                            p.step // axis.step if p.count > 1 else 1, p.count)
                for p, axis in zip(both, box, strict=True)
            )  # fmt: skip
            pieces.append((places, moved.body(piece.body)))
    return block(counts(box), pieces)


def overlaid(one: Block, box: Box, part: Block) -> Block:
    """The block with the elements of ``part`` in a box."""
    starts, steps = [axis.start for axis in box], [axis.step for axis in box]
    moved = stretched(
        [exact(Fraction(-start, step)) for start, step in zip(starts, steps, strict=True)],
        [exact(Fraction(1, step)) for step in steps],
    )
    pieces = [(left, p.body) for p in one.pieces for left in _outside(p.box, box)]
    for piece in part.pieces:
        places = tuple(
            progression(start + step * axis.start, step * axis.step, axis.count)
            for start, step, axis in zip(starts, steps, piece.box, strict=True)
        )
        pieces.append((places, moved.body(piece.body)))
    return block(one.grid, pieces)


def _outside(box: Box, part: Box) -> Iterator[Box]:
    both = intersect(box, part)
    if both is None:
        yield box
    else:
        yield from difference(box, both)


def reindexed(
    one: Block, grid: Sequence[int], change: Callable[[Box], Box], by: Reindexing
) -> Block:
    """A block on another grid whose boxes correspond to its own."""
    return block(grid, ((change(p.box), by.body(p.body)) for p in one.pieces))
