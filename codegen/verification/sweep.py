"""Sweeps: a float32 function judged over a set of inputs, in threads.

Compiled code does the work and lets other threads run meanwhile. Chunks are added up in their
order, so that the result does not depend on the number of threads.
"""

from __future__ import annotations

import numpy as np

from codegen.verification.chunks import Report, over_chunks
from codegen.verification.float32_inputs import Bits, Inputs
from codegen.verification.hard_cases import is_misrounded, largest_error
from codegen.verification.judgement import Function, Tally, judge_of, number
from codegen.verification.references import Reference
from codegen.verification.result import ClassResult, Verification
from codegen.verification.special_values import special_values


def verify(
    call: Function,
    reference: Reference,
    inputs: Inputs,
    *,
    threads: int | None = None,
    report: Report | None = None,
) -> Verification:
    """Judge every result of a function.

    Args:
        call: Float32 results of a flat float32 array. It is called from several threads at once;
            it should be compiled code that releases Python's lock.
        reference: What it should compute.
        inputs: Where.
        threads: How many; one for each processor by default. The result does not depend on it.
        report: Told of progress, in the calling thread.

    Ctrl-C ends it after the chunks that are under way, with ``KeyboardInterrupt``.

    Raises:
        InputError: there is no C compiler, or ``threads`` is not positive.
        ValueError: ``call`` returns other shapes or types.
    """
    judge, total = judge_of(reference), Tally()

    def work(bits: Bits) -> Tally:
        x = bits.view(np.float32)
        with np.errstate(all="ignore"):
            return judge.tally(x, np.ascontiguousarray(call(x)))

    for tally in over_chunks(work, inputs, threads, report):
        total.add(tally)
    return _result(total, call, reference, inputs)


def _result(total: Tally, call: Function, reference: Reference, inputs: Inputs) -> Verification:
    wrong: dict[str, int] = dict.fromkeys(total.classes, 0)
    for case in total.roundings:
        if is_misrounded(case, reference):
            wrong[case.result] += 1
    classes = {
        name: ClassResult(
            tally.count, tally.misrounded + wrong[name], largest_error(tally, reference)
        )
        for name, tally in total.classes.items()
    }
    special = special_values(call, reference)
    count = sum(found.count for found in classes.values())
    return Verification(reference.name, inputs.kind, count, classes, total.lost, special)


def first_difference(
    one: Function,
    other: Function,
    inputs: Inputs,
    *,
    threads: int | None = None,
    report: Report | None = None,
) -> float | None:
    """The first input at which two functions give different bits; ``None`` if there is none.

    NaNs count as the same whatever their bits. Arguments are those of :func:`verify`.
    """

    def work(bits: Bits) -> int | None:
        x = bits.view(np.float32)
        a, b = one(x), other(x)
        unequal = (a.view(np.uint32) != b.view(np.uint32)) & ~(np.isnan(a) & np.isnan(b))
        return int(bits[unequal.argmax()]) if unequal.any() else None

    for found in over_chunks(work, inputs, threads, report):
        if found is not None:
            return number(found)
    return None
