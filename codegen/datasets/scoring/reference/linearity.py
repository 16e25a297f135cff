"""Integrals written as sums of multiples of integrals: sums taken apart, constant factors before.

An antiderivative is one of many; that of a multiple is taken to be the multiple of the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from symnum.ops import ADD, DIV, INTEGRAL, MUL, NEG, SUB
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import free_symbols, rewritten

MOST_ADDENDS = 20
_ONE = Number(1)


def linear(term: Term) -> Term:
    """The term with its integrals in that form."""
    return rewritten(term, _taken_apart)


def _taken_apart(part: Term, arguments: tuple[Term, ...]) -> Term | None:
    if not isinstance(part, Call) or part.operator is not INTEGRAL or len(arguments) != 2:
        return None
    inside, variable = arguments
    addends = list(_addends(inside, _ONE))
    if len(addends) > MOST_ADDENDS:
        return None
    whole: Term = Number(0)
    for addend in addends:
        factors = list(_factors(addend, True))
        before = [f for f in factors if variable not in free_symbols(f)]
        behind = [f for f in factors if variable in free_symbols(f)]
        integral = Call(INTEGRAL, (_product(behind), variable))
        whole = Call(ADD, (whole, Call(MUL, (_product(before), integral))))
    return whole


def _addends(term: Term, factor: Term) -> Iterator[Term]:
    if isinstance(term, Call) and term.operator in (ADD, SUB):
        first, *others = term.arguments
        yield from _addends(first, factor)
        sign = Number(-1) if term.operator is SUB else _ONE
        for other in others:
            yield from _addends(other, Call(MUL, (sign, factor)))
    elif isinstance(term, Call) and term.operator is NEG:
        yield from _addends(term.arguments[0], Call(MUL, (Number(-1), factor)))
    else:
        yield Call(MUL, (factor, term))


def _factors(term: Term, above: bool) -> Iterator[Term]:
    """The factors of a product or quotient; of those below the bar their reciprocals."""
    if isinstance(term, Call) and term.operator is MUL:
        for part in term.arguments:
            yield from _factors(part, above)
    elif isinstance(term, Call) and term.operator is DIV:
        upper, lower = term.arguments
        yield from _factors(upper, above)
        yield from _factors(lower, not above)
    elif isinstance(term, Call) and term.operator is NEG:
        yield Number(-1)
        yield from _factors(term.arguments[0], above)
    else:
        yield term if above else Call(DIV, (_ONE, term))


def _product(factors: list[Term]) -> Term:
    found: Term = _ONE
    for factor in factors:
        found = Call(MUL, (found, factor))
    return found
