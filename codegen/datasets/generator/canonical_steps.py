"""Operations on canonical terms that steps are made of: tidying, replacing, expanding.

Everything is taken on the domain of a record, where all terms shown have a value: there
``u*(1/u)`` is 1, ``0*u`` is 0, ``exp(log(u))`` and ``log(exp(u))`` are ``u``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from codegen.datasets.generator.parts import (
    briefly_remembered,
    children,
    derivatives,
    integrals,
    is_derivative,
    remembered,
    subterms,
)
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
from symnum.terms.interface import operator
from symnum.terms.ordering import sorted_addends, sorted_factors
from symnum.terms.ring import ONE, ZERO, build, linear_combination, product

LARGEST_EXPANSION = 200
"""Addends of a sum multiplied out; longer ones are not worth having."""
_UNEVALUATED = (DERIVATIVE, INTEGRAL)
_VALUES: dict[tuple[object, ...], Canonical] = {
    (SIN, ZERO): ZERO, (ATAN, ZERO): ZERO, (LOG, ONE): ZERO, (COS, ZERO): ONE, (EXP, ZERO): ONE,
}  # fmt: skip


class TooLongError(Exception):
    """A sum would have too many addends."""


@remembered
def tidy(term: Canonical) -> Canonical:
    """The term with cancellations done."""
    if isinstance(term, Apply):
        parts = list(map(tidy, term.arguments))
        same = parts == list(term.arguments)
        return _undone(term if same else build(term.operator, parts))
    if isinstance(term, Sum):
        entries = term.entries
        parts = list(map(tidy, entries))
        if parts == list(entries):
            return _without_zeros(term)
        pairs = zip(parts, entries.values(), strict=True)
        return _without_zeros(linear_combination([*pairs, (ONE, term.constant)]))
    return _tidy_product(term) if isinstance(term, Product | Reciprocal) else term


def _tidy_product(term: Canonical) -> Canonical:
    """A product in which each base occurs once, sums as factors being primitive."""
    exponents: dict[Canonical, int] = {}
    for factor, exponent in _powers(term, 1):
        for base, power in _powers(tidy(factor), exponent):
            if isinstance(base, Sum):
                content, base = _primitive(base)
                exponents[content] = exponents.get(content, 0) + power
            exponents[base] = exponents.get(base, 0) + power
    if exponents.get(ZERO, 0) > 0:
        return ZERO
    return product([(base, exponent) for base, exponent in exponents.items() if exponent])


def replaced(term: Canonical, old: Canonical, new: Canonical) -> Canonical:
    """The term with every occurrence of ``old`` as a subterm replaced."""
    if term is old:
        return new
    if old not in subterms(term):
        return term
    return build(operator(term), [replaced(part, old, new) for part in children(term)])


@remembered
def with_derivatives_evaluated(term: Canonical) -> Canonical:
    """Every derivative carried out that can be, innermost first; not inside integrals."""
    if not derivatives(term) or (isinstance(term, Apply) and term.operator is INTEGRAL):
        return term
    parts = [with_derivatives_evaluated(argument) for argument in children(term)]
    if is_derivative(term):
        inner, variable = parts
        if not _passes_integral(inner, variable):
            slope = tidy(differentiate(inner, variable))
            # an integral's derivative is its integrand, in which others may be waiting
            return slope if slope is term else with_derivatives_evaluated(slope)
    return build(operator(term), parts)


def _passes_integral(term: Canonical, variable: Canonical) -> bool:
    """Whether the derivative would be one of an integral over another variable.

    That is not known even where the integrand does not have the variable: what is added to an
    antiderivative may depend on it.
    """
    return any(variable is not children(part)[1] for part in integrals(term))


@briefly_remembered
def expanded(term: Canonical) -> Canonical | None:
    """Products of sums multiplied out, also in the arguments of functions.

    ``None`` if there would be too many addends.
    """
    try:
        return _expanded(term)
    except TooLongError:
        return None


def _expanded(term: Canonical) -> Canonical:
    if isinstance(term, Sum):
        parts = [(_expanded(t), c) for t, c in term.entries.items()]
        return linear_combination([*parts, (ONE, term.constant)])
    if isinstance(term, Product):
        return _multiplied_out(term)
    if isinstance(term, Apply) and term.operator not in _UNEVALUATED:
        if not term.operator.interpreted:
            return term
        return build(term.operator, [_expanded(a) for a in term.arguments])
    return term


def _multiplied_out(term: Product) -> Canonical:
    result: Canonical = ONE
    for factor, exponent in sorted_factors(term):
        part = _expanded(factor) if exponent > 0 else factor
        if exponent > 0 and isinstance(part, Sum):
            for _ in range(exponent):
                result = _distributed(result, part)
        else:
            result = _distributed(result, product([(part, exponent)]))
    return result


def _without_zeros(term: Canonical) -> Canonical:
    """``0*u`` dropped from a sum."""
    if isinstance(term, Sum) and 0 in term.entries.values():
        kept = [(t, c) for t, c in term.entries.items() if c != 0]
        return linear_combination([*kept, (ONE, term.constant)])
    return term


def _undone(term: Canonical) -> Canonical:
    """``u`` for ``exp(log(u))`` and ``log(exp(u))``; known values such as those of ``sin(0)``."""
    if isinstance(term, Apply) and len(term.arguments) == 1:
        (inner,) = term.arguments
        if isinstance(inner, CanonicalNumber):
            return _VALUES.get((term.operator, inner), term)
        if isinstance(inner, Apply) and (term.operator, inner.operator) in ((EXP, LOG), (LOG, EXP)):
            return inner.arguments[0]
    return term


def _powers(term: Canonical, exponent: int) -> list[tuple[Canonical, int]]:
    """The factors of a term to a power, with integer exponents, coefficients among them."""
    if isinstance(term, CanonicalSymbol | Apply):
        return [(term, exponent)]
    if isinstance(term, Reciprocal):
        return _powers(term.base, -exponent)
    if isinstance(term, Product):
        return [pair for f, e in term.entries.items() for pair in _powers(f, e * exponent)]
    if isinstance(term, Sum) and term.is_scaled:
        ((monic, coefficient),) = term.entries.items()
        return [(CanonicalNumber(coefficient), exponent), *_powers(monic, exponent)]
    return [(term, exponent)]


@briefly_remembered
def bases(term: Canonical) -> tuple[Canonical, ...]:
    """The factors of a term without their exponents, in the order in which terms are shown."""
    found = {base for base, _ in _powers(term, 1)}
    return tuple(part for part in subterms(term) if part in found)


@briefly_remembered
def _primitive(term: Sum) -> tuple[Canonical, Canonical]:
    """The content of a sum, with the sign of its first addend, and the sum over its content."""
    if term.is_scaled:
        return ONE, term
    values = [c for _, c in sorted_addends(term)]
    if term.constant:
        values.append(term.constant)
    if values[0] > 0 and 1 in values and all(type(c) is int for c in values):
        return ONE, term
    coefficients = [Fraction(c) for c in values]
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
