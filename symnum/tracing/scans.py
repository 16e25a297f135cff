"""Sums, products and extremes of the elements so far."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from symnum.ops import ADD, MAX, MIN, MUL, Operator
from symnum.terms.ring import build
from symnum.tracing.arrays import SymbolicArray, aligned, concatenated, elementwise, part, stored
from symnum.tracing.boxes import progression, whole
from symnum.tracing.joining import concatenate, traced
from symnum.tracing.reductions import LONGEST_WRITTEN_OUT
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import implements, implements_ufunc_method
from symnum.tracing.traced import TracedArray, lifted

_SCANNED: dict[str, Operator] = {"add": ADD, "multiply": MUL, "minimum": MIN, "maximum": MAX}


def scanned(array: SymbolicArray, axis: int, operator: Operator) -> SymbolicArray:
    """Elements combined with all before them along an axis.

    In log2(n) rounds, each of which adds what stands 1, 2, 4, … places before (Hillis and Steele,
    1986); rounds of long axes are stored, so that no term gets long.
    """
    size, shift, made = array.shape[axis], 1, aligned(array)
    while shift < size:
        head = _between(made, axis, 0, shift)
        tail, before = _between(made, axis, shift, size), _between(made, axis, 0, size - shift)
        both = elementwise(lambda a, b: build(operator, [a, b]), before, tail)
        made = aligned(concatenated([head, both], axis))
        shift *= 2
        if size > LONGEST_WRITTEN_OUT and shift < size:
            made = stored(made)
    return made


def _between(array: SymbolicArray, axis: int, start: int, stop: int) -> SymbolicArray:
    box = list(whole(array.shape))
    box[axis] = progression(start, 1, stop - start)
    return part(array, tuple(box))


def _scan(a: Any, axis: int | None, operator: Operator) -> TracedArray:
    given = traced(a)
    value = lifted(given.ravel() if axis is None else given)
    if not value.size:
        return TracedArray(value)
    return TracedArray(scanned(value, normalize_axis_index(axis or 0, len(value.shape)), operator))


@implements_ufunc_method("accumulate")
def accumulate(ufunc: Any, array: Any, axis: int = 0, dtype: Any = None, out: Any = None) -> Any:
    """A universal function of all elements so far."""
    if ufunc.__name__ not in _SCANNED or out is not None:
        raise TracingError(refusal(f"np.{ufunc.__name__}.accumulate", "accumulate"))
    return _scan(array, axis, _SCANNED[ufunc.__name__])


@implements(np.cumsum, method="cumsum")
def cumsum(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """Sums of the elements so far."""
    return _scan(a, axis, ADD)


@implements(np.cumprod, method="cumprod")
def cumprod(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """Products of the elements so far."""
    return _scan(a, axis, MUL)


def _cumulative(operator: Operator, neutral: float) -> Any:
    def scan(
        x: Any,
        /,
        *,
        axis: int | None = None,
        dtype: Any = None,
        out: Any = None,
        include_initial: bool = False,
    ) -> Any:
        made = _scan(x, axis, operator)
        if not include_initial:
            return made
        at = normalize_axis_index(axis or 0, made.ndim)
        first = np.full((*made.shape[:at], 1, *made.shape[at + 1 :]), neutral)
        return concatenate((first, made), at)

    return scan


implements(np.cumulative_sum)(_cumulative(ADD, 0.0))
implements(np.cumulative_prod)(_cumulative(MUL, 1.0))
