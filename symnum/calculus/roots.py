"""Derivatives of powers of roots, where the chain rule would leave 0/0.

``d/dx (x^(1/n))^p`` is ``p/n * x^(p/n - 1)``, 0 at 0 if p > n. The chain rule spells it as
``r^(p - 1)/r^(n - 1)`` of the root r, which has no value there. So a power of a root, and a root
beside a power of what is below it, are differentiated as one power. Where the base is negative
there is no value, as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from symnum.calculus.factored import ONE, Builder, Factored
from symnum.calculus.outer_derivatives import Factors, Scaled
from symnum.ops import MUL, POW, SQRT
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber
from symnum.terms.exact import Exact, reduced
from symnum.terms.interface import Adapter, adapter_of
from symnum.terms.ring import build

MOST_FACTORS = 16
"""Factors up to which nested products are looked through, so that deep ones cost little a level."""
_HALF = Fraction(1, 2)


def root_degree(term: Canonical) -> int:
    """n of a root a^(1/n), n ≥ 2; 0 for any other term."""
    if type(term) is not Apply or term.operator is not POW:
        return 0
    exponent = term.arguments[1]
    if type(exponent) is not CanonicalNumber or exponent.value.numerator != 1:
        return 0
    degree: int = exponent.value.denominator
    return degree if degree > 1 else 0


def power_of_root(items: Factors, place: int, degree: int) -> list[Scaled]:
    """The derivative by the base a of the factor (a^(1/n))^p of a product, as one power of a.

    The chain rule would give ``r^(p - 1)/r^(n - 1)`` of the root r, which at a = 0 is 0/0 where the
    derivative is 0. It is ``p/n`` times ``r^(p - n)``, or, beside a factor ``a^k``, times
    ``a^(k - 1)*r^p``. Other roots of a count as powers of it, too: all of them make one power
    ``a^s``, of which ``a^(s - 1)`` is left if s ≥ 1. Where nothing is left of a, ``0*r`` says where
    it is defined.

    Args:
        items: The factors of the product.
        place: Which of them is the power of a root; its exponent p is at least 1.
        degree: n.

    Returns:
        Addends: coefficients and factors, without the derivative of a.
    """
    root, exponent = items[place]
    base = root.arguments[0]  # type: ignore[attr-defined]
    rest, scale = items[:place] + items[place + 1 :], Fraction(exponent, degree)
    for other, (factor, power) in enumerate(items):
        if factor is base and power > 0:
            lowered = ((base, power - 1),) if power > 1 else ()
            return [(scale, items[:other] + items[other + 1 :] + lowered)]
    if exponent < degree:
        found = _one_less(items, base)
        if found is not None:
            defined = any(roots_of(found, base))
            return [(scale, found)] if defined else [(scale, found), (0, ((root, 1),))]
    if exponent != degree:
        return [(scale, (*rest, (root, exponent - degree)))]
    return [(1, rest), (0, ((root, 1),))]


def roots_of(items: Factors, base: Canonical) -> Iterator[tuple[int, int, int]]:
    """The places of powers ``(a^(1/n))^p``, p > 0, of a base in a product, with p and n."""
    for place, (factor, exponent) in enumerate(items):
        degree = root_degree(factor)
        if degree and exponent > 0 and factor.arguments[0] is base:  # type: ignore[attr-defined]
            yield place, exponent, degree


def _one_less(items: Factors, base: Canonical) -> Factors | None:
    """A product over a, the base of some of its roots; ``None`` if they are less than a^1."""
    places = list(roots_of(items, base))
    for place, exponent, degree in places:
        if exponent >= degree:
            left = ((items[place][0], exponent - degree),) if exponent > degree else ()
            return items[:place] + items[place + 1 :] + left
    total = sum(Fraction(exponent, degree) for _, exponent, degree in places)
    if total < 1:
        return None
    taken = {place for place, _, _ in places}
    rest = tuple(item for place, item in enumerate(items) if place not in taken)
    whole, part = divmod(total - 1, 1)
    if whole:
        rest += ((base, int(whole)),)
    if part:
        root = build(POW, [base, CanonicalNumber(Fraction(1, part.denominator))])
        rest += ((root, part.numerator),)
    return rest


def below_root(build: Builder, term: Any) -> tuple[Any, Exact] | None:
    """Of a root ``sqrt(a)`` or ``a^s``, 0 < s < 1, of any family: a and s."""
    adapter = adapter_of(term)
    if not adapter.is_call(term):
        return None
    operator, arguments = adapter.operator(term), adapter.arguments(term)
    if operator is SQRT:
        return arguments[0], _HALF
    if operator is not POW:
        return None
    exponent = build.factored(arguments[1])
    if exponent.is_number and 0 < exponent.coefficient < 1:
        return arguments[0], exponent.coefficient
    return None


def without_one(build: Builder, factor: Any, base: Any) -> Factored | None:
    """``a^(k - 1)`` of a factor that is a or ``a^k``, k > 1; ``None`` of any other."""
    if factor is base:
        return ONE
    adapter = adapter_of(factor)
    if not adapter.is_call(factor) or adapter.operator(factor) is not POW:
        return None
    below, written = adapter.arguments(factor)
    exponent = build.factored(written)
    if below is not base or not exponent.is_number or exponent.coefficient <= 1:
        return None
    left = reduced(Fraction(exponent.coefficient) - 1)
    return build.power(build.factored(base), Factored(left))


def beside_root(build: Builder, factors: Sequence[Any]) -> list[Any] | None:
    """The factors of nested products in one list, if a root and what is below it are among them."""
    found: list[Any] = []
    stack = list(reversed(factors))
    most = max(MOST_FACTORS, len(factors))
    while stack:
        factor = stack.pop()
        adapter = adapter_of(factor)
        if len(found) + len(stack) < most and _is_product(adapter, factor):
            stack.extend(reversed(adapter.arguments(factor)))
        else:
            found.append(factor)
    bases = [root[0] for root in (below_root(build, factor) for factor in found) if root]
    for base in bases:
        if any(without_one(build, factor, base) is not None for factor in found):
            return found
    return None


def _is_product(adapter: Adapter, term: Any) -> bool:
    return adapter.is_call(term) and adapter.operator(term) is MUL
