"""Derivatives of canonical terms by one symbol or many: forward accumulation in one walk.

The derivative of a nest of functions is a product of as many factors as the nest is deep. It is
kept as a chain (this level's factors, and the derivative of what is inside) until a sum needs the
term, so that a nest 10^5 levels deep makes one product and not 10^5 growing ones.

What was differentiated once is remembered, over orders and over terms. A subterm costs time for
those symbols only that occur in it, as in A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed.
(2008), section 7.1 (sparse forward mode).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from symnum.calculus.chains import Addend, Chain, collected
from symnum.calculus.outer_derivatives import Factors, Outer, multiplied, outer_derivatives
from symnum.calculus.roots import power_of_root, root_degree
from symnum.errors import InputError
from symnum.ops import DERIVATIVE, INTEGRAL, SELECT, Operator
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.ring import ONE, ZERO, build, product

Slope = Canonical | Chain | Operator
"""A derivative; an operator where there is none because of it."""
Slopes = Mapping[str, Slope]
"""Derivatives by the symbols that occur, by their names."""
_NONE: Slopes = {}


class CanonicalDifferentiation:
    """Derivatives of canonical terms, remembered by node.

    Args:
        wanted: Names of the symbols to differentiate by.
        outer: The derivatives of each operator by its arguments.
    """

    def __init__(
        self, wanted: Collection[str],
        outer: Callable[[Operator], Sequence[Outer | None]] = outer_derivatives,
    ) -> None:  # fmt: skip
        self.wanted, self.outer = wanted, outer
        self.slopes: dict[Canonical, Slopes] = {}
        self.rules: dict[Canonical, Sequence[Addend]] = {}  # of products
        self.symbols: dict[str, Canonical] = {}  # those wanted, as they stand in the terms

    def run(self, root: Canonical) -> Slopes:
        """The derivatives of a term by the symbols that occur in it."""
        slopes = self.slopes
        stack: list[Canonical | None] = [root]  # None: the parts of the next term are done
        while stack:
            term = stack.pop()
            if term is None:
                term = stack.pop()
                slopes[term] = self._visit(term)  # type: ignore[arg-type,index]
            elif term not in slopes:
                missing = self._missing(term)
                if missing:
                    stack += (term, None)
                    stack += missing
                else:
                    slopes[term] = self._visit(term)
        return slopes[root]

    def derivative(self, term: Canonical, symbol: str) -> Canonical:
        """The derivative of a term by one of the symbols.

        Raises:
            InputError: an operator without a derivative whose arguments contain the symbol.
        """
        return self._written(self.run(term).get(symbol, ZERO), symbol)

    def gradient(self, term: Canonical) -> dict[str, Canonical]:
        """The derivatives that are not identically 0, by the symbols' names.

        Raises:
            InputError: as :meth:`derivative`.
        """
        found = {}
        for name, slope in self.run(term).items():
            written = slope if isinstance(slope, Canonical) else self._written(slope, name)
            if written is not ZERO:
                found[name] = written
        return found

    def _written(self, slope: Slope, name: str) -> Canonical:
        if type(slope) is Operator:
            raise InputError(f"operator {slope.name!r} has no derivative by {name!r}")
        return slope.term() if type(slope) is Chain else slope  # type: ignore[return-value]

    def _visit(self, term: Canonical) -> Slopes:
        kind = type(term)
        if kind is Apply:
            return self._call(term)  # type: ignore[arg-type]
        if kind is Sum:
            return self._sum(term)  # type: ignore[arg-type]
        if kind is Product or kind is Reciprocal:
            return collected([(1, self.rules.get(term) or self._addends(term))])
        if kind is CanonicalSymbol and term.name in self.wanted:  # type: ignore[attr-defined]
            name: str = term.name  # type: ignore[attr-defined]
            self.symbols[name] = term
            return {name: ONE}
        return _NONE

    def _usable(self, slope: Slope, name: str) -> Any:
        return self._written(slope, name) if type(slope) is Operator else slope

    def _missing(self, term: Canonical) -> list[Canonical]:
        """What has to be differentiated before the term can be."""
        slopes, kind = self.slopes, type(term)
        if kind is Apply:
            return [a for a in term.arguments if a not in slopes]  # type: ignore[attr-defined]
        if kind is Reciprocal:
            return [] if term.base in slopes else [term.base]  # type: ignore[attr-defined]
        if kind is Product:
            bases = [f.base if type(f) is Reciprocal else f for f in term.entries]  # type: ignore[attr-defined]
            return [base for base in bases if base not in slopes]
        missing: list[Canonical] = []
        if kind is Sum:
            rules = self.rules
            for monomial in term.entries:  # type: ignore[attr-defined]
                if monomial in rules or monomial in slopes:
                    continue
                if type(monomial) not in _MONOMIALS:
                    missing.append(monomial)
                    continue
                addends = self._power_rule(monomial) if type(monomial) is Product else None
                if addends is None:
                    missing += self._missing(monomial)
                else:
                    rules[monomial] = addends
        return missing

    def _power_rule(self, term: Product) -> list[Addend] | None:
        """The addends of the derivatives, multiplied; ``None`` unless all factors are symbols."""
        addends, wanted, items = list[Addend](), self.wanted, tuple(term.entries.items())
        for place, (factor, exponent) in enumerate(items):
            if type(factor) is not CanonicalSymbol:
                return None
            name = factor.name
            if name in wanted:
                self.symbols[name] = factor
                left = items[:place] + items[place + 1 :]
                if exponent != 1:
                    left += ((factor, exponent - 1),)
                rest = left[0][0] if len(left) == 1 and left[0][1] == 1 else product(left)
                addends.append((name, rest, exponent))
        return addends

    def _sum(self, term: Sum) -> Slopes:
        rules, found = self.rules, self._addends
        return collected(
            [(c, rules[m] if m in rules else found(m)) for m, c in term.entries.items()]
        )

    def _addends(self, monomial: Canonical) -> Sequence[Addend]:
        """The addends of a product's derivatives, by the product rule."""
        entries = monomial.entries if type(monomial) is Product else {monomial: 1}
        found = self.rules[monomial] = self._product_rule(tuple(entries.items()))
        return found

    def _product_rule(self, items: Factors) -> list[Addend]:
        slopes, addends = self.slopes, list[Addend]()
        for place, (factor, exponent) in enumerate(items):
            degree = root_degree(factor) if exponent > 0 else 0
            if degree and (exponent > 1 or len(items) > 1):
                addends += self._root_rule(items, place, degree)
                continue
            below = type(factor) is Reciprocal
            inner = slopes[factor.base] if below else slopes[factor]  # type: ignore[attr-defined]
            if not inner:
                continue
            left, scale = (exponent + 1, -exponent) if below else (exponent - 1, exponent)
            factors = items[:place] + items[place + 1 :]
            if left:
                factors += ((factor, left),)
            for name, slope in inner.items():
                if type(slope) is Operator:
                    self._written(slope, name)
                part = None if slope is ZERO else Chain(scale, factors, slope)  # type: ignore[arg-type]
                addends.append((name, part, 1))
        return addends

    def _root_rule(self, items: Factors, place: int, degree: int) -> Iterator[Addend]:
        """The addends that come from a power of a root."""
        root = items[place][0]
        for name, slope in self.slopes[root.arguments[0]].items():  # type: ignore[attr-defined]
            if slope is ZERO:
                yield name, None, 1
                continue
            usable = self._usable(slope, name)
            for scale, factors in power_of_root(items, place, degree):
                yield name, Chain(scale, factors, usable) if scale else multiplied((0, factors)), 1

    def _call(self, term: Apply) -> Slopes:
        inner = [self.slopes[argument] for argument in term.arguments]
        if not any(inner):
            return _NONE
        operator = term.operator
        special = _SPECIAL.get(operator)
        if special is None and operator.interpreted and operator.derivatives is not None:
            return self._chain_rule(term, inner)
        occurring = [name for slopes in inner for name in slopes]
        if special is not None:
            return {name: special(self, term, name) for name in occurring}
        if not operator.interpreted:
            return {name: self._unevaluated(term, name) for name in occurring}
        return dict.fromkeys(occurring, operator)

    def _chain_rule(self, term: Apply, inner: Sequence[Slopes]) -> Slopes:
        operator, addends, lacking = term.operator, list[Addend](), list[str]()
        for slopes, outer in zip(inner, self.outer(operator), strict=True):
            if not slopes:
                continue
            coefficient, factors = outer(term) if outer is not None else (0, ())
            for name, slope in slopes.items():
                if slope is not ZERO and outer is None:
                    lacking.append(name)
                elif slope is ZERO or not coefficient:
                    addends.append((name, None, 1))
                else:
                    chain = Chain(coefficient, factors, self._usable(slope, name))
                    addends.append((name, chain, 1))
        found = collected([(1, addends)])
        return {**found, **dict.fromkeys(lacking, operator)} if lacking else found

    def _unevaluated(self, term: Apply, name: str) -> Canonical:
        return build(DERIVATIVE, (term, self.symbols[name]))

    def _choice(self, term: Apply, name: str) -> Slope:
        """Both branches differentiated; where the condition changes there is no derivative."""
        condition, first, second = term.arguments
        one, two = (self._of_part(branch, name) for branch in (first, second))
        if one is two and isinstance(one, CanonicalNumber):
            return one
        return build(SELECT, (condition, one, two))

    def _of_part(self, part: Canonical, name: str) -> Canonical:
        return self._written(self.slopes[part].get(name, ZERO), name)

    def _of_derivative(self, term: Apply, name: str) -> Slope:
        inside = name in self.slopes[term.arguments[0]]
        return self._unevaluated(term, name) if inside else ZERO

    def _of_integral(self, term: Apply, name: str) -> Slope:
        """Of an antiderivative: the integrand, or the integral of the integrand's derivative."""
        integrand, variable = term.arguments
        if variable.name == name:  # type: ignore[attr-defined]
            return integrand
        slope = self._of_part(integrand, name)
        return ZERO if slope is ZERO else build(INTEGRAL, (slope, variable))


_MONOMIALS = (Product, Reciprocal)
_SPECIAL: dict[Operator, Any] = {
    SELECT: CanonicalDifferentiation._choice,
    DERIVATIVE: CanonicalDifferentiation._of_derivative,
    INTEGRAL: CanonicalDifferentiation._of_integral,
}


def usual_derivatives(operator: Operator) -> Sequence[Any] | None:
    """The derivatives column as functions; ``None`` where the chain rule does not do."""
    if operator in _SPECIAL or not operator.interpreted or operator.derivatives is None:
        return None
    return outer_derivatives(operator)
