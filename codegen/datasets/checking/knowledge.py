"""What the checker knows of signs, and whether an equation has a value wherever it is claimed.

Bounds on the sign (below 0, 0, above 0 as −1, 0, 1) and whether 0 is excluded, from the structure
of a term, the domain's assumptions, recorded conditions, and equations that were accepted: a term
that equals a positive one is positive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from codegen.datasets.checking.normal_form import NormalForm, content_of
from symnum.ops import ADD, DERIVATIVE, DIV, EXP, INTEGRAL, LOG, MUL, POW, SQRT
from symnum.terms import interface
from symnum.terms.canonical import Canonical
from symnum.terms.plain import Call, Number, Term


class Sign(NamedTuple):
    """``low ≤ sign ≤ high``, and not 0 if ``nonzero``."""

    low: int = -1
    high: int = 1
    nonzero: bool = False

    def meet(self, other: Sign) -> Sign:
        """Both hold."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        nonzero = self.nonzero or other.nonzero
        return Sign(1 if nonzero and low == 0 else low, -1 if nonzero and high == 0 else high,
                    nonzero or low > 0 or high < 0)  # fmt: skip

    def times(self, other: Sign) -> Sign:
        """Of a product."""
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Sign(min(ends), max(ends), False).meet(Sign(nonzero=self.nonzero and other.nonzero))

    def plus(self, other: Sign) -> Sign:
        """Of a sum."""
        low = -1 if min(self.low, other.low) < 0 else max(self.low, other.low)
        high = 1 if max(self.high, other.high) > 0 else min(self.high, other.high)
        zeros = (self, other)
        if Sign(0, 0) in zeros:
            return zeros[zeros.index(Sign(0, 0)) - 1]
        return Sign(low, high, low > 0 or high < 0)


UNKNOWN, POSITIVE, NONZERO = Sign(), Sign(1, 1, True), Sign(nonzero=True)
_ASSUMED: Mapping[str, Sign] = {
    "positive": POSITIVE, "nonzero": NONZERO, "negative": Sign(-1, -1, True),
    "nonnegative": Sign(0, 1),
}  # fmt: skip


class Knowledge:
    """Signs of terms in normal form."""

    def __init__(self, forms: NormalForm) -> None:
        self.forms = forms
        self.facts: dict[Canonical, Sign] = {}
        self._memo: dict[Canonical, Sign] = {}

    def learn(self, term: Canonical, sign: Sign) -> None:
        """Take a sign for known."""
        joint = self.sign(term).meet(sign)
        if joint != self.sign(term):
            self.facts[term] = joint
            self._memo.clear()

    def equate(self, left: Canonical, right: Canonical) -> None:
        """Two terms are equal: each has the other's sign."""
        joint = self.sign(left).meet(self.sign(right))
        self.learn(left, joint)
        self.learn(right, joint)

    def holds(self, predicate: str, term: Term) -> bool:
        """Whether ``positive`` or ``nonzero`` is known of a term."""
        sign = self.sign(self.forms.of(term))
        return sign.low > 0 if predicate == "positive" else sign.nonzero

    def sign(self, term: Canonical) -> Sign:
        """What is known of the sign of a term in normal form."""
        found = self._memo.get(term)
        if found is None:
            found = self._inferred(term).meet(self.facts.get(term, UNKNOWN))
            self._memo[term] = found
        return found

    def _inferred(self, term: Canonical) -> Sign:
        value = interface.number(term)
        if value is not None:
            place = (value > 0) - (value < 0)
            return Sign(place, place, place != 0)
        result = UNKNOWN
        if not interface.is_call(term):
            for name in sorted(interface.assumptions(term)):
                result = result.meet(_ASSUMED.get(name, UNKNOWN))
            return result
        return self._of_call(term)

    def _of_call(self, term: Canonical) -> Sign:
        operator, arguments = interface.operator(term), interface.arguments(term)
        if operator is EXP:
            return POSITIVE
        if operator is POW:
            return self._of_power(*arguments)
        if operator not in (ADD, MUL):
            return UNKNOWN
        if operator is ADD:
            content, primitive = content_of(term)
            if content != 1:
                place = 1 if content > 0 else -1
                return Sign(place, place, True).times(self.sign(primitive))
        result = self.sign(arguments[0])
        for argument in arguments[1:]:
            other = self.sign(argument)
            result = result.plus(other) if operator is ADD else result.times(other)
        return result

    def _of_power(self, base: Canonical, exponent: Canonical) -> Sign:
        sign, value = self.sign(base), interface.number(exponent)
        if sign.low > 0:
            return POSITIVE
        if not isinstance(value, int):
            return UNKNOWN
        nonzero = Sign(nonzero=sign.nonzero or value < 0)
        return nonzero.meet(Sign(0, 1)) if value % 2 == 0 else nonzero.meet(sign)

    def undefined_part(self, term: Term) -> Term | None:
        """A subterm that may have no value, as written; ``None`` if there is none."""
        todo: list[Any] = [term]
        while todo:
            part = todo.pop()
            if isinstance(part, Call):
                if not self._has_value(part):
                    return part
                todo.extend(part.arguments)
        return None

    def _has_value(self, part: Call) -> bool:
        operator, arguments = part.operator, part.arguments
        if operator is DIV:
            return self.holds("nonzero", arguments[1])
        if operator in (LOG, SQRT):
            return self.holds("positive", arguments[0])
        if operator is POW:
            return self.has_power(*arguments)
        return not operator.interpreted or not operator.domain or operator in (DERIVATIVE, INTEGRAL)

    def has_power(self, base: Term, exponent: Term) -> bool:
        """Whether a power has a value, and derivatives."""
        if isinstance(exponent, Number) and isinstance(exponent.value, int):
            return exponent.value >= 0 or self.holds("nonzero", base)
        return self.holds("positive", base)
