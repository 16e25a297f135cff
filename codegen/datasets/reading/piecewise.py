r"""Choices: the environment ``cases``, as nested ``select``."""

from __future__ import annotations

from collections.abc import Generator

from codegen.datasets.reading.cursor import Cursor, Goal, Rule, inside
from codegen.datasets.reading.vocabulary import RELATIONS
from symnum.ops import EQUAL, LESS, LESS_EQUAL, NEGATION, SELECT
from symnum.terms.plain import Call, Term

RELATION_SIGNS = frozenset({"=", "<", "<=", ">", ">=", "!="})
"""Signs that make a truth value of two terms."""
_OTHERWISE = frozenset({"otherwise", "else", "otherwise.", "elsewhere"})


def relation_term(sign: str, left: Term, right: Term) -> Term:
    """A truth value from a relation's sign."""
    if sign in (">", ">="):
        left, right, sign = right, left, {">": "<", ">=": "<="}[sign]
    if sign == "!=":
        return Call(NEGATION, (Call(EQUAL, (left, right)),))
    return Call({"=": EQUAL, "<": LESS, "<=": LESS_EQUAL}[sign], (left, right))


def cases_of(cursor: Cursor) -> Rule:
    """The rows of the environment; the last one has to be for all other cases."""
    begin = cursor.at
    start, end = cursor.group()
    rows = [row for row in _split(cursor, start, end, "\\\\") if row[0] < row[1]]
    read: list[tuple[Term | None, Term]] = []
    for row in rows:
        cells = _split(cursor, *row, "&")
        if len(cells) != 2:
            cursor.fail("unsupported", "a row of cases without a condition", (), begin)
        value = yield from inside(cursor, *_without_comma(cursor, *cells[0]))
        condition = yield from _condition(cursor, *cells[1])
        read.append((condition, value))
    if not read or read[-1][0] is not None or any(c is None for c, _ in read[:-1]):
        cursor.fail("unsupported", "cases have to end with one for everything else", (), begin)
    term = read[-1][1]
    for condition, value in reversed(read[:-1]):
        assert condition is not None
        term = Call(SELECT, (condition, value, term))
    return term


def _condition(cursor: Cursor, start: int, end: int) -> Generator[Goal, Term, Term | None]:
    """A row's condition; ``None`` for all other cases."""
    words = [t.text for t in cursor.tokens[start:end] if t.kind == "text"]
    if words and words[0] in _OTHERWISE:
        return None
    while start < end and cursor.tokens[start].kind == "text":
        start += 1
    signs = [n for n in range(start, end) if cursor.tokens[n].text in _SIGNS
             and cursor.tokens[n].kind in ("symbol", "command")]  # fmt: skip
    if len(signs) != 1:
        cursor.fail("unsupported", "a condition that is no comparison of two sides", (), start)
    sign = _SIGNS[cursor.tokens[signs[0]].text]
    left = yield from inside(cursor, start, signs[0])
    right = yield from inside(cursor, signs[0] + 1, end)
    return relation_term(sign, left, right)


_SIGNS = {word: sign for word, sign in RELATIONS.items() if sign in RELATION_SIGNS}


def _split(cursor: Cursor, start: int, end: int, text: str) -> list[tuple[int, int]]:
    """The parts of a range between signs that are in no bracket."""
    parts, place, first = [], start, start
    while place < end:
        if cursor.tokens[place].kind != "open" and cursor.tokens[place].text == text:
            parts.append((first, place))
            first = place + 1
        place = cursor.partners.get(place, place) + 1
    return [*parts, (first, end)]


def _without_comma(cursor: Cursor, start: int, end: int) -> tuple[int, int]:
    return start, end - (end > start and cursor.tokens[end - 1].text == ",")
