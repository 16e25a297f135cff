"""The baselines as functions to call: from a reference to a program.

All of them return programs with binary64 constants (or of as many bits as are asked for), so that
they are measured, certified and compiled like the members of a front.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx

from evolve.baselines.basis import BINARY64_BITS, BITS, Approximant, Basis, Form
from evolve.baselines.expansions import (
    chebyshev_interpolant,
    chebyshev_series,
    pade,
    taylor_polynomial,
)
from evolve.baselines.remez import remez
from evolve.baselines.sampling import Floats, HalvedArgument, Weight
from symnum.errors import InputError
from symnum.numerics.functions import Function, function_of
from symnum.numerics.objectives import Objective, sampled_weight
from symnum.numerics.tape import ball
from symnum.program import Program
from symnum.terms.exact import Exact

_PROBES = 17
_AGREEMENT = 100
"""Bits to which f(x) and f(x/2)² have to agree where they are compared."""
POWERS_OF_X = Basis()


def taylor(
    reference: Any, degree: int, center: Exact = 0, *, expanded: bool = False, squarings: int = 0,
    basis: Basis | None = None, bits: int = BINARY64_BITS,
) -> Program:  # fmt: skip
    """The Taylor polynomial in Horner's form: 2·degree operations.

    Args:
        reference: A program, an operator of the table, a term with one symbol, or a callable on
            balls.
        degree: At least 1; at least 0 for a basis with a factor.
        center: Where the expansion is made.
        expanded: Whether a polynomial about another center than 0 is multiplied out into powers of
            x; if not, it is one in x − center, with one operation more.
        squarings: k: the polynomial of f(x/2^k), squared k times.
        basis: What the coefficients belong to; powers of x if not given.
        bits: Precision of the constants.

    Raises:
        InputError: the degree is too low, the function is not analytic at the center, or it does
            not obey f(x) = f(x/2)² where squarings are asked for.
    """
    _check_degree(degree, basis)
    chosen = basis or (POWERS_OF_X if expanded else Basis(center))
    function = halved(function_of(reference), center, center + 1, squarings)
    approximant = taylor_polynomial(function, degree, center, chosen)
    return approximant.program(squarings=squarings, bits=bits)


def chebyshev(
    reference: Any, low: Exact, high: Exact, degree: int, *, truncated: bool = False,
    squarings: int = 0, basis: Basis = POWERS_OF_X, bits: int = BINARY64_BITS,
) -> Program:  # fmt: skip
    """The interpolant on Chebyshev points, or the Chebyshev series cut off: 2·degree operations.

    Args:
        reference: As for :func:`taylor`.
        low: Left end of the interval; ``high`` the right end.
        degree: At least 1; at least 0 for a basis with a factor.
        truncated: Whether the series is meant rather than the interpolant.
        squarings: As for :func:`taylor`; ``basis`` and ``bits`` too.

    Raises:
        InputError: as :func:`minimax_polynomial`.
    """
    _check_degree(degree, basis)
    function = halved(function_of(reference), low, high, squarings)
    make = chebyshev_series if truncated else chebyshev_interpolant
    return make(function, low, high, degree, basis).program(squarings=squarings, bits=bits)


def pade_quotient(
    reference: Any, above: int, below: int, center: Exact = 0, *, form: Form = "horner",
    squarings: int = 0, basis: Basis = POWERS_OF_X, bits: int = BINARY64_BITS,
) -> Program:  # fmt: skip
    """The Padé approximant about a center, multiplied out into powers of x.

    Args:
        reference: As for :func:`taylor`.
        above: Degree of the numerator; ``below`` that of the denominator.
        center: Where the expansion is made.
        form: ``horner``, or for equal degrees ``continued-fraction``.
        squarings: As for :func:`taylor`; ``basis`` and ``bits`` too.

    Raises:
        InputError: as :func:`taylor`, or there is no such quotient.
    """
    _check_degree(min(above, below))
    function = halved(function_of(reference), center, center + 1, squarings)
    found = pade(function, above, below, center, basis)
    return found.program(form, squarings=squarings, bits=bits)


def minimax_polynomial(
    reference: Any, low: Exact, high: Exact, degree: int, *, objective: Objective | None = None,
    squarings: int = 0, basis: Basis = POWERS_OF_X, bits: int = BINARY64_BITS,
) -> Program:  # fmt: skip
    """The polynomial of least maximum error on [low, high], by Remez: 2·degree operations.

    Args:
        reference: As for :func:`taylor`.
        low: Left end of the interval; ``high`` the right end.
        degree: At least 1; at least 0 for a basis with a factor.
        objective: What the error is measured in; absolute if not given.
        squarings: As for :func:`taylor`; ``basis`` and ``bits`` too.

    Raises:
        InputError: the degree is too low, the function has no value somewhere, or the error does
            not alternate as often as it should.

    >>> from symnum.ops import EXP2
    >>> minimax_polynomial(EXP2, 0, 1, 3).operations
    6
    """
    _check_degree(degree, basis)
    given = (reference, low, high, degree, 0, objective, squarings, basis)
    return _best(*given).program(squarings=squarings, bits=bits)


def minimax_rational(
    reference: Any, low: Exact, high: Exact, degree: int, *, below: int | None = None,
    form: Form = "continued-fraction", objective: Objective | None = None, squarings: int = 0,
    basis: Basis = POWERS_OF_X, bits: int = BINARY64_BITS,
) -> Program:  # fmt: skip
    """The quotient of polynomials of least maximum error on [low, high].

    As a continued fraction, a₀ + b₁/(x + a₁ + b₂/(x + a₂ + …)), it has 3·degree operations; as two
    Horner schemes, 4·degree.

    Args:
        reference: As for :func:`taylor`.
        low: Left end of the interval; ``high`` the right end.
        degree: That of the numerator, at least 1.
        below: That of the denominator; the same if not given.
        form: ``horner``, or for equal degrees ``continued-fraction``.
        objective: What the error is measured in; absolute if not given.
        squarings: As for :func:`taylor`; ``basis`` and ``bits`` too.

    Raises:
        InputError: as :func:`minimax_polynomial`; or a continued fraction of unequal degrees.
    """
    _check_degree(degree)
    below = degree if below is None else below
    if form == "continued-fraction" and below != degree:
        raise InputError("form: a continued fraction needs equal degrees")
    given = (reference, low, high, degree, below, objective, squarings, basis)
    return _best(*given).program(form, squarings=squarings, bits=bits)


def _best(
    reference: Any, low: Exact, high: Exact, above: int, below: int, objective: Objective | None,
    squarings: int, basis: Basis,
) -> Approximant:  # fmt: skip
    whole = function_of(reference)
    function = halved(whole, low, high, squarings)
    weight = weight_for(objective or Objective(), whole, squarings)
    return remez(function, low, high, above, below, basis=basis, weight=weight)


def weight_for(objective: Objective, reference: Function, squarings: int) -> Weight:
    """The weight of errors of f(x/2^k) that makes those of its power what the objective measures.

    An error e of h becomes 2^k·h^(2^k − 1)·e, to first order.
    """

    def weight(points: Floats, values: Sequence[arb]) -> Floats:
        own = sampled_weight(objective, reference, points)
        if not squarings:
            return own
        roots = np.array([float(v) for v in values])
        gained: Floats = 2.0**squarings * np.abs(roots) ** (2.0**squarings - 1)
        return np.multiply(own, gained)

    return weight


def halved(function: Function, low: Exact, high: Exact, squarings: int) -> Function:
    """f(x/2^k), if f obeys f(x) = f(x/2)², as exponential functions do.

    Raises:
        InputError: it does not; the message names a point.
    """
    if squarings < 0:
        raise InputError(f"squarings: a count is expected, not {squarings}")
    if squarings and (point := _point_against_squaring(function, low, high)) is not None:
        raise InputError(f"squarings: f(x) = f(x/2)^2 does not hold of the function, as "
                         f"x = {float(point)} shows")  # fmt: skip
    return HalvedArgument(function, squarings) if squarings else function


def _point_against_squaring(function: Function, low: Exact, high: Exact) -> arb | None:
    with ctx.workprec(BITS):
        for k in range(_PROBES):
            point = ball(Fraction(low) + Fraction(high - low) * k / _PROBES).mid()
            whole, half = function.value(point, BITS), function.value(point / 2, BITS)
            if not (isinstance(whole, arb) and isinstance(half, arb)):
                return point
            if not abs(whole - half * half).upper() <= abs(whole).lower() * arb(2) ** -_AGREEMENT:
                return point
    return None


def _check_degree(degree: int, basis: Basis | None = None) -> None:
    """A constant is no approximation to speak of, unless there is a factor beside it."""
    least = 0 if basis is not None and basis.has_factor else 1
    if degree < least:
        raise InputError(f"degree: at least {least} is expected, not {degree}")
