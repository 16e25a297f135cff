"""The expansion of a term near a point: one walk, each operator by its rule for series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import ctx

from symnum.calculus.functions_of_series import FUNCTIONS
from symnum.calculus.kernels import Irrational, RationalKernel, TermKernel
from symnum.calculus.laurent import Arithmetic, Laurent
from symnum.calculus.no_expansion import Imprecise, NoExpansion, Ramified
from symnum.calculus.power_series import times
from symnum.calculus.smooth_functions import of_smooth_function
from symnum.ops import Kind
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
    kind_of,
)
from symnum.terms.ring import ONE, ZERO, linear_combination, product
from symnum.terms.traversal import nodes_inside

LARGEST_PRECISION = 400
"""Coefficients beyond those asked for that are tried where leading ones cancel."""
LARGEST_CANCELLATION = 50
"""The same where coefficients are terms, whose arithmetic is slower."""
LARGEST_INDEX = 60
"""The largest root of the variable in which expansions are tried."""


@dataclass(frozen=True)
class Expansion:
    """What came out: a value in t, with what t stands for.

    Attributes:
        value: The Laurent series.
        arithmetic: The arithmetic it was made with, and what that took to be nonzero.
        index: ``t^index`` is the distance from the point, or at infinity its reciprocal.
        variable: The variable as it stands in the term, if it does.
    """

    value: Laurent
    arithmetic: Arithmetic
    index: int
    variable: Canonical | None


def expansion(
    term: Canonical, symbol: str, start: Callable[[Arithmetic, int], Laurent], order: int,
    positive: bool, *, logarithm: Canonical | None = None,
) -> Expansion:  # fmt: skip
    """A term's expansion with all powers of the distance below ``order``.

    Args:
        term: Any canonical term.
        symbol: The name of the variable.
        start: The variable as a series in t, given the arithmetic and the index of t.
        order: The first exponent of the distance that need not be known.
        positive: Whether only positive t are meant (the limit from one side).
        logarithm: A term that stands for the logarithm of the distance, where coefficients may
            grow like it.

    Raises:
        NoExpansion: there is none, or none was found.
        Undecided: whether some coefficient is 0 could not be decided.
    """
    kept, index, extra, exact = ctx.cap, 1, 2, logarithm is None
    largest = LARGEST_PRECISION
    try:
        while True:
            prec = max(order, 1) * index + extra
            ctx.cap = prec + max(extra, 8)
            share = None if logarithm is None else times(logarithm, _reciprocal(index))
            kernel: Any = RationalKernel() if exact else TermKernel()
            arithmetic = Arithmetic(kernel, prec, positive or index > 1, share)
            try:
                walk = _Walk(arithmetic, symbol, start(arithmetic, index))
                value = walk.run(term)
                if value.order >= order * index:
                    return Expansion(value, arithmetic, index, walk.met)
                extra += order * index - value.order
            except Irrational:
                exact = False
            except Ramified as root:
                index *= root.index
                if index > LARGEST_INDEX:
                    raise NoExpansion(f"a root of index {index} of the variable") from None
            except Imprecise:
                largest = LARGEST_PRECISION if exact else LARGEST_CANCELLATION
                extra = 2 * extra + order
            if extra > largest + order:
                raise NoExpansion(
                    f"the leading coefficients cancel, and so do {largest} more: "
                    "a part that may be identically 0 has no expansion"
                )
    finally:
        ctx.cap = kept


def _reciprocal(number: int) -> Canonical:
    return CanonicalNumber(Fraction(1, number))


class _Walk:
    """Values of subterms: series, or the term itself where the variable does not occur."""

    def __init__(self, arithmetic: Arithmetic, symbol: str, variable: Laurent) -> None:
        self.arithmetic, self.symbol, self.variable = arithmetic, symbol, variable
        self.values: dict[Canonical, Any] = {}
        self.met: Canonical | None = None

    def run(self, root: Canonical) -> Laurent:
        stack: list[Canonical] = [root]
        while stack:
            term = stack[-1]
            if term in self.values:
                stack.pop()
                continue
            missing = [part for part in nodes_inside(term) if part not in self.values]
            if missing:
                stack += missing
            else:
                stack.pop()
                self.values[term] = self.visit(term)
        return self.series(self.values[root])

    def series(self, value: Any) -> Laurent:
        return value if type(value) is Laurent else self.arithmetic.constant(value)

    def visit(self, term: Canonical) -> Any:
        if isinstance(term, CanonicalSymbol):
            if term.name != self.symbol:
                return term
            self.met = term
            return self.variable
        parts = nodes_inside(term)
        if all(type(self.values[part]) is not Laurent for part in parts):
            return term
        if isinstance(term, Sum):
            return self.sum(term)
        if isinstance(term, Product):
            return self.product(term)
        if isinstance(term, Reciprocal):
            return self.arithmetic.inverse(self.values[term.base])
        assert isinstance(term, Apply)
        return self.call(term, [self.values[argument] for argument in term.arguments])

    def sum(self, term: Sum) -> Laurent:
        arithmetic, addends = self.arithmetic, []
        constants: list[tuple[Canonical, Any]] = [(ONE, term.constant)]
        for monomial, scale in term.entries.items():
            value = self.values[monomial]
            if type(value) is not Laurent:
                constants.append((monomial, scale))
            elif scale:
                addends.append(
                    value if scale == 1 else arithmetic.scaled(value, CanonicalNumber(scale))
                )
        constant = linear_combination(constants)
        if constant is not ZERO:
            addends.append(arithmetic.constant(constant))
        return arithmetic.add(*addends) if addends else arithmetic.constant(ZERO)

    def product(self, term: Product) -> Laurent:
        arithmetic, outside, result = self.arithmetic, [], None
        for factor, exponent in term.entries.items():
            value = self.values[factor]
            if type(value) is not Laurent:
                outside.append((factor, exponent))
                continue
            raised = arithmetic.raised(value, exponent)
            result = raised if result is None else arithmetic.multiply(result, raised)
        assert result is not None
        return arithmetic.scaled(result, product(outside)) if outside else result

    def call(self, term: Apply, values: Sequence[Any]) -> Any:
        rule = FUNCTIONS.get(term.operator)
        if rule is not None:
            return rule(self.arithmetic, *map(self.argument, values))
        return of_smooth_function(self.arithmetic, term, values)

    def argument(self, value: Any) -> Any:
        """A series, or a truth value: one without the variable stays a term."""
        if isinstance(value, bool):
            return value
        truth = isinstance(value, Canonical) and kind_of(value) is Kind.BOOLEAN
        return value if truth else self.series(value)
