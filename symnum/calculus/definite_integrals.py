"""Definite integrals by antiderivatives that are proved to be continuous on the interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from flint import arb, ctx

from rewrite_rules import FACTS
from symnum.algebra.generators import given_back
from symnum.calculus.differentiate import symbol_name
from symnum.calculus.integrate import integrate
from symnum.calculus.limits import NoLimit, limit
from symnum.calculus.series import point_of
from symnum.calculus.signs import Undecided
from symnum.calculus.special_values import simplified
from symnum.numerics.balls import evaluate
from symnum.ops import FLOOR, SELECT, SIGN
from symnum.rewriting.facts import FactBase
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Apply, Canonical, Reciprocal
from symnum.terms.conversion import to_canonical
from symnum.terms.ring import ZERO, linear_combination
from symnum.terms.traversal import free_symbols, postorder

LARGEST_SUBDIVISION = 2048
"""Subintervals on which a proof of continuity may be tried."""
_BITS = 128
_JUMPS = frozenset({FLOOR, SIGN, SELECT})


def definite_integral(term: Any, symbol: Any, lower: Any, upper: Any) -> Any | None:
    """The integral of a term over an interval, or ``None`` if no antiderivative was found.

    The antiderivative and the term have to be defined on the whole interval, which facts about
    the terms prove, or ball arithmetic on subintervals; without that, no answer is given (the
    antiderivative of ``1/x^2`` jumps at 0).

    Args:
        term: A term of any registered type.
        symbol: The variable, or its name.
        lower: A number or a term without the variable, or ``-math.inf``; ``upper`` likewise.

    Raises:
        NoLimit: the integral over an infinite interval diverges.
        Undecided: the term may be undefined somewhere in the interval, or the antiderivative may
            jump.
        InputError: not a symbol, or a bound that contains it.

    >>> from symnum.terms import symbols
    >>> from symnum.terms.functions import exp, sin
    >>> (x,) = symbols("x")
    >>> definite_integral(x**2, x, 0, 3), definite_integral(exp(-x), x, 0, float("inf"))
    (9, 1)
    """
    wanted, integrand = symbol_name(symbol), to_canonical(term)
    bounds = [_bound(lower, wanted), _bound(upper, wanted)]
    found = integrate(integrand, wanted)
    if found is None:
        return None
    if bounds[0] is bounds[1]:
        return given_back(ZERO, term)
    _demand_continuity(found, integrand, wanted, bounds)
    low, high = (_value(found, wanted, bound) for bound in bounds)
    difference = simplified(linear_combination([(high, 1), (low, -1)]))
    return given_back(difference, term)


def _bound(bound: Any, symbol: str) -> Any:
    infinite = isinstance(bound, float) and math.isinf(bound)
    return bound if infinite else point_of(bound, symbol)


def _value(term: Canonical, symbol: str, bound: Any) -> Canonical:
    if not isinstance(bound, float):
        return simplified(substitute(term, {symbol: bound}))
    found = limit(term, symbol, bound)
    if isinstance(found, float):
        raise NoLimit(f"the integral up to {bound} diverges")
    return to_canonical(found)


def _demand_continuity(
    antiderivative: Canonical, integrand: Canonical, symbol: str, bounds: list[Any]
) -> None:
    calls = [t.operator for t, _ in postorder([antiderivative]) if isinstance(t, Apply)]
    if any(operator in _JUMPS or not operator.interpreted for operator in calls):
        raise Undecided("the antiderivative may jump")
    facts = FactBase(FACTS, _divisors((antiderivative, integrand), symbol))
    unsure = [t for t in (antiderivative, integrand) if not facts.holds("defined", t)]
    for term in unsure:
        names = {s.name for s in free_symbols(term)} | {
            s.name for b in bounds if isinstance(b, Canonical) for s in free_symbols(b)
        }
        finite = all(isinstance(bound, Canonical) for bound in bounds)
        if names != {symbol} or not finite or not _defined_between(term, symbol, bounds):
            raise Undecided(f"{term!r} may be undefined somewhere in the interval")


def _divisors(terms: Sequence[Canonical], symbol: str) -> list[tuple[str, Canonical]]:
    """What is divided by and free of the variable, taken to be nonzero as antiderivatives do."""
    bases = [t.base for t, _ in postorder(terms) if isinstance(t, Reciprocal)]
    return [("nonzero", b) for b in bases if all(s.name != symbol for s in free_symbols(b))]


def _defined_between(term: Canonical, symbol: str, bounds: list[Canonical]) -> bool:
    """Whether ball arithmetic proves that a term has values on the whole interval."""
    ends = [evaluate(bound, {}, bits=_BITS) for bound in bounds]
    if not all(isinstance(end, arb) for end in ends):
        return False
    with ctx.workprec(_BITS):
        pieces = [ends[0].union(ends[1])]  # type: ignore[union-attr,arg-type]
        for _ in range(LARGEST_SUBDIVISION):
            if not pieces:
                return True
            piece = pieces.pop()
            value = evaluate(term, {symbol: piece}, bits=_BITS)
            if not (isinstance(value, arb) and value.is_finite()):
                middle, radius = piece.mid(), piece.rad() / 2
                if radius < arb(2) ** -40:
                    return False
                pieces += [arb(middle - radius, radius), arb(middle + radius, radius)]
    return False
