"""What an answer's end says of its lines: candidates kept, numbers too many, solutions lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from codegen.datasets.checking.topics.values import Values
from codegen.datasets.scoring.reference.context import Statement
from codegen.datasets.scoring.steps.lines import Judged, Ledger
from codegen.datasets.scoring.verdicts.truth import Verdict

MORE = Verdict("false", 0, "numbers that are not asked for")
LONGEST_BEFORE = 200
_SENTENCE = re.compile(r"[.!?;]\s|\n")
_CONDITIONAL = re.compile(
    r"≠|!=|\\neq?(?![A-Za-z])|[<>]|\\[lg][et]|\b(?:assum|suppos|provided|non-?zero|if|when|case)",
    re.IGNORECASE,
)
"""What a line holds under that says so: it need not have all solutions."""


def refute(ledger: Ledger, concluded: Sequence[Statement]) -> None:
    """Of candidates that are among what an answer ends with, the last lines are false."""
    keys = {ledger.grounds.key(statement) for statement in concluded}
    for line in reversed(ledger.lines):
        key = ledger.grounds.key(line.statement)
        if line.refuted is not None and key in keys:
            keys.discard(key)
            line.step = replace(line.step, verdict=line.refuted)


def deny(ledger: Ledger, concluded: Sequence[Statement]) -> None:
    """Of what an answer wrongly ends with, the last lines are false."""
    for statement in concluded:
        line = next((x for x in reversed(ledger.lines) if x.raw == statement), None)
        if line is not None and line.step.verdict.kind != "false":
            line.step = replace(line.step, verdict=MORE)


def condemn(ledger: Ledger, place: int, reason: str) -> None:
    """Say of a line, which was not decided, that it is false."""
    line = ledger.lines[place]
    if line.step.verdict.kind == "undecided":
        line.step = replace(line.step, verdict=Verdict("false", 0, reason))


def drop(ledger: Ledger, concluded: Sequence[Statement], answer: str) -> None:
    """Of an answer that ends with only some of the solutions, the line that drops one is false.

    Some line had it, and after that none is said that has it: alternatives are said one by one, and
    what holds under a condition need not have them all. To deny it is false, too.

    Args:
        ledger: The lines, all of them.
        concluded: The equations of the unknown that it ends with.
        answer: The whole text.
    """
    lost, found = ledger.candidates.divided(concluded)
    for at in lost if found else ():
        said = [ledger.candidates.allows(line.statement, at) for line in ledger.lines]
        first, is_listed = _last_with(ledger, said, found[0])
        after = range(first, len(ledger.lines) if first else 0)
        places = (n for n in after if _drops(ledger.lines[n], said[n], is_listed, answer))
        dropping = next((ledger.lines[n] for n in places), None)
        if dropping is not None:
            ((name, value),) = at.point.items()
            where = f"the solution {name} = {float(value.mid()):g}"
            dropping.step = replace(dropping.step, verdict=Verdict("false", 0, where))


def _last_with(ledger: Ledger, said: Sequence[bool | None], other: Values) -> tuple[int, bool]:
    """The place behind the last line that has a solution and its alternatives, 0 if none has it;
    whether it is said there as one of several, so that lines about others may follow."""
    first, is_listed = 0, False
    for place, line in enumerate(ledger.lines):
        if said[place] and not line.role and not line.step.redundant:
            first = place + 1
            is_listed = ledger.candidates.allows(line.statement, other) is False
        elif line.group and first == place and line.group == ledger.lines[place - 1].group:
            first = place + 1
    return first, is_listed


def _drops(line: Judged, holds: bool | None, is_listed: bool, answer: str) -> bool:
    """Whether a line leaves a solution out, or denies it."""
    if line.role or not line.step.verdict.holds:
        return line.role == "denied" and holds is True
    if is_listed and not line.step.redundant:
        return False
    return holds is False and not _is_conditional(answer, line)


def _is_conditional(answer: str, line: Judged) -> bool:
    """Whether the sentence of a line names a condition before it."""
    before = answer[max(0, line.step.start - LONGEST_BEFORE) : line.step.start]
    return _CONDITIONAL.search(_SENTENCE.split(before)[-1]) is not None
