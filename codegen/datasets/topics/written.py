"""Terms as people write them, which canonical forms would change."""

from __future__ import annotations

from typing import Any

from symnum.ops import ADD, MUL, NEG, SUB
from symnum.terms.construction import opposite
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Number, Term


def plain(operator: Any, *terms: Any) -> Call:
    """A call as it is written: of sums and differences, negative parts change the sign."""
    first, *others = map(to_plain, terms)
    if operator not in (ADD, SUB) or all(_opposite(part) is None for part in others):
        return Call(operator, (first, *others))
    for part in others:
        opposite = _opposite(part)
        sign = operator if opposite is None else SUB if operator is ADD else ADD
        first = Call(sign, (first, part if opposite is None else opposite))
    assert isinstance(first, Call)
    return first


def _opposite(term: Term) -> Term | None:
    return opposite(term, _without_one)


def _without_one(call: Call) -> Term:
    """A product without the 1 that it begins with."""
    first, *rest = call.arguments
    if call.operator is not MUL or not isinstance(first, Number) or first.value != 1:
        return call
    return rest[0] if len(rest) == 1 else Call(MUL, tuple(rest))


def multiple(factor: int, term: Any) -> Term:
    """A whole number times a term: -3*(x + 1) is the opposite of 3*(x + 1)."""
    found = Call(MUL, (Number(abs(factor)), to_plain(term)))
    return Call(NEG, (found,)) if factor < 0 else found
