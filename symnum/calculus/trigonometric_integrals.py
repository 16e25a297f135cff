"""Antiderivatives of products of circular or hyperbolic functions, exponentials and powers of x.

Products become sums of functions of sums of arguments (Gradshteyn, Ryzhik, 1.31); then
exponentials and powers of x are dealt with by parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from symnum.ops import COS, COSH, EXP, SIN, SINH, Operator
from symnum.terms.canonical import Apply, Canonical, Sum
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO, build, linear_combination, product

LARGEST_ORDER = 24
"""Factors of a product up to which it is taken apart."""

SlopeOf = Callable[[Canonical], Canonical | None]
"""The slope of a term of degree one in the variable; 0 for what is free of it; else None."""


class _Wave(NamedTuple):
    """``coefficient·sin(argument)`` or ``…cos…``: the odd or the even function."""

    coefficient: Exact
    odd: bool
    argument: Canonical


def of_trigonometric_product(
    inside: Mapping[Canonical, int], x: Canonical, slope_of: SlopeOf
) -> Canonical | None:
    """An antiderivative of ``x^n·exp(linear)·Π sin, cos`` (or hyperbolic ones), or ``None``."""
    degree, waves = 0, list[Apply]()
    grown: Canonical = ZERO
    for factor, exponent in inside.items():
        if exponent < 0 or (len(waves) + exponent > LARGEST_ORDER):
            return None
        if factor is x:
            degree = exponent
        elif isinstance(factor, Apply) and factor.operator is EXP:
            grown = linear_combination([(grown, 1), (factor.arguments[0], exponent)])
        elif isinstance(factor, Apply) and factor.operator in _KINDS:
            waves += [factor] * exponent
        else:
            return None
    circular = {wave.operator in (SIN, COS) for wave in waves}
    if len(circular) != 1 or any(slope_of(wave.arguments[0]) is None for wave in waves):
        return None
    growth = slope_of(grown)
    if growth is None:
        return None
    sign = -1 if circular == {True} else 1
    addends = []
    for wave in _spread(waves, sign):
        slope = slope_of(wave.argument)
        if slope is None:
            return None
        part = _Parts(x, grown, growth, slope, wave, sign).of(degree)
        if part is None:
            return None
        addends.append((part, wave.coefficient))
    return linear_combination(addends)


_KINDS = {SIN: True, COS: False, SINH: True, COSH: False}


def _spread(waves: Sequence[Apply], sign: int) -> list[_Wave]:
    """The product as a sum: ``cos A·cos B`` is ``(cos(A - B) + cos(A + B))/2``, and so on."""
    total: dict[tuple[bool, Canonical], Exact] = {(False, ZERO): 1}
    for wave in waves:
        odd, angle = _KINDS[wave.operator], wave.arguments[0]
        grown: dict[tuple[bool, Canonical], Exact] = {}
        for (was_odd, before), coefficient in total.items():
            for direction in (1, -1):
                argument = linear_combination([(angle, 1), (before, direction)])
                share = Fraction(coefficient) / 2
                if odd and was_odd:
                    share *= sign if direction == 1 else -sign
                elif was_odd:
                    share *= direction
                is_odd, opposite = odd != was_odd, linear_combination([(argument, -1)])
                if (is_odd, opposite) in grown or _is_negative(argument):
                    argument, share = opposite, -share if is_odd else share
                key = is_odd, argument
                grown[key] = grown.get(key, 0) + share
        total = {key: value for key, value in grown.items() if value}
    return [_Wave(value, odd, argument) for (odd, argument), value in total.items()]


def _is_negative(argument: Canonical) -> bool:
    """Whether most coefficients of a sum are negative."""
    if not isinstance(argument, Sum):
        return False
    signs = [c < 0 for c in (*argument.entries.values(), argument.constant) if c]
    return 2 * sum(signs) > len(signs)


class _Parts(NamedTuple):
    """``x^n·exp(g·x + …)·sin(s·x + …)``, integrated by parts in n."""

    x: Canonical
    grown: Canonical
    growth: Canonical
    slope: Canonical
    wave: _Wave
    sign: int

    def of(self, degree: int) -> Canonical | None:
        if self.slope is ZERO and self.growth is ZERO:
            raised = product([(self.x, degree + 1), (self.function(self.wave.odd), 1)])
            return linear_combination([(raised, Fraction(1, degree + 1))])
        # the function is a·odd + b·even; its antiderivatives are the same with other a and b
        a: Canonical = ONE if self.wave.odd else ZERO
        b: Canonical = ZERO if self.wave.odd else ONE
        addends: list[tuple[Canonical, Exact]] = []
        falling: Exact = 1
        for n in range(degree, -1, -1):
            found = self.next(a, b)
            if found is None:
                return None
            a, b = found
            power = [(self.x, n)] if n else []
            for weight, odd in ((a, True), (b, False)):
                if weight is not ZERO:
                    function = self.function(odd)
                    addends.append((product([*power, (weight, 1), (function, 1)]), falling))
            falling *= -n
        whole = linear_combination(addends)
        return whole if self.growth is ZERO else product([(whole, 1), (self.exponential(), 1)])

    def exponential(self) -> Canonical:
        return build(EXP, (self.grown,))

    def function(self, odd: bool) -> Canonical:
        if self.wave.argument is ZERO:
            return ZERO if odd else ONE
        operator: Operator = {
            (True, -1): SIN, (False, -1): COS, (True, 1): SINH, (False, 1): COSH,
        }[odd, self.sign]  # fmt: skip
        return build(operator, (self.wave.argument,))

    def next(self, a: Canonical, b: Canonical) -> tuple[Canonical, Canonical] | None:
        """Coefficients of the antiderivative of ``e^(g·x)·(a·odd + b·even)``.

        (p·odd + q·even)' + g·(…) gives ``g·p + ±s·q = a`` and ``s·p + g·q = b``.
        """
        g, s, sign = self.growth, self.slope, self.sign
        below = linear_combination([(product([(g, 2)]), 1), (product([(s, 2)]), -sign)])
        if below is ZERO:
            return None
        inverse = product([(below, -1)])
        p = linear_combination([(product([(g, 1), (a, 1)]), 1), (product([(s, 1), (b, 1)]), -sign)])
        q = linear_combination([(product([(g, 1), (b, 1)]), 1), (product([(s, 1), (a, 1)]), -1)])
        return product([(p, 1), (inverse, 1)]), product([(q, 1), (inverse, 1)])
