"""Series of functions without a rule of their own, by derivatives at the constant coefficient."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import factorial
from typing import Any

from symnum.calculus.canonical_derivatives import CanonicalDifferentiation
from symnum.calculus.kernels import Irrational
from symnum.calculus.laurent import Arithmetic, Laurent
from symnum.calculus.no_expansion import NoExpansion, NoValues
from symnum.calculus.power_series import combined
from symnum.calculus.signs import is_zero, sign_of
from symnum.calculus.special_values import with_special_values
from symnum.errors import InputError
from symnum.numerics.balls import UNDEFINED, evaluate
from symnum.ops import (
    ACOS,
    ACOSH,
    ASIN,
    ASINH,
    ATAN,
    ATAN2,
    ATANH,
    ERF,
    ERFC,
    GAMMA,
)
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.ring import ONE, ZERO, build
from symnum.terms.traversal import free_symbols, node_count

INVERSES = frozenset({ATAN, ATANH, ASIN, ACOS, ASINH, ACOSH, ERF, ERFC})
"""Functions that are integrals of simpler ones."""
LARGEST_DERIVATIVE = 2000
"""Nodes of a derivative beyond which no more are taken."""
_EDGES = (ONE, CanonicalNumber(-1))


def demand_value(term: Apply) -> None:
    """Refuse a number outside a function's domain; at its edge there may be values beside it."""
    if not free_symbols(term) and evaluate(term, {}) is UNDEFINED:
        at_edge = term.arguments[-1] in _EDGES or term.operator not in INVERSES
        kind = NoExpansion if at_edge else NoValues
        raise kind(f"{term!r} has no real value")


def of_smooth_function(s: Arithmetic, term: Apply, values: Sequence[Any]) -> Laurent:
    """A call that depends on the variable in one argument, by derivatives at the constant.

    Raises:
        NoExpansion: several arguments depend on the variable, the function has no derivatives or
            no value there.
        Irrational: coefficients are rational here.
    """
    operator = term.operator
    if operator is GAMMA:
        moved = _from_pole(s, values[0])
        if moved is not None:
            return moved
    places = [n for n, value in enumerate(values) if isinstance(value, Laurent)]
    if len(places) != 1 or operator.derivatives is None:
        raise NoExpansion(f"{operator.name} of the variable has no known expansion")
    if s.kernel.exact:
        raise Irrational
    (place,) = places
    constant, rest = s.regular(values[place], operator.name)
    inside = CanonicalSymbol("_inside")
    walk = CanonicalDifferentiation([inside.name])
    taken = [inside if n == place else a for n, a in enumerate(term.arguments)]
    slope: Canonical = build(operator, taken)
    result, power = s.constant(ZERO), s.constant(ONE)
    if operator is ATAN2:
        _demand_no_jump(*(constant if n == place else a for n, a in enumerate(term.arguments)))
    for n in range(min(s.prec, rest.prec)):
        at_point = with_special_values(_replaced(slope, inside, constant))
        if n == 0 and isinstance(at_point, Apply):
            demand_value(at_point)
        if not free_symbols(at_point) and evaluate(at_point, {}) is UNDEFINED:
            raise NoExpansion(f"{operator.name} has no derivative of order {n} there")
        result = s.add(result, s.scaled(power, combined([(at_point, Fraction(1, factorial(n)))])))
        slope = _next_derivative(walk, slope, inside.name)
        power = s.multiply(power, Laurent(0, rest))
    return Laurent(0, result.series)


def _next_derivative(walk: CanonicalDifferentiation, slope: Canonical, name: str) -> Canonical:
    try:
        found = walk.derivative(slope, name)
    except InputError as reason:
        raise NoExpansion(str(reason)) from None
    if node_count(found) > LARGEST_DERIVATIVE:
        raise NoExpansion(f"a derivative with more than {LARGEST_DERIVATIVE} nodes")
    return found


def _demand_no_jump(above: Canonical, right: Canonical) -> None:
    """Refuse atan2 where it jumps by 2·pi: straight to the left."""
    if is_zero(above) and sign_of(right) <= 0:
        raise NoExpansion("atan2 jumps by 2*pi on the negative axis")


def _from_pole(s: Arithmetic, value: Laurent) -> Laurent | None:
    """Γ(f) as Γ(f + n)/(f·(f + 1)⋯(f + n - 1)) where f goes to 1 - n, a pole; else None."""
    constant, _ = s.regular(value, "gamma")
    whole = isinstance(constant, CanonicalNumber) and isinstance(constant.value, int)
    if not whole or constant.value > 0:  # type: ignore[attr-defined]
        return None
    below, factor = s.constant(ONE), value
    for _ in range(1 - constant.value):  # type: ignore[attr-defined]
        below = s.multiply(below, factor)
        factor = s.add(factor, s.constant(ONE))
    call = Apply(GAMMA, (CanonicalSymbol("_inside"),))
    return s.multiply(of_smooth_function(s, call, [factor]), s.inverse(below))


def _replaced(term: Canonical, symbol: Canonical, value: Canonical) -> Canonical:
    found: Canonical = substitute(term, {symbol: value})
    return found
