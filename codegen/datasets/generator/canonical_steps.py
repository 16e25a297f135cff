"""Operations on canonical terms that steps are made of: tidying, replacing, expanding.

Everything is taken on the domain of a record, where all terms shown have a value: there
``u*(1/u)`` is 1, ``0*u`` is 0, ``exp(log(u))`` and ``log(exp(u))`` are ``u``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from symnum.calculus.differentiate import differentiate
from symnum.ops import ATAN, COS, DERIVATIVE, EXP, INTEGRAL, LOG, SIN
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.exact import exact
from symnum.terms.interface import arguments, operator
from symnum.terms.ordering import sorted_addends
from symnum.terms.ring import ONE, ZERO, build, linear_combination, product

LARGEST_EXPANSION = 200
"""Addends of a sum multiplied out; longer ones are not worth having."""
_UNEVALUATED = (DERIVATIVE, INTEGRAL)
_VALUES: dict[tuple[object, ...], Canonical] = {
    (SIN, ZERO): ZERO, (ATAN, ZERO): ZERO, (LOG, ONE): ZERO, (COS, ZERO): ONE, (EXP, ZERO): ONE,
}  # fmt: skip


class TooLongError(Exception):
    """A sum would have too many addends."""


class Workbench:
    """Operations with a memory for the terms of one record."""

    def __init__(self) -> None:
        self._tidied: dict[Canonical, Canonical] = {}
        self._expanded: dict[Canonical, Canonical] = {}
        self._subterms: dict[Canonical, dict[Canonical, None]] = {}
        self._names: dict[Canonical, frozenset[str]] = {}
        self._replaced: dict[tuple[Canonical, Canonical, Canonical], Canonical] = {}

    def subterms(self, term: Canonical) -> dict[Canonical, None]:
        """Every distinct subterm after its arguments (a dictionary, for its order)."""
        found = self._subterms.get(term)
        if found is None:
            found = {}
            for argument in children(term):
                found.update(self.subterms(argument))
            found[term] = None
            self._subterms[term] = found
        return found

    def names(self, term: Canonical) -> frozenset[str]:
        """Names of the symbols in a term."""
        found = self._names.get(term)
        if found is None:
            own = {term.name} if isinstance(term, CanonicalSymbol) else ()
            found = frozenset(own).union(*map(self.names, children(term)))
            self._names[term] = found
        return found

    def tidy(self, term: Canonical) -> Canonical:
        """The term with cancellations done."""
        found = self._tidied.get(term)
        if found is None:
            found = self._tidied[term] = self._tidy(term)
            self._tidied[found] = found
        return found

    def _tidy(self, term: Canonical) -> Canonical:
        if isinstance(term, Sum):
            parts = [(self.tidy(t), c) for t, c in term.entries.items()]
            return _without_zeros(linear_combination([*parts, (ONE, term.constant)]))
        if isinstance(term, Product | Reciprocal):
            return self._product(term)
        if isinstance(term, Apply):
            return _undone(build(term.operator, [self.tidy(a) for a in term.arguments]))
        return term

    def _product(self, term: Canonical) -> Canonical:
        """A product in which each base occurs once, sums as factors being primitive."""
        exponents: dict[Canonical, int] = {}
        for factor, exponent in _powers(term, 1):
            for base, power in _powers(self.tidy(factor), exponent):
                content, primitive = _primitive(base)
                exponents[content] = exponents.get(content, 0) + power
                exponents[primitive] = exponents.get(primitive, 0) + power
        if exponents.get(ZERO, 0) > 0:
            return ZERO
        return product((base, exponent) for base, exponent in exponents.items() if exponent)

    def replace(self, term: Canonical, old: Canonical, new: Canonical) -> Canonical:
        """The term with every occurrence of ``old`` as a subterm replaced."""
        if term is old:
            return new
        if old not in self.subterms(term):
            return term
        found = self._replaced.get((term, old, new))
        if found is None:
            found = build(operator(term), [self.replace(a, old, new) for a in children(term)])
            self._replaced[term, old, new] = found
        return found

    def evaluate_derivatives(self, term: Canonical) -> Canonical:
        """Every derivative carried out that can be, innermost first; not inside integrals."""
        if not any(_is_derivative(part) for part in self.subterms(term)):
            return term
        if isinstance(term, Apply) and term.operator is INTEGRAL:
            return term
        parts = [self.evaluate_derivatives(argument) for argument in children(term)]
        if _is_derivative(term):
            inner, variable = parts
            if not self._passes_integral(inner, variable):
                slope = self.tidy(differentiate(inner, variable))
                # an integral's derivative is its integrand, in which others may be waiting
                return slope if slope is term else self.evaluate_derivatives(slope)
        return build(operator(term), parts)

    def _passes_integral(self, term: Canonical, variable: Canonical) -> bool:
        """Whether the derivative would have to pass under an integral over another variable."""
        return any(
            is_integral(part) and variable in self.subterms(part) and variable is not over
            for part in self.subterms(term)
            for over in children(part)[1:2]
        )

    def expand(self, term: Canonical) -> Canonical:
        """Products of sums multiplied out, also in the arguments of functions.

        Raises:
            TooLongError: there would be too many addends.
        """
        found = self._expanded.get(term)
        if found is None:
            found = self._expanded[term] = self._expand(term)
        return found

    def _expand(self, term: Canonical) -> Canonical:
        if isinstance(term, Sum):
            parts = [(self.expand(t), c) for t, c in term.entries.items()]
            return linear_combination([*parts, (ONE, term.constant)])
        if isinstance(term, Product):
            return self._multiplied_out(term)
        if isinstance(term, Apply) and term.operator not in _UNEVALUATED:
            if not term.operator.interpreted:
                return term
            return build(term.operator, [self.expand(a) for a in term.arguments])
        return term

    def _multiplied_out(self, term: Product) -> Canonical:
        result: Canonical = ONE
        for factor, exponent in term.entries.items():
            part = self.expand(factor) if exponent > 0 else factor
            if exponent > 0 and isinstance(part, Sum):
                for _ in range(exponent):
                    result = _distributed(result, part)
            else:
                result = _distributed(result, product([(part, exponent)]))
        return result


def children(term: Canonical) -> tuple[Canonical, ...]:
    """The arguments of a call; none for a leaf."""
    if isinstance(term, CanonicalSymbol | CanonicalNumber):
        return ()
    return tuple(arguments(term))


def is_integral(term: Canonical) -> bool:
    """Whether the term is an unevaluated antiderivative."""
    return isinstance(term, Apply) and term.operator is INTEGRAL


def is_sum(term: Canonical) -> bool:
    """Whether the term is a sum of at least two addends."""
    return isinstance(term, Sum) and not term.is_scaled


def _is_derivative(term: Canonical) -> bool:
    return isinstance(term, Apply) and term.operator is DERIVATIVE


def _without_zeros(term: Canonical) -> Canonical:
    """``0*u`` dropped from a sum."""
    if isinstance(term, Sum) and 0 in term.entries.values():
        kept = [(t, c) for t, c in term.entries.items() if c != 0]
        return linear_combination([*kept, (ONE, term.constant)])
    return term


def _undone(term: Canonical) -> Canonical:
    """``u`` for ``exp(log(u))`` and ``log(exp(u))``; known values such as those of ``sin(0)``."""
    if isinstance(term, Apply) and (term.operator, *term.arguments) in _VALUES:
        return _VALUES[(term.operator, *term.arguments)]
    if isinstance(term, Apply) and term.operator in (EXP, LOG):
        (inner,) = term.arguments
        opposite = LOG if term.operator is EXP else EXP
        if isinstance(inner, Apply) and inner.operator is opposite:
            return inner.arguments[0]
    return term


def _powers(term: Canonical, exponent: int) -> list[tuple[Canonical, int]]:
    """The factors of a term to a power, with integer exponents, coefficients among them."""
    if isinstance(term, Reciprocal):
        return _powers(term.base, -exponent)
    if isinstance(term, Product):
        return [pair for f, e in term.entries.items() for pair in _powers(f, e * exponent)]
    if isinstance(term, Sum) and term.is_scaled:
        ((monic, coefficient),) = term.entries.items()
        return [(CanonicalNumber(coefficient), exponent), *_powers(monic, exponent)]
    return [(term, exponent)]


def bases(term: Canonical) -> list[Canonical]:
    """The factors of a term without their exponents."""
    return list(dict.fromkeys(base for base, _ in _powers(term, 1)))


def _primitive(term: Canonical) -> tuple[Canonical, Canonical]:
    """The content of a sum, with the sign of its first addend, and the sum over its content."""
    if not isinstance(term, Sum) or term.is_scaled:
        return ONE, term
    coefficients = [Fraction(c) for _, c in sorted_addends(term)]
    if term.constant:
        coefficients.append(Fraction(term.constant))
    content = Fraction(
        math.gcd(*(c.numerator for c in coefficients)),
        math.lcm(*(c.denominator for c in coefficients)),
    )
    if coefficients[0] < 0:
        content = -content
    if content == 1:
        return ONE, term
    return CanonicalNumber(exact(content)), linear_combination([(term, exact(1 / content))])


def _addends(term: Canonical) -> Iterator[tuple[Canonical, Canonical]]:
    """Monic terms with their coefficients, the constant as a multiple of 1."""
    if not isinstance(term, Sum):
        yield term, ONE
        return
    for monic, coefficient in term.entries.items():
        yield monic, CanonicalNumber(coefficient)
    if term.constant != 0:
        yield ONE, CanonicalNumber(term.constant)


def _distributed(first: Canonical, second: Canonical) -> Canonical:
    left, right = list(_addends(first)), list(_addends(second))
    if len(left) * len(right) > LARGEST_EXPANSION:
        raise TooLongError
    return linear_combination(
        (product([(s, 1), (a, 1), (t, 1), (b, 1)]), 1) for s, a in left for t, b in right
    )
