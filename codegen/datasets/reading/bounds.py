r"""Terms between two bounds and at a point: ``[F(x)]_{a}^{b}``, ``\left. f'(x) \right|_{x=2}``."""

from __future__ import annotations

from collections.abc import Generator

from codegen.datasets.reading.cursor import Cursor, Goal, Rule, inside
from codegen.datasets.reading.values_at import value_at
from symnum.ops import SUB
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols

_SCOPES = ("the value of the whole sum", "the value of the last addend")


def at_bar(cursor: Cursor) -> bool:
    """Whether a vertical bar with an index is next: it closes no absolute value."""
    token = cursor.peek()
    is_bar = token is not None and token.kind == "bar" and not cursor.bars
    return is_bar and cursor.sees("symbol", "_", 1)


def before_bar(cursor: Cursor, term: Term, addends: Term | None, begin: int) -> Rule:
    """The value of a product before such a bar; what is before that may belong to it."""
    cursor.at += 1
    found = yield from between_bounds(cursor, term, begin)
    if addends is not None and free_symbols(addends):
        cursor.fail("ambiguous", "a sum before a vertical bar", _SCOPES, begin)
    return found


def between_bounds(cursor: Cursor, term: Term, begin: int) -> Rule:
    """The value of a term at the place that follows, or the difference between two of them.

    The variable is the one that a bound names, ``_{x=0}``, or the one symbol in the term.
    """
    named, low = yield from _bound(cursor, "_", begin)
    if cursor.sees("symbol", "^") and cursor.sees("open", "{", 1):
        other, high = yield from _bound(cursor, "^", begin)
        names = [name for name in (named, other) if name is not None]
        variable = names[0] if names else _only_symbol(cursor, term, begin)
        upper, lower = (_at(cursor, term, variable, value, begin) for value in (high, low))
        return Call(SUB, (upper, lower))
    if named is None:
        cursor.fail("unsupported", "a value at one place is not read", (), begin)
    return _at(cursor, term, named, low, begin)


def _only_symbol(cursor: Cursor, term: Term, begin: int) -> Symbol:
    names = sorted({symbol.name: symbol for symbol in free_symbols(term)}.items())
    if len(names) != 1:
        message = f"a value between two bounds, with {len(names)} symbols"
        cursor.fail("ambiguous" if names else "unsupported", message, (), begin)
    ((_, variable),) = names
    assert isinstance(variable, Symbol)
    return variable


def _bound(
    cursor: Cursor, sign: str, begin: int
) -> Generator[Goal, Term, tuple[Symbol | None, Term]]:
    """The variable that a bound names, if it does, and the bound."""
    if not (cursor.sees("symbol", sign) and cursor.sees("open", "{", 1)):
        cursor.fail("unsupported", "a value at one place is not read", (), begin)
    cursor.at += 1
    start, end = cursor.group()
    signs = [n for n in range(start, end) if cursor.tokens[n][:2] == ("symbol", "=")]
    if not signs:
        return None, (yield from inside(cursor, start, end))
    named = yield from inside(cursor, start, signs[0])
    value = yield from inside(cursor, signs[-1] + 1, end)
    if not isinstance(named, Symbol):
        cursor.fail("unsupported", "a value at a place of no one symbol", (), begin)
    return named, value


def _at(cursor: Cursor, term: Term, variable: Symbol, value: Term, begin: int) -> Term:
    found = value_at(term, variable, value)
    if found is None:
        cursor.fail("unsupported", "a value of what has no value at a place", (), begin)
    return found
