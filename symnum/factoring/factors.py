"""Irreducible factors of polynomials, by FLINT."""

from __future__ import annotations

from fractions import Fraction

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from symnum.factoring.systems import Polynomial
from symnum.terms.exact import Exact, exact

MOST_MONOMIALS, HIGHEST_DEGREE = 64, 64
"""Larger polynomials are not tried: factoring takes long, and few of them have factors."""


def factors_of(polynomial: Polynomial) -> tuple[Exact, list[tuple[Polynomial, int]]] | None:
    """A constant, and factors with their exponents; ``None`` if it has one factor only.

    >>> factors_of({((0, 2),): 1, ((1, 2),): -1})
    (1, [({((0, 1),): 1, ((1, 1),): -1}, 1), ({((0, 1),): 1, ((1, 1),): 1}, 1)])
    """
    if len(polynomial) > MOST_MONOMIALS:
        return None
    if not 1 < max(map(_degree, polynomial)) <= HIGHEST_DEGREE:
        return None
    atoms = sorted({atom for monomial in polynomial for atom, _ in monomial})
    places = {atom: place for place, atom in enumerate(atoms)}
    ring = fmpq_mpoly_ctx.get([f"a{atom}" for atom in atoms], Ordering.lex)
    table = {}
    for monomial, coefficient in polynomial.items():
        exponents = [0] * len(atoms)
        for atom, exponent in monomial:
            exponents[places[atom]] = exponent
        ratio = Fraction(coefficient)
        table[tuple(exponents)] = fmpq(ratio.numerator, ratio.denominator)
    constant, found = ring.from_dict(table).factor()
    if len(found) == 1 and found[0][1] == 1:
        return None
    return _exact(constant), [(_polynomial(f, atoms), int(e)) for f, e in found]


def _degree(monomial: tuple[tuple[int, int], ...]) -> int:
    return sum(exponent for _, exponent in monomial)


def _polynomial(factor: fmpq_mpoly, atoms: list[int]) -> Polynomial:
    return {
        tuple((atom, int(e)) for atom, e in zip(atoms, exponents, strict=True) if e): _exact(c)
        for exponents, c in factor.to_dict().items()
    }


def _exact(value: fmpq) -> Exact:
    return exact(Fraction(int(value.p), int(value.q)))
