"""Polynomials of FLINT's handed over with each monomial's exponents packed into one number.

FLINT gives exponents one by one, as objects of its own, which takes longer than all arithmetic.
Substituting ``t^(2^k)`` for each generator (Kronecker, J. reine angew. Math. 92 (1882), section 4)
with exponents k far enough apart leaves the monomials distinct and their order as it is. The
derivative's coefficients are then the coefficients times the packed exponents, so two lists of
numbers hold everything.
"""

from __future__ import annotations

from typing import Any

from flint import Ordering, fmpq_mpoly, fmpz_mpoly, fmpz_mpoly_ctx

from symnum.algebra.border import rationals
from symnum.terms.canonical import COMPILED, Canonical
from symnum.terms.walks import packed_polynomial_term, polynomial_term

LONG = 8
"""Monomials from which on packing pays."""
MOST_BITS = 62
"""What packed exponents may take."""
_IMAGES = fmpz_mpoly_ctx.get(["t"], Ordering.lex)


def quick_term(
    polynomial: fmpz_mpoly | fmpq_mpoly, generators: list[Canonical]
) -> Canonical | None:
    """A polynomial in generators, no inverses among them, by a compiled loop where there is one."""
    if not COMPILED:
        return None
    found = packed(polynomial) if len(polynomial) >= LONG else None
    if found is not None:
        return packed_polynomial_term(generators, *found)
    coefficients = rationals(polynomial.coeffs())
    return polynomial_term(generators, polynomial.monoms(), coefficients)


def packed(
    polynomial: fmpz_mpoly | fmpq_mpoly,
) -> tuple[list[int], list[Any], list[Any]] | None:
    """The bits for each generator's exponents, the coefficients, and these times the exponents.

    The last generator's exponent is in the lowest bits. Coefficients and products are integers of
    FLINT's; the last product is missing where its exponents are all 0.

    Args:
        polynomial: In lexicographic order, with at least one generator, and not 0.

    Returns:
        ``None`` over Q, or if the exponents need more than ``MOST_BITS`` bits.
    """
    if not isinstance(polynomial, fmpz_mpoly):
        return None
    widths = [int(degree).bit_length() for degree in polynomial.degrees()]
    shift = sum(widths)
    if shift > MOST_BITS:
        return None
    (t,) = _IMAGES.gens()
    images = []
    for width in widths:
        shift -= width
        images.append(t ** (1 << shift))
    image = polynomial.compose(*images)
    return widths, image.coeffs(), image.derivative(0).coeffs()
