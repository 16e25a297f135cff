"""Names of a record's symbols, functions and constants while it is worked out, and afterwards.

While it is worked out they are single letters that no ASCII name has, the same in every record,
so that memories of terms and of their texts serve all records. Afterwards each character is
replaced in texts and in LaTeX by the name that was drawn for it. The order of addends and factors
is that of the characters.
"""

from __future__ import annotations

from collections.abc import Iterable

FIRST = 0xAC00
CARETS = 16
"""Symbols whose LaTeX has a ``^`` are another kind."""
FUNCTIONS = FIRST + 0x100
CONSTANTS = FIRST + 0x200
MOST = 16
"""Functions and constants of a record."""


def symbol_place(number: int, *, caret: bool = False) -> str:
    """The character for a symbol, by its place among the record's symbols in alphabetical order."""
    return chr(FIRST + number + CARETS * caret)


FUNCTION_PLACES = tuple(chr(FUNCTIONS + number) for number in range(MOST))
"""The characters for functions, in the order in which premises introduce them."""
CONSTANT_PLACES = tuple(chr(CONSTANTS + number) for number in range(MOST))
CONSTANT_NAMES = tuple(f"C_{number + 1}" for number in range(MOST))
_CONSTANTS_TEXT = dict(zip(CONSTANT_PLACES, CONSTANT_NAMES, strict=True))
_CONSTANTS_LATEX = {place: f"C_{{{name[2:]}}}" for place, name in _CONSTANTS_TEXT.items()}


class Naming:
    """What each character stands for, in text and in LaTeX.

    Args:
        named: Characters of symbols and functions, their names and their LaTeX.
    """

    def __init__(self, named: Iterable[tuple[str, str, str]]) -> None:
        self.text, self.latex = dict(_CONSTANTS_TEXT), dict(_CONSTANTS_LATEX)
        for place, name, shown in named:
            self.text[place], self.latex[place] = name, shown


NO_NAMES = Naming(())
"""For terms that are worked out in their own names."""
