"""The search for an antiderivative: tables, parts, partial fractions, substitution.

The integrand is made canonical, so that constant factors, powers and linear arguments a·x + b
show; a symbolic a is taken to be nonzero (the answer divides by it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from symnum.algebra.quotients import cancel
from symnum.calculus.antiderivatives import (
    ANTIDERIVATIVES,
    BY_PARTS,
    DIFFERENTIATED,
    INVERTED,
    INVERTED_SQUARED,
    REDUCED,
    SQUARED,
)
from symnum.calculus.differentiate import differentiate
from symnum.calculus.linear_integrals import LinearIntegration
from symnum.calculus.monomials import factors, monomials, raised
from symnum.calculus.rational_integrals import (
    of_gaussian,
    of_rational_function,
    of_root_of_quadratic,
    over_sum_of_squares,
    square_root_of,
)
from symnum.calculus.substitution_integrals import of_substitution
from symnum.calculus.trigonometric_integrals import of_trigonometric_product
from symnum.errors import InputError
from symnum.ops import EXP, LOG, POW, Operator, Template
from symnum.polynomials import expand
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Reciprocal,
    Sum,
)
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO, build, linear_combination, product
from symnum.terms.traversal import postorder

LARGEST_EXPANSION = 64
"""Sums are multiplied out up to this many nested steps; integrands that need more give None."""
MOST_MONOMIALS = 4096
"""Monomials that are looked at for one integrand, in all substitutions and parts: products of
powers of sums have more than anyone waits for, and give None."""


_TABLES: Mapping[int, Mapping[Operator, Template]] = {
    1: ANTIDERIVATIVES, 2: SQUARED, -1: INVERTED, -2: INVERTED_SQUARED,
}  # fmt: skip


class Integration(LinearIntegration):
    """Antiderivatives by one symbol.

    Args:
        symbol: Its name.
        depth: How many substitutions may be made.
        effort: Runs out when too many monomials were looked at, also for what this one is part of.
    """

    def __init__(self, symbol: str, depth: int = 3, effort: Iterator[int] | None = None) -> None:
        super().__init__(symbol)
        self.depth = depth
        self.effort = iter(range(MOST_MONOMIALS)) if effort is None else effort
        self._done: dict[Canonical, Canonical] = {}

    def of(self, term: Canonical, budget: int) -> Canonical | None:
        """An antiderivative of a term, or ``None``; ``budget`` bounds nested steps."""
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

    def of_monomial(self, monomial: Canonical, budget: int) -> Canonical | None:
        """Constant factors stand outside the integral. What was found is remembered."""
        known = self._done.get(monomial)
        if known is not None or next(self.effort, None) is None:
            return known
        outside, inside = [], {}
        for factor, exponent in factors(monomial).items():
            if self.is_free(factor):
                outside.append((factor, exponent))
            else:
                inside[factor] = exponent
                if isinstance(factor, CanonicalSymbol):
                    self.known = factor
        found = self.of_factors(inside, budget)
        if found is None:
            return None
        whole = self._done[monomial] = product([*outside, (found, 1)])
        return whole

    def of_factors(self, inside: Mapping[Canonical, int], budget: int) -> Canonical | None:
        """An antiderivative of a product of factors that all contain the symbol."""
        if not inside:
            return self.variable()
        inside, found = _merged(inside), None
        if len(inside) == 1:
            ((factor, exponent),) = inside.items()
            found = self.of_power(factor, exponent)
        elif len(inside) == 2:
            found = self.of_pair(inside, budget)
        if found is None:
            found = of_trigonometric_product(inside, self.variable(), self.slope_of)
        if found is None:
            found = self.of_exponentials(inside, budget)
        if found is None:
            found = of_rational_function(product(inside.items()), self.variable())
        if found is None:
            found = self.of_roots(inside)
        if found is None:
            found = self.multiplied_out(inside, budget)
        if found is None and self.depth > 0:
            found = self.by_substitution(inside)
        if found is None and budget > 0:
            found = self.by_parts(inside, budget)
        return found

    def of_roots(self, inside: Mapping[Canonical, int]) -> Canonical | None:
        """Polynomials times a root of a quadratic, or times any power of a term of degree one."""
        x = self.variable()
        for factor, exponent in inside.items():
            under = square_root_of(factor)
            others = product([(f, e) for f, e in inside.items() if f is not factor])
            if under is not None:
                found = of_root_of_quadratic(others, under[0], under[1] * exponent, x)
                if found is not None:
                    return found
            degree = inside.get(x, 0)
            only = len(inside) == 2 and degree > 0 and factor is not x
            found = self.of_shifted(factor, exponent, degree) if only else None
            if found is not None:
                return found
        return None

    def of_power(self, factor: Canonical, exponent: int) -> Canonical | None:
        """One factor to an integer power."""
        if isinstance(factor, Reciprocal):
            linear = self.linear(factor.base)
            if linear is not None:
                return self.power_rule(linear, -exponent)
            if isinstance(factor.base, Apply):
                return self.of_call(factor.base, -exponent)
            return over_sum_of_squares(factor.base, self.variable()) if exponent == 1 else None
        linear = self.linear(factor)
        if linear is not None:
            return self.power_rule(linear, exponent)
        return self.of_call(factor, exponent) if isinstance(factor, Apply) else None

    def of_call(self, call: Apply, exponent: int) -> Canonical | None:
        """One call to an integer power."""
        if call.operator is POW:
            return self.of_power_call(call, exponent)
        linear = self.linear(call.arguments[0]) if len(call.arguments) == 1 else None
        if linear is None:
            gaussian = call.operator is EXP and exponent == 1
            return of_gaussian(call.arguments[0], self.variable()) if gaussian else None
        template = _TABLES.get(exponent, {}).get(call.operator)
        if template is not None:
            return self.filled(template, linear)
        if call.operator is EXP:
            number = CanonicalNumber(exponent)
            return product([(call, exponent), (linear.slope, -1), (number, -1)])
        sign = REDUCED.get(call.operator)
        if sign is None or not 2 < exponent <= LARGEST_EXPANSION:
            return None
        lower = self.of_call(call, exponent - 2)
        share = Fraction(-sign, exponent - 1)
        top = product([(call, exponent - 1), (linear.slope, -1)])
        return None if lower is None else linear_combination([(top, share), (lower, sign)])

    def of_pair(self, inside: Mapping[Canonical, int], budget: int) -> Canonical | None:
        """``x^n`` times a call: by parts."""
        degree = next((e for f, e in inside.items() if isinstance(f, CanonicalSymbol)), 0)
        call = next((f for f in inside if isinstance(f, Apply)), None)
        if degree < 1 or call is None or inside[call] != 1 or budget <= 0:
            return None
        if call.operator is POW:
            return self.of_power_and_exponential(call, degree, budget)
        linear = self.linear(call.arguments[0])
        if linear is None:
            return None
        if call.operator is LOG and linear.term is self.variable():
            return self.power_times_log(call, degree)
        if call.operator not in BY_PARTS:
            return None
        return self.lowered(self.filled(ANTIDERIVATIVES[call.operator], linear), degree, budget)

    def of_power_and_exponential(self, call: Apply, degree: int, budget: int) -> Canonical | None:
        """``x^n·2^x``."""
        inner = None if self.is_free(call.arguments[1]) else self.of_power_call(call, 1)
        return None if inner is None else self.lowered(inner, degree, budget)

    def of_exponentials(self, inside: Mapping[Canonical, int], budget: int) -> Canonical | None:
        """Powers of exponentials as one, alone or times a power of x: ``x·exp(u)^2·exp(v)``."""
        x = self.variable()
        powers = [(f, e) for f, e in inside.items() if f is not x]
        exponents: list[tuple[Canonical, Exact]] = []
        for factor, degree in powers:
            call = factor.base if isinstance(factor, Reciprocal) else factor
            if not isinstance(call, Apply) or call.operator is not EXP:
                return None
            exponents.append((call.arguments[0], degree if call is factor else -degree))
        if len(inside) == 1 or [degree for _, degree in exponents] == [1]:
            return None
        exponent = linear_combination(exponents)
        joint = ONE if exponent is ZERO else build(EXP, [exponent])
        left = {x: inside[x]} if x in inside else {}
        if not self.is_free(joint):
            return self.of_factors({**left, joint: 1}, budget)
        found = self.of_factors(left, budget)
        return None if found is None else product([(joint, 1), (found, 1)])

    def lowered(self, inner: Canonical, degree: int, budget: int) -> Canonical | None:
        """By parts, the power of x differentiated and the other factor integrated already."""
        x = self.variable()
        left = product([(x, degree), (inner, 1)])
        rest = product([(x, degree - 1), (inner, 1)] if degree > 1 else [(inner, 1)])
        remaining = self.of(rest, budget - 1)
        return None if remaining is None else linear_combination([(left, 1), (remaining, -degree)])

    def multiplied_out(self, inside: Mapping[Canonical, int], budget: int) -> Canonical | None:
        """One power of a sum among the factors taken apart: ∫(u + v)·w is ∫u·w + ∫v·w."""
        chosen = next((f for f, e in inside.items() if isinstance(f, Sum) and e > 0), None)
        if chosen is None or budget <= 0:
            return None
        parts = raised(chosen, inside[chosen])
        rest = [(f, e) for f, e in inside.items() if f is not chosen]
        if parts is None:
            return None
        spread = linear_combination((product([(m, 1), *rest]), c) for m, c in parts)
        return self.of(spread, budget - 1)

    def by_parts(self, inside: Mapping[Canonical, int], budget: int) -> Canonical | None:
        """Powers of logarithms and inverse functions differentiated, the rest integrated."""
        chosen = next((f for f, e in inside.items() if isinstance(f, Apply) and e > 0 and
                       f.operator in DIFFERENTIATED), None)  # fmt: skip
        if chosen is None:
            return None
        exponent = inside[chosen]
        others = product([(f, e) for f, e in inside.items() if f is not chosen])
        calls = [t for t, _ in postorder([others]) if isinstance(t, Apply)]
        if any(call.operator is not POW or not self.is_free(call.arguments[1]) for call in calls):
            return None
        whole = self.of(others, budget - 1)
        if whole is None:
            return None
        try:
            slope = differentiate(chosen, self.symbol)
        except InputError:
            return None
        lowered = [(chosen, exponent - 1)] if exponent > 1 else []
        rest = cancel(product([(whole, 1), (slope, 1)]))
        remaining = self.of(expand(product([(rest, 1), *lowered])), budget - 1)
        if remaining is None:
            return None
        first = product([(whole, 1), (chosen, exponent)])
        return linear_combination([(first, 1), (remaining, -exponent)])

    def by_substitution(self, inside: Mapping[Canonical, int]) -> Canonical | None:
        """``h(u)·u'``."""
        return of_substitution(inside, self.symbol, lambda term, name: Integration(
            name, self.depth - 1, self.effort).of(term, LARGEST_EXPANSION // 4))  # fmt: skip


def _merged(inside: Mapping[Canonical, int]) -> Mapping[Canonical, int]:
    """With one power where there is a root of a term and a reciprocal of that term."""
    merged = dict(inside)
    for factor, exponent in inside.items():
        if isinstance(factor, Apply) and factor.operator is POW:
            base, order = factor.arguments
            below = Reciprocal(base)
            if isinstance(order, CanonicalNumber) and below in merged:
                merged[factor] = exponent - merged.pop(below) * order.value.denominator
    return {factor: exponent for factor, exponent in merged.items() if exponent}
