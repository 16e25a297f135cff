"""Antiderivatives by substitution, and the check that every antiderivative has to pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from symnum.algebra.quotients import cancel
from symnum.calculus.differentiate import differentiate
from symnum.errors import InputError
from symnum.numerics.balls import same_value
from symnum.ops import ABS, FLOOR, MAX, MIN, POW, SELECT, SIGN
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol, Reciprocal
from symnum.terms.ring import ZERO, product
from symnum.terms.traversal import free_symbols, node_count, postorder

IntegrateBy = Callable[[Canonical, str], Canonical | None]
"""An antiderivative of a term by the symbol of a name."""
LARGEST_INTEGRAND = 200
"""Nodes of integrands for which substitutions are tried."""
_POINTS = (Fraction(3, 7), Fraction(-5, 9), Fraction(29, 13), Fraction(-41, 12))
_CAP = 512
_CORNERED = frozenset({ABS, FLOOR, MAX, MIN, SELECT, SIGN})


def of_substitution(
    inside: Mapping[Canonical, int], symbol: str, integrate_by: IntegrateBy
) -> Canonical | None:
    """The integral of ``h(u)·u'`` as that of ``h`` at u, for some u in the integrand.

    Args:
        inside: The factors of the integrand, with exponents.
        symbol: The variable's name.
        integrate_by: How the new integrand is integrated.
    """
    integrand = product(inside.items())
    if node_count(integrand) > LARGEST_INTEGRAND:
        return None
    for u in _candidates(inside, symbol):
        try:
            slope = differentiate(u, symbol)
            quotient = cancel(product([(integrand, 1), (slope, -1)]))
        except InputError:
            continue
        if slope is ZERO or isinstance(quotient, CanonicalNumber):
            continue
        inner = CanonicalSymbol(f"{symbol}_")
        changed = substitute(quotient, {u: inner})
        if any(s.name == symbol for s in free_symbols(changed)):
            continue
        found = integrate_by(changed, inner.name)
        if found is not None:
            back: Canonical = substitute(found, {inner: u})
            return back
    return None


def _candidates(inside: Mapping[Canonical, int], symbol: str) -> Iterator[Canonical]:
    """Functions of the variable that stand in the integrand, the outer ones last."""
    found: dict[Canonical, None] = {}
    stack = [f for f in inside if not isinstance(f, CanonicalSymbol)]
    while stack:
        term = stack.pop(0)
        base = term.base if isinstance(term, Reciprocal) else term
        if base in found or not any(s.name == symbol for s in free_symbols(base)):
            continue
        if not isinstance(base, CanonicalSymbol):
            found[base] = None
        if isinstance(base, Apply):
            stack += base.arguments
        elif not isinstance(base, CanonicalSymbol):
            stack += list(getattr(base, "entries", ()))
    found = {u: None for u in found if not (_is_varying_power(u, symbol) or _has_corners(u))}
    yield from sorted(found, key=lambda t: (node_count(t), t.digest))


def _has_corners(term: Canonical) -> bool:
    return any(t.operator in _CORNERED for t, _ in postorder([term]) if isinstance(t, Apply))


def _is_varying_power(term: Canonical, symbol: str) -> bool:
    """Whether it is ``y^x``, which has values for positive y only."""
    return (isinstance(term, Apply) and term.operator is POW
            and any(s.name == symbol for s in free_symbols(term.arguments[1])))  # fmt: skip


def differentiates_back(found: Canonical, integrand: Canonical, symbol: str) -> bool:
    """Whether the derivative has the integrand's value at some points, wherever both have one.

    Ball arithmetic decides; terms with functions that have no values are taken as they are.
    """
    try:
        slope = differentiate(found, symbol)
        if slope is integrand:
            return True
        names = sorted({s.name for s in (*free_symbols(slope), *free_symbols(integrand))})
        for shift, start in enumerate(_POINTS):
            point = {name: start if name == symbol else abs(start) + Fraction(n + shift, 3)
                     for n, name in enumerate(names)}  # fmt: skip
            if same_value(slope, integrand, point, cap=_CAP) is False:
                return False
    except InputError:
        return True
    return True
