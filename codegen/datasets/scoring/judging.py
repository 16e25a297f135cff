"""Judging one answer to one record.

Lines are judged whatever the record asks for; what it asks for (an equation, a number, the first
wrong step, …) decides what the final answer is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from codegen.datasets.scoring.finals.named_steps import asks_for_step, named_step, reason_named
from codegen.datasets.scoring.finals.requested import (
    match_bound,
    match_final,
    match_general,
    match_several,
    match_value,
)
from codegen.datasets.scoring.finals.requested_sets import beyond, match_set, unknown_asked
from codegen.datasets.scoring.finals.unknowns import concluded, match_unknowns
from codegen.datasets.scoring.metrics.overlap import overlaps
from codegen.datasets.scoring.reference.context import Context, Statement, is_topic
from codegen.datasets.scoring.steps.answers import Read, read
from codegen.datasets.scoring.steps.conclusions import condemn, deny, drop, refute
from codegen.datasets.scoring.steps.later_names import settle
from codegen.datasets.scoring.steps.lines import Ledger, Line, first_error
from codegen.datasets.scoring.steps.trace_lines import add_state
from codegen.datasets.scoring.verdicts.goals import REACHED, Goal, Match
from codegen.datasets.scoring.verdicts.grounds import Grounds
from codegen.datasets.scoring.verdicts.judgement import Judgement
from codegen.datasets.scoring.verdicts.solutions import alternatives, is_joined, parts_of
from codegen.datasets.scoring.verdicts.sources import IDENTITY
from codegen.datasets.scoring.verdicts.traces import State
from symnum.terms.text import to_text

_WORDS = re.compile(r"[A-Za-z]{2}")
_ANNOUNCED = re.compile(
    r"\\[A-Za-z]+\*?(?:\s*\{(?:text|align|aligned|equation|gather)\*?\})?"
    r"|\b(?:the|final|answer|is|result|therefore|thus|so|hence|we|get|obtain|have|finally)\b",
    re.IGNORECASE,
)
"""Words that only say that an answer follows."""
MOST_LINES = 200
"""Lines of an answer that are judged; the rest is reported, not judged."""


def judge(record: Mapping[str, Any], answer: str) -> Judgement:
    """What is to be said of an answer.

    Args:
        record: JSON values of a record of :mod:`codegen.datasets.schema`.
        answer: What a model wrote, in LaTeX or plain text. It is read, never evaluated.
    """
    return judge_by(Grounds(record), answer)


def judge_by(grounds: Grounds, answer: str) -> Judgement:
    """The same for a record of which something is known from other answers."""
    context = grounds.context
    record = context.record
    asked = asks_for_step(record)
    label = named_step(answer, asked)
    base = Judgement(
        record["id"], record["family"], record["answer_kind"],
        overlap=overlaps(answer, record["solution"]),
    )  # fmt: skip
    if asked or label is not None:
        return _step_named(base, grounds, answer, label)
    found = read(answer, context)
    ledger = Ledger(grounds)
    said: list[Line | State] = [*found.lines, *found.states]
    said.sort(key=lambda line: line.start)
    for line in said[:MOST_LINES]:
        if isinstance(line, Line):
            ledger.add(line, [x for x in found.lines if line.group and x.group == line.group])
        else:
            add_state(ledger, line)
    settle(ledger, found.text)
    unknown = unknown_asked(context) if is_topic(record) else None
    set_match = None if unknown is None else match_set(context, unknown, found)
    if set_match is not None:
        goal, place = set_match, -1
        if goal == "wrong" and unknown is not None:
            deny(ledger, beyond(context, unknown, found))
    elif is_topic(record) and alternatives(context):
        goal, place = match_unknowns(context, found), -1
        if goal == "wrong":
            refute(ledger, concluded(context, found))
        elif goal == "different":
            drop(ledger, concluded(context, found), found.text)
    elif is_joined(context):
        goal, place = match_several(context, found), -1
    elif record["answer_kind"] == "equation" and not _is_text_goal(context):
        goal, place = _equation(context, ledger, found)
        goal = match_bound(context, found) or goal
        if goal == "missing" and is_topic(record):
            goal = match_value(context, found, ledger.constants.solutions)
    else:
        goal, place = match_final(record, context, found), -1
    steps = ledger.steps(place)
    return replace(
        base, goal=goal, final=found.final_text, steps=steps, first_error=first_error(steps),
        skipped=ledger.skipped(), renamed=dict(ledger.constants.renamed),
        problems=_problems(found, ledger),
    )  # fmt: skip


def _step_named(base: Judgement, grounds: Grounds, answer: str, label: int | None) -> Judgement:
    """A step that is named, and whether the reason is: by the error's kind, or by the equation
    that should stand there."""
    error = grounds.context.record["error"]
    right = error["label"]
    goal: Match = "missing" if label is None else "exact" if label == right else "wrong"
    reason = label == right and bool(error["kind"]) and (
        reason_named(answer, error["kind"]) or _is_corrected(grounds, answer)
    )  # fmt: skip
    return replace(
        base, goal=goal, label=label, final="" if label is None else str(label), reason_right=reason
    )


def _is_corrected(grounds: Grounds, answer: str) -> bool:
    """Whether an answer states what would have been right at the wrong step, all parts of it.

    Where only the words of the step are wrong, its equation says nothing.
    """
    record = grounds.context.record
    error, correction = record["error"], grounds.context.term(record["error"]["correction"]["text"])
    if correction is None or record["steps"][error["label"]]["equation"] == error["correction"]:
        return False
    wanted, found = parts_of(correction), read(answer, grounds.context)
    if error["correction"]["text"] in {to_text(state.term) for state in found.states[:MOST_LINES]}:
        return True
    said = {grounds.key(line.statement) for line in found.lines[:MOST_LINES]}
    return bool(wanted) and all(
        grounds.key(part) in said or (part.relation == "=" and grounds.key(part.flipped) in said)
        for part in wanted
    )


def _is_text_goal(context: Context) -> bool:
    return not context.steps or context.steps[-1].statement is None


def _problems(found: Read, ledger: Ledger) -> tuple[str, ...]:
    unknown = tuple(f"{name} is not declared" for name in ledger.unknown)
    more = len(found.lines) + len(found.states) - MOST_LINES
    cut = (f"{more} further lines were not judged",) if more > 0 else ()
    return (*found.problems, *unknown, *cut)


def _equation(context: Context, ledger: Ledger, found: Read) -> tuple[Match, int]:
    """How the answer stands to the equation that is asked for, and the line that says it."""
    wanted = context.steps[-1].statement
    assert wanted is not None
    told = context.record["steps"][-1]["equation"]["latex"] in context.record["problem"]
    if told and _is_alone(context, ledger, found):
        return "restated", 0
    given = [source.statement for source in ledger.grounds.givens]
    goal = Goal(context, wanted, ledger.grounds.free, given, told=told)
    if found.several:
        return "different", -1
    if found.marked:
        ends = [_end(goal, ledger, statement) for statement in found.marked]
        return next((end for end in reversed(ends) if end[0] in REACHED), ends[-1])
    last = len(ledger.lines) - 1
    match = _earned(goal, ledger, last) if ledger.lines else "missing"
    if match not in REACHED and ledger.lines:
        match = _at_the_ends(goal, ledger, last) or match
    for place in range(last - 1, -1, -1) if match not in REACHED else ():
        earlier = _earned(goal, ledger, place)
        if earlier in REACHED:
            return earlier, place
    return match, last


def _is_alone(context: Context, ledger: Ledger, found: Read) -> bool:
    """Whether an answer is one line and says nothing of how it follows, where that takes steps."""
    if len(ledger.lines) != 1 or sum(not step.given for step in context.steps) < 2:
        return False
    line = ledger.lines[0].step
    rest = found.text[: line.start] + found.text[line.end :]
    alone = (
        line.reference == len(context.steps) and ledger.lines[0].raw == ledger.lines[0].statement
    )
    return alone and _WORDS.search(_ANNOUNCED.sub(" ", rest)) is None


def _at_the_ends(goal: Goal, ledger: Ledger, last: int) -> Match | None:
    """How the first and the last side of a chain stand to the goal, if it reaches it."""
    first = last
    while first and _goes_on(ledger.lines[first - 1].raw, ledger.lines[first].raw):
        first -= 1
    ends = ledger.lines[first], ledger.lines[last]
    if first == last or any(x.step.verdict.kind == "false" for x in ledger.lines[first:]):
        return None
    raw = Statement(ends[0].raw.left, ends[1].raw.right)
    found = goal.match(Statement(ends[0].statement.left, ends[1].statement.right), raw)
    if found in REACHED and goal.told and not _derived(ledger, last):
        return "restated"
    return found if found in REACHED else None


def _goes_on(before: Statement, after: Statement) -> bool:
    return before.relation == after.relation == "=" and before.right == after.left


def _end(goal: Goal, ledger: Ledger, marked: Statement) -> tuple[Match, int]:
    """How a marked statement stands to the goal, and the last line that says it."""
    places = [n for n, line in enumerate(ledger.lines) if line.raw == marked]
    return (_earned(goal, ledger, places[-1]), places[-1]) if places else ("different", -1)


def _earned(goal: Goal, ledger: Ledger, place: int) -> Match:
    """How a line stands to the goal: one that only repeats the task earns nothing."""
    line = ledger.lines[place]
    if line.step.verdict.kind == "false":
        return "wrong"
    unknown = ledger.constants.unknown(line.statement)
    readings = [*ledger.constants.renamings(line.statement)] if unknown else [line.statement]
    if is_topic(goal.context.record) and ledger.constants.unknown(line.raw):
        readings += ledger.constants.renamings(line.raw)
    matches = [goal.match(statement, line.raw) for statement in readings]
    match = next((m for m in matches if m in REACHED), (*matches, "different")[0])
    if match not in REACHED:
        match = match_general(ledger.constants.solutions, line.raw) or match
        if match == "wrong":
            condemn(ledger, place, "some values of its constants: it does not solve the equation")
    if match in REACHED and goal.told and not _derived(ledger, place):
        return "restated"
    return match


def _derived(ledger: Ledger, place: int) -> bool:
    """Whether something was done for a line: it follows, or comes after something that does."""
    step = ledger.lines[place].step
    if step.rule == "repeat" and _derived(ledger, step.follows[0] - 1):
        return True
    founded = ("", "given", "trivial", "repeat", "let", "law", IDENTITY)
    if step.rule not in founded:
        return True
    return any(
        line.step.rule not in founded and line.step.verdict.holds for line in ledger.lines[:place]
    )
