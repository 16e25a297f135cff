"""Zeros, subnormal numbers, infinities, NaN and the edges of overflow, each checked by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from flint import arb, ctx

from codegen.verification.judgement import Function, judge_of
from codegen.verification.references import Edge, Reference
from symnum.numerics.tape import ball
from symnum.numerics.ulp import BINARY32, nearest, ulp_error
from symnum.ops import Parity
from symnum.terms.exact import exact

ALLOWED = 1.0
"""ULPs that a finite result may be off, which is what "below 1 ULP" promises."""


@dataclass(frozen=True, slots=True)
class SpecialValue:
    """One row of the table.

    Args:
        meaning: What is special about the input.
        input: The input.
        expected: The right result, correctly rounded.
        computed: The function's result.
        right: Whether it is right: the same kind, the same sign of zero, and finite results of
            finite inputs are off by less than ``ALLOWED``.
    """

    meaning: str
    input: float
    expected: float
    computed: float
    right: bool

    @property
    def is_subnormal(self) -> bool:
        """Whether the input or the right result is a subnormal number."""
        return any(0 < abs(value) < 2.0**-126 for value in (self.input, self.expected))

    def line(self) -> str:
        """The row in one line."""
        verdict = "" if self.right else f", but {_text(self.expected)} is right"
        return f"{self.meaning}: f({_text(self.input)}) = {_text(self.computed)}{verdict}"


def special_values(call: Function, reference: Reference) -> tuple[SpecialValue, ...]:
    """The table of a function: what it computes where something special happens."""
    rows = list(_rows(reference))
    inputs = np.array([x for _, x in rows], dtype=np.float32)
    with np.errstate(all="ignore"):
        computed = np.asarray(call(inputs)).astype(np.float64)
    return tuple(
        _checked(meaning, x, y, reference)
        for (meaning, x), y in zip(rows, computed.tolist(), strict=True)
    )


def _rows(reference: Reference) -> Iterator[tuple[str, float]]:
    yield from (("zero", 0.0), ("negative zero", -0.0), ("NaN", math.nan))
    yield from (("infinity", math.inf), ("negative infinity", -math.inf))
    for sign in (1.0, -1.0):
        yield "smallest subnormal number", sign * 2.0**-149
        yield "largest subnormal number", sign * (2.0**-126 - 2.0**-149)
        yield "smallest normal number", sign * 2.0**-126
        yield "largest number", sign * float(np.finfo(np.float32).max)
        yield "one", sign
    signs = (1.0, -1.0) if reference.operator.parity is Parity.ODD else (1.0,)
    for edge in reference.edges:
        before, after = edge_inputs(reference, edge)
        for sign in signs:
            yield f"last before {edge.meaning}", sign * before
            yield f"first with {edge.meaning}", sign * after


def edge_inputs(reference: Reference, edge: Edge) -> tuple[float, float]:
    """The neighbours between which a function's size passes an edge's threshold.

    Precondition: the size is monotone in the input on that side of zero, and passes it.
    """
    low, high = np.array([0.0, np.inf], dtype=np.float32).view(np.uint32).tolist()
    low_is_above = _above(reference, 0.0, edge)
    while high - low > 1:
        middle = (low + high) // 2
        if _above(reference, _signed(middle, edge), edge) is low_is_above:
            low = middle
        else:
            high = middle
    return _signed(low, edge), _signed(high, edge)


def _signed(bits: int, edge: Edge) -> float:
    size = float(np.uint32(bits).view(np.float32))
    return -size if edge.negative else size


def _above(reference: Reference, x: float, edge: Edge) -> bool:
    """Whether the value is above the threshold; a power of two may be met exactly."""
    kept = ctx.prec
    try:
        for bits in _BITS:
            ctx.prec = bits
            value = reference.at(x, bits)
            assert isinstance(value, arb)
            difference = value - ball(exact(edge.threshold))
            if difference > 0 or difference < 0:
                return bool(difference > 0)
        return edge.met
    finally:
        ctx.prec = kept


_BITS = (64, 128, 256, 512)
"""No float32 argument brings these functions nearer than 2^-500 to a threshold without meeting it:
their values are either exact or, at 2^32 places, spread like random numbers."""


def _checked(meaning: str, x: float, y: float, reference: Reference) -> SpecialValue:
    expected = _expected(x, reference)
    return SpecialValue(meaning, x, expected, y, _is_right(x, y, expected, reference))


def _expected(x: float, reference: Reference) -> float:
    limits = reference.limits
    if math.isnan(x):
        return math.nan
    if x == 0:
        return limits.zero if math.copysign(1, x) > 0 else limits.negative_zero
    if math.isinf(x):
        return limits.infinity if x > 0 else limits.negative_infinity
    double = float(judge_of(reference).reference(np.array([x], dtype=np.float32))[0])
    with np.errstate(over="ignore", under="ignore"):
        if _is_extreme(double):
            return float(np.float32(double))
        return float(np.float32(nearest(lambda bits: reference.at(x, bits))))


def _is_extreme(double: float) -> bool:
    """Whether the double reference leaves no doubt: NaN, zero, or far outside float32."""
    return not _TINY < abs(double) < _HUGE


_TINY, _HUGE = 2.0**-900, 2.0**900


def _is_right(x: float, y: float, expected: float, reference: Reference) -> bool:
    if not math.isfinite(x) or not math.isfinite(expected) or x == 0 or expected == 0:
        return _same(y, expected)
    return ulp_error(y, lambda bits: reference.at(x, bits), BINARY32) < ALLOWED


def _same(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other and math.copysign(1, one) == math.copysign(1, other)


def _text(value: float) -> str:
    return f"{value:.9g}"
