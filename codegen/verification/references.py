"""What float32 functions are verified against: an operator, a C function, and the edges.

Values at zeros and infinities are those of ISO C, annex F.10. Edges are where the rounded result
changes its kind; they are found by ball arithmetic, not stated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from symnum.errors import row_named
from symnum.numerics.tape import UNDEFINED, Ball, ball
from symnum.numerics.ulp import BINARY32
from symnum.ops import COS, ERF, EXP, EXP2, LOG, LOG2, SIN, TANH, Operator, Parity
from symnum.terms.exact import exact


@dataclass(frozen=True, slots=True)
class Edge:
    """The place on one side of zero where the size of a monotone function passes a threshold.

    Args:
        meaning: What changes there.
        threshold: The value that is passed.
        negative: Whether the place is at negative inputs.
        met: Whether values equal to the threshold count as above it.
    """

    meaning: str
    threshold: Fraction
    negative: bool = False
    met: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """Values at +0, −0, +∞ and −∞."""

    zero: float
    negative_zero: float
    infinity: float
    negative_infinity: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A function that float32 kernels compute.

    Args:
        operator: Its row of the operator table; the name is also that of the double function in
            ``math.h``, and its ball arithmetic decides what doubles cannot.
        limits: Values at zeros and infinities.
        edges: Where the kind of result changes.
    """

    operator: Operator
    limits: Limits
    edges: tuple[Edge, ...] = ()

    def __post_init__(self) -> None:
        limits, operator = self.limits, self.operator
        if operator.arity != 1 or operator.arb is None:
            raise ValueError(f"{operator.name} is no function of one number with a reference")
        signs = math.copysign(1, limits.zero), math.copysign(1, limits.negative_zero)
        if operator.parity is Parity.ODD and signs[0] == signs[1]:
            raise ValueError(f"{operator.name} is odd: signs of zeros differ")
        if operator.parity is Parity.EVEN and limits.zero != limits.negative_zero:
            raise ValueError(f"{operator.name} is even: values at zeros agree")

    @property
    def name(self) -> str:
        """The operator's name."""
        return self.operator.name

    def at(self, x: float, bits: int) -> Ball:
        """The true value at a finite number."""
        function = self.operator.arb
        assert function is not None
        value = function([ball(exact(x))])
        if not isinstance(value, arb):
            return UNDEFINED
        return UNDEFINED if value.is_nan() and bits >= _SURELY else value


_SURELY = 256
"""Bits with which a function of this table that has a value has an enclosure."""
_NAN, _INF = math.nan, math.inf
_OVERFLOW = Edge("overflow", BINARY32.overflow)
_NORMAL = Edge("underflow to subnormal numbers", Fraction(2) ** -126, negative=True)
_NONZERO = Edge("underflow to zero", Fraction(2) ** -150, negative=True, met=False)
_ONE = Edge("results of 1", 1 - Fraction(2) ** -25)
_GROWTH = (_OVERFLOW, _NORMAL, _NONZERO)

# fmt: off
REFERENCES = {row.name: row for row in (
    Reference(EXP, Limits(1.0, 1.0, _INF, 0.0), _GROWTH),
    Reference(EXP2, Limits(1.0, 1.0, _INF, 0.0), _GROWTH),
    Reference(LOG, Limits(-_INF, -_INF, _INF, _NAN)),
    Reference(LOG2, Limits(-_INF, -_INF, _INF, _NAN)),
    Reference(SIN, Limits(0.0, -0.0, _NAN, _NAN)),
    Reference(COS, Limits(1.0, 1.0, _NAN, _NAN)),
    Reference(TANH, Limits(0.0, -0.0, 1.0, -1.0), (_ONE,)),
    Reference(ERF, Limits(0.0, -0.0, 1.0, -1.0), (_ONE,)),
)}
# fmt: on
"""The functions that can be verified, by name."""


def reference_named(name: str) -> Reference:
    """A row of the table.

    Raises:
        InputError: there is none of that name.
    """
    return row_named(name, REFERENCES, "float32 reference")
