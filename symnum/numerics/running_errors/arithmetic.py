"""Errors of sums, products, quotients and extrema of computed values, before they are rounded."""

from __future__ import annotations

from flint import arb

from symnum.numerics.running_errors.enclosures import Enclosure, enclose
from symnum.numerics.running_errors.values import Bounds, Rounded, sharpened
from symnum.ops import MUL


def of_same(a: Rounded) -> Bounds:
    """A change of sign, and nothing else."""
    return Bounds(a.absolute, a.relative, a.tiny)


def of_sum(a: Rounded, b: Rounded) -> Bounds:
    """Addends of one sign keep the larger relative error."""
    absolute = a.absolute + b.absolute
    one_sign = (a.exact.low >= 0 and b.exact.low >= 0) or (a.exact.high <= 0 and b.exact.high <= 0)
    return Bounds(absolute, worse(a, b) if one_sign else None, a.tiny + b.tiny)


def worse(a: Rounded, b: Rounded) -> arb | None:
    """The larger relative error, if both are known."""
    if a.relative is None or b.relative is None:
        return None
    return a.relative if a.relative >= b.relative else b.relative


def of_difference(a: Rounded, b: Rounded) -> Bounds:
    """As the sum of the first and the opposite of the second."""
    return of_sum(a, _opposite(b))


def _opposite(a: Rounded) -> Rounded:
    return Rounded(Enclosure(-a.exact.high, -a.exact.low), a.absolute, a.relative, a.tiny)


def of_product(a: Rounded, b: Rounded) -> Bounds:
    """Relative errors add, up to their product."""
    sizes = a.exact.largest, b.exact.largest
    absolute = sizes[0] * b.absolute + sizes[1] * a.absolute + a.absolute * b.absolute
    if a.relative is None or b.relative is None:
        return Bounds(absolute)
    relative = a.relative + b.relative + a.relative * b.relative
    tiny = sizes[0] * (1 + a.relative) * b.tiny + sizes[1] * (1 + b.relative) * a.tiny
    return Bounds(absolute, relative, tiny + a.tiny * b.tiny)


def of_quotient(a: Rounded, b: Rounded) -> Bounds:
    """(a(1 + α) + η)/(b(1 + β)), where what underflow adds to b counts as relative."""
    margin = b.computed.smallest
    if not margin > 0:
        return Bounds()
    quotient = a.exact.largest / b.exact.smallest
    absolute = (a.absolute + quotient * b.absolute) / margin
    if a.relative is None or b.relative is None:
        return Bounds(absolute)
    below = b.relative + b.tiny / b.exact.smallest
    if not below < 1:
        return Bounds(absolute)
    relative = (a.relative + below) / (1 - below)
    return Bounds(absolute, relative, a.tiny / (b.exact.smallest * (1 - below)))


def of_fused(a: Rounded, b: Rounded, c: Rounded) -> Bounds:
    """A product that is not rounded, in a sum."""
    exact = enclose(MUL, (a.exact, b.exact))
    product = None if exact is None else sharpened(exact, of_product(a, b))
    return Bounds() if product is None else of_sum(product, c)


def of_extremum(a: Rounded, b: Rounded) -> Bounds:
    """Maxima and minima of numbers t(1 ± ε) are within the same ε of those of the numbers t."""
    larger = a.absolute if a.absolute >= b.absolute else b.absolute
    return Bounds(larger, worse(a, b), a.tiny + b.tiny)


def of_hypotenuse(a: Rounded, b: Rounded) -> Bounds:
    """A distance in the plane changes by no more than its end moves."""
    return Bounds(a.absolute + b.absolute, worse(a, b), a.tiny + b.tiny)
