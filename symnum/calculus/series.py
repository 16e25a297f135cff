"""Taylor, Laurent and Puiseux series of terms, with exact coefficients."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symnum.algebra.generators import given_back
from symnum.algebra.quotients import cancel
from symnum.calculus.differentiate import symbol_name
from symnum.calculus.expansion import Expansion, expansion
from symnum.calculus.laurent import Arithmetic, Laurent
from symnum.calculus.monomials import factors, monomials
from symnum.calculus.no_expansion import NoExpansion
from symnum.errors import InputError
from symnum.terms.canonical import (
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.conversion import to_canonical
from symnum.terms.exact import Exact, exact, reduced
from symnum.terms.ring import ONE, ZERO, linear_combination, power, product
from symnum.terms.text import to_latex, to_text
from symnum.terms.traversal import free_symbols
from symnum.terms.walks import taylor_coefficients

LARGEST_ORDER = 1000
"""Order up to which series are worked out."""


@dataclass(frozen=True, repr=False)
class Series:
    """``Σ c_n·h^(valuation + n·step) + O(h^order)``; h is ``x - about``, at infinity ``1/x``.

    Attributes:
        symbol: The variable.
        about: The point, or ``math.inf`` or ``-math.inf``.
        known: The coefficients from the valuation on, in steps of ``step``: rational numbers or
            canonical terms. None if all known coefficients are 0, else the first one is not 0.
        valuation: The lowest exponent of h.
        order: The first exponent that is not known.
        step: 1, or 1/r for a Puiseux series in the r-th root of h; that holds for ``h > 0``.
        conditions: Terms that were taken to be nonzero: at their zeros the series is another.
    """

    symbol: Any
    about: Any
    known: tuple[Any, ...]
    valuation: Exact
    order: Exact
    step: Exact = 1
    conditions: tuple[Any, ...] = ()

    @property
    def coefficients(self) -> tuple[Any, ...]:
        """The coefficients from the valuation on, as terms in the family of the symbol."""
        return tuple(given_back(_term(value), self.symbol) for value in self.known)

    def coefficient(self, exponent: Exact) -> Any:
        """The coefficient of ``h^exponent``.

        Raises:
            InputError: an exponent that is not known.
        """
        if exponent >= self.order:
            raise InputError(f"the coefficient of power {exponent} is not known: the series has "
                             f"order {self.order}")  # fmt: skip
        place = Fraction(exponent - self.valuation) / self.step
        inside = place.denominator == 1 and 0 <= place < len(self.known)
        value = self.known[int(place)] if inside else 0
        return given_back(_term(value), self.symbol)

    def term(self) -> Any:
        """The sum of the known terms, in the family of the symbol."""
        return given_back(linear_combination(self._addends()), self.symbol)

    def _addends(self) -> Iterator[tuple[Canonical, Exact]]:
        base, sign = self._base(), -1 if self.about in (math.inf, -math.inf) else 1
        exponent, step = sign * self.valuation, sign * self.step
        for value in self.known:
            if type(value) is not int or value:  # other numbers and terms are not 0
                if type(exponent) is int:
                    raised = product([(base, exponent)]) if exponent else ONE
                else:
                    raised = power(base, CanonicalNumber(exponent))
                if isinstance(value, Canonical):
                    yield product([(value, 1), (raised, 1)]) if exponent else value, 1
                else:
                    yield raised, value
            exponent += step

    def _base(self) -> Canonical:
        symbol = to_canonical(self.symbol)
        if self.about in (math.inf, -math.inf):
            return symbol
        return linear_combination([(symbol, 1), (to_canonical(self.about), -1)])

    def _shown(self, write: Callable[[Any], str], remainder: str) -> str:
        sign = -1 if self.about in (math.inf, -math.inf) else 1
        order = CanonicalNumber(exact(self.order * sign))
        rest = power(self._base(), order) if self.order else ONE
        parts = [write(linear_combination([addend])) for addend in self._addends()]
        return " + ".join([*parts, remainder.format(write(rest))]).replace("+ -", "- ")

    def __str__(self) -> str:
        return self._shown(to_text, "O({})")

    def __repr__(self) -> str:
        return str(self)

    def _repr_latex_(self) -> str:
        shown = self._shown(to_latex, r"O\left({}\right)")
        return f"$\\displaystyle {shown}$"


def series(term: Any, symbol: Any, about: Any = 0, order: int = 6) -> Series:
    """The Laurent series of a term: all its powers below ``order``, with exact coefficients.

    Rational coefficients are worked out by FLINT, others by recurrences on terms. Roots give
    Puiseux series, which hold to the right of the point (at infinity for positive x).

    Args:
        term: A term of any registered type.
        symbol: The variable, or its name.
        about: A number or a term without the variable, ``math.inf`` or ``-math.inf``.
        order: The first power of ``x - about`` (at infinity of ``1/x``) that is left out.

    Raises:
        NoExpansion: an essential or logarithmic singularity, a corner or jump at the point, no
            real values there, or a function without a known expansion.
        Undecided: it could not be decided whether some coefficient is 0.
        InputError: not a symbol, or an order that is no integer or above ``LARGEST_ORDER``.

    >>> from symnum.terms import symbols
    >>> from symnum.terms.functions import cos, exp, sin
    >>> x, a = symbols("x a")
    >>> series(exp(x) * sin(x), x, order=5)
    x + x^2 + x^3/3 + O(x^5)
    >>> series(1 / sin(x), x, order=3)
    1/x + x/6 + O(x^3)
    >>> series(1 / (a + x), x, order=3)
    1/a - x/a^2 + x^2/a^3 + O(x^3)
    >>> series(1 / (x - 1), x, about=float("inf"), order=4)
    1/x + 1/x^2 + 1/x^3 + O(1/x^4)
    """
    wanted = symbol.name if type(symbol) is CanonicalSymbol else symbol_name(symbol)
    if not isinstance(order, int) or order > LARGEST_ORDER:
        raise InputError(f"series: order has to be an integer up to {LARGEST_ORDER}, not {order}")
    found = to_canonical(term)
    if type(about) in (int, Fraction) and order > 0:
        usual = taylor_coefficients(found, wanted, about, order)
        if usual is not None:
            return _taylor(*usual, wanted, about, order, term)
    point = start_of(about, wanted)
    expanded = expansion(found, wanted, point.start, order, point.about in (math.inf, -math.inf))
    variable = CanonicalSymbol(wanted) if expanded.variable is None else expanded.variable
    return _series(expanded, given_back(variable, term), point.about, order, term)


def _taylor(
    known: tuple[Exact, ...], met: CanonicalSymbol | None, wanted: str, about: Exact, order: int,
    like: Any,
) -> Series:  # fmt: skip
    variable = CanonicalSymbol(wanted) if met is None else met
    symbol = variable if isinstance(like, Canonical) else given_back(variable, like)
    if known and known[0]:
        return Series(symbol, about, known, 0, order)
    valuation = next((n for n, c in enumerate(known) if c), order)
    return Series(symbol, about, known[valuation:], valuation, order)


def _term(value: Any) -> Canonical:
    return value if isinstance(value, Canonical) else CanonicalNumber(value)


@dataclass(frozen=True)
class Start:
    """A point, and the variable as a series in t near it."""

    about: Any
    start: Callable[[Arithmetic, int], Laurent]


def point_of(about: Any, symbol: str) -> Canonical:
    """A finite point as a term.

    Raises:
        InputError: it contains the variable.
    """
    number = isinstance(about, int | float | Fraction)
    point = CanonicalNumber(exact(about)) if number else to_canonical(about)
    if any(s.name == symbol for s in free_symbols(point)):
        raise InputError(f"the point {about} contains the variable {symbol}")
    return point


def start_of(about: Any, symbol: str) -> Start:
    """The variable near a point: ``about + t^index``, at infinity ``±t^-index``.

    Raises:
        InputError: the point contains the variable.
    """
    if isinstance(about, float) and math.isinf(about):
        end = 1 if about > 0 else -1
        return Start(about, lambda s, index: s.monomial(CanonicalNumber(end), -index))
    point = point_of(about, symbol)

    def start(s: Arithmetic, index: int) -> Laurent:
        moved = s.monomial(ONE, index)
        return moved if point is ZERO else s.add(s.constant(point), moved)

    return Start(about, start)


def _series(found: Expansion, symbol: Any, about: Any, order: int, like: Any) -> Series:
    value, index, s = found.value, found.index, found.arithmetic
    if index > 1 and about == -math.inf:
        raise NoExpansion("roots at -inf: expand in the opposite of the variable at inf")
    wanted = order * index
    first = next((n for n in range(min(value.series.length(), wanted - value.valuation))
                  if not s.kernel.vanishes(value.series, n)), None)  # fmt: skip
    conditions = tuple(c for c in s.conditions if free_symbols(c))
    step = reduced(Fraction(1, index))
    given = tuple(given_back(c, like) for c in conditions)
    if first is None:
        return Series(symbol, about, (), order, order, step, given)
    sign = -1 if isinstance(about, float) and about == -math.inf else 1
    last = min(wanted - value.valuation, value.series.length())
    known = s.kernel.values(value.series, first, last)
    if not s.kernel.exact:
        known = [_without_common_factors(c) if type(c) in (Sum, Product) else c for c in known]
    if sign == -1:
        lowest = value.valuation + first
        known = [-c if (lowest + n) % 2 else c for n, c in enumerate(known)]
    while known and type(known[-1]) is int and not known[-1]:
        known.pop()
    valuation = reduced(Fraction(value.valuation + first, index))
    return Series(symbol, about, tuple(known), valuation, order, step, given)


def _without_common_factors(coefficient: Sum | Product) -> Any:
    """In lowest terms; what is only divided by symbols and functions is so already."""
    bases = set()
    numerators: set[Canonical] = set()
    for monomial in monomials(coefficient):
        for factor in factors(monomial):
            if isinstance(factor, Reciprocal):
                bases.add(factor.base)
            else:
                numerators.add(factor)
    if bases & numerators or any(isinstance(base, Sum) for base in bases):
        cancelled: Canonical = cancel(coefficient)
        return cancelled.value if isinstance(cancelled, CanonicalNumber) else cancelled
    return coefficient


__all__ = ["NoExpansion", "Series", "series"]
