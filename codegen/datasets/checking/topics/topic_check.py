"""How a record of a topic is checked: step by step, then as an answer to its problem."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equations import SHARED, Row
from codegen.datasets.checking.topics.sentences import require_question, require_words
from codegen.datasets.checking.topics.topic_errors import (
    carried_on,
    require_wrong,
    with_correction,
)
from codegen.datasets.checking.topics.values import Special, Undefined
from codegen.datasets.checking.worked import is_worked
from symnum.errors import InputError
from symnum.ops import COS, DIV, LESS, LESS_EQUAL, LOG, POW, SQRT, TAN
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import postorder

Goal = Callable[[Context], None]


class Extension(NamedTuple):
    """What a topic's check knows in addition: see :class:`TopicCheck`."""

    rows: Mapping[str, Row] = {}
    goals: Mapping[str, Goal] = {}
    special: Mapping[str, Special] = {}


@dataclass(frozen=True, slots=True)
class TopicCheck:
    """What a topic's records are made of.

    ``goals`` says for each template when its problem is solved; ``special`` what functions of the
    topic are worth.
    """

    rows: Mapping[str, Row]
    goals: Mapping[str, Goal]
    special: Mapping[str, Special] = field(default_factory=dict)

    def extended(self, more: Extension) -> TopicCheck:
        """The check with more operators, templates and functions."""
        return TopicCheck(
            {**self.rows, **more.rows}, {**self.goals, **more.goals},
            {**self.special, **more.special},
        )  # fmt: skip

    def __call__(self, record: Mapping[str, Any]) -> CheckReport:
        """Whether a record, validated already, is right.

        Where it says that an error was injected, this is so of the record with the correction, and
        the wrong step is wrong.
        """
        place = 0
        try:
            right, carried = with_correction(record), carried_on(record)
            context = Context(right, self.special)
            for step in right["steps"]:
                place += 1
                if place in carried:
                    context.lines.append(context.line(step))
                else:
                    self._step(context, step)
            place = 0
            self._whole(context, answered=not carried)
            require(is_worked(record), "the solution is not the steps")
            if record["error"]["kind"]:
                place = record["error"]["label"] + 1
                self._carry_on(context, record, carried)
                require_wrong(context, record, carried)
        except (Rejected, InputError) as error:
            return CheckReport(False, place, str(error))
        except Undefined:
            return CheckReport(False, place, "a term has no value")
        return CheckReport(True)

    def _step(self, context: Context, step: Mapping[str, Any]) -> None:
        line = context.line(step)
        require_words(line)
        row = self.rows.get(line.operator) or SHARED.get(line.operator)
        if row is None:
            raise Rejected(f"unknown operator {line.operator!r}")
        count, replay = row
        done = len(context.lines)
        fits = count is None and bool(line.inputs)
        fits = fits or (count is not None and len(line.inputs) in count)
        require(fits, "{} cannot have {} inputs", line.operator, len(line.inputs))
        require(all(1 <= n <= done for n in line.inputs), "an input is not an earlier step")
        require(not (line.conditions and line.inputs), "only premises have side conditions")
        for predicate, subject in line.conditions:
            _require_implied(line, predicate, subject)
        context.conditions.extend(line.conditions)
        replay(context, line, [context.lines[n - 1] for n in line.inputs])
        context.lines.append(line)

    def _carry_on(
        self, context: Context, record: Mapping[str, Any], carried: Collection[int]
    ) -> None:
        """Steps that go on from a wrong one are what their operators make of what stands there."""
        told = Context(record, self.special)
        told.conditions = list(context.conditions)
        for number, step in enumerate(record["steps"], start=1):
            if number in carried:
                self._step(told, step)
            else:
                told.lines.append(told.line(step))

    def _whole(self, context: Context, *, answered: bool) -> None:
        """The record as an answer to its problem; with wrong steps at the end it is none."""
        record = context.record
        require(bool(context.lines), "there is no step")
        goal = self.goals.get(record["template"])
        if goal is None:
            raise Rejected(f"unknown template {record['template']!r}")
        _require_all_used(context)
        if answered:
            last = context.lines[-1]
            shown = last.statement if record["answer_kind"] == "equation" else last.right
            same = record["answer"] == context.latex(shown)
            require(same, "the answer is not what the last step says")
            goal(context)
        require_question(context)


def _require_implied(line: Line, predicate: str, subject: Term) -> None:
    """A condition says only what the statement's having a value says."""
    form = to_canonical(subject)
    for part, _ in postorder([line.statement]):
        if not isinstance(part, Call):
            continue
        where: Term | None = None
        if part.operator is DIV:
            where, says = part.arguments[1], "nonzero"
        elif part.operator is LOG:
            where, says = part.arguments[0], "positive"
        elif part.operator is TAN:
            where, says = Call(COS, part.arguments), "nonzero"
        elif part.operator is SQRT:
            where, says = part.arguments[0], "nonnegative"
        elif part.operator is POW and _is_negative(part.arguments[1]):
            where, says = part.arguments[0], "nonzero"
        if where is None or says != predicate:
            continue
        if any(to_canonical(factor) is form for factor, _ in postorder([where])):
            return
    raise Rejected(f"nothing in {line.statement} makes {subject} {predicate}")


def _is_negative(term: Term) -> bool:
    return isinstance(term, Number) and term.value < 0


def _require_all_used(context: Context) -> None:
    """Every step but the last is an input of a later one, or a sign that the problem states."""
    used = {n for line in context.lines for n in line.inputs}
    lines = enumerate(context.lines[:-1], start=1)
    signs = (LESS, LESS_EQUAL)
    idle = [
        n for n, line in lines
        if n not in used and not (line.operator == "given" and line.relation in signs)
    ]  # fmt: skip
    require(not idle, "nothing uses step {}", idle[0] if idle else 0)
