"""Quotients of polynomials: one denominator, common factors cancelled, partial fractions.

:func:`together` and :func:`apart` are strictly equal to their argument: they have the same value
and are undefined at the same points. :func:`cancel` works in the field of rational functions, in
which ``x/x`` is 1, and says on demand what it took to be nonzero.
"""

from __future__ import annotations

from typing import Any, Literal, overload

from flint import fmpq, fmpq_mpoly, fmpq_poly

from symnum.algebra.fractions import FractionField, Quotient, has_denominators, whole
from symnum.algebra.generators import demand_univariate, given_back, rational, variable
from symnum.errors import InputError
from symnum.terms.canonical import Canonical, Product
from symnum.terms.conversion import to_canonical
from symnum.terms.exact import Exact
from symnum.terms.ring import linear_combination, product

LARGEST_DEGREE = 20_000
"""Degree of a polynomial in one symbol up to which all its coefficients are written out."""


def together(term: Any) -> Any:
    """The term over one denominator: the least common one, in irreducible factors.

    Nothing is cancelled, so the result is undefined exactly where the term is; ``1/(1/x)``
    becomes ``x^2/x``. Arguments of functions are left alone. A term that has a value nowhere
    (``1/(x - x)``) comes back as it is.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> together(1 / x + 1 / (x * y))
    (y + 1)/(x*y)
    """
    found = to_canonical(term)
    if isinstance(found, Product):
        return given_back(product([(_together(f), e) for f, e in found.entries.items()]), term)
    return given_back(_together(found), term)


def _together(term: Canonical) -> Canonical:
    if not has_denominators(term):
        return term
    field = FractionField.of([term])
    try:
        found = field.fraction(term)
    except ZeroDivisionError:
        return term
    above = field.ring.term(found.numerator)
    return field.traced(product([(above, 1), *field.denominator(found)]), found)


@overload
def cancel(term: Any, conditions: Literal[False] = False) -> Any: ...
@overload
def cancel(term: Any, conditions: Literal[True]) -> tuple[Any, tuple[Any, ...]]: ...
def cancel(term: Any, conditions: bool = False) -> Any:
    """The term as one quotient of polynomials without a common factor.

    This is an equality of rational functions: the result may be defined at points where the term
    is not. With ``conditions`` the answer is a pair of the result and the factors that were
    cancelled; wherever all of these are nonzero, term and result are strictly equal.

    Raises:
        InputError: a denominator that is identically zero.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> cancel((x**2 - y**2) / (x - y), conditions=True)
    (x + y, (x - y,))
    """
    found = to_canonical(term)
    field = FractionField.of([found]) if conditions else FractionField.of([found], whole)
    quotient = _fraction(field, found, "cancel")
    if not conditions:
        below = field.expanded(quotient.divisors)
        common = quotient.numerator.gcd(below)
        result = _over(field, quotient, quotient.numerator / common, below / common)
        return given_back(result, term)
    above, left = _divided(field, quotient)
    gone = [b for b in sorted(quotient.met.union(quotient.divisors)) if not left.get(b)]
    factors = [field.ring.term(field.bases[b]) for b in gone]
    result = _over(field, quotient, above, field.expanded(left))
    return given_back(result, term), tuple(
        given_back(f, term) for f in factors if not (f.is_nonzero and f.is_total)
    )


def _fraction(field: FractionField, term: Canonical, what: str) -> Quotient:
    try:
        return field.fraction(term)
    except ZeroDivisionError:
        raise InputError(f"{what}: {term!r} has a denominator that is identically zero") from None


def _divided(field: FractionField, quotient: Quotient) -> tuple[fmpq_mpoly, dict[int, int]]:
    """The numerator and the irreducible divisors' exponents after all cancellations."""
    above, left = quotient.numerator, dict(quotient.divisors)
    if above.is_zero():
        return above, {}
    for base in quotient.divisors:
        while left[base]:
            divided, rest = divmod(above, field.bases[base])
            if not rest.is_zero():
                break
            above, left[base] = divided, left[base] - 1
    return above, left


