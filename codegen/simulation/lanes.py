"""Dormand and Prince's method for many systems side by side, each with steps of its own.

The pair of orders 5 and 4 with its interpolant of order 4 and the choice of steps are those of
SciPy's ``RK45`` (Hairer, Nørsett and Wanner 1993, II.4), element by element on arrays of shape
(states, lanes). What a lane computes does not depend on the other lanes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import RK45

from codegen.simulation.problem import SolveError

Vector = NDArray[np.float64]
Slopes = Callable[[Vector, Vector], Vector]
"""From times (lanes,) and states (states, lanes) to slopes (states, lanes)."""
_A, _B, _C, _E, _P = (np.asarray(getattr(RK45, name)) for name in ("A", "B", "C", "E", "P"))
_SAFETY, _LEAST, _MOST = 0.9, 0.2, 10.0


@dataclass(frozen=True)
class Tolerances:
    """What a step may err by, and how long it may be.

    Args:
        rtol: Relative tolerance.
        atol: Absolute tolerance, a number or a column (states, 1).
        largest_step: Upper bound on steps, in units of time.
        most_steps: Rounds of steps after which the lanes left are given up.
    """

    rtol: float
    atol: float | Vector
    largest_step: float = np.inf
    most_steps: int = 1_000_000


def integrate(
    slopes: Slopes, start: Vector, span: tuple[float, float], times: Vector, limits: Tolerances
) -> tuple[Vector, NDArray[np.int64], int]:
    """All lanes from start to end.

    Args:
        slopes: The right side of all lanes.
        start: Shape (states, lanes).
        span: First and last time.
        times: When states are wanted, increasing, within the span.
        limits: Tolerances and bounds.

    Returns:
        States of shape (times, states, lanes), accepted steps of each lane, and how often
        ``slopes`` was called.

    Raises:
        SolveError: steps of a lane became too short, or too many.
    """
    count = start.shape[1]
    t, end, y = np.full(count, span[0]), span[1], start.copy()
    found = np.full((len(times), *start.shape), np.nan)
    nexts = np.zeros(count, dtype=np.int64)
    accepted = np.zeros(count, dtype=np.int64)
    k = np.empty((7, *start.shape))
    k[0] = slopes(t, y)
    h = np.minimum(_first_step(slopes, t, y, k[0], limits), limits.largest_step)
    may_grow, calls = np.full(count, _MOST), 2
    _written(found, times, nexts, t, t == t, lambda lanes: y[:, lanes])
    for _ in range(limits.most_steps):
        active = t < end
        if not active.any():
            return found, accepted, calls
        stuck = active & ~(h >= 10 * (np.nextafter(t, np.inf) - t))
        if stuck.any():
            raise SolveError(f"sets {_listed(stuck)}: the step became too short")
        now = np.where(active, np.minimum(h, end - t), 0.0)
        after = np.where(active & (now >= end - t), end, t + now)
        moved = _stages(slopes, t, y, now, k)
        calls += 6
        norm = _norm(now * _weighted(_E, k), y, moved, limits)
        good = active & (norm < 1)  # false for what is no number
        _written(found, times, nexts, after, good, _interpolant(t, y, now, k, times, nexts))
        h = np.minimum(now * _factor(norm, may_grow), limits.largest_step)
        may_grow = np.where(good, _MOST, 1.0)
        t, y = np.where(good, after, t), np.where(good, moved, y)
        k[0] = np.where(good, k[6], k[0])
        accepted += good
    raise SolveError(f"sets {_listed(t < end)}: not at the end after {limits.most_steps} steps")


def _stages(slopes: Slopes, t: Vector, y: Vector, h: Vector, k: Vector) -> Vector:
    """The new states; ``k`` gets all slopes."""
    for stage in range(1, 6):
        k[stage] = slopes(t + _C[stage] * h, y + h * _weighted(_A[stage, :stage], k))
    moved: Vector = y + h * _weighted(_B, k)
    k[6] = slopes(t + h, moved)
    return moved


def _weighted(weights: Vector, k: Vector) -> Vector:
    """Σ weights·k, term by term, so that lanes do not depend on each other's number."""
    total: Vector = np.zeros_like(k[0])
    for weight, one in zip(weights.tolist(), k, strict=False):
        if weight:
            total += weight * one
    return total


def _norm(error: Vector, y: Vector, moved: Vector, limits: Tolerances) -> Vector:
    with np.errstate(all="ignore"):
        scale = limits.atol + limits.rtol * np.maximum(np.abs(y), np.abs(moved))
        found: Vector = np.sqrt(np.mean((error / scale) ** 2, axis=0))
    return found


def _factor(norm: Vector, most: Vector) -> Vector:
    """How much longer the next step is."""
    found = np.clip(_SAFETY * np.maximum(norm, 1e-10) ** -0.2, _LEAST, most)
    return np.where(np.isfinite(norm), found, _LEAST)


def _first_step(
    slopes: Slopes, t: Vector, y: Vector, k: Vector, limits: Tolerances
) -> Vector:  # fmt: skip
    """Hairer, Nørsett and Wanner, II.4, for a method of order 4."""
    size, speed = _norm(y, y, y, limits), _norm(k, y, y, limits)
    tiny = (size < 1e-5) | (speed < 1e-5)
    guess = np.where(tiny, 1e-6, 0.01 * size / np.where(tiny, 1.0, speed))
    bend = _norm(slopes(t + guess, y + guess * k) - k, y, y, limits) / guess
    most = np.maximum(speed, bend)
    flat = most <= 1e-15
    longer = (0.01 / np.where(flat, 1.0, most)) ** 0.2
    found: Vector = np.minimum(100 * guess, np.where(flat, np.maximum(1e-6, guess * 1e-3), longer))
    return found


def _interpolant(
    t: Vector, y: Vector, h: Vector, k: Vector, times: Vector, nexts: NDArray[np.int64]
) -> Callable[[NDArray[np.int64]], Vector]:
    def at(lanes: NDArray[np.int64]) -> Vector:
        x = (times[nexts[lanes]] - t[lanes]) / h[lanes]
        powers = [x, x**2, x**3, x**4]
        weights = [sum(p * c for p, c in zip(powers, row, strict=True)) for row in _P.tolist()]
        total = sum(w * one[:, lanes] for w, one in zip(weights, k, strict=True))
        return np.asarray(y[:, lanes] + h[lanes] * total)

    return at


def _written(
    found: Vector, times: Vector, nexts: NDArray[np.int64], reached: Vector,
    good: NDArray[np.bool_], states: Callable[[NDArray[np.int64]], Vector],
) -> None:  # fmt: skip
    """States at the times that lanes have reached."""
    while True:
        due = times[np.minimum(nexts, len(times) - 1)]
        lanes = np.flatnonzero(good & (nexts < len(times)) & (due <= reached))
        if not len(lanes):
            return
        found[nexts[lanes], :, lanes] = states(lanes).T
        nexts[lanes] += 1


def _listed(which: NDArray[np.bool_]) -> str:
    places = np.flatnonzero(which)
    shown = ", ".join(map(str, places[:5]))
    return f"{shown}, …" if len(places) > 5 else shown
