r"""Integrals, sums, products over an index, and limits.

An integral without bounds is the operator ``integral``. Those with bounds, and what has an index
or a limit, have no operator: they are free functions of these names, ``definite_integral(e, x, a,
b)``, ``summation(e, k, a, b)``, ``product_over(e, k, a, b)`` and ``limit(e, x, a)``, where a limit
from one side has −1 (from below) or 1 as a fourth argument.
"""

from __future__ import annotations

from codegen.datasets.reading.cursor import Cursor, Goal, Rule, inside
from codegen.datasets.reading.differentials import at_differential
from codegen.datasets.reading.names import identifier
from codegen.datasets.reading.sums import starts_factor
from symnum.ops import INTEGRAL, NEG, function
from symnum.terms.plain import Call, Number, Symbol, Term

_COUNTS = {"int": 1, "iint": 2, "iiint": 3}
_OVER_INDEX = {"sum": "summation", "prod": "product_over"}
_ARROWS = frozenset({"to", "rightarrow", r"\rightarrow", "->", r"\to", r"\longrightarrow"})
COMMANDS = frozenset({*_COUNTS, *_OVER_INDEX, "lim"})


def bounded_of(cursor: Cursor) -> Rule:
    """What one of :data:`COMMANDS` begins."""
    name = cursor.tokens[cursor.at].text
    if name in _COUNTS:
        return integral_of(cursor)
    return limit_of(cursor) if name == "lim" else indexed_of(cursor)


def _scripts(cursor: Cursor) -> dict[str, tuple[int, int]]:
    """The ranges of an index and an exponent."""
    found: dict[str, tuple[int, int]] = {}
    while (token := cursor.peek()) is not None and token.text in ("_", "^"):
        cursor.at += 1
        following = cursor.peek()
        if following is None:
            cursor.fail("syntax", "a bound is missing here")
        if following.kind == "open":
            found[token.text] = cursor.group()
        else:
            found[token.text] = (cursor.at, cursor.at + 1)
            cursor.at += 1
    return found


def integral_of(cursor: Cursor) -> Rule:
    """An integral: the integrand goes as far as the differential."""
    begin = cursor.at
    count = _COUNTS[cursor.tokens[begin].text]
    cursor.at += 1
    scripts = _scripts(cursor)
    if scripts and (count > 1 or len(scripts) == 1):
        cursor.fail("unsupported", "an integral over a region is not read", (), begin)
    cursor.integrals += count
    if at_differential(cursor) is None:
        term = yield Goal.SUM
    else:
        term = Number(1)
    for _ in range(count):
        found = at_differential(cursor)
        if found is None or found.order != 1:
            cursor.fail("syntax", "the differential of this integral is missing", (), begin)
        cursor.at = found.end
        cursor.integrals -= 1
        if term is Number(1) and starts_factor(cursor):
            readings = ("the integrand", "a factor after the integral")
            cursor.fail("ambiguous", "a factor after a differential", readings, begin)
        if not scripts:
            term = Call(INTEGRAL, (term, found.variable))
            continue
        low = yield from inside(cursor, *scripts["_"])
        high = yield from inside(cursor, *scripts["^"])
        term = Call(function("definite_integral"), (term, found.variable, low, high))
    return term


def _place_of(cursor: Cursor, start: int, end: int, texts: frozenset[str]) -> int:
    """Where one of some signs is in a range; the end if there is none."""
    return next((n for n in range(start, end) if cursor.tokens[n].text in texts), end)


def _variable(cursor: Cursor, start: int, end: int) -> Symbol:
    """The symbol that a whole range is."""
    saved, cursor.at = cursor.at, start
    entry, key, stop, _ = cursor.names_here()
    if stop != end or stop == start or (entry is not None and entry.is_function):
        cursor.fail("syntax", "a variable was expected here")
    cursor.at = saved
    return Symbol(identifier(key)) if entry is None else cursor.symbol(entry)


def indexed_of(cursor: Cursor) -> Rule:
    """A sum or a product over an index; it goes on up to the next sign of a sum."""
    begin = cursor.at
    name = _OVER_INDEX[cursor.tokens[begin].text]
    cursor.at += 1
    scripts = _scripts(cursor)
    if set(scripts) != {"_", "^"}:
        cursor.fail("unsupported", "a sum or product without two bounds", (), begin)
    start, end = scripts["_"]
    sign = _place_of(cursor, start, end, frozenset("="))
    if sign == end:
        cursor.fail("syntax", "an index and its first value were expected", (), begin)
    index = _variable(cursor, start, sign)
    first = yield from inside(cursor, sign + 1, end)
    last = yield from inside(cursor, *scripts["^"])
    term = yield from _signed_product(cursor)
    return Call(function(name), (term, index, first, last))


def _signed_product(cursor: Cursor) -> Rule:
    """A product, perhaps with a sign in front."""
    if not cursor.sees("symbol", "-"):
        return (yield Goal.PRODUCT)
    cursor.at += 1
    term = yield Goal.PRODUCT
    return Call(NEG, (term,))


def limit_of(cursor: Cursor) -> Rule:
    """A limit; it goes on up to the next sign of a sum."""
    begin = cursor.at
    cursor.at += 1
    scripts = _scripts(cursor)
    if set(scripts) != {"_"}:
        cursor.fail("syntax", "what the limit is taken at is missing", (), begin)
    start, end = scripts["_"]
    arrow = _place_of(cursor, start, end, _ARROWS)
    if arrow == end:
        cursor.fail("syntax", "an arrow was expected under the limit", (), begin)
    variable = _variable(cursor, start, arrow)
    side, stop = _side(cursor, arrow + 1, end)
    point = yield from inside(cursor, arrow + 1, stop)
    term = yield from _signed_product(cursor)
    sides: tuple[Term, ...] = (Number(side),) if side else ()
    return Call(function("limit"), (term, variable, point, *sides))


def _side(cursor: Cursor, start: int, end: int) -> tuple[int, int]:
    """From which side a point is approached, and where the point alone ends."""
    last = cursor.tokens[max(start, end - 4) : end]
    if [token.text for token in last[-4:-2]] == ["^", "{"] and last[-2].text in "+-":
        return (1 if last[-2].text == "+" else -1), end - 4
    return 0, end
