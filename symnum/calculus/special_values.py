"""Values of functions at numbers, where they are simple: what series and limits start from.

Source: NIST Digital Library of Mathematical Functions, 4.17, 4.23, 5.4, 7.2, 10.7, 10.30.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import factorial

from rewrite_rules import FACTS, RULES
from symnum.ops import (
    ACOS,
    ACOSH,
    ASIN,
    ATAN,
    ATAN2,
    BESSELI,
    BESSELJ,
    DIGAMMA,
    ERFC,
    EULER_GAMMA,
    GAMMA,
    LGAMMA,
    PI,
    POLYGAMMA,
    Operator,
)
from symnum.rewriting import classical
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.exact import Exact
from symnum.terms.ring import ONE, ZERO, build, linear_combination
from symnum.terms.traversal import postorder

_HALF = Fraction(1, 2)
_SHARES_OF_PI: Mapping[tuple[Operator, Exact], Exact] = {
    (ACOS, 0): _HALF, (ACOS, -1): 1, (ACOS, _HALF): Fraction(1, 3), (ACOS, -_HALF): Fraction(2, 3),
    (ASIN, 1): _HALF, (ASIN, -1): -_HALF, (ASIN, _HALF): Fraction(1, 6),
    (ASIN, -_HALF): Fraction(-1, 6), (ATAN, 1): Fraction(1, 4), (ATAN, -1): Fraction(-1, 4),
}  # fmt: skip
_VALUES: Mapping[tuple[Operator, Exact], Canonical] = {
    (ACOS, 1): ZERO, (ACOSH, 1): ZERO, (ERFC, 0): ONE, (LGAMMA, 1): ZERO, (LGAMMA, 2): ZERO,
    (DIGAMMA, 1): linear_combination([(build(EULER_GAMMA, ()), -1)]),
}  # fmt: skip
_LARGEST_FACTORIAL = 200


def simplified(term: Canonical) -> Canonical:
    """The term as the classical simplifier leaves it, values at simple numbers put in."""
    if isinstance(term, CanonicalSymbol | CanonicalNumber):
        return term
    simple: Canonical = classical.simplify(with_special_values(term), RULES, FACTS).term
    return simple


def with_special_values(term: Canonical) -> Canonical:
    """The term with functions at simple numbers replaced by their values."""
    calls = [t for t, _ in postorder([term]) if isinstance(t, Apply)]
    values = {call: special_value(call) for call in calls}
    known = {call: value for call, value in values.items() if value is not None}
    found: Canonical = substitute(term, known) if known else term
    return found


def special_value(term: Apply) -> Canonical | None:
    """The value of a call at a number, if it is listed here."""
    operator, last = term.operator, term.arguments[-1] if term.arguments else None
    if not isinstance(last, CanonicalNumber):
        return None
    value = last.value
    if len(term.arguments) == 2:
        return _at_two(operator, term.arguments[0], value)
    share = _SHARES_OF_PI.get((operator, value))
    if share is not None:
        return linear_combination([(build(PI, ()), share)])
    if operator is GAMMA and isinstance(value, int) and 0 < value <= _LARGEST_FACTORIAL:
        return CanonicalNumber(factorial(value - 1))
    return _VALUES.get((operator, value))


def _at_two(operator: Operator, order: Canonical, value: Exact) -> Canonical | None:
    if operator is ATAN2 and order is ZERO and value > 0:
        return ZERO
    if not isinstance(order, CanonicalNumber) or not isinstance(order.value, int):
        return None
    if operator in (BESSELJ, BESSELI) and value == 0:
        return ZERO if order.value else ONE
    if operator is POLYGAMMA and order.value == 1 and value == 1:
        square = build(PI, ()) ** 2
        return linear_combination([(square, Fraction(1, 6))])
    return None
