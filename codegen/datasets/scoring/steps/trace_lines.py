"""Judging the states of an answer to a record of traces.

A state is right if the record has it. Another one has to be worth what the first state is, and has
to come from a right one by what the problem allows, in whatever order.
"""

from __future__ import annotations

from dataclasses import replace

from codegen.datasets.scoring.reference.context import Statement
from codegen.datasets.scoring.steps.lines import Judged, Ledger
from codegen.datasets.scoring.verdicts.judgement import StepJudgement
from codegen.datasets.scoring.verdicts.traces import State, number_of
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Verdict
from symnum.terms.latex import to_latex
from symnum.terms.plain import Term
from symnum.terms.text import to_text


def add_state(ledger: Ledger, state: State) -> None:
    """Judge the next state of a trace.

    Args:
        ledger: The lines before it; it becomes the last of them.
        state: It.
    """
    context = ledger.context
    start = context.term(context.record["steps"][0]["equation"]["text"])
    if start is None:
        return
    statement = Statement(start, state.term)
    number = number_of(state.term, context) or ledger.grounds.unfolding.number_of(
        to_text(state.term)
    )
    step = StepJudgement(
        state.text, to_latex(state.term, context.shown), state.start, state.end,
        Verdict("known") if number else _verdict(ledger, start, state.term), reference=number,
    )  # fmt: skip
    before = [n for n, line in enumerate(ledger.lines, start=1) if line.raw == statement]
    if before:
        step = replace(
            step, rule="repeat", follows=(before[0],), redundant=f"repeats step {before[0]}"
        )
    elif number == 1:
        step = replace(step, rule="given", premises=(1,))
    elif number:
        place = ledger.stated(number - 1)
        operator = context.steps[number - 1].operator if place or number == 2 else ""
        step = replace(step, rule=operator, follows=(place,) if place else ())
    ledger.lines.append(Judged(statement, statement, step, bool(step.rule)))


def _verdict(ledger: Ledger, start: Term, state: Term) -> Verdict:
    """What is known of a state that the record does not have."""
    verdict = ledger.grounds.truth.of(Statement(start, state))
    if not verdict.holds:
        return verdict
    record = ledger.context.record
    reached = max((line.step.reference for line in ledger.lines), default=0) or 1
    earlier = record["steps"][reached - 1]["equation"]["text"]
    leads = ledger.grounds.unfolding.leads(earlier, to_text(state))
    if leads is None:
        return UNDECIDED
    where = "it is worth the same, but no operation of the problem gives it"
    return verdict if leads else Verdict("false", 0, where)
