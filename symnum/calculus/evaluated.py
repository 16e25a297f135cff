"""Derivatives of canonical terms for evaluation at points, where a base may be 0.

``∂(a^b)/∂b`` is ``a^b*log(a)``, which has no value at a = 0. For b > 0 the power is 0 there
whatever b is, so that its derivative is 0, and evaluation wants that: in Hill's function of a
species that is absent at first, for one. Terms for reading and rewriting stay without the choice.
"""

from __future__ import annotations

from functools import cache

from symnum.calculus.canonical_derivatives import CanonicalDifferentiation, usual_derivatives
from symnum.calculus.outer_derivatives import Outer, Scaled, outer_derivatives
from symnum.ops import CONJUNCTION, EQUAL, LESS, LOG, MUL, POW, SELECT, Operator
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber
from symnum.terms.ring import ZERO, build
from symnum.terms.walks import derivative


def evaluated_derivative(term: Canonical, symbol: str) -> Canonical:
    """The derivative of a canonical term by a symbol, with values where a power's base is 0.

    Raises:
        InputError: an operator without a derivative whose arguments contain the symbol.

    >>> from symnum.terms import symbols
    >>> x, n = symbols("x n")
    >>> evaluated_derivative(x**n, "n")
    select(0 == x and 0 < n, 0, log(x)*x^n)
    >>> evaluated_derivative(x**3, "x")
    3*x^2
    """
    found = derivative(term, symbol, 1, _usual)
    return evaluated_derivatives(symbol).derivative(term, symbol) if found is None else found


def evaluated_derivatives(symbol: str) -> CanonicalDifferentiation:
    """Derivatives by a symbol of many terms, in which what they share is differentiated once."""
    return CanonicalDifferentiation((symbol,), _outer)


@cache
def _usual(operator: Operator) -> tuple[Outer | None, ...] | None:
    return None if usual_derivatives(operator) is None else _outer(operator)


@cache
def _outer(operator: Operator) -> tuple[Outer | None, ...]:
    found = outer_derivatives(operator)
    return (found[0], _by_exponent) if operator is POW else found


def _by_exponent(call: Apply) -> Scaled:
    base, exponent = call.arguments
    if base.is_nonzero or type(base) is CanonicalNumber:
        return 1, ((call, 1), (build(LOG, [base]), 1))
    still = build(CONJUNCTION, [build(EQUAL, [base, ZERO]), build(LESS, [ZERO, exponent])])
    slope = build(MUL, [call, build(LOG, [base])])
    return 1, ((build(SELECT, [still, ZERO, slope]), 1),)
