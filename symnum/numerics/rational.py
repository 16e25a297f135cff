"""Programs of + − × ÷ as exact rational functions, in FLINT.

x + c/x has no value at 0 as written, though a program around it may have a limit there. The
reduced fraction P/Q shows which of the points where a division fails are such removable gaps and
which are poles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx, fmpq, fmpq_poly, fmpz_poly

from symnum.numerics.tape import ball
from symnum.ops import ADD, DIV, FMA, MUL, NEG, SUB, Operator
from symnum.program import Program
from symnum.terms.exact import Exact, exact

LARGEST_DEGREE = 256
"""Rational functions of higher degree are left alone."""


class NotCertified(ArithmeticError):
    """A bound that could not be proved; the message says why and where."""


@dataclass(frozen=True)
class RationalForm:
    """A reduced fraction of polynomials, and the divisors met on the way to it."""

    numerator: fmpq_poly
    denominator: fmpq_poly
    divisors: tuple[fmpq_poly, ...]

    def series(self, argument: arb_series) -> arb_series | None:
        """Its Taylor coefficients at the argument, a ball or a point; ``None`` near a pole."""
        above, below = _composed(self.numerator, argument), _composed(self.denominator, argument)
        return None if below[0].contains(0) else above / below

    def at(self, point: Exact) -> arb:
        """Its value at a point that is no pole, at the current precision."""
        place = fmpq_of(point)
        return arb(self.numerator(place) / self.denominator(place))

    def removable(self, low: Exact, high: Exact) -> tuple[Exact | str, ...]:
        """The points of [low, high] where a division fails although the fraction has a value.

        Returns:
            Exact numbers in ascending order, then the digits of irrational points, which no
            number of any format meets.

        Raises:
            NotCertified: a pole in the interval.
        """
        for pole in _roots_within(self.denominator, low, high):
            raise NotCertified(f"the program has a pole at x = {_digits(pole)}")
        points: set[Exact] = set()
        irrational: set[str] = set()
        for divisor in self.divisors:
            for root in _roots_within(divisor, low, high):
                if isinstance(root, arb):
                    irrational.add(_digits(root))
                else:
                    points.add(root)
        return (*sorted(points), *sorted(irrational, key=float))


_Pair = tuple[fmpq_poly, fmpq_poly]
_ONE = fmpq_poly([1])


def rational_form(program: Program) -> RationalForm | None:
    """The only output of a program of one input as a reduced fraction.

    Returns:
        ``None`` if the program has other operators than + − × ÷, or too high a degree.

    Raises:
        NotCertified: a division by something that is identically zero.
    """
    values: list[_Pair] = [(fmpq_poly([0, 1]), _ONE) for _ in program.inputs]
    values += [(fmpq_poly([fmpq_of(constant)]), _ONE) for constant in program.constants]
    divisors: list[fmpq_poly] = []
    for instruction in program.instructions:
        arguments = [values[argument] for argument in instruction.arguments]
        combined = _combine(instruction.operator, arguments, divisors)
        if combined is None:
            return None
        values.append(_reduced(*combined))
        if max(part.degree() for part in values[-1]) > LARGEST_DEGREE:
            return None
    numerator, denominator = values[program.outputs[0]]
    return RationalForm(numerator, denominator, tuple(divisors))


def _combine(operator: Operator, arguments: list[_Pair], divisors: list[fmpq_poly]) -> _Pair | None:
    if operator is NEG:
        ((p, q),) = arguments
        return -p, q
    if operator is FMA:
        (p, q), (r, s), (t, u) = arguments
        return p * r * u + t * q * s, q * s * u
    if operator not in (ADD, SUB, MUL, DIV):
        return None
    (p, q), (r, s) = arguments
    if operator is ADD or operator is SUB:
        return (p * s + r * q if operator is ADD else p * s - r * q), q * s
    if operator is MUL:
        return p * r, q * s
    if r.is_zero():
        raise NotCertified("the program divides by something that is zero everywhere")
    if r.degree() > 0:
        divisors.append(r)
    return p * s, q * r


def _reduced(numerator: fmpq_poly, denominator: fmpq_poly) -> _Pair:
    common = numerator.gcd(denominator)
    numerator, denominator = numerator // common, denominator // common
    leading = denominator.leading_coefficient()
    return numerator / leading, denominator / leading


def fmpq_of(value: Exact) -> fmpq:
    """An exact number as FLINT has it."""
    fraction = Fraction(value)
    return fmpq(fraction.numerator, fraction.denominator)


def _composed(polynomial: fmpq_poly, argument: arb_series) -> arb_series:
    """Horner's rule on a series."""
    result = arb_series([0], ctx.cap)
    for coefficient in reversed(polynomial.coeffs()):
        result = result * argument + arb_series([arb(coefficient)], ctx.cap)
    return result


def _roots_within(polynomial: fmpq_poly, low: Exact, high: Exact) -> Iterator[Exact | arb]:
    """The real roots in [low, high]: rational ones exactly, then enclosures of the others."""
    rest: fmpz_poly = polynomial.numer()
    for root, multiplicity in polynomial.roots():
        rest //= fmpz_poly([-int(root.p), int(root.q)]) ** multiplicity
        value = exact(Fraction(int(root.p), int(root.q)))
        if low <= value <= high:
            yield value
    if rest.degree() < 1:
        return
    below, above = ball(low), ball(high)
    roots: Any = rest.complex_roots()
    for candidate, _ in roots:
        place = candidate.real
        if candidate.imag.contains(0) and not (place < below or place > above):
            yield place


def _digits(root: Exact | arb) -> str:
    return str(root.str(8, radius=False)) if isinstance(root, arb) else str(root)
