"""The final answer against what a record asks for, where that is no equation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from codegen.datasets.scoring.answers import Read, read_term
from codegen.datasets.scoring.context import Context
from codegen.datasets.scoring.goals import REACHED, Match
from codegen.datasets.scoring.plain_answers import (
    match_choice,
    match_expression,
    match_number,
    match_text,
    without_unit,
)

Matcher = Callable[[str, str, str, Context], Match]
"""From what was said, what was wanted and its unit, each as text."""


def match_final(record: Mapping[str, Any], context: Context, found: Read) -> Match:
    """How the final answer stands to the record's."""
    if not found.final_text:
        return "missing"
    if found.several and record["answer_kind"] != "blanks":
        return "different"
    if record["answer_kind"] == "blanks":
        return _blanks(record["blanks"], found, context)
    matcher = MATCHERS.get(record["answer_kind"], _text)
    return matcher(found.final_text, record["answer"], "", context)


def _blanks(blanks: list[Mapping[str, Any]], found: Read, context: Context) -> Match:
    """All of several answers, in order."""
    said = found.parts
    if len(said) != len(blanks):
        return "different"
    matches = [
        MATCHERS[blank["kind"]](part, blank["answer"], blank["unit"], context)
        for part, blank in zip(said, blanks, strict=True)
    ]
    if all(match == "exact" for match in matches):
        return "exact"
    worst = (match for match in matches if match not in REACHED)
    return next(worst, "equivalent")


def _number(said: str, wanted: str, unit: str, context: Context) -> Match:
    if match_text(said, wanted) == "exact":
        return "exact"
    number = read_term(without_unit(said, unit), context)
    return match_number(number, read_term(wanted, context), context)


def _expression(said: str, wanted: str, unit: str, context: Context) -> Match:
    if match_text(said, wanted) == "exact":
        return "exact"
    return match_expression(read_term(said, context), read_term(wanted, context), context)


def _choice(said: str, wanted: str, unit: str, context: Context) -> Match:
    return match_choice(said, wanted)


def _text(said: str, wanted: str, unit: str, context: Context) -> Match:
    return match_text(said, wanted)


MATCHERS: Mapping[str, Matcher] = {
    "number": _number, "expression": _expression, "choice": _choice, "text": _text,
}  # fmt: skip
"""By the kind of an answer."""
