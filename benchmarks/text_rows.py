"""Rows about reading and writing text."""

from __future__ import annotations

from random import Random
from typing import Any

from contest import Work
from rows import Row, each

import symnum


def _text(size: int) -> str:
    """A balanced expression of about ``size`` nodes."""
    random = Random(2)
    level = [
        f"sin({random.choice('xyzw')}*{random.randrange(2, 10**6)} + {random.choice('uvst')})"
        for _ in range(max(2, size // 8))
    ]
    while len(level) > 1:
        joined = [f"({a} + cos({b}))" for a, b in zip(level[::2], level[1::2], strict=False)]
        level = joined + level[len(joined) * 2 :]
    return level[0]


_SLOW = 60.0
"""Seconds that a contender may take for the long text."""


def parsing(name: str, small: bool) -> Row:
    text = _text(80 if small else 100_000)
    return each(name, False, lambda s: lambda: s.parse(text), cap=_SLOW)


def printing(name: str, small: bool) -> Row:
    text = _text(80 if small else 100_000)

    def make(s: Any) -> Work:
        term = s.parse(text)
        return lambda: s.text(term)

    return each(name, False, make, answer=symnum.parse, cap=_SLOW)
