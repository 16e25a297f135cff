"""Products that are multiplied when they are needed, and sums of them.

The derivative of a nest of functions is a chain: the factors of one level, and the derivative of
what is inside. Chains are multiplied at the end, once, and remember what came out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symnum.calculus.outer_derivatives import Factors
from symnum.terms.canonical import Canonical
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO, linear_combination, product


class Chain:
    """``coefficient · Π factors · inner``, multiplied when first asked for."""

    __slots__ = ("coefficient", "factors", "inner")

    def __init__(self, coefficient: Exact, factors: Factors, inner: Canonical | Chain) -> None:
        self.coefficient, self.factors, self.inner = coefficient, factors, inner

    def multiplied(self) -> tuple[Canonical, Exact]:
        """The product of everything but the coefficient, and the coefficient."""
        factors, inner, coefficient = self.factors, self.inner, self.coefficient
        if inner is ONE:
            if len(factors) == 1 and factors[0][1] == 1:
                return factors[0][0], coefficient
            found = product(factors)
        elif type(inner) is not Chain:
            found = product((*factors, (inner, 1)))  # type: ignore[arg-type]
        else:
            pairs = list(factors)
            while type(inner) is Chain:
                coefficient *= inner.coefficient
                pairs += inner.factors
                inner = inner.inner
            if inner is not ONE:
                pairs.append((inner, 1))  # type: ignore[arg-type]
            found = product(pairs)
        self.coefficient, self.factors, self.inner = coefficient, ((found, 1),), ONE
        return found, coefficient

    def term(self) -> Canonical:
        """The product as a term."""
        found, coefficient = self.multiplied()
        return found if coefficient == 1 else linear_combination([(found, coefficient)])


Part = Canonical | Chain
Addend = tuple[str, Part | None, Exact]
"""A symbol's name, an addend of the derivative by it (``None`` for 0), and its coefficient."""


def collected(parts: Iterable[tuple[Exact, Sequence[Addend]]]) -> dict[str, Part]:
    """The sums of addends times numbers, for each symbol; single ones are left as they are."""
    sums: dict[str, list[tuple[Part, Exact]]] = {}
    for scale, addends in parts:
        for name, part, coefficient in addends:
            known = sums.get(name)
            if known is None:
                known = sums[name] = []
            if part is not None and scale:
                known.append((part, scale if coefficient == 1 else scale * coefficient))
    return {name: _total(found) for name, found in sums.items()}


def _total(parts: list[tuple[Part, Exact]]) -> Part:
    if len(parts) == 1:
        ((part, scale),) = parts
        if scale != 1:
            chained = type(part) is Chain
            return Chain(scale, (), part) if chained else linear_combination([(part, scale)])  # type: ignore[list-item]
        if type(part) is Chain and not part.factors and part.coefficient == 1:
            return part.inner
        return part
    if not parts:
        return ZERO
    for place, (part, scale) in enumerate(parts):
        if type(part) is Chain:
            found, coefficient = part.multiplied()
            parts[place] = found, scale * coefficient
    return linear_combination(parts)  # type: ignore[arg-type]
