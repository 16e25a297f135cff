"""What NumPy's universal functions do to one element: from bodies to a body.

Truth values are bodies of kind Boolean; where a number is wanted they count as 1 and 0, and a
number counts as true unless it is 0, as in NumPy. Comparisons of numbers are decided at once.
"""

from __future__ import annotations

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
_floor, _abs, _exp = (_of(operator_named(n)) for n in ("floor", "abs", "exp"))


def _power(base: Canonical, exponent: Canonical) -> Canonical:
    return _pow(base, exponent)


def _floor_divide(a: Canonical, b: Canonical) -> Canonical:
    return _floor(_div(a, b))


def _remainder(a: Canonical, b: Canonical) -> Canonical:
    return _sub(a, _mul(b, _floor_divide(a, b)))


def _clip(a: Canonical, low: Canonical, high: Canonical) -> Canonical:
    return build(MIN, [build(MAX, [real(a), real(low)]), real(high)])


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
    "logaddexp": lambda a, b: build(operator_named("log"), [_add(_exp(a), _exp(b))]),
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
