"""Judging the lines of an answer one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codegen.datasets.scoring.reference.context import Reference, Statement, substituted
from codegen.datasets.scoring.steps.candidates import Candidates
from codegen.datasets.scoring.steps.constants import Constants
from codegen.datasets.scoring.steps.suppositions import Role
from codegen.datasets.scoring.verdicts.grounds import Grounds
from codegen.datasets.scoring.verdicts.judgement import StepJudgement
from codegen.datasets.scoring.verdicts.solutions import assignment
from codegen.datasets.scoring.verdicts.sources import IDENTITY, Source, Support
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Verdict, is_trivial
from symnum.ops import EQUATION, LESS, LESS_EQUAL
from symnum.terms.latex import to_latex
from symnum.terms.plain import Call, Symbol, Term

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
    group: int = 0
    """Statements of one number, from 1, have "or" between them."""
    role: Role = ""
    """Whether it is only supposed, or denied."""
    chained: bool = False
    """Whether it goes on with the sides of the line before."""


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
    refuted: Verdict | None = None
    """Why it is false of the solutions, where that is no error because it is a candidate."""
    group: int = 0
    """As of the line that was read."""
    role: Role = ""


class Ledger:
    """The lines of one answer and what each rests on.

    Args:
        grounds: What they are judged by.
    """

    def __init__(self, grounds: Grounds) -> None:
        self.grounds, self.context = grounds, grounds.context
        self.constants = Constants(grounds.context, grounds.truth)
        self.candidates = Candidates(grounds.context, grounds.truth)
        self.lines: list[Judged] = []
        self.tried: dict[Term, Term] = {}
        """What functions are supposed to be."""
        self.unknown: dict[str, None] = {}
        self._searched = 0

    def add(self, line: Line, alternatives: Sequence[Line] = ()) -> None:
        """Judge the next line.

        Args:
            line: It.
            alternatives: The lines that have "or" between each other, itself among them.
        """
        resolved = self.constants.resolve(line.statement)
        statement = resolved.statement
        known = self.grounds.reference(statement)
        verdict = self._verdict(resolved.verdict, bool(resolved.unknown), statement, known)
        if verdict.kind == "supported" and not line.role:
            verdict = self.candidates.overreaches(statement) or verdict
        lost = None
        if verdict.kind == "supported" and not line.role and len(alternatives) < 2:
            lost = self.candidates.loses(statement)
        verdict = lost or verdict
        milder = self._milder(line, alternatives) if verdict.kind == "false" and not lost else None
        if line.role == "supposed":
            self.candidates.suppose(statement, line.chained)
            trial = self.constants.solutions.trial(statement)
            self.tried |= trial
            is_free = _is_choice(statement) or bool(trial) or self.candidates.is_about(statement)
            if verdict.kind == "false" and milder is None and is_free:
                return
        self.unknown.update(dict.fromkeys(resolved.unknown))
        step = StepJudgement(
            line.text, self._latex(line.statement), line.start, line.end, milder or verdict,
            reference=0 if known is None else known.number,
            redundant=self._redundant(line.statement, statement),
        )  # fmt: skip
        step, whole = self._founded(step, statement, known)
        if step.rule == IDENTITY and statement != line.statement:
            step = replace(step, rule=self._said(line.statement))
        self.candidates.learn(statement, step.verdict)
        refuted = verdict if milder is not None else None
        found = Judged(line.statement, statement, step, whole, refuted, line.group, line.role)
        self.lines.append(found)

    def _milder(self, line: Line, alternatives: Sequence[Line]) -> Verdict | None:
        """A verdict on what no solution satisfies but is no error: a candidate, or a denial."""
        if line.role == "denied":
            return Verdict("supported", 1)
        if len(alternatives) > 1 and self._is_covered([a.statement for a in alternatives]):
            return Verdict("supported", 1)
        if self.tried:
            left, right = (substituted(side, self.tried) for side in
                           (line.statement.left, line.statement.right))  # fmt: skip
            tried = self.grounds.truth.of(Statement(left, right, line.statement.relation))
            if tried.holds:
                return tried
        return self.candidates.judged(line.statement)

    def _is_covered(self, alternatives: list[Statement]) -> bool:
        """Whether one of several statements holds: of numbers that are looked for, for each."""
        if self.context.unknown is not None:
            return self.candidates.covers(alternatives)
        values = [assignment(each, self.context.units) for each in alternatives]
        if None not in values and len({pair[0] for pair in values if pair}) == 1:
            return False  # values of one name are judged one by one
        covered = self.grounds.truth.covers(alternatives)
        if covered is not None:
            return covered
        resolved = [self.constants.resolve(each) for each in alternatives]
        return any(
            self._verdict(r.verdict, bool(r.unknown), r.statement, None).holds for r in resolved
        )

    def _latex(self, statement: Statement) -> str:
        term = Call(_WRITTEN[statement.relation], (statement.left, statement.right))
        return to_latex(term, self.context.shown)

    def _verdict(
        self, decided: Verdict | None, unknown: bool, statement: Statement, known: Reference | None
    ) -> Verdict:
        if decided is not None:
            return decided
        if known is not None and known.right:
            return Verdict("known")
        if unknown:
            return UNDECIDED
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
        if support is None or (support.rule == IDENTITY and known is not None):
            return step, False
        if support.rule == IDENTITY:
            return replace(step, rule=IDENTITY), False
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

    def _said(self, raw: Statement) -> str:
        """The rule of an equation that only says what a new name is; empty for another one."""
        return "let" if raw.left in self.constants.meanings.terms else ""

    def _may_follow(self, verdict: Verdict) -> bool:
        """Whether it is worth looking: what is false does not follow from what holds."""
        return verdict.kind != "false" or not all(line.step.verdict.holds for line in self.lines)

    def _search(self, statement: Statement) -> Support | None:
        self._searched += 1
        if self._searched > MOST_SEARCHED:
            return None
        earlier = [Source(n + 1, False, line.statement) for n, line in enumerate(self.lines)
                   if not line.step.redundant]  # fmt: skip
        return self.grounds.support(statement, [*self.grounds.givens, *earlier])

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


def _is_choice(statement: Statement) -> bool:
    """Whether a statement is about what a symbol is, not about what something is worth."""
    return any(isinstance(side, Symbol) for side in (statement.left, statement.right))


def first_error(steps: Sequence[StepJudgement]) -> int:
    """The first step that is false for certain, from 0; −1 for none."""
    return next((n for n, step in enumerate(steps) if step.verdict.kind == "false"), -1)
