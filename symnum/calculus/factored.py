"""Building derivatives tidily: a coefficient, factors above and factors below a fraction bar.

Signs, units, zeros and rational coefficients wait here until a sum or a function call needs a
term, so that the derivative of ``sqrt(x^2 + 1)`` comes out as ``x/sqrt(x^2 + 1)`` for families of
terms that simplify nothing. Everything is constant time an operation, for terms of any depth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from symnum.ops import ADD, DIV, MUL, NEG, POW, SUB, Operator, Template, operator_named
from symnum.terms.exact import Exact, exact_power, reduced
from symnum.terms.interface import adapter_of

_FLAT = 16
"""Products and sums up to this length are written out; longer ones nest or stay n-ary."""


class Factored(NamedTuple):
    """The value ``coefficient · Π above / Π below``; the coefficient is 0 for an empty product."""

    coefficient: Exact
    above: tuple[Any, ...] = ()
    below: tuple[Any, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether there is nothing but the coefficient."""
        return not self.above and not self.below


ZERO, ONE = Factored(0), Factored(1)


class Builder:
    """Arithmetic on :class:`Factored` values over the family of the term ``like``."""

    def __init__(self, like: Any) -> None:
        self.like, self.adapter = like, adapter_of(like)

    def factored(self, term: Any) -> Factored:
        """A term as it stands: a number (or a written fraction) is a coefficient, else a factor."""
        value = adapter_of(term).number(term)
        if value is None:
            value = _written_fraction(term)
        return Factored(1, (term,)) if value is None else Factored(value)

    def call(self, operator: Operator, *arguments: Any) -> Any:
        """A call in the family."""
        return self.adapter.rebuild(self.like, operator, arguments)

    def literal(self, value: Exact) -> Any:
        """A number of the family."""
        return self.adapter.literal(self.like, value)

    def term(self, value: Factored) -> Any:
        """The value spelled out as a term."""
        coefficient, above, below = value
        if value.is_number:
            return self.literal(coefficient)
        size: Exact = -coefficient if coefficient < 0 else coefficient
        if size.numerator != 1 or not above:
            above = (self.literal(size.numerator), *above)
        if size.denominator != 1:
            below = (self.literal(size.denominator), *below)
        result = self._chain(above)
        if below:
            result = self.call(DIV, result, self._chain(below))
        return self.call(NEG, result) if coefficient < 0 else result

    def _chain(self, factors: Sequence[Any]) -> Any:
        result = factors[0]
        for factor in factors[1:]:
            result = self.call(MUL, result, factor)
        return result

    def _bounded(self, factors: tuple[Any, ...]) -> tuple[Any, ...]:
        return factors if len(factors) <= _FLAT else (self._chain(factors),)

    def product(self, *values: Factored) -> Factored:
        """The product; 0 as soon as one factor is 0."""
        coefficient: Exact = 1
        above: tuple[Any, ...] = ()
        below: tuple[Any, ...] = ()
        for value in values:
            if value.coefficient == 0:
                return ZERO
            coefficient *= value.coefficient
            above += value.above
            below += value.below
        return Factored(_normal(coefficient), self._bounded(above), self._bounded(below))

    def quotient(self, first: Factored, second: Factored) -> Factored:
        """The quotient of two values, the second not the number 0."""
        if second.coefficient == 0:
            return Factored(1, (self.term(first),), (self.literal(0),))
        inverse = Factored(_inverse(second.coefficient), second.below, second.above)
        return self.product(first, inverse)

    def power(self, base: Factored, exponent: Factored) -> Factored:
        """A power; an integer exponent below 0 goes below the bar."""
        degree = exponent.coefficient if exponent.is_number else None
        if degree == 0:
            return ONE
        if degree == 1:
            return base
        if isinstance(degree, int):
            folded = exact_power(base.coefficient, degree) if base.is_number else None
            if folded is not None:
                return Factored(folded)
            root = self.term(base)
            raised = (root if abs(degree) == 1 else self._raised(root, self.literal(abs(degree))),)
            return Factored(1, raised) if degree > 0 else Factored(1, (), raised)
        return Factored(1, (self._raised(self.term(base), self.term(exponent)),))

    def _raised(self, base: Any, exponent: Any) -> Any:
        return self.call(POW, base, exponent)

    def sum(self, values: Sequence[Factored]) -> Factored:
        """The sum: like addends collected where the first of them stands, zeros gone."""
        parts: dict[tuple[tuple[int, ...], tuple[int, ...]], Factored] = {}
        for value in values:
            key = (tuple(map(id, value.above)), tuple(map(id, value.below)))
            known = parts.get(key)
            total = value.coefficient + (known.coefficient if known else 0)
            parts[key] = value._replace(coefficient=_normal(total))
        kept = [part for part in parts.values() if part.coefficient != 0]
        if len(kept) > 1:
            return Factored(1, (self._written_sum(kept),))
        return kept[0] if kept else ZERO

    def _written_sum(self, addends: Sequence[Factored]) -> Any:
        if len(addends) > _FLAT:
            return self.call(ADD, *map(self.term, addends))
        result = self.term(addends[0])
        for addend in addends[1:]:
            if addend.coefficient < 0:
                opposite = addend._replace(coefficient=-addend.coefficient)
                result = self.call(SUB, result, self.term(opposite))
            else:
                result = self.call(ADD, result, self.term(addend))
        return result

    def filled(self, template: Template, arguments: Mapping[str, Factored]) -> Factored:
        """A template of the operator table over the values of its arguments."""
        if isinstance(template, int):
            return Factored(template)
        if isinstance(template, str):
            return arguments[template]
        operator = operator_named(template[0])
        parts = [self.filled(part, arguments) for part in template[1:]]
        if operator is ADD:
            return self.sum(parts)
        if operator is SUB:
            return self.sum([parts[0], self.product(Factored(-1), parts[1])])
        if operator is MUL:
            return self.product(*parts)
        if operator is NEG:
            return self.product(Factored(-1), *parts)
        if operator is DIV:
            return self.quotient(*parts)
        if operator is POW:
            return self.power(*parts)
        return Factored(1, (self.call(operator, *map(self.term, parts)),))


def _written_fraction(term: Any) -> Exact | None:
    """The value of ``p/q`` or ``-p/q`` written out, which some families keep as a call."""
    adapter = adapter_of(term)
    if not adapter.is_call(term) or adapter.operator(term) not in (DIV, NEG):
        return None
    parts = adapter.arguments(term)
    if len(parts) == 1:
        size = _written_fraction(parts[0]) if adapter_of(parts[0]).is_call(parts[0]) else None
        return None if size is None else -size
    above, below = (adapter_of(part).number(part) for part in parts)
    return None if above is None or not below else _normal(Fraction(above) / below)


def _inverse(value: Exact) -> Exact:
    return value if value in (1, -1) else 1 / Fraction(value)


def _normal(value: Exact) -> Exact:
    return reduced(value) if isinstance(value, Fraction) else value
