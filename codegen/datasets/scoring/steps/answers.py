"""An answer as it is judged: its statements in order, and the final one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from codegen.datasets.reading import ReadingError
from codegen.datasets.reading import read as read_formula
from codegen.datasets.reading.answers import Answer, read_answer
from codegen.datasets.reading.finals import Final
from codegen.datasets.reading.finals import parts as parts_of
from codegen.datasets.reading.statements import Statement as Said
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.reference.notation import as_recorded
from codegen.datasets.scoring.reference.spelling import spelled
from codegen.datasets.scoring.steps.lines import Line
from codegen.datasets.scoring.steps.sentences import last_line
from codegen.datasets.scoring.steps.suppositions import roles
from codegen.datasets.scoring.verdicts.traces import State, is_trace, states
from symnum.terms.plain import Symbol, Term
from symnum.terms.traversal import free_symbols

SIGNS = ("=", "<", "<=")
"""Relations that are judged; others are left out and reported."""
_INDEXED = re.compile(r"_[A-Za-z0-9]{1,2}$")
_NOTHING = re.compile(r"(?:[\s.$*`}]|\\[\])]|\\end\{\w+\*?\})*")
_LEADING = re.compile(
    r"(?:.*\b(?:is|are|equals?|gives?|yields?|becomes?|get|obtain|have|hence|thus|therefore|so)\b"
    r"|.*\\(?:to|rightarrow)|.*(?:→|->)|.*:)?[\s$*`{&=]*(?:\\[\[(]|\\begin\{\w+\*?\})?[\s&=]*",
    re.IGNORECASE,
)
"""What may stand on the line before an expression that an answer ends with."""
_FORMULAS = frozenset({"number", "expression"})
"""Kinds of answers that are no relation."""
LONGEST_BARE = 5000
"""Characters of an answer on one line that is nothing but the final answer."""


class Read(NamedTuple):
    """What was read of an answer."""

    lines: tuple[Line, ...]
    marked_lines: tuple[Line, ...]
    """What is marked as the final answer (boxed, after *the answer is*), if statements are."""
    final_text: str
    """The final answer as it is written."""
    is_marked: bool
    """Whether it is said to be that, not only what comes last."""
    several: bool
    """Whether there are different final answers."""
    parts: tuple[str, ...]
    """The final answers one by one, where several are asked for."""
    problems: tuple[str, ...]
    states: tuple[State, ...] = ()
    """Of an answer to a record of traces, the states that are not part of a line."""
    sentence: str = ""
    """The last line, where no final answer is marked."""
    is_bare: bool = False
    """Whether the answer is nothing but the final one, on one line."""
    text: str = ""
    """All of it."""
    ending: str = ""
    """The formula without a relation that the answer ends with, where no final one is marked."""

    @property
    def marked(self) -> tuple[Statement, ...]:
        """The statements that are marked as the final answer."""
        return tuple(line.statement for line in self.marked_lines)

    @property
    def claimed(self) -> tuple[Line, ...]:
        """The lines that say something, without what is supposed or denied."""
        return tuple(line for line in self.lines if not line.role)


def read_term(text: str, context: Context) -> Term | None:
    """The term that a text spells, in LaTeX or plain text; None if it is none."""
    try:
        return as_recorded(read_formula(text, context.declared).term, context)
    except ReadingError:
        return None


def read(answer: str, context: Context) -> Read:
    """The statements of an answer and its final one.

    What the answer copies from the problem at its beginning is no line of it. Of an answer that is
    a trace and says nothing else, the last state is the final answer.
    """
    answer = spelled(answer, context.record)
    found = _read(answer, context)._replace(text=answer)
    if found.is_bare or not found.is_marked:
        found = found._replace(sentence=last_line(answer))
    if found.ending and context.record["answer_kind"] in _FORMULAS:
        found = found._replace(final_text=found.ending, parts=parts_of(found.ending))
    if not is_trace(context.record) or found.is_bare:
        return found
    return _with_states(found, states(answer, context))


def _with_states(found: Read, all_states: tuple[State, ...]) -> Read:
    """The same with states, and without the problems that these lines were."""
    lines = found.lines
    alone = tuple(
        s for s in all_states if not any(x.start < s.end and s.start < x.end for x in lines)
    )
    if not alone:
        return found
    problems = tuple(p for p in found.problems if not p.startswith(("empty", "half equation")))
    found = found._replace(states=alone, problems=problems)
    ends = not found.lines or found.lines[-1].start < alone[-1].start
    if found.is_marked or not ends:
        return found
    return found._replace(final_text=alone[-1].text, parts=(alone[-1].text,))


def _read(answer: str, context: Context) -> Read:
    found = read_answer(answer, context.declared, context.record["problem"])
    lines = _with_roles(answer, _lines([s for s in found.statements if not s.restated], context))
    final = found.final
    said = answer.strip() if final is None and "\n" not in answer.strip() else ""
    is_bare = bool(said) and len(said) <= LONGEST_BARE
    problems = [
        f"{p.kind} at {p.start}: {p.message}"
        for p in found.problems
        if not (is_bare and p.kind == "empty")
    ]
    problems += [
        f"not judged at {s.start}: {s.text[:80]}"
        for s in found.statements
        if s.sign not in (*SIGNS, "?=")
    ]
    if is_bare:
        parts = parts_of(said)
        return Read(tuple(lines), (), said, True, False, parts, tuple(problems), is_bare=True)
    is_marked = final is not None and final.how != "last"
    return Read(
        tuple(lines), _marked(final, context), "" if final is None else final.text,
        is_marked, len(found.finals) > 1, _parts(found.finals),
        tuple(problems), ending="" if is_marked else _ending(answer, found),
    )  # fmt: skip


def _ending(answer: str, found: Answer) -> str:
    """The last expression, if nothing comes after it and it stands alone or is said to be it."""
    if not found.expressions:
        return ""
    last = found.expressions[-1]
    after = max((said.end for said in found.statements), default=0)
    line = answer[: last.start].rpartition("\n")[2]
    ends = last.start >= after and _NOTHING.fullmatch(answer, last.end)
    return last.text if ends and _LEADING.fullmatch(line) else ""


def _lines(statements: Iterable[Said], context: Context) -> list[Line]:
    found: list[Line] = []
    for said in statements:
        if said.right is not None and said.sign in SIGNS:
            left, right = (
                as_recorded(side, context) for side in (_unindexed(said, context), said.right)
            )
            statement = Statement(left, right, said.sign)
            group = said.alternatives
            same = bool(found) and group > 0 and group == found[-1].group
            chained = bool(found) and said.start < found[-1].end and not same
            found.append(Line(said.text, said.start, said.end, statement, group, chained=chained))
    return found


def _unindexed(said: Said, context: Context) -> Term:
    """The left side; of ``x_1 = 2`` it is x, if that is what the record solves for."""
    left, unknown = said.left, context.unknown
    if unknown is None or not isinstance(left, Symbol) or left.name not in said.unknown:
        return left
    is_number = said.right is not None and not free_symbols(said.right)
    return unknown if is_number and _INDEXED.sub("", left.name) == unknown.name else left


def _with_roles(answer: str, lines: list[Line]) -> list[Line]:
    return [
        replace(line, role=role) for line, role in zip(lines, roles(answer, lines), strict=True)
    ]


def _marked(final: Final | None, context: Context) -> tuple[Line, ...]:
    return () if final is None or final.how == "last" else tuple(_lines(final.statements, context))


def _parts(finals: tuple[Final, ...]) -> tuple[str, ...]:
    """Of one final answer its parts; else each of them: a box for each."""
    if len(finals) == 1:
        return finals[0].parts
    return tuple(final.text for final in finals)
