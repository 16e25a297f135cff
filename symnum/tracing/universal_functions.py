"""NumPy's universal functions on traced arrays: calls, and the methods ``outer`` and ``at``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symnum.tracing.arrays import SymbolicArray, elementwise
from symnum.tracing.calling import placed
from symnum.tracing.joining import traced
from symnum.tracing.linear_algebra import matmul
from symnum.tracing.positions import gathered_at, positions, scattered_at
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import implements, implements_ufunc_method
from symnum.tracing.scalars import ELEMENTWISE
from symnum.tracing.shape_functions import reshape
from symnum.tracing.traced import TracedArray, applied, lifted


def _vecdot(first: Any, second: Any) -> TracedArray:
    return traced(np.sum(traced(first) * second, axis=-1))


def _matvec(matrix: Any, vector: Any) -> TracedArray:
    if np.ndim(vector) == 1:
        return matmul(matrix, vector)
    return traced(matmul(matrix, traced(vector)[..., None])[..., 0])


def _vecmat(vector: Any, matrix: Any) -> TracedArray:
    if np.ndim(vector) == 1:
        return matmul(vector, matrix)
    return traced(matmul(traced(vector)[..., None, :], matrix)[..., 0, :])


GENERALISED: Mapping[str, Callable[[Any, Any], TracedArray]] = {
    "matmul": matmul, "vecdot": _vecdot, "matvec": _matvec, "vecmat": _vecmat,
}  # fmt: skip
"""Universal functions of whole vectors and matrices."""
PAIRS: Mapping[str, tuple[str, ...]] = {"divmod": ("floor_divide", "remainder")}
"""Universal functions with several results."""


@implements_ufunc_method("__call__")
def universal(ufunc: Any, *inputs: Any, out: Any = None, where: Any = True, **options: Any) -> Any:
    """A universal function applied element by element."""
    name = ufunc.__name__
    wanted = options.pop("dtype", None)
    if wanted is not None and np.dtype(wanted).kind not in "fb":
        raise TracingError(refusal(f"np.{name} with dtype={np.dtype(wanted)}", "dtype"))
    if set(options) - {"casting", "order", "subok"}:
        raise TracingError(refusal(f"np.{name} with {', '.join(sorted(options))}", name))
    if name in PAIRS and out is None:
        return tuple(TracedArray(applied(one, *inputs)) for one in PAIRS[name])
    if name == "modf" and out is None:
        whole = np.trunc(traced(*inputs))
        return traced(*inputs) - whole, whole
    if name in GENERALISED:
        return _placed(GENERALISED[name](*inputs), out, where)
    if name not in ELEMENTWISE:
        raise TracingError(refusal(f"np.{name}", name))
    return _placed(TracedArray(applied(name, *inputs)), out, where)


def _placed(result: TracedArray, out: Any, where: Any) -> TracedArray:
    """The result, or the array ``out`` with the result in it."""
    target = out[0] if isinstance(out, tuple) else out
    if where is not True:
        if target is None:
            raise TracingError(refusal("where= without out=", "branch"))
        result = TracedArray(chosen(where, result, target))
    made: TracedArray = result if target is None else placed(result, target)
    return made


@implements(np.where)
def where(condition: Any, *choices: Any) -> TracedArray:
    """Elements of one array or of another."""
    if len(choices) != 2:
        raise TracingError(refusal("np.where(condition), which gives positions,", "nonzero"))
    return TracedArray(chosen(condition, *choices))


def chosen(condition: Any, first: Any, second: Any) -> SymbolicArray:
    """``where`` of numbers and arrays."""
    return elementwise(
        ELEMENTWISE["where"], *(lifted(value) for value in (condition, first, second))
    )


@implements_ufunc_method("outer")
def outer(ufunc: Any, first: Any, second: Any, **options: Any) -> Any:
    """A universal function of every pair."""
    one, two = traced(first), traced(second)
    return universal(ufunc, reshape(one, (*one.shape, *(1,) * two.ndim)), two, **options)


@implements_ufunc_method("at")
def at(ufunc: Any, array: Any, indices: Any, *values: Any) -> None:
    """A universal function applied in place at positions; those named twice are changed twice."""
    if not isinstance(array, TracedArray):
        raise TracingError(refusal(f"np.{ufunc.__name__}.at on a NumPy array", "array"))
    if isinstance(indices, TracedArray):
        raise TracingError(refusal(f"np.{ufunc.__name__}.at with traced positions", "index"))
    found = np.asarray(positions(array.shape)[indices])
    given = [traced(np.broadcast_to(v, found.shape)).ravel() for v in values]
    flat = found.reshape(-1)
    turns = _occurrences(flat)
    made = array.value
    for turn in range(int(turns.max(initial=-1)) + 1):
        which = np.flatnonzero(turns == turn)
        old = TracedArray(gathered_at(made, flat[which]))
        new = universal(ufunc, old, *(v[which] for v in given))
        made = scattered_at(made, flat[which], lifted(new))
    array[...] = TracedArray(made)


def _occurrences(places: Any) -> Any:
    """How often each position has been named before."""
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    first = np.searchsorted(ordered, ordered, side="left")
    found = np.empty(len(places), dtype=np.int64)
    found[order] = np.arange(len(places)) - first
    return found
