"""Values of limits and of infinite sums.

``limit(e, x, a)`` is the limit of e as x tends to a; ``infinite_sum(e, k, m)`` the sum of e for
k = m, m + 1, …. Limits are computed again by the engine; an infinite sum has a value here only if
it is a sum of convergent geometric series.
"""

from __future__ import annotations

from functools import lru_cache

from codegen.datasets.checking.topics.values import Ball, Undefined, Values
from symnum.errors import InputError
from symnum.ops import ADD, MUL, NEG, POW, SUB
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import free_symbols

LIMIT, INFINITE_SUM = "limit", "infinite_sum"


@lru_cache(maxsize=4096)
def _limit(term: Call) -> Term | None:
    from symnum.calculus import NoLimit, limit
    from symnum.calculus import Undecided as UndecidedSign

    inside, variable, place = term.arguments
    try:
        found: Term = limit(inside, variable, place)
    except (NoLimit, UndecidedSign, InputError):
        return None
    return found


def limit_value(values: Values, term: Call) -> Ball:
    """The limit, by the engine.

    Raises:
        Undefined: it finds none.
    """
    found = _limit(term)
    if found is None:
        raise Undefined
    return values.of(found)


def infinite_sum(values: Values, term: Call) -> Ball:
    """The sum of multiples of geometric series.

    Raises:
        Undefined: it does not converge, or is another series.
    """
    inside, index, start = term.arguments
    return _summed(values, inside, index, start)


def _summed(values: Values, term: Term, index: Term, start: Term) -> Ball:
    if not isinstance(term, Call) or index not in free_symbols(term):
        raise Undefined
    parts = term.arguments
    if term.operator is POW and parts[1] is index and index not in free_symbols(parts[0]):
        ratio = values.of(parts[0])
        if not abs(ratio) < 1:
            raise Undefined
        return values.of(Call(POW, (parts[0], start))) / (1 - ratio)
    if term.operator is MUL and index not in free_symbols(parts[0]) and len(parts) == 2:
        return values.of(parts[0]) * _summed(values, parts[1], index, start)
    if term.operator not in (ADD, SUB, NEG):
        raise Undefined
    sums = [_summed(values, part, index, start) for part in parts]
    if term.operator is NEG:
        return -sums[0]
    return sums[0] - sums[1] if term.operator is SUB else sum(sums[1:], sums[0])
