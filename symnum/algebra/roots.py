"""Roots of polynomials in one symbol over Q: exact where that is short, certified balls always."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import acb, arb, ctx, fmpq_mpoly, fmpz_poly

from symnum.algebra.generators import PolynomialRing, demand_univariate, given_back, variable
from symnum.algebra.quotients import dense
from symnum.algebra.radicals import candidates
from symnum.errors import InputError
from symnum.numerics.ball_ends import fraction_of
from symnum.numerics.balls import evaluate
from symnum.terms.conversion import to_canonical

LARGEST_PRECISION = 1 << 16
"""Bits up to which balls are refined to tell roots apart."""


EXTRA_BITS = 128
"""Bits beyond the balls' with which exact roots are told apart."""


@dataclass(frozen=True)
class Root:
    """A root of a polynomial.

    Attributes:
        ball: An enclosure of this root and of no other root of the polynomial; its imaginary part
            is exactly 0 for a real root.
        exact: The root as a term, if it is real and of degree 4 or less over Q; else ``None``.
        multiplicity: How often the polynomial vanishes there.
    """

    ball: acb
    exact: Any
    multiplicity: int

    @property
    def is_real(self) -> bool:
        """Whether the root is real, which is certain either way."""
        return bool(self.ball.imag.is_zero())


def roots(term: Any, symbol: Any, *, bits: int = 64) -> tuple[Root, ...]:
    """All complex roots of a polynomial: real ones in rising order, then the others.

    The others go by rising real, then imaginary part of their balls' midpoints.

    Args:
        term: A polynomial in the symbol with rational coefficients.
        symbol: The symbol, or its name, or another generator.
        bits: Relative accuracy of the balls; more are used where roots are close.

    Raises:
        InputError: the zero polynomial, anything else than the symbol in the term, a negative or
            excessive precision.

    >>> from symnum.terms import symbols
    >>> (x,) = symbols("x")
    >>> [root.exact for root in roots((x**2 - 2) * (3 * x - 1)**2, x)]
    [-sqrt(2), 1/3, sqrt(2)]
    >>> roots(x**3 - 2, x)[0].ball
    [1.25992104989487 +/- 3.17e-15]
    """
    if not 2 <= bits <= LARGEST_PRECISION:
        raise InputError(f"roots: bits has to be from 2 to {LARGEST_PRECISION}, not {bits}")
    found, wanted = to_canonical(term), variable(symbol)
    ring = PolynomialRing.of([found])
    demand_univariate(ring, wanted)
    polynomial = ring.polynomial(found)
    if polynomial.is_zero():
        raise InputError(f"roots: {term} is identically zero, so every number is a root")
    isolated = _isolated(polynomial, bits)
    return tuple(
        Root(r.ball, None if r.exact is None else given_back(r.exact, term, symbol), r.multiplicity)
        for r in sorted(isolated, key=_place)
    )


def _place(root: Root) -> tuple[Any, ...]:
    middle = root.ball.mid()
    keys = (fraction_of(middle.real), fraction_of(middle.imag))
    return not root.is_real, *keys


def _isolated(polynomial: fmpq_mpoly, bits: int) -> list[Root]:
    """The roots, in balls of which no two have a point in common."""
    factors = [(dense(f).numer(), int(e)) for f, e in polynomial.factor()[1]]
    kept = ctx.prec
    try:
        while True:
            ctx.prec = bits
            found = [root for factor, e in factors for root in _of_irreducible(factor, e)]
            if _disjoint(found) or bits > LARGEST_PRECISION:
                break
            bits *= 2
    finally:
        ctx.prec = kept
    return found


def _disjoint(found: list[Root]) -> bool:
    return not any(a.ball.overlaps(b.ball) for place, a in enumerate(found) for b in found[:place])


def _of_irreducible(polynomial: fmpz_poly, multiplicity: int) -> list[Root]:
    balls: list[Any] = [found[0] for found in polynomial.complex_roots()]  # type: ignore[index]
    terms = candidates([int(c) for c in polynomial.coeffs()])
    values = [evaluate(term, {}, bits=ctx.prec + EXTRA_BITS) for term in terms]
    found = []
    for ball in balls:
        fitting = [
            term
            for term, value in zip(terms, values, strict=True)
            if isinstance(value, arb) and ball.imag.is_zero() and ball.real.contains(value)
        ]
        found.append(Root(ball, fitting[0] if len(fitting) == 1 else None, multiplicity))
    return found
