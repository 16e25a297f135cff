"""Polynomials as terms: coefficients, common divisors, factors, resultants; FLINT does the work.

All functions take terms of any family and answer in that family. Generators are whatever is
neither a sum, nor a product, nor a natural power (see :mod:`symnum.algebra.generators`).
"""

from __future__ import annotations

from math import gcd as integer_gcd
from math import lcm as integer_lcm
from typing import Any

from flint import fmpq, fmpq_mpoly

from symnum.algebra.border import monic, simple_factors
from symnum.algebra.connection import CONNECTED
from symnum.algebra.fractions import FractionField, has_denominators
from symnum.algebra.generators import (
    LARGEST_POWER,
    PolynomialRing,
    demand_polynomial,
    given_back,
    occurring,
    rational,
    variable,
)
from symnum.errors import InputError
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol, Product, Sum
from symnum.terms.conversion import to_canonical
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, linear_combination, product
from symnum.terms.walks import common_divisor, eliminated


def collect(term: Any, symbol: Any) -> Any:
    """The term multiplied out and sorted by powers of a symbol.

    Args:
        term: Any term; functions that contain the symbol count as coefficients.
        symbol: A symbol, its name, or another generator such as ``sin(x)``.

    Raises:
        InputError: the symbol is a number, a sum, a product or a power.

    >>> from symnum.terms import symbols
    >>> a, b, x = symbols("a b x")
    >>> collect(a * x + b * x + a * x**2 + 1, x)
    a*x^2 + x*(a + b) + 1
    """
    found, wanted = to_canonical(term), variable(symbol)
    factors = simple_factors(found.entries) if type(found) is Sum else None
    if type(found) is Sum and factors is not None:
        return given_back(_by_dictionary(found, occurring(factors, wanted)), term)
    ring = PolynomialRing.of([found], integral=True)
    place = ring.place_of(wanted)
    polynomial = ring.polynomial(found)
    if place is None:
        return given_back(ring.traced(ring.term(polynomial), polynomial), term)
    generator = ring.generators[place]
    parts: list[tuple[Canonical, Any]] = []
    for exponent, coefficient in _by_powers(polynomial, place).items():
        power = [(generator, exponent)] if exponent else []
        parts.append((product([(ring.term(coefficient), 1), *power]), 1))
    return given_back(ring.traced(linear_combination(parts), polynomial), term)


