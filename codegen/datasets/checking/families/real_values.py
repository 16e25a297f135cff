"""Values of expressions at rational points: exact where rational, else enclosed by balls.

An expression has a value where all its parts have one. Where an enclosure cannot tell (is this 0?
is this in the domain?) the answer is that nothing is known, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt

from flint import arb, ctx, fmpq

from codegen.datasets.checking.families.states import Tree

Value = Fraction | arb
BITS = 256


class NoValue(Exception):
    """The expression has no value here, or none that is certain."""


def value_at(tree: Tree, point: Mapping[str, Fraction]) -> Value:
    """The value of an expression at a point, to 256 bits where it is not rational.

    Raises:
        NoValue: it has none, or that cannot be told.

    >>> value_at(("sqrt", ("pow", "x", 2)), {"x": Fraction(-3, 2)})
    Fraction(3, 2)
    """
    kept = ctx.prec
    ctx.prec = BITS
    try:
        return _value(tree, point)
    finally:
        ctx.prec = kept


def differ(first: Value, second: Value) -> bool:
    """Whether two values are different for certain."""
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return first != second
    return not _ball(first).overlaps(_ball(second))


def sign_at(tree: Tree, point: Mapping[str, Fraction]) -> int:
    """The sign of an expression at a point.

    Raises:
        NoValue: it has no value, or its sign is not certain.
    """
    return _sign(value_at(tree, point))


def is_about(value: Value, told: Fraction, error: str) -> bool:
    """Whether a value is what one is told, up to a relative error."""
    if isinstance(value, Fraction):
        return abs(value - told) <= abs(told) * Fraction(error)
    return bool(abs(value - _ball(told)) <= abs(_ball(told)) * arb(error))


def _value(tree: Tree, point: Mapping[str, Fraction]) -> Value:
    if isinstance(tree, str):
        if tree == "pi":
            return arb.pi()
        if tree not in point:
            raise NoValue(tree)
        return point[tree]
    if not isinstance(tree, tuple):
        return Fraction(tree)
    if tree == ("pi",):
        return arb.pi()
    parts = [_value(part, point) for part in tree[1:]]
    name = tree[0]
    if name == "pow":
        return _settled(_power(*parts))
    if name in _EXACT and all(isinstance(part, Fraction) for part in parts):
        return Fraction(_EXACT[name](*parts))
    if name in _BALLS:
        return _settled(_BALLS[name](*map(_ball, parts)))
    if name in _FUNCTIONS:
        return _settled(_FUNCTIONS[name](*parts))
    raise NoValue(name)


def _settled(value: Value) -> Value:
    """A ball without a radius as the number that it is."""
    if isinstance(value, Fraction):
        return value
    if not value.is_finite():
        raise NoValue("finite")
    if not value.is_exact():
        return value
    mantissa, exponent = (int(part) for part in value.mid().man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent if abs(exponent) < 1000 else value


def _ball(value: Value) -> arb:
    return arb(fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else value


def _sign(value: Value) -> int:
    """The sign of a value.

    Raises:
        NoValue: it is not certain.
    """
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if value > 0:
        return 1
    if value < 0:
        return -1
    raise NoValue("sign")


def _require(holds: bool) -> None:
    if not holds:
        raise NoValue("domain")


def _power(base: Value, exponent: Value) -> Value:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        power = int(exponent)
        _require(abs(power) <= 200)
        _require(power >= 0 or _sign(base) != 0)
        return base**power
    if isinstance(base, Fraction) and base == 0:
        _require(_sign(exponent) > 0)
        return Fraction(0)
    _require(_sign(base) > 0)
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 2:
        root = _root(base)
        if isinstance(root, Fraction):
            return _power(root, Fraction(exponent.numerator))
    return (_ball(base).log() * _ball(exponent)).exp()


def _root(value: Value) -> Value:
    if isinstance(value, Fraction):
        _require(value >= 0)
        top, bottom = isqrt(value.numerator), isqrt(value.denominator)
        if top * top == value.numerator and bottom * bottom == value.denominator:
            return Fraction(top, bottom)
    else:
        _require(_sign(value) > 0)
    return _ball(value).sqrt()


def _quotient(first: Value, second: Value) -> Value:
    _require(_sign(second) != 0)
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return first / second
    return _ball(first) / _ball(second)


def _logarithm(base: int) -> Callable[[Value], Value]:
    def logarithm(value: Value) -> Value:
        _require(_sign(value) > 0)
        if value == 1:
            return Fraction(0)
        found = _ball(value).log()
        return found / arb(base).log() if base else found

    return logarithm


def _within(function: Callable[[arb], arb], open_end: bool) -> Callable[[Value], Value]:
    """A function on [-1, 1], or inside it."""

    def limited(value: Value) -> Value:
        if isinstance(value, Fraction):
            _require(abs(value) < 1 or (abs(value) == 1 and not open_end))
        else:
            _require(bool(value < 1) and bool(value > -1))
        return function(_ball(value))

    return limited


def _area_cosine(value: Value) -> Value:
    _require(value >= 1 if isinstance(value, Fraction) else bool(value > 1))
    return _ball(value).acosh()


def _tangent(value: Value) -> Value:
    found = _ball(value)
    _require(_sign(found.cos()) != 0)
    return found.tan()


def _floor(value: Value) -> Value:
    if isinstance(value, Fraction):
        return Fraction(value.numerator // value.denominator)
    found = value.floor().unique_fmpz()
    if found is None:
        raise NoValue("floor")
    return Fraction(int(found))


def _chosen(least: bool) -> Callable[[Value, Value], Value]:
    def choose(first: Value, second: Value) -> Value:
        a, b = _ball(first), _ball(second)
        return a.min(b) if least else a.max(b)

    return choose


_EXACT: Mapping[str, Callable[..., Fraction]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
    "neg": lambda a: -a, "abs": abs, "min": min, "max": max,
}  # fmt: skip
_BALLS: Mapping[str, Callable[..., arb]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
    "neg": lambda a: -a, "abs": lambda a: abs(a), "exp": arb.exp, "sin": arb.sin, "cos": arb.cos,
    "atan": arb.atan, "sinh": arb.sinh, "cosh": arb.cosh, "tanh": arb.tanh, "asinh": arb.asinh,
    "exp2": lambda a: (a * arb(2).log()).exp(), "hypot": lambda a, b: (a * a + b * b).sqrt(),
}  # fmt: skip
_FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "div": _quotient, "sqrt": _root, "log": _logarithm(0), "log2": _logarithm(2),
    "log10": _logarithm(10), "tan": _tangent, "asin": _within(arb.asin, False),
    "acos": _within(arb.acos, False), "atanh": _within(arb.atanh, True), "acosh": _area_cosine,
    "sign": lambda a: Fraction(_sign(a)), "floor": _floor, "min": _chosen(True),
    "max": _chosen(False),
}  # fmt: skip
