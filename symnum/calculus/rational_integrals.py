"""Antiderivatives of rational functions over Q, by partial fractions; of roots of quadratics.

Denominators whose irreducible factors over Q have degree one or two are done; others are not.
Source: I. S. Gradshteyn, I. M. Ryzhik, Table of Integrals, 2.10, 2.17, 2.26.
"""

from __future__ import annotations

from fractions import Fraction

from symnum.algebra.generators import PolynomialRing, rational
from symnum.algebra.quotients import apart, dense
from symnum.calculus.monomials import factors, monomials
from symnum.errors import InputError
from symnum.ops import ABS, ASIN, ATAN, ERF, EXP, LOG, PI, POW
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    Reciprocal,
    Sum,
    known_facts,
)
from symnum.terms.exact import Exact
from symnum.terms.ring import HALF, ONE, ZERO, build, linear_combination, product
from symnum.terms.traversal import free_symbols

LARGEST_DEGREE = 100
"""Degree of a polynomial times a root of a quadratic, up to which it is integrated."""


def number(value: Exact) -> Canonical:
    """A number as a term."""
    return CanonicalNumber(Fraction(value))


def scaled(term: Canonical, *values: Exact) -> Canonical:
    """A term times numbers."""
    result: Exact = 1
    for value in values:
        result *= value
    return linear_combination([(term, result)])


def root(value: Canonical) -> Canonical:
    """The square root."""
    return build(POW, (value, HALF))


def log_size(term: Canonical) -> Canonical:
    """``log|term|``."""
    positive = "positive" in known_facts(term)
    return build(LOG, (term if positive else build(ABS, (term,)),))


def coefficients_in(term: Canonical, x: Canonical) -> list[Exact] | None:
    """The rational coefficients of a polynomial in x alone, from the constant up; else ``None``."""
    ring = PolynomialRing.of([term])
    if any(generator is not x for generator in ring.generators):
        return None
    return [rational(c) for c in dense(ring.polynomial(term)).coeffs()]


def of_rational_function(term: Canonical, x: Canonical) -> Canonical | None:
    """An antiderivative of a rational function of x over Q, or ``None``."""
    if any(symbol is not x for symbol in free_symbols(term)):
        return None
    try:
        parts = apart(term, x)
    except InputError:
        return None
    addends: list[tuple[Canonical, Exact]] = []
    constant: list[tuple[Canonical, Exact]] = (
        [(ONE, parts.constant)] if isinstance(parts, Sum) else []
    )
    if isinstance(parts, CanonicalNumber):
        return scaled(x, parts.value)
    for monomial, coefficient in (*monomials(parts).items(), *constant):
        part = _of_fraction(monomial, x) if coefficient else ZERO
        if part is None:
            return None
        addends.append((part, coefficient))
    return linear_combination(addends)


def _of_fraction(monomial: Canonical, x: Canonical) -> Canonical | None:
    """Of ``numerator/base^n`` with a base of degree one or two, or of a polynomial."""
    above: list[tuple[Canonical, int]] = []
    below: list[tuple[Canonical, int]] = []
    for factor, exponent in factors(monomial).items():
        if isinstance(factor, Reciprocal):
            below.append((factor.base, exponent))
        elif exponent < 0:
            below.append((factor, -exponent))
        else:
            above.append((factor, exponent))
    numerator = coefficients_in(product(above), x)
    if numerator is None or len(below) > 1:
        return None
    if not below:
        addends = [(product([(x, n + 1)]), Fraction(c) / (n + 1)) for n, c in enumerate(numerator)]
        return linear_combination(addends)
    ((base, power),) = below
    quadratic = coefficients_in(base, x)
    if quadratic is None or len(quadratic) > 3 or len(numerator) >= len(quadratic):
        return None
    if len(quadratic) == 2:
        return _over_linear(base, quadratic[1], numerator[0], power)
    lowest, highest = [*numerator, 0, 0][:2]
    c, b, a = quadratic
    rest = Fraction(lowest) - Fraction(highest) * b / (2 * a)
    parts: list[tuple[Canonical, Exact]] = []
    if highest:
        parts.append((_of_powers(base, power), Fraction(highest) / (2 * a)))
    if rest:
        parts.append((_over_quadratic(base, (a, b, c), x, power), rest))
    return linear_combination(parts)


def _over_linear(base: Canonical, slope: Exact, above: Exact, power: int) -> Canonical:
    return scaled(_of_powers(base, power), above, 1 / Fraction(slope))


def _of_powers(base: Canonical, power: int) -> Canonical:
    """The antiderivative of ``1/base^power`` by the base."""
    if power == 1:
        return log_size(base)
    return scaled(product([(base, 1 - power)]), Fraction(1, 1 - power))


def _over_quadratic(
    base: Canonical, coefficients: tuple[Exact, Exact, Exact], x: Canonical, power: int
) -> Canonical:
    """Of ``1/(a·x² + b·x + c)^power``."""
    a, b, c = (Fraction(v) for v in coefficients)
    gap = 4 * a * c - b * b
    slope = linear_combination([(x, 2 * a), (ONE, b)])
    if power > 1:
        inner = _over_quadratic(base, coefficients, x, power - 1)
        first = scaled(product([(slope, 1), (base, 1 - power)]), 1 / ((power - 1) * gap))
        share = 2 * a * (2 * power - 3) / ((power - 1) * gap)
        return linear_combination([(first, 1), (inner, share)])
    if gap > 0:
        width = root(number(gap))
        inside = product([(slope, 1), (width, -1)])
        return scaled(product([(build(ATAN, (inside,)), 1), (width, -1)]), 2)
    width = root(number(-gap))
    near, far = (linear_combination([(slope, 1), (width, sign)]) for sign in (-1, 1))
    gain = linear_combination([(log_size(near), 1), (log_size(far), -1)])
    return product([(gain, 1), (width, -1)])


