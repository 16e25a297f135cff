"""LaTeX templates of operators, taken apart."""

from __future__ import annotations

import re
from functools import lru_cache

_PLACE = re.compile(r"\{(\d(?::sum)?)\}")

Piece = str | tuple[int, bool]
"""A text, or the place of an argument and whether a sum there has parentheses."""


@lru_cache(maxsize=256)
def template(latex: str) -> tuple[Piece, ...]:
    r"""The pieces of a template, in which ``{{`` and ``}}`` are braces.

    >>> template(r"\frac{{{0}}}{{{1:sum}}}")
    ('\\frac{', (0, False), '}{', (1, True), '}')
    """
    pieces: list[Piece] = []
    for number, part in enumerate(_PLACE.split(latex)):
        if number % 2:
            pieces.append((int(part[0]), part.endswith("sum")))
        elif part:
            pieces.append(part.replace("{{", "{").replace("}}", "}"))
    return tuple(pieces)
