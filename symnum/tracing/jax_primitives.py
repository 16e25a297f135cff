"""JAX's primitives on traced arrays, by name: each through the functions that NumPy code uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symnum.tracing.jax_convolution import convolved
from symnum.tracing.joining import concatenate, traced
from symnum.tracing.linear_algebra import tensordot
from symnum.tracing.refusals import TracingError
from symnum.tracing.shape_functions import (
    are_truths,
    broadcast_to,
    flip,
    reshape,
    squeeze,
    transpose,
)
from symnum.tracing.traced import TracedArray, applied

_Primitive = Callable[..., Any]

_SAME = {
    "add": "add", "add_any": "add", "sub": "subtract", "mul": "multiply", "div": "divide",
    "neg": "negative", "pow": "power", "max": "maximum", "min": "minimum", "abs": "absolute",
    "sign": "sign", "floor": "floor", "ceil": "ceil", "exp": "exp", "exp2": "exp2", "log": "log",
    "log1p": "log1p", "expm1": "expm1", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tan": "tan",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh",
    "erf": "erf", "erfc": "erfc", "lgamma": "gammaln", "digamma": "psi", "erf_inv": "erfinv",
    "square": "square", "logistic": "expit", "lt": "less", "le": "less_equal", "gt": "greater",
    "ge": "greater_equal", "eq": "equal", "ne": "not_equal", "and": "logical_and",
    "or": "logical_or", "not": "logical_not", "conj": "conjugate", "real": "positive",
}  # fmt: skip
"""Primitives that are universal functions of NumPy's."""


def _universal(name: str) -> _Primitive:
    return lambda parameters, *operands: TracedArray(applied(name, *operands))


def _identity(parameters: Mapping[str, Any], operand: Any, *_: Any) -> Any:
    return operand


def _converted(parameters: Mapping[str, Any], operand: Any) -> Any:
    """Integers are numbers without a fraction; dtypes of what follows stand in the jaxpr."""
    kind = np.dtype(parameters["new_dtype"]).kind
    if kind in "iu":
        whole = are_truths(operand.value)
        return TracedArray(applied("positive" if whole else "trunc", operand))
    if kind == "c":
        raise TracingError("a traced value becomes complex: use two real arrays")
    return TracedArray(applied("not_equal", operand, 0)) if kind == "b" else operand


def integer_quotient(first: Any, second: Any) -> Any:
    """What ``div`` is for integers: rounded towards 0."""
    return np.trunc(traced(first) / second)


def _select(parameters: Mapping[str, Any], which: Any, *cases: Any) -> Any:
    if len(cases) == 2:
        return np.where(traced(which), traced(cases[1]), traced(cases[0]))
    made: Any = traced(cases[-1])
    for number, case in reversed(list(enumerate(cases[:-1]))):
        made = np.where(traced(which) == number, traced(case), made)
    return made


def _place_of(name: str) -> _Primitive:
    def place(parameters: Mapping[str, Any], operand: Any) -> Any:
        (axis,) = parameters["axes"]
        return getattr(np, name)(traced(operand), axis=axis)

    return place


def _scan(name: str) -> _Primitive:
    def scan(parameters: Mapping[str, Any], operand: Any) -> Any:
        axis, ufunc = parameters["axis"], getattr(np, name)
        if not parameters["reverse"]:
            return ufunc.accumulate(traced(operand), axis=axis)
        return flip(ufunc.accumulate(flip(operand, axis), axis=axis), axis)

    return scan


def _broadcast_in_dim(parameters: Mapping[str, Any], operand: Any, *_: Any) -> Any:
    shape, axes = parameters["shape"], parameters["broadcast_dimensions"]
    given = traced(operand)
    sizes = dict(zip(axes, given.shape, strict=True))
    return broadcast_to(reshape(given, tuple(sizes.get(a, 1) for a in range(len(shape)))), shape)


def _slice(parameters: Mapping[str, Any], operand: Any) -> Any:
    starts, stops = parameters["start_indices"], parameters["limit_indices"]
    steps = parameters["strides"] or (1,) * len(starts)
    return operand[tuple(slice(*part) for part in zip(starts, stops, steps, strict=True))]


def _starts(parameters: Mapping[str, Any], indices: Any, shape: Any, sizes: Any) -> list[int]:
    if any(isinstance(index, TracedArray) for index in indices):
        raise TracingError("a slice starts at a traced value: use indices that are numbers")
    pairs = zip(indices, shape, sizes, strict=True)
    return [int(np.clip(int(i), 0, n - size)) for i, n, size in pairs]


def _dynamic_slice(parameters: Mapping[str, Any], operand: Any, *indices: Any) -> Any:
    sizes = parameters["slice_sizes"]
    starts = _starts(parameters, indices, np.shape(operand), sizes)
    key = tuple(slice(a, a + n) for a, n in zip(starts, sizes, strict=True))
    return traced(operand)[key]


def _dynamic_update_slice(
    parameters: Mapping[str, Any], operand: Any, update: Any, *indices: Any
) -> Any:
    sizes = np.shape(update)
    starts = _starts(parameters, indices, np.shape(operand), sizes)
    made = TracedArray(traced(operand).value)
    made[tuple(slice(a, a + n) for a, n in zip(starts, sizes, strict=True))] = update
    return made


