"""An answer as it is judged: its statements in order, and the final one."""

from __future__ import annotations

import re
from typing import NamedTuple

from codegen.datasets.reading import ReadingError
from codegen.datasets.reading import read as read_formula
from codegen.datasets.scoring.context import Context, Statement, statement_of
from codegen.datasets.scoring.lines import Line
from symnum.terms.plain import Term

_SEPARATOR = re.compile(r"\n+|\s+and\s+")


class Read(NamedTuple):
    """What was read of an answer."""

    lines: tuple[Line, ...]
    marked: Statement | None
    """The statement that is marked as the final one, if one is."""
    final_text: str
    """The final answer as it is written."""
    several: bool
    """Whether there are different final answers."""
    parts: tuple[str, ...]
    """The final answers one by one, where several were asked for."""
    problems: tuple[str, ...]


def read_term(text: str, context: Context) -> Term | None:
    """The term that a text spells, in LaTeX or plain text; None if it is none."""
    try:
        return read_formula(text, context.declared).term
    except ReadingError:
        return None


def read(answer: str, context: Context) -> Read:
    """The statements of an answer."""
    lines, problems, start, last = [], [], 0, ""
    for part in _SEPARATOR.split(answer):
        start = answer.index(part, start) if part else start
        if not part.strip():
            continue
        last = part.strip()
        term = read_term(part, context)
        statement = None if term is None else statement_of(term)
        if statement is None:
            problems.append(f"not read: {part[:80]}")
        else:
            lines.append(Line(part.strip(), start, start + len(part), statement))
    return Read(tuple(lines), None, last, False, tuple(last.split("; ")), tuple(problems))
