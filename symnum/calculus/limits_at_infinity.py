"""Limits for a variable to infinity: by series, by the limits of parts, by growth.

Whatever cannot be proved raises; nothing is guessed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from symnum.calculus.expansion import expansion
from symnum.calculus.exponentials import in_exponentials
from symnum.calculus.growth import LARGEST_TERM, Growth
from symnum.calculus.no_expansion import NoExpansion, NoValues
from symnum.calculus.signs import FAR, Undecided, is_zero, sign_of
from symnum.ops import (
    ABS,
    ACOSH,
    ASINH,
    ATAN,
    COS,
    COSH,
    ERF,
    ERFC,
    EXP,
    EXP2,
    EXPM1,
    FLOOR,
    GAMMA,
    LGAMMA,
    LOG,
    LOG1P,
    LOG2,
    LOG10,
    PI,
    POW,
    SIGN,
    SIN,
    SINH,
    TANH,
    Operator,
)
from symnum.polynomials import expand
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO, build, linear_combination, product
from symnum.terms.traversal import free_symbols, node_count, postorder

INF = math.inf
Value = Any
"""A canonical term, ``inf``, ``-inf``, or an :class:`Oscillation`."""


class Oscillation:
    """Values between two numbers, without a known limit."""


BOUNDED, OSCILLATES = Oscillation(), Oscillation()
"""Without a known limit, and certainly without one."""


class Indeterminate(Exception):
    """The limits of the parts do not decide."""


class Limits:
    """Limits of terms for ``FAR`` to infinity, remembered."""

    def __init__(self) -> None:
        self.growth = Growth(self.definite)
        self.known: dict[Canonical, Value | None] = {}

    def definite(self, term: Canonical) -> Value:
        """The limit, a term or infinite.

        Raises:
            Undecided: not found, or there is none.
        """
        found = self.of(term)
        if isinstance(found, Oscillation):
            raise Undecided("no limit was found: some part oscillates")
        return found

    def of(self, term: Canonical) -> Value:
        """The limit: a term, infinite, or how the values oscillate.

        Raises:
            Undecided, NoExpansion: not found.
            NoValues: there are no values for large values of the variable.
        """
        if FAR not in free_symbols(term):
            return term
        if term in self.known:
            if self.known[term] is None:
                raise Undecided("no limit was found: the comparison of growth goes in circles")
            return self.known[term]
        self.known[term] = None
        found = self._found(term)
        self.known[term] = found
        return found

    def _found(self, term: Canonical) -> Value:
        try:
            return _by_series(term)
        except NoValues:
            raise
        except (NoExpansion, Undecided):
            if node_count(term) > LARGEST_TERM:
                raise
        try:
            return self._by_parts(term)
        except Indeterminate:
            pass
        try:
            return self._multiplied_out(term)
        except Indeterminate:
            return self._by_growth(term)

    def _multiplied_out(self, term: Canonical) -> Value:
        """By the factors that have series and the others, or by the addends of a product of sums.

        ``x/(x + 1)·erfc(x)`` is one of the first kind, ``(x + sin(x))/x`` of the second.
        """
        if not isinstance(term, Product):
            raise Indeterminate
        tame = [(f, e) for f, e in term.entries.items() if _has_series(f)]
        if 1 < len(tame) < len(term.entries):
            wild = [(f, e) for f, e in term.entries.items() if (f, e) not in tame]
            with suppress(Indeterminate):
                return _product([(self.of(product(tame)), 1), (self.of(product(wild)), 1)])
        expanded = expand(term)
        if not isinstance(expanded, Sum):
            raise Indeterminate
        try:
            return self._by_parts(expanded)
        except (NoExpansion, Undecided):
            raise Indeterminate from None

    def _by_growth(self, term: Canonical) -> Value:
        lead, exponent = self.growth.leading_term(in_exponentials(term))
        if exponent > 0:
            return ZERO
        return self.of(lead) if exponent == 0 else self.growth.sign(lead) * INF

    def _by_parts(self, term: Canonical) -> Value:
        if isinstance(term, Sum):
            return _sum([(self.of(m), c) for m, c in term.entries.items() if c], term.constant)
        if isinstance(term, Product):
            values = [(self.of(f), e) for f, e in term.entries.items()]
            return _product([(v, e) if e > 0 else (_inverse(v), -e) for v, e in values])
        if isinstance(term, Reciprocal):
            return _inverse(self.of(term.base))
        assert isinstance(term, Apply)
        varying = [a for a in term.arguments if FAR in free_symbols(a)]
        if term.operator is POW:
            return self._power(*term.arguments)
        if len(varying) > 1 or len(term.arguments) > 1:
            raise Indeterminate
        return self._call(term.operator, term.arguments[0])

    def _power(self, base: Canonical, exponent: Canonical) -> Value:
        if FAR in free_symbols(exponent):
            return self.of(in_exponentials(build(POW, (base, exponent))))
        below, rising = self.of(base), sign_of(exponent) > 0
        if below == INF:
            return INF if rising else ZERO
        if not isinstance(below, Canonical):
            raise Indeterminate
        if not is_zero(below):
            _demand_positive(below)
            return build(POW, (below, exponent))
        if rising and self.growth.sign(in_exponentials(base)) >= 0:
            return ZERO
        raise Indeterminate

    def _call(self, operator: Operator, argument: Canonical) -> Value:
        inner = self.of(argument)
        if isinstance(inner, float):
            end = AT_INFINITY.get((operator, inner > 0))
            if end is OSCILLATES and not _is_continuous(argument):
                return BOUNDED  # sin(pi*floor(x)) is 0
            return _unknown() if end is None else end
        if operator is LOG and isinstance(inner, Canonical) and is_zero(inner):
            if self.growth.sign(in_exponentials(argument)) < 0:
                raise NoValues("the logarithm of what is negative near the point")
            return -INF
        if operator is LOG and isinstance(inner, Canonical):
            _demand_positive(inner)
            return build(LOG, (inner,))
        if operator not in CONTINUOUS:
            raise Indeterminate
        if isinstance(inner, Canonical):
            return build(operator, (inner,))
        return inner if operator in INJECTIVE else BOUNDED


def _is_continuous(term: Canonical) -> bool:
    """Whether all functions in a term are continuous where they are defined."""
    calls = (t.operator for t, _ in postorder([term]) if isinstance(t, Apply))
    return all(operator in _TAME for operator in calls)


def _demand_positive(value: Canonical) -> None:
    if not free_symbols(value) and sign_of(value) < 0:
        raise NoValues("a root or a logarithm of what is negative near the point")


def _unknown() -> Value:
    raise Indeterminate


def _has_series(term: Canonical) -> bool:
    try:
        _by_series(term)
    except (NoExpansion, Undecided):
        return False
    return True


def _by_series(term: Canonical) -> Value:
    found = expansion(term, FAR.name, lambda s, index: s.monomial(ONE, -index), 1, True)
    kernel, (valuation, series) = found.arithmetic.kernel, found.value
    for place in range(min(series.length(), 1 - valuation)):
        if not kernel.vanishes(series, place):
            lead: Canonical = kernel.coefficient(series, place)
            return lead if valuation + place == 0 else sign_of(lead) * INF
    return ZERO


def _sum(parts: Sequence[tuple[Value, Exact]], constant: Exact) -> Value:
    finite = [(value, c) for value, c in parts if isinstance(value, Canonical)]
    infinite = {value * c for value, c in parts if isinstance(value, float)}
    wild = [value for value, _ in parts if isinstance(value, Oscillation)]
    if infinite:
        ends = {math.copysign(INF, end) for end in infinite}
        return ends.pop() if len(ends) == 1 else _unknown()
    if wild:
        return wild[0] if len(wild) == 1 else BOUNDED
    return linear_combination([*finite, (ONE, constant)])


def _product(parts: Sequence[tuple[Value, int]]) -> Value:
    values = [value for value, _ in parts]
    zero = any(isinstance(value, Canonical) and is_zero(value) for value in values)
    if any(isinstance(value, float) for value in values):
        if zero or any(isinstance(value, Oscillation) for value in values):
            raise Indeterminate
        sign = 1
        for value, exponent in parts:
            own = int(math.copysign(1, value)) if isinstance(value, float) else sign_of(value)
            sign *= own if exponent % 2 else 1
        return sign * INF
    if zero:
        return ZERO
    wild = [(value, e) for value, e in parts if isinstance(value, Oscillation)]
    if wild:
        return wild[0][0] if len(wild) == 1 and wild[0][1] == 1 else BOUNDED
    return product([(value, e) for value, e in parts])


def _inverse(value: Value) -> Value:
    if isinstance(value, float):
        return ZERO
    if isinstance(value, Canonical) and not is_zero(value):
        return product([(value, -1)])
    raise Indeterminate


_QUARTER = linear_combination([(build(PI, ()), Fraction(1, 2))])
_TWO, _MINUS = CanonicalNumber(2), CanonicalNumber(-1)
# fmt: off
AT_INFINITY: Mapping[tuple[Operator, bool], Value] = MappingProxyType({
    (EXP, True): INF, (EXP, False): ZERO, (EXP2, True): INF, (EXP2, False): ZERO,
    (EXPM1, True): INF, (EXPM1, False): _MINUS, (LOG, True): INF, (LOG1P, True): INF,
    (LOG2, True): INF, (LOG10, True): INF, (ABS, True): INF, (ABS, False): INF,
    (SIN, True): OSCILLATES, (SIN, False): OSCILLATES, (COS, True): OSCILLATES,
    (COS, False): OSCILLATES, (SINH, True): INF, (SINH, False): -INF, (COSH, True): INF,
    (COSH, False): INF, (TANH, True): ONE, (TANH, False): _MINUS, (ASINH, True): INF,
    (ASINH, False): -INF, (ACOSH, True): INF, (ATAN, True): _QUARTER,
    (ATAN, False): linear_combination([(_QUARTER, -1)]), (ERF, True): ONE, (ERF, False): _MINUS,
    (ERFC, True): ZERO, (ERFC, False): _TWO, (SIGN, True): ONE, (SIGN, False): _MINUS,
    (FLOOR, True): INF, (FLOOR, False): -INF, (GAMMA, True): INF, (LGAMMA, True): INF,
})
"""Limits of functions, by whether their argument goes to infinity or to minus infinity."""
INJECTIVE = frozenset({EXP, EXPM1, EXP2, SINH, TANH, ASINH, ATAN, ERF, ERFC})
CONTINUOUS = INJECTIVE | {SIN, COS, COSH, ABS}
_TAME = CONTINUOUS | {LOG, LOG1P, LOG2, LOG10, POW, PI, ACOSH}
"""Functions that are continuous on the whole line; the injective ones keep oscillations."""
# fmt: on