def of_root_of_quadratic(
    above: Canonical, inside: Canonical, exponent: int, x: Canonical
) -> Canonical | None:
    """Of ``P·(a·x² + b·x + c)^(exponent/2)`` for odd exponents from -1 up, or ``None``.

    It is ``R·√Q + r·∫1/√Q`` with a polynomial R, found from the top.
    """
    found = coefficients_in(inside, x)
    if found is None or len(found) != 3 or exponent < -1:
        return None
    raised = product([(above, 1), (inside, (exponent + 1) // 2)]) if exponent > 0 else above
    left = coefficients_in(raised, x)
    if left is None or len(left) > LARGEST_DEGREE:
        return None
    c, b, a = (Fraction(v) for v in found)
    rest, factor = [Fraction(v) for v in left], list[tuple[Canonical, Exact]]()
    for n in range(len(rest) - 2, -1, -1):  # (x^n·√Q)' = (n·x^(n-1)·Q + x^n·Q'/2)/√Q
        share = rest[n + 1] / (a * (n + 1))
        rest[n + 1] = Fraction(0)
        rest[n] -= share * b * (2 * n + 1) / 2
        if n:
            rest[n - 1] -= share * c * n
        factor.append((product([(x, n)] if n else []), share))
    inverse = _inverse_root(inside, (a, b, c), x)
    if inverse is None:
        return None
    first = product([(linear_combination([(t, v) for t, v in factor if v]), 1), (root(inside), 1)])
    parts: list[tuple[Canonical, Exact]] = [(inverse, rest[0])] if rest and rest[0] else []
    return linear_combination([(first, 1), *parts])


def _inverse_root(
    inside: Canonical, coefficients: tuple[Fraction, Fraction, Fraction], x: Canonical
) -> Canonical | None:
    """Of ``1/√(a·x² + b·x + c)``."""
    a, b, c = coefficients
    gap = 4 * a * c - b * b
    slope = linear_combination([(x, 2 * a), (ONE, b)])
    if a > 0:
        near = product([(root(number(a)), 1), (root(inside), 1)])
        both = linear_combination([(near, 2), (slope, 1)])
        return product([(log_size(both), 1), (root(number(a)), -1)])
    if gap >= 0:
        return None
    angle = product([(scaled(slope, -1), 1), (root(number(-gap)), -1)])
    return product([(build(ASIN, (angle,)), 1), (root(number(-a)), -1)])


def of_gaussian(exponent: Canonical, x: Canonical) -> Canonical | None:
    """Of ``exp(a·x² + b·x + c)`` with ``a < 0``: an error function."""
    found = coefficients_in(exponent, x)
    if found is None or len(found) != 3 or found[2] >= 0:
        return None
    c, b, a = (Fraction(v) for v in found)
    width = root(number(-a))
    inside = linear_combination(
        [(product([(width, 1), (x, 1)]), 1), (product([(width, -1)]), -b / 2)]
    )
    top = build(EXP, (number(c - b * b / (4 * a)),))
    pieces = [
        (root(build(PI, ())), 1),
        (ONE if c == b == 0 else top, 1),
        (build(ERF, (inside,)), 1),
        (width, -1),
    ]
    return scaled(product(pieces), Fraction(1, 2))


def square_root_of(term: Canonical) -> tuple[Canonical, int] | None:
    """The inside of ``sqrt(inside)`` or ``1/sqrt(inside)``, and 1 or -1."""
    base, sign = (term.base, -1) if isinstance(term, Reciprocal) else (term, 1)
    if isinstance(base, Apply) and base.operator is POW and base.arguments[1] is HALF:
        return base.arguments[0], sign
    return None


def over_sum_of_squares(base: Canonical, x: Canonical) -> Canonical | None:
    """Of ``1/(c·x² + s)`` for a positive number c and a term s that is positive, or a square."""
    if not isinstance(base, Sum):
        return None
    square = product([(x, 2)])
    c = base.entries.get(square, 0)
    if c <= 0:
        return None
    rest = linear_combination([(base, 1), (square, -c)])
    if any(symbol.name == x.name for symbol in free_symbols(rest)):  # type: ignore[attr-defined]
        return None
    width = _root_of_positive(rest)
    if width is None:
        return None
    inside = product([(x, 1), (root(number(c)), 1), (width, -1)])
    return product([(build(ATAN, (inside,)), 1), (width, -1), (root(number(c)), -1)])


def _root_of_positive(term: Canonical) -> Canonical | None:
    coefficient, monic = _scale(term)
    if coefficient <= 0:
        return None
    entries = factors(monic)
    if all(e % 2 == 0 for e in entries.values()):
        return product([(root(number(coefficient)), 1), *((f, e // 2) for f, e in entries.items())])
    return root(term) if all("positive" in known_facts(f) for f in entries) else None


def _scale(term: Canonical) -> tuple[Exact, Canonical]:
    if isinstance(term, CanonicalNumber):
        return term.value, ONE
    if isinstance(term, Sum):
        if not term.is_scaled:
            return 0, ONE
        ((monic, coefficient),) = term.entries.items()
        return coefficient, monic
    return 1, term
