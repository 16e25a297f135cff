"""Array programs for many sets of inputs at once: one more axis, the innermost."""

from __future__ import annotations

from collections.abc import Mapping

from symnum.rewriting.substitution import substitute
from symnum.tracing.accesses import Access, accesses
from symnum.tracing.arrays import SymbolicArray
from symnum.tracing.blocks import Block, block
from symnum.tracing.boxes import Progression
from symnum.tracing.sources import ConstantArray, Input, Source, Stage
from symnum.tracing.tracer import ArrayProgram, array_program


def batched(program: ArrayProgram, count: int) -> ArrayProgram:
    """The program for ``count`` sets of inputs, as a structure of arrays.

    Every input and output has a last axis of that length, so that neighbours in memory are the
    same element of different sets; loops over sets are innermost, as vector instructions want it.

    >>> from symnum import trace
    >>> print(batched(trace(lambda u, k: k * u[1:], 3, ()), 8))
    input u (3, 8)
    input k (8,)
    output 0 (2, 8)
      [0:2, 0:8] of (2, 8): k[0;0,1]*u[8;8,1]
    """
    inputs: list[Source] = [Input(given.name, (*given.shape, count)) for given in program.inputs]
    known = {source.name: source for source in (*inputs, *program.constants)}
    for stage in program.stages:
        array = _widened(stage.array, known, count, stage.reduced)
        known[stage.name] = Stage(f"{stage.name}.of{count}", array, stage.reduced, stage.combine)
    return array_program(
        f"{program.name}_batch",
        [given.name for given in program.inputs],
        [(*given.shape, count) for given in program.inputs],
        [_widened(output, known, count, 0) for output in program.outputs],
        single=program.single,
    )


def _widened(
    array: SymbolicArray, known: Mapping[str, Source], count: int, reduced: int
) -> SymbolicArray:
    """The array with an axis of sets, before the axes that are reduced."""
    place = len(array.shape) - reduced
    shape = (*array.shape[:place], count, *array.shape[place:])
    blocks = tuple(_block(one, known, count, reduced) for one in array.blocks)
    return SymbolicArray(shape, blocks, {source.name: source for source in known.values()})


def _block(one: Block, known: Mapping[str, Source], count: int, reduced: int) -> Block:
    place = len(one.grid) - reduced
    sets = Progression(0, 1, count)
    pieces = []
    for piece in one.pieces:
        changed = {}
        for access in accesses(piece.body):
            changed[access.symbol] = _access(access, known[access.source], count, place).symbol
        box = (*piece.box[:place], sets, *piece.box[place:])
        pieces.append((box, substitute(piece.body, changed)))
    return block((*one.grid[:place], count, *one.grid[place:]), pieces)


def _access(access: Access, source: Source, count: int, place: int) -> Access:
    """Where the element of each set is; constants are the same in all."""
    factor = 1 if isinstance(source, ConstantArray) else count
    strides = [stride * factor for stride in access.strides]
    strides.insert(place, 0 if isinstance(source, ConstantArray) else 1)
    return Access(source.name, access.offset * factor, tuple(strides))
