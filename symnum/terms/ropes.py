"""Ropes: texts put together without being copied over and over (Boehm, Atkinson, Plass 1995)."""

from __future__ import annotations

from typing import Any

Rope = str | list[Any]
"""A text, or the list of the ropes that follow each other in it."""

_LONGEST_COPIED = 1000
"""Characters from which on a text is no more copied into larger ones."""


def rope(pieces: list[Rope]) -> Rope:
    """The pieces one after the other."""
    try:
        text = "".join(pieces)  # type: ignore[arg-type]
    except TypeError:  # some piece is long already
        return pieces
    return text if len(text) < _LONGEST_COPIED else [text]


def written_out(whole: Rope, limit: float = float("inf")) -> str:
    """The text, cut off with an ellipsis after ``limit`` characters; no recursion."""
    done: list[str] = []
    size = 0
    stack: list[Rope] = [whole]
    while stack:
        piece = stack.pop()
        if isinstance(piece, list):
            stack.extend(reversed(piece))
            continue
        done.append(piece)
        size += len(piece)
        if size > limit:
            return "".join(done)[: int(limit)] + "…"
    return "".join(done)
