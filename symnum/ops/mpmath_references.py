"""References of mpmath that it does not offer under one name.

It is imported by the first of them that is called: who only reads and rewrites terms needs none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def log2(number: Any) -> Any:
    """Logarithm to base 2."""
    import mpmath

    return mpmath.log(number, 2)


def log_gamma(number: Any) -> Any:
    """log|Γ|."""
    import mpmath

    return mpmath.log(abs(mpmath.gamma(number)))


def polygamma(order: Any, number: Any) -> Any:
    """mpmath's polygamma, which would round the order.

    Raises:
        ValueError: the order is no integer, or below 0.
    """
    import mpmath

    if order < 0 or order != mpmath.floor(order):
        raise ValueError("polygamma is of an order that is a non-negative integer")
    return mpmath.psi(int(order), number)


def bessel(name: str) -> Callable[..., Any]:
    """A Bessel function; without the imaginary rounding error that mpmath leaves at integers."""

    def reference(order: Any, number: Any) -> Any:
        import mpmath

        value = getattr(mpmath, name)(order, number)
        real = name in ("besselj", "besseli") and order == mpmath.floor(order)
        return mpmath.re(value) if real else value

    return reference


def airy(name: str) -> Callable[[Any], Any]:
    """An Airy function or the derivative of one."""
    kind, derivative = name.removesuffix("prime"), int(name.endswith("prime"))

    def reference(number: Any) -> Any:
        import mpmath

        return getattr(mpmath, kind)(number, derivative=derivative)

    return reference
