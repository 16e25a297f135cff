r"""An antiderivative between two bounds: ``[F(x)]_{a}^{b}`` is ``F(b) - F(a)``."""

from __future__ import annotations

from codegen.datasets.reading.cursor import Cursor, Rule, inside
from symnum.ops import SUB
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols, rewritten


def between_bounds(cursor: Cursor, term: Term, begin: int) -> Rule:
    """The difference of a term's values at the bounds that follow.

    The variable is the one symbol in the term, or the one that a bound names: ``_{x=0}``.
    """
    names = sorted({symbol.name: symbol for symbol in free_symbols(term)}.items())
    low = yield from _bound(cursor, "_", begin)
    high = yield from _bound(cursor, "^", begin)
    if len(names) != 1:
        message = f"a value between two bounds, with {len(names)} symbols"
        cursor.fail("ambiguous" if names else "unsupported", message, (), begin)
    ((_, variable),) = names
    return Call(SUB, (_at(term, variable, high), _at(term, variable, low)))


def _bound(cursor: Cursor, sign: str, begin: int) -> Rule:
    if not (cursor.sees("symbol", sign) and cursor.sees("open", "{", 1)):
        cursor.fail("unsupported", "a value at one place is not read", (), begin)
    cursor.at += 1
    start, end = cursor.group()
    signs = [n for n in range(start, end) if cursor.tokens[n][:2] == ("symbol", "=")]
    return (yield from inside(cursor, signs[-1] + 1 if signs else start, end))


def _at(term: Term, variable: Symbol, value: Term) -> Term:
    """The term with its variable replaced."""
    return rewritten(term, lambda part, _: value if part is variable else None)
