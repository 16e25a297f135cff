"""Which bracket closes which."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.datasets.reading.problems import DEEPEST, failure
from codegen.datasets.reading.tokens import Token

_BOXES = frozenset({"boxed", "fbox", "framebox"})
NOT_SHOWN = "."
"""The text of a bracket that is left out, which any kind closes."""


def partners(tokens: Sequence[Token]) -> dict[int, int]:
    """For each opening bracket the place of the one that closes it.

    Raises:
        ReadingError: a bracket without another, of another kind, or too many within each other.
    """
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(place)
            if len(opened) > DEEPEST:
                message = f"more than {DEEPEST} brackets within each other"
                raise failure("too deep", token.start, token.end, message)
        elif token.kind == "close":
            if not opened:
                raise failure("unbalanced", token.start, token.end, "nothing is open here")
            start = opened.pop()
            if tokens[start].text not in (token.text, NOT_SHOWN):
                message = f"{tokens[start].text} is closed by another kind of bracket"
                raise failure("unbalanced", tokens[start].start, token.end, message)
            found[start] = place
    if opened:
        token = tokens[opened[-1]]
        raise failure("unbalanced", token.start, token.end, "this bracket is never closed")
    return found


def unboxed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without boxes around some of them."""
    done: list[Token] = []
    opened: list[bool] = []
    for token in tokens:
        if token.kind == "open":
            boxed = bool(done) and done[-1].kind == "command" and done[-1].text in _BOXES
            opened.append(boxed)
            if boxed:
                done.pop()
                continue
        elif token.kind == "close" and opened and opened.pop():
            continue
        done.append(token)
    return done
