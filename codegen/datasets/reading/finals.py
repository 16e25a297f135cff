r"""The final answer: in a box, after ``####``, after "the answer is", or else what comes last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from codegen.datasets.reading.names import Names
from codegen.datasets.reading.problems import LONGEST_FORMULA, Problem
from codegen.datasets.reading.regions import Box
from codegen.datasets.reading.statements import Collector, Statement
from codegen.datasets.reading.tokens import is_latex

How = Literal["box", "hashes", "phrase", "last"]
_HASHES = re.compile(r"^[ \t]*####[ \t]*(?P<said>[^\n#]+)$", re.MULTILINE)
_PHRASE = re.compile(
    r"(?:\bfinal answer|\banswer|\bfinal result)\b(?:[ \t]*(?:\*\*|__))?[ \t]*(?:is|are|[:=])+"
    r"[ \t]*(?:\*\*|__)?[ \t]*:?[ \t]*(?P<said>[^\n]+)",
    re.IGNORECASE,
)
_AROUND = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"), ("**", "**"), ("`", "`"))
_LIST = re.compile(r"\s*(?:;|,|\\text\{\s*(?:and|or)\s*\}|\band\b|\bor\b|\\quad|\\qquad)+\s*")
_SPACE = re.compile(r"\s+|\\[,;!]|[{}]")
_MOST_PARTS = 50


class Final(NamedTuple):
    """A final answer as it was written.

    ``statements`` are what it says if it could be read: equations, or one expression; ``parts``
    are the texts between commas, semicolons, "and" and "or" that are in no bracket.
    """

    text: str
    start: int
    end: int
    how: How
    statements: tuple[Statement, ...] = ()
    parts: tuple[str, ...] = ()


def finals(
    text: str, found: Sequence[Box], names: Names, last: Statement | None
) -> tuple[list[Final], list[Problem]]:
    """The final answers of the most explicit kind there is, and what is wrong with them."""
    ranges: list[tuple[int, int]] = [(box.start, box.end) for box in found]
    how: How = "box"
    if not ranges:
        ranges, how = [match.span("said") for match in _HASHES.finditer(text)], "hashes"
    if not ranges:
        ranges, how = [_sentence(text, *m.span("said")) for m in _PHRASE.finditer(text)], "phrase"
    if not ranges and last is not None:
        ranges, how = [(last.start, last.end)], "last"
    inner = [(start, end) for start, end in ranges
             if not any(s > start and e <= end for s, e in ranges)]  # fmt: skip
    different: dict[str, Final] = {}
    problems: list[Problem] = []
    for start, end in inner[-_MOST_PARTS:]:
        final = _final(text, *_inside(text, start, end), how, names, problems)
        key = _SPACE.sub("", final.text)
        different.pop(key, None)
        different[key] = final
    if len(different) > 1:
        message = f"{len(different)} different final answers"
        first, *_, final = different.values()
        problems.append(Problem("two answers", first.start, final.end, message, tuple(different)))
    return list(different.values()), problems


def _final(
    text: str, start: int, end: int, how: How, names: Names, problems: list[Problem]
) -> Final:
    said = text[start:end]
    if not said.strip():
        problems.append(Problem("empty", start, end, "the final answer is empty"))
        return Final("", start, end, how)
    if len(said) > LONGEST_FORMULA:
        problems.append(Problem("too long", start, end, "a final answer that is too long"))
        return Final(said[:100], start, end, how)
    collector = Collector(text, names)
    collector.read(said.replace("$", " "), start, _is_formula(text, start, how, said))
    problems += collector.problems
    statements = tuple(collector.statements) or tuple(collector.expressions)
    return Final(said, start, end, how, statements, parts(said))


def _is_formula(text: str, start: int, how: How, said: str) -> bool:
    return how == "box" or is_latex(said) or text[max(0, start - 2) : start].endswith(("$", "\\("))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The range up to the end of the sentence."""
    stop = re.search(r"\.(?:\s|$)", text[start:end])
    return (start, start + stop.start()) if stop and stop.start() else (start, end)


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without blanks, punctuation and delimiters around it."""
    changed = True
    while changed:
        changed = False
        said = text[start:end]
        left, right = len(said) - len(said.lstrip()), len(said) - len(said.rstrip(" \t\n.,;"))
        if start + left < end - right:
            start, end = start + left, end - right
        said = text[start:end]
        for opening, closing in _AROUND:
            inner = said[len(opening) : -len(closing)]
            long_enough = len(said) > len(opening) + len(closing)
            closed = said.startswith(opening) and said.endswith(closing)
            if long_enough and closed and opening not in inner:
                start, end, changed = start + len(opening), end - len(closing), True
                break
    return start, end


def parts(said: str) -> tuple[str, ...]:
    """The texts between commas, semicolons, "and" and "or" that are in no bracket."""
    found: list[str] = []
    depth = first = place = 0
    while place < len(said) and len(found) < _MOST_PARTS:
        character = said[place]
        depth += (character in "([{") - (character in ")]}")
        match = _LIST.match(said, place) if depth == 0 and not character.isdecimal() else None
        if match is None or not match[0].strip() or _is_thousands(said, place, match):
            place += 1
            continue
        found.append(said[first:place].strip())
        first = place = match.end()
    return tuple(part for part in (*found, said[first:].strip()) if part)


def _is_thousands(said: str, place: int, match: re.Match[str]) -> bool:
    following = said[match.end() : match.end() + 3]
    return match[0] == "," and said[:place][-1:].isdecimal() and following.isdecimal()
