"""Infinities and NaN as constants in jaxprs: traced values are finite, so they can be decided.

JAX's functions use them as neutral elements (the largest element from −∞ on) and to mark what is
undefined (``where(n <= ddof, nan, …)``).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symnum.terms.canonical import CanonicalNumber
from symnum.tracing.traced import TracedArray

_COMPARISONS = {"lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
                "eq": np.equal, "ne": np.not_equal}  # fmt: skip
_NEUTRAL = {"max": -np.inf, "min": np.inf}
TRUTHS = (*_COMPARISONS, "and", "or", "not", "xor", "reduce_and", "reduce_or", "is_finite")


def decided(name: str, operands: list[Any]) -> Any:
    """What a primitive gives where infinities, or a choice that is known, decide; else ``None``."""
    if name == "select_n":
        return _chosen(*operands)
    infinite = [_all_infinite(operand) for operand in operands]
    if name in _NEUTRAL and len(operands) == 2 and any(infinite):
        place = infinite.index(True)
        if (np.asarray(operands[place]) == _NEUTRAL[name]).all():
            other = operands[1 - place]
            shape = np.broadcast_shapes(np.shape(other), np.shape(operands[place]))
            return other if np.shape(other) == shape else np.broadcast_to(other, shape)
    if name in _COMPARISONS and any(infinite):
        one, two = (np.zeros(o.shape) if isinstance(o, TracedArray) else o for o in operands)
        return _COMPARISONS[name](one, two)
    return None


def _chosen(which: Any, *cases: Any) -> Any:
    if isinstance(which, TracedArray) or not np.size(which):
        return None
    values = np.unique(np.asarray(which).astype(np.int64))
    return cases[int(values[0])] if len(values) == 1 else None


def _all_infinite(value: Any) -> bool:
    return not isinstance(value, TracedArray) and bool(np.size(value)) and bool(
        np.isinf(np.asarray(value, dtype=np.float64)).all()
    )  # fmt: skip


def known(value: Any) -> Any:
    """A traced array of truth values as numbers, if all are decided and the same."""
    if not isinstance(value, TracedArray):
        return value
    bodies = {piece.body for one in value.value.blocks for piece in one.pieces}
    only = bodies.pop() if len(bodies) == 1 else None
    if isinstance(only, CanonicalNumber) and only.value in (0, 1):
        return np.full(value.shape, bool(only.value))
    return value
