"""What a search aims at: the wanted function, sampled exactly enough."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb

from evolve.compiled import Floats
from evolve.config import Config
from symnum.errors import InputError
from symnum.numerics.supremum import NotCertified, supremum_error
from symnum.numerics.tape import tape_of_program
from symnum.program import Program
from symnum.terms.exact import Exact

PRECISION = 160
"""Bits of ball arithmetic for references."""


def values_at(program: Program, points: Floats) -> list[arb | None]:
    """A program of one input at binary64 points, as balls; ``None`` where it has no value."""
    tape = tape_of_program(program)
    found = (tape.run([arb(x)], PRECISION)[0] for x in points.tolist())
    return [value if isinstance(value, arb) and value.is_finite() else None for value in found]


def ends_within(low: Exact, high: Exact) -> Floats:
    """The least and the greatest binary64 number of [low, high]."""
    first, last = float(Fraction(low)), float(Fraction(high))
    return np.array([
        first if Fraction(first) >= low else np.nextafter(first, np.inf),
        last if Fraction(last) <= high else np.nextafter(last, -np.inf),
    ])  # fmt: skip


def chebyshev_points(low: Exact, high: Exact, count: int) -> Floats:
    """Chebyshev points of the first kind on [low, high], ascending, rounded to binary64."""
    angles = (np.arange(count) + 0.5) * (np.pi / count)
    middle, radius = float(Fraction(low + high) / 2), float(Fraction(high - low) / 2)
    points: Floats = np.clip(middle - radius * np.cos(angles), *ends_within(low, high))
    return points


def sampled(program: Program, points: Floats) -> Floats:
    """The program on ``points``, correctly rounded up to a few 2^-150.

    Raises:
        InputError: the program has no finite value at a point.
    """
    found: list[float] = []
    for x, value in zip(points.tolist(), values_at(program, points), strict=True):
        if value is None:
            raise InputError(f"function: no finite value at x = {x}, which the domain contains")
        found.append(float(value))
    return np.array(found)


@dataclass(frozen=True)
class Target:
    """Nodes of the fit and denser check points, each with the wanted values."""

    nodes: Floats
    targets: Floats
    checks: Floats
    check_targets: Floats


def make_target(reference: Program, config: Config) -> Target:
    """Sample the wanted function as the configuration says.

    Raises:
        InputError: it is undefined, unbounded or not smooth somewhere on the domain.
    """
    low, high = config.domain
    _require_bounded(reference, low, high)
    nodes = chebyshev_points(low, high, config.fit.nodes)
    checks = chebyshev_points(low, high, config.fit.checks)
    return Target(nodes, sampled(reference, nodes), checks, sampled(reference, checks))


def _require_bounded(reference: Program, low: Exact, high: Exact) -> None:
    """Refuse early what could not be certified in the end: the error of 0 must have a bound."""
    zero = Program(reference.inputs, (0,), (), (len(reference.inputs),))
    try:
        supremum_error(zero, reference, low, high, gap=1.0)
    except NotCertified as error:
        raise InputError(f"function: no certified maximum on the domain: {error}") from None
