"""How long canonical terms are, written out: about their nodes, computed from those of parts.

A term is longer than each of its parts, even if it is only its opposite: the graph goes from
terms to shorter equal ones, and would go in circles otherwise.
"""

from __future__ import annotations

from fractions import Fraction

from symnum.ops import POW
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, Product, Reciprocal, Sum
from symnum.terms.exact import Exact

_HALF = Fraction(1, 2)


class Sizes:
    """The sizes of terms, remembered. A square root, a quotient or a minus sign is one node."""

    def __init__(self) -> None:
        self._known: dict[Canonical, int] = {}

    def __getitem__(self, root: Canonical) -> int:
        known = self._known
        stack = [root]
        while stack:
            term = stack[-1]
            if term in known:
                stack.pop()
                continue
            waiting = [part for part in _parts(term) if part not in known]
            if waiting:
                stack += waiting
            else:
                known[stack.pop()] = self._size(term)
        return known[root]

    def _size(self, term: Canonical) -> int:
        known = self._known
        if isinstance(term, Sum):
            addends = [known[t] + _coefficient(c) for t, c in term.entries.items()]
            constant = int(term.constant != 0)
            negated = term.constant <= 0 and all(c <= 0 for c in term.entries.values())
            return sum(addends) + len(addends) - 1 + 2 * constant + int(negated)
        if isinstance(term, Product):
            return _quotient(
                [known[_base(f)] + (2 if abs(e) != 1 else 0) for f, e in term.entries.items()],
                [isinstance(f, Reciprocal) or e < 0 for f, e in term.entries.items()],
            )
        if isinstance(term, Reciprocal):
            return known[term.base] + 2
        if isinstance(term, Apply):
            root = term.operator is POW and term.arguments[1] is CanonicalNumber(_HALF)
            return 1 + sum(known[a] for a in term.arguments) - int(root)
        return 1


def _parts(term: Canonical) -> list[Canonical]:
    if isinstance(term, Sum):
        return list(term.entries)
    if isinstance(term, Product):
        return [_base(factor) for factor in term.entries]
    if isinstance(term, Reciprocal):
        return [term.base]
    return list(term.arguments) if isinstance(term, Apply) else []


def _base(factor: Canonical) -> Canonical:
    return factor.base if isinstance(factor, Reciprocal) else factor


def _coefficient(value: Exact) -> int:
    """Nodes of a coefficient; a minus sign is that of a difference."""
    return 2 * int(abs(value.numerator) != 1) + 2 * int(value.denominator != 1)


def _quotient(sizes: list[int], below: list[bool]) -> int:
    """Nodes of factors above and below a fraction bar; with none above there is a 1."""
    return sum(sizes) + len(sizes) - 1 + 2 * int(all(below))
