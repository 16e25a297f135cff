"""What NumPy's universal functions do to one element: from bodies to a body.

Truth values are bodies of kind Boolean; where a number is wanted they count as 1 and 0, and a
number counts as true unless it is 0, as in NumPy. Comparisons of numbers are decided at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from symnum.ops import (
    ADD,
    CONJUNCTION,
    DISJUNCTION,
    DIV,
    EQUAL,
    LESS,
    LESS_EQUAL,
    MAX,
    MIN,
    MUL,
    NEG,
    NEGATION,
    POW,
    SELECT,
    SUB,
    Kind,
    Operator,
    operator_named,
)
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.exact import exact
from symnum.terms.interface import symtype
from symnum.terms.ring import ONE, ZERO, build

Scalar = Callable[..., Canonical]


def real(body: Canonical) -> Canonical:
    """The body as a number: 1 and 0 for truth values."""
    return build(SELECT, [body, ONE, ZERO]) if symtype(body) is Kind.BOOLEAN else body


def truth(body: Canonical) -> Canonical | bool:
    """The body as a truth value: decided, or of kind Boolean."""
    if isinstance(body, CanonicalNumber):
        return body.value != 0
    if symtype(body) is Kind.BOOLEAN:
        return body
    return build(NEGATION, [build(EQUAL, [body, ZERO])])


def _decided(value: bool) -> Canonical:
    return ONE if value else ZERO


def _of(operator: Operator) -> Scalar:
    return lambda *bodies: build(operator, [real(body) for body in bodies])


def _comparison(operator: Operator, *, swapped: bool = False, negated: bool = False) -> Scalar:
    decide = {LESS: lambda a, b: a < b, LESS_EQUAL: lambda a, b: a <= b, EQUAL: lambda a, b: a == b}

    def compare(first: Canonical, second: Canonical) -> Canonical:
        one, two = map(real, (second, first) if swapped else (first, second))
        if isinstance(one, CanonicalNumber) and isinstance(two, CanonicalNumber):
            return _decided(decide[operator](one.value, two.value) is not negated)
        made = build(operator, [one, two])
        return build(NEGATION, [made]) if negated else made

    return compare


def conjunction(first: Canonical, second: Canonical) -> Canonical:
    """Both hold."""
    one, two = truth(first), truth(second)
    if isinstance(one, bool) or isinstance(two, bool):
        known, other = (one, two) if isinstance(one, bool) else (two, one)
        return ZERO if not known else _decided(other) if isinstance(other, bool) else other
    return build(CONJUNCTION, [one, two])


def disjunction(first: Canonical, second: Canonical) -> Canonical:
    """At least one holds."""
    one, two = truth(first), truth(second)
    if isinstance(one, bool) or isinstance(two, bool):
        known, other = (one, two) if isinstance(one, bool) else (two, one)
        return ONE if known else _decided(other) if isinstance(other, bool) else other
    return build(DISJUNCTION, [one, two])


def negation(body: Canonical) -> Canonical:
    """It does not hold."""
    value = truth(body)
    return _decided(not value) if isinstance(value, bool) else build(NEGATION, [value])


def choice(condition: Canonical, chosen: Canonical, otherwise: Canonical) -> Canonical:
    """``where``: one body or the other."""
    known = truth(condition)
    if isinstance(known, bool):
        return real(chosen if known else otherwise)
    one, two = real(chosen), real(otherwise)
    return one if one is two else build(SELECT, [known, one, two])


def _number(value: int | Fraction) -> Canonical:
    return CanonicalNumber(exact(value))


_add, _mul, _sub, _div, _pow = map(_of, (ADD, MUL, SUB, DIV, POW))
_floor, _abs, _exp, _log, _log1p, _sign, _erfc = (
    _of(operator_named(n)) for n in ("floor", "abs", "exp", "log", "log1p", "sign", "erfc")
)
_bessel, _modified = _of(operator_named("besselj")), _of(operator_named("besseli"))
_less, _equal = _comparison(LESS), _comparison(EQUAL)


def _power(base: Canonical, exponent: Canonical) -> Canonical:
    return _pow(base, exponent)


def _floor_divide(a: Canonical, b: Canonical) -> Canonical:
    return _floor(_div(a, b))


def _remainder(a: Canonical, b: Canonical) -> Canonical:
    return _sub(a, _mul(b, _floor_divide(a, b)))


def _clip(a: Canonical, low: Canonical, high: Canonical) -> Canonical:
    return build(MIN, [build(MAX, [real(a), real(low)]), real(high)])


def _log_add_exp(a: Canonical, b: Canonical) -> Canonical:
    """Written so that nothing overflows."""
    away = build(NEG, [_abs(_sub(a, b))])
    return _add(build(MAX, [real(a), real(b)]), _log1p(_exp(away)))


def _log_add_exp2(a: Canonical, b: Canonical) -> Canonical:
    two = _number(2)
    return _div(_log_add_exp(_mul(a, _log(two)), _mul(b, _log(two))), _log(two))


def _trunc(a: Canonical) -> Canonical:
    return choice(_less(a, ZERO), build(NEG, [_floor(build(NEG, [real(a)]))]), _floor(a))


def _fmod(a: Canonical, b: Canonical) -> Canonical:
    """C's remainder, with the sign of the first."""
    return _mul(_sign(a), _remainder(_abs(a), _abs(b)))


