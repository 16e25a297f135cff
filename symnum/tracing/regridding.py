"""A block on a grid of another shape with the same elements in C order, where boxes stay boxes.

As in NumPy's reshape without a copy: axes fall into groups with equal products on both sides; in a
group axes are merged one by one, then split.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

from symnum.terms.canonical import Canonical
from symnum.terms.exact import Exact, exact
from symnum.tracing.accesses import Reindexing, accesses
from symnum.tracing.blocks import Block, block
from symnum.tracing.boxes import Box, Progression, progression

_Part = tuple[Box, Canonical]
_FIRST = Progression(0, 1, 1)


def regridded(one: Block, grid: tuple[int, ...]) -> Block | None:
    """The block on another grid; ``None`` if some box would be no box there."""
    if one.grid == grid:
        return one
    parts, place = [(piece.box, piece.body) for piece in one.pieces], 0
    for old, new in _groups(one.grid, grid):
        for step in _steps(old, new, place):
            changed = [list(step(part)) for part in parts]
            if not all(changed):
                return None
            parts = [part for several in changed for part in several]
        place += len(new)
    return block(grid, parts)


def _groups(
    old: tuple[int, ...], new: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The shortest runs of axes that hold equally many elements."""
    i = j = 0
    while i < len(old) or j < len(new):
        a, b = i, j
        i, j = min(i + 1, len(old)), min(j + 1, len(new))
        while (p := math.prod(old[a:i])) != (q := math.prod(new[b:j])):
            i, j = (i + 1, j) if p < q else (i, j + 1)
        yield old[a:i], new[b:j]


def _steps(
    old: tuple[int, ...], new: tuple[int, ...], place: int
) -> Iterator[Callable[[_Part], Iterator[_Part]]]:
    """Changes of boxes and bodies, one after the other, that turn some axes into others."""
    if old == new:
        return
    if not old:
        yield lambda part: _inserted(part, place)
    for count in range(len(old) - 1, 0, -1):
        inner = math.prod(old[count:])
        yield lambda part, at=place + count - 1, inner=inner: _merged(part, at, inner)  # type: ignore[misc]
    if not new:
        yield lambda part: _dropped(part, place)
    for count in range(1, len(new)):
        inner = math.prod(new[count:])
        yield lambda part, at=place + count - 1, inner=inner: _split(part, at, inner)  # type: ignore[misc]


def _with(part: _Part, at: int, taken: int, axes: Box, old: list[_Old]) -> _Part:
    """A part whose ``taken`` axes from ``at`` on are replaced; ``old`` tells their indices."""
    box, body = part
    rank = len(box) - taken + len(axes)
    base: list[Exact] = [0] * at + [b for b, _ in old] + [0] * (len(box) - at - taken)
    moved = [((axis, 1),) for axis in range(at)]
    later = [((axis + len(axes), 1),) for axis in range(at, len(box) - taken)]
    parts = (*moved, *(p for _, p in old), *later)
    return (*box[:at], *axes, *box[at + taken :]), Reindexing(rank, tuple(base), parts).body(body)


_Old = tuple[Exact, tuple[tuple[int, Exact], ...]]
"""An old index: a number, and new axes with factors."""


def _inserted(part: _Part, at: int) -> Iterator[_Part]:
    yield _with(part, at, 0, (_FIRST,), [])


def _dropped(part: _Part, at: int) -> Iterator[_Part]:
    yield _with(part, at, 1, (), [(0, ())])


def _merged(part: _Part, at: int, inner: int) -> Iterator[_Part]:
    """Axes i, j at ``at`` become k = inner·i + j; nothing if that makes no progression."""
    (i, j), step = part[0][at : at + 2], Fraction(1, inner)
    start = inner * i.start + j.start
    if i.count == 1:
        axis = progression(start, j.step, j.count)
        old: list[_Old] = [(i.start, ()), (-inner * i.start, ((at, 1),))]
    elif j.count == 1:
        axis = progression(start, inner * i.step, i.count)
        old = [(exact(-j.start * step), ((at, exact(step)),)), (j.start, ())]
    elif j == Progression(0, 1, inner) and i.step == 1 and _contiguous(part[1], at, inner):
        axis = progression(start, 1, i.count * inner)
        old = [(0, ()), (0, ((at, 1),))]
    else:
        return
    yield _with(part, at, 2, (axis,), old)


def _contiguous(body: Canonical, at: int, inner: int) -> bool:
    """Whether what is read depends on inner·i + j alone."""
    return all(a.strides[at] == inner * a.strides[at + 1] for a in accesses(body))


def _split(part: _Part, at: int, inner: int) -> Iterator[_Part]:
    """Axis k becomes i, j with k = inner·i + j, in one or several boxes, or none."""
    k = part[0][at]
    old: list[_Old] = [(0, ((at, inner), (at + 1, 1)))]
    for axes in _split_axes(k, inner):
        yield _with(part, at, 1, axes, old)


def _split_axes(k: Progression, inner: int) -> Iterator[Box]:
    if k.count == 1 or k.step % inner == 0:
        rows = progression(k.start // inner, max(1, k.step // inner), k.count)
        yield rows, Progression(k.start % inner, 1, 1)
    elif k.step == 1:
        yield from _rows(k.start, k.start + k.count, inner)
    elif inner % k.step == 0 and k.start % inner < k.step and k.count % (inner // k.step) == 0:
        each = inner // k.step
        rows = progression(k.start // inner, 1, k.count // each)
        yield rows, progression(k.start % inner, k.step, each)


def _rows(start: int, stop: int, inner: int) -> Iterator[Box]:
    """The rest of a row, whole rows, and the beginning of one."""
    first, last = -(-start // inner), stop // inner
    if first > last:
        yield Progression(last, 1, 1), Progression(start % inner, 1, stop - start)
        return
    if start < first * inner:
        yield Progression(first - 1, 1, 1), progression(start % inner, 1, first * inner - start)
    if first < last:
        yield progression(first, 1, last - first), progression(0, 1, inner)
    if last * inner < stop:
        yield Progression(last, 1, 1), progression(0, 1, stop - last * inner)
