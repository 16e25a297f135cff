"""All baselines of a function up to a number of operations, with proved errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from flint import arb, ctx

from evolve.baselines.basis import BITS, Basis, Form
from evolve.baselines.makers import (
    POWERS_OF_X,
    chebyshev,
    halved,
    minimax_polynomial,
    minimax_rational,
    pade_quotient,
    taylor,
)
from symnum.errors import InputError
from symnum.numerics.error_functions import ErrorFunction
from symnum.numerics.functions import Function, function_of
from symnum.numerics.objectives import Objective, error_function
from symnum.numerics.rational import NotCertified
from symnum.numerics.supremum import ErrorBound, largest
from symnum.numerics.tape import ball
from symnum.numerics.zeros import zeros_of
from symnum.program import Program
from symnum.terms.exact import Exact

MOST_SQUARINGS = 4
_SAMPLES = 64
_GAP = 0.004
"""How far above the sampled error a proved one may be, as for fronts."""
_SYMMETRY_PROBES = 5
_SYMMETRY_BITS = 100


@dataclass(frozen=True)
class Baseline:
    """One approximation that people would have written.

    Args:
        family: Taylor, Chebyshev, minimax polynomials, minimax quotients or Padé.
        name: Which of the family.
        squarings: How often the value is squared at the end.
        program: The program, with binary64 constants.
        error: Its proved error, as the objective measures it.
    """

    family: str
    name: str
    squarings: int
    program: Program
    error: ErrorBound

    @property
    def operations(self) -> int:
        """Operations that depend on x."""
        return self.program.operations


@dataclass(frozen=True)
class _Method:
    family: str
    name: str
    make: Callable[..., Program]
    least: int = 1
    """The lowest degree."""


@dataclass(frozen=True)
class _Draft:
    """A program that may become a baseline, with its largest error on a few points."""

    name: str
    squarings: int
    program: Program
    error: ErrorFunction
    sampled: float


def baseline_front(
    reference: Any, low: Exact, high: Exact, objective: Objective, maximum_operations: int
) -> tuple[Baseline, ...]:
    """For each family the best baseline of each size, unless a shorter one is better.

    Powers of x are tried, and for odd or even functions powers of x²; if relative errors count, a
    zero of the function is a factor. Squarings are tried if f(x) = f(x/2)² holds.

    Args:
        reference: A program, an operator of the table, a term with one symbol, or a callable on
            balls.
        low: Left end of the interval; ``high`` the right end.
        objective: What errors are measured in.
        maximum_operations: Most operations on x.

    Raises:
        InputError: the function has no value somewhere on the interval.
    """
    function = function_of(reference)
    found: list[Baseline] = []
    methods = list(_methods(function, low, high, objective))
    for family in dict.fromkeys(method.family for method in methods):
        drafts = [
            draft
            for method in methods
            if method.family == family
            for draft in _drafts(method, function, (low, high), objective, maximum_operations)
        ]
        found += _certified(family, drafts)
    return tuple(found)


def _certified(family: str, drafts: list[_Draft]) -> Iterator[Baseline]:
    """Those that are better than all shorter ones of the family, with proved errors."""
    smallest = float("inf")
    drafts.sort(key=lambda draft: (draft.program.operations, draft.sampled))
    for draft in drafts:
        if draft.sampled >= smallest:
            continue
        try:
            error = largest(draft.error, gap=_GAP)
        except NotCertified:
            continue
        if error.bound < smallest:
            smallest = error.bound
            yield Baseline(family, draft.name, draft.squarings, draft.program, error)


def _drafts(
    method: _Method, function: Function, ends: tuple[Exact, Exact], objective: Objective, most: int
) -> Iterator[_Draft]:
    """The method's programs of all degrees and numbers of squarings."""
    for squarings in range(MOST_SQUARINGS + 1):
        for degree in range(method.least, most + 1):
            try:
                program = method.make(degree=degree, squarings=squarings)
                if program.operations > most:
                    break
                error = error_function(program, function, objective, *ends)
            except InputError:
                break
            except NotCertified:
                continue
            name = f"{method.name} of degree {degree}"
            name += f", {squarings} squaring{'s'[: squarings - 1]}" if squarings else ""
            yield _Draft(name, squarings, program, error, _sampled(error))
        if squarings == 0 and not _obeys_squaring(function, *ends):
            return


