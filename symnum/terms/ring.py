"""Construction of canonical terms by the laws of a commutative ring.

Everything here works on whole lists of addends or factors, so that a sum of n terms is one pass
over a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Operator
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.exact import Exact, exact_power, exact_root
from symnum.terms.ordering import sort_key, sorted_addends

ZERO = CanonicalNumber(0)
ONE = CanonicalNumber(1)
HALF = CanonicalNumber(Fraction(1, 2))


def linear_combination(addends: Iterable[tuple[Canonical, Exact]]) -> Canonical:
    """The canonical sum of ``coefficient * term`` over all pairs."""
    constant: Exact = 0
    entries: dict[Canonical, Exact] = {}
    for term, scale in addends:
        if isinstance(term, CanonicalNumber):
            constant += scale * term.value
        elif isinstance(term, Sum):
            constant += scale * term.constant
            for addend, coefficient in term.entries.items():
                entries[addend] = entries.get(addend, 0) + scale * coefficient
        else:
            entries[term] = entries.get(term, 0) + scale
    return _sum(constant, entries)


def _sum(constant: Exact, entries: dict[Canonical, Exact]) -> Canonical:
    """A sum in normal form: zero coefficients go, except on what may be undefined."""
    kept = {t: _normal(c) for t, c in entries.items() if c != 0}
    if len(kept) < len(entries):
        for term in [t for t, c in entries.items() if c == 0]:
            for part in _partial(term):
                kept.setdefault(part, 0)
    constant = _normal(constant)
    if not kept:
        return CanonicalNumber(constant)
    if constant == 0 and len(kept) == 1:
        ((term, coefficient),) = kept.items()
        if coefficient == 1:
            return term
    return Sum(constant, kept)


def _partial(term: Canonical) -> Iterator[Canonical]:
    """The smallest parts that are all defined where the term is: of 0·x·(1/y), 1/y."""
    seen: set[Canonical] = set()
    stack = [term]
    while stack:
        part = stack.pop()
        if part.is_total or part in seen:
            continue
        seen.add(part)
        if isinstance(part, Product | Sum):
            stack.extend(part.entries)
        else:
            yield part


def _normal(value: Exact) -> Exact:
    return value.numerator if value.denominator == 1 else value


def _content(term: Sum) -> Exact:
    """What all coefficients are multiples of, with the sign that most of them have.

    Where as many are negative as positive, the first addend shown decides.
    """
    coefficients = [c for c in (*term.entries.values(), term.constant) if c != 0]
    if not coefficients:
        return 1
    size = Fraction(
        gcd(*(c.numerator for c in coefficients)), lcm(*(c.denominator for c in coefficients))
    )
    negative = 2 * sum(c < 0 for c in coefficients) - len(coefficients)
    if negative == 0:
        negative = next(-c for _, c in sorted_addends(term) if c != 0)
    return _normal(-size if negative > 0 else size)


class _Factors:
    """A product under construction: a rational coefficient and factors to integer exponents."""

    def __init__(self) -> None:
        self.coefficient: Exact = 1
        self.entries: dict[Canonical, int] = {}

    def multiply(self, factor: Canonical, exponent: int) -> None:
        if isinstance(factor, CanonicalNumber):
            self._number(factor, exponent)
        elif isinstance(factor, Product):
            for inner, power in factor.entries.items():
                self._atom(inner, power * exponent)
        elif isinstance(factor, Sum) and factor.is_scaled:
            self._scaled(factor, exponent)
        elif isinstance(factor, Sum):
            self._primitive(factor, exponent)
        else:
            self._atom(factor, exponent)

    def _number(self, factor: CanonicalNumber, exponent: int) -> None:
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
        content = _content(factor)
        value = exact_power(content, exponent)
        if content == 1 or value is None:
            self._atom(factor, exponent)
        else:
            self.coefficient *= value
            self._atom(linear_combination([(factor, 1 / Fraction(content))]), exponent)

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
            return _sum(0, dict.fromkeys(self.entries, 0))
        if not self.entries:
            return CanonicalNumber(self.coefficient)
        ((factor, exponent), *others) = self.entries.items()
        monic = factor if not others and exponent == 1 else Product(self.entries)
        if self.coefficient == 1:
            return monic
        return linear_combination([(monic, self.coefficient)])


def product(factors: Iterable[tuple[Canonical, int]]) -> Canonical:
    """The canonical product of ``factor ** exponent`` over all pairs (integer exponents ≠ 0)."""
    result = _Factors()
    for factor, exponent in factors:
        result.multiply(factor, exponent)
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


_CONSTRUCTORS: dict[Operator, Callable[..., Canonical]] = {
    ADD: lambda *terms: linear_combination((t, 1) for t in terms),
    SUB: lambda a, b: linear_combination([(a, 1), (b, -1)]),
    NEG: lambda a: linear_combination([(a, -1)]),
    MUL: lambda *terms: product((t, 1) for t in terms),
    DIV: lambda a, b: product([(a, 1), (b, -1)]),
    POW: power,
    SQRT: partial(_root, degree=2),
}

Canonical.build = build


def symbols(names: str, *assumptions: str, **assumed: bool) -> tuple[Canonical, ...]:
    """Canonical symbols from names separated by spaces or commas.

    Args:
        names: The names; a name without its comma still gives a tuple.
        assumptions: What is assumed of each: ``positive``, ``nonzero``, ``integer``, …
        assumed: The same as keywords: ``symbols("p", positive=True)``.

    Raises:
        ValueError: an unknown assumption, or one that contradicts another.

    >>> x, y = symbols("x y")
    >>> x + x, x * y * x
    (2*x, x^2*y)
    """
    known = frozenset(assumptions) | {name for name, holds in assumed.items() if holds}
    return tuple(CanonicalSymbol(n, known) for n in names.replace(",", " ").split())
