"""One operation on computed values: what comes in, and its own rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flint import arb

from symnum.numerics.running_errors import arithmetic, functions
from symnum.numerics.running_errors.enclosures import ONE, ZERO, enclose
from symnum.numerics.running_errors.values import Bounds, Rounded, sharpened
from symnum.ops import (
    ABS,
    ADD,
    DIV,
    EXP,
    EXP2,
    FLOOR,
    FMA,
    HYPOT,
    LOG,
    LOG2,
    LOG10,
    MAX,
    MIN,
    MUL,
    NEG,
    POW,
    SIGN,
    SQRT,
    SUB,
    Operator,
)

SMALLEST_NORMAL = arb(2) ** -1022
SMALLEST_SUBNORMAL = arb(2) ** -1074
LARGEST = arb(2) ** 1023
UNIT = arb(2) ** -52
"""An ULP of v is at most so much of |v|, if v is not subnormal."""


def rounded(
    operator: Operator, arguments: Sequence[Rounded], ulps: float, *, exactly: bool = False
) -> Rounded | None:
    """An operation on computed values, with its own rounding.

    Args:
        operator: Any operator with real values but ``select``.
        arguments: Its arguments; one and the same value may be given twice.
        ulps: The error of its result in ULPs.
        exactly: Whether it does not round, as scaling by a power of two.

    Returns:
        ``None`` if no bound is found: too large values, or an argument at the edge of the domain.
    """
    exact = enclose(operator, [argument.exact for argument in arguments])
    if exact is None:
        return None
    spread = _SPREADS.get(operator)
    if all(argument.is_exact for argument in arguments):
        bounds = Bounds(ZERO, ZERO)
    elif spread is not None:
        bounds = spread(*arguments)
    else:
        bounds = functions.by_derivatives(operator, arguments)
    before = sharpened(exact, bounds)
    return None if before is None else _with_rounding(operator, before, ulps, exactly)


def _with_rounding(
    operator: Operator, value: Rounded, ulps: float, exactly: bool
) -> Rounded | None:
    """The value after the last rounding; none beyond the largest number."""
    size = value.exact.largest + value.absolute
    if not size < LARGEST:
        return None
    if ulps == 0:
        return value
    own = ZERO if exactly else arb(ulps) * UNIT
    underflow = ZERO
    if operator not in (ADD, SUB) and not value.computed.smallest >= 2 * SMALLEST_NORMAL:
        underflow = arb(ulps) * SMALLEST_SUBNORMAL
    absolute = value.absolute + own * size + underflow
    relative, tiny = value.relative, value.tiny
    if relative is not None:
        relative, tiny = relative + own + relative * own, tiny * (1 + own) + underflow
    return sharpened(value.exact, Bounds(absolute, relative, tiny))


_SPREADS: Mapping[Operator, functions.Spread] = {
    ADD: arithmetic.of_sum,
    SUB: arithmetic.of_difference,
    MUL: arithmetic.of_product,
    DIV: arithmetic.of_quotient,
    NEG: arithmetic.of_same,
    ABS: arithmetic.of_same,
    FMA: arithmetic.of_fused,
    MIN: arithmetic.of_extremum,
    MAX: arithmetic.of_extremum,
    SQRT: functions.of_root,
    POW: functions.of_power,
    HYPOT: arithmetic.of_hypotenuse,
    EXP: functions.of_exponential(ONE),
    EXP2: functions.of_exponential(arb(2).log()),
    LOG: functions.of_logarithm(ONE),
    LOG2: functions.of_logarithm(arb(2).log()),
    LOG10: functions.of_logarithm(arb(10).log()),
    SIGN: functions.of_step(SIGN),
    FLOOR: functions.of_step(FLOOR),
}