def _by_dictionary(term: Sum, generator: Canonical | None) -> Canonical:
    """A sum without products of sums, sorted by powers of a generator."""
    if generator is None:
        return term
    parts: list[tuple[Canonical, Exact]] = [(ONE, term.constant)]
    groups: dict[int, list[tuple[Canonical, Exact]]] = {}
    for addend, coefficient in term.entries.items():
        entries = addend.entries if type(addend) is Product else {addend: 1}
        exponent = entries.get(generator, 0)
        if exponent:
            rest = entries.copy()
            del rest[generator]
            groups.setdefault(exponent, []).append((monic(rest), coefficient))
        else:
            parts.append((addend, coefficient))
    for exponent, group in groups.items():
        common = integer_gcd(*[c if type(c) is int else 1 for _, c in group])
        if common != 1:
            group = [(rest, c // common) for rest, c in group]
        together = product([(linear_combination(group), 1), (generator, exponent)])
        parts.append((together, common))
    return linear_combination(parts)


def coefficients(term: Any, symbol: Any) -> tuple[Any, ...]:
    """The coefficients of a polynomial in a symbol: that of the n-th power at place n.

    The zero polynomial has none.

    Raises:
        InputError: not a polynomial in the symbol (a function or denominator contains it).

    >>> from symnum.terms import symbols
    >>> a, x = symbols("a x")
    >>> coefficients((a + x)**2 - a**2, x)
    (0, 2*a, 1)
    """
    ring, place, polynomial = _polynomial_in(term, symbol)
    if place is None:
        return () if polynomial.is_zero() else (given_back(ring.term(polynomial), term),)
    powers = _by_powers(polynomial, place)
    if not powers:
        return ()
    zero = ring.context.constant(0)
    listed = (powers.get(n, zero) for n in range(max(powers) + 1))
    return tuple(given_back(ring.term(p), term) for p in listed)


def degree(term: Any, symbol: Any) -> int:
    """The degree of a polynomial in a symbol; -1 for the zero polynomial.

    Raises:
        InputError: not a polynomial in the symbol (a function or denominator contains it).

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> degree((x + y)**3 - x**3, x)
    2
    """
    _, place, polynomial = _polynomial_in(term, symbol)
    if polynomial.is_zero():
        return -1
    return 0 if place is None else int(polynomial.degrees()[place])


def _polynomial_in(term: Any, symbol: Any) -> tuple[PolynomialRing, int | None, fmpq_mpoly]:
    found, wanted = to_canonical(term), variable(symbol)
    ring = PolynomialRing.of([found])
    demand_polynomial(ring, wanted)
    return ring, ring.place_of(wanted), ring.polynomial(found)


def _by_powers(polynomial: fmpq_mpoly, place: int) -> dict[int, fmpq_mpoly]:
    """The polynomial's coefficients as polynomials in the other generators, by exponent."""
    parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for exponents, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        others = (*exponents[:place], 0, *exponents[place + 1 :])
        parts.setdefault(int(exponents[place]), {})[others] = coefficient
    return {n: polynomial.context().from_dict(part) for n, part in sorted(parts.items())}


def factor(term: Any) -> Any:
    """The term as a product of irreducible factors over Q.

    A quotient is brought to one denominator first, and nothing is cancelled: the result is
    defined where the term is. A number times a single sum is multiplied out, as canonical terms
    are: ``factor(2*x + 2)`` stays.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> factor(x**3 * y - x * y**3) is x * y * (x - y) * (x + y)
    True
    """
    found = to_canonical(term)
    if isinstance(found, Product):
        parts = [(_factored(f), e) for f, e in found.entries.items()]
        return given_back(product(parts), term)
    return given_back(_factored(found), term)


def _factored(term: Canonical) -> Canonical:
    if has_denominators(term):
        return _factored_quotient(term)
    ring = PolynomialRing.of([term], integral=True)
    polynomial = ring.polynomial(term)
    return ring.traced(product(_factors(ring, polynomial)), polynomial)


def _factored_quotient(term: Canonical) -> Canonical:
    field = FractionField.of([term])
    try:
        found = field.fraction(term)
    except ZeroDivisionError:  # nowhere defined: nothing to be said of it
        return term
    parts = [*_factors(field.ring, found.numerator), *field.denominator(found)]
    return field.traced(product(parts), found)


def _factors(ring: PolynomialRing, polynomial: fmpq_mpoly) -> list[tuple[Canonical, int]]:
    if polynomial.is_zero():
        return [(CanonicalNumber(0), 1)]
    constant, factors = polynomial.factor()
    number = CanonicalNumber(rational(constant))
    return [(number, 1), *((ring.term(f), int(e)) for f, e in factors)]


def gcd(a: Any, b: Any) -> Any:
    """The greatest common divisor of two polynomials over Q.

    Its numerical factor is the greatest rational of which both contents are integer multiples,
    its leading coefficient positive: for integer coefficients this is the divisor over Z.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> gcd(4 * x**2 - 4 * y**2, 6 * x + 6 * y)
    2*x + 2*y
    """
    first, second = to_canonical(a), to_canonical(b)
    quick = common_divisor(first, second, LARGEST_POWER) if CONNECTED else None
    if quick is not None:
        return given_back(quick, a, b)
    ring = PolynomialRing.of([first, second], integral=True)
    return given_back(ring.term(_gcd(ring.polynomial(first), ring.polynomial(second))), a, b)


def lcm(a: Any, b: Any) -> Any:
    """The least common multiple: the product divided by :func:`gcd`, its sign made positive.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> lcm(2 * x * y, 3 * x**2)
    6*x^2*y
    """
    first, second = to_canonical(a), to_canonical(b)
    ring = PolynomialRing.of([first, second])
    p, q = ring.polynomial(first), ring.polynomial(second)
    if p.is_zero() or q.is_zero():
        return given_back(CanonicalNumber(0), a, b)
    multiple = p / _gcd(p, q) * q
    signed = -multiple if multiple.leading_coefficient() < 0 else multiple
    return given_back(ring.term(signed), a, b)


def _gcd(p: Any, q: Any) -> Any:
    """Of two polynomials of one ring, over Z or over Q."""
    common = p.gcd(q)
    if common.is_zero():
        return common
    result = common
    if isinstance(common, fmpq_mpoly):
        contents = [_content(r) for r in (p, q) if not r.is_zero()]
        result = common / _content(common) * _rational_gcd(contents)
    return -result if result.leading_coefficient() < 0 else result


def _content(polynomial: fmpq_mpoly) -> fmpq:
    """The positive rational that makes the polynomial primitive over Z when divided out."""
    return _rational_gcd(polynomial.coeffs())


def _rational_gcd(values: list[fmpq]) -> fmpq:
    top = integer_gcd(*(int(v.p) for v in values))
    return fmpq(top, integer_lcm(*(int(v.q) for v in values)))


def resultant(a: Any, b: Any, symbol: Any) -> Any:
    """The resultant of two polynomials in a symbol: 0 where they have a root in common.

    Raises:
        InputError: one of them is no polynomial in the symbol.

    >>> from symnum.terms import symbols
    >>> a, x = symbols("a x")
    >>> resultant(x**2 - a, x - 3, x)
    -a + 9
    """
    first, second, wanted = to_canonical(a), to_canonical(b), variable(symbol)
    if CONNECTED and type(wanted) is CanonicalSymbol:
        quick = eliminated(first, second, wanted, LARGEST_POWER)
        if quick is not None:
            return given_back(quick, a, b)
    ring = PolynomialRing.of([first, second], integral=True)
    demand_polynomial(ring, wanted)
    place = ring.place_of(wanted)
    if place is None:
        raise InputError(f"resultant: {wanted} occurs in neither polynomial")
    result = ring.polynomial(first).resultant(ring.polynomial(second), place)
    return given_back(ring.term(result), a, b)
