"""The best of some programs in float32: constants on the float32 grid, the largest error in ULPs.

What is best over the reals need not be best on a machine: the rounding of every operation counts,
and so do the spelling of a sum and the constants that float32 has. So spellings are ranked with
rounded constants, the first few are searched, and the best on other samples is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from flint import arb

from codegen.float32.grid_search import FLAGS, Objective, search
from codegen.float32.header import header
from codegen.float32.program import MachineProgram
from codegen.verification import (
    REFERENCES,
    Inputs,
    Verification,
    float32_loop,
    reference_named,
    verify,
)
from evolve.float32.inputs import Draw, Sample, Span, sample
from evolve.float32.spelling import constant_name, machine_program, spellings
from evolve.fronts.front import Float32Record
from evolve.programs.translation import infix
from symnum.numerics.functions import Function, function_of
from symnum.numerics.ulp import BINARY32, ulp_error
from symnum.program import Program
from symnum.terms.exact import exact

_SPELLINGS = 12
"""Spellings of a program that are looked at."""
_SEARCHED = 6
"""Spellings of all programs whose constants are searched."""
_STEPS, _STARTS = 3000, 2
_FINALISTS = 2
"""Searched programs, and unsearched ones, whose largest errors are measured as they are stated."""
_COARSE, _DENSE = 2**14, 2**16
"""Inputs of the search, and of the choice and of figures of functions without a sweep."""
_PORTABLE = "#define SYMNUM_FLOAT32_PORTABLE\n"
_FIRST_BITS = 128
"""Precision with which the largest error is decided."""
_EVERY, _SWEPT = 2**24, 2**22
"""Domains of at most so many float32 numbers are swept over wholly: seconds of work; of others so
many inputs, where there is a sweep at all."""
_WORTH_A_SWEEP = 2.0
"""ULPs of programs for which a sweep over any domain is worth the time: a minute for 2^30."""


@dataclass(frozen=True)
class Rounded:
    """A program that is run in float32, and its largest error.

    Args:
        program: Its constants are float32 numbers.
        max_ulp: The largest error over the inputs in ULPs of the true value, rounded up.
        kind: ``sampled``, or ``range`` if the inputs are all float32 numbers of the domain.
        inputs: How many there were.
    """

    program: Program
    max_ulp: float
    kind: Literal["sampled", "range"]
    inputs: int


def record(found: Rounded) -> Float32Record:
    """The same as data for a front."""
    program = found.program
    return Float32Record(
        max_ulp=found.max_ulp,
        kind=found.kind,
        inputs=found.inputs,
        constants=tuple(float(constant).hex() for constant in program.constants),
        program=infix(program),
        instructions=tuple((i.operator.name, i.arguments) for i in program.instructions),
    )


def best_rounded(
    programs: Iterable[Program], reference: Program | Function, span: Span
) -> Rounded | None:
    """The program with the least largest error in float32; ``None`` if none is finite.

    Args:
        programs: With constants that are best over the reals, the most promising first.
        reference: The wanted function.
        span: The float32 numbers of the domain.
    """
    coarse = sample(reference, span.sampled(_COARSE, seed=1))
    spelled = dict.fromkeys(s for program in programs for s in spellings(program, _SPELLINGS))
    ranked = [(_largest(program, coarse), program) for program in spelled]
    ranked = sorted((row for row in ranked if row[0] < np.inf), key=lambda row: row[0])
    first = [program for _, program in ranked[:_SEARCHED]]
    # their own constants too: what is best on few inputs need not be best on all
    tried = [searched_on_grid(program, coarse) for program in first], list(map(in_float32, first))
    dense = sample(reference, span.sampled(_DENSE, seed=2))
    finalists = [
        program
        for group in tried
        for program in sorted(group, key=lambda program: _largest(program, dense))[:_FINALISTS]
    ]
    found = [measured(p, reference, span, dense) for p in dict.fromkeys(finalists)]
    best = min(found, key=lambda rounded: rounded.max_ulp, default=None)
    return confirmed(best, reference, span) if best and best.max_ulp < np.inf else None


def confirmed(found: Rounded, reference: Program | Function, span: Span) -> Rounded:
    """The same by a sweep over all numbers of the domain, if the program is good enough for it."""
    name = _swept_name(reference)
    if found.kind == "range" or name is None or found.max_ulp > _WORTH_A_SWEEP:
        return found
    swept = _swept(found.program, name, span)
    return Rounded(found.program, swept.bound, "range", swept.inputs)


def searched_on_grid(program: Program, inputs: Sample, steps: int = _STEPS) -> Program:
    """The program with constants of float32 near its own that are best on the inputs.

    Args:
        program: All of its constants are finite in float32, and used.
        inputs: Where its largest error counts.
        steps: Of each walk over the grid.
    """
    inputs = inputs.within_range
    objective = Objective(_machine(program), inputs.points, inputs.lookup)
    if not objective.names:
        return program
    walks = [search(objective, steps, seed) for seed in range(_STARTS)]
    return in_float32(program, min(walks, key=lambda walk: walk[1])[0])


def in_float32(program: Program, values: Mapping[str, Any] | None = None) -> Program:
    """The program with constants rounded to float32, or with others by their names.

    Args:
        program: All of its constants are finite in float32, and used.
        values: As :func:`codegen.float32.grid_search.search` finds them.
    """
    values = values or _machine(program).coefficients()
    numbers = range(1, len(program.constants) + 1)
    constants = tuple(exact(float(values[constant_name(number)])) for number in numbers)
    return replace(program, constants=constants)


def measured(
    program: Program, reference: Program | Function, span: Span, dense: Sample | None = None
) -> Rounded:
    """What is known of a program in float32.

    Args:
        program: Its constants are float32 numbers.
        reference: The wanted function.
        span: Where; it is swept over wholly if it is small and the function has a sweep.
        dense: A sample of it, if it is there already.

    Points where the function has no value are left out of samples.
    """
    name, is_small = _swept_name(reference), span.count <= _EVERY
    swept = (
        None if name is None else _swept(program, name, span if is_small else Draw(span, _SWEPT))
    )
    if swept is not None and is_small:
        return Rounded(program, swept.bound, "range", swept.inputs)
    if dense is None:
        dense = sample(reference, span.sampled(_DENSE, seed=2))
    error, inputs = _largest_decided(program, reference, dense), len(dense.points)
    if swept is not None:
        error, inputs = max(error, swept.bound), inputs + swept.inputs
    return Rounded(program, error, "sampled", inputs)


def _swept(program: Program, name: str, inputs: Inputs) -> Verification:
    source = _PORTABLE + header("candidate", _machine(program), None, None)
    call = float32_loop("candidate", source, FLAGS)
    return verify(call, reference_named(name), inputs, threads=1)


def _largest_decided(program: Program, reference: Program | Function, inputs: Sample) -> float:
    """The largest error on a sample, as ball arithmetic has it."""
    results = np.asarray(_machine(program)(inputs.points))
    at = int(np.argmax(inputs.errors(results)))
    point, wanted = arb(float(inputs.points[at])), function_of(reference)
    return ulp_error(
        float(results[at]), lambda bits: wanted.value(point, bits), BINARY32, _FIRST_BITS
    )


def _swept_name(reference: Program | Function) -> str | None:
    """The operator that a reference is, if sweeps know it."""
    if not isinstance(reference, Program) or len(reference.instructions) != 1:
        return None
    (row,) = reference.instructions
    known = row.operator.name in REFERENCES and row.arguments == (0,)
    return row.operator.name if known else None


def _machine(program: Program) -> MachineProgram:
    machine = machine_program(program)
    if machine is None:
        raise ValueError("a constant is not finite in float32")
    return machine


def _largest(program: Program, inputs: Sample) -> float:
    """The largest error with rounded constants, in float32."""
    machine = machine_program(program)
    if machine is None:
        return np.inf
    return float(inputs.errors(np.asarray(machine(inputs.points))).max(initial=0.0))
