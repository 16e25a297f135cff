"""Construction of canonical terms by the laws of a commutative ring.

Everything here works on whole lists of addends or factors, so that a sum of n terms is one pass
over a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from operator import index

from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Operator
from symnum.terms.exact import Exact, exact_power, exact_root
from symnum.terms.interpreted.nodes import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.interpreted.ordering import sort_key
from symnum.terms.interpreted.sums import content, linear_combination, sum_of

ZERO = CanonicalNumber(0)
ONE = CanonicalNumber(1)
HALF = CanonicalNumber(Fraction(1, 2))


class _Factors:
    """A product under construction: a rational coefficient and factors to integer exponents."""

    def __init__(self) -> None:
        self.coefficient: Exact = 1
        self.entries: dict[Canonical, int] = {}

    def multiply(self, factor: Canonical, exponent: int) -> None:
        kind = type(factor)
        if kind is CanonicalSymbol or kind is Apply:
            self._atom(factor, exponent)
        elif isinstance(factor, CanonicalNumber):
            self._number(factor, exponent)
        elif isinstance(factor, Product):
            if exponent == 1 and not self.entries:
                self.entries = factor.entries.copy()
                return
            for inner, power in factor.entries.items():
                self._atom(inner, power * exponent)
        elif isinstance(factor, Sum) and factor.is_scaled:
            self._scaled(factor, exponent)
        elif isinstance(factor, Sum):
            self._primitive(factor, exponent)
        else:
            self._atom(factor, exponent)

    def _number(self, factor: CanonicalNumber, exponent: int) -> None:
        if exponent == 1:
            self.coefficient *= factor.value
            return
        value = exact_power(factor.value, exponent)
        if value is not None:
            self.coefficient *= value
        elif factor.value == 0:  # undefined whatever the exponent: one spelling for all
            self._enter(Apply(POW, (factor, CanonicalNumber(-1))), 1)
        else:
            written = Apply(POW, (factor, CanonicalNumber(abs(exponent))))
            self._atom(written, 1 if exponent > 0 else -1)

    def _scaled(self, factor: Sum, exponent: int) -> None:
        ((term, coefficient),) = factor.entries.items()
        value = exact_power(coefficient, exponent)
        if value is None:
            self._atom(factor, exponent)
        else:
            self.coefficient *= value
            self.multiply(term, exponent)

    def _primitive(self, factor: Sum, exponent: int) -> None:
        """(2x + 2y)·z is 2·(x + y)·z, whatever the order of multiplication."""
        if exponent > 0 and factor.constant == 0 and not any(factor.entries.values()):
            self.coefficient = 0  # (0/x + 0/y)·z is 0/x + 0/y
            for term in factor.entries:
                self.multiply(term, exponent)
            return
        common = content(factor)
        value = exact_power(common, exponent)
        if common == 1 or value is None:
            self._atom(factor, exponent)
        else:
            self.coefficient *= value
            self._atom(
                linear_combination([(factor, -1 if common == -1 else 1 / Fraction(common))]),
                exponent,
            )

    def _atom(self, factor: Canonical, exponent: int) -> None:
        if exponent > 0 or (factor.is_nonzero and factor.is_total):
            self._enter(factor, exponent)
        else:
            self._enter(Reciprocal(factor), -exponent)

    def _enter(self, factor: Canonical, exponent: int) -> None:
        total = self.entries.get(factor, 0) + exponent
        if total:
            self.entries[factor] = total
        else:
            del self.entries[factor]

    def result(self) -> Canonical:
        if self.coefficient == 0:
            return sum_of(0, dict.fromkeys(self.entries, 0))
        if not self.entries:
            return CanonicalNumber(self.coefficient)
        monic: Canonical | None = None
        if len(self.entries) == 1:
            ((factor, exponent),) = self.entries.items()
            monic = factor if exponent == 1 else None
        monic = Product(self.entries) if monic is None else monic
        if self.coefficient == 1:
            return monic
        return linear_combination([(monic, self.coefficient)])


def product(factors: Iterable[tuple[Canonical, int]]) -> Canonical:
    """The canonical product of ``factor ** exponent`` over all pairs (integer exponents ≠ 0)."""
    result = _Factors()
    for factor, exponent in factors:
        result.multiply(factor, index(exponent))  # of other libraries' integers, too
    return result.result()


def integer_power(base: Canonical, exponent: int) -> Canonical:
    """``base ** exponent``; ``base ** 0`` is 1 where the base is defined."""
    if exponent == 0:
        return linear_combination([(ONE, 1), (base, 0)])
    return product([(base, exponent)])


def power(base: Canonical, exponent: Canonical) -> Canonical:
    """``base ** exponent``; a rational exponent p/q is the p-th power of the q-th root."""
    if not isinstance(exponent, CanonicalNumber):
        return Apply(POW, (base, exponent))
    if isinstance(exponent.value, int):
        return integer_power(base, exponent.value)
    return integer_power(_root(base, exponent.value.denominator), exponent.value.numerator)


def _root(base: Canonical, degree: int) -> Canonical:
    if isinstance(base, CanonicalNumber):
        root = exact_root(base.value, degree)
        if root is not None:
            return CanonicalNumber(root)
    return Apply(POW, (base, CanonicalNumber(Fraction(1, degree))))


def build(operator: Operator, arguments: Sequence[Canonical]) -> Canonical:
    """The canonical term for a call.

    Raises:
        ValueError: the operator does not take that many arguments.
        TypeError: an argument of another family of terms.
    """
    if not operator.accepts(len(arguments)):
        wanted = "at least 1" if operator.arity is None else operator.arity
        raise ValueError(f"{operator.name} takes {wanted} arguments, not {len(arguments)}")
    for argument in arguments:
        if not isinstance(argument, Canonical):
            raise TypeError(f"{type(argument).__name__} is not a canonical term; convert it first")
    constructor = _CONSTRUCTORS.get(operator)
    if constructor is not None:
        return constructor(*arguments)
    if operator.is_commutative:
        arguments = sorted(arguments, key=sort_key)
    return Apply(operator, tuple(arguments))


def rebuild(like: Canonical, operator: Operator, arguments: Sequence[Canonical]) -> Canonical:
    """:func:`build` as the term interface calls it."""
    return build(operator, arguments)


_CONSTRUCTORS: dict[Operator, Callable[..., Canonical]] = {
    ADD: lambda *terms: linear_combination([(t, 1) for t in terms]),
    SUB: lambda a, b: linear_combination([(a, 1), (b, -1)]),
    NEG: lambda a: linear_combination([(a, -1)]),
    MUL: lambda *terms: product([(t, 1) for t in terms]),
    DIV: lambda a, b: product([(a, 1), (b, -1)]),
    POW: power,
    SQRT: partial(_root, degree=2),
}


def _spelled(operator: Operator, arguments: Sequence[Canonical]) -> Canonical:
    """As :func:`build`, for Python's operators, which have seen to their operands."""
    constructor = _CONSTRUCTORS.get(operator)
    return build(operator, arguments) if constructor is None else constructor(*arguments)


Canonical.build = _spelled


def symbols(names: str, *assumptions: str, **assumed: bool) -> tuple[Canonical, ...]:
    """Canonical symbols from names separated by spaces or commas.

    Args:
        names: The names; a name without its comma still gives a tuple.
        assumptions: What is assumed of each: ``positive``, ``nonzero``, ``integer``, …
        assumed: The same as keywords: ``symbols("p", positive=True)``.

    Raises:
        ValueError: an unknown assumption, or one that contradicts another.
    """
    known = frozenset(assumptions) | {name for name, holds in assumed.items() if holds}
    return tuple(CanonicalSymbol(n, known) for n in names.replace(",", " ").split())
