"""Array programs as nests of loops: one straight-line program as body, affine positions.

Boxes of equal extent are computed in one nest, so that they share what they have in common. Axes
of length 1 disappear, and neighbouring axes become one where every position allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symnum.lowering import lower
from symnum.program import Program
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Canonical
from symnum.tracing.accesses import Access, accesses, stretched
from symnum.tracing.arrays import SymbolicArray
from symnum.tracing.blocks import strides
from symnum.tracing.boxes import counts
from symnum.tracing.tracer import ArrayProgram

LARGEST_BODY = 4000
"""Terms computed in one nest, so that compilers get functions of bounded size."""


@dataclass(frozen=True)
class Nest:
    """Loops over an extent; in each turn a program from elements read to elements written.

    Args:
        extent: How often each loop turns, outermost first; empty for straight-line code.
        reads: Where each input of the program is read, by the loop indices.
        program: The body.
        writes: Where each output goes.
        reduced: How many of the innermost loops add to the same elements.
    """

    extent: tuple[int, ...]
    reads: tuple[Access, ...]
    program: Program
    writes: tuple[Access, ...]
    reduced: int = 0


@dataclass(frozen=True)
class Step:
    """The nests that compute one array, a stage or an output.

    Args:
        target: Its name.
        size: How many elements it has.
        nests: The loops; they write each element once, or reduce into it.
        combine: The operator that reduces, if any.
    """

    target: str
    size: int
    nests: tuple[Nest, ...]
    combine: str | None = None


def steps(program: ArrayProgram) -> tuple[Step, ...]:
    """The loops of a program: its stages in order, then all outputs together.

    Outputs are called ``out0``, ``out1``, …
    """
    found = []
    for stage in program.stages:
        written = list(_written(stage.array, stage.name, stage.reduced))
        combine = stage.combine.name if stage.combine else None
        nests = tuple(_nests(written, stage.reduced))
        found.append(Step(stage.name, stage.size, nests, combine))
    together = [
        part
        for number, output in enumerate(program.outputs)
        for part in _written(output, f"out{number}", 0)
    ]
    size = sum(output.size for output in program.outputs)
    return (*found, Step("", size, tuple(_nests(together, 0))))


_Written = tuple[tuple[int, ...], Access, Canonical]


def _written(array: SymbolicArray, target: str, reduced: int) -> Iterator[_Written]:
    """For each box its extent, where its elements go, and its body by the loop indices."""
    start = 0
    for one in array.blocks:
        kept = len(one.grid) - reduced
        place = Access(target, start, (*strides(one.grid[:kept]), *(0,) * reduced))
        for piece in one.pieces:
            moved = stretched([p.start for p in piece.box], [p.step for p in piece.box])
            yield counts(piece.box), moved.access(place), moved.body(piece.body)
        start += one.size


def _nests(written: Iterable[_Written], reduced: int) -> Iterator[Nest]:
    groups: dict[tuple[int, ...], list[tuple[Access, Canonical]]] = {}
    for extent, place, body in written:
        if reduced:  # boxes that reduce into the same elements take turns
            yield _merged(_nest(extent, [(place, body)], reduced), reduced)
            continue
        key = tuple(n for n in extent if n > 1)
        groups.setdefault(key, []).append(_without_single(extent, place, body))
    for extent, parts in groups.items():
        for start in range(0, len(parts), LARGEST_BODY):
            yield _merged(_nest(extent, parts[start : start + LARGEST_BODY], 0), 0)


def _without_single(
    extent: tuple[int, ...], place: Access, body: Canonical
) -> tuple[Access, Canonical]:
    """Positions by the loops that turn more than once."""
    kept = [axis for axis, count in enumerate(extent) if count > 1]

    def narrowed(access: Access) -> Access:
        return Access(access.source, access.offset, tuple(access.strides[a] for a in kept))

    changed = {a.symbol: narrowed(a).symbol for a in accesses(body)}
    return narrowed(place), substitute(body, changed) if len(kept) < len(extent) else body


def _nest(extent: tuple[int, ...], parts: list[tuple[Access, Canonical]], reduced: int) -> Nest:
    bodies = [body for _, body in parts]
    reads = sorted(
        {access for body in dict.fromkeys(bodies) for access in accesses(body)},
        key=lambda a: (a.source, a.offset, a.strides),
    )
    program = lower(bodies, [access.symbol.name for access in reads])
    return Nest(extent, tuple(reads), program, tuple(place for place, _ in parts), reduced)


def _merged(nest: Nest, reduced: int) -> Nest:
    """Neighbouring loops made one where all positions go on evenly."""
    axis = 0
    while axis + 1 < len(nest.extent):
        inner = nest.extent[axis + 1]
        across = axis + 1 == len(nest.extent) - reduced and reduced > 0
        even = all(
            a.strides[axis] == inner * a.strides[axis + 1] for a in (*nest.reads, *nest.writes)
        )
        if across or not even:
            axis += 1
            continue
        if axis >= len(nest.extent) - reduced:
            reduced -= 1
        nest = Nest(
            (*nest.extent[:axis], nest.extent[axis] * inner, *nest.extent[axis + 2 :]),
            tuple(_joined(a, axis) for a in nest.reads),
            nest.program,
            tuple(_joined(a, axis) for a in nest.writes),
            reduced,
        )
    return nest


def _joined(access: Access, axis: int) -> Access:
    """Two loops as one, counted by the inner one's distance."""
    kept = (*access.strides[:axis], *access.strides[axis + 1 :])
    return Access(access.source, access.offset, kept)
