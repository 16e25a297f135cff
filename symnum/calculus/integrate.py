"""Antiderivatives by table: what the table does not reach is answered with ``None``.

The integrand is made canonical, so that constant factors, powers and linear arguments a·x + b
show; a symbolic a is taken to be nonzero (the answer divides by it).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from symnum.calculus.antiderivatives import ANTIDERIVATIVES, ARCTANGENT, BY_PARTS, SQUARED
from symnum.calculus.differentiate import symbol_name
from symnum.calculus.factored import Builder, Factored
from symnum.calculus.monomials import factors, monomials
from symnum.ops import ABS, LOG, POW, Template
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Reciprocal,
    Sum,
    known_facts,
)
from symnum.terms.conversion import convert, to_canonical, to_plain
from symnum.terms.exact import Exact
from symnum.terms.plain import Term
from symnum.terms.ring import ONE, build, linear_combination, power, product
from symnum.terms.traversal import free_symbols

LARGEST_EXPANSION = 64
"""Sums are multiplied out up to this many nested steps; integrands that need more give None."""


def integrate(term: Any, symbol: Any) -> Any | None:
    """An antiderivative in the family of the term, or ``None`` where the table does not reach.

    Args:
        term: A term of any registered type.
        symbol: The symbol to integrate by, or its name.

    Raises:
        InputError: ``symbol`` is not a symbol.

    >>> from symnum.terms import parse
    >>> integrate(parse("x*exp(2*x) + 1/x"), "x")
    x*exp(2*x)/2 - exp(2*x)/4 + log(abs(x))
    """
    found = _Integration(symbol_name(symbol)).of(to_canonical(term), LARGEST_EXPANSION)
    if found is None or isinstance(term, Canonical):
        return found
    return to_plain(found) if isinstance(term, Term) else convert(found, term)


class _Linear(NamedTuple):
    """``slope·x + …``: a term of degree one, and the coefficient of x."""

    term: Canonical
    slope: Canonical


class _Integration:
    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.build = Builder(ONE)
        self.known: CanonicalSymbol | None = None  # the symbol as it stands in the term

    def of(self, term: Canonical, budget: int) -> Canonical | None:
        if isinstance(term, CanonicalNumber):
            return product([(term, 1), (self.variable(), 1)])
        addends: list[tuple[Canonical, Exact]] = []
        if isinstance(term, Sum):
            addends.append(
                (product([(CanonicalNumber(term.constant), 1), (self.variable(), 1)]), 1)
            )
        for monomial, coefficient in monomials(term).items():
            part = self.of_monomial(monomial, budget)
            if part is None:
                return None
            addends.append((part, coefficient))
        return linear_combination(addends)

    def variable(self) -> Canonical:
        return self.known if self.known is not None else CanonicalSymbol(self.symbol)

    def is_free(self, term: Canonical) -> bool:
        return all(symbol.name != self.symbol for symbol in free_symbols(term))

    def of_monomial(self, monomial: Canonical, budget: int) -> Canonical | None:
        """Constant factors stand outside the integral."""
        outside, inside = [], {}
        for factor, exponent in factors(monomial).items():
            if self.is_free(factor):
                outside.append((factor, exponent))
            else:
                inside[factor] = exponent
                if isinstance(factor, CanonicalSymbol):
                    self.known = factor
        found = self.of_factors(inside, budget)
        return None if found is None else product([*outside, (found, 1)])

    def of_factors(self, inside: Mapping[Canonical, int], budget: int) -> Canonical | None:
        if not inside:
            return self.variable()
        if len(inside) == 1:
            ((factor, exponent),) = inside.items()
            found = self.of_power(factor, exponent)
            if found is not None:
                return found
        elif len(inside) == 2:
            found = self.of_pair(inside, budget)
            if found is not None:
                return found
        return self.multiplied_out(inside, budget)

    def of_power(self, factor: Canonical, exponent: int) -> Canonical | None:
        """One factor to an integer power."""
        if isinstance(factor, Reciprocal):
            linear = self.linear(factor.base)
            if linear is not None:
                return self.power_rule(linear, -exponent)
            if isinstance(factor.base, Apply) and factor.base.operator is POW:
                return self.of_power_call(factor.base, -exponent)
            return self.arctangent(factor.base) if exponent == 1 else None
        linear = self.linear(factor)
        if linear is not None:
            return self.power_rule(linear, exponent)
        return self.of_call(factor, exponent) if isinstance(factor, Apply) else None

    def of_call(self, call: Apply, exponent: int) -> Canonical | None:
        if call.operator is POW:
            return self.of_power_call(call, exponent)
        table = {1: ANTIDERIVATIVES, 2: SQUARED}.get(exponent, {})
        template = table.get(call.operator)
        linear = self.linear(call.arguments[0]) if template is not None else None
        return None if linear is None or template is None else self.filled(template, linear)

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

    def power_rule(self, linear: _Linear, exponent: Exact) -> Canonical:
        term, slope = linear
        if exponent == -1:
            if "positive" not in known_facts(term):
                term = build(ABS, [term])
            return product([(build(LOG, [term]), 1), (slope, -1)])
        following = Fraction(exponent) + 1
        raised = power(term, CanonicalNumber(following))
        return product([(raised, 1), (slope, -1), (CanonicalNumber(following), -1)])

    def arctangent(self, base: Canonical) -> Canonical | None:
        """1/(1 + (a·x)²), and the same times a constant."""
        if not isinstance(base, Sum) or base.constant <= 0 or len(base.entries) != 1:
            return None
        ((square, coefficient),) = base.entries.items()
        ((root, exponent), *others) = factors(square).items()
        linear = self.linear(root) if exponent == 2 and not others else None
        if linear is None or coefficient <= 0:
            return None
        half = CanonicalNumber(Fraction(1, 2))
        scale = power(CanonicalNumber(Fraction(coefficient) / base.constant), half)
        slope = product([(linear.slope, 1), (scale, 1)])
        found = self.filled(ARCTANGENT, _Linear(product([(root, 1), (scale, 1)]), slope))
        return product([(found, 1), (CanonicalNumber(base.constant), -1)])

    def of_pair(self, inside: Mapping[Canonical, int], budget: int) -> Canonical | None:
        """``x^n`` times a call: by parts."""
        degree = next((e for f, e in inside.items() if isinstance(f, CanonicalSymbol)), 0)
        call = next((f for f in inside if isinstance(f, Apply)), None)
        if degree < 1 or call is None or inside[call] != 1 or budget <= 0:
            return None
        linear = self.linear(call.arguments[0])
        if linear is None:
            return None
        x = self.variable()
        if call.operator is LOG and linear.term is x:
            return self.power_times_log(call, degree)
        if call.operator not in BY_PARTS:
            return None
        inner = self.filled(ANTIDERIVATIVES[call.operator], linear)
        left = product([(x, degree), (inner, 1)])
        rest = product([(x, degree - 1), (inner, 1)] if degree > 1 else [(inner, 1)])
        remaining = self.of(rest, budget - 1)
        return None if remaining is None else linear_combination([(left, 1), (remaining, -degree)])

    def power_times_log(self, log: Canonical, degree: int) -> Canonical:
        raised = product([(self.variable(), degree + 1)])
        share = Fraction(1, degree + 1)
        return linear_combination(
            [(product([(raised, 1), (log, 1)]), share), (raised, -share * share)]
        )

    def multiplied_out(self, inside: Mapping[Canonical, int], budget: int) -> Canonical | None:
        """One sum among the factors taken apart: ∫(u + v)·w is ∫u·w + ∫v·w."""
        chosen = next((f for f, e in inside.items() if isinstance(f, Sum) and e > 0), None)
        if chosen is None or budget <= 0:
            return None
        left = [(f, e - (f is chosen)) for f, e in inside.items()]
        rest = [(f, e) for f, e in left if e]
        parts = [(m, c) for m, c in chosen.entries.items()]
        if chosen.constant != 0:
            parts.append((ONE, chosen.constant))
        spread = linear_combination((product([(m, 1), *rest]), c) for m, c in parts)
        return self.of(spread, budget - 1)

    def filled(self, template: Template, linear: _Linear) -> Canonical:
        value = self.build.filled(template, {"a": Factored(1, (linear.term,))})
        return product([(self.build.term(value), 1), (linear.slope, -1)])

    def linear(self, term: Canonical) -> _Linear | None:
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
        return None if slope is CanonicalNumber(0) else _Linear(term, slope)
