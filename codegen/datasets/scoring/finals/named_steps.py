"""Answers that name the first wrong step of a solution, as ProcessBench asks for them.

Steps count from 0 and −1 says that all are right, both in records and in answers: ``first wrong
step: 3``, ``\\boxed{-1}``, or words such as *all steps are correct*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ALL_RIGHT = -1
_WORDS = r"is|occurs|appears|at|in|index|number|step|paragraph|line|found|boxed"
_BETWEEN = rf"[^\w−-]*(?:(?:{_WORDS})[^\w−-]*)*"
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:first|earliest)\s+(?:wrong|incorrect|erroneous|false|mistaken)\s+"
        rf"(?:step|paragraph|line|equation){_BETWEEN}(?P<label>[-−]?\d+)",
        rf"(?:first|earliest)\s+(?:error|mistake){_BETWEEN}(?P<label>[-−]?\d+)",
        r"(?:step|paragraph|line)\s+(?P<label>\d+)\s+is\s+(?:the\s+(?:first|earliest)\s+)?"
        r"(?:wrong|incorrect|erroneous|false|mistaken)",
    )
)
_NONE = re.compile(
    r"(?:all|every)\s+(?:of\s+the\s+)?(?:steps?|paragraphs?|lines?|equations?)\s+(?:is|are)\s+"
    r"(?:correct|right|valid|true)|no\s+(?:step|paragraph|line)\s+is\s+(?:wrong|incorrect|false)|"
    r"(?:there\s+(?:is|are)\s+)?no\s+(?:errors?|mistakes?|wrong\s+steps?)\b",
    re.IGNORECASE,
)
_LONE = re.compile(r"\\boxed\{\s*([-−]?\d+)\s*\}|^\W*?([-−]?\d+)\W*$")
_ASKED = re.compile(
    r"(?:first|earliest)\s+(?:wrong|incorrect|erroneous|error|mistake)", re.IGNORECASE
)
REASONS: Mapping[str, str] = {
    "value": r"values?|(?<!step )numbers?|numerical|coefficients?|arithmetic|miscalculat\w*",
    "substitution": r"substitut\w*|replac\w*|something else was put in|plugged",
    "deleted_term": r"delet\w*|missing|omit\w*|dropped|left out|lost",
    "flipped_sign": r"signs?|minus instead of plus|plus instead of minus|negat\w*",
    "swapped_terms": r"swap\w*|exchang\w*|interchang\w*|changed places|wrong order",
}
"""Of kinds of injected errors the words that name them; several wrong values are *value*, too."""
_KINDS = {"related_values": "value"}
_MOST_KINDS = 2
"""Who names more kinds of errors than this has not said which one it is."""


def asks_for_step(record: Mapping[str, Any]) -> bool:
    """Whether a record is about finding the first wrong step."""
    return bool(record["error"]["kind"]) or _ASKED.search(record["problem"]) is not None


def named_step(answer: str, asked: bool) -> int | None:
    """The step that an answer names; None if it names none, or different ones.

    Args:
        answer: What was written.
        asked: Whether a bare number may be taken for it.

    >>> named_step("The first wrong step is step 3.", asked=False)
    3
    >>> named_step("I found no mistake.", asked=True), named_step("\\\\boxed{2}", asked=True)
    (-1, 2)
    """
    found = {_integer(match["label"]) for pattern in _NAMED for match in pattern.finditer(answer)}
    if not found and asked:
        lone = [a or b for a, b in _LONE.findall(answer)]
        found = {_integer(lone[-1])} if lone else found
    if not found and _NONE.search(answer):
        found = {ALL_RIGHT}
    return found.pop() if len(found) == 1 else None


def reason_named(answer: str, kind: str) -> bool:
    """Whether an answer names the kind of an injected error, and not all kinds that there are.

    >>> reason_named("step 2: a sign is wrong", "flipped_sign")
    True
    >>> reason_named("a sign, a value or a missing term", "flipped_sign")
    False
    """
    named = [
        name for name, words in REASONS.items()
        if re.search(rf"\b(?:{words})\b", answer, re.IGNORECASE)
    ]  # fmt: skip
    return _KINDS.get(kind, kind) in named and len(named) <= _MOST_KINDS


def _integer(text: str) -> int:
    return int(text.replace("−", "-")[:9])
