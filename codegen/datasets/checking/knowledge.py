"""What the checker knows of signs.

A sign is known as the set of those that are possible, from the structure of a term, the domain's
assumptions, recorded conditions, and equations that were accepted: a term that equals a positive
one is positive. Sets are bits: 1 below 0, 2 for 0, 4 above 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen.datasets.checking.normal_form import content_of
from symnum.ops import EXP, POW
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.exact import Exact

NEGATIVE, ZERO, POSITIVE = 1, 2, 4
NONZERO, NONNEGATIVE, UNKNOWN = NEGATIVE | POSITIVE, ZERO | POSITIVE, 7
_ASSUMED: Mapping[str, int] = {
    "positive": POSITIVE, "nonzero": NONZERO, "negative": NEGATIVE, "nonnegative": NONNEGATIVE,
}  # fmt: skip
PREDICATES: Mapping[str, int] = {"positive": POSITIVE, "nonzero": NONZERO}
"""What side conditions say."""
_SIGNS = {NEGATIVE: -1, ZERO: 0, POSITIVE: 1}


def _table(combine: Callable[[int, int], set[int]]) -> tuple[tuple[int, ...], ...]:
    """The possible signs of a combination, for each pair of sets."""

    def joint(first: int, second: int) -> int:
        signs = {
            sign
            for a, one in _SIGNS.items()
            for b, two in _SIGNS.items()
            if first & a and second & b
            for sign in combine(one, two)
        }
        return sum(bit for bit, sign in _SIGNS.items() if sign in signs)

    return tuple(tuple(joint(a, b) for b in range(8)) for a in range(8))


_PLUS = _table(lambda a, b: {-1, 0, 1} if a * b < 0 else {max(a, b) if a + b > 0 else min(a, b)})
_TIMES = _table(lambda a, b: {a * b})


class Knowledge:
    """Signs of terms in normal form.

    What is learned of a sum is kept for it without its content, so that a sum and its opposite
    share what is known. Addends tell the same of both, so a fact is all that can be added.
    """

    def __init__(self) -> None:
        self.facts: dict[Canonical, int] = {}
        self._memo: dict[Canonical, int] = {}
        self._contents: dict[Canonical, tuple[int, Canonical]] = {}
        self._of_sums = False

    def learn(self, form: Canonical, sign: int) -> None:
        """Take a sign for known. What contradicts all that is known is not believed."""
        known = self.sign(form)
        if known & sign == known:
            return
        size, form = self._content(form)
        before = self.sign(form)
        joint = before & _TIMES[size][sign]
        if joint != before and joint:
            self.facts[form] = joint
            self._of_sums = self._of_sums or type(form) is Sum
            self._memo.clear()

    def equate(self, left: Canonical, right: Canonical) -> None:
        """Two terms are equal: each has the other's sign."""
        joint = self.sign(left) & self.sign(right)
        self.learn(left, joint)
        self.learn(right, joint)

    def holds(self, predicate: str, form: Canonical) -> bool:
        """Whether a predicate is known of a term in normal form."""
        return not self.sign(form) & ~PREDICATES[predicate]

    def sign(self, form: Canonical) -> int:
        """What is known of the sign of a term in normal form."""
        found = self._memo.get(form)
        if found is None:
            found = self._inferred(form) & self.facts.get(form, UNKNOWN)
            self._memo[form] = found
        return found

    def _inferred(self, form: Canonical) -> int:
        if type(form) is Sum:
            return self._of_sum(form)
        if type(form) is Product:
            joint = POSITIVE
            for factor, exponent in form.entries.items():
                joint = _TIMES[joint][_of_power(self.sign(factor), exponent)]
            return joint
        if type(form) is CanonicalSymbol:
            joint = UNKNOWN
            for name in form.assumptions:
                joint &= _ASSUMED.get(name, UNKNOWN)
            return joint
        if type(form) is Reciprocal:
            return self.sign(form.base) & NONZERO
        if type(form) is CanonicalNumber:
            return _of_number(form.value)
        assert type(form) is Apply
        if form.operator is EXP:
            return POSITIVE
        if form.operator is POW and self.sign(form.arguments[0]) == POSITIVE:
            return POSITIVE
        return UNKNOWN

    def _of_sum(self, form: Sum) -> int:
        joint = _of_number(form.constant)
        for addend, coefficient in form.entries.items():
            joint = _PLUS[joint][_TIMES[_of_number(coefficient)][self.sign(addend)]]
        if self._of_sums and not form.is_scaled:
            size, primitive = self._content(form)
            if primitive is not form:
                joint &= _TIMES[size][self.facts.get(primitive, UNKNOWN)]
        return joint

    def _content(self, form: Canonical) -> tuple[int, Canonical]:
        """The sign of a term's content, and the term without it."""
        found = self._contents.get(form)
        if found is None:
            size, primitive = content_of(form)
            found = self._contents[form] = _of_number(size), primitive
        return found


def _of_number(value: Exact) -> int:
    size = value if type(value) is int else value.numerator
    return POSITIVE if size > 0 else NEGATIVE if size < 0 else ZERO


def _of_power(sign: int, exponent: int) -> int:
    if exponent < 0:
        sign &= NONZERO
    if exponent % 2:
        return sign
    return sign & ZERO | (POSITIVE if sign & NONZERO else 0)
