"""NumPy's functions that choose (by conditions, cases, known indices) or work in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnum.errors import InputError
from symnum.tracing.arrays import broadcast
from symnum.tracing.joining import stack, traced
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import METHODS, PROPERTIES, implements
from symnum.tracing.shape_functions import moveaxis, ravel
from symnum.tracing.traced import TracedArray, lifted
from symnum.tracing.universal_functions import at, where

MOST_COMPARED = 64
"""Elements among which the place of the largest is looked for."""
MOST_LINES = 4096
"""Lines of an array that a Python function is applied to."""


@implements(np.select)
def select(condlist: Any, choicelist: Any, default: Any = 0) -> TracedArray:
    """The choice of the first condition that holds."""
    if len(condlist) != len(choicelist):
        raise InputError("np.select: as many choices as conditions are needed")
    made = traced(default)
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        made = where(condition, choice, made)
    return made


@implements(np.piecewise)
def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> TracedArray:
    """Functions on parts of the domain; the last condition that holds counts."""
    given = traced(x)
    several = isinstance(condlist, list | tuple) or np.ndim(condlist) > given.ndim
    conditions = list(condlist) if several else [condlist]
    if len(funclist) not in (len(conditions), len(conditions) + 1):
        raise InputError(f"np.piecewise: {len(conditions)} conditions, {len(funclist)} functions")

    def part(function: Any) -> Any:
        return function(given, *args, **kw) if callable(function) else function

    made = TracedArray(broadcast(lifted(0), given.shape))
    if len(funclist) > len(conditions):
        made = TracedArray(broadcast(lifted(part(funclist[-1])), given.shape))
    for condition, function in zip(conditions, funclist, strict=False):
        made = where(condition, part(function), made)
    return made


@implements(np.choose)
def choose(a: Any, choices: Any, out: Any = None, mode: str = "raise") -> TracedArray:
    """The choice whose number an array tells."""
    if isinstance(a, TracedArray) or mode != "raise":
        raise TracingError(refusal("np.choose by traced numbers or with mode=", "branch"))
    numbers = np.asarray(a)
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < len(choices):
        raise InputError("np.choose: a number without a choice")
    return select([numbers == n for n in range(len(choices))], list(choices))


def _place_of_extreme(compare: Any) -> Any:
    def place(a: Any, axis: int | None = None, out: Any = None, *, keepdims: Any = False) -> Any:
        given = ravel(a) if axis is None else moveaxis(a, axis, 0)
        if len(given) > MOST_COMPARED or keepdims is True:
            raise TracingError(refusal(f"np.argmax of {len(given)} elements", "argmax"))
        best, found = traced(given[0] * 1.0), traced(given[0] * 0)
        for number in range(1, len(given)):
            better = compare(given[number] * 1.0, best)
            best = where(better, given[number], best)
            found = where(better, number, found)
        return found

    return place


implements(np.argmax, method="argmax")(_place_of_extreme(np.greater))
implements(np.argmin, method="argmin")(_place_of_extreme(np.less))


@implements(np.isclose)
def isclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Whether elements differ by no more than the tolerances."""
    return np.abs(traced(a) - b) <= atol + rtol * np.abs(traced(b))


@implements(np.sinc)
def sinc(x: Any) -> Any:
    """sin(πx)/(πx), 1 at 0."""
    turns = traced(x) * np.pi
    return where(turns == 0, 1, np.sin(turns) / where(turns == 0, 1, turns))


@implements(np.round, np.around, method="round")
def rounded(a: Any, decimals: int = 0, out: Any = None) -> Any:
    """To so many decimals, halves to even."""
    scale = 10.0 ** abs(decimals)
    if decimals == 0:
        return np.rint(traced(a))
    if decimals > 0:
        return np.rint(traced(a) * scale) / scale
    return np.rint(traced(a) / scale) * scale


implements(np.fix)(lambda x, out=None: np.trunc(traced(x)))
implements(np.i0)(lambda x: traced(x).i0())
implements(np.real)(lambda val: traced(val))
implements(np.imag)(lambda val: traced(val) * 0)
PROPERTIES["imag"] = lambda array: array * 0
METHODS["choose"] = choose


@implements(np.copyto)
def copyto(dst: Any, src: Any, casting: str = "same_kind", where: Any = True) -> None:
    """What is assigned to an array, where a condition holds."""
    if not isinstance(dst, TracedArray):
        raise TracingError(refusal("np.copyto into a NumPy array", "array"))
    dst[...] = src if where is True else np.where(where, traced(src), dst)


@implements(np.put, method="put")
def put(a: Any, ind: Any, v: Any, mode: str = "raise") -> None:
    """Values at flat positions."""
    if not isinstance(a, TracedArray) or mode != "raise":
        raise TracingError(refusal("np.put into a NumPy array or with mode=", "put"))
    found = np.arange(a.size)[np.asarray(ind).reshape(-1)]
    values = traced(np.resize(v, found.shape))
    a[np.unravel_index(found, a.shape)] = values


@implements(np.bincount)
def bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> TracedArray:
    """Sums of weights by known numbers of bins."""
    if isinstance(x, TracedArray):
        raise TracingError(refusal("np.bincount of traced numbers", "digitize"))
    places = np.asarray(x)
    made = TracedArray(lifted(np.zeros(max(minlength, int(places.max(initial=-1)) + 1))))
    at(np.add, made, places, traced(weights))
    return made


@implements(np.apply_along_axis)
def apply_along_axis(func1d: Any, axis: int, arr: Any, *args: Any, **kwargs: Any) -> TracedArray:
    """A Python function of each line along an axis."""
    given = moveaxis(arr, axis, -1)
    outer = given.shape[:-1]
    lines = given.reshape((-1, given.shape[-1]))
    if len(lines) > MOST_LINES:
        raise TracingError(f"np.apply_along_axis of {len(lines)} lines (allowed: {MOST_LINES})")
    made = stack([traced(func1d(line, *args, **kwargs)) for line in lines])
    shaped = made.reshape(outer + made.shape[1:])
    inner = made.ndim - 1
    at_axis = axis % np.ndim(arr)
    source = range(len(outer), len(outer) + inner)
    return moveaxis(shaped, list(source), list(range(at_axis, at_axis + inner)))


@implements(np.ediff1d)
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """Differences of neighbours in the flat array."""
    flat = np.diff(ravel(ary))
    parts = [np.ravel(p) for p in (to_begin, flat, to_end) if p is not None]
    return np.concatenate(parts)
