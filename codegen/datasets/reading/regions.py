r"""The parts of an answer that are formulas: between ``$``, ``\[``, in environments, in fences.

What is outside of all delimiters is prose, in which formulas may stand too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from codegen.datasets.reading.problems import Problem
from codegen.datasets.reading.vocabulary import LINES

_ENVIRONMENTS = "|".join(re.escape(name) for name in sorted(LINES - {"dcases", "split"}))
_DELIMITER = re.compile(
    r"(?P<skipped>\\\\(?:\[[^\]\n]{0,20}\])?|\\\$)"
    r"|(?P<dollars>\$\$)|(?P<dollar>\$)"
    r"|(?P<square>\\\[)|(?P<squares>\\\])|(?P<round>\\\()|(?P<rounds>\\\))"
    rf"|(?P<begin>\\begin\{{(?P<name>{_ENVIRONMENTS})\}})"
    rf"|(?P<end>\\end\{{(?P<ended>{_ENVIRONMENTS})\}})"
    r"|(?P<paragraph>\n[ \t]*\n)"
)
_CLOSED_BY = {"dollars": "dollars", "dollar": "dollar", "square": "squares", "round": "rounds"}
_FENCE = re.compile(r"^[ \t]*```+[ \t]*(?P<language>[A-Za-z+#]*)[^\n]*$", re.MULTILINE)
_TAG = re.compile(r"</?(?:answer|think|thinking|solution|strong|br)\s*/?>", re.IGNORECASE)
_PROGRAMS = frozenset({"python", "py", "python3", "c", "cpp", "json", "java", "javascript", "js",
                       "sql", "bash", "sh", "html", "lean", "lean4", "rust", "julia", "matlab",
                       "mathematica", "haskell", "r", "yaml", "toml"})  # fmt: skip
_NO_LINE_END = re.compile(r"[^\n]")
_BOXES = re.compile(r"(?P<box>\\(?:boxed|fbox|framebox)\s*\{)|\\.|[{}]", re.DOTALL)


class Region(NamedTuple):
    """A range of the text; whether it is a formula, and where the next one begins."""

    start: int
    end: int
    is_formula: bool


class Box(NamedTuple):
    r"""The range inside of ``\boxed{…}``, and where the command begins."""

    command: int
    start: int
    end: int


def without_fences(text: str) -> str:
    """The text with blanks for the lines of Markdown fences, programs between them, and tags."""
    pieces: list[str] = []
    done, program = 0, False
    for match in _FENCE.finditer(text):
        between = text[done : match.start()]
        pieces += [_NO_LINE_END.sub(" ", between) if program else between, " " * len(match[0])]
        program = not program and match["language"].lower() in _PROGRAMS
        done = match.end()
    rest = text[done:]
    whole = "".join([*pieces, _NO_LINE_END.sub(" ", rest) if program else rest])
    return _TAG.sub(lambda tag: " " * len(tag[0]), whole)


def boxes(text: str) -> tuple[list[Box], list[Problem]]:
    """All boxes, in the order of their ends, and those that are never closed."""
    found: list[Box] = []
    opened: list[tuple[int, int]] = []
    for match in _BOXES.finditer(text):
        if match["box"]:
            opened.append((match.start(), match.end()))
        elif match[0] == "{":
            opened.append((-1, match.end()))
        elif match[0] == "}" and opened:
            command, start = opened.pop()
            if command >= 0:
                found.append(Box(command, start, match.start()))
    left = [Problem("unbalanced", command, start, "this box is never closed")
            for command, start in opened if command >= 0]  # fmt: skip
    return found, left[:1]


def without_boxes(text: str, found: list[Box]) -> str:
    """The text with spaces instead of the boxes' commands and braces."""
    characters = list(text)
    for command, start, end in found:
        characters[command:start] = "\\," + " " * (start - command - 2)
        characters[end] = " "
    return "".join(characters)


def regions(text: str, problems: list[Problem]) -> Iterator[Region]:
    """The formulas and the prose between them, in order; delimiters belong to neither."""
    done, opened = 0, None
    for match in _DELIMITER.finditer(text):
        kind = match.lastgroup or ""
        kind = {"name": "begin", "ended": "end"}.get(kind, kind)
        if opened is None:
            if kind in _CLOSED_BY or kind == "begin":
                yield Region(done, match.start(), False)
                opened = (kind, match)
        elif kind == "paragraph" and opened[0] != "begin":
            yield _unclosed(opened, match.start(), problems)
            done, opened = match.start(), None
        elif _closes(kind, match, opened, text):
            yield Region(opened[1].end(), match.start(), True)
            done, opened = match.end(), None
    if opened is not None:
        yield _unclosed(opened, len(text), problems)
    else:
        yield Region(done, len(text), False)


def _closes(kind: str, match: re.Match[str], opened: tuple[str, re.Match[str]], text: str) -> bool:
    if opened[0] == "begin":
        return kind == "end" and match["ended"] == opened[1]["name"]
    if kind == "dollar" and text[match.end() : match.end() + 1].isdecimal():
        return not text[match.start() - 1].isspace()  # "$5 and $6" are prices
    return kind == _CLOSED_BY[opened[0]]


def _unclosed(opened: tuple[str, re.Match[str]], end: int, problems: list[Problem]) -> Region:
    """What follows a delimiter that nothing closes; a lone dollar sign is one of money."""
    match = opened[1]
    if opened[0] != "dollar":
        message = f"{match[0]} is never closed"
        problems.append(Problem("unbalanced", match.start(), match.end(), message))
    return Region(match.end(), end, opened[0] != "dollar")
