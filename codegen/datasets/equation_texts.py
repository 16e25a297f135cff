"""What the texts of equations tell without being read: names, calls, derivatives and integrals."""

from __future__ import annotations

import re
from typing import NamedTuple

_SPACED = "".join(c if c.isalnum() or c in "_." else " " for c in map(chr, range(128)))
"""For each ASCII character what stands for it where words are split at spaces."""
_CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\(")


def words(text: str) -> list[str]:
    """The names and numbers in a text.

    >>> words("f(x_1) = 2*x_1")
    ['f', 'x_1', '2', 'x_1']
    """
    return text.translate(_SPACED).split()


def is_call(text: str) -> bool:
    """Whether a text is one call of a function."""
    opened = _CALL.match(text)
    return opened is not None and _closing(text, opened.end()) == len(text)


def has_call(text: str, call: str) -> bool:
    """Whether a call stands in a text, and not only the end of one of a longer name."""
    place = text.find(call)
    while place > 0 and _goes_on(text[place - 1]):
        place = text.find(call, place + 1)
    return place >= 0


def _goes_on(character: str) -> bool:
    """Whether what follows a character is the rest of a name."""
    return character.isalnum() or character == "_"


def integrals(text: str) -> frozenset[str]:
    """The texts of the integrals in an equation."""
    return frozenset(text[call.start : call.end] for call in _calls(text, "integral("))


def is_evaluable(text: str, functions: frozenset[str]) -> bool:
    """Whether an equation has a derivative outside of integrals that can be carried out."""
    around = _calls(text, "integral(") if "integral(" in text else []
    for call in _calls(text, "derivative("):
        inside = any(other.start < call.start < other.end for other in around)
        if not inside and not _stays(call, functions):
            return True
    return False


class _Call(NamedTuple):
    """A derivative or an integral in a text: where it stands, of what, and by which symbol."""

    start: int
    end: int
    inner: str
    variable: str


def _calls(text: str, opening: str) -> list[_Call]:
    """Derivatives or integrals, those inside of others after them."""
    found = []
    start = text.find(opening)
    while start >= 0:
        inside = start + len(opening)
        if not (start and _goes_on(text[start - 1])):
            end = _closing(text, inside)
            inner, _, variable = text[inside : end - 1].rpartition(", ")
            found.append(_Call(start, end, inner, variable))
        start = text.find(opening, inside)
    return found


def _closing(text: str, start: int) -> int:
    """Where the bracket that is open at a place has been closed."""
    end = text.find(")", start) + 1
    opened = text.count("(", start, end)
    while opened and end:
        after = end
        for _ in range(opened):
            end = text.find(")", end) + 1
        opened = text.count("(", after, end)
    return end or len(text)


def _stays(derivative: _Call, functions: frozenset[str]) -> bool:
    """Whether a derivative cannot be carried out: of a name, or under another's integral."""
    inner, variable = derivative.inner, derivative.variable
    if inner == variable or variable not in words(inner):
        return False
    if is_call(inner) and inner[: inner.index("(")] in {"derivative", *functions}:
        return True
    return "integral(" in inner and any(
        call.variable != variable and variable in words(inner[call.start : call.end])
        for call in _calls(inner, "integral(")
    )
