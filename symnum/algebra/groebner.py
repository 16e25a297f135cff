"""Gröbner bases of polynomial ideals over Q, by FLINT.

FLINT's ``fmpz_mpoly_buchberger_naive`` does the work, on integer multiples of the polynomials; its
``autoreduction`` makes the basis the reduced one. Coefficients on the way to a lexicographic basis
may explode; where they do and there are finitely many zeros, the basis for ``grevlex`` is converted
by linear algebra, which SymPy's ``matrix_fglm`` does (J. C. Faugère, P. Gianni, D. Lazard,
T. Mora, J. Symb. Comp. 16 (1993) 329-344).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import lcm
from typing import Any

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx, fmpz_mpoly_vec

from symnum.algebra.generators import (
    PolynomialRing,
    given_back,
    is_same,
    mentions,
    variable,
)
from symnum.errors import InputError, require_known
from symnum.ops import EQUATION, SUB
from symnum.terms.canonical import Apply, Canonical
from symnum.terms.conversion import to_canonical
from symnum.terms.exact import Exact
from symnum.terms.ring import build, linear_combination, product

ORDERS = {"lex": Ordering.lex, "grlex": Ordering.deglex, "grevlex": Ordering.degrevlex}
LIMITS = 1000, 20_000, 100_000
"""Polynomials in a basis, terms in a polynomial and bits in a coefficient, before work is ended."""
FIRST_LIMITS = 300, 2000, 4000
"""The same for the first attempt at an order other than ``grevlex``."""
LARGEST_DIMENSION = 400
"""Zeros, with multiplicities, up to which bases are converted."""
Exponents = tuple[int, ...]


def groebner(
    polynomials: Iterable[Any], variables: Sequence[Any], order: str = "lex"
) -> tuple[Any, ...]:
    """The reduced Gröbner basis of an ideal over Q.

    Each polynomial of the basis has integer coefficients without a common divisor and a positive
    leading coefficient; that with the greatest leading monomial comes first. The zero ideal has
    the basis ``()``, and where there are no common zeros it is ``(1,)``.

    Args:
        polynomials: Terms of any registered type, or equations between them; the answer is in the
            family of the first that is not a number.
        variables: The variables: symbols, their names or other generators such as ``sin(x)``, the
            greatest first. Whatever else occurs has to be given as a variable too.
        order: Of monomials: ``lex``, ``grlex`` or ``grevlex``, the last the quickest by far.

    Raises:
        InputError: an unknown order, a variable given twice, anything else than the variables in a
            polynomial, or a computation beyond ``LIMITS``.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> groebner([x**2 + y**2 - 1, x - y], [x, y])
    (x - y, 2*y^2 - 1)
    """
    require_known(order, ORDERS, "order of monomials")
    given = list(polynomials)
    wanted = [variable(v) for v in variables]
    if not wanted or any(is_same(a, b) for n, a in enumerate(wanted) for b in wanted[:n]):
        raise InputError("groebner: at least one variable, and none twice, is needed")
    context = fmpz_mpoly_ctx.get([f"v{n}" for n in range(len(wanted))], ORDERS[order])
    ideal = [_polynomial(term, wanted, context) for term in given]
    basis = _basis([p for p in ideal if not p.is_zero()], context)
    return tuple(given_back(_term(p, wanted), *given) for p in basis)


def _polynomial(term: Any, wanted: Sequence[Canonical], context: fmpz_mpoly_ctx) -> fmpz_mpoly:
    """An integer multiple of a term, as a polynomial in the variables wanted."""
    found = to_canonical(term)
    if isinstance(found, Apply) and found.operator is EQUATION:
        found = build(SUB, found.arguments)
    ring = PolynomialRing.of([found])
    places = [next((n for n, v in enumerate(wanted) if is_same(g, v)), None)
              for g in ring.generators]  # fmt: skip
    for generator, place in zip(ring.generators, places, strict=True):
        if place is None:
            inside = next((v for v in wanted if mentions(generator, v)), None)
            why = f"contains {inside}" if inside is not None else "is not among the variables"
            raise InputError(f"groebner: {generator} {why}")
    polynomial = ring.polynomial(found)
    common = lcm(*(int(c.q) for c in polynomial.coeffs()))
    integers: dict[Exponents, int] = {}
    for exponents, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        powers = [0] * len(wanted)
        for place, exponent in zip(places, exponents, strict=True):
            assert place is not None
            powers[place] += int(exponent)
        integers[tuple(powers)] = int(coefficient.p) * (common // int(coefficient.q))
    return context.from_dict(integers)


def _basis(ideal: list[fmpz_mpoly], context: fmpz_mpoly_ctx) -> list[fmpz_mpoly]:
    """The reduced basis, the greatest leading monomial first."""
    if not ideal:
        return []
    found = None
    if context.ordering() != Ordering.degrevlex:
        found = _reduced(ideal, context, FIRST_LIMITS) or _converted(ideal, context)
    found = found or _reduced(ideal, context, LIMITS)
    if found is None:
        raise InputError(
            "groebner: the basis needs more than {} polynomials, {} terms in one, or {} bits in a "
            "coefficient; grevlex needs less than lex".format(*LIMITS)
        )
    leading = {p.monoms()[0]: p for p in map(_primitive, found)}
    order = context.from_dict(dict.fromkeys(leading, 1)).monoms()
    return [leading[monomial] for monomial in order]


def _reduced(
    ideal: list[fmpz_mpoly], context: fmpz_mpoly_ctx, limits: tuple[int, int, int]
) -> list[fmpz_mpoly] | None:
    """The reduced basis by FLINT, in any order; ``None`` beyond the limits."""
    vector: Any = fmpz_mpoly_vec(ideal, context)
    found, complete = vector.buchberger_naive(limits=limits)
    return list(found.autoreduction()) if complete else None


def _converted(ideal: list[fmpz_mpoly], context: fmpz_mpoly_ctx) -> list[fmpz_mpoly] | None:
    """The reduced basis by way of that for ``grevlex``; ``None`` if there are too many zeros."""
    names = context.names()
    other = fmpz_mpoly_ctx.get(names, Ordering.degrevlex)
    found = _reduced([other.from_dict(p.to_dict()) for p in ideal], other, LIMITS)
    if found is None or not _has_few_zeros([p.monoms()[0] for p in found], len(names)):
        return None
    from sympy.polys.domains import QQ  # loaded when needed: it takes a second
    from sympy.polys.fglmtools import matrix_fglm
    from sympy.polys.rings import ring

    source = ring(list(names), QQ, "grevlex")[0]
    given = [source.from_dict({tuple(map(int, m)): QQ(int(c)) for m, c in p.to_dict().items()})
             for p in found]  # fmt: skip
    target = {Ordering.lex: "lex", Ordering.deglex: "grlex"}[context.ordering()]
    basis = matrix_fglm([p.monic() for p in given], source, source.clone(order=target).order)
    cleared = [p.clear_denoms()[1] for p in basis]
    return [context.from_dict({m: int(c) for m, c in p.items()}) for p in cleared]


def _has_few_zeros(leading: list[Exponents], size: int) -> bool:
    """Whether the ideal has finitely many zeros, and few: powers of all variables lead."""
    bound = 1
    for place in range(size):
        powers = [m[place] for m in leading if sum(m) == m[place]]
        if not powers:
            return False
        bound *= max(1, min(powers))
    return bound <= LARGEST_DIMENSION


def _primitive(polynomial: fmpz_mpoly) -> fmpz_mpoly:
    divided = polynomial.primitive()[1]
    return -divided if divided.leading_coefficient() < 0 else divided


def _term(polynomial: fmpz_mpoly, wanted: Sequence[Canonical]) -> Canonical:
    addends: list[tuple[Canonical, Exact]] = []
    for exponents, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        powers = [(v, int(e)) for v, e in zip(wanted, exponents, strict=True) if e]
        addends.append((product(powers), int(coefficient)))
    return linear_combination(addends)
