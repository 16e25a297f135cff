"""Plain terms as people write them: with minus signs, quotients and roots, and without needless
brackets.

``a + (b - c)`` becomes ``a + b - c``, ``a*(b/c)`` becomes ``a*b/c``, and ``a + (-1)*b*c^(-1)``
becomes ``a - b/c``. Value and domain stay the same, and there are never more nodes; a quotient in
a denominator stays, since ``a/(b/c)`` has no value where ``a*c/b`` may have one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from typing import Any

from symnum.egraphs.signature import BINDING
from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Operator
from symnum.terms.construction import opposite
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import fold, postorder

_ONE, _MINUS_ONE = Number(1), Number(-1)


def presented(term: Term) -> Term:
    """The plain term without needless brackets, its addends and factors in order.

    >>> from symnum.terms import plain_symbols
    >>> x, y, z = plain_symbols("x y z")
    >>> 1 - (y - (z + x)), presented(1 - (y - (z + x)))
    (1 - (y - (z + x)), x + z + 1 - y)
    >>> z * (y / x) * 2, presented(z * (y / x) * 2)
    (z*(y/x)*2, 2*y*z/x)
    """
    return presented_together([term], sharing=False)[0]


def presented_together(terms: Sequence[Term], *, sharing: bool = True) -> list[Term]:
    """Several plain terms so.

    Args:
        terms: The terms.
        sharing: Whether a call with several users keeps its brackets, so that it stays shared.

    >>> from symnum.terms import plain_symbols
    >>> x, y, z = plain_symbols("x y z")
    >>> presented_together([z + (x + y), (x + y) * z])
    [x + y + z, z*(x + y)]
    >>> presented_together([x + (y + z), y + z])
    [x + (y + z), y + z]
    """
    users = Counter(part for _, parts in postorder(terms) for part in dict.fromkeys(parts))
    users.update(terms)
    kept: set[Term] = set()

    def call(original: Any, operator: Operator, arguments: Sequence[Term]) -> Term:
        result = _presented_call(original, operator, arguments, kept)
        if sharing and users[original] > 1:
            kept.add(result)
        return result

    return [fold(term, _leaf, call) for term in terms]


def _leaf(leaf: Any) -> Any:
    return leaf


def _presented_call(
    original: Term, operator: Operator, arguments: Sequence[Term], kept: Collection[Term]
) -> Term:
    if operator in BINDING:
        return original
    call = Call(operator, tuple(arguments))
    if operator in (ADD, SUB):
        return _sum(call, kept)
    if operator in (MUL, DIV):
        return _product(call, kept)
    return _power(call) if operator is POW else call


def _sum(call: Call, kept: Collection[Term]) -> Term:
    added, taken = _split(call, SUB, kept)
    if not added:
        return Call(NEG, (_chain(ADD, SUB, _sorted(taken, _addend_order), []),))
    return _chain(ADD, SUB, _sorted(added, _addend_order), _sorted(taken, _addend_order))


def _product(call: Call, kept: Collection[Term] = ()) -> Term:
    above, below = _split(call, DIV, kept)
    negative = above.count(_MINUS_ONE) % 2 == 1
    above = [factor for factor in above if factor not in (_ONE, _MINUS_ONE)] or [_ONE]
    quotient = [_chain(MUL, DIV, _sorted(below, _factor_order), [])] if below else []
    result = _chain(MUL, DIV, _sorted(above, _factor_order), quotient)
    return Call(NEG, (result,)) if negative else result


def _power(call: Call) -> Term:
    base, exponent = call.arguments
    if not isinstance(exponent, Number):
        return call
    if exponent.value == Fraction(1, 2):
        return Call(SQRT, (base,))
    if exponent.value == -1:
        return Call(DIV, (_ONE, base))
    return call


def _split(root: Call, inverse: Operator, kept: Collection[Term]) -> tuple[list[Term], list[Term]]:
    """What a sum adds and takes away, or the factors above and below a fraction bar."""
    direct = ADD if inverse is SUB else MUL
    parts: tuple[list[Term], list[Term]] = ([], [])
    stack: list[tuple[Term, int]] = [(root, 0)]
    while stack:
        term, side = stack.pop()
        if term in kept and term is not root:
            parts[side].append(term)
        elif isinstance(term, Call) and term.operator is direct:
            stack.extend((argument, side) for argument in reversed(term.arguments))
        elif isinstance(term, Call) and term.operator is inverse and (side == 0 or inverse is SUB):
            first, second = term.arguments
            stack.extend([(second, 1 - side), (first, side)])
        elif inverse is SUB and (turned := opposite(term, _product)) is not None:
            stack.append((turned, 1 - side))
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
