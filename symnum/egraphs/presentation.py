"""Plain terms as people write them: sums and products without needless brackets.

``a + (b - c)`` becomes ``a + b - c``, and ``a*(b/c)`` becomes ``a*b/c``. Value, domain and
number of nodes stay the same; a quotient in a denominator stays, since ``a/(b/c)`` has no value
where ``a*c/b`` may have one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symnum.egraphs.signature import BINDING
from symnum.ops import ADD, DIV, MUL, SUB, Operator
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import fold


def presented(term: Term) -> Term:
    """The plain term without needless brackets, its addends and factors in order.

    >>> from symnum.terms import plain_symbols
    >>> x, y, z = plain_symbols("x y z")
    >>> 1 - (y - (z + x)), presented(1 - (y - (z + x)))
    (1 - (y - (z + x)), x + z + 1 - y)
    >>> z * (y / x) * 2, presented(z * (y / x) * 2)
    (z*(y/x)*2, 2*y*z/x)
    """
    result: Term = fold(term, _leaf, _call)
    return result


def _leaf(leaf: Any) -> Any:
    return leaf


def _call(original: Any, operator: Operator, arguments: Sequence[Term]) -> Term:
    if operator in BINDING:
        kept: Term = original
        return kept
    call = Call(operator, tuple(arguments))
    if operator in (ADD, SUB):
        added, taken = _split(call, SUB)
        return _chain(ADD, SUB, _sorted(added, _addend_order), _sorted(taken, _addend_order))
    if operator in (MUL, DIV):
        above, below = _split(call, DIV)
        product = [_chain(MUL, DIV, _sorted(below, _factor_order), [])] if below else []
        return _chain(MUL, DIV, _sorted(above, _factor_order), product)
    return call


def _split(root: Call, inverse: Operator) -> tuple[list[Term], list[Term]]:
    """What a sum adds and takes away, or the factors above and below a fraction bar."""
    direct = ADD if inverse is SUB else MUL
    parts: tuple[list[Term], list[Term]] = ([], [])
    stack: list[tuple[Term, int]] = [(root, 0)]
    while stack:
        term, side = stack.pop()
        if isinstance(term, Call) and term.operator is direct:
            stack.extend((argument, side) for argument in reversed(term.arguments))
        elif isinstance(term, Call) and term.operator is inverse and (side == 0 or inverse is SUB):
            first, second = term.arguments
            stack.extend([(second, 1 - side), (first, side)])
        else:
            parts[side].append(term)
    return parts


def _sorted(terms: list[Term], order: Callable[[Term], tuple[int, str]]) -> list[Term]:
    return sorted(terms, key=order)


def _chain(more: Operator, less: Operator, first: Sequence[Term], then: Sequence[Term]) -> Term:
    result = first[0]
    for term in first[1:]:
        result = Call(more, (result, term))
    for term in then:
        result = Call(less, (result, term))
    return result


def _addend_order(term: Term) -> tuple[int, str]:
    """Numbers come last."""
    return int(isinstance(term, Number)), to_text(term)


def _factor_order(term: Term) -> tuple[int, str]:
    """Numbers, then symbols, then the rest."""
    rank = 0 if isinstance(term, Number) else 1 if isinstance(term, Symbol) else 2
    return rank, to_text(term)
