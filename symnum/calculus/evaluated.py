"""Derivatives of canonical terms for evaluation at points, where rules of calculus leave 0·∞.

``∂(a^b)/∂b`` is ``a^b*log(a)``, which has no value at a = 0. For b > 0 the power is 0 there
whatever b is, so that its derivative is 0, and evaluation wants that: in Hill's function of a
species that is absent at first, for one.

In ``g*a^s`` with 0 < s < 1 the factor ``a^s`` has no slope at a = 0. Where g = 0 as well, the
product has one: ``g'·a^s``, if g is Lipschitz and a continuous, since the difference quotient of g
is bounded and ``a^s`` goes to 0. So friction and drag, ``v*sqrt(abs(v))`` and
``v*sqrt(v^2 + w^2)``, have a slope at rest. Several roots of a count as one power of a, and signs
beside them do not matter, as they are bounded: ``v*cbrt(v)`` is ``v*sign(v)*abs(v)^(1/3)``.

Terms for reading and rewriting stay without these choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from symnum.calculus.canonical_derivatives import CanonicalDifferentiation, usual_derivatives
from symnum.calculus.chains import Addend, Chain
from symnum.calculus.outer_derivatives import Factors, Outer, Scaled, outer_derivatives
from symnum.calculus.roots import root_degree, roots_of
from symnum.ops import (
    ABS,
    ATAN,
    CONJUNCTION,
    COS,
    EQUAL,
    EXP,
    HYPOT,
    LESS,
    LOG,
    MAX,
    MIN,
    MUL,
    POW,
    SELECT,
    SIGN,
    SIN,
    TANH,
    Operator,
)
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Sum,
)
from symnum.terms.ring import ZERO, build, product
from symnum.terms.traversal import postorder
from symnum.terms.walks import derivative, subterms_of

LIPSCHITZ = frozenset({ABS, ATAN, COS, EXP, HYPOT, MAX, MIN, SIN, TANH})
"""Operators whose difference quotients are bounded on bounded sets, and that are total."""
_SMOOTH = (CanonicalNumber, CanonicalSymbol, Product, Sum)


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
    found = None if _has_roots(term) else derivative(term, symbol, 1, _usual)
    return evaluated_derivatives(symbol).derivative(term, symbol) if found is None else found


def evaluated_derivatives(symbol: str) -> CanonicalDifferentiation:
    """Derivatives by a symbol of many terms, in which what they share is differentiated once."""
    return _Evaluated((symbol,), _outer)


class _Evaluated(CanonicalDifferentiation):
    """Products whose roots have no slope where the other factors are 0 have one there."""

    def _root_rule(self, items: Factors, place: int, degree: int) -> Iterator[Addend]:
        root, _ = items[place]
        base = root.arguments[0]  # type: ignore[attr-defined]
        roots = {other: Fraction(p, n) for other, p, n in roots_of(items, base)}
        kept = (item for other, item in enumerate(items) if other not in roots)
        rest = tuple(item for item in kept if not _is_sign(item[0]))  # bounded is enough of it
        bounded = sum(roots.values()) < 1 and all(f is not base and e > 0 for f, e in rest)
        if not (bounded and rest and all(map(_is_lipschitz, [base, *(f for f, _ in rest)]))):
            yield from super()._root_rule(items, place, degree)
            return
        zeros = [build(EQUAL, [part, ZERO]) for part in (product(rest), base)]
        still = build(CONJUNCTION, zeros)
        for name, part, coefficient in super()._root_rule(items, place, degree):
            slope = part.term() if isinstance(part, Chain) else part
            yield name, None if slope is None else build(SELECT, [still, ZERO, slope]), coefficient


def _is_sign(term: Canonical) -> bool:
    return type(term) is Apply and term.operator is SIGN


def _is_lipschitz(term: Canonical) -> bool:
    """Whether a term is of operators that are Lipschitz on bounded sets, on all of them."""
    return all(
        type(part) in _SMOOTH or (type(part) is Apply and part.operator in LIPSCHITZ)
        for part in _subterms(term)
    )


def _subterms(term: Canonical) -> Iterable[Any]:
    found = subterms_of(term)
    return (part for part, _ in postorder([term])) if found is None else found


def _has_roots(term: Canonical) -> bool:
    return any(root_degree(part) for part in _subterms(term))


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