def _rint(a: Canonical) -> Canonical:
    """The nearest integer; the even one halfway."""
    low, half = _floor(a), _number(Fraction(1, 2))
    rest, high = _sub(a, low), _add(low, ONE)
    even = _equal(low, _mul(_number(2), _floor(_mul(half, low))))
    up = disjunction(_less(half, rest), conjunction(_equal(rest, half), negation(even)))
    return choice(up, high, low)


def _copysign(a: Canonical, b: Canonical) -> Canonical:
    return choice(_less(b, ZERO), build(NEG, [_abs(a)]), _abs(a))


def _cube_root(a: Canonical) -> Canonical:
    return _mul(_sign(a), _pow(_abs(a), _number(Fraction(1, 3))))


def _xlogy(a: Canonical, b: Canonical) -> Canonical:
    return choice(_equal(a, ZERO), ZERO, _mul(a, _log(b)))


def _normal(a: Canonical) -> Canonical:
    """The distribution function of the standard normal distribution."""
    half = _number(Fraction(1, 2))
    return _mul(half, _erfc(build(NEG, [_mul(a, _pow(_number(2), _number(Fraction(-1, 2))))])))


def _exclusive(a: Canonical, b: Canonical) -> Canonical:
    return disjunction(conjunction(a, negation(b)), conjunction(negation(a), b))


def _scaled(factor: float) -> Scalar:
    return lambda a: _mul(a, _number(Fraction(factor)))


_SAME = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "div", "true_divide": "div",
    "negative": "neg", "absolute": "abs", "fabs": "abs", "sign": "sign", "floor": "floor",
    "minimum": "min", "maximum": "max", "fmin": "min", "fmax": "max", "hypot": "hypot",
    "sqrt": "sqrt", "exp": "exp", "exp2": "exp2", "expm1": "expm1", "log": "log", "log2": "log2",
    "log10": "log10", "log1p": "log1p", "sin": "sin", "cos": "cos", "tan": "tan",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "erf": "erf", "erfc": "erfc", "gamma": "gamma", "gammaln": "lgamma", "psi": "digamma",
    "erfinv": "erfinv", "jv": "besselj", "iv": "besseli",
}  # fmt: skip
"""NumPy's and SciPy's universal functions that are operators of the table."""

ELEMENTWISE: Mapping[str, Scalar] = {
    **{name: _of(operator_named(ours)) for name, ours in _SAME.items()},
    "power": _power, "float_power": _power,
    "positive": real,
    "square": lambda a: _mul(a, a),
    "reciprocal": lambda a: _div(ONE, a),
    "ceil": lambda a: build(NEG, [_floor(build(NEG, [real(a)]))]),
    "floor_divide": _floor_divide, "remainder": _remainder, "mod": _remainder,
    "logaddexp": _log_add_exp, "logaddexp2": _log_add_exp2, "rint": _rint, "trunc": _trunc,
    "fmod": _fmod, "copysign": _copysign, "cbrt": _cube_root, "logical_xor": _exclusive,
    "bitwise_xor": _exclusive,
    "deg2rad": _scaled(math.pi / 180), "radians": _scaled(math.pi / 180),
    "rad2deg": _scaled(180 / math.pi), "degrees": _scaled(180 / math.pi),
    "xlogy": _xlogy, "ndtr": _normal, "exp10": lambda a: _pow(_number(10), a),
    "logit": lambda a: _log(_div(a, _sub(ONE, a))),
    "xlog1py": lambda a, b: choice(_equal(a, ZERO), ZERO, _mul(a, _log1p(b))),
    "entr": lambda a: build(NEG, [_xlogy(a, a)]),
    "j0": lambda a: _bessel(ZERO, a), "j1": lambda a: _bessel(ONE, a),
    "i0": lambda a: _modified(ZERO, a), "i1": lambda a: _modified(ONE, a),
    "heaviside": lambda a, half: choice(
        _comparison(EQUAL)(a, ZERO), half, choice(_comparison(LESS)(a, ZERO), ZERO, ONE)
    ),
    "expit": lambda a: _div(ONE, _add(ONE, _exp(build(NEG, [real(a)])))),
    "less": _comparison(LESS), "less_equal": _comparison(LESS_EQUAL),
    "greater": _comparison(LESS, swapped=True),
    "greater_equal": _comparison(LESS_EQUAL, swapped=True),
    "equal": _comparison(EQUAL), "not_equal": _comparison(EQUAL, negated=True),
    "logical_and": conjunction, "logical_or": disjunction, "logical_not": negation,
    "bitwise_and": conjunction, "bitwise_or": disjunction, "invert": negation,
    "clip": _clip, "where": choice, "conjugate": real, "conj": real,
}  # fmt: skip
"""From the name of a universal function to what it does to an element."""
