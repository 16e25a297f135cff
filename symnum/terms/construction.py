"""How calls become terms: plain ones as written, canonical ones sums and products at a time.

A canonical sum or product of n parts is made in one go, when its last part is known: until then
its parts wait in a list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symnum.ops import ADD, DIV, MUL, NEG, SUB, Operator
from symnum.terms.canonical import Apply, CanonicalNumber, CanonicalSymbol
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.ring import build, linear_combination, product


class _Plain:
    number = staticmethod(Number)
    symbol = staticmethod(Symbol)
    call_type = Call

    def call(self, operator: Operator, arguments: tuple[Term, ...]) -> Term:
        """As written; but a minus sign before a number belongs to it."""
        if operator is NEG and type(arguments[0]) is Number and arguments[0].value > 0:
            return Number(-arguments[0].value)
        return Call(operator, arguments)

    def finished(self, term: Term) -> Term:
        return term


class _Addends(list[Any]):
    """Pairs of an addend and its sign."""


class _Factors(list[Any]):
    """Pairs of a factor and its exponent."""


_LISTS = frozenset({_Addends, _Factors})
_GATHERED: dict[Operator, tuple[type[list[Any]], int]] = {
    ADD: (_Addends, 1), SUB: (_Addends, -1), MUL: (_Factors, 1), DIV: (_Factors, -1),
}  # fmt: skip


class _Canonical:
    number = staticmethod(CanonicalNumber)
    symbol = staticmethod(CanonicalSymbol)
    call_type = Apply

    def call(self, operator: Operator, arguments: Sequence[Any]) -> Any:
        """The term, or a list of parts to be passed on to one other call or to ``finished``."""
        row = _GATHERED.get(operator)
        finished = self.finished
        if row is None or len(arguments) != 2:
            return build(operator, [finished(a) if type(a) in _LISTS else a for a in arguments])
        gathered, sign = row
        first, second = arguments
        if type(first) is not gathered:
            if type(second) is gathered and sign == 1:
                second.append((finished(first), 1))
                return second
            first = gathered([(finished(first) if type(first) in _LISTS else first, 1)])
        first.append((finished(second) if type(second) in _LISTS else second, sign))
        return first

    def finished(self, term: Any) -> Any:
        if type(term) is _Addends:
            return linear_combination(term)
        if type(term) is _Factors:
            return product(term)
        return term


PLAIN, CANONICAL = _Plain(), _Canonical()


def opposite(term: Term, product: Callable[[Call], Term]) -> Term | None:
    """What a term that is written with a minus in front has behind it; ``None`` for any other.

    Args:
        term: A number, a negation, or a product or quotient whose first part has an opposite.
        product: Writes such a product or quotient once its first part is replaced.

    >>> from symnum.terms.plain import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> opposite(-3 * x, lambda call: call), opposite(x, lambda call: call)
    (3*x, None)
    """
    if isinstance(term, Number):
        return Number(-term.value) if term.value < 0 else None
    if not isinstance(term, Call):
        return None
    if term.operator is NEG:
        return term.arguments[0]
    first = opposite(term.arguments[0], product) if term.operator in (MUL, DIV) else None
    return None if first is None else product(Call(term.operator, (first, *term.arguments[1:])))
