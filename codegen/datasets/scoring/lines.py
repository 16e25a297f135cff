"""Judging the lines of an answer one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from codegen.datasets.checking.topics.table import TOPIC_CHECKS
from codegen.datasets.scoring.constants import Constants
from codegen.datasets.scoring.context import Context, Reference, Statement
from codegen.datasets.scoring.judgement import StepJudgement
from codegen.datasets.scoring.sources import Source, Sources, Support
from codegen.datasets.scoring.topic_worlds import TopicTruth, TopicWorld
from codegen.datasets.scoring.traces import State, is_trace, number_of, truth_of
from codegen.datasets.scoring.truth import UNDECIDED, Truth, Verdict, is_trivial
from codegen.datasets.scoring.worlds import BITS, World
from symnum.ops import EQUATION, LESS, LESS_EQUAL
from symnum.terms.canonical import Canonical
from symnum.terms.latex import to_latex
from symnum.terms.plain import Call, Symbol

MOST_SEARCHED = 24
"""Lines for which it is looked what they follow from; further ones only as reference steps."""
_WRITTEN = {"=": EQUATION, "<": LESS, "<=": LESS_EQUAL}


@dataclass(frozen=True, slots=True)
class Line:
    """An equation or inequality of an answer, read but not judged."""

    text: str
    start: int
    end: int
    statement: Statement


@dataclass(slots=True)
class Judged:
    """A line with what was found out."""

    raw: Statement
    """As it was written."""
    statement: Statement
    """In names of the record."""
    step: StepJudgement
    whole: bool
    """Whether all is known that it rests on: if not, it may rest on any earlier line."""


class Grounds:
    """What lines of any answer to a record are judged by; answers to one record may share it.

    Args:
        record: JSON values of a record of :mod:`codegen.datasets.schema`.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.context = context = Context(record)
        self.truth: Truth
        if record["family"] in TOPIC_CHECKS:
            self.truth = TopicTruth(context)
            self.free: World = TopicWorld(context, free=True, count=2)
        else:
            self.truth = truth_of(context) if is_trace(record) else Truth(context)
            self.free = World(context, free=True, bits=2 * BITS)
        self.sources = Sources(context, self.free)

    @cached_property
    def _references(self) -> dict[tuple[Canonical, Canonical, str], Reference]:
        found: dict[tuple[Canonical, Canonical, str], Reference] = {}
        for step in self.context.steps:
            if step.statement is not None:
                found.setdefault(self.key(step.statement), step)
        return found

    @cached_property
    def givens(self) -> tuple[Source, ...]:
        """What the problem says: premises and new names."""
        return tuple(
            Source(step.number, True, step.statement)
            for step in self.context.steps
            if step.given and step.statement is not None
        )

    def key(self, statement: Statement) -> tuple[Canonical, Canonical, str]:
        """By what statements are told apart: normal forms of the sides, and the relation."""
        forms = self.context.forms
        return forms.of(statement.left), forms.of(statement.right), statement.relation

    def reference(self, statement: Statement) -> Reference | None:
        """The step of the record that says the same, in either order of an equation's sides."""
        known = self._references.get(self.key(statement))
        if known is None and statement.relation == "=":
            known = self._references.get(self.key(statement.flipped))
        return known


