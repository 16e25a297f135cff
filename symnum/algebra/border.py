"""The border between canonical terms and FLINT's polynomials: loops over addends, kept short."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import repeat
from operator import getitem
from typing import Any

from flint import fmpq, fmpz

from symnum.terms.canonical import Canonical, CanonicalNumber, Product, Sum
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, product

Exponents = tuple[int, ...]


def rational(value: Any) -> Exact:
    """A number of FLINT's as one of ours."""
    if type(value) is fmpz:
        return int(value)
    below = value.q
    return int(value.p) if below == 1 else Fraction(int(value.p), int(below))


def rationals(values: Sequence[Any]) -> list[Exact]:
    """Numbers of FLINT's, all of one type, as ours."""
    if values and type(values[0]) is fmpz:
        return list(map(int, values))
    return [int(v.p) if v.q == 1 else Fraction(int(v.p), int(v.q)) for v in values]


def flint_number(value: Exact) -> Any:
    """A number of ours as FLINT takes it."""
    return value if type(value) is int else fmpq(value.numerator, value.denominator)


def inverse(factor: Canonical) -> Canonical:
    """``1/factor``."""
    return product([(factor, -1)])


def monic(factors: dict[Canonical, int]) -> Canonical:
    """The product of generators, no inverses among them, to natural powers."""
    if len(factors) > 1:
        return Product(factors)
    if not factors:
        return ONE
    ((factor, exponent),) = factors.items()
    return factor if exponent == 1 else Product(factors)


def multiplied_out(factors: dict[Canonical, int]) -> Canonical:
    """The product of generators, perhaps inverses, to natural powers."""
    return product(factors.items())


def simple_factors(addends: Collection[Canonical]) -> set[Canonical] | None:
    """What is multiplied in monic addends; ``None`` if there are powers of sums or inverses.

    Walking over the factors instead of the addends saves most of the time, since a polynomial
    has few generators and many addends.
    """
    found: set[Canonical] = set()
    for addend in addends:
        if type(addend) is Product:
            found.update(addend.entries)
        else:
            found.add(addend)
    for factor in found:
        if type(factor) is Sum:
            return None
        if factor.is_nonzero and factor.is_total and _has_inverse(addends, factor):
            return None
    return found


def _has_inverse(addends: Collection[Canonical], factor: Canonical) -> bool:
    """Whether a factor has a negative exponent somewhere."""
    return any(type(a) is Product and a.entries.get(factor, 0) < 0 for a in addends)


def add_generators(term: Canonical, found: dict[Canonical, None]) -> None:
    """Enter the generators of a monic term, sums left aside."""
    if type(term) is Product:
        for factor, exponent in term.entries.items():
            if exponent < 0:
                found[inverse(factor)] = None
            elif type(factor) is not Sum:
                found[factor] = None
    elif not isinstance(term, Sum | CanonicalNumber):
        found[term] = None


def nested_sums(terms: Iterable[Canonical], simple: Collection[Canonical] = ()) -> Iterator[Sum]:
    """The sums met on the way by sums, products and natural powers, the inner ones first.

    Those in ``simple`` are not looked into.
    """
    done: set[Canonical] = set()
    stack: list[tuple[Canonical, bool]] = [(term, False) for term in terms]
    while stack:
        term, ready = stack.pop()
        if ready:
            assert isinstance(term, Sum)
            yield term
        elif term not in done:
            done.add(term)
            if type(term) is Sum:
                stack.append((term, True))
                if term not in simple:
                    for addend in term.entries:
                        if type(addend) is Product:
                            stack.extend(_sums_in(addend))
            elif type(term) is Product:
                stack.extend(_sums_in(term))


def _sums_in(term: Product) -> list[tuple[Canonical, bool]]:
    return [(f, False) for f, e in term.entries.items() if type(f) is Sum and e > 0]


def unit_exponents(generators: Sequence[Canonical]) -> dict[Canonical, Exponents]:
    """The exponents of each generator alone."""
    count = len(generators)
    return {g: (*[0] * n, 1, *[0] * (count - n - 1)) for n, g in enumerate(generators)}


def exponents_of(
    entries: Mapping[Canonical, Exact],
    generators: Sequence[Canonical],
    units: Mapping[Canonical, Exponents],
) -> dict[Exponents, Any]:
    """The coefficients by exponents. Precondition: the addends have simple factors only."""
    zeros = repeat(0)
    coefficients: dict[Exponents, Any] = {}
    for addend, coefficient in entries.items():
        if type(addend) is Product:
            exponents = tuple(map(addend.entries.get, generators, zeros))
        else:
            exponents = units[addend]
        coefficients[exponents] = (
            coefficient if type(coefficient) is int else flint_number(coefficient)
        )
    return coefficients


_LONG = 8
"""Addends from which on it pays to make tables."""


def monomials_of(polynomial: Any, generators: Sequence[Canonical]) -> list[dict[Canonical, int]]:
    """For each monomial its generators with their exponents."""
    monoms = polynomial.monoms()
    if len(monoms) < _LONG or sum(polynomial.degrees()) > 4 * len(monoms):
        return [
            {g: int(e) for g, e in zip(generators, exponents, strict=True) if e}
            for exponents in monoms
        ]
    tables = [
        [None, *[(generator, e) for e in range(1, int(degree) + 1)]]
        for generator, degree in zip(generators, polynomial.degrees(), strict=True)
    ]
    return [dict(filter(None, map(getitem, tables, exponents))) for exponents in monoms]
