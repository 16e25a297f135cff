"""Real roots of irreducible polynomials of degree 2 to 4 over Q, as terms.

Quadratics by completing the square; cubics by Cardano's formula, or by Viète's with cosines where
all three roots are real; quartics by Ferrari's, through a positive root of the resolvent cubic
(B. L. van der Waerden, Algebra I, §64). :func:`candidates` gives terms, some of which may have no
real value; which term is which root is for the caller to find out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_poly

from symnum.numerics.balls import evaluate
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.exact import reduced
from symnum.terms.functions import acos, cos, pi
from symnum.terms.ring import HALF, power

THIRD = CanonicalNumber(Fraction(1, 3))
LARGEST_DEGREE = 4


def candidates(coefficients: Sequence[int]) -> list[Any]:
    """Terms among which are all real roots of an irreducible polynomial.

    Args:
        coefficients: Integers, that of the highest power last.

    Returns:
        Terms, or nothing if the degree is above 4.
    """
    monic = [Fraction(c, coefficients[-1]) for c in coefficients[:-1]]
    if len(monic) == 1:
        return [_number(-monic[0])]
    if len(monic) == 2:
        return _quadratic(*monic)
    if len(monic) == 3:
        return _cubic(*monic)
    return _quartic(*monic) if len(monic) == LARGEST_DEGREE else []


def _number(value: Fraction) -> Canonical:
    return CanonicalNumber(reduced(value))


def square_root(value: Fraction) -> Any:
    """The square root of a positive number, small squares taken out."""
    value = Fraction(value)
    outside, inside = _square_part(value.numerator * value.denominator)
    return power(CanonicalNumber(inside), HALF) * Fraction(outside, value.denominator)


def _square_part(value: int) -> tuple[int, int]:
    """A positive integer as s^2*r with what small primes show of s."""
    outside, prime = 1, 2
    while prime * prime <= value and prime < 1000:
        while value % (prime * prime) == 0:
            value //= prime * prime
            outside *= prime
        prime += 1
    return outside, value


def _quadratic(constant: Fraction, linear: Fraction) -> list[Any]:
    discriminant = linear * linear / 4 - constant
    if discriminant < 0:
        return []
    root = square_root(discriminant)
    return [-linear / 2 - root, -linear / 2 + root]


def _cubic(c: Fraction, b: Fraction, a: Fraction) -> list[Any]:
    """Of x^3 + a*x^2 + b*x + c, by way of t^3 + p*t + q."""
    p = b - a * a / 3
    q = 2 * a**3 / 27 - a * b / 3 + c
    discriminant = q * q / 4 + p**3 / 27
    if discriminant < 0:
        angle = acos(square_root(-3 / p) * (3 * q / (2 * p)))
        radius = 2 * square_root(-p / 3)
        return [radius * cos((angle - 2 * turn * pi) / 3) - a / 3 for turn in range(3)]
    # of the two cube roots the larger one, so that nothing cancels
    size = power(abs(q) / 2 + square_root(discriminant), THIRD)
    larger = -size if q > 0 else size
    return [(larger - p / (3 * larger) if p else larger) - a / 3]


def _quartic(d: Fraction, c: Fraction, b: Fraction, a: Fraction) -> list[Any]:
    """Of x^4 + a*x^3 + b*x^2 + c*x + d, by way of y^4 + p*y^2 + q*y + r."""
    p = b - 3 * a * a / 8
    q = a**3 / 8 - a * b / 2 + c
    r = -3 * a**4 / 256 + a * a * b / 16 - a * c / 4 + d
    signs = [(s, t) for s in (-1, 1) for t in (-1, 1)]
    if q == 0:
        inner = p * p / 4 - r
        if inner < 0:
            return []
        root = square_root(inner)
        return [s * power(root * t - p / 2, HALF) - a / 4 for s, t in signs]
    m = _positive_root([-q * q, 2 * p * p - 8 * r, 8 * p, Fraction(8)])
    width = power(2 * m, HALF)
    return [
        (s * width + t * power(-2 * p - 2 * m - s * 2 * q / width, HALF)) / 2 - a / 4
        for s, t in signs
    ]


def _positive_root(coefficients: list[Fraction]) -> Any:
    """A positive root of a polynomial of degree 3 that has one, the simplest there is."""
    polynomial = fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients])
    factors = [f for f, _ in polynomial.numer().factor()[1]]
    for factor in sorted(factors, key=lambda f: (f.degree(), str(f))):
        for root in candidates([int(c) for c in factor.coeffs()]):
            if evaluate(root, {}, bits=512) > 0:  # type: ignore[operator]
                return root
    raise AssertionError("the resolvent cubic has a positive root")
