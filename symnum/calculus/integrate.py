"""Antiderivatives and definite integrals of terms of any family."""

from __future__ import annotations

from typing import Any

from symnum.calculus.differentiate import symbol_name
from symnum.calculus.integration import LARGEST_EXPANSION, MOST_MONOMIALS, Integration
from symnum.calculus.power_series import combined
from symnum.calculus.substitution_integrals import differentiates_back
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import convert, to_canonical, to_plain
from symnum.terms.plain import Term


def integrate(term: Any, symbol: Any, *, most_monomials: int = MOST_MONOMIALS) -> Any | None:
    """An antiderivative in the family of the term, or ``None`` where the table does not reach.

    Args:
        term: A term of any registered type.
        symbol: The symbol to integrate by, or its name.
        most_monomials: How many monomials may be looked at before the search is given up. Products
            of powers of sums have thousands; few integrands with an answer need a hundred.

    Raises:
        InputError: ``symbol`` is not a symbol.

    >>> from symnum.terms import parse
    >>> integrate(parse("x*exp(2*x) + 1/x"), "x")
    x*exp(2*x)/2 - exp(2*x)/4 + log(abs(x))
    """
    wanted, integrand = symbol_name(symbol), to_canonical(term)
    found = Integration(wanted, effort=iter(range(most_monomials))).of(integrand, LARGEST_EXPANSION)
    if found is not None:
        found = combined([(found, 1)])
    if found is not None and not differentiates_back(found, integrand, wanted):
        found = None
    if found is None or isinstance(term, Canonical):
        return found
    return to_plain(found) if isinstance(term, Term) else convert(found, term)
