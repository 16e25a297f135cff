"""Derivatives of terms of any family, from the derivatives column of the operator table.

Forward accumulation over the DAG: every distinct subterm is differentiated once, without
recursion. Where a derivative is 0 whatever the surroundings (``0*t``), it is taken as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symnum.calculus.canonical_derivatives import CanonicalDifferentiation, usual_derivatives
from symnum.calculus.factored import ONE, ZERO, Builder, Factored
from symnum.calculus.roots import below_root, beside_root, without_one
from symnum.errors import InputError
from symnum.ops import (
    ADD,
    ARGUMENT_NAMES,
    DERIVATIVE,
    INTEGRAL,
    MUL,
    POW,
    SELECT,
    Operator,
)
from symnum.terms.canonical import Canonical
from symnum.terms.exact import reduced
from symnum.terms.interface import adapter_of, is_symbol, name
from symnum.terms.walks import derivative


def differentiate(term: Any, symbol: Any, order: int = 1) -> Any:
    """The derivative of a term by a symbol, in the family of the term.

    Args:
        term: A term of any registered type. It may be 10^5 levels deep.
        symbol: The symbol, or its name; symbols are told apart by name.
        order: How many times to differentiate.

    Raises:
        InputError: not a symbol, a negative order, or an operator without a derivative whose
            arguments contain the symbol (a comparison, an equation).

    >>> from symnum.terms import parse
    >>> differentiate(parse("x^3*sin(y) + log(x)"), "x")
    3*x^2*sin(y) + 1/x
    """
    wanted = symbol_name(symbol)
    if order < 0:
        raise InputError(f"order of differentiation: {order} is negative")
    if isinstance(term, Canonical):
        found = derivative(term, wanted, order, usual_derivatives)
        if found is not None:
            return found
        walk = CanonicalDifferentiation((wanted,))
        for _ in range(order):
            term = walk.derivative(term, wanted)
        return term
    for _ in range(order):
        term = _Differentiation(term, wanted).run(term)
    return term


def symbol_name(symbol: Any) -> str:
    """The name of a symbol of any family.

    Raises:
        InputError: something else than a symbol.
    """
    if isinstance(symbol, str) and not symbol.isidentifier():
        raise InputError(f"{symbol!r} is not the name of a symbol")
    if not is_symbol(symbol):
        raise InputError(f"{symbol} is not a symbol; derivatives are taken by a symbol")
    return name(symbol)


def columns_of(symbols: Sequence[Any]) -> dict[str, int]:
    """The place of each symbol among columns, by its name.

    Raises:
        InputError: something else than a symbol, or a symbol twice.
    """
    columns = {symbol_name(symbol): place for place, symbol in enumerate(symbols)}
    if len(columns) < len(symbols):
        raise InputError("a symbol stands twice among the columns")
    return columns


class _Differentiation:
    """One walk: for each subterm, by identity, whether it contains the symbol, and its slope."""

    def __init__(self, term: Any, symbol: str) -> None:
        self.symbol = symbol
        self.build = Builder(term)
        self.slopes: dict[int, Factored | Operator] = {}  # an operator: it has no derivative
        self.depends: dict[int, bool] = {}
        self.alive: list[Any] = []  # keeps the ids from being used again
        self.variable: Any = None  # the symbol as it stands in the term

    def run(self, root: Any) -> Any:
        stack: list[tuple[Any, Sequence[Any] | None]] = [(root, None)]
        while stack:
            term, children = stack.pop()
            if id(term) in self.slopes:
                continue
            if children is None:
                children = self.children(term)
                if children:
                    stack.append((term, children))
                    stack.extend((child, None) for child in children)
                    continue
            self.alive.append((term, children))
            self.visit(term, children)
        return self.build.term(self.slope(root))

    def children(self, term: Any) -> Sequence[Any]:
        adapter = adapter_of(term)
        return tuple(adapter.arguments(term)) if adapter.is_call(term) else ()

    def visit(self, term: Any, children: Sequence[Any]) -> None:
        adapter = adapter_of(term)
        if adapter.is_call(term):
            depends = self.depends[id(term)] = any(self.depends[id(c)] for c in children)
            operator = adapter.operator(term)
            self.slopes[id(term)] = self.call(term, operator, children) if depends else ZERO
        else:
            hit = adapter.number(term) is None and adapter.name(term) == self.symbol
            self.variable = term if hit else self.variable
            self.depends[id(term)] = hit
            self.slopes[id(term)] = ONE if hit else ZERO

    def slope(self, term: Any) -> Factored:
        found = self.slopes[id(term)]
        if isinstance(found, Operator):
            raise InputError(f"operator {found.name!r} has no derivative by {self.symbol!r}")
        return found

    def call(self, term: Any, operator: Operator, arguments: Sequence[Any]) -> Factored | Operator:
        special = _SPECIAL.get(operator)
        if special is not None:
            return special(self, term, arguments)
        if not operator.interpreted:
            return self.unevaluated(term)
        if operator.derivatives is None:
            return operator
        return self.chain_rule(operator, arguments)

    def chain_rule(self, operator: Operator, arguments: Sequence[Any]) -> Factored | Operator:
        values = dict(zip(ARGUMENT_NAMES, map(self.build.factored, arguments), strict=False))
        addends = []
        if operator is POW:
            merged = self.power_of_root(*arguments)
            if merged is not None:
                return merged
        for argument, template in zip(arguments, operator.derivatives or (), strict=True):
            if template == 0 or not self.depends[id(argument)]:
                continue
            inner = self.slope(argument)
            if inner.coefficient != 0:
                if template is None:
                    return operator
                addends.append(self.build.product(inner, self.build.filled(template, values)))
        return self.build.sum(addends)

    def power_of_root(self, base: Any, exponent: Any) -> Factored | None:
        """Of ``r^e``, e > 1, with a root ``r = a^s``: ``e*s*r^(e - 1/s)`` by a."""
        build, degree = self.build, self.build.factored(exponent)
        root = below_root(build, base) if degree.is_number and degree.coefficient > 1 else None
        if root is None:
            return None
        below, part = root
        left = reduced(Fraction(degree.coefficient) - 1 / Fraction(part))
        if left == 0:  # it is 1, and has no value where the root has none
            kept = build.factored(build.call(POW, base, build.literal(0)))
        else:
            kept = build.power(build.factored(base), Factored(left))
        scale = Factored(reduced(Fraction(degree.coefficient) * part))
        return build.product(scale, self.slope(below), kept)

    def sum(self, term: Any, addends: Sequence[Any]) -> Factored:
        return self.build.sum([self.slope(addend) for addend in addends])

    def product(self, term: Any, factors: Sequence[Any]) -> Factored:
        factors = beside_root(self.build, factors) or factors
        values = [self.build.factored(factor) for factor in factors]
        slopes = [self.slope(factor) for factor in factors]
        return self.build.sum(
            [
                self.beside(factors, values, place)
                or self.build.product(*values[:place], slope, *values[place + 1 :])
                for place, slope in enumerate(slopes)
                if slope.coefficient != 0
            ]
        )

    def beside(
        self, factors: Sequence[Any], values: Sequence[Factored], place: int
    ) -> Factored | None:
        """The addend of the product rule of a root beside what is below it: ``s*a^s`` for a."""
        root = below_root(self.build, factors[place])
        if root is None:
            return None
        base, part = root
        for other, factor in enumerate(factors):
            left = without_one(self.build, factor, base)
            if left is not None:
                rest = *values[:other], left, *values[other + 1 :]
                return self.build.product(Factored(part), self.slope(base), *rest)
        return None

    def choice(self, term: Any, arguments: Sequence[Any]) -> Factored:
        """Both branches differentiated; where the condition changes there is no derivative."""
        condition, first, second = arguments
        one, two = self.slope(first), self.slope(second)
        if one.is_number and one == two:
            return one
        build = self.build
        return build.factored(build.call(SELECT, condition, build.term(one), build.term(two)))

    def unevaluated(self, term: Any) -> Factored:
        return Factored(1, (self.build.call(DERIVATIVE, term, self.variable),))

    def of_derivative(self, term: Any, arguments: Sequence[Any]) -> Factored:
        return self.unevaluated(term) if self.depends[id(arguments[0])] else ZERO

    def of_integral(self, term: Any, arguments: Sequence[Any]) -> Factored:
        """Of an antiderivative: the integrand, or the integral of the integrand's derivative."""
        integrand, variable = arguments
        if name(variable) == self.symbol:
            return self.build.factored(integrand)
        slope = self.slope(integrand)
        if slope.coefficient == 0:
            return ZERO
        return Factored(1, (self.build.call(INTEGRAL, self.build.term(slope), variable),))


_SPECIAL: dict[Operator, Callable[[_Differentiation, Any, Sequence[Any]], Factored]] = {
    ADD: _Differentiation.sum,
    MUL: _Differentiation.product,
    SELECT: _Differentiation.choice,
    DERIVATIVE: _Differentiation.of_derivative,
    INTEGRAL: _Differentiation.of_integral,
}
