"""Functions a(x) + b(x)*s with rational a and b and one square root or absolute value s."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flint import fmpq, fmpq_poly

from symnum.ops import ABS, ADD, DIV, MUL, NEG, POW, SQRT, SUB
from symnum.terms.plain import Call, Number, Symbol, Term

Quotient = tuple[fmpq_poly, fmpq_poly]
"""A numerator and a denominator."""
_ONE, _ZERO = fmpq_poly([1]), fmpq_poly([0])
_LARGEST_POWER = 12


class Unsupported(Exception):
    """A term that is not rational in the variable but for one root or absolute value."""


@dataclass(slots=True)
class Element:
    """a + b*s over Q(x), s^2 = w."""

    a: Quotient
    b: Quotient
    radicand: Quotient | None

    def norm(self) -> Quotient:
        """Numerator and denominator of a^2 - b^2*w."""
        if self.radicand is None or not self.b[0]:
            return self.a
        square = _times(_times(self.b, self.b), self.radicand)
        return _minus(_times(self.a, self.a), square)


@dataclass(slots=True)
class Reader:
    """Reads terms in one variable; remembers w and the denominators that it met."""

    variable: Symbol
    radicand: Quotient | None = None
    root: Term | None = None
    denominators: list[fmpq_poly] = field(default_factory=list)

    def of(self, term: Term) -> Element:
        """The term as a function.

        Raises:
            Unsupported: it is none of this kind.
        """
        if isinstance(term, Number):
            value = Fraction(term.value)
            return self.element((fmpq_poly([fmpq(value.numerator, value.denominator)]), _ONE))
        if term is self.variable:
            return self.element((fmpq_poly([0, 1]), _ONE))
        if not isinstance(term, Call):
            raise Unsupported
        if term.operator in (SQRT, ABS):
            return self._root_of(term)
        if term.operator is POW:
            return self._power(*term.arguments)
        rule = _RULES.get(term.operator.name)
        if rule is None:
            raise Unsupported
        parts = [self.of(argument) for argument in term.arguments]
        result = parts[0] if len(parts) > 1 or term.operator is not NEG else rule(self, parts[0])
        for other in parts[1:]:
            result = rule(self, result, other)
        return result

    def element(self, a: Quotient, b: Quotient = (_ZERO, _ONE)) -> Element:
        """a + b*s."""
        return Element(a, b, self.radicand)

    def _root_of(self, term: Call) -> Element:
        if self.root is None:
            inside = self.of(term.arguments[0])
            if inside.b[0] or self.radicand is not None:
                raise Unsupported
            self.root = term
            square = inside.a if term.operator is SQRT else _times(inside.a, inside.a)
            self.radicand = square
        if self.root is not term:
            raise Unsupported
        return self.element((_ZERO, _ONE), (_ONE, _ONE))

    def _power(self, base: Term, exponent: Term) -> Element:
        if not isinstance(exponent, Number) or not isinstance(exponent.value, int):
            raise Unsupported
        if abs(exponent.value) > _LARGEST_POWER:
            raise Unsupported
        one, value = self.element((_ONE, _ONE)), self.of(base)
        result = one
        for _ in range(abs(exponent.value)):
            result = _product(self, result, value)
        return result if exponent.value >= 0 else _divided(self, one, result)


def _times(p: Quotient, q: Quotient) -> Quotient:
    return _reduced(p[0] * q[0], p[1] * q[1])


def _minus(p: Quotient, q: Quotient) -> Quotient:
    return _reduced(p[0] * q[1] - q[0] * p[1], p[1] * q[1])


def _reduced(above: fmpq_poly, below: fmpq_poly) -> Quotient:
    divisor = above.gcd(below)
    return (above, below) if divisor.degree() < 1 else (above // divisor, below // divisor)


def _sum(reader: Reader, p: Element, q: Element) -> Element:
    return _difference(reader, p, _negated(reader, q))


def _difference(reader: Reader, p: Element, q: Element) -> Element:
    return reader.element(_minus(p.a, q.a), _minus(p.b, q.b))


def _negated(reader: Reader, p: Element) -> Element:
    return reader.element((-p.a[0], p.a[1]), (-p.b[0], p.b[1]))


def _product(reader: Reader, p: Element, q: Element) -> Element:
    if not p.b[0] and not q.b[0]:
        return reader.element(_times(p.a, q.a))
    assert reader.radicand is not None
    crossed = _times(_times(p.b, q.b), reader.radicand)
    minus_crossed = (-crossed[0], crossed[1])
    ab, ba = _times(p.a, q.b), _times(p.b, q.a)
    return reader.element(
        _minus(_times(p.a, q.a), minus_crossed), _minus(ab, (-ba[0], ba[1]))
    )  # fmt: skip


def _divided(reader: Reader, p: Element, q: Element) -> Element:
    q.radicand = reader.radicand
    above, below = q.norm()
    if not above:
        raise Unsupported
    reader.denominators.append(above)
    reader.denominators.append(below)
    inverse: Quotient = (below, above)
    conjugate = reader.element(q.a, (-q.b[0], q.b[1]))
    scaled = reader.element(_times(conjugate.a, inverse), _times(conjugate.b, inverse))
    if not q.b[0]:
        scaled = reader.element((q.a[1], q.a[0]))
    return _product(reader, p, scaled)


_RULES: Mapping[str, Callable[..., Element]] = {
    ADD.name: _sum, SUB.name: _difference, NEG.name: _negated, MUL.name: _product,
    DIV.name: _divided,
}  # fmt: skip
