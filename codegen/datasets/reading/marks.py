r"""Where an answer says that its final answer follows: ``####``, tags, words, headings."""

from __future__ import annotations

import re

Range = tuple[int, int]
_HASHES = re.compile(r"^[ \t]*####[ \t]*(?P<said>[^\n#]+)$", re.MULTILINE)
_TAGS = re.compile(r"<answer>\s*(?P<said>[^<>]{1,5000}?)\s*</answer>", re.IGNORECASE)
_IN_COMMAND = re.compile(
    r"\\(?:text|textbf|textrm|textit|mathbf|mathrm|boldsymbol|underline|emph|bf)\s*\{"
    r"(?P<words>[^{}]*\b(?:answer|final result)\b[^{}]*)\}",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"(?:\bfinal answer|\banswer|\bfinal result)\b(?:[ \t]*(?:\*\*|__))?[ \t]*(?:is|are|[:=])+"
    r"[ \t]*(?:\*\*|__)?[ \t]*:?[ \t]*(?P<said>[^\n]+)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^[ \t#*_>]*(?:final[ \t]+)?(?:answer|result)[ \t:.*_]*$", re.MULTILINE | re.IGNORECASE
)
_DELIMITED = re.compile(
    r"(?:\$\$[^$]+\$\$|\$[^$\n]+\$|\\\[(?:(?!\\\]).)+\\\]|\\\((?:(?!\\\)).)+\\\)|`[^`\n]+`"
    r"|\*\*[^*\n]+\*\*)[\s.]*",
    re.DOTALL,
)
_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{4,}")
LONGEST_HEADED = 2000
"""Characters after a heading that may be a final answer."""
_MOST_PHRASES = 3
"""Phrases in one line."""
_ORNAMENT = "*_`#:$ \t"


def after_hashes(text: str) -> list[Range]:
    """What follows four hashes, up to the end of the line."""
    return [match.span("said") for match in _HASHES.finditer(text)]


def after_words(text: str) -> list[Range]:
    """What is between tags, or follows words such as *the answer is*, or a heading."""
    tagged = [match.span("said") for match in _TAGS.finditer(text)]
    if tagged:
        return tagged
    plain = _IN_COMMAND.sub(_uncovered, text)
    found = [_narrowed(plain, *match.span("said")) for match in _PHRASE.finditer(plain)]
    found = [(start, end) for start, end in found if plain[start:end].strip(_ORNAMENT)]
    return found or _headed(plain)


def _uncovered(match: re.Match[str]) -> str:
    """The words of a command with blanks for the command, at their places."""
    before = match.start("words") - match.start()
    return " " * before + match["words"] + " "


def _narrowed(text: str, start: int, end: int) -> Range:
    """From the last such phrase of a line up to the end of the sentence."""
    for _ in range(_MOST_PHRASES):
        inner = _PHRASE.search(text, start, end)
        if inner is not None:
            start, end = inner.span("said")
    stop = re.search(r"\.(?:\s|$)", text[start:end])
    return (start, start + stop.start()) if stop and stop.start() else (start, end)


def _headed(text: str) -> list[Range]:
    """What an answer ends with after a heading, if it is one formula and no more."""
    last = None
    for match in _HEADING.finditer(text, max(0, len(text) - LONGEST_HEADED)):
        last = match
    if last is None:
        return []
    said = text[last.end() :].strip()
    is_line = "\n" not in said and _PROSE.search(said) is None
    whole = bool(said) and (is_line or _DELIMITED.fullmatch(said) is not None)
    start = len(text.rstrip()) - len(said)
    return [(start, start + len(said))] if whole else []
