"""Errors of functions of computed values, before they are rounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import arb

from symnum.numerics.running_errors.conditioning import (
    CONDITION_BOUNDS,
    logarithmic,
    relative_growth,
)
from symnum.numerics.running_errors.enclosures import ONE, ZERO, enclose, enclose_template
from symnum.numerics.running_errors.values import Bounds, Rounded
from symnum.ops import LOG, POW, Operator

Spread = Callable[..., Bounds]


def of_root(a: Rounded) -> Bounds:
    """|√x' − √x| is at most √|x' − x| too, which helps near 0."""
    if not a.computed.low >= 0:
        return Bounds()
    absolute = a.absolute.sqrt()
    if a.exact.smallest > 0:
        other = a.absolute / a.exact.smallest.sqrt()
        absolute = other if other < absolute else absolute
    if a.relative is None or not a.tiny.is_zero():
        return Bounds(absolute)
    return Bounds(absolute, relative_growth(ONE / 2, a.relative))


def of_exponential(base: arb) -> Spread:
    """e^(x + δ) is e^x e^δ; ``base`` is the logarithm of another base."""

    def spread(a: Rounded) -> Bounds:
        return Bounds(None, (a.absolute * base).expm1())

    return spread


def of_logarithm(base: arb) -> Spread:
    """log x(1 + θ) is log x + log(1 + θ), wherever x is; ``base`` as for exponentials."""

    def spread(a: Rounded) -> Bounds:
        if a.relative is None or not a.computed.low > 0:
            return Bounds()
        relative = a.relative if a.tiny.is_zero() else a.relative + a.tiny / a.exact.smallest
        error = logarithmic(relative)
        return Bounds(None if error is None else error / base)

    return spread


def of_power(a: Rounded, b: Rounded) -> Bounds:
    """x^y is exp(y log x)."""
    known = a.relative is not None and a.tiny.is_zero() and a.computed.low >= 0
    logarithm = logarithmic(a.relative) if known and a.relative is not None else None
    if logarithm is None:
        return by_derivatives(POW, (a, b))
    exponent = (b.exact.largest + b.absolute) * logarithm
    if not b.is_exact:
        base = enclose(LOG, (a.exact,))
        if base is None:
            return Bounds()
        exponent += base.largest * b.absolute
    return Bounds(None, exponent.expm1())


def of_step(operator: Operator) -> Spread:
    """Constant where all computed arguments are on one step."""

    def spread(a: Rounded) -> Bounds:
        values = enclose(operator, (a.computed,))
        on_one_step = values is not None and bool((values.high - values.low).is_zero())
        return Bounds(ZERO, ZERO) if on_one_step else Bounds()

    return spread


def by_derivatives(operator: Operator, arguments: Sequence[Rounded]) -> Bounds:
    """The mean value theorem: errors times partial derivatives between the arguments."""
    between = [argument.computed for argument in arguments]
    if enclose(operator, between) is None or operator.derivatives is None:
        return Bounds()
    absolute, slopes = ZERO, []
    for template, argument in zip(operator.derivatives, arguments, strict=True):
        if argument.is_exact:
            continue
        slope = None if template is None else enclose_template(template, between)
        if slope is None:
            return Bounds()
        slopes.append(slope.largest)
        absolute += slope.largest * argument.absolute
    bound = CONDITION_BOUNDS.get(operator)
    condition = None if bound is None else bound(between[0])
    relative = arguments[0].relative
    if condition is None or relative is None:
        return Bounds(absolute)
    grown = relative_growth(condition, relative)
    return Bounds(absolute, grown, slopes[0] * arguments[0].tiny)
