"""Two terms at one point: exact where their values are rational, in ball arithmetic elsewhere.

Both terms are unrolled together into calls of values, equal calls of equal values once. So
``y == y`` is true at y = 7/3, which no ball around 7/3 shows; ``a - a`` is 0 wherever ``a`` has a
value; and two terms that come to the same calls are the same however large their values are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from symnum.errors import InputError
from symnum.numerics.predicates import nonzero
from symnum.numerics.tape import UNDECIDED, UNDEFINED, Ball, chosen, step_of
from symnum.ops import ADD, MUL, POW, SELECT, Operator
from symnum.terms.exact import Exact, exact_root
from symnum.terms.interface import adapter_of
from symnum.terms.traversal import postorder

LARGEST_EXACT_BITS = 1 << 21
"""Numbers longer than this are not written out."""

LARGEST_ROOT_BITS = 4096
"""Nor are roots and logarithms of numbers longer than this looked for."""

_EXACT_AT = 256
"""Bits at which functions of exact numbers are tried for exact values, such as cos(0) = 1."""


class JointValues:
    """Terms at a point, unrolled into one list of calls.

    Args:
        point: A number for each symbol; a ball stands for any number in it.
    """

    def __init__(self, point: Mapping[str, Exact | arb]) -> None:
        self.point = point
        self.known: list[Any] = []  # by place: a rational, a ball, a truth value, UNDEFINED, None
        self.calls: list[tuple[Operator, tuple[int, ...]] | None] = []
        self._places: dict[Any, int] = {}

    def place(self, root: Any) -> int:
        """Where the value of a term of any registered family stands.

        Raises:
            InputError: a symbol without a number, or an operator without a value.
        """
        places: dict[int, int] = {}
        for term, children in postorder([root]):
            adapter = adapter_of(term)
            if adapter.is_call(term):
                arguments = tuple(places[id(child)] for child in children)
                places[id(term)] = self._call(adapter.operator(term), arguments)
            else:
                number = adapter.number(term)
                places[id(term)] = (
                    self._symbol(adapter.name(term)) if number is None else self._constant(number)
                )
        return places[id(root)]

    def values(self, bits: int) -> list[Ball]:
        """The value at every place with a working precision of ``bits`` bits."""
        with ctx.workprec(bits):
            found: list[Ball] = []
            for known, call in zip(self.known, self.calls, strict=True):
                if call is None:
                    found.append(arb(known) if isinstance(known, fmpq) else known)
                else:
                    found.append(_value(*call, [found[argument] for argument in call[1]]))
            return found

    def _symbol(self, name: str) -> int:
        if name not in self.point:
            raise InputError(f"the point gives no value to {name!r}")
        value = self.point[name]
        if isinstance(value, arb):
            return self._new(("symbol", name), value, None)
        return self._constant(value)

    def _constant(self, value: Any) -> int:
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            value = fmpq(value.numerator, value.denominator)
        return self._new((type(value), value), value, None)

    def _new(self, key: Any, known: Any, call: tuple[Operator, tuple[int, ...]] | None) -> int:
        place = self._places.setdefault(key, len(self.known))
        if place == len(self.known):
            self.known.append(known)
            self.calls.append(call)
        return place

    def _call(self, operator: Operator, arguments: tuple[int, ...]) -> int:
        known = [self.known[argument] for argument in arguments]
        if operator is SELECT:
            if known[0] is True or known[0] is False:
                return arguments[1] if known[0] else arguments[2]
            undefined = known[0] is UNDEFINED or known[1:] == [UNDEFINED, UNDEFINED]
        else:
            undefined = UNDEFINED in known
        if undefined:
            return self._constant(UNDEFINED)
        if all(isinstance(value, fmpq | bool) for value in known):
            value = _exact(operator, known)
            if value is not None:
                return self._constant(value)
        return self._simplest(operator, arguments)

    def _simplest(self, operator: Operator, arguments: tuple[int, ...]) -> int:
        """The place of a call without neutral elements, commuting arguments in order."""
        if operator.identity is not None:
            neutral = self._places.get((fmpq, fmpq(operator.identity)))
            arguments = tuple(a for a in arguments if a != neutral)
        elif operator is POW and arguments[1] == self._places.get((fmpq, fmpq(1))):
            arguments = arguments[:1]
        if len(arguments) == 1 and operator in (ADD, MUL, POW):
            return arguments[0]
        if operator.is_commutative:
            arguments = tuple(sorted(arguments))
        return self._new((operator, arguments), None, (operator, arguments))


def _value(operator: Operator, places: Sequence[int], arguments: Sequence[Any]) -> Any:
    """The value of a call on balls; undefinedness spreads but through a choice not taken."""
    if operator is SELECT:
        return chosen(arguments)
    if UNDEFINED in arguments:
        return UNDEFINED
    if UNDECIDED in arguments:
        return UNDECIDED
    if len(places) == 2 and places[0] == places[1] and operator.name in _OF_EQUALS:
        return _OF_EQUALS[operator.name](arguments[0])
    return _decided(step_of(operator)(arguments))


def _decided(value: Any) -> Any:
    doubtful = value is None or (isinstance(value, arb) and not value.is_finite())
    return UNDECIDED if doubtful else value


def _quotient_of_equals(value: arb) -> Any:
    verdict = nonzero(value)
    return arb(1) if verdict else UNDECIDED if verdict is None else UNDEFINED


_OF_EQUALS: Mapping[str, Callable[[arb], Any]] = {
    "sub": lambda value: arb(0),
    "div": _quotient_of_equals,
    "equal": lambda value: True,
    "less_equal": lambda value: True,
    "less": lambda value: False,
    "min": lambda value: value,
    "max": lambda value: value,
}
"""What becomes of two arguments that are the same number, wherever in its ball that is."""


def _exact(operator: Operator, arguments: Sequence[Any]) -> Any:
    """The rational or truth value of a call on such; ``None`` if it has none or none is found."""
    law = _LAWS.get(operator.name)
    found = None if law is None else law(*arguments)
    if found is not None or law in _COMPLETE:
        return found
    with ctx.workprec(_EXACT_AT):
        balls = [arb(value) if isinstance(value, fmpq) else value for value in arguments]
        return _rational(step_of(operator)(balls))


def _rational(value: Any) -> Any:
    """The only number in an exact ball; a truth value or UNDEFINED as it is."""
    if not isinstance(value, arb):
        return None if value is UNDECIDED else value
    if not value.is_exact() or not value.is_finite():
        return None
    return value.fmpq() if abs(value.man_exp()[1]) <= LARGEST_EXACT_BITS else None


def _bits(value: fmpq) -> int:
    return int(value.height_bits())


def _product(*factors: fmpq) -> fmpq | None:
    if sum(map(_bits, factors)) > LARGEST_EXACT_BITS:
        return None
    result = fmpq(1)
    for factor in factors:
        result *= factor
    return result


def _quotient(a: fmpq, b: fmpq) -> Any:
    return UNDEFINED if b == 0 else _product(a, 1 / b)


def _power(a: fmpq, b: fmpq) -> Any:
    if b.q != 1:
        root = _root(a, int(b.q)) if b.q < 64 and a > 0 else None
        return None if root is None else _power(root, fmpq(b.p))
    if a == 0:
        return UNDEFINED if b < 0 else fmpq(b == 0)
    if abs(a) == 1:
        return fmpq(1) if a == 1 or b.p % 2 == 0 else a
    return a ** int(b.p) if _bits(a) * abs(b.p) <= LARGEST_EXACT_BITS else None


def _root(a: fmpq, degree: int) -> fmpq | None:
    if _bits(a) > LARGEST_ROOT_BITS:
        return None
    root = exact_root(Fraction(int(a.p), int(a.q)), degree)
    return None if root is None else fmpq(root.numerator, root.denominator)


def _exponential(a: fmpq) -> fmpq | None:
    found: fmpq | None = _power(fmpq(2), a) if a.q == 1 else None
    return found


def _logarithm(base: int) -> Callable[[fmpq], Any]:
    def logarithm(a: fmpq) -> Any:
        if a <= 0:
            return UNDEFINED
        if 1 not in (a.p, a.q) or _bits(a) > LARGEST_ROOT_BITS:
            return None
        large, exponent = max(int(a.p), int(a.q)), 0
        while large % base == 0:
            large, exponent = large // base, exponent + 1
        return fmpq(exponent if a.q == 1 else -exponent) if large == 1 else None

    return logarithm


def _sum(*addends: fmpq) -> fmpq:
    return sum(addends, fmpq(0))


_LAWS: Mapping[str, Callable[..., Any]] = {
    "add": _sum,
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "mul": _product,
    "div": _quotient,
    "fma": lambda a, b, c: None if (ab := _product(a, b)) is None else ab + c,
    "pow": _power,
    "sqrt": lambda a: _root(a, 2),
    "hypot": lambda a, b: _root(a * a + b * b, 2),
    "exp2": _exponential,
    "log2": _logarithm(2),
    "log10": _logarithm(10),
    "abs": abs,
    "sign": lambda a: fmpq((a > 0) - (a < 0)),
    "floor": lambda a: fmpq(a.floor()),
    "min": min,
    "max": max,
    "equal": lambda a, b: a == b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
}
"""Exact values where ball arithmetic has none; the other operators' balls are exact if they can."""

_COMPLETE = tuple(_LAWS[name] for name in ("mul", "div", "fma"))
"""Laws that fail for too long numbers only, which no ball holds exactly."""
