"""Derivatives of array programs, box by box: sparse Jacobians and directional derivatives.

In a box, the elements of an output depend on a few elements of the input each, at positions that
are affine in the index. So one derivative of one term gives a whole diagonal of the Jacobian: its
rows and columns are known beforehand, and its values are an array program again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from symnum.calculus.evaluated import evaluated_derivative
from symnum.ops import ADD
from symnum.terms.canonical import Canonical
from symnum.terms.ring import ZERO, build
from symnum.tracing.accesses import Access, accesses, stretched
from symnum.tracing.arrays import SymbolicArray, filled
from symnum.tracing.blocks import Block, Piece, block, strides
from symnum.tracing.boxes import Box, counts, whole
from symnum.tracing.constants import number
from symnum.tracing.refusals import TracingError
from symnum.tracing.sources import Input, Stage, joined
from symnum.tracing.tracer import ArrayProgram, array_program

Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Partial:
    """The derivatives of one array by one source.

    Args:
        rows: Flat positions in the array, one for each entry.
        columns: Flat positions in the source.
        values: The entries, a flat array of as many elements.
    """

    rows: Positions
    columns: Positions
    values: SymbolicArray


def positions(access: Access, box: Box) -> Positions:
    """The flat position that each index of a box reads, in C order."""
    found = np.zeros(counts(box), dtype=np.int64) + int(_first(access, box))
    for axis, (stride, part) in enumerate(zip(access.strides, box, strict=True)):
        steps = int(stride * part.step) * np.arange(part.count) if part.count > 1 else np.zeros(1)
        found += steps.astype(np.int64).reshape((-1,) + (1,) * (len(box) - axis - 1))
    return found.reshape(-1)


def _first(access: Access, box: Box) -> int:
    return access.position([part.start for part in box])


def partials(array: SymbolicArray, reduced: int = 0) -> dict[str, Partial]:
    """The derivatives of an array by each source that it reads.

    Args:
        array: The array.
        reduced: How many of its last axes are summed.

    Raises:
        InputError: an operator without a derivative.
    """
    found: dict[str, list[tuple[Positions, Positions, Block]]] = {}
    for place, one, piece in _placed(array):
        rows = positions(_target(place, one, reduced), piece.box)
        for access in accesses(piece.body):
            slope = evaluated_derivative(piece.body, access.symbol.name)
            if slope is not ZERO:
                entries = rows, positions(access, piece.box), _alone(piece, slope)
                found.setdefault(access.source, []).append(entries)
    return {source: _joined(parts, array) for source, parts in sorted(found.items())}


def _placed(array: SymbolicArray) -> Iterator[tuple[int, Block, Piece]]:
    start = 0
    for one in array.blocks:
        for piece in one.pieces:
            yield start, one, piece
        start += one.size


def _target(start: int, one: Block, reduced: int) -> Access:
    """Where the elements of a block go, flat; reduced axes go nowhere."""
    kept = len(one.grid) - reduced
    return Access("", start, (*strides(one.grid[:kept]), *(0,) * reduced))


def _alone(piece: Piece, body: Canonical) -> Block:
    """A body over the indices of a piece, as a block of its own."""
    box = piece.box
    moved = stretched([part.start for part in box], [part.step for part in box])
    grid = counts(box)
    return block(grid, [(whole(grid), moved.body(body))])


def _joined(parts: Sequence[tuple[Positions, Positions, Block]], array: SymbolicArray) -> Partial:
    rows, columns, blocks = zip(*parts, strict=True)
    values = SymbolicArray((sum(b.size for b in blocks),), blocks, array.sources)
    return Partial(np.concatenate(rows), np.concatenate(columns), values)


@dataclass(frozen=True)
class JacobianProgram:
    """The Jacobian of an array program's only output by one input, as sparse factors.

    It is ``direct + Σ by_stage · stage``, where each stage has factors of its own; without stages
    it is ``direct`` alone.

    Args:
        shape: Rows and columns.
        program: Computes the entries of all factors, one output each, in the order of ``factors``.
        factors: Which array by which source, with rows and columns of the entries; the output is
            called ``""``.
    """

    shape: tuple[int, int]
    program: ArrayProgram
    factors: tuple[tuple[str, str, Positions, Positions], ...]


def jacobian(program: ArrayProgram, by: str) -> JacobianProgram:
    """The sparse Jacobian of a program with one output, symbolically.

    Args:
        program: The program.
        by: The name of an input.

    Raises:
        InputError: an operator without a derivative.
        TracingError: more than one output, or a long reduction by something else than a sum.
    """
    if len(program.outputs) != 1:
        raise TracingError("a Jacobian is of a function that returns one array")
    (output,) = program.outputs
    wanted = next((given for given in program.inputs if given.name == by), None)
    if wanted is None:
        raise TracingError(f"{by!r} is no input of the program")
    stages = {stage.name: stage for stage in program.stages}
    found = []
    depends = _dependent(program, by)
    for name, array, reduced in _arrays(program, output):
        if name and name not in depends:
            continue
        for source, partial in partials(array, reduced).items():
            if source == by or (source in stages and source in depends):
                found.append((name, source, partial))
    made = array_program(
        f"{program.name}_jacobian",
        [given.name for given in program.inputs],
        [given.shape for given in program.inputs],
        [partial.values for _, _, partial in found] or [filled((1,), number(0))],
        single=False,
    )
    columns = int(np.prod(wanted.shape, dtype=np.int64))
    factors = tuple((name, source, p.rows, p.columns) for name, source, p in found)
    return JacobianProgram((output.size, columns), made, factors)


def _arrays(
    program: ArrayProgram, output: SymbolicArray
) -> Iterator[tuple[str, SymbolicArray, int]]:
    for stage in program.stages:
        if stage.combine not in (None, ADD):
            raise TracingError(
                f"the derivative of a long reduction by {stage.combine} is not known: reduce by "
                "np.sum, or leave out the Jacobian"
            )
        yield stage.name, stage.array, stage.reduced
    yield "", output, 0


def _dependent(program: ArrayProgram, by: str) -> set[str]:
    """The stages that change with an input."""
    found: set[str] = set()
    for stage in program.stages:
        read = {
            access.source
            for one in stage.array.blocks
            for piece in one.pieces
            for access in accesses(piece.body)
        }
        if by in read or read & found:
            found.add(stage.name)
    return found


def directional(
    program: ArrayProgram, directions: Mapping[str, str], name: str | None = None
) -> ArrayProgram:
    """The derivatives of the outputs in directions that are further inputs.

    Args:
        program: The program.
        directions: For some inputs the name of the input that holds the direction.
        name: Of the new program.

    Raises:
        InputError: an operator without a derivative.
        TracingError: a long reduction by something else than a sum.
    """
    inputs = {given.name: given for given in program.inputs}
    moved = dict(directions)
    shapes = [*program.inputs, *(Input(d, inputs[i].shape) for i, d in directions.items())]
    stages: dict[str, Stage] = {}
    for stage in program.stages:
        if stage.combine not in (None, ADD):
            raise TracingError(f"the derivative of a long reduction by {stage.combine}")
        changed = _tangent(stage.array, moved, stages)
        if changed is not None:
            made = Stage(f"{stage.name}.dot", changed, stage.reduced, stage.combine)
            stages[made.name] = made
            moved[stage.name] = made.name
    outputs = [_tangent(o, moved, stages) or filled(o.shape, number(0)) for o in program.outputs]
    return array_program(
        name or f"{program.name}_directional",
        [given.name for given in shapes],
        [given.shape for given in shapes],
        outputs,
        single=program.single,
    )


def _tangent(
    array: SymbolicArray, moved: Mapping[str, str], stages: Mapping[str, Stage]
) -> SymbolicArray | None:
    """How an array changes; ``None`` if it does not."""
    change = _change(moved)
    blocks = tuple(one.mapped(change) for one in array.blocks)
    if all(piece.body is ZERO for one in blocks for piece in one.pieces):
        return None
    return SymbolicArray(array.shape, blocks, joined(array.sources, stages))


def _change(moved: Mapping[str, str]) -> Callable[[Canonical], Canonical]:
    def change(body: Canonical) -> Canonical:
        addends = []
        for access in accesses(body):
            if access.source in moved:
                along = Access(moved[access.source], access.offset, access.strides).symbol
                addends.append(evaluated_derivative(body, access.symbol.name) * along)
        return build(ADD, addends) if addends else ZERO

    return change
