"""An answer as it is judged: its statements in order, and the final one."""

from __future__ import annotations

from typing import NamedTuple

from codegen.datasets.reading import ReadingError
from codegen.datasets.reading import read as read_formula
from codegen.datasets.reading.answers import read_answer
from codegen.datasets.reading.finals import Final
from codegen.datasets.reading.finals import parts as parts_of
from codegen.datasets.scoring.context import Context, Statement
from codegen.datasets.scoring.lines import Line
from codegen.datasets.scoring.sentences import last_line
from codegen.datasets.scoring.traces import State, is_trace, states
from symnum.terms.plain import Term

SIGNS = ("=", "<", "<=")
"""Relations that are judged; others are left out and reported."""
LONGEST_BARE = 5000
"""Characters of an answer on one line that is nothing but the final answer."""


class Read(NamedTuple):
    """What was read of an answer."""

    lines: tuple[Line, ...]
    marked: tuple[Statement, ...]
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


def read_term(text: str, context: Context) -> Term | None:
    """The term that a text spells, in LaTeX or plain text; None if it is none."""
    try:
        return read_formula(text, context.declared).term
    except ReadingError:
        return None


def read(answer: str, context: Context) -> Read:
    """The statements of an answer and its final one.

    What the answer copies from the problem at its beginning is no line of it. Of an answer that is
    a trace and says nothing else, the last state is the final answer.
    """
    found = _read(answer, context)
    if found.is_bare or not found.is_marked:
        found = found._replace(sentence=last_line(answer))
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
    lines = [
        Line(said.text, said.start, said.end, Statement(said.left, said.right, said.sign))
        for said in found.statements
        if said.right is not None and said.sign in SIGNS and not said.restated
    ]
    final = found.final
    said = answer.strip() if final is None and "\n" not in answer.strip() else ""
    is_bare = bool(said) and len(said) <= LONGEST_BARE
    problems = [
        f"{p.kind} at {p.start}: {p.message}"
        for p in found.problems
        if not (is_bare and p.kind == "empty")
    ]
    problems += [
        f"not judged at {s.start}: {s.text[:80]}" for s in found.statements if s.sign not in SIGNS
    ]
    if is_bare:
        parts = parts_of(said)
        return Read(tuple(lines), (), said, True, False, parts, tuple(problems), is_bare=True)
    return Read(
        tuple(lines), _marked(final), "" if final is None else final.text,
        final is not None and final.how != "last", len(found.finals) > 1, _parts(found.finals),
        tuple(problems),
    )  # fmt: skip


def _marked(final: Final | None) -> tuple[Statement, ...]:
    if final is None or final.how == "last":
        return ()
    return tuple(
        Statement(said.left, said.right, said.sign)
        for said in final.statements
        if said.right is not None and said.sign in SIGNS
    )


def _parts(finals: tuple[Final, ...]) -> tuple[str, ...]:
    """Of one final answer its parts; else each of them: a box for each."""
    if len(finals) == 1:
        return finals[0].parts
    return tuple(final.text for final in finals)
