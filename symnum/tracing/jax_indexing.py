"""JAX's gathers and scatters, understood by what they do to positions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnum.tracing.arrays import SymbolicArray, reshaped
from symnum.tracing.boxes import Box, counts, progression
from symnum.tracing.indexing import taken
from symnum.tracing.positions import Integers, box_of, positions, runs
from symnum.tracing.refusals import TracingError
from symnum.tracing.traced import TracedArray, lifted


def _bound(equation: Any, *operands: Any) -> Integers:
    import jax

    with jax.enable_x64(True):
        return np.asarray(equation.primitive.bind(*operands, **equation.params))


def gathered(equation: Any, operands: list[Any]) -> TracedArray:
    """Elements of the first operand at positions that the second one says."""
    source, indices = operands
    if isinstance(indices, TracedArray):
        raise TracingError("an index depends on a traced value: use jnp.where")
    array = lifted(source)
    found = _bound(equation, positions(array.shape), indices)
    if found.size and (found.min() < 0 or found.max() >= array.size):
        raise TracingError("an index is out of range")
    box = box_of(found.reshape(-1), array.shape)
    if box is not None and counts_without_ones(box) == tuple(n for n in found.shape if n > 1):
        key = tuple(slice(p.start, p.last + 1, p.step) for p in box)
        part = TracedArray(array)[key]
        return TracedArray(reshaped(part.value, found.shape))
    flat = reshaped(array, (array.size,))
    return TracedArray(taken(flat, found, 0))


def scattered(equation: Any, operands: list[Any]) -> TracedArray:
    """The first operand with updates at positions that the second one says."""
    target, indices, updates = operands
    if isinstance(indices, TracedArray):
        raise TracingError("an index depends on a traced value: use jnp.where")
    name = equation.primitive.name
    if name not in _COMBINED:
        raise TracingError(f"JAX's primitive {name} cannot be traced: use .set, .add or .multiply")
    array, given = lifted(target), lifted(updates)
    numbers = np.arange(given.size, dtype=np.float64).reshape(given.shape)
    once = _bound_set(equation, np.full(array.shape, -1.0), indices, numbers).astype(np.int64)
    places = np.flatnonzero(once.reshape(-1) >= 0)
    if len(places) != given.size:
        raise TracingError("a scatter writes some element twice or out of range: write it once")
    order = once.reshape(-1)[places]
    box = box_of(places, array.shape)
    flat = reshaped(given, (given.size,))
    sorted_updates = flat if (order == np.arange(len(order))).all() else taken(flat, order, 0)
    made = TracedArray(array)
    if box is not None:
        _assign(made, box, sorted_updates, name)
        return made
    whole = TracedArray(reshaped(array, (array.size,)))
    for start, step, count in runs(places):
        part = TracedArray(sorted_updates)[start : start + count]
        first = int(places[start])
        line = (progression(first, step, count),)
        _assign(whole, line, part.value, name)
    return TracedArray(reshaped(whole.value, array.shape))


_COMBINED = {"scatter": None, "scatter-add": "add", "scatter_add": "add", "scatter-mul": "mul",
             "scatter_mul": "mul"}  # fmt: skip


def _assign(made: TracedArray, box: Box, updates: SymbolicArray, name: str) -> None:
    key = tuple(slice(p.start, p.last + 1, p.step) for p in box)
    values = TracedArray(reshaped(updates, counts(box)))
    how = _COMBINED[name]
    old = made[key]
    made[key] = values if how is None else old + values if how == "add" else old * values


def _bound_set(equation: Any, target: Any, indices: Any, updates: Any) -> NDArray[np.float64]:
    """The same scatter, with elements replaced."""
    import jax
    from jax import lax

    parameters = equation.params
    with jax.enable_x64(True):
        made = lax.scatter(
            target, indices, updates, parameters["dimension_numbers"],
            indices_are_sorted=parameters["indices_are_sorted"],
            unique_indices=parameters["unique_indices"], mode=parameters["mode"],
        )  # fmt: skip
    return np.asarray(made)


def counts_without_ones(box: Box) -> tuple[int, ...]:
    """The lengths of the axes that have more than one index."""
    return tuple(n for n in counts(box) if n > 1)
