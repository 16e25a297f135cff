"""What a member of a front is measured to do: its error as a curve, its kernel's error in ULP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import ml_dtypes  # noqa: F401 - NumPy knows bfloat16 by it
import numpy as np
from flint import arb, ctx

from codegen.kernels import Certificate, emit, kernel
from evolve.compiled import Floats
from evolve.fits.sampling import PRECISION, ends_within, values_at
from evolve.fronts.front import Front, Member
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.objective_text import objective_from
from symnum.numerics.objectives import sampled_weight
from symnum.numerics.rational import NotCertified
from symnum.numerics.ulp import BINARY64, Format
from symnum.ops import ADD, DIV, MUL, SQRT, SUB, Operator
from symnum.program import Program
from symnum.terms.exact import Exact, exact
from symnum.terms.parse import parse

_CURVE_POINTS = 601
_KERNEL_POINTS = 3000
_IN_UNITS = ("ulp", "frozen-ulp")
_ARITHMETIC: dict[Operator, Callable[..., Any]] = {
    ADD: np.add, SUB: np.subtract, MUL: np.multiply, DIV: np.divide, SQRT: np.sqrt,
}  # fmt: skip
"""What searches make programs of."""

Call = Callable[[Floats], Any]


@dataclass(frozen=True)
class Evidence:
    """One member with everything the page tells about it."""

    member: Member
    program: Program
    points: Floats
    errors: Floats
    """program − function at ``points`` in exact arithmetic, measured as the front's objective says;
    NaN where one has no value."""
    source: str
    """In C, with its certificate where there is one."""
    certificate: Certificate | None
    """Of the kernel, rounding included; ``None`` where float64 cannot compute the program."""
    number_format: Format
    ulps: Floats
    """Errors in ``number_format`` at random points, in units in the last place of the true value:
    of the kernel in float64, or of the same operations in the format that the objective names."""


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
    source, certificate, call = _kernel(program, wanted, (low, high), member.operations)
    objective = objective_from(front.objective)
    number_format = objective.number_format if objective.kind in _IN_UNITS else BINARY64
    if number_format != BINARY64:
        call = partial(_evaluated, program, np.dtype(number_format.name))
    errors = _differences(values_at(program, points), values_at(wanted, points))
    errors *= sampled_weight(objective, wanted, points)
    inputs = _random_points((low, high), number_format)
    ulps = _ulps(call(inputs), values_at(wanted, inputs), number_format) if call else np.array([])
    return Evidence(member, program, points, errors, source, certificate, number_format, ulps)


def _differences(found: list[arb | None], wanted: list[arb | None]) -> Floats:
    with ctx.workprec(PRECISION):
        return np.array([
            float(a - b) if a is not None and b is not None else np.nan
            for a, b in zip(found, wanted, strict=True)
        ])  # fmt: skip


def _kernel(
    program: Program, wanted: Program, domain: tuple[Exact, Exact], operations: int
) -> tuple[str, Certificate | None, Call | None]:
    """Source, certificate and function; without a C compiler NumPy's kernel is measured."""
    name = f"approximation_{operations}"
    for target in ("c", "numpy"):
        try:
            made = kernel(program, wanted, *domain, target, name)
        except NotCertified:
            break
        except InputError:
            continue
        source = made.source if target == "c" else emit(program, "c", name)
        return source, made.certificate, made.callable
    return emit(program, "c", name), None, None


def _evaluated(program: Program, kind: np.dtype[Any], points: Floats) -> Floats:
    """The program with constants, values and operations in a narrow format."""
    values = [points.astype(kind)]
    values += [np.asarray(float(constant)).astype(kind) for constant in program.constants]
    with np.errstate(all="ignore"):
        for instruction in program.instructions:
            arguments = (values[a] for a in instruction.arguments)
            values.append(_ARITHMETIC[instruction.operator](*arguments))
    found: Floats = values[program.outputs[0]].astype(np.float64)
    return found


def _random_points(domain: tuple[Exact, Exact], number_format: Format) -> Floats:
    """Random inputs that are numbers of the format."""
    low, high = ends_within(*domain)
    points = np.random.default_rng(0).uniform(low, high, _KERNEL_POINTS)
    rounded = points.astype(np.dtype(number_format.name)).astype(np.float64)
    inside: Floats = rounded[(rounded >= low) & (rounded <= high)]
    return inside


def _ulps(computed: Floats, wanted: list[arb | None], number_format: Format) -> Floats:
    """Signed errors in units in the last place of the true value (:mod:`symnum.numerics.ulp`)."""
    found = []
    with ctx.workprec(PRECISION):
        for value, true in zip(computed.tolist(), wanted, strict=True):
            if true is None or not np.isfinite(value):
                continue
            _, exponent = np.frexp(float(true))
            found.append(float((arb(value) - true) / _unit(int(exponent) - 1, number_format)))
    return np.array(found)


def _unit(exponent: int, number_format: Format) -> arb:
    above, below = number_format.unit(exponent).as_integer_ratio()
    return arb(above) / below
