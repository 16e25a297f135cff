"""The rule of each operator for Laurent series.

Inverse functions are integrals of their derivatives: ``g(f) = g(c) + ∫ g'(f) f'``. Functions
without a rule (Γ, Bessel functions) are expanded by derivatives at the constant coefficient, and
the two series composed. What has a corner or a jump is decided by signs near the point.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from flint import arb

from symnum.calculus.kernels import Irrational
from symnum.calculus.laurent import Arithmetic, Laurent
from symnum.calculus.no_expansion import NoExpansion
from symnum.calculus.smooth_functions import demand_value
from symnum.numerics.balls import UNDEFINED, evaluate
from symnum.ops import (
    ABS,
    ACOS,
    ACOSH,
    ASIN,
    ASINH,
    ATAN,
    ATANH,
    CONJUNCTION,
    COS,
    COSH,
    DISJUNCTION,
    EQUAL,
    ERF,
    ERFC,
    EXP,
    EXP2,
    EXPM1,
    FLOOR,
    FMA,
    HYPOT,
    LESS,
    LESS_EQUAL,
    LOG,
    LOG1P,
    LOG2,
    LOG10,
    MAX,
    MIN,
    NEGATION,
    PI,
    POW,
    SELECT,
    SIGN,
    SIN,
    SINH,
    TAN,
    TANH,
    Operator,
)
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber
from symnum.terms.ring import HALF, ONE, ZERO, build, linear_combination, product
from symnum.terms.traversal import free_symbols

Rule = Callable[..., Any]
_MINUS_HALF = CanonicalNumber(Fraction(-1, 2))


def _power(s: Arithmetic, base: Laurent, exponent: Laurent) -> Laurent:
    """A constant power, or ``exp(exponent·log(base))``."""
    if exponent.valuation == 0 and exponent.series.length() <= 1:
        constant, _ = s.regular(exponent, "a power")
        return s.rooted(base, constant)
    return s.exponential(s.multiply(exponent, s.logarithm(base)))


def _one_plus(s: Arithmetic, value: Laurent, sign: int = 1) -> Laurent:
    return s.add(value if sign == 1 else s.negative(value), s.constant(ONE))


def _square_root_of_one_plus(s: Arithmetic, value: Laurent, sign: int, power: Canonical) -> Laurent:
    return s.rooted(_one_plus(s, s.multiply(value, value), sign), power)


def _slope_of_acosh(s: Arithmetic, value: Laurent) -> Laurent:
    square = s.multiply(value, value)
    return s.rooted(s.add(square, s.constant(CanonicalNumber(-1))), _MINUS_HALF)


_SLOPES: Mapping[Operator, Callable[[Arithmetic, Laurent], Laurent]] = {
    ATAN: lambda s, f: s.inverse(_one_plus(s, s.multiply(f, f))),
    ATANH: lambda s, f: s.inverse(_one_plus(s, s.multiply(f, f), -1)),
    ASIN: lambda s, f: _square_root_of_one_plus(s, f, -1, _MINUS_HALF),
    ACOS: lambda s, f: s.negative(_square_root_of_one_plus(s, f, -1, _MINUS_HALF)),
    ASINH: lambda s, f: _square_root_of_one_plus(s, f, 1, _MINUS_HALF),
    ACOSH: _slope_of_acosh,
    ERF: lambda s, f: _bell(s, f, 2),
    ERFC: lambda s, f: _bell(s, f, -2),
}


def _bell(s: Arithmetic, value: Laurent, scale: int) -> Laurent:
    if s.kernel.exact:
        raise Irrational
    bell = s.exponential(s.negative(s.multiply(value, value)))
    root = build(POW, (build(PI, ()), HALF))
    return s.scaled(bell, product([(root, -1), (CanonicalNumber(scale), 1)]))


def _by_slope(operator: Operator) -> Rule:
    def rule(s: Arithmetic, value: Laurent) -> Laurent:
        if operator is ATAN and value.valuation < 0:
            start = s.leading(value)
            if start.valuation < 0:
                return _far_arctangent(s, start)
        constant, rest = s.regular(value, operator.name)
        if s.kernel.exact and constant is ZERO and hasattr(rest, operator.name):
            return Laurent(0, getattr(rest, operator.name)())
        start = s.constant(s.value(operator, constant))
        demand_value(Apply(operator, (constant,)))
        slope = s.multiply(_SLOPES[operator](s, value), s.derivative(value))
        return s.add(start, s.integral(slope))

    return rule


def _far_arctangent(s: Arithmetic, value: Laurent) -> Laurent:
    """±pi/2 - atan(1/f), where f grows beyond all bounds."""
    if s.kernel.exact:
        raise Irrational
    quarter = linear_combination([(build(PI, ()), Fraction(s.sign(value), 2))])
    inner = FUNCTIONS[ATAN](s, s.inverse(value))
    return s.add(s.constant(quarter), s.negative(inner))


def _tangent(s: Arithmetic, value: Laurent, hyperbolic: bool = False) -> Laurent:
    """tan(c + u) is (tan c + tan u)/(1 - tan c·tan u)."""
    operator = TANH if hyperbolic else TAN
    constant, rest = s.regular(value, operator.name)
    sine, cosine = s.circular(Laurent(0, rest), hyperbolic)
    inner = s.multiply(sine, s.inverse(cosine))
    if constant is ZERO:
        return inner
    if not free_symbols(constant):
        sine, cosine = s.circular(value, hyperbolic)
        return s.multiply(sine, s.inverse(cosine))
    outer = s.constant(s.value(operator, constant))
    below = _one_plus(s, s.multiply(outer, inner), 1 if hyperbolic else -1)
    return s.multiply(s.add(outer, inner), s.inverse(below))


def _scaled_log(base: int) -> Rule:
    def rule(s: Arithmetic, value: Laurent) -> Laurent:
        found = s.logarithm(value)
        return s.scaled(found, product([(build(LOG, (CanonicalNumber(base),)), -1)]))

    return rule


def _exp2(s: Arithmetic, value: Laurent) -> Laurent:
    return s.exponential(s.scaled(value, s.value(LOG, CanonicalNumber(2))))


def _absolute(s: Arithmetic, value: Laurent) -> Laurent:
    return value if s.sign(value) >= 0 else s.negative(value)


def _floor(s: Arithmetic, value: Laurent) -> Laurent:
    constant, rest = s.regular(value, "floor")
    if isinstance(constant, CanonicalNumber):
        whole = constant.value.numerator // constant.value.denominator
        falls = constant.value == whole and s.sign(Laurent(0, rest)) < 0
        return s.constant(CanonicalNumber(whole - falls))
    known = UNDEFINED if free_symbols(constant) else evaluate(build(FLOOR, (constant,)), {})
    if not isinstance(known, arb) or not known.is_exact():
        raise NoExpansion(f"floor: {constant!r} may be an integer")
    return s.constant(CanonicalNumber(int(known.unique_fmpz() or 0)))


def _difference_sign(s: Arithmetic, first: Laurent, second: Laurent) -> int:
    return 0 if first is second else s.sign(s.add(first, s.negative(second)))


def _select(s: Arithmetic, condition: Any, first: Laurent, second: Laurent) -> Laurent:
    if not isinstance(condition, bool):
        raise NoExpansion(f"a choice by {condition!r}, which is neither true nor false throughout")
    return first if condition else second


def _hypot(s: Arithmetic, first: Laurent, second: Laurent) -> Laurent:
    return s.rooted(s.add(s.multiply(first, first), s.multiply(second, second)), HALF)


def _truths(combine: Callable[..., bool]) -> Rule:
    def rule(s: Arithmetic, *values: Any) -> bool:
        if not all(isinstance(value, bool) for value in values):
            raise NoExpansion("a condition that is neither true nor false throughout")
        return combine(*values)

    return rule


# fmt: off
FUNCTIONS: Mapping[Operator, Rule] = MappingProxyType({
    POW: _power,
    FMA: lambda s, a, b, c: s.add(s.multiply(a, b), c),
    HYPOT: _hypot,
    EXP: lambda s, a: s.exponential(a),
    EXPM1: lambda s, a: s.add(s.exponential(a), s.constant(CanonicalNumber(-1))),
    EXP2: _exp2,
    LOG: lambda s, a: s.logarithm(a),
    LOG1P: lambda s, a: s.logarithm(_one_plus(s, a)),
    LOG2: _scaled_log(2), LOG10: _scaled_log(10),
    SIN: lambda s, a: s.sine(a, False), COS: lambda s, a: s.circular(a, False)[1],
    SINH: lambda s, a: s.sine(a, True), COSH: lambda s, a: s.circular(a, True)[1],
    TAN: _tangent, TANH: lambda s, a: _tangent(s, a, True),
    **{operator: _by_slope(operator) for operator in _SLOPES},
    ABS: _absolute,
    SIGN: lambda s, a: s.constant(CanonicalNumber(s.sign(a))),
    FLOOR: _floor,
    MIN: lambda s, a, b: a if _difference_sign(s, a, b) < 0 else b,
    MAX: lambda s, a, b: b if _difference_sign(s, a, b) < 0 else a,
    LESS: lambda s, a, b: _difference_sign(s, a, b) < 0,
    LESS_EQUAL: lambda s, a, b: _difference_sign(s, a, b) <= 0,
    EQUAL: lambda s, a, b: _difference_sign(s, a, b) == 0,
    NEGATION: _truths(lambda a: not a),
    CONJUNCTION: _truths(lambda a, b: a and b), DISJUNCTION: _truths(lambda a, b: a or b),
    SELECT: _select,
})
# fmt: on
"""By operator: from the arithmetic and the arguments' series to the call's series."""
