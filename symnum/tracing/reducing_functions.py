"""NumPy's universal functions and reductions on traced arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from symnum.errors import InputError
from symnum.ops import ADD, MAX, MIN, MUL, Operator
from symnum.tracing.arrays import Shape, SymbolicArray, elementwise, reshaped
from symnum.tracing.joining import concatenate, stack, traced
from symnum.tracing.linear_algebra import dot, matmul
from symnum.tracing.reductions import reduced
from symnum.tracing.refusals import TracingError
from symnum.tracing.registry import METHODS, implements, implements_ufunc_method
from symnum.tracing.scalars import ELEMENTWISE, conjunction, disjunction
from symnum.tracing.shape_functions import reshape
from symnum.tracing.traced import TracedArray, applied, lifted

_MONOIDS: dict[str, Operator] = {
    "add": ADD, "multiply": MUL, "minimum": MIN, "maximum": MAX, "fmin": MIN, "fmax": MAX,
}  # fmt: skip
LONGEST_SCAN = 4096
"""Elements along an axis up to which cumulative sums are written out."""


@implements_ufunc_method("__call__")
def universal(ufunc: Any, *inputs: Any, out: Any = None, where: Any = True, **options: Any) -> Any:
    """A universal function applied element by element."""
    if ufunc.__name__ == "matmul":
        result = matmul(*inputs)
    else:
        if ufunc.__name__ not in ELEMENTWISE:
            raise TracingError(
                f"np.{ufunc.__name__} cannot be traced: use the functions in "
                "symnum.tracing.SUPPORTED"
            )
        if set(options) - {"dtype", "casting", "order", "subok"}:
            raise TracingError(f"np.{ufunc.__name__} with {', '.join(sorted(options))}")
        result = TracedArray(applied(ufunc.__name__, *inputs))
    return _placed(result, out, where)


def _placed(result: TracedArray, out: Any, where: Any) -> TracedArray:
    """The result, or the array ``out`` with the result in it."""
    target = out[0] if isinstance(out, tuple) else out
    if where is not True:
        if target is None:
            raise TracingError("where= without out=: use np.where(condition, a, b)")
        result = TracedArray(applied_choice(where, result, target))
    if target is None:
        return result
    if not isinstance(target, TracedArray):
        raise TracingError(
            "a traced value is written into a NumPy array (out= or += on np.zeros(...)): make the "
            "array with np.zeros_like(u) or np.empty_like(u)"
        )
    target[...] = result
    return target


@implements(np.where)
def where(condition: Any, *choices: Any) -> TracedArray:
    """Elements of one array or of another."""
    if len(choices) != 2:
        raise TracingError("np.where(condition) gives positions: use np.where(condition, a, b)")
    return TracedArray(applied_choice(condition, *choices))


def applied_choice(condition: Any, chosen: Any, otherwise: Any) -> SymbolicArray:
    """``where`` of numbers and arrays."""
    from_scalars = [lifted(value) for value in (condition, chosen, otherwise)]
    return elementwise(_choice, *from_scalars)


_choice = ELEMENTWISE["where"]


@implements_ufunc_method("outer")
def outer_universal(ufunc: Any, first: Any, second: Any, **options: Any) -> Any:
    """A universal function of every pair."""
    one, two = traced(first), traced(second)
    return universal(ufunc, reshape(one, (*one.shape, *(1,) * two.ndim)), two, **options)


@implements_ufunc_method("reduce")
def reduce_universal(
    ufunc: Any, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None,
    keepdims: bool = False, **options: Any,
) -> Any:  # fmt: skip
    """Elements along axes combined."""
    if ufunc.__name__ not in _MONOIDS or options:
        raise TracingError(f"np.{ufunc.__name__}.reduce cannot be traced with these options")
    return _placed(_reduced(array, axis, keepdims, _MONOIDS[ufunc.__name__]), out, True)


def _reduced(array: Any, axis: Any, keepdims: bool, operator: Operator) -> TracedArray:
    given = lifted(array)
    rank = len(given.shape)
    axes = tuple(range(rank)) if axis is None else normalize_axis_tuple(axis, rank)
    if not given.size:
        raise InputError("a reduction of an array without elements cannot be traced")
    made = reduced(given, axes, operator)
    if keepdims:
        made = reshaped(made, tuple(1 if a in axes else n for a, n in enumerate(given.shape)))
    return TracedArray(made)


def _reduction(operator: Operator, *functions: Any, method: str) -> None:
    def reduce(
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: Any = False,
        **_: Any,
    ) -> Any:
        return _placed(_reduced(a, axis, bool(keepdims), operator), out, True)

    implements(*functions, method=method)(reduce)


for _operator, _functions, _method in (
    (ADD, (np.sum, np.nansum), "sum"), (MUL, (np.prod,), "prod"), (MIN, (np.min, np.amin), "min"),
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
    total = _reduced(a, axis, bool(keepdims), ADD)
    return _placed(total / _count(traced(a).shape, axis), out, True)


@implements(np.var, method="var")
def var(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: int = 0,
    keepdims: Any = False,
) -> Any:
    """The mean square distance from the mean."""
    away = traced(a) - mean(a, axis, keepdims=True)
    count = _count(traced(a).shape, axis) - ddof
    return _placed(_reduced(away * away, axis, bool(keepdims), ADD) / count, out, True)


@implements(np.std, method="std")
def std(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: int = 0,
        keepdims: Any = False) -> Any:  # fmt: skip
    """The square root of the variance."""
    return _placed(np.sqrt(var(a, axis, ddof=ddof, keepdims=keepdims)), out, True)


@implements(np.average)
def average(a: Any, axis: Any = None, weights: Any = None, **_: Any) -> Any:
    """The weighted mean along axes."""
    if weights is None:
        return mean(a, axis)
    given, known = traced(a), weights
    if axis is not None and np.ndim(weights) == 1:
        at = normalize_axis_index(axis, given.ndim)
        known = np.reshape(weights, (-1,) + (1,) * (given.ndim - at - 1))
    total = np.sum(np.broadcast_to(known, given.shape), axis=axis)
    return _reduced(given * known, axis, False, ADD) / total


def _boolean(name: str, combine: Any) -> Any:
    def reduce(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, **_: Any) -> Any:
        given = lifted(a)
        flat = reshaped(given, (given.size,))
        if axis is not None or given.size > 64:
            raise TracingError(f"np.{name} along an axis or of many elements: use np.minimum")
        parts = [traced(TracedArray(flat))[n].value for n in range(given.size)]
        result = parts[0]
        for part in parts[1:]:
            result = elementwise(combine, result, part)
        return TracedArray(result)

    return reduce


implements(np.all, method="all")(_boolean("all", conjunction))
implements(np.any, method="any")(_boolean("any", disjunction))


@implements(np.clip, method="clip")
def clip(
    a: Any,
    a_min: Any = None,
    a_max: Any = None,
    out: Any = None,
    *,
    min: Any = None,
    max: Any = None,
) -> Any:
    """Elements between two bounds."""
    low, high = a_min if min is None else min, a_max if max is None else max
    result = traced(a)
    result = result if low is None else np.maximum(result, low)
    return _placed(result if high is None else np.minimum(result, high), out, True)


@implements(np.cumsum, method="cumsum")
def cumsum(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """Sums of the elements so far."""
    given = reshape(a, -1) if axis is None else traced(a)
    at = 0 if axis is None else axis % given.ndim
    if given.shape[at] > LONGEST_SCAN:
        raise TracingError(f"np.cumsum of {given.shape[at]} elements (allowed: {LONGEST_SCAN})")
    before = (slice(None),) * at
    total, parts = given[(*before, 0)], []
    parts.append(total)
    for place in range(1, given.shape[at]):
        total = total + given[(*before, place)]
        parts.append(total)
    return _placed(stack(parts, at), out, True)


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