def _sampled(error: ErrorFunction) -> float:
    span = Fraction(error.high) - error.low
    points = [error.low + span * k / _SAMPLES for k in range(_SAMPLES + 1)]
    values = [error.at(point) for point in points]
    return max(float(value.lower()) for value in values if value is not None)


def _obeys_squaring(function: Function, low: Exact, high: Exact) -> bool:
    try:
        halved(function, low, high, 1)
    except InputError:
        return False
    return True


def _methods(
    function: Function, low: Exact, high: Exact, objective: Objective
) -> Iterator[_Method]:
    """What is tried, for each basis that suits the function."""
    for basis, suffix in _bases(function, low, high, objective):
        centers = (0, Fraction(low + high) / 2) if basis == POWERS_OF_X else (basis.shift,)
        yield from _expansions(function, dict.fromkeys(centers), basis, suffix)
        least = _least_degree(basis)
        for truncated in (False, True):
            name = "Chebyshev series" if truncated else "Chebyshev interpolant"
            make = partial(chebyshev, function, low, high, truncated=truncated, basis=basis)
            yield _Method("Chebyshev", name + suffix, make, least)
        best: dict[str, Any] = {"basis": basis, "objective": objective}
        make = partial(minimax_polynomial, function, low, high, **best)
        yield _Method("minimax polynomials", f"minimax polynomial{suffix}", make, least)
        for form, fewer, words in _QUOTIENTS:
            make = partial(_quotient, function, low, high, fewer=fewer, form=form, **best)
            yield _Method("minimax quotients", f"minimax quotient{suffix}, {words}", make)


def _least_degree(basis: Basis) -> int:
    return 0 if basis.has_factor else 1


_QUOTIENTS: tuple[tuple[Form, int, str], ...] = (
    ("continued-fraction", 0, "continued fraction"),
    ("horner", 0, "Horner"),
    ("horner", 1, "Horner, denominator one degree lower,"),
)


def _expansions(
    function: Function, centers: Iterable[Exact], basis: Basis, suffix: str
) -> Iterator[_Method]:
    """Taylor and Padé about each center."""
    for center in centers:
        place = f"about {float(center):.4g}{suffix}"
        expanded = partial(taylor, function, center=center, basis=basis)
        yield _Method("Taylor", f"Taylor polynomial {place}", expanded, _least_degree(basis))
        fraction = partial(_pade_fraction, function, center=center, basis=basis)
        yield _Method("Padé", f"Padé quotient {place}, continued fraction", fraction)


def _pade_fraction(function: Function, *, degree: int, **options: Any) -> Program:
    return pade_quotient(function, degree, degree, form="continued-fraction", **options)


def _quotient(
    function: Function, low: Exact, high: Exact, *, degree: int, fewer: int, **options: Any
) -> Program:
    return minimax_rational(function, low, high, degree + fewer, below=degree, **options)


def _bases(
    function: Function, low: Exact, high: Exact, objective: Objective
) -> Iterator[tuple[Basis, str]]:
    """Bases with words that describe them."""
    zeros = zeros_of(function, low, high) if objective.kind in ("relative", "ulp") else ()
    odd, even = (_has_symmetry(function, low, high, sign) for sign in (-1, 1))
    if odd:
        yield Basis(is_square=True, has_factor=True), " in x^2 times x"
    if even:
        yield Basis(is_square=True), " in x^2"
    if len(zeros) == 1 and zeros[0].order == 1:
        root = zeros[0].point
        yield Basis(root, has_factor=True), f" times x - {root}" if root else " times x"
    elif not zeros:
        yield POWERS_OF_X, ""


def _has_symmetry(function: Function, low: Exact, high: Exact, sign: int) -> bool:
    """Whether f(−x) = ±f(x), as far as a few points tell."""
    with ctx.workprec(BITS):
        for k in range(1, _SYMMETRY_PROBES + 1):
            point = ball(Fraction(low) + Fraction(high - low) * k / (_SYMMETRY_PROBES + 2)).mid()
            here, there = function.value(point, BITS), function.value(-point, BITS)
            if not (isinstance(here, arb) and isinstance(there, arb)):
                return False
            if abs(here - sign * there) > abs(here) * arb(2) ** -_SYMMETRY_BITS:
                return False
    return True
