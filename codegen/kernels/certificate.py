"""Certificates: a bound on a kernel's error, and measurements that could refute it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from codegen.kernels.targets import Target
from symnum.numerics.rational import NotCertified, RationalForm, rational_form
from symnum.numerics.rounding import rounding_error
from symnum.numerics.supremum import (
    ErrorBound,
    as_reference,
    rounded_up,
    shown_bound,
    supremum_error,
)
from symnum.numerics.tape import ball, tape_of_program
from symnum.program import Program
from symnum.terms.exact import Exact, exact

Vectorised = Callable[[NDArray[np.float64]], Any]
SAMPLES = 2000
_SAMPLED_MARGIN = 2.0
_BITS = 128


class CertificateRefuted(AssertionError):
    """A measurement above the bound: the certificate, the compiler or the machine is wrong."""


@dataclass(frozen=True)
class Certificate:
    """What is known of a kernel's error on an interval.

    Args:
        target: Name of the target.
        operations: Operations that depend on the input.
        low: Left end of the interval; ``high`` the right end.
        approximation: Proved bound on |program − reference| in exact arithmetic.
        rounding: Bound on |computed − program| in float64.
        rounding_kind: ``running-error-certified`` (a proof), or ``sampled``: twice the largest
            difference found at ``SAMPLES`` points, which proves nothing.
    """

    target: str
    operations: int
    low: Exact
    high: Exact
    approximation: ErrorBound
    rounding: float
    rounding_kind: str

    @property
    def certified_bound(self) -> float:
        """Approximation and rounding together, rounded up."""
        return math.nextafter(self.approximation.bound + self.rounding, math.inf)

    @property
    def is_proved(self) -> bool:
        """Whether both parts are proofs."""
        return self.rounding_kind != "sampled"

    def lines(self) -> list[str]:
        """The certificate in words."""
        proved = "certified" if self.is_proved else "approximation certified, rounding sampled"
        lines = [
            f"Interval: [{self.low}, {self.high}]. Operations on the input: {self.operations}.",
            f"Error at most {shown_bound(self.certified_bound)}, absolute ({proved}):",
            f"- approximation {shown_bound(self.approximation.bound)} ({self.approximation.kind}, "
            f"{self.approximation.subintervals} subintervals),",
            f"- rounding {shown_bound(self.rounding)} ({self.rounding_kind}, float64, to nearest).",
        ]
        if self.is_proved:
            lines.append("The bound also holds where products and sums fuse into one operation.")
        if self.approximation.removable:
            points = ", ".join(str(point) for point in self.approximation.removable)
            lines.append(
                f"At x = {points} a division by zero gives an infinity that cancels again: "
                "needs IEEE 754 infinities."
            )
        if self.is_proved and self.operations:
            lines.append("NaN gives NaN.")
        return [*lines, "Outside the interval nothing is claimed."]


def certify(
    program: Program, reference: Any, low: Exact, high: Exact, target: Target, call: Vectorised
) -> Certificate:
    """The certificate of a program on a target.

    Args:
        program: One input, one output.
        reference: A program, an operator of the table, or a term with one symbol.
        low: Left end of the interval; ``high`` the right end.
        target: Where it runs.
        call: The kernel on arrays; used only if the rounding has to be sampled.

    Raises:
        NotCertified: the approximation error could not be bounded, or float64 gives no finite
            number at some point.
        InputError: wrong inputs, outputs, interval or reference.
    """
    approximation = supremum_error(program, reference, low, high)
    try:
        bound = rounding_error(
            program,
            low,
            high,
            ulps=target.ulps(),
            flushes_subnormals=target.flushes_subnormals,
        )
        rounding, kind = bound.bound, bound.kind
    except NotCertified:
        points = sample_points(low, high, SAMPLES, seed=1)
        refuse_not_finite(call, points)
        rounding = _SAMPLED_MARGIN * largest_error(call, program, points)
        kind = "sampled"
    return Certificate(target.name, program.operations, low, high, approximation, rounding, kind)


def refuse_not_finite(call: Vectorised, points: NDArray[np.float64]) -> None:
    """Refuse a kernel that computes ∞ or NaN, as (1/x)·x does at 0.

    Raises:
        NotCertified: naming the first such point.
    """
    bad = points[~np.isfinite(np.asarray(call(points), dtype=np.float64))]
    if bad.size:
        raise NotCertified(f"the kernel gives no finite number at x = {bad[0]}")


def verify_kernel(
    call: Vectorised,
    reference: Any,
    certificate: Certificate,
    *,
    samples: int = SAMPLES,
) -> dict[str, Any]:
    """Measure a kernel against ball arithmetic and hold it to its certificate.

    Args:
        call: The kernel on float64 arrays.
        reference: As for :func:`certify`.
        certificate: Its certificate.
        samples: Points: the ends, zero, subnormal numbers and removable points of the interval,
            then random ones.

    Returns:
        ``{"target", "operations", "max_error", "samples", "certified_bound", "kind"}``.

    Raises:
        CertificateRefuted: the largest error is above the certified bound.
    """
    points = sample_points(certificate.low, certificate.high, samples, seed=0)
    error = largest_error(call, as_reference(reference), points)
    if not error <= certificate.certified_bound:
        raise CertificateRefuted(
            f"{certificate.target} kernel: error {error} is above the certified bound "
            f"{certificate.certified_bound}"
        )
    return {
        "target": certificate.target,
        "operations": certificate.operations,
        "max_error": error,
        "samples": len(points),
        "certified_bound": certificate.certified_bound,
        "kind": "certified" if certificate.is_proved else "rounding sampled",
    }


def sample_points(low: Exact, high: Exact, count: int, seed: int) -> NDArray[np.float64]:
    """Float64 points in [low, high]: hard ones first, then uniform and logarithmic random ones."""
    generator = np.random.default_rng(seed)
    span = float(high) - float(low)
    hard = [float(low), float(high), 0.0, -0.0, 5e-324, -5e-324, 1e-310, 2.0**-1022, 1e-200]
    uniform = float(low) + span * generator.random(count)
    near_low = float(low) + span * 2.0 ** generator.uniform(-52, 0, count // 4)
    found = np.concatenate([hard, near_low, uniform])
    inside = [p for p in found.tolist() if low <= Fraction(p) <= high]
    return np.array(inside[:count], dtype=np.float64)


def largest_error(call: Vectorised, program: Program, points: NDArray[np.float64]) -> float:
    """The largest |computed − true| over points, rounded up; infinite if a result is not finite.

    At a point where the program itself divides by zero, its limit is the true value.
    """
    computed = np.asarray(call(points), dtype=np.float64)
    if not np.isfinite(computed).all():
        return math.inf
    tape, form = tape_of_program(program), None
    largest, kept, ctx.prec = arb(0), ctx.prec, _BITS
    try:
        for point, value in zip(points.tolist(), computed.tolist(), strict=True):
            true = tape.run([exact(point)], _BITS)[0]
            if not isinstance(true, arb):
                form = form or rational_form(program)
                true = _limit(form, point)
            error = abs(true - ball(exact(value)))
            largest = error if error > largest else largest
        return rounded_up(largest)
    finally:
        ctx.prec = kept


def _limit(form: RationalForm | None, point: float) -> arb:
    if form is None:
        raise NotCertified(f"the reference has no value at x = {point}")
    return form.at(exact(point))
