"""The words of plain maths text."""

from __future__ import annotations

import re
from fractions import Fraction

from symnum.errors import InputError

_WORD = (
    r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"  # a number
    r"|[A-Za-z_][A-Za-z0-9_]*"  # a name
    r"|\*\*|<=|>=|==|[-+*/^()<>=,]"
)
_WORDS = re.compile(rf"{_WORD}|\S")
_ALLOWED = re.compile(_WORD)
LONGEST_NUMBER = 400
"""Digits in a literal, exponent written out; more is refused rather than filling the memory."""


class ParseError(InputError):
    """Text that is not an expression; the message names the column and what was expected."""


def split(text: str) -> list[str]:
    """The words of a text; a character that no word begins with is one of its own."""
    return _WORDS.findall(text)


def number_of(word: str) -> int | Fraction | None:
    """The exact value of a numeral; ``None`` if it has more digits than are read."""
    if word.isdecimal() and len(word) <= LONGEST_NUMBER:
        return int(word)
    exponent = word.lower().partition("e")[2]
    if len(word) > LONGEST_NUMBER or len(exponent) > 4:
        return None
    return None if exponent and abs(int(exponent)) > LONGEST_NUMBER else Fraction(word)


def column_of(text: str, place: int, source: str) -> int:
    """The column, counted from 1, of a word of :func:`split`, or of the end after the last.

    Raises:
        ParseError: a character that no word begins with, wherever it is.
    """
    columns = []
    for match in _WORDS.finditer(text):
        if _ALLOWED.fullmatch(match[0]) is None:
            raise ParseError(
                f"{source}, column {match.start() + 1}: {match[0]!r} is not allowed; an "
                "expression has numbers, names, + - * / ^ ** ( ) , < <= > >= == ="
            )
        columns.append(match.start() + 1)
    return columns[place] if place < len(columns) else len(text) + 1
