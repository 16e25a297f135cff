"""Values of terms in ball arithmetic, and whether two terms are the same function.

Derivatives are carried out first, by the engine. What has no value of its own (an antiderivative, a
function of which nothing is known) stands for a number made from its canonical form, the same for
equal terms: what holds for such numbers holds whatever the term is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

from flint import acb, arb, ctx, fmpq

from symnum.ops import (
    ABS,
    ACOS,
    ADD,
    ASIN,
    ATAN,
    COS,
    COSH,
    DERIVATIVE,
    DIV,
    EXP,
    INTEGRAL,
    LOG,
    MUL,
    NEG,
    PI,
    POW,
    SIN,
    SINH,
    SQRT,
    SUB,
    TAN,
    TANH,
    Operator,
)
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.text import to_text

BITS = 192
LARGEST_POWER = 400
Ball = Any
"""A ``flint.arb``, or a ``flint.acb`` where a record declares a complex symbol."""
Special = Callable[["Values", Call], Ball]

_UNARY: Mapping[Operator, Callable[[Ball], Ball]] = {
    NEG: lambda v: -v, ABS: abs, SQRT: lambda v: v.sqrt(), EXP: lambda v: v.exp(),
    LOG: lambda v: v.log(), SIN: lambda v: v.sin(), COS: lambda v: v.cos(),
    TAN: lambda v: v.tan(), ASIN: lambda v: v.asin(), ACOS: lambda v: v.acos(),
    ATAN: lambda v: v.atan(), SINH: lambda v: v.sinh(), COSH: lambda v: v.cosh(),
    TANH: lambda v: v.tanh(),
}  # fmt: skip


def ball(value: int | Fraction) -> arb:
    """An enclosure of a rational number."""
    value = Fraction(value)
    return arb(fmpq(value.numerator, value.denominator))


class Undefined(Exception):
    """A term has no value at a point, or none that can be told from infinity."""


class Values:
    """Evaluates plain terms at one point.

    Args:
        point: A ball for each symbol.
        special: How calls of functions that a topic declares are evaluated, by name.
    """

    def __init__(
        self, point: Mapping[str, Ball], special: Mapping[str, Special] | None = None
    ) -> None:
        self.point, self.special = point, special or {}
        self.memo: dict[Term, Ball] = {}

    def of(self, term: Term) -> Ball:
        """The value.

        Raises:
            Undefined: there is none.
        """
        found = self.memo.get(term)
        if found is None:
            found = self.memo[term] = self._computed(term)
        return found

    def _computed(self, term: Term) -> Ball:
        if isinstance(term, Number):
            return ball(term.value)
        if isinstance(term, Symbol):
            return self.point[term.name]
        assert isinstance(term, Call)
        operator = term.operator
        if operator is DERIVATIVE:
            slope = derivative_of(*term.arguments)
            return opaque(term) if slope is term else self.of(slope)
        if operator is INTEGRAL or not operator.interpreted:
            meaning = self.special.get(operator.name)
            return opaque(term) if meaning is None else meaning(self, term)
        value = self._interpreted(operator, term.arguments)
        if not value.is_finite():
            raise Undefined
        return value

    def _interpreted(self, operator: Operator, arguments: Sequence[Term]) -> Ball:
        if operator is PI:
            return arb.pi()
        if operator is POW:
            return self._power(*arguments)
        values = [self.of(argument) for argument in arguments]
        if operator in (ADD, SUB, MUL) or (operator is DIV and len(values) == 2):
            return _arithmetic(operator, values)
        function = _UNARY.get(operator)
        if function is None or len(values) != 1:
            raise Undefined
        return function(values[0])

    def _power(self, base: Term, exponent: Term) -> Ball:
        value = self.of(base)
        if isinstance(exponent, Number) and isinstance(exponent.value, int):
            if abs(exponent.value) > LARGEST_POWER:
                raise Undefined
            whole = _raised(value, abs(exponent.value))
            if exponent.value >= 0:
                return whole
            if whole.contains(0):
                raise Undefined
            return 1 / whole
        if isinstance(exponent, Number) and Fraction(exponent.value) == Fraction(1, 2):
            return value.sqrt()
        return value ** self.of(exponent)


def _raised(value: Ball, exponent: int) -> Ball:
    """A natural power by multiplications: FLINT's has no value where a ball straddles 0."""
    result: Ball = 1
    square = value
    while exponent:
        if exponent & 1:
            result = square * result
        square = square * square
        exponent >>= 1
    return value * 0 + 1 if isinstance(result, int) else result


def _arithmetic(operator: Operator, values: Sequence[Ball]) -> Ball:
    result = values[0]
    for other in values[1:]:
        if operator is ADD:
            result = result + other
        elif operator is SUB:
            result = result - other
        elif operator is MUL:
            result = result * other
        elif other.contains(0):
            raise Undefined
        else:
            result = result / other
    return result


@lru_cache(maxsize=4096)
def derivative_of(inner: Term, variable: Term) -> Term:
    """The derivative carried out; the unevaluated derivative itself where it is of an unknown."""
    from symnum.calculus import differentiate  # with all of calculus: most records need none

    if isinstance(inner, Call) and inner.operator is DERIVATIVE:
        inner = derivative_of(*inner.arguments)
    found: Term = differentiate(inner, variable)
    return found


def opaque(term: Term) -> arb:
    """A number for a term without a value, the same for terms with one canonical form."""
    return ball(_made_up(to_text(to_canonical(term))))


@lru_cache(maxsize=4096)
def _made_up(text: str) -> Fraction:
    return Fraction(Random(text).randrange(1 << 40, 1 << 42), 1 << 41)


def agree(first: Ball, second: Ball) -> bool | None:
    """Whether two balls show the same number; ``None`` if they are too wide to tell."""
    if isinstance(first, acb) or isinstance(second, acb):
        first, second = acb(first), acb(second)
    if not first.overlaps(second):
        return False
    gap = abs(first - second)
    size = abs(first) + 1
    narrow = gap.upper() < ball(Fraction(1, 10**20)) * size.lower()
    return True if narrow else None


class Precision:
    """FLINT's working precision within a ``with`` block."""

    def __init__(self, bits: int = BITS) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        self.kept, ctx.prec = ctx.prec, self.bits

    def __exit__(self, *_: object) -> None:
        ctx.prec = self.kept


def imaginary_unit() -> acb:
    """The number i."""
    return acb(0, 1)
