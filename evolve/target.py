"""What a search aims at: the wanted function, sampled exactly enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx, fmpq

from evolve.compiled import Floats
from evolve.config import Config
from symnum.errors import InputError
from symnum.program import Program
from symnum.terms.exact import Exact

PRECISION = 160
"""Bits of ball arithmetic for references."""


def ball(value: Exact) -> arb:
    """A rational number as a ball, at the current precision."""
    ratio = Fraction(value)
    return arb(fmpq(ratio.numerator, ratio.denominator))


def evaluate_ball(program: Program, point: arb) -> arb:
    """The value of a program of one input, in ball arithmetic at the current precision."""
    values = [point, *(ball(c) for c in program.constants)]
    for instruction in program.instructions:
        reference = instruction.operator.arb
        if reference is None:
            raise InputError(f"{instruction.operator.name} has no value to approximate")
        values.append(reference([values[a] for a in instruction.arguments]))
    return values[program.outputs[0]]


def chebyshev_points(low: Exact, high: Exact, count: int) -> Floats:
    """Chebyshev points of the first kind on [low, high], ascending, rounded to binary64."""
    angles = (np.arange(count) + 0.5) * (np.pi / count)
    middle, radius = float(Fraction(low + high) / 2), float(Fraction(high - low) / 2)
    points: Floats = np.clip(middle - radius * np.cos(angles), float(low), float(high))
    return points


def sampled(program: Program, points: Floats) -> Floats:
    """The program on ``points``, correctly rounded up to a few 2^-150.

    Raises:
        InputError: the program has no finite value at a point.
    """
    with ctx.workprec(PRECISION):
        values = [evaluate_ball(program, arb(x)) for x in points.tolist()]
    for x, value in zip(points.tolist(), values, strict=True):
        if not value.is_finite():
            raise InputError(f"function: no finite value at x = {x}, which the domain contains")
    return np.array([float(value) for value in values])


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
        InputError: it has no finite value somewhere on the domain.
    """
    low, high = config.domain
    nodes = chebyshev_points(low, high, config.fit.nodes)
    checks = chebyshev_points(low, high, config.fit.checks)
    return Target(nodes, sampled(reference, nodes), checks, sampled(reference, checks))


def signed_errors(program: Program, reference: Program, points: Sequence[float]) -> list[arb]:
    """program − reference at binary64 points, as balls."""
    with ctx.workprec(PRECISION):
        balls = [arb(x) for x in points]
        return [evaluate_ball(program, x) - evaluate_ball(reference, x) for x in balls]
