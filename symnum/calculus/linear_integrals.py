"""Antiderivatives of functions and powers of terms of degree one: a·x + b."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import NamedTuple

from symnum.calculus.factored import Builder, Factored
from symnum.calculus.monomials import factors, monomials
from symnum.ops import ABS, LOG, POW, Template
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Reciprocal,
    known_facts,
)
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO, build, linear_combination, power, product
from symnum.terms.traversal import free_symbols
from symnum.terms.walks import names_among, subterms_of

LARGEST_DEGREE = 64
"""Degree of a power of x that is multiplied with a power of a·x + b."""


class Linear(NamedTuple):
    """``slope·x + …``: a term of degree one, and the coefficient of x."""

    term: Canonical
    slope: Canonical


class LinearIntegration:
    """What is known of one variable, and the rules for terms of degree one in it.

    Args:
        symbol: The variable's name.
    """

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.build = Builder(ONE)
        self.known: CanonicalSymbol | None = None  # the symbol as it stands in the term
        self._free: dict[Canonical, bool] = {}

    def variable(self) -> Canonical:
        """The symbol, as it stands in the term."""
        return self.known if self.known is not None else CanonicalSymbol(self.symbol)

    def is_free(self, term: Canonical) -> bool:
        """Whether the symbol does not occur."""
        found = self._free.get(term)
        if found is None:
            parts = subterms_of(term)
            known = None if parts is None else names_among(parts)
            if known is None:
                known = frozenset(symbol.name for symbol in free_symbols(term))
            found = self._free[term] = self.symbol not in known
        return found

    def of_shifted(self, factor: Canonical, exponent: int, degree: int) -> Canonical | None:
        """``x^degree`` times a power of a·x + b: in powers of that."""
        base, power = (factor.base, -exponent) if isinstance(factor, Reciprocal) else (
            factor, exponent)  # fmt: skip
        raised: Exact = power
        if isinstance(base, Apply) and base.operator is POW:
            base, order = base.arguments
            if not isinstance(order, CanonicalNumber):
                return None
            raised = power * order.value
        linear = self.linear(base)
        if linear is None or degree > LARGEST_DEGREE:
            return None
        x = self.variable()
        shift = linear_combination([(base, 1), (product([(linear.slope, 1), (x, 1)]), -1)])
        addends: list[tuple[Canonical, Exact]] = []
        for n in range(degree + 1):
            if shift is ZERO and n < degree:
                continue
            own = self.power_rule(Linear(base, ONE), raised + n)
            moved = [(shift, degree - n)] if n < degree else []
            sign = comb(degree, n) * (-1) ** (degree - n)
            addends.append((product([(own, 1), *moved]), sign))
        return product([(linear_combination(addends), 1), (linear.slope, -degree - 1)])

    def of_power_call(self, call: Apply, exponent: int) -> Canonical | None:
        """``base ** degree`` with a fractional degree, or with the symbol in the degree."""
        base, degree = call.arguments
        if isinstance(degree, CanonicalNumber):
            linear = self.linear(base)
            return None if linear is None else self.power_rule(linear, degree.value * exponent)
        linear = self.linear(degree)
        if linear is None or not isinstance(base, CanonicalNumber):
            return None
        if base.value <= 0 or base.value == 1:
            return None
        grown = power(base, linear.term)
        rate = product([(build(LOG, [base]), 1), (linear.slope, 1), (CanonicalNumber(exponent), 1)])
        return product([(grown, exponent), (rate, -1)])

    def power_rule(self, linear: Linear, exponent: Exact) -> Canonical:
        """A power of a term of degree one."""
        term, slope = linear
        if exponent == -1:
            if "positive" not in known_facts(term):
                term = build(ABS, [term])
            return product([(build(LOG, [term]), 1), (slope, -1)])
        following = Fraction(exponent) + 1
        raised = power(term, CanonicalNumber(following))
        return product([(raised, 1), (slope, -1), (CanonicalNumber(following), -1)])

    def power_times_log(self, log: Canonical, degree: int) -> Canonical:
        """``x^n·log(x)``."""
        raised = product([(self.variable(), degree + 1)])
        share = Fraction(1, degree + 1)
        return linear_combination(
            [(product([(raised, 1), (log, 1)]), share), (raised, -share * share)]
        )

    def slope_of(self, term: Canonical) -> Canonical | None:
        """The slope of a term of degree at most one; ``None`` for others."""
        if self.is_free(term):
            return ZERO
        linear = self.linear(term)
        return None if linear is None else linear.slope

    def filled(self, template: Template, linear: Linear) -> Canonical:
        """A template of the tables over a term of degree one."""
        value = self.build.filled(template, {"a": Factored(1, (linear.term,))})
        return product([(self.build.term(value), 1), (linear.slope, -1)])

    def linear(self, term: Canonical) -> Linear | None:
        """The term with its slope, if it is a·x + b with a and b free of x."""
        slopes: list[tuple[Canonical, Exact]] = []
        if isinstance(term, CanonicalNumber):
            return None
        for monomial, coefficient in monomials(term).items():
            if self.is_free(monomial):
                continue
            entries = dict(factors(monomial))
            x = next(
                (f for f in entries if isinstance(f, CanonicalSymbol) and f.name == self.symbol),
                None,
            )
            if x is None or entries.pop(x) != 1 or not all(map(self.is_free, entries)):
                return None
            self.known = x
            slopes.append((product(entries.items()), coefficient))
        slope = linear_combination(slopes)
        return None if slope is CanonicalNumber(0) else Linear(term, slope)
