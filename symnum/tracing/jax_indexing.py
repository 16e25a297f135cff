"""JAX's gathers and scatters, understood by what they do to positions."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnum.tracing.arrays import reshaped
from symnum.tracing.indexing import taken
from symnum.tracing.positions import Integers, gathered_at, positions, scattered_at
from symnum.tracing.refusals import TracingError
from symnum.tracing.traced import TracedArray, lifted
from symnum.tracing.universal_functions import at, where


def gathered(equation: Any, operands: list[Any]) -> TracedArray:
    """Elements of the first operand at positions that the second one says."""
    import jax

    source, indices = operands
    if isinstance(indices, TracedArray):
        raise TracingError("an index depends on a traced value: use jnp.where")
    array, parameters = lifted(source), dict(equation.params)
    filling = parameters["fill_value"]
    parameters["fill_value"] = -1  # tells what is out of range, where the mode fills
    with jax.enable_x64(True):
        made = equation.primitive.bind(positions(array.shape), indices, **parameters)
    found = np.asarray(made)
    outside = found < 0
    if not outside.any():
        return TracedArray(gathered_at(array, found))
    if filling is None:
        raise TracingError("an index is out of range: use mode='clip', or fill_value= a number")
    return where(outside, filling, TracedArray(gathered_at(array, np.maximum(found, 0))))


def scattered(equation: Any, operands: list[Any]) -> TracedArray:
    """The first operand with updates at positions that the second one says."""
    target, indices, updates = operands
    if isinstance(indices, TracedArray):
        raise TracingError("an index depends on a traced value: use jnp.where")
    name = equation.primitive.name.replace("_", "-")
    if name not in _COMBINED:
        raise TracingError(f"JAX's primitive {name} cannot be traced: use .set, .add or .multiply")
    array, given = lifted(target), lifted(updates)
    found = _targets(equation, array.shape, indices, given.shape).reshape(-1)
    values, kept = reshaped(given, (given.size,)), np.flatnonzero(found >= 0)
    if len(kept) < given.size:  # out of range
        values = taken(values, kept, 0)
    how = _COMBINED[name]
    if how is None:
        return TracedArray(scattered_at(array, found[kept], values))
    made = TracedArray(array)
    at(how, made, np.unravel_index(found[kept], array.shape), TracedArray(values))
    return made


_COMBINED = {"scatter": None, "scatter-add": np.add, "scatter-mul": np.multiply,
             "scatter-min": np.minimum, "scatter-max": np.maximum}  # fmt: skip


def _targets(
    equation: Any, shape: tuple[int, ...], indices: Any, updates: tuple[int, ...]
) -> Integers:
    """Where each update goes, -1 where it is dropped.

    A sum over scattered updates has as its derivative by an update the weight of its place; the
    weights are the positions here, exact as float64.
    """
    import jax
    from jax import lax

    parameters = equation.params

    def scatter(values: Any) -> Any:
        return lax.scatter_add(
            np.zeros(shape), indices, values, parameters["dimension_numbers"],
            indices_are_sorted=parameters["indices_are_sorted"],
            unique_indices=parameters["unique_indices"], mode=parameters["mode"],
        )  # fmt: skip

    with jax.enable_x64(True):
        _, back = jax.vjp(scatter, np.zeros(updates))
        (places,) = back(positions(shape) + 1.0)
    return np.asarray(places).astype(np.int64) - 1
