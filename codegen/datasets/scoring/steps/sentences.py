r"""Answers in a sentence that marks nothing: *so the product is 42*, *it occurs 3 times*.

A final answer in a box, after ``####`` or after *the answer is* is found by the reader. What is
looked at here is the last line of other answers, and only where it is no formula as it stands.
"""

from __future__ import annotations

import re
from fractions import Fraction

_SAYS = re.compile(
    r"^[^=:$]*\b(?:is|are|equals|be|becomes|gives|yields|have|has|get|obtain|to)\b[:\s]+(?P<said>[^:]+)$"
    r"|^[^=:$]*(?::|=)\s*(?P<told>[^:=]+)$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\b(?:get|obtain|gives|yields|becomes)\b[:\s]+(?P<said>[^:=]+)$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/^-])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?(?![\w/^]|[.,]\d)")
_UNSURE = re.compile(
    r"\b(?:not|no|never|than|about|around|approximately|roughly|maybe|perhaps|between|or|if|"
    r"almost|nearly|cannot)\b|n't|[~≈?]",
    re.IGNORECASE,
)
_APPROXIMATE = re.compile(r"≈|\\(?:approx|simeq)(?![A-Za-z])")
_RESTRICTED = re.compile(
    r"(?:[\s,;$(]|\\[,;! ]|\\q?quad|\\text\{[^{}]*\}|\b(?:for|where|with|if|provided|that)\b)+"
    r"(?:[A-Za-z]|\\[a-z]+)\s*(?:\\neq?(?![A-Za-z])|≠|!=)[^=<>]*\Z"
)
"""For which values of a name an expression is meant, at its end."""
_THEREFORE = re.compile(
    r"[,;:]\s+(?:and\s+)?(?:so|thus|hence|therefore|then|which\s+(?:is|makes|gives)|giving|making)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"^[ \t]*[*_]{0,2}(?:row[ \t]+)?\(?(?P<number>\d{1,2})(?:[.:]|\))[*_]{0,2}[ \t]+"
    r"(?P<said>\S[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_PLACE = re.compile(
    r"[\s,;$(]+(?:which\s+is\s+|and\s+(?:it\s+)?is\s+)?(?:attained|reached|achieved|taken|occurring|"
    r"at|when|for|where|with)\s",
    re.IGNORECASE,
)
_ORNAMENT = "*_`$ \t"
LONGEST = 2000
"""Characters of a line that is looked at."""


def last_line(answer: str) -> str:
    """The last line of an answer that has something on it, without the signs of Markdown."""
    lines = [line.strip(_ORNAMENT) for line in answer.splitlines()]
    return next((line for line in reversed(lines) if line.strip("`")), "")


def last_sentence(line: str) -> str:
    """The last sentence of a line.

    >>> last_sentence("I see 1, 5 and 7. That makes 3."), last_sentence("x = 2.5")
    ('That makes 3.', 'x = 2.5')
    """
    return re.split(r"(?<=[.!?])\s+(?=[A-Z*])", line.strip())[-1]


def last_clause(sentence: str) -> str:
    """What a sentence says at its end that follows; empty if it does not say so.

    >>> last_clause("It stands at 2 and 9, so it occurs 2 times."), last_clause("It is 2.")
    (' it occurs 2 times.', '')
    """
    found = _THEREFORE.split(sentence) if len(sentence) <= LONGEST else [sentence]
    return found[-1] if len(found) > 1 else ""


def numbered(text: str) -> list[str]:
    """The items of the last list in a text that is numbered from 1.

    >>> numbered("Answers:\\n1. 12\\n2. 5 and 7\\nDone."), numbered("2. 12")
    (['12', '5 and 7'], [])
    """
    items: list[str] = []
    for match in _ITEM.finditer(text):
        number = int(match["number"])
        items = items[: number - 1] if number == len(items) + 1 else []
        if number == len(items) + 1:
            items.append(match["said"].strip(_ORNAMENT))
    return items


def exact_part(text: str) -> str:
    """What stands before a sign for approximate values.

    >>> exact_part(r"\\frac{1}{3} \\approx 0.33"), exact_part("2")
    ('\\\\frac{1}{3}', '2')
    """
    before = _APPROXIMATE.split(text, maxsplit=1)[0].strip()
    return before if before else text


def approximates(text: str) -> str:
    """The name that a text gives only an approximate value; empty if it says something else.

    >>> approximates("t \\\\approx 0.3"), approximates("t = 1/3")
    ('t', '')
    """
    before, *after = _APPROXIMATE.split(text, maxsplit=1)
    return before.strip(_ORNAMENT) if after and "=" not in before else ""


def unrestricted(text: str) -> str:
    """What stands before the values for which it is not defined.

    >>> unrestricted("x + 1, \\\\quad x \\\\ne 2"), unrestricted("x + 1")
    ('x + 1', 'x + 1')
    """
    found = _RESTRICTED.search(text) if len(text) <= LONGEST else None
    return text[: found.start()].strip("$ ") if found is not None and found.start() else text


def unplaced(text: str) -> str:
    """What stands before the place at which a bound is reached.

    >>> unplaced("365, attained at v = 3"), unplaced("12 at t = 2"), unplaced("7")
    ('365', '12', '7')
    """
    return _PLACE.split(text, maxsplit=1)[0] if len(text) <= LONGEST else text


def said_in(sentence: str) -> str:
    """What a sentence says that something is; empty if it says nothing of that sort.

    >>> said_in("So the product is 42."), said_in("Result: x + 1"), said_in("It is not 7")
    ('42', 'x + 1', '')
    """
    if len(sentence) > LONGEST or _UNSURE.search(sentence):
        return ""
    found = _SAYS.match(sentence)
    said = sentence if found is None else found["said"] or found["told"]
    ends = _ENDS.search(said)
    if ends is not None:
        said = ends["said"]
    elif found is None:
        return ""
    return said.strip(_ORNAMENT).rstrip(".").strip(_ORNAMENT)


def numbers_in(sentence: str) -> list[Fraction]:
    """All numbers of a sentence that is sure of them."""
    if len(sentence) > LONGEST or _UNSURE.search(sentence):
        return []
    found = [text.replace(",", "").replace("−", "-") for text in _NUMBER.findall(sentence)]
    return [Fraction(text) for text in found if len(text) <= 100 and not text.endswith("/0")]


def one_number(sentence: str) -> Fraction | None:
    """The number of a sentence that has one and is sure of it.

    >>> one_number("It occurs 3 times."), one_number("3 of 5"), one_number("about 3")
    (Fraction(3, 1), None, None)
    """
    found = _NUMBER.findall(sentence) if len(sentence) <= LONGEST else []
    if len(found) != 1 or len(found[0]) > 100 or _UNSURE.search(sentence):
        return None
    try:
        return Fraction(found[0].replace(",", "").replace("−", "-"))
    except (ValueError, ZeroDivisionError):
        return None
