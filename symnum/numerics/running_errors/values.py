"""Values as float64 arithmetic computes them: how far each may be from the exact one.

Every value carries two bounds at once: |computed − exact| ≤ ``absolute``, and, where one is known,
|computed − exact| ≤ ``relative``·|exact| + ``tiny``. The second is the standard model of Higham
(Accuracy and Stability of Numerical Algorithms, 2nd ed., (2.8)); ``tiny`` holds what underflow
adds. Each bound sharpens the other, and relative errors go through products, quotients and well
conditioned functions whatever the size of the values.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb

from symnum.numerics.running_errors.enclosures import ZERO, Enclosure


@dataclass(frozen=True, slots=True)
class Rounded:
    """The exact values' enclosure, and bounds on what the computed one is away."""

    exact: Enclosure
    absolute: arb
    relative: arb | None = ZERO
    tiny: arb = ZERO

    @property
    def computed(self) -> Enclosure:
        """All computed values; of one sign if the relative error says so."""
        error = self.absolute
        around = Enclosure((self.exact.low - error).lower(), (self.exact.high + error).upper())
        if self.relative is None or not self.relative < 1 or not self.tiny.is_zero():
            return around
        less, more = 1 - self.relative, 1 + self.relative
        low, high = self.exact.low, self.exact.high
        low = (low * (less if low > 0 else more)).lower()
        high = (high * (more if high > 0 else less)).upper()
        return around.met(Enclosure(low, high))

    @property
    def is_exact(self) -> bool:
        """Whether the computed value is the exact one."""
        return bool(self.absolute.is_zero())


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of an error, before each bound sharpens the other."""

    absolute: arb | None = None
    relative: arb | None = None
    tiny: arb = ZERO


def sharpened(exact: Enclosure, bounds: Bounds) -> Rounded | None:
    """The value with the better of the two bounds in the place of each; finite."""
    absolute, relative, tiny = bounds.absolute, bounds.relative, bounds.tiny
    if relative is not None:
        other = relative * exact.largest + tiny
        absolute = other if absolute is None or other < absolute else absolute
    if absolute is None or not absolute.upper().is_finite():
        return None
    absolute = absolute.upper()
    smallest = exact.smallest
    if smallest > 0:
        whole = absolute / smallest
        if relative is None or whole <= relative + tiny / smallest:
            relative, tiny = whole, ZERO
    if relative is not None:
        relative = relative.upper() if relative.is_finite() else None
    return Rounded(exact, absolute, relative, tiny.upper())
