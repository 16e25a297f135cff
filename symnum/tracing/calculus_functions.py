"""NumPy's functions of samples: differences, integrals, interpolation, polynomials, convolution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from symnum.errors import InputError
from symnum.tracing.joining import concatenate, stack, traced
from symnum.tracing.linear_algebra import numbers
from symnum.tracing.refusals import TracingError, refusal
from symnum.tracing.registry import implements
from symnum.tracing.shape_functions import ravel
from symnum.tracing.traced import TracedArray
from symnum.tracing.universal_functions import where

LONGEST_TABLE = 64
"""Points of a table that is interpolated at traced values, and weights of a convolution."""


@implements(np.gradient)
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Central differences, one-sided ones at the ends, along each axis."""
    given = traced(f)
    axes = range(given.ndim) if axis is None else normalize_axis_tuple(axis, given.ndim)
    spacings = list(varargs) or [1.0]
    if len(spacings) == 1:
        spacings *= len(axes)
    if len(spacings) != len(axes) or edge_order not in (1, 2):
        raise InputError("np.gradient: one spacing per axis, and edge_order 1 or 2, are needed")
    made = [_slope(given, a, h, edge_order) for a, h in zip(axes, spacings, strict=True)]
    return made[0] if len(axes) == 1 else tuple(made)


def _slope(given: TracedArray, axis: int, spacing: Any, order: int) -> TracedArray:
    size = given.shape[axis]
    if size < order + 1:
        raise InputError(f"np.gradient: {size} points are too few for edge_order {order}")
    if isinstance(spacing, TracedArray) and spacing.ndim:
        raise TracingError(refusal("np.gradient with traced coordinates", "gradient"))
    steps: Any = spacing if np.ndim(spacing) == 0 else np.diff(np.asarray(spacing, dtype=float))
    if np.ndim(spacing) and (len(steps) != size - 1):
        raise InputError(f"np.gradient: {size} coordinates are needed for an axis of length {size}")
    if np.ndim(steps) and (steps == steps[0]).all():
        steps = float(steps[0])
    u = given.swapaxes(0, axis)

    def step(place: Any) -> Any:
        if np.ndim(steps) == 0:
            return steps
        chosen = steps[place]
        return chosen.reshape((-1,) + (1,) * (given.ndim - 1)) if np.ndim(chosen) else chosen

    inner = _inner_slopes(u, step, np.ndim(steps) == 0)
    first = (u[1:2] - u[0:1]) / step(0)
    last = (u[-1:] - u[-2:-1]) / step(-1)
    if order == 2:
        first = _edge_slope(u[0:1], u[1:2], u[2:3], step(0), step(1))
        last = -_edge_slope(u[-1:], u[-2:-1], u[-3:-2], step(-1), step(-2))
    return concatenate((first, inner, last), 0).swapaxes(0, axis)  # type: ignore[no-any-return]


def _inner_slopes(u: TracedArray, step: Any, uniform: bool) -> Any:
    if uniform:
        return (u[2:] - u[:-2]) / (2.0 * step(0))
    a, b = step(slice(None, -1)), step(slice(1, None))
    low, high = -b / (a * (a + b)), a / (b * (a + b))
    return low * u[:-2] + (b - a) / (a * b) * u[1:-1] + high * u[2:]


def _edge_slope(u: Any, v: Any, w: Any, a: Any, b: Any) -> Any:
    """The slope at the first of three points, of second order."""
    return (
        -(2.0 * a + b) / (a * (a + b)) * u + (a + b) / (a * b) * v - a / (b * (a + b)) * w
    )  # fmt: skip


@implements(np.trapezoid)
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """The integral by the trapezoidal rule."""
    given = traced(y).swapaxes(axis, -1)
    steps = dx
    if x is not None:
        points = x if isinstance(x, TracedArray) else np.asarray(x, dtype=float)
        steps = np.diff(points) if points.ndim == 1 else np.diff(points, axis=axis)
        steps = steps.swapaxes(axis, -1) if points.ndim > 1 else steps
    return np.sum(steps * (given[..., 1:] + given[..., :-1]) / 2.0, axis=-1)


