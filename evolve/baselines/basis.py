"""Approximants as coefficients, and the programs that people write for them.

Coefficients belong to powers of u, which is x − shift or its square; the numerator may carry the
factor x − shift. So odd and even functions, and those with a zero, get the forms they deserve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import arb, arb_poly, ctx

from symnum.errors import InputError
from symnum.numerics.program_building import ProgramBuilder
from symnum.numerics.tape import ball
from symnum.ops import ADD, DIV, MUL, SUB
from symnum.program import Program
from symnum.terms.exact import Exact, exact

Form = Literal["horner", "continued-fraction"]
BITS = 256
"""Bits of the arithmetic in which coefficients are found."""
BINARY64_BITS = 53


@dataclass(frozen=True)
class Basis:
    """What the coefficients of an approximant belong to.

    Args:
        shift: Where u is 0.
        is_square: Whether u is (x − shift)² rather than x − shift.
        has_factor: Whether the numerator carries the factor x − shift.
    """

    shift: Exact = 0
    is_square: bool = False
    has_factor: bool = False

    def variable(self, x: arb) -> arb:
        """u at a point."""
        step = x - ball(self.shift)
        return step * step if self.is_square else step

    def factor(self, x: arb) -> arb:
        """The numerator's factor at a point."""
        return x - ball(self.shift) if self.has_factor else arb(1)


@dataclass(frozen=True)
class Approximant:
    """A quotient of polynomials in u, the coefficients from the lowest power up."""

    basis: Basis
    numerator: tuple[arb, ...]
    denominator: tuple[arb, ...] = (arb(1),)

    def program(
        self, form: Form = "horner", *, squarings: int = 0, bits: int = BINARY64_BITS
    ) -> Program:
        """The approximant as straight-line code, its constants rounded to ``bits`` bits.

        Args:
            form: Two Horner schemes and a division, or for equal degrees a continued fraction.
            squarings: How many times the value is squared at the end.
            bits: 53 gives binary64 constants.

        Raises:
            InputError: a continued fraction of a quotient that has none with all steps of degree 1.
        """
        with ctx.workprec(BITS):
            writing = _Writing(self.basis, bits)
            value = writing.quotient(self, form)
        for _ in range(squarings):
            value = writing.built.apply(MUL, value, value)
        return writing.built.program(value).pruned()


class _Writing:
    def __init__(self, basis: Basis, bits: int) -> None:
        self.built, self.bits, self.basis = ProgramBuilder(), bits, basis
        step = 0
        if basis.shift > 0:
            step = self.built.apply(SUB, 0, self.built.constant(basis.shift))
        elif basis.shift < 0:
            step = self.built.apply(ADD, 0, self.built.constant(-basis.shift))
        self.step = step
        self.u = self.built.apply(MUL, step, step) if basis.is_square else step

    def constant(self, value: arb) -> int:
        return self.built.constant(rounded(value, self.bits))

    def quotient(self, approximant: Approximant, form: Form) -> int:
        above, below = list(approximant.numerator), list(approximant.denominator)
        if len(below) == 1:
            return self.with_factor(self.horner([c / below[0] for c in above]))
        if form == "continued-fraction":
            return self.with_factor(self.nested(*continued_fraction(above, below)))
        lead = below[-1]
        top = self.with_factor(self.horner([c / lead for c in above]))
        return self.built.apply(DIV, top, self.horner([c / lead for c in below]))

    def with_factor(self, value: int) -> int:
        if not self.basis.has_factor:
            return value
        return self.step if self.is_one(value) else self.built.apply(MUL, self.step, value)

    def is_one(self, value: int) -> bool:
        return self.built.value_of(value) == 1

    def horner(self, coefficients: Sequence[arb]) -> int:
        """c₀ + u·(c₁ + u·(…)); coefficients 0 and 1 cost nothing."""
        value = self.constant(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            value = self.u if self.is_one(value) else self.built.apply(MUL, value, self.u)
            if not coefficient.is_zero():
                value = self.built.apply(ADD, value, self.constant(coefficient))
        return value

    def nested(self, shifts: Sequence[arb], factors: Sequence[arb]) -> int:
        """a₀ + b₁/(u + a₁ + b₂/(u + a₂ + …)) from the innermost level out."""
        value = self.built.apply(ADD, self.u, self.constant(shifts[-1]))
        for shift, factor in zip(reversed(shifts[:-1]), reversed(factors), strict=True):
            fraction = self.built.apply(DIV, self.constant(factor), value)
            value = self.built.apply(ADD, fraction, self.constant(shift))
            if shift is not shifts[0]:
                value = self.built.apply(ADD, value, self.u)
        return value


def continued_fraction(
    numerator: Sequence[arb], denominator: Sequence[arb]
) -> tuple[list[arb], list[arb]]:
    """The shifts and factors of a quotient of polynomials of equal degree, by Euclid's division.

    Raises:
        InputError: a step's quotient is not of degree 1 (of degree 0 in the first step).
    """
    above, below = arb_poly(list(numerator)), arb_poly(list(denominator))
    shifts: list[arb] = []
    factors: list[arb] = []
    while below.degree() >= 0:
        quotient, rest = _divided(above, below)
        if quotient.degree() != bool(shifts) or quotient[quotient.degree()].contains(0):
            raise InputError("form: the quotient has no continued fraction of its full degree")
        if shifts:
            lead = quotient[quotient.degree()]
            factors.append((1 / lead).mid())
            quotient, rest = quotient * (1 / lead), rest * (1 / lead)
        shifts.append(quotient[0].mid())
        above, below = below, rest
    return shifts, factors


def _divided(above: arb_poly, below: arb_poly) -> tuple[arb_poly, arb_poly]:
    """Quotient and remainder; the remainder has a lower degree by construction."""
    quotient, rest = divmod(above, below)
    return quotient, arb_poly([rest[k].mid() for k in range(below.degree())])


def rounded(value: arb, bits: int) -> Exact:
    """The middle of a ball with so many significant bits."""
    if bits == BINARY64_BITS:
        return exact(float(value))
    mantissa, exponent = (int(part) for part in value.mid().man_exp())
    spare = max(0, abs(mantissa).bit_length() - bits)
    whole = (mantissa + (1 << spare >> 1)) >> spare
    return exact(Fraction(whole) * Fraction(2) ** (exponent + spare))
