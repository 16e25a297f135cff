r"""Marks of derivatives and differentials: ``d``, ``\mathrm{d}`` and ``\partial`` before a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from codegen.datasets.reading.cursor import Cursor
from codegen.datasets.reading.names import identifier
from codegen.datasets.reading.tokens import Token
from symnum.terms.plain import Symbol


class Differential(NamedTuple):
    """A variable after a mark, how often, and where both end."""

    variable: Symbol
    order: int
    end: int


def mark_end(cursor: Cursor, place: int) -> int:
    """Where a mark ends that begins at a place; 0 if none does."""
    tokens = cursor.tokens
    if place >= cursor.end:
        return 0
    if tokens[place][:2] in (("letter", "d"), ("command", "partial")):
        return place + 1
    upright = tokens[place][:2] == ("command", "mathrm") and place + 3 < cursor.end
    if upright and tokens[place + 2].text == "d" and tokens[place + 3].kind == "close":
        return place + 4
    return 0


def is_declared_letter(cursor: Cursor, place: int) -> bool:
    """Whether the mark is the letter d although that is a declared name."""
    return cursor.tokens[place][:2] == ("letter", "d") and "d" in cursor.names.heads


def differential(cursor: Cursor, place: int) -> Differential | None:
    """The mark and variable at a place, with an exponent if one follows."""
    start = mark_end(cursor, place)
    if not start or start >= cursor.end:
        return None
    saved, cursor.at = cursor.at, start
    entry, key, end, _ = cursor.names_here()
    cursor.at = saved
    if end == start or (entry is not None and entry.is_function):
        return None
    variable = Symbol(identifier(key)) if entry is None else cursor.symbol(entry)
    order, end = order_at(cursor, end)
    return Differential(variable, order, end)


def order_at(cursor: Cursor, place: int) -> tuple[int, int]:
    """A whole exponent at a place and where it ends; 1 if there is none."""
    tokens = cursor.tokens
    if place + 1 >= cursor.end or tokens[place][:2] != ("symbol", "^"):
        return 1, place
    braced = tokens[place + 1].kind == "open"
    digits = tokens[place + 1 + braced]
    end = place + 2 + 2 * braced
    if digits.kind != "number" or not digits.text.isdecimal() or len(digits.text) > 2:
        return 1, place
    if braced and tokens[end - 1].kind != "close":
        return 1, place
    return int(digits.text), end


def at_differential(cursor: Cursor) -> Differential | None:
    """The differential that is next, where an integral waits for one."""
    found = differential(cursor, cursor.at)
    if found is not None and is_declared_letter(cursor, cursor.at):
        readings = ("the differential", "a factor")
        cursor.fail("ambiguous", "d is a declared name", readings)
    return found


def denominators(cursor: Cursor, start: int, end: int) -> list[Differential]:
    """The differentials that a range consists of; none if there is anything else."""
    found: list[Differential] = []
    saved, cursor.end = cursor.end, end
    while start < end:
        following = differential(cursor, start)
        if following is None:
            found = []
            break
        found.append(following)
        start = following.end
    cursor.end = saved
    return found


def differentials_last(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens with ``\int \frac{dx}{x}`` written as ``\int \frac{1}{x} dx``."""
    done: list[Token] = []
    waiting = [0]
    moved: list[tuple[int, list[Token]]] = []
    for place, token in enumerate(tokens):
        done.append(token)
        if token.kind == "open":
            waiting.append(0)
        elif token.kind == "close" and len(waiting) > 1:
            waiting.pop()
            if moved and moved[-1][0] == place:
                done += moved.pop()[1]
        elif token[:2] == ("command", "int"):
            waiting[-1] += 1
        elif token[:2] == ("letter", "d"):
            waiting[-1] = max(0, waiting[-1] - 1)
        if token.kind == "close" and place + 1 < len(tokens) and waiting[-1]:
            _move(tokens, place, done, moved)
    return done


def _move(
    tokens: Sequence[Token], place: int, done: list[Token], moved: list[tuple[int, list[Token]]]
) -> None:
    """Take the differential from the end of the numerator that has just been closed."""
    start = _opening(done, len(done) - 1)
    if start < 1 or done[start - 1].text not in ("frac", "dfrac", "tfrac"):
        return
    if tokens[place + 1].kind != "open" or place + 2 >= len(tokens):
        return
    inner = done[start + 1 : -1]
    marks = (("letter", "d"), ("command", "partial"))
    if tokens[place + 2][:2] in marks or len(inner) < 2 or inner[-2][:2] != ("letter", "d"):
        return
    shown = [token[:2] for token in inner]
    if shown.count(("command", "int")) >= shown.count(("letter", "d")):
        return
    one = Token("number", "1", inner[-2].start, inner[-2].start)
    done[-3:] = [*([one] if len(inner) == 2 else []), done[-1]]
    moved.append((_closing(tokens, place + 1), inner[-2:]))


def _opening(tokens: Sequence[Token], place: int) -> int:
    depth = 0
    for start in range(place, -1, -1):
        depth += {"open": -1, "close": 1}.get(tokens[start].kind, 0)
        if depth == 0:
            return start
    return -1


def _closing(tokens: Sequence[Token], place: int) -> int:
    depth = 0
    for end in range(place, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[end].kind, 0)
        if depth == 0:
            return end
    return -1
