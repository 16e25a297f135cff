"""Gruntz's algorithm: which part of a term grows fastest, and the leading term in it.

D. Gruntz, On computing limits in a symbolic manipulation system, PhD thesis, ETH Zürich (1996).
The most rapidly varying subterms are written with the smallest of them, w, that goes to 0; the
term is expanded in w, with coefficients that vary more slowly. All limits here are for the
variable to infinity. What is not certain (a sign, whether a coefficient is 0) raises Undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from symnum.algebra.quotients import cancel
from symnum.calculus.expansion import expansion
from symnum.calculus.exponentials import exp, log, varies
from symnum.calculus.no_expansion import NoExpansion
from symnum.calculus.signs import FAR, Undecided, sign_of
from symnum.ops import (
    EXP,
    LOG,
    POW,
)
from symnum.polynomials import expand
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.exact import Exact, reduced
from symnum.terms.ring import ONE, ZERO, build, linear_combination, product
from symnum.terms.traversal import node_count, postorder

SMALL = CanonicalSymbol("_small", frozenset({"positive"}))
"""The most rapidly varying part, which goes to 0."""
LARGEST_TERM = 500
"""Nodes of a term up to which the algorithm is tried."""
DEEPEST = 60
"""Limits within limits up to which it is tried."""
LARGEST_LEAD = 32
"""Exponent up to which a leading term is looked for."""

LimitOf = Callable[[Canonical], Any]


class Growth:
    """Comparisons of how terms grow.

    Args:
        limit: The limit of a term for ``FAR`` to infinity: a term, ``inf`` or ``-inf``.
    """

    def __init__(self, limit: LimitOf) -> None:
        self.limit = limit
        self.depth = 0

    def leading_term(self, term: Canonical) -> tuple[Canonical, Exact]:
        """The leading coefficient, which varies more slowly, and the exponent of what is small.

        Raises:
            Undecided: something could not be decided.
        """
        self.depth += 1
        try:
            if self.depth > DEEPEST or node_count(term) > LARGEST_TERM:
                raise Undecided("the growth of a term that is too large could not be decided")
            fastest = self.fastest(term)
            if not fastest:
                return term, 0
            while FAR in fastest:
                raised = exp(FAR)
                term, fastest = _raised(term, raised), {_raised(f, raised) for f in fastest}
            return self._expanded(*self._rewritten(term, fastest))
        finally:
            self.depth -= 1

    def sign(self, term: Canonical) -> int:
        """The sign for all large values of the variable.

        Raises:
            Undecided: it could not be decided.
        """
        while varies(term):
            term, _ = self.leading_term(term)
        return sign_of(term)

    def fastest(self, term: Canonical) -> set[Canonical]:
        """The most rapidly varying subterms: exponentials, or the variable."""
        if term is FAR:
            return {FAR}
        if not varies(term):
            return set()
        if isinstance(term, Sum | Product):
            return self._largest(map(self.fastest, term.entries))
        if isinstance(term, Reciprocal):
            return self.fastest(term.base)
        assert isinstance(term, Apply)
        inner = self._largest(map(self.fastest, term.arguments))
        if term.operator is EXP and self.limit(term.arguments[0]) in _ENDS:
            return self._larger({term}, inner)
        return inner

    def _largest(self, sets: Iterable[set[Canonical]]) -> set[Canonical]:
        found: set[Canonical] = set()
        for other in sets:
            found = self._larger(found, other)
        return found

    def _larger(self, first: set[Canonical], second: set[Canonical]) -> set[Canonical]:
        if not first or not second or first & second:
            return first | second
        ratio = self.limit(_ratio(next(iter(first)), next(iter(second))))
        if ratio in _ENDS:
            return first
        return second if ratio is ZERO else first | second

    def _rewritten(self, term: Canonical, fastest: set[Canonical]) -> tuple[Canonical, Canonical]:
        """The term with the fastest parts as powers of SMALL, and the logarithm of SMALL."""
        ordered = sorted(fastest, key=lambda t: (node_count(t), t.digest))
        (exponent,) = ordered[0].arguments  # type: ignore[attr-defined]
        rising = self.limit(exponent) == _ENDS[0]
        logarithm = linear_combination([(exponent, -1)]) if rising else exponent
        for part in reversed(ordered):
            (inner,) = part.arguments  # type: ignore[attr-defined]
            share = self.limit(_ratio_of(inner, logarithm))
            share = cancel(share) if isinstance(share, Canonical) else share
            if not isinstance(share, CanonicalNumber) or share is ZERO:
                raise Undecided("parts grow alike, but by an irrational power of each other")
            rest = expand(linear_combination([(inner, 1), (logarithm, -share.value)]))
            small = build(POW, (SMALL, share))
            term = substitute(term, {part: product([(exp(rest), 1), (small, 1)])})
        return term, logarithm

    def _expanded(self, term: Canonical, logarithm: Canonical) -> tuple[Canonical, Exact]:
        order = 1
        while True:
            found = expansion(
                term, SMALL.name, lambda s, index: s.monomial(ONE, index), order, True,
                logarithm=logarithm,
            )  # fmt: skip
            kernel, (valuation, series) = found.arithmetic.kernel, found.value
            for place in range(min(series.length(), series.prec)):
                if not kernel.vanishes(series, place):
                    lead = kernel.coefficient(series, place)
                    return lead, reduced(Fraction(valuation + place, found.index))
            if order >= LARGEST_LEAD:
                raise NoExpansion("no leading term was found: the term may be identically 0")
            order *= 2


_ENDS = (float("inf"), float("-inf"))


def _raised(term: Canonical, raised: Canonical) -> Canonical:
    """The term with exp(x) for x, and x for log(x)."""
    marked: Canonical = substitute(term, {build(LOG, (FAR,)): SMALL, FAR: raised})
    back: Canonical = substitute(marked, {SMALL: FAR})
    return _simple_logarithms(back)


def _simple_logarithms(term: Canonical) -> Canonical:
    for call, _ in tuple(postorder([term])):
        if isinstance(call, Apply) and call.operator is LOG:
            simple = log(call.arguments[0])
            if simple is not call:
                found: Canonical = substitute(term, {call: simple})
                return _simple_logarithms(found)
    return term


def _logarithm(fastest: Canonical) -> Canonical:
    return fastest.arguments[0] if isinstance(fastest, Apply) else build(LOG, (FAR,))


def _ratio(first: Canonical, second: Canonical) -> Canonical:
    return _ratio_of(_logarithm(first), _logarithm(second))


def _ratio_of(first: Canonical, second: Canonical) -> Canonical:
    return product([(first, 1), (second, -1)])
