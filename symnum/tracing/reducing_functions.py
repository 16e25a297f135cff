"""NumPy's reductions of traced arrays: sums, extremes, means."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from symnum.errors import InputError
from symnum.ops import ADD, MAX, MIN, MUL, Operator
from symnum.terms.ring import build
from symnum.tracing.arrays import Shape, elementwise, reshaped
from symnum.tracing.joining import concatenate, traced
from symnum.tracing.linear_algebra import dot
from symnum.tracing.reductions import LONGEST_WRITTEN_OUT, reduced
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import METHODS, implements, implements_ufunc_method
from symnum.tracing.scalars import conjunction, disjunction
from symnum.tracing.traced import TracedArray, lifted
from symnum.tracing.universal_functions import chosen

_MONOIDS: dict[str, Operator] = {
    "add": ADD, "multiply": MUL, "minimum": MIN, "maximum": MAX, "fmin": MIN, "fmax": MAX,
}  # fmt: skip
_NEUTRAL = {ADD: 0.0, MUL: 1.0}


@implements_ufunc_method("reduce")
def reduce_universal(
    ufunc: Any, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None,
    keepdims: bool = False, initial: Any = None, where: Any = True,
) -> Any:  # fmt: skip
    """Elements along axes combined."""
    if ufunc.__name__ not in _MONOIDS or out is not None:
        raise TracingError(refusal(f"np.{ufunc.__name__}.reduce with these options", "reduce"))
    return _reduced(array, axis, keepdims, _MONOIDS[ufunc.__name__], initial, where)


def _reduced(
    array: Any, axis: Any, keepdims: bool, operator: Operator, initial: Any = None,
    where: Any = True,
) -> TracedArray:  # fmt: skip
    given = lifted(array)
    if where is not True:
        start = _NEUTRAL.get(operator) if initial is None else initial
        if start is None:
            raise InputError("a minimum or maximum with where= needs initial=")
        given = chosen(where, array, _NEUTRAL.get(operator, start))
    rank = len(given.shape)
    axes = tuple(range(rank)) if axis is None else normalize_axis_tuple(axis, rank)
    if not given.size:
        raise InputError("a reduction of an array without elements cannot be traced")
    made = reduced(given, axes, operator)
    if keepdims:
        made = reshaped(made, tuple(1 if a in axes else n for a, n in enumerate(given.shape)))
    if initial is not None:
        made = elementwise(lambda a, b: build(operator, [a, b]), made, lifted(initial))
    return TracedArray(made)


def _reduction(operator: Operator, *functions: Any, method: str) -> None:
    def reduce(
        a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False,
        initial: Any = None, where: Any = True,
    ) -> Any:  # fmt: skip
        return _reduced(a, axis, _kept(keepdims), operator, _given(initial), _chosen(where))

    implements(*functions, method=method)(reduce)


def _given(value: Any) -> Any:
    """An argument, ``None`` for NumPy's mark that there is none."""
    return None if value is np._NoValue else value


def _kept(keepdims: Any) -> bool:
    return bool(_given(keepdims))


def _chosen(where: Any) -> Any:
    return True if _given(where) is None else where


for _operator, _functions, _method in (
    (ADD, (np.sum,), "sum"), (MUL, (np.prod,), "prod"), (MIN, (np.min, np.amin), "min"),
    (MAX, (np.max, np.amax), "max"),
):  # fmt: skip
    _reduction(_operator, *_functions, method=_method)


def _count(shape: Shape, axis: Any) -> int:
    axes = range(len(shape)) if axis is None else normalize_axis_tuple(axis, len(shape))
    return math.prod(shape[a] for a in axes)


@implements(np.mean, method="mean")
def mean(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False
) -> Any:
    """The mean along axes."""
    return _reduced(a, axis, _kept(keepdims), ADD) / _count(traced(a).shape, axis)


@implements(np.var, method="var")
def var(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: int = 0,
        keepdims: Any = False) -> Any:  # fmt: skip
    """The mean square distance from the mean."""
    away = traced(a) - mean(a, axis, keepdims=True)
    count = _count(traced(a).shape, axis) - ddof
    return _reduced(away * away, axis, _kept(keepdims), ADD) / count


@implements(np.std, method="std")
def std(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: int = 0,
        keepdims: Any = False) -> Any:  # fmt: skip
    """The square root of the variance."""
    return np.sqrt(var(a, axis, ddof=ddof, keepdims=keepdims))


@implements(np.ptp)
def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    """The largest element less the smallest."""
    kept = _kept(keepdims)
    return _reduced(a, axis, kept, MAX) - _reduced(a, axis, kept, MIN)


@implements(np.count_nonzero)
def count_nonzero(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """How many elements are not 0."""
    return _reduced(np.where(traced(a) != 0, 1, 0), axis, keepdims, ADD)


@implements(np.average)
def average(a: Any, axis: Any = None, weights: Any = None) -> Any:
    """The weighted mean along axes."""
    if weights is None:
        return mean(a, axis)
    given, known = traced(a), weights
    if axis is not None and np.ndim(weights) == 1:
        at = normalize_axis_index(axis, given.ndim)
        known = np.reshape(weights, (-1,) + (1,) * (given.ndim - at - 1))
    total = np.sum(np.broadcast_to(known, given.shape), axis=axis)
    return _reduced(given * known, axis, False, ADD) / total


def _boolean(combine: Any, operator: Operator) -> Any:
    def reduce(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
        given = lifted(a)
        if axis is not None or not 0 < given.size <= LONGEST_WRITTEN_OUT or _kept(keepdims):
            truths = TracedArray(chosen(a, 1, 0))
            return _reduced(truths, axis, _kept(keepdims), operator) > 0
        flat = TracedArray(reshaped(given, (given.size,)))
        result, *parts = [flat[place].value for place in range(given.size)]
        for part in parts:
            result = elementwise(combine, result, part)
        return TracedArray(result)

    return reduce


implements(np.all, method="all")(_boolean(conjunction, MIN))
implements(np.any, method="any")(_boolean(disjunction, MAX))


@implements(np.clip, method="clip")
def clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, *, min: Any = None,
         max: Any = None) -> Any:  # fmt: skip
    """Elements between two bounds."""
    low, high = _given(a_min), _given(a_max)
    low, high = low if _given(min) is None else min, high if _given(max) is None else max
    result = traced(a)
    result = result if low is None else np.maximum(result, low)
    return result if high is None else np.minimum(result, high)


@implements(np.diff)
def diff(
    a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None
) -> TracedArray:
    """Differences of neighbours."""
    given = traced(a)
    extra = [part for part in (prepend, given, append) if part is not None]
    given = concatenate(extra, axis) if len(extra) > 1 else given
    before = (slice(None),) * (axis % given.ndim)
    for _ in range(n):
        given = given[(*before, slice(1, None))] - given[(*before, slice(None, -1))]
    return given


METHODS["dot"] = dot
