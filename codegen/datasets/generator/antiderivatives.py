"""Antiderivatives that steps can evaluate: found by the engine, remembered for all records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from codegen.datasets.generator.canonical_steps import replaced, tidy
from codegen.datasets.generator.parts import (
    briefly_remembered,
    briefly_remembered_pairs,
    children,
    is_derivative,
    names,
    remembered_pairs,
    subterms,
)
from codegen.datasets.generator.signs import SMOOTH, Knowledge
from symnum.calculus.differentiate import differentiate
from symnum.calculus.integrate import integrate
from symnum.ops import ABS, COS, DERIVATIVE, EXP, LOG, POW, SIN, Operator
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol, Product, Sum
from symnum.terms.exact import Exact
from symnum.terms.ordering import sorted_addends
from symnum.terms.ring import build, linear_combination, product

_PRIMITIVES: Mapping[Operator, Callable[[Canonical], Canonical]] = {
    EXP: lambda u: build(EXP, [u]),
    COS: lambda u: build(SIN, [u]),
    SIN: lambda u: -build(COS, [u]),
}
MOST_FUNCTIONS = 3
"""Functions of the variable in an integrand beyond which none is looked for."""
MOST_MONOMIALS = 128
"""Monomials after which the search for one is given up; 14 were the most in 3,000 records."""


def antiderivative(
    integrand: Canonical, variable: CanonicalSymbol, known: Knowledge
) -> Canonical | None:
    """An antiderivative that has a value wherever the record's terms have one."""
    found = _found(integrand, variable)
    if found is None:
        return None
    for part in _absolute_values(found):
        if not known.positive(part.arguments[0]):
            return None
        found = tidy(replaced(found, part, part.arguments[0]))
    return found if _proper(found) and known.defined(found) else None


@remembered_pairs
def _found(integrand: Canonical, variable: CanonicalSymbol) -> Canonical | None:
    if variable.name not in names(integrand):
        return product([(integrand, 1), (variable, 1)])
    if is_derivative(integrand) and children(integrand)[1] is variable:
        return children(integrand)[0]
    if isinstance(integrand, Sum):
        return _term_by_term(integrand, variable)
    found = _elementary(integrand, variable)
    if found is None and _is_promising(integrand, variable):
        found = integrate(integrand, variable, most_monomials=MOST_MONOMIALS)
        if found is not None:
            found = replaced(found, CanonicalSymbol(variable.name), variable)
    return None if found is None else tidy(found)


def _elementary(integrand: Canonical, variable: CanonicalSymbol) -> Canonical | None:
    """Of a power of the variable, or an exponential, sine or cosine of what is linear in it.

    Factors without the variable may stand before it. The engine finds these as well, more slowly.
    """
    factors = integrand.entries.items() if isinstance(integrand, Product) else [(integrand, 1)]
    inner = [(f, e) for f, e in factors if variable.name in names(f)]
    if len(inner) != 1:
        return None
    ((factor, exponent),) = inner
    before = [(f, e) for f, e in factors if f is not factor]
    if factor is variable and exponent != -1:
        share = CanonicalNumber(Fraction(1, exponent + 1))
        return product([*before, (variable, exponent + 1), (share, 1)])
    if exponent != 1 or not isinstance(factor, Apply):
        return None
    if factor.operator is LOG and not before:
        return _of_logarithm(factor, variable)
    if factor.operator not in _PRIMITIVES:
        return None
    (argument,) = factor.arguments
    slope = differentiate(argument, variable)
    if variable.name in names(slope):
        return None
    above = _PRIMITIVES[factor.operator](argument)
    return product([*before, (above, 1), (slope, -1)])


def _of_logarithm(logarithm: Apply, variable: CanonicalSymbol) -> Canonical | None:
    """Of the logarithm of a multiple of the variable."""
    (argument,) = logarithm.arguments
    slope = differentiate(argument, variable)
    if variable.name in names(slope) or argument is not slope * variable:
        return None
    return variable * logarithm - variable


@briefly_remembered_pairs
def _is_promising(integrand: Canonical, variable: CanonicalSymbol) -> bool:
    """Whether it is worth asking the engine: functions of what is linear in the variable.

    Of powers with exponents that are no numbers the engine finds none with the variable in its
    base: of 118 in 2,000 records not one. A few that substitution would find are missed; most of
    what it would not find costs nothing.
    """
    functions = 0
    for part in subterms(integrand):
        if isinstance(part, Apply) and variable.name in names(part):
            if part.operator not in SMOOTH or (
                part.operator is POW and variable.name in names(part.arguments[0])
            ):
                return False
            slopes = [differentiate(argument, variable) for argument in part.arguments]
            if any(variable.name in names(s) for s in slopes):
                return False
            functions += 1
    return functions <= MOST_FUNCTIONS


def _term_by_term(integrand: Sum, variable: CanonicalSymbol) -> Canonical | None:
    addends = sorted_addends(integrand)
    if any(_is_hopeless(addend, variable) for addend, _ in addends):
        return None
    known: list[tuple[Canonical, Exact]] = []
    for addend, coefficient in addends:
        part = _found(addend, variable)
        if part is None:
            return None
        known.append((part, coefficient))
    return linear_combination([*known, (variable, integrand.constant)])


def _is_hopeless(integrand: Canonical, variable: CanonicalSymbol) -> bool:
    """Whether it is seen at once that none is found: before others of a sum are looked for."""
    if variable.name not in names(integrand) or is_derivative(integrand):
        return False
    return not _is_promising(integrand, variable) and _elementary(integrand, variable) is None


@briefly_remembered
def _absolute_values(term: Canonical) -> tuple[Apply, ...]:
    """Absolute values in a term, outer ones first."""
    found = [p for p in subterms(term) if isinstance(p, Apply) and p.operator is ABS]
    return tuple(reversed(found))


@briefly_remembered
def _proper(term: Canonical) -> bool:
    """Whether it is written with the operators of derivations."""
    return all(
        not isinstance(part, Apply)
        or part.operator in SMOOTH
        or not part.operator.interpreted
        or part.operator is DERIVATIVE
        for part in subterms(term)
    )