class Ledger:
    """The lines of one answer and what each rests on.

    Args:
        grounds: What they are judged by.
    """

    def __init__(self, grounds: Grounds) -> None:
        self.grounds, self.context = grounds, grounds.context
        self.constants = Constants(grounds.context, grounds.truth)
        self.lines: list[Judged] = []
        self.unknown: dict[str, None] = {}
        self._searched = 0

    def add(self, line: Line) -> None:
        """Judge the next line."""
        resolved = self.constants.resolve(line.statement)
        statement = resolved.statement
        self.unknown.update(dict.fromkeys(resolved.unknown))
        known = self.grounds.reference(statement)
        step = StepJudgement(
            line.text, self._latex(line.statement), line.start, line.end,
            self._verdict(resolved.verdict, bool(resolved.unknown), statement, known),
            reference=0 if known is None else known.number,
            redundant=self._redundant(line.statement, statement),
        )  # fmt: skip
        step, whole = self._founded(step, statement, known)
        self.lines.append(Judged(line.statement, statement, step, whole))

    def add_state(self, state: State) -> None:
        """Judge the next state of a trace: it is worth what the record's first state is."""
        start = self.context.term(self.context.record["steps"][0]["equation"]["text"])
        if start is None:
            return
        statement = Statement(start, state.term)
        number = number_of(state.term, self.context)
        step = StepJudgement(
            state.text, to_latex(state.term, self.context.shown), state.start, state.end,
            Verdict("known") if number else self.grounds.truth.of(statement), reference=number,
        )  # fmt: skip
        before = [n for n, line in enumerate(self.lines, start=1) if line.raw == statement]
        if before:
            step = replace(
                step, rule="repeat", follows=(before[0],), redundant=f"repeats step {before[0]}"
            )
        elif number == 1:
            step = replace(step, rule="given", premises=(1,))
        elif number:
            place = self.stated(number - 1)
            operator = self.context.steps[number - 1].operator if place or number == 2 else ""
            step = replace(step, rule=operator, follows=(place,) if place else ())
        self.lines.append(Judged(statement, statement, step, bool(step.rule)))

    def _latex(self, statement: Statement) -> str:
        term = Call(_WRITTEN[statement.relation], (statement.left, statement.right))
        return to_latex(term, self.context.shown)

    def _verdict(
        self, decided: Verdict | None, unknown: bool, statement: Statement, known: Reference | None
    ) -> Verdict:
        if decided is not None:
            return decided
        if unknown:
            return UNDECIDED
        if known is not None and known.right:
            return Verdict("known")
        if self.context.record["answer_kind"] == "counterexample" and isinstance(
            statement.left, Symbol
        ):
            return UNDECIDED  # it chooses a point and claims nothing
        return self.grounds.truth.of(statement)

    def _redundant(self, raw: Statement, statement: Statement) -> str:
        if is_trivial(raw, self.context):
            return "trivial"
        key = self.grounds.key(statement)
        flipped = self.grounds.key(statement.flipped) if statement.relation == "=" else key
        for place, earlier in enumerate(self.lines):
            if self.grounds.key(earlier.statement) in (key, flipped):
                return f"repeats step {place + 1}"
        return ""

    def _founded(
        self, step: StepJudgement, statement: Statement, known: Reference | None
    ) -> tuple[StepJudgement, bool]:
        """The step with what it follows from, and whether that is all it rests on."""
        if step.redundant == "trivial":
            return replace(step, rule="trivial"), True
        if step.redundant:
            number = int(step.redundant.rsplit(maxsplit=1)[1])
            return replace(step, rule="repeat", follows=(number,)), True
        if known is not None and known.given:
            return replace(step, rule="given", premises=(known.number,)), True
        by_reference = None if known is None else self._as_in_the_record(known)
        if by_reference is not None:
            lines, premises = by_reference
            assert known is not None
            return replace(step, rule=known.operator, follows=lines, premises=premises), True
        support = self._search(statement) if self._may_follow(step.verdict) else None
        if support is None:
            return step, False
        lines = tuple(sorted(s.number for s in support.sources if not s.given))
        premises = tuple(sorted(s.number for s in support.sources if s.given))
        return replace(step, rule=support.rule, follows=lines, premises=premises), True

    def _as_in_the_record(self, known: Reference) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """The lines and premises that are the step's inputs, if all are there."""
        lines, premises = [], []
        for number in known.inputs:
            place = self.stated(number)
            if place:
                lines.append(place)
            elif self.context.steps[number - 1].given:
                premises.append(number)
            else:
                return None
        return tuple(sorted(set(lines))), tuple(sorted(set(premises)))

    def stated(self, number: int) -> int:
        """The line (from 1) that says a step of the record; 0 if none does."""
        for place, line in enumerate(self.lines):
            if line.step.reference == number:
                return place + 1
        return 0

    def _may_follow(self, verdict: Verdict) -> bool:
        """Whether it is worth looking: what is false does not follow from what holds."""
        return verdict.kind != "false" or not all(line.step.verdict.holds for line in self.lines)

    def _search(self, statement: Statement) -> Support | None:
        self._searched += 1
        if self._searched > MOST_SEARCHED:
            return None
        earlier = [Source(n + 1, False, line.statement) for n, line in enumerate(self.lines)
                   if not line.step.redundant]  # fmt: skip
        return self.grounds.sources.support(statement, [*self.grounds.givens, *earlier])

    def skipped(self) -> tuple[int, ...]:
        """Steps of the record that are missing although lines of the answer rest on them."""
        found: set[int] = set()
        for line in self.lines:
            known = line.step.reference
            if known and not line.step.rule:
                self._collect_missing(known, found)
        return tuple(sorted(found))

    def _collect_missing(self, number: int, found: set[int]) -> None:
        pending = list(self.context.steps[number - 1].inputs)
        while pending:
            needed = pending.pop()
            step = self.context.steps[needed - 1]
            if not step.given and not self.stated(needed) and needed not in found:
                found.add(needed)
                pending += step.inputs

    def steps(self, goal: int) -> tuple[StepJudgement, ...]:
        """All steps, with those marked on which the goal (a place, or −1 for the end) rests not."""
        used = self._used(goal if goal >= 0 else len(self.lines) - 1)
        return tuple(
            replace(line.step, irrelevant=place not in used)
            for place, line in enumerate(self.lines)
        )

    def _used(self, goal: int) -> set[int]:
        used: set[int] = set()
        pending = [goal] if self.lines else []
        while pending:
            place = pending.pop()
            if place not in used:
                used.add(place)
                line = self.lines[place]
                rests_on = range(place) if not line.whole else [n - 1 for n in line.step.follows]
                pending += rests_on
        return used


def first_error(steps: Sequence[StepJudgement]) -> int:
    """The first step that is false for certain, from 0; −1 for none."""
    return next((n for n, step in enumerate(steps) if step.verdict.kind == "false"), -1)