def _pad(parameters: Mapping[str, Any], operand: Any, filling: Any) -> Any:
    given, config = traced(operand), parameters["padding_config"]
    sizes = [low + high + n + max(0, n - 1) * inner
             for n, (low, high, inner) in zip(given.shape, config, strict=True)]  # fmt: skip
    made = TracedArray(broadcast_to(filling, tuple(map(int, sizes))).value)
    target, source = [], []
    for n, (low, high, inner) in zip(given.shape, config, strict=True):
        if inner and (low < 0 or high < 0):
            raise TracingError("lax.pad that cuts and spreads at once")
        cut = max(0, -int(low)), n - max(0, -int(high))
        source.append(slice(*cut))
        start = max(0, int(low))
        count = cut[1] - cut[0]
        target.append(slice(start, start + (count - 1) * (int(inner) + 1) + 1, int(inner) + 1))
    made[tuple(target)] = given[tuple(source)]
    return made


def _dot_general(parameters: Mapping[str, Any], first: Any, second: Any) -> Any:
    (one, two), (batch_one, batch_two) = parameters["dimension_numbers"]
    if not batch_one:
        return tensordot(first, second, (list(one), list(two)))
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    left, right = [""] * np.ndim(first), [""] * np.ndim(second)
    for pairs in (zip(batch_one, batch_two, strict=True), zip(one, two, strict=True)):
        for a, b in pairs:
            left[a] = right[b] = next(letters)
    left = [n or next(letters) for n in left]
    right = [n or next(letters) for n in right]
    batch = [left[a] for a in batch_one]
    summed = [left[a] for a in one]
    free = [n for n in left if n not in batch + summed]
    free += [n for n in right if n not in batch + summed]
    text = f"{''.join(left)},{''.join(right)}->{''.join(batch + free)}"
    return np.einsum(text, traced(first), second)


def _reduction(name: str) -> _Primitive:
    def reduce(parameters: Mapping[str, Any], operand: Any) -> Any:
        return getattr(np, name)(traced(operand), axis=tuple(parameters["axes"]))

    return reduce


def _split(parameters: Mapping[str, Any], operand: Any) -> list[Any]:
    ends = np.cumsum(parameters["sizes"])[:-1].tolist()
    return list(np.split(operand, ends, axis=parameters["axis"]))


def _integer_pow(parameters: Mapping[str, Any], operand: Any) -> Any:
    return operand ** parameters["y"]


def _clamp(parameters: Mapping[str, Any], low: Any, operand: Any, high: Any) -> Any:
    return np.minimum(np.maximum(traced(operand), low), high)


def _remainder(parameters: Mapping[str, Any], first: Any, second: Any) -> Any:
    """C's fmod: the sign of the first."""
    one, two = traced(first), traced(second)
    return np.sign(one) * np.mod(np.abs(one), np.abs(two))


def _rounded(operand: Any, method: Any) -> Any:
    if int(method):  # halves to even
        return np.rint(operand)
    size = np.abs(traced(operand))
    return np.sign(traced(operand)) * np.floor(size + 0.5)


PRIMITIVES: Mapping[str, _Primitive] = {
    **{name: _universal(ours) for name, ours in _SAME.items()},
    "copy": _identity, "copy_p": _identity, "stop_gradient": _identity,
    "optimization_barrier": lambda parameters, *operands: list(operands),
    "reduce_precision": _identity, "sharding_constraint": _identity,
    "convert_element_type": _converted, "select_n": _select, "integer_pow": _integer_pow,
    "rsqrt": lambda parameters, a: 1 / np.sqrt(a),
    "cbrt": _universal("cbrt"),
    "clamp": _clamp, "rem": _remainder,
    "broadcast_in_dim": _broadcast_in_dim,
    "reshape": lambda parameters, a, *_: reshape(a, tuple(parameters["new_sizes"])),
    "squeeze": lambda parameters, a: squeeze(a, tuple(parameters["dimensions"])),
    "expand_dims": lambda parameters, a: np.expand_dims(a, tuple(parameters["dimensions"])),
    "transpose": lambda parameters, a: transpose(a, tuple(parameters["permutation"])),
    "rev": lambda parameters, a: flip(a, tuple(parameters["dimensions"])),
    "concatenate": lambda parameters, *arrays: concatenate(arrays, parameters["dimension"]),
    "stack": lambda parameters, *arrays: np.stack(arrays, axis=parameters["axis"]),
    "slice": _slice, "dynamic_slice": _dynamic_slice, "pad": _pad, "split": _split,
    "dynamic_update_slice": _dynamic_update_slice, "dot_general": _dot_general,
    "conv_general_dilated": convolved,
    "tile": lambda parameters, a: np.tile(traced(a), parameters["reps"]),
    "reduce_sum": _reduction("sum"), "reduce_prod": _reduction("prod"),
    "reduce_max": _reduction("max"), "reduce_min": _reduction("min"),
    "reduce_or": _reduction("any"),
    "reduce_and": _reduction("all"), "argmax": _place_of("argmax"), "argmin": _place_of("argmin"),
    "cumsum": _scan("add"), "cumprod": _scan("multiply"), "cummax": _scan("maximum"),
    "cummin": _scan("minimum"), "is_finite": lambda parameters, a: np.ones(np.shape(a), dtype=bool),
    "round": lambda parameters, a: _rounded(a, parameters["rounding_method"]),
    "xor": _universal("logical_xor"),
}  # fmt: skip
"""What each primitive does: its parameters first, then its operands."""
