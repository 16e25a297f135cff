"""Products of sums, which ``expand`` multiplies out."""

from __future__ import annotations

from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.terms.canonical import Apply, Canonical, Product, Sum


def has_product_of_sums(term: Canonical) -> bool:
    """Whether a product or power of sums stands outside of derivatives and integrals."""
    if type(term) is Apply:
        operator = term.operator
        if operator is DERIVATIVE or operator is INTEGRAL or not operator.interpreted:
            return False
        return any(map(has_product_of_sums, term.arguments))
    if type(term) is Sum:
        return any(_has_factor_sum(addend, c != 1) for addend, c in term.entries.items())
    return type(term) is Product and _has_factor_sum(term, False)


def _has_factor_sum(term: Canonical, scaled: bool) -> bool:
    """Whether a term, perhaps with a coefficient, has a sum that could be multiplied out."""
    if type(term) is not Product:
        return (scaled and _is_sum(term)) or has_product_of_sums(term)
    several = scaled or len(term.entries) > 1
    for factor, exponent in term.entries.items():
        if exponent > 0 and _is_sum(factor) and (several or exponent > 1):
            return True
        if exponent > 0 and has_product_of_sums(factor):
            return True
    return False


def _is_sum(term: Canonical) -> bool:
    return type(term) is Sum and not term.is_scaled
