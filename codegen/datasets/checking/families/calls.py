"""Terms of calls, names and whole numbers, read from text into nested tuples."""

from __future__ import annotations

import re
from typing import Any

from codegen.datasets.checking.families.refusal import Refused

Tree = Any
"""A name, an ``int``, or ``(name, argument, …)``."""
DEEPEST = 200
"""Open parentheses beyond which a text is refused."""
_WORD = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*\(?|\d+|[,)]|\S)")


def read_calls(text: str) -> Tree:
    """The term that a text says.

    Raises:
        Refused: it is no such term.

    >>> read_calls("cons(3, nil)")
    ('cons', 3, 'nil')
    """
    rows: list[list[Tree]] = [[]]
    comma = True
    for word in _WORD.findall(text):
        first = word[0]
        if (first.isalpha() or first == "_" or first.isdecimal()) != comma:
            raise Refused(0, f"{text[:80]!r} is not a term")
        if word.endswith("("):
            rows.append([word[:-1]])
            if len(rows) > DEEPEST:
                raise Refused(0, f"{text[:80]!r} is nested too deep")
        elif first == ",":
            comma = len(rows) > 1
            if not comma:
                raise Refused(0, f"{text[:80]!r} is not a term")
        elif first == ")":
            if len(rows) == 1:
                raise Refused(0, f"{text[:80]!r} is not a term")
            whole = tuple(rows.pop())
            rows[-1].append(whole)
        elif first.isalpha() or first == "_" or first.isdecimal():
            rows[-1].append(int(word) if first.isdecimal() else word)
            comma = False
        else:
            raise Refused(0, f"{text[:80]!r} is not a term")
    if len(rows) != 1 or len(rows[0]) != 1 or comma:
        raise Refused(0, f"{text[:80]!r} is not a term")
    return rows[0][0]
