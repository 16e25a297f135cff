r"""The final answer: in a box, after ``####``, after "the answer is", or else what comes last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Literal, NamedTuple

from codegen.datasets.reading.expressions import read
from codegen.datasets.reading.marks import after_hashes, after_words
from codegen.datasets.reading.names import Names
from codegen.datasets.reading.piecewise import RELATION_SIGNS, relation_term
from codegen.datasets.reading.problems import LONGEST_FORMULA, Problem, ReadingError
from codegen.datasets.reading.regions import Box
from codegen.datasets.reading.statements import Collector, Statement, with_alternatives
from codegen.datasets.reading.tokens import is_latex
from symnum.ops import DISJUNCTION, EQUATION
from symnum.terms.plain import Call, Term

How = Literal["box", "hashes", "phrase", "last"]
_AROUND = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"), ("**", "**"), ("`", "`"))
_LIST = re.compile(
    r"\s*(?:;|,|\\lor|\\land|∨|\\text\{\s*(?:and|or)\s*\}|\band\b|\bor\b|\\quad|\\qquad)+\s*"
)
_SPACE = re.compile(r"\s+|\\[,;!]|[{}]")
_MOST_PARTS = 50


class Final(NamedTuple):
    """A final answer as it was written.

    ``statements`` are what it says if it could be read: equations, or one expression; ``term`` is
    all of it as one term, if it is one expression, relation or several with "and" and "or";
    ``parts`` are the texts between commas, semicolons, "and" and "or" that are in no bracket.
    """

    text: str
    start: int
    end: int
    how: How
    statements: tuple[Statement, ...] = ()
    parts: tuple[str, ...] = ()
    term: Term | None = None


def finals(
    text: str, found: Sequence[Box], names: Names, last: Sequence[Statement]
) -> tuple[list[Final], list[Problem]]:
    """The final answers of the most explicit kind there is, and what is wrong with them."""
    ranges: list[tuple[int, int]] = [(box.start, box.end) for box in found]
    how: How = "box"
    if not ranges:
        ranges, how = after_hashes(text), "hashes"
    if not ranges:
        ranges, how = after_words(text), "phrase"
    if not ranges:
        return ([_from_last(text, last)] if last else []), []
    ranges = ranges[-_MOST_PARTS:]
    inner = [(start, end) for start, end in ranges
             if not any(s > start and e <= end for s, e in ranges)]  # fmt: skip
    different: dict[str, Final] = {}
    problems: list[Problem] = []
    for start, end in inner:
        final = _final(text, *_inside(text, start, end), how, names, problems)
        key = _SPACE.sub("", final.text)
        different.pop(key, None)
        different[key] = final
    if len(different) > 1:
        message = f"{len(different)} different final answers"
        first, *_, final = different.values()
        problems.append(Problem("two answers", first.start, final.end, message, tuple(different)))
    return list(different.values()), problems


def _from_last(text: str, last: Sequence[Statement]) -> Final:
    """What comes last, already read."""
    start, end = last[0].start, last[-1].end
    relations = [s for s in last if s.right is not None and s.sign in RELATION_SIGNS]
    terms = [relation_term(s.sign, s.left, s.right) for s in relations if s.right is not None]
    term = last[0].left if last[0].right is None else None
    if len(last) == 1 and last[0].sign == "=" and last[0].right is not None:
        term = Call(EQUATION, (last[0].left, last[0].right))
    elif terms and len(terms) == len(last):
        term = reduce(lambda a, b: Call(DISJUNCTION, (a, b)), terms)
    said = text[start:end]
    return Final(said, start, end, "last", tuple(last), parts(said), term)


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
    latex = _is_formula(text, start, how, said)
    collector.read(said.replace("$", " "), start, latex)
    problems += collector.problems
    found = tuple(with_alternatives(text, collector.statements)) or tuple(collector.expressions)
    return Final(said, start, end, how, found, parts(said), _term(said, names, latex))


def _term(said: str, names: Names, latex: bool) -> Term | None:
    try:
        return read(f"${said}$" if latex and "$" not in said else said, names).term
    except ReadingError:
        return None


def _is_formula(text: str, start: int, how: How, said: str) -> bool:
    return how == "box" or is_latex(said) or text[max(0, start - 2) : start].endswith(("$", "\\("))


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
            lone = said.endswith(closing) and closing not in ("**", "`")
            if lone and len(said) > len(closing) and opening not in said[: -len(closing)]:
                end, changed = end - len(closing), True  # what opens it is before the words
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
