r"""Reading an answer of a model: its statements in order, and its final answer.

Formulas are found between delimiters, in environments, in Markdown fences and in prose; chains
``a = b = c`` are two statements, lists several, and a line that begins with ``=`` goes on with the
one before. Whatever cannot be read becomes a problem with its place; nothing is raised.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from codegen.datasets.reading.finals import Final, finals
from codegen.datasets.reading.names import Names
from codegen.datasets.reading.problems import LONGEST_ANSWER, Problem
from codegen.datasets.reading.prose import cleaned, is_sentence, runs
from codegen.datasets.reading.regions import boxes, regions, without_boxes, without_fences
from codegen.datasets.reading.statements import Collector, Statement, with_alternatives
from codegen.datasets.reading.tokens import is_latex

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MOST_PROBLEMS = 100
_LONGEST_CUE = 60
_REASON = re.compile(
    r"[,(]\s*(?:by\s+)?(?:using|since|because|recalling|as\s+long\s+as|provided)\b"
    r"(?:\s+(?:that|the|fact|identity|formula|rule|law))*\s*[$(\\\[]*\Z",
    re.IGNORECASE,
)
"""Before a formula that gives a reason for what was said before it."""


class Answer(NamedTuple):
    """What an answer says.

    ``statements`` are equations and inequalities in order, ``expressions`` formulas without a
    relation. ``final`` is the last of ``finals``, the different final answers of the most explicit
    kind there is.
    """

    statements: tuple[Statement, ...] = ()
    expressions: tuple[Statement, ...] = ()
    finals: tuple[Final, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def final(self) -> Final | None:
        """The final answer; none if nothing was said."""
        return self.finals[-1] if self.finals else None


def read_answer(text: str, names: Names | None = None, question: str = "") -> Answer:
    r"""The statements of an answer and its final answer.

    Args:
        text: What a model wrote.
        names: Names that are declared; others are read as new symbols.
        question: The problem: statements of it that the answer begins with are marked.

    >>> answer = read_answer(r"We get $2x = 4$, so $x = 4/2 = 2$. \boxed{2}")
    >>> [(str(s.left), str(s.right)) for s in answer.statements]
    [('2*x', '4'), ('x', '4/2'), ('4/2', '2')]
    >>> answer.final.text, answer.problems
    ('2', ())
    """
    known = Names() if names is None else names
    if len(text) > LONGEST_ANSWER:
        message = f"an answer of {len(text)} characters; {LONGEST_ANSWER} are read"
        return Answer(problems=(Problem("too long", 0, len(text), message),))
    if not text.strip():
        return Answer(problems=(Problem("empty", 0, len(text), "an empty answer"),))
    collector = Collector(text, known)
    found, problems = boxes(text)
    plain = without_boxes(without_fences(text), found)
    for region in regions(plain, problems):
        inner = plain[region.start : region.end]
        if region.is_formula and not is_sentence(inner, known):
            collector.read(inner, region.start, True)
        else:
            _read_prose(plain, region.start, region.end, collector)
    statements = _marked(text, with_alternatives(text, collector.statements), question)
    concluding = _concluding(text, statements) or statements
    ends, wrong = finals(text, found, known, _last(concluding, collector.expressions))
    if not (statements or collector.expressions or ends or problems or wrong):
        nothing = Problem("empty", 0, len(text), "no formula and no final answer was found")
        wrong.extend([] if collector.problems or collector.sets else [nothing])
    kept = _sorted([*_invisible(text), *problems, *collector.problems, *wrong])
    return Answer(tuple(statements), tuple(collector.expressions), tuple(ends), kept)


def _read_prose(text: str, start: int, end: int, collector: Collector) -> None:
    """Formulas without delimiters."""
    shown = text[:start] + cleaned(text[start:end])
    for first, last in runs(text, start, end, collector.names):
        piece = shown[first:last]
        collector.read(piece, first, is_latex(piece))


def _concluding(text: str, statements: list[Statement]) -> list[Statement]:
    """The statements without those at the end that only say what an answer rests on, or where it
    is defined."""
    kept = list(statements)
    while kept:
        before = text[max(0, kept[-1].start - _LONGEST_CUE) : kept[-1].start]
        if kept[-1].sign != "!=" and not _REASON.search(before):
            break
        kept.pop()
    return kept


def _last(statements: list[Statement], expressions: list[Statement]) -> list[Statement]:
    """The last statement with its alternatives, or else the last expression."""
    if not statements:
        return expressions[-1:]
    group = statements[-1].alternatives
    return [s for s in statements if group and s.alternatives == group] or statements[-1:]


def _invisible(text: str) -> list[Problem]:
    """The first character that is not seen but could hide or turn around others."""
    match = _INVISIBLE.search(text)
    if match is None:
        return []
    name = unicodedata.name(match[0], f"U+{ord(match[0]):04X}")
    message = f"{name} is in the answer"
    return [Problem("invisible character", match.start(), match.end(), message)]


def _marked(text: str, statements: list[Statement], question: str) -> list[Statement]:
    """The statements, with those marked that are in a copy of the question at the beginning."""
    end = _copied(text, question)
    return [s._replace(restated=True) if s.end <= end else s for s in statements]


def _copied(text: str, question: str) -> int:
    """Where a copy of the question at the beginning of a text ends; 0 if there is none."""
    wanted = "".join(question.split())
    place = matched = 0
    while place < len(text) and matched < len(wanted):
        if not text[place].isspace():
            if text[place] != wanted[matched]:
                return 0
            matched += 1
        place += 1
    return place if wanted and matched == len(wanted) else 0


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.start, p.end))[:_MOST_PROBLEMS])
