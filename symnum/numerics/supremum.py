"""Certified maximum errors: a rigorous bound on |program − reference| over an interval.

The interval is cut up until Taylor's theorem, with its remainder enclosed over each piece in ball
arithmetic, bounds the error of every piece closely enough. Nothing is sampled but the lower bound
that says when to stop.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx, fmpq

from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.rational import NotCertified, RationalForm, rational_form
from symnum.numerics.series import program_series
from symnum.numerics.tape import Tape, ball, tape_of_program
from symnum.ops import Operator
from symnum.program import Instruction, Program
from symnum.terms.exact import Exact

__all__ = ["ErrorBound", "NotCertified", "as_reference", "certify_claim", "supremum_error"]

TAYLOR_TERMS = 6
MOST_SUBINTERVALS = 50_000
SAMPLES = 65


@dataclass(frozen=True)
class ErrorBound:
    """A proved bound on the largest absolute error over an interval.

    Args:
        bound: Upper bound, rounded up.
        kind: How it was obtained.
        subintervals: Pieces that the interval was cut into.
        removable: Points where the program as written divides by zero; there the bound is on the
            error of its limit.
        lower: Proved lower bound, rounded down: the largest error at a sampled point.
    """

    bound: float
    kind: str
    subintervals: int
    removable: tuple[Exact, ...]
    lower: float


def supremum_error(
    program: Program, reference: Any, low: Exact, high: Exact, *, gap: float = 0.02
) -> ErrorBound:
    """A rigorous bound on max |program − reference| over [low, high].

    Args:
        program: One input, one output; exact arithmetic is meant.
        reference: A program, an operator of the table, or a term with one symbol.
        low: Left end of the interval; ``high`` the right end.
        gap: How far above the largest sampled error the bound may be, relatively.

    Raises:
        NotCertified: a pole, a point where a side is undefined or not smooth enough, or too many
            subintervals.
        InputError: a program or reference of more than one input or output, or no interval.

    >>> from symnum.ops import EXP2
    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> found = supremum_error(lower([x + 1]), EXP2, 0, 1)
    >>> 0.0860 < found.lower < found.bound < 0.0878
    True
    """
    problem = _Problem(program, reference, low, high)
    return problem.result(problem.cover(None, gap))


def certify_claim(
    program: Program, reference: Any, low: Exact, high: Exact, claim: float
) -> ErrorBound:
    """Prove that |program − reference| ≤ claim over [low, high].

    Raises:
        NotCertified: the claim is wrong (the message names a point), or too tight to prove.
        InputError: as :func:`supremum_error`.
    """
    problem = _Problem(program, reference, low, high)
    return problem.result(problem.cover(claim, 0.0))


def as_reference(reference: Any) -> Program:
    """A reference function as a program of one input and one output.

    Raises:
        InputError: it has another number of inputs or outputs, or cannot be lowered.
    """
    if isinstance(reference, Operator):
        reference = Program(("x",), (), (Instruction(reference, (0,)),), (1,))
    program: Program = reference if isinstance(reference, Program) else lower([reference])
    _check_univariate(program, "reference")
    return program


def _check_univariate(program: Program, role: str) -> None:
    if len(program.inputs) != 1 or len(program.outputs) != 1:
        raise InputError(
            f"the {role} has {len(program.inputs)} inputs and {len(program.outputs)} outputs; "
            "one of each is needed"
        )


@dataclass(frozen=True)
class _Cover:
    bound: arb
    lower: arb
    subintervals: int


class _Problem:
    """One error function on one interval."""

    def __init__(self, program: Program, reference: Any, low: Exact, high: Exact) -> None:
        _check_univariate(program, "program")
        if not low < high:
            raise InputError(f"[{low}, {high}] is not an interval: low must be below high")
        self.program, self.reference = program, as_reference(reference)
        self.low, self.high = low, high
        self.rational: RationalForm | None = rational_form(program)
        self.removable = self.rational.removable(low, high) if self.rational else ()
        self.tapes: tuple[Tape, Tape] = (tape_of_program(program), tape_of_program(self.reference))
        self.bits, self.worst = 128, low

    def result(self, cover: _Cover) -> ErrorBound:
        return ErrorBound(
            rounded_up(cover.bound),
            "interval-certified",
            cover.subintervals,
            self.removable,
            max(0.0, -rounded_up(-cover.lower)),
        )

    def cover(self, claim: float | None, gap: float) -> _Cover:
        lower, floor = self.sampled()
        kept, ctx.prec = ctx.prec, self.bits
        try:
            return self._cover(lower, floor, claim, gap)
        finally:
            ctx.prec = kept

    def _cover(self, lower: arb, floor: arb, claim: float | None, gap: float) -> _Cover:
        """Bisect until every piece is below the goal; midpoints raise the lower bound."""
        bound, pieces, stretch = arb(0), 0, arb(1) + arb(gap)
        stack: list[tuple[Exact, Exact]] = [(self.low, self.high)]
        while stack:
            a, b = stack.pop()
            upper, middle = self.piece(a, b)
            lower = self.raised(lower, middle, Fraction(a + b) / 2)
            if claim is not None and lower > claim:
                raise NotCertified(f"the error exceeds {claim} at x = {float(self.worst)}")
            goal = _larger(lower * stretch, floor) if claim is None else arb(claim)
            if upper is not None and upper <= goal:
                bound, pieces = _larger(bound, upper), pieces + 1
            elif pieces + len(stack) > MOST_SUBINTERVALS or _too_narrow(a, b):
                raise NotCertified(self.failure(a, b, upper))
            else:
                half = Fraction(a + b) / 2
                stack += [(half, b), (a, half)]
        return _Cover(bound, lower, pieces)

    def raised(self, lower: arb, error: arb, point: Exact) -> arb:
        """The larger of two lower bounds on the maximum; remembers where it is attained."""
        if error > lower:
            self.worst = point
            return error
        return lower

    def failure(self, a: Exact, b: Exact, upper: arb | None) -> str:
        place = f"near x = {float(a)}"
        if upper is None:
            return f"the program or the reference has no value or no derivatives {place}"
        return f"the error cannot be bounded closely enough {place}"

    def sampled(self) -> tuple[arb, arb]:
        """The largest error at sample points, and the size below which errors count as none.

        The precision goes up if the error is too small for it.
        """
        span = Fraction(self.high) - self.low
        points = [self.low + span * k / (SAMPLES - 1) for k in range(SAMPLES)]
        largest, floor = self._largest(points, 128)
        if largest < floor:
            self.bits = 512
            largest, floor = self._largest(points, 512)
        return largest, floor

    def _largest(self, points: Sequence[Exact], bits: int) -> tuple[arb, arb]:
        largest, scale = arb(0), arb(2) ** -64
        for point in points:
            first, second = (tape.run([point], bits)[0] for tape in self.tapes)
            if isinstance(first, arb) and isinstance(second, arb):
                largest = self.raised(largest, abs(first - second).lower(), point)
                scale = _larger(scale, abs(second).upper())
        return largest, scale * arb(2) ** -(3 * bits // 4)

    def piece(self, a: Exact, b: Exact) -> tuple[arb | None, arb]:
        """An upper bound on the error over [a, b], and its lower bound at the midpoint."""
        middle, radius = ball(Fraction(a + b) / 2), ball(Fraction(b - a) / 2)
        whole = ball(a).union(ball(b))
        middle_error, best = arb(0), None
        for form in (self.program, self.rational):
            local = self.error(form, middle) if form else None
            if form is None or local is None:
                continue
            middle_error = _larger(middle_error, abs(local[0]).lower())
            if (remainder := self.error(form, whole)) is not None:
                best = _smaller(best, _taylor_bound(local, remainder, radius))
        return (self.interval_bound(whole) if best is None else best), middle_error

    def error(self, form: Program | RationalForm, at: arb) -> Any:
        """The error's Taylor coefficients over a ball, by one form of the program."""
        kept, ctx.cap = ctx.cap, TAYLOR_TERMS + 1
        try:
            argument = arb_series([at, 1], TAYLOR_TERMS + 1)
            true = program_series(self.reference, [argument], TAYLOR_TERMS + 1, self.bits)[0]
            if isinstance(form, Program):
                found: Any = program_series(form, [argument], TAYLOR_TERMS + 1, self.bits)[0]
            else:
                found = form.series(argument)
            usable = isinstance(found, arb_series) and isinstance(true, arb_series)
            return found - true if usable else None
        finally:
            ctx.cap = kept

    def interval_bound(self, whole: arb) -> arb | None:
        """Plain ball arithmetic, for pieces with a kink."""
        first, second = (tape.run([whole], self.bits)[0] for tape in self.tapes)
        if isinstance(first, arb) and isinstance(second, arb):
            return abs(first - second).upper()
        return None


def _taylor_bound(middle: arb_series, whole: arb_series, radius: arb) -> arb | None:
    total = abs(whole[TAYLOR_TERMS])
    for k in reversed(range(TAYLOR_TERMS)):
        total = total * radius + abs(middle[k])
    return total.upper() if total.is_finite() else None


def _larger(first: arb, second: arb) -> arb:
    return second if second > first else first


def _smaller(first: arb | None, second: arb | None) -> arb | None:
    if first is None or second is None:
        return first if second is None else second
    return second if second < first else first


def _too_narrow(a: Exact, b: Exact) -> bool:
    return Fraction(b - a) < Fraction(1, 2**80)


def rounded_up(value: arb) -> float:
    """The smallest float that is not below the ball."""
    upper = value.upper()
    result = float(upper)
    while math.isfinite(result) and not arb(fmpq(*result.as_integer_ratio())) >= upper:
        result = math.nextafter(result, math.inf)
    return result


def shown_bound(bound: float) -> str:
    """A bound with four digits, rounded up.

    >>> shown_bound(1.00001)
    '1.001e+0'
    """
    digits = Context(prec=4, rounding=ROUND_CEILING).create_decimal_from_float(bound)
    return f"{digits:.3e}"
