"""What a member of a front is measured to do: its error as a curve, its kernel's error in ULP."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from codegen.kernels import Certificate, emit, kernel
from evolve.compiled import Floats
from evolve.front import Front, Member
from evolve.target import PRECISION, ends_within, values_at
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.rational import NotCertified
from symnum.numerics.ulp import BINARY64, Format
from symnum.program import Program
from symnum.terms.exact import Exact, exact
from symnum.terms.parse import parse

_CURVE_POINTS = 601
_KERNEL_POINTS = 3000


@dataclass(frozen=True)
class Evidence:
    """One member with everything the page tells about it."""

    member: Member
    program: Program
    points: Floats
    errors: Floats
    """program − function at ``points``, in exact arithmetic; NaN where one has no value."""
    source: str
    """In C, with its certificate where there is one."""
    certificate: Certificate | None
    """Of the kernel, rounding included; ``None`` where float64 cannot compute the program."""
    number_format: Format
    ulps: Floats
    """Errors of the kernel at random points, in units in the last place of the true value."""


def reference(front: Front) -> Program:
    """The function that a front approximates, as a program of ``x``."""
    return lower([parse(front.function)], inputs=("x",))


def interval(front: Front) -> tuple[Exact, Exact]:
    """The interval on which a front's errors are claimed."""
    low, high = (exact(Fraction(end)) for end in front.domain)
    return low, high


def evidence(front: Front, member: Member) -> Evidence:
    """Measure a member.

    Raises:
        InputError: the front's function cannot be evaluated.
    """
    program, wanted, (low, high) = member.to_program(), reference(front), interval(front)
    first, last = ends_within(low, high)
    points = np.linspace(first, last, _CURVE_POINTS)
    source, certificate, ulps = _kernel(program, wanted, (low, high), member.operations)
    errors = _differences(values_at(program, points), values_at(wanted, points))
    return Evidence(
        member, program, points, errors, source, certificate, BINARY64, ulps
    )  # fmt: skip


def _differences(found: list[arb | None], wanted: list[arb | None]) -> Floats:
    with ctx.workprec(PRECISION):
        return np.array([
            float(a - b) if a is not None and b is not None else np.nan
            for a, b in zip(found, wanted, strict=True)
        ])  # fmt: skip


def _kernel(
    program: Program, wanted: Program, domain: tuple[Exact, Exact], operations: int
) -> tuple[str, Certificate | None, Floats]:
    """Source, certificate and errors in ULP; without a C compiler NumPy's kernel is measured."""
    name = f"approximation_{operations}"
    for target in ("c", "numpy"):
        try:
            made = kernel(program, wanted, *domain, target, name)
        except NotCertified:
            break
        except InputError:
            continue
        points = _random_points(domain)
        errors = _ulps(np.asarray(made.callable(points)), values_at(wanted, points))
        source = made.source if target == "c" else emit(program, "c", name)
        return source, made.certificate, errors
    return emit(program, "c", name), None, np.array([])


def _random_points(domain: tuple[Exact, Exact]) -> Floats:
    low, high = ends_within(*domain)
    return np.random.default_rng(0).uniform(low, high, _KERNEL_POINTS)


def _ulps(computed: Floats, wanted: list[arb | None]) -> Floats:
    """Signed errors in units in the last place of the true value (:mod:`symnum.numerics.ulp`)."""
    found = []
    with ctx.workprec(PRECISION):
        for value, true in zip(computed.tolist(), wanted, strict=True):
            if true is None or not np.isfinite(value):
                continue
            _, exponent = np.frexp(float(true))
            found.append(float((arb(value) - true) / _unit(int(exponent) - 1)))
    return np.array(found)


def _unit(exponent: int) -> arb:
    above, below = BINARY64.unit(exponent).as_integer_ratio()
    return arb(above) / below
