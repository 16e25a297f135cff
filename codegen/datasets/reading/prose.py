"""Formulas in prose without delimiters: runs of text between words of the language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.datasets.reading.names import Names
from codegen.datasets.reading.vocabulary import CONSTANT_WORDS, FUNCTION_WORDS, GREEK, SEVERAL
from codegen.datasets.reading.words import segmentations

_NO_LETTERS = r"\u0370-\u03ff\u1f00-\u1fff\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f"
_LETTER = rf"(?:[A-Za-z]|(?![{_NO_LETTERS}])[^\x00-\x7f\W\d_])"
"""A letter of the language: Greek ones are names, raised and lowered digits are none."""
_WORD = re.compile(rf"(?<![\\\w{{^]){_LETTER}{{2,}}(?:['’-]{_LETTER}{{2,}})*(?![A-Za-z0-9_(^{{])")
_TEXT = re.compile(r"(?<![_^])(?<![_^]\{)\\(?:text|textbf|textit|mbox|emph)\s*\{[^{}]*\}")
_BULLET = re.compile(r"^[ \t]*(?:[-*•+>]|#{1,6}|\(?\d{1,3}[.)]|\([a-z]\))(?=[ \t])")
_MARKDOWN = re.compile(r"\*\*|__|`")
_RELATION = re.compile(r"[=<>≤≥≠≈≔]|\\(?:le|ge|ne|lt|gt|approx|leq|geq|neq|equiv)(?![A-Za-z])")
_LATEX = re.compile(r"\\[A-Za-z]|[_^{}]")
_ENGLISH = frozenset({
    "is", "so", "we", "as", "at", "by", "if", "in", "of", "on", "or", "to", "it", "be", "an", "do",
    "no", "up", "us", "and", "the", "for", "let", "now", "get", "our", "can", "has", "are", "but",
    "not", "use", "see", "all", "any", "its", "was", "from", "where", "that", "this", "then",
    "thus", "with", "hence", "since", "which", "have", "when", "also", "here", "into", "gives",
    "using", "step", "go", "he", "me", "my", "am", "oh", "ok",
})  # fmt: skip
_OPERATIONS = frozenset({"minus", "plus", "times", "over", "by", "of", "less"})
"""Words after which a number is only a part of a side."""
_LEADING = re.compile(r"(?:[ \t:;,.)–—→]|-(?=[ \t]))*")
"""Before a formula: a hyphen with a blank after it is a dash, one without is a sign."""
_NAMES = frozenset(FUNCTION_WORDS) | GREEK | frozenset(SEVERAL)


def runs(text: str, start: int, end: int, names: Names) -> Iterator[tuple[int, int]]:
    """The ranges of a piece of prose that may be formulas: each holds a relation."""
    for first, last in _lines(text, start, end):
        line = _blank(_TEXT, text[first:last])
        line = _blank(_MARKDOWN, _blank(_BULLET, line))
        begin, before = 0, ""
        for match in _WORD.finditer(line):
            addend = match[0] in CONSTANT_WORDS and line[: match.start()].rstrip()[-1:] == "+"
            if not addend and is_prose(match[0], names):
                yield from _candidate(line, first, begin, match.start(), before)
                begin, before = match.end(), match[0].lower()
        yield from _candidate(line, first, begin, len(line), before)


def is_sentence(text: str, names: Names) -> bool:
    """Whether a text without LaTeX has words of the language, as between two signs for money."""
    if _LATEX.search(text) is not None:
        return False
    return any(is_prose(match[0], names) for match in _WORD.finditer(text))


def cleaned(text: str) -> str:
    """Text of the same length without Markdown and prose in LaTeX commands."""
    lines = text.split("\n")
    return "\n".join(_blank(_MARKDOWN, _blank(_BULLET, _blank(_TEXT, line))) for line in lines)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with blanks for what matches, and a semicolon if it separates formulas."""
    sign = ";" if pattern is _TEXT else " "
    return pattern.sub(lambda match: sign + " " * (len(match[0]) - 1), text)


def is_prose(word: str, names: Names) -> bool:
    """Whether a word of two or more letters is one of the language, not of a formula."""
    if word in names or word in _NAMES:
        return False
    if word.lower() in _ENGLISH:
        return True
    if word.isalpha() and segmentations(word, names):
        return False
    return len(word) > 2 or word[0].isupper()


def _candidate(
    line: str, first: int, begin: int, end: int, before: str
) -> Iterator[tuple[int, int]]:
    piece = line[begin:end]
    if _RELATION.search(piece) is None:
        return
    if before in _OPERATIONS and piece.lstrip()[:1].isdecimal():
        return  # "minus 3 = 4" has lost what is on the left
    left = len(_LEADING.match(piece)[0])  # type: ignore[index]
    right = len(piece.rstrip(" \t:;,.("))
    if left < right:
        yield first + begin + left, first + begin + right
