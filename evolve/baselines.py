"""What people would have written: Taylor and minimax approximations, to compare a front with.

All of them return programs with binary64 constants, so that they are measured, certified and
compiled like the members of a front.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, arb_mat, arb_poly, arb_series, ctx

from evolve.genome import ADD, CONSTANT, DIV, MUL
from evolve.minimax import polished
from evolve.population import Candidate
from evolve.target import chebyshev_points, values_at
from evolve.translation import to_program
from symnum.errors import InputError
from symnum.numerics.series import program_series
from symnum.numerics.supremum import as_reference
from symnum.ops import SUB
from symnum.program import Instruction, Program
from symnum.terms.exact import Exact, exact

_BITS = 400


def taylor(reference: Any, degree: int, center: Exact = 0) -> Program:
    """The Taylor polynomial in Horner's form: 2·degree operations, one more if center ≠ 0.

    Args:
        reference: A program, an operator of the table, or a term with one symbol.
        degree: At least 1.
        center: Where the expansion is made.

    Raises:
        InputError: the degree is too low, or the function is not analytic at the center.
    """
    _check_degree(degree)
    start = arb(Fraction(center).numerator) / Fraction(center).denominator
    series = program_series(as_reference(reference), [arb_series([start, 1])], degree + 1, _BITS)[0]
    if not isinstance(series, arb_series):
        raise InputError(f"the function has no Taylor series at {center}")
    coefficients = [exact(float(series[k])) for k in range(degree + 1)]
    program = to_program(_horner([float(c) for c in coefficients]))
    return program if center == 0 else _shifted(program, center)


def _shifted(program: Program, center: Exact) -> Program:
    """The program of x − center."""
    constants = (*program.constants, center)
    old_first, first = program.first_instruction, 1 + len(constants)

    def renumbered(value: int) -> int:
        if value == 0:
            return first
        return value + (first + 1 - old_first if value >= old_first else 0)

    rows = tuple(
        Instruction(i.operator, tuple(renumbered(a) for a in i.arguments))
        for i in program.instructions
    )
    shift = Instruction(SUB, (0, first - 1))
    return Program(
        program.inputs, constants, (shift, *rows), tuple(map(renumbered, program.outputs))
    )


def minimax_polynomial(reference: Any, low: Exact, high: Exact, degree: int) -> Program:
    """The polynomial of least maximum absolute error on [low, high]: 2·degree operations.

    Raises:
        InputError: the degree is too low, or the function has no value somewhere.
    """
    _check_degree(degree)
    wanted = as_reference(reference)
    numerator, _ = _interpolant(wanted, low, high, degree, 0)
    start = _horner([float(c) for c in numerator.coeffs()])
    return to_program(polished(start, wanted, low, high))


def minimax_rational(reference: Any, low: Exact, high: Exact, degree: int) -> Program:
    """The rational function of type (degree, degree) of least maximum absolute error.

    It comes as a continued fraction, a₀ + b₁/(x + a₁ + b₂/(x + a₂ + …)): 3·degree operations.

    Raises:
        InputError: the degree is too low, or the function has no value somewhere.
    """
    _check_degree(degree)
    wanted = as_reference(reference)
    start = _continued_fraction(*_interpolant(wanted, low, high, degree, degree))
    return to_program(polished(start, wanted, low, high))


def _check_degree(degree: int) -> None:
    if degree < 1:
        raise InputError(f"degree: at least 1 is expected, not {degree}")


def _horner(coefficients: list[float]) -> Candidate:
    """c₀ + x·(c₁ + x·(…)) for coefficients from the lowest up."""
    rows: list[tuple[int, int, int]] = [(MUL, 0, CONSTANT), (ADD, 1, CONSTANT)]
    constants = [coefficients[-1], coefficients[-2]]
    for value in coefficients[-3::-1]:
        rows += [(MUL, len(rows), 0), (ADD, len(rows) + 1, CONSTANT)]
        constants += [0.0, value]
    return Candidate(tuple(rows), tuple(constants), np.inf)


def _interpolant(
    reference: Program, low: Exact, high: Exact, above: int, below: int
) -> tuple[arb_poly, arb_poly]:
    """Numerator and (monic) denominator that agree with the function on Chebyshev points.

    The linear system is numerator(x) − f(x)·(denominator(x) − x^below) = f(x)·x^below.
    """
    points = chebyshev_points(low, high, above + below + 1)
    values = values_at(reference, points)
    with ctx.workprec(_BITS):
        nodes = [arb(x) for x in points.tolist()]
        if any(value is None for value in values):
            raise InputError("the function has no finite value somewhere on the interval")
        known = [value for value in values if value is not None]
        matrix = arb_mat([
            [x**k for k in range(above + 1)] + [-f * x**k for k in range(below)]
            for x, f in zip(nodes, known, strict=True)
        ])  # fmt: skip
        right = arb_mat([[f * x**below] for x, f in zip(nodes, known, strict=True)])
        found = [row[0].mid() for row in matrix.solve(right).tolist()]
    return arb_poly(found[: above + 1]), arb_poly([*found[above + 1 :], arb(1)])


def _continued_fraction(numerator: arb_poly, denominator: arb_poly) -> Candidate:
    """The continued fraction of a quotient of polynomials of equal degree, by Euclid's division."""
    shifts: list[float] = []
    factors: list[float] = []
    with ctx.workprec(_BITS):
        while denominator.degree() >= 0:
            quotient, rest = _divided(numerator, denominator)
            lead = quotient[quotient.degree()] if quotient.degree() > 0 else arb(1)
            if shifts:
                factors.append(float(1 / lead))
                quotient, rest = quotient * (1 / lead), rest * (1 / lead)
            shifts.append(float(quotient[0]))
            numerator, denominator = denominator, rest
    return _nested(shifts, factors)


def _divided(numerator: arb_poly, denominator: arb_poly) -> tuple[arb_poly, arb_poly]:
    """Quotient and remainder; the remainder has a lower degree by construction."""
    degree = denominator.degree()
    quotient, rest = divmod(numerator, denominator)
    return quotient, arb_poly([rest[k].mid() for k in range(degree)])


def _nested(shifts: list[float], factors: list[float]) -> Candidate:
    """a₀ + b₁/(x + a₁ + b₂/(x + a₂ + …)) from the innermost level out."""
    rows: list[tuple[int, int, int]] = [(ADD, 0, CONSTANT)]
    constants = [shifts[-1]]
    for level in range(len(factors) - 1, -1, -1):
        rows.append((DIV, CONSTANT, len(rows)))
        constants.append(factors[level])
        fraction = len(rows)
        rows.append((ADD, 0 if level else fraction, CONSTANT))
        constants.append(shifts[level])
        if level:
            rows.append((ADD, len(rows), fraction))
            constants.append(0.0)
    return Candidate(tuple(rows), tuple(constants), np.inf)