def _over(
    field: FractionField, quotient: Quotient, above: fmpq_mpoly, below: fmpq_mpoly
) -> Canonical:
    result = product([(field.ring.term(above), 1), (field.ring.term(below), -1)])
    return field.ring.traced(result, above, below)


def apart(term: Any, symbol: Any) -> Any:
    """The partial fractions of a rational function in one symbol, over Q.

    The result is strictly equal to the term: a factor of the denominator that divides the
    numerator stays as ``0/factor``.

    Args:
        term: A quotient of polynomials in the symbol with rational coefficients.
        symbol: The symbol, or its name, or another generator such as ``exp(x)``.

    Raises:
        InputError: anything else than the symbol in the term, a denominator that is identically
            zero, or a degree above ``LARGEST_DEGREE``.

    >>> from symnum.terms import symbols
    >>> (x,) = symbols("x")
    >>> apart((x + 3) / (x**2 - 1), x)
    2/(x - 1) - 1/(x + 1)
    """
    found, wanted = to_canonical(term), variable(symbol)
    field = FractionField.of([found])
    demand_univariate(field.ring, wanted)
    quotient = _fraction(field, found, "apart")
    factors = [(dense(field.bases[b]), e) for b, e in quotient.divisors.items()]
    parts = _partial_fractions(dense(quotient.numerator), factors)
    addends = [(_quotient(*part, field.ring.generators), 1) for part in parts]
    shown = [base for _, base, _ in parts]
    gone = [b for b, (base, _) in zip(quotient.divisors, factors, strict=True) if base not in shown]
    traces = [(field.reciprocal_of(b), 0) for b in (*gone, *quotient.lost)]
    return given_back(field.traced(linear_combination([*addends, *traces]), quotient), term)


def dense(polynomial: fmpq_mpoly) -> fmpq_poly:
    """A polynomial in one generator with its coefficients written out.

    Raises:
        InputError: of a degree above ``LARGEST_DEGREE``.
    """
    if polynomial.is_constant():
        return fmpq_poly(polynomial.coeffs())
    degree = int(polynomial.degrees()[0])
    if degree > LARGEST_DEGREE:
        raise InputError(f"a polynomial of degree {degree}; at most {LARGEST_DEGREE} is allowed")
    written = [fmpq(0)] * (degree + 1)
    for exponents, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        written[int(exponents[0])] = coefficient
    return fmpq_poly(written)


def _partial_fractions(
    numerator: fmpq_poly, factors: list[tuple[fmpq_poly, int]]
) -> list[tuple[fmpq_poly, fmpq_poly, int]]:
    """Triples (a, f, n) that stand for a/f^n; the polynomial part has f = 1."""
    one = fmpq_poly([1])
    below = one
    for factor, exponent in factors:
        below *= factor**exponent
    whole_part, rest = divmod(numerator, below)
    parts = [(whole_part, one, 1)]
    for factor, exponent in factors:
        primary = factor**exponent
        cofactor = below // primary
        _, inverse, _ = cofactor.xgcd(primary)
        part = (rest * inverse) % primary
        for power in range(exponent, 0, -1):  # the digits of the part in base f
            part, digit = divmod(part, factor)
            parts.append((digit, factor, power))
    return [part for part in parts if part[0].degree() >= 0]


def _quotient(
    digit: fmpq_poly, base: fmpq_poly, power: int, generators: list[Canonical]
) -> Canonical:
    below = [] if base.degree() <= 0 else [(dense_term(base, generators), -power)]
    return product([(dense_term(digit, generators), 1), *below])


def dense_term(polynomial: fmpq_poly, generators: list[Canonical]) -> Canonical:
    """A polynomial with its coefficients written out, as a term in the only generator, if any."""
    addends: list[tuple[Canonical, Exact]] = []
    for exponent, coefficient in enumerate(polynomial.coeffs()):
        if coefficient != 0:
            power = product([(generators[0], exponent)] if exponent else [])
            addends.append((power, rational(coefficient)))
    return linear_combination(addends)
