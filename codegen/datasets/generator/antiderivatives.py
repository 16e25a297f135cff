"""Antiderivatives that steps can evaluate: found by the engine, remembered for all records."""

from __future__ import annotations

from codegen.datasets.generator.canonical_steps import replaced, tidy
from codegen.datasets.generator.parts import children, is_derivative, names, remembered, subterms
from codegen.datasets.generator.signs import SMOOTH, Knowledge
from symnum.calculus.differentiate import differentiate
from symnum.calculus.integrate import integrate
from symnum.ops import ABS, DERIVATIVE
from symnum.terms.canonical import Apply, Canonical, CanonicalSymbol, Sum
from symnum.terms.ordering import sorted_addends
from symnum.terms.ring import linear_combination, product

MOST_FUNCTIONS = 3
"""Functions of the variable in an integrand beyond which none is looked for."""


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


@remembered
def _found(integrand: Canonical, variable: CanonicalSymbol) -> Canonical | None:
    if variable.name not in names(integrand):
        return product([(integrand, 1), (variable, 1)])
    if is_derivative(integrand) and children(integrand)[1] is variable:
        return children(integrand)[0]
    found = integrate(integrand, variable) if _is_promising(integrand, variable) else None
    if found is None:
        return _term_by_term(integrand, variable) if isinstance(integrand, Sum) else None
    return tidy(replaced(found, CanonicalSymbol(variable.name), variable))


def _is_promising(integrand: Canonical, variable: CanonicalSymbol) -> bool:
    """Whether it is worth asking the engine: functions of what is linear in the variable.

    A few that substitution would find are missed; most of what it would not find costs nothing.
    """
    functions = 0
    for part in subterms(integrand):
        if isinstance(part, Apply) and variable.name in names(part):
            slopes = [differentiate(argument, variable) for argument in part.arguments]
            if part.operator not in SMOOTH or any(variable.name in names(s) for s in slopes):
                return False
            functions += 1
    return functions <= MOST_FUNCTIONS


def _term_by_term(integrand: Sum, variable: CanonicalSymbol) -> Canonical | None:
    parts = [(_found(addend, variable), c) for addend, c in sorted_addends(integrand)]
    parts.append((variable, integrand.constant))
    known = [(part, coefficient) for part, coefficient in parts if part is not None]
    return linear_combination(known) if len(known) == len(parts) else None


@remembered
def _absolute_values(term: Canonical) -> tuple[Apply, ...]:
    """Absolute values in a term, outer ones first."""
    found = [p for p in subterms(term) if isinstance(p, Apply) and p.operator is ABS]
    return tuple(reversed(found))


@remembered
def _proper(term: Canonical) -> bool:
    """Whether it is written with the operators of derivations."""
    return all(
        not isinstance(part, Apply)
        or part.operator in SMOOTH
        or not part.operator.interpreted
        or part.operator is DERIVATIVE
        for part in subterms(term)
    )
