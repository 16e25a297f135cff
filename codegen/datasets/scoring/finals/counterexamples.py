"""Points at which a statement fails, as answers."""

from __future__ import annotations

import re
from fractions import Fraction

from codegen.datasets.checking.families.counterexample import read_point, refutes
from codegen.datasets.scoring.finals.plain_answers import match_text, plain_text
from codegen.datasets.scoring.reference.context import Context
from codegen.datasets.scoring.steps.sentences import last_sentence
from codegen.datasets.scoring.verdicts.goals import Match

_TRUE = re.compile(r"\b(?:is|it['’]s)\s+(?:always\s+|indeed\s+|therefore\s+)?true\b", re.IGNORECASE)
_OPENING = re.compile(r"true\s*(?:[.:,;!–—-]|\Z)", re.IGNORECASE)
_NONE = re.compile(r"\bno\s+counter-?examples?\b", re.IGNORECASE)
_DENIED = re.compile(r"\bnot\s+a\s+counter-?example\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:not|false|fails?|if|unless|never|only|except|when|would)\b|n['’]t|\?", re.IGNORECASE
)
"""Words with which a sentence does not say that a statement is true."""


def denies(text: str, last: str) -> bool:
    """Whether an answer says that there is no counterexample, or ends with what is none.

    Args:
        text: All of it.
        last: Its last line; empty if a final answer is marked.
    """
    end = last_sentence(last)
    is_true = _TRUE.search(end) is not None and _UNSURE.search(end) is None
    return (bool(last) and (_NONE.search(text) or _DENIED.search(end)) is not None) or is_true


def match_counterexample(said: str, wanted: str, unit: str, context: Context) -> Match:
    """Any point at which the statement fails for certain; ``true`` only if it holds."""
    plain = plain_text(said[:2000])
    if wanted == "true" and not _UNSURE.search(said) and (
        _TRUE.search(plain) or _OPENING.match(plain)
    ):  # fmt: skip
        return "exact"
    if wanted == "true" or plain_text(said).casefold() in ("true", "false"):
        return match_text(said, wanted)
    point = read_point(plain_text(said)) or _point_in(said, context)
    if point is None:
        return "different"
    if not refutes(context.record["problem"], point):
        return "wrong"
    return "exact" if point == read_point(wanted) else "equivalent"


def _point_in(said: str, context: Context) -> dict[str, Fraction] | None:
    """The point in a sentence that gives each symbol one value, no matter how often."""
    if not context.symbols:
        return None
    names = "|".join(map(re.escape, context.symbols))
    value = r"(-?\s*\d{1,40}(?:\.\d{1,40}|/\d{1,40})?)(?![\w./^*])"
    said = plain_text(said[:2000])
    found = dict.fromkeys(re.findall(rf"(?<![\w.])({names})\s*=\s*{value}", said))
    if len(found) != len(context.symbols) or len(dict(found)) != len(found):
        return None
    return read_point(", ".join(f"{name} = {number}" for name, number in found))
