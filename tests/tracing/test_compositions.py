"""Random compositions of array operations, traced and with NumPy itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.arrays import numpy_function
from symnum.tracing import trace

Array = Any
Step = Callable[[Array], Array]
LARGEST = 150
"""Elements beyond which no more are added, so that examples stay quick."""


def _slices(draw: Any, shape: tuple[int, ...]) -> Any:
    keys: list[Any] = []
    for size in shape:
        start = draw(st.integers(-size, size - 1))
        step = draw(st.sampled_from([1, 1, 2, 3, -1, -2]))
        key = slice(start, None, step)
        kept = size > 2 and len(range(*key.indices(size))) > 0
        keys.append(key if kept and draw(st.booleans()) else slice(None))
    if len(shape) > 1 and draw(st.integers(0, 3)) == 0:
        keys[draw(st.integers(0, len(shape) - 1))] = draw(st.integers(0, 0))
    return tuple(keys)


def _slice(draw: Any, u: Array) -> Step:
    key = _slices(draw, u.shape)
    return lambda v: v[key]


def _assign(draw: Any, u: Array) -> Step:
    key = _slices(draw, u.shape)
    size = draw(st.sampled_from([0.5, 2.0]))
    shift, axis = draw(st.integers(-2, 2)), draw(st.integers(0, u.ndim - 1))

    def step(v: Array) -> Array:
        made = v.copy()
        made[key] = size * np.roll(v, shift, axis)[key] - 1
        made[key] += v[key]
        return made

    return step


def _view(draw: Any, u: Array) -> Step:
    key = _slices(draw, u.shape)

    def step(v: Array) -> Array:
        made = v.copy()
        part = made[key]
        part *= 2
        made.T[...] = made.T - 0.5
        return made + part.sum()

    return step


def _index(draw: Any, u: Array) -> Step:
    axis = draw(st.integers(0, u.ndim - 1))
    size = u.shape[axis]
    places = draw(st.lists(st.integers(-size, size - 1), min_size=1, max_size=4))
    key = (slice(None),) * axis + (np.array(places),)

    def step(v: Array) -> Array:
        made = v.copy()
        made[key] = 3 * v[key]
        return np.concatenate([made, v[key]], axis) if made.size < LARGEST else made

    return step


def _mask(draw: Any, u: Array) -> Step:
    seed = draw(st.integers(0, 99))
    mask = np.random.default_rng(seed).random(u.shape) < 0.4

    def step(v: Array) -> Array:
        made = np.where(mask, v, 2 * v)
        made[mask] = -made[mask]
        made[made > 1.5] = 1.5
        return made

    return step


def _join(draw: Any, u: Array) -> Step:
    axis = draw(st.integers(0, u.ndim - 1))
    stop = draw(st.integers(1, u.shape[axis]))
    key = (slice(None),) * axis + (slice(stop),)
    if u.size > LARGEST:
        return lambda v: v[key]
    return lambda v: np.concatenate([v[key], v, v[key] * 2], axis)


def _stack(draw: Any, u: Array) -> Step:
    axis = draw(st.integers(0, u.ndim))
    if u.ndim > 2 or u.size > LARGEST:
        return lambda v: v.sum(axis=0) if v.ndim > 1 else v
    return lambda v: np.stack([v, v * v], axis)


def _shape(draw: Any, u: Array) -> Step:
    divisors = [n for n in range(1, u.size + 1) if u.size % n == 0]
    rows = draw(st.sampled_from(divisors))
    inner = draw(st.sampled_from([n for n in divisors if (u.size // rows) % n == 0]))
    shape = (rows, u.size // rows // inner, inner)[: draw(st.integers(2, 3))]
    shape = shape if np.prod(shape) == u.size else (rows, -1)
    order = draw(st.sampled_from("CF"))
    return lambda v: v.reshape(shape, order=order)


def _turn(draw: Any, u: Array) -> Step:
    axes = draw(st.permutations(range(u.ndim)))
    return lambda v: np.transpose(v, axes)


def _roll(draw: Any, u: Array) -> Step:
    shift, axis = draw(st.integers(-4, 4)), draw(st.integers(0, u.ndim - 1))
    whole = draw(st.booleans())
    return lambda v: np.roll(v, shift, None if whole else axis) + np.flip(v, axis)


def _reduce(draw: Any, u: Array) -> Step:
    axis = draw(st.integers(0, u.ndim - 1))
    name = draw(st.sampled_from(["sum", "mean", "max", "min"]))
    kept = draw(st.booleans()) or u.ndim == 1
    if draw(st.booleans()):
        return lambda v: v - getattr(np, name)(v, axis=axis, keepdims=True)
    return lambda v: getattr(v, name)(axis=axis, keepdims=kept)


def _scan(draw: Any, u: Array) -> Step:
    axis = draw(st.integers(0, u.ndim - 1))
    if draw(st.booleans()):
        return lambda v: np.cumsum(v, axis=axis) / 4
    return lambda v: np.pad(np.diff(v, axis=axis), 1, mode="constant")


def _multiply(draw: Any, u: Array) -> Step:
    if u.ndim != 2 or u.size > LARGEST:
        return lambda v: v * v / (2 + v * v)
    band = np.eye(u.shape[1]) - np.eye(u.shape[1], k=1)
    if draw(st.booleans()):
        return lambda v: v @ band
    return lambda v: (v @ v.T) / 8


STEPS = [_slice, _assign, _view, _index, _mask, _join, _stack, _shape, _turn, _roll, _reduce, _scan,
         _multiply]  # fmt: skip
SHAPES = [(7,), (4, 3), (5, 6), (2, 3, 4), (3, 1, 4)]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_compositions_follow_numpy(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(SHAPES))
    numbers = np.random.default_rng(11).normal(size=shape)
    wanted, steps = numbers, []
    for kind in data.draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=5)):
        step = kind(data.draw, wanted)
        wanted = step(wanted)
        steps.append(step)
        if wanted.ndim == 0 or wanted.size > 4 * LARGEST:
            break

    def composed(u: Array) -> Array:
        for step in steps:
            u = step(u)
        return u

    found = numpy_function(trace(composed, shape))(numbers)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)
