"""The float32 program of a front member as a C header that says how far it can be trusted."""

from __future__ import annotations

from codegen.float32.header import header
from codegen.verification.result import shown_up
from evolve.float32.spelling import machine_program
from evolve.fronts.front import Float32Record, Front
from symnum.errors import InputError

_SCOPE = {
    "sampled": "over {count:,} float32 numbers of the domain, ends included: not proved of others",
    "range": "over all {count:,} float32 numbers of the domain",
}


def header_of(front: Front, record: Float32Record, name: str) -> str:
    """A self-contained header with ``float NAME(float)`` and ``NAME_array(x, y, n)``.

    Args:
        front: Of which the record is.
        record: The program and its largest error.
        name: A C identifier.

    Raises:
        InputError: the record's program cannot be run in float32.
    """
    machine = machine_program(record.to_program())
    if machine is None:
        raise InputError("float32: a constant is not finite")
    low, high = front.domain
    scope = _SCOPE[record.kind].format(count=record.inputs)
    comment = [
        f"{front.function} on [{low}, {high}], float32, {machine.operations} operations.",
        f"Largest error: {shown_up(record.max_ulp)} ULP of the true value, {scope}.",
        f"Program: {record.program}",
        "Every operation rounds once; fused operations are written as fmaf, and no others may be "
        "fused.",
    ]
    return header(name, machine, None, None, comment)
