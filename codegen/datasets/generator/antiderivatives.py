"""Antiderivatives that steps can evaluate: found by the engine, remembered for all records."""

from __future__ import annotations

from codegen.datasets.generator.canonical_steps import replaced, tidy
from codegen.datasets.generator.parts import names, remembered, subterms
from codegen.datasets.generator.signs import SMOOTH, Knowledge
from symnum.calculus.integrate import integrate
from symnum.ops import ABS, DERIVATIVE
from symnum.terms.canonical import Apply, Canonical, CanonicalSymbol
from symnum.terms.ring import product


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
    found = integrate(integrand, variable)
    if found is None:
        return None
    return tidy(replaced(found, CanonicalSymbol(variable.name), variable))


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
