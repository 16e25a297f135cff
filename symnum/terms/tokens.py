"""The words of plain maths text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symnum.errors import InputError

_PATTERN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<symbol>\*\*|<=|>=|==|[-+*/^()<>=,])"
)
LONGEST_NUMBER = 400
"""Digits in a literal, exponent written out; more is refused rather than filling the memory."""


class ParseError(InputError):
    """Text that is not an expression; the message names the column and what was expected."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind (``number``, ``name``, ``symbol`` or ``end``), text and column from 1."""

    kind: str
    text: str
    column: int


def tokens(text: str, source: str) -> Iterator[Token]:
    """The words of a text, then an ``end``.

    Raises:
        ParseError: a character that no word begins with.
    """
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise ParseError(
                f"{source}, column {position + 1}: {text[position]!r} is not allowed; an "
                "expression has numbers, names, + - * / ^ ** ( ) , < <= > >= == ="
            )
        kind = match.lastgroup or ""
        if kind != "space":
            yield Token(kind, match[0], position + 1)
        position = match.end()
    yield Token("end", "end of text", len(text) + 1)