@implements(np.interp)
def interp(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None
) -> TracedArray:
    """Linear interpolation in a table: of traced values, or of a table with traced values."""
    known = numbers(xp)
    if known is None or period is not None or (known[1:] <= known[:-1]).any():
        raise TracingError(refusal("np.interp with traced or falling xp, or with period", "interp"))
    at = numbers(x)
    if at is not None:  # linear in the values
        if left is not None or right is not None:
            raise TracingError(refusal("np.interp with traced fp and left= or right=", "interp"))
        weights = np.stack([np.interp(at, known, e) for e in np.eye(len(known))])
        made = traced(fp) @ weights.reshape(len(known), -1)
        return traced(made).reshape(at.shape)  # type: ignore[no-any-return]
    if len(known) > LONGEST_TABLE:
        raise TracingError(refusal(f"np.interp in a table of {len(known)} points", "interp"))
    values = traced(fp)
    given = traced(x)
    made = _interpolated(given, known, values, 0, len(known) - 1)
    made = where(given < known[0], values[0] if left is None else left, made)
    return where(given > known[-1], values[-1] if right is None else right, made)


def _interpolated(x: TracedArray, xp: Any, fp: TracedArray, low: int, high: int) -> Any:
    """Between two points of the table, by halving."""
    if high <= low:
        return fp[low]
    if high - low == 1:
        slope = (fp[high] - fp[low]) / (xp[high] - xp[low])
        return slope * (x - xp[low]) + fp[low]
    middle = (low + high) // 2
    return where(
        x < xp[middle],
        _interpolated(x, xp, fp, low, middle),
        _interpolated(x, xp, fp, middle, high),
    )


@implements(np.linspace)
def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False,
    dtype: Any = None, axis: int = 0,
) -> Any:  # fmt: skip
    """Equally spaced values from one to the other."""
    first, last = traced(start), traced(stop)
    gaps = num - 1 if endpoint else num
    shape = (num,) + (1,) * max(first.ndim, last.ndim)
    made = first + (last - first) * (np.arange(num) / max(gaps, 1)).reshape(shape)
    if endpoint and num > 1:
        made = concatenate((made[:-1], (last + 0 * first)[None]), 0)
    made = np.moveaxis(made, 0, axis)
    return (made, (last - first) / gaps) if retstep else made


@implements(np.polyval)
def polyval(p: Any, x: Any) -> TracedArray:
    """A polynomial by its coefficients, the highest first (Horner's scheme)."""
    made = traced(x) * 0
    for coefficient in p if isinstance(p, TracedArray) else np.asarray(p):
        made = made * x + coefficient
    return traced(made)


@implements(np.vander)
def vander(x: Any, N: int | None = None, increasing: bool = False) -> TracedArray:  # noqa: N803
    """Powers as columns."""
    given = traced(x)
    count = given.size if N is None else N
    powers = range(count) if increasing else range(count)[::-1]
    return stack([given**n if n else np.ones_like(given) for n in powers], axis=1)


@implements(np.convolve)
def convolve(a: Any, v: Any, mode: str = "full") -> TracedArray:
    """Sums of products of flat arrays, one of them reversed and shifted."""
    one, two = _flat(a), _flat(v)
    if len(one) < len(two):
        one, two = two, one
    n, m = len(one), len(two)
    if m > LONGEST_TABLE:
        raise TracingError(f"np.convolve of two arrays longer than {LONGEST_TABLE}")
    total = _shifted_sum(traced(one), two)
    if mode == "full":
        return total
    if mode not in ("same", "valid"):
        raise InputError(f"np.convolve: mode {mode!r} (allowed: full, same, valid)")
    start = (m - 1) // 2 if mode == "same" else m - 1
    return TracedArray(total[start : start + (n if mode == "same" else n - m + 1)].value)


def _shifted_sum(long: TracedArray, short: Any) -> TracedArray:
    n, m = len(long), len(short)
    padded = concatenate((np.zeros(m - 1), long, np.zeros(m - 1)), 0)
    terms = [short[k] * padded[m - 1 - k : n + 2 * m - 2 - k] for k in range(m)]
    return traced(sum(terms[1:], terms[0]))


def _flat(array: Any) -> Any:
    made = ravel(array) if isinstance(array, TracedArray) else np.asarray(array, float).ravel()
    if not len(made):
        raise InputError("np.convolve of an array without elements")
    return made


@implements(np.correlate)
def correlate(a: Any, v: Any, mode: str = "valid") -> TracedArray:
    """Sums of products of flat arrays, one of them shifted."""
    one, two = _flat(a), _flat(v)
    if len(one) >= len(two):
        return convolve(one, two[::-1], mode)
    return TracedArray(convolve(one[::-1], two, mode)[::-1].value)
