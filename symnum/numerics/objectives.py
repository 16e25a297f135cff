"""What an error is measured in: absolute, relative, units in the last place, or weighted.

Each objective is a weight W(x): what counts is the largest W(x)·|program(x) − reference(x)|.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from flint import arb, ctx

from symnum.errors import InputError, unknown
from symnum.numerics.error_functions import (
    AbsoluteError,
    ErrorFunction,
    ScaledError,
    WeightedError,
)
from symnum.numerics.functions import Function, as_reference, function_of
from symnum.numerics.quotient_errors import RelativeError, UlpError
from symnum.numerics.supremum import ErrorBound, largest
from symnum.numerics.ulp import BINARY32, BINARY64, Format
from symnum.program import Program
from symnum.terms.exact import Exact, exact

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = [
    "FORMATS",
    "Objective",
    "ObjectiveKind",
    "certified_error",
    "certify_objective",
    "error_function",
    "sampled_weight",
]

ObjectiveKind = Literal["absolute", "relative", "ulp", "frozen-ulp", "weighted"]
FORMATS: Mapping[str, Format] = MappingProxyType({
    f.name: f
    for f in (BINARY64, BINARY32, Format("float16", 11, 15, -14), Format("bfloat16", 8, 127, -126))
})  # fmt: skip
"""Formats whose units in the last place errors can be counted in."""

_BITS = 160


@dataclass(frozen=True)
class Objective:
    """What the largest error of an approximation is measured in.

    Args:
        kind: ``absolute``; ``relative``; ``ulp``, units in the last place of the reference's value;
            ``frozen-ulp``, the unit at one value everywhere, as AutoNumerics-Zero counts; or
            ``weighted``.
        format: Name of the format whose units are meant, for the two kinds of ULP.
        at: The value whose unit is meant, for ``frozen-ulp``.
        weight: For ``weighted``: a function of x, as a program, an operator, or a term with one
            symbol. Its absolute value counts.

    Raises:
        InputError: an unknown kind or format, or ``at`` or ``weight`` missing or without a use.

    >>> Objective("frozen-ulp", at=1.5).unit == 2**-23
    True
    """

    kind: ObjectiveKind = "absolute"
    format: str = "float32"
    at: Exact | float | None = None
    weight: Any = None

    def __post_init__(self) -> None:
        kinds = get_args(ObjectiveKind)
        for name, known, what in ((self.kind, kinds, "kind"), (self.format, FORMATS, "format")):
            if name not in known:
                raise InputError(f"objective: {unknown(name, known, what)}")
        for name, owner in (("at", "frozen-ulp"), ("weight", "weighted")):
            given = getattr(self, name) is not None
            if given != (self.kind == owner):
                needs = "takes no" if given else "needs"
                raise InputError(f"objective: {self.kind} {needs} {name!r}")
        if self.at is not None:
            object.__setattr__(self, "at", _value_of_unit(self.at))
        if self.weight is not None:
            object.__setattr__(self, "weight", as_reference(self.weight))

    @property
    def number_format(self) -> Format:
        """The format whose units are meant."""
        return FORMATS[self.format]

    @property
    def unit(self) -> Fraction:
        """The unit in the last place at the frozen value.

        Raises:
            InputError: the objective has no frozen value.
        """
        if self.at is None:
            raise InputError(f"objective: {self.kind} has no fixed unit")
        return self.number_format.unit(exponent_of(Fraction(self.at)))


def _value_of_unit(at: Any) -> Exact:
    try:
        value = exact(at)
    except (TypeError, ValueError):
        raise InputError(f"objective: 'at' must be a finite number, not {at!r}") from None
    if value == 0:
        raise InputError("objective: 'at' must not be 0, which has no unit in the last place")
    return value


def exponent_of(value: Fraction) -> int:
    """e with 2^e ≤ |value| < 2^(e + 1), for a value that is not 0.

    >>> exponent_of(Fraction(3, 4)), exponent_of(Fraction(-4))
    (-1, 2)
    """
    above, below = abs(value).as_integer_ratio()
    guess = above.bit_length() - below.bit_length()
    return guess if abs(value) >= Fraction(2) ** guess else guess - 1


def certified_error(
    program: Program, reference: Any, objective: Objective, low: Exact, high: Exact,
    *, gap: float = 0.02,
) -> ErrorBound:  # fmt: skip
    """A rigorous bound on the largest error over [low, high], measured as the objective says.

    Args:
        program: One input, one output; exact arithmetic is meant.
        reference: A program, an operator of the table, or a term with one symbol.
        objective: What is measured.
        low: Left end of the interval; ``high`` the right end.
        gap: How far above the largest sampled error the bound may be, relatively.

    Raises:
        NotCertified: as :func:`supremum_error`; also a relative error without a bound, since the
            reference vanishes where the program does not.
        InputError: wrong inputs, outputs, interval or reference.
    """
    return largest(error_function(program, reference, objective, low, high), gap=gap)


def certify_objective(
    program: Program,
    reference: Any,
    objective: Objective,
    low: Exact,
    high: Exact,
    claim: float,
) -> ErrorBound:
    """Prove that the largest error over [low, high], measured so, is at most ``claim``.

    Raises:
        NotCertified: the claim is wrong (the message names a point), or too tight to prove.
        InputError: as :func:`certified_error`.
    """
    return largest(error_function(program, reference, objective, low, high), claim=claim)


def error_function(
    program: Program, reference: Any, objective: Objective, low: Exact, high: Exact
) -> ErrorFunction:
    """The error of a program on an interval as the objective measures it.

    Raises:
        NotCertified, InputError: as :func:`certified_error`.
    """
    given = (program, reference, low, high)
    if objective.kind == "relative":
        return RelativeError(*given)
    if objective.kind == "ulp":
        return UlpError(*given, objective.number_format)
    if objective.kind == "frozen-ulp":
        return ScaledError(*given, objective.unit)
    if objective.kind == "weighted":
        return WeightedError(*given, objective.weight)
    return AbsoluteError(*given)


def sampled_weight(
    objective: Objective, reference: Any, points: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The weight W(x) ≥ 0 of the error at each point, by which residuals are multiplied.

    Where the reference is exactly 0 a relative error or one in ULPs has no finite weight, and the
    result is 0: what a program has to do there is for the certificate to say.

    Args:
        objective: What is measured.
        reference: A program, an operator of the table, or a term with one symbol.
        points: Binary64 points of any shape.

    Returns:
        Float64 weights of the same shape, right up to a few units in the last place.

    Raises:
        InputError: the reference or the weight has no finite value at a point.

    >>> import numpy as np
    >>> from symnum.ops import EXP2
    >>> sampled_weight(Objective("relative"), EXP2, np.array([0.0, 1.0])).tolist()
    [1.0, 0.5]
    """
    import numpy as np  # half as long to import as all else that numbers for terms need

    if objective.kind == "absolute":
        return np.ones(points.shape)
    if objective.kind == "frozen-ulp":
        return np.full(points.shape, float(1 / objective.unit))
    source = function_of(reference if objective.weight is None else objective.weight)
    values = [_weight(objective, source, x) for x in points.ravel().tolist()]
    return np.array(values, dtype=np.float64).reshape(points.shape)


def _weight(objective: Objective, source: Function, point: float) -> float:
    """The weight at a point, from the function that it depends on."""
    value = source.value(arb(point), _BITS)
    if not isinstance(value, arb):
        raise InputError(f"objective: no finite weight at x = {point}")
    if objective.kind == "weighted":
        return float(abs(value))
    if value.is_zero():
        return 0.0
    if objective.kind == "relative":
        with ctx.workprec(_BITS):
            return float(1 / abs(value))
    unit = objective.number_format.unit(least_exponent(value))
    return float(min(1 / unit, Fraction(sys.float_info.max)))


def least_exponent(value: arb) -> int:
    """e with 2^e ≤ |v| < 2^(e + 1) for the smallest |v| of a ball; far below 0 if it may be 0."""
    lower = abs(value).abs_lower()
    if lower.is_zero():
        return -(10**9)
    mantissa, exponent = lower.man_exp()
    return int(exponent) + int(mantissa).bit_length() - 1
