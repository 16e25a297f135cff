"""Terms as people write them, which canonical forms would change."""

from __future__ import annotations

from typing import Any

from symnum.ops import ADD, DIV, MUL, NEG, SUB
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
    """What a term that is written with a minus in front has behind it."""
    if isinstance(term, Number):
        return Number(-term.value) if term.value < 0 else None
    if not isinstance(term, Call):
        return None
    if term.operator is NEG:
        return term.arguments[0]
    inner = _opposite(term.arguments[0]) if term.operator in (MUL, DIV) else None
    if inner is None:
        return None
    is_one = isinstance(inner, Number) and inner.value == 1 and term.operator is MUL
    rest = term.arguments[1:]
    if is_one and len(rest) == 1:
        return rest[0]
    return Call(term.operator, rest if is_one else (inner, *rest))


def multiple(factor: int, term: Any) -> Term:
    """A whole number times a term: -3*(x + 1) is the opposite of 3*(x + 1)."""
    found = Call(MUL, (Number(abs(factor)), to_plain(term)))
    return Call(NEG, (found,)) if factor < 0 else found
