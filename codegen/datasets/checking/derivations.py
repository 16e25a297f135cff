"""Checking derivations: every step is replayed, and what it says looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import ctx

from codegen.datasets.checking import classification
from codegen.datasets.checking.frame import expressions, names_shown, require_frame
from codegen.datasets.checking.injected_errors import (
    goes_on_from_wrong,
    labels_follow,
    take_definition,
    take_wrong,
)
from codegen.datasets.checking.measures import require_measured
from codegen.datasets.checking.reading import Record, Step, read
from codegen.datasets.checking.replay import REPLAYS
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.state import Accepted, Rejected, State, require
from codegen.datasets.checking.typesetting import Typesetter
from codegen.datasets.checking.variants import added_names, answers, poses_derivation
from codegen.datasets.schema import RecordData
from symnum.errors import InputError
from symnum.terms.canonical import CanonicalNumber


def check_derivation(data: RecordData, content: Mapping[str, Any]) -> CheckReport:
    """Check a derivation: its frame, what texts say of steps, and every step by replaying it.

    Args:
        data: The record, its shape validated.
        content: The same as plain JSON values.
    """
    kept = ctx.prec
    try:
        known = read(data)
        require_frame(data, content)
        _require_texts(data)
        report = _checked(State(known))
        if report.ok:  # a step that is impossible is told first, not that there was no way to it
            require_measured(data, content)
        return report
    except (InputError, Rejected) as error:
        return CheckReport(False, 0, str(error))
    finally:
        ctx.prec = kept


def _require_texts(data: RecordData) -> None:
    latex = [step.equation.latex for step in data.steps]
    require(data.solution == " and ".join(latex), "solution is not the equations")
    require(answers(data), "answer is not the last equation")
    require(poses_derivation(data), "problem does not pose this derivation")
    require(labels_follow(data), "labels of steps are not those of this error")
    numbers = {constant.name for constant in data.constants if not constant.arguments}
    functions = {entry.name for entry in data.functions} - numbers
    typesetter = Typesetter(names_shown(data), functions)
    for text, shown in expressions(data):
        if typesetter.latex(text) != shown:
            require(False, "LaTeX {} does not say what the text {} says", shown, text)


def _checked(state: State) -> CheckReport:
    """The first step that is wrong, by its label or at a point."""
    place, labels = 0, state.record.data.step_labels
    try:
        for step in state.record.steps:
            place += 1
            if labels[place - 1]:
                take = take_definition if goes_on_from_wrong(state, step) else _check_step
                take(state, step)
            elif state.record.data.family == classification.FAMILY:
                classification.refuse(state, step)
            else:
                take_wrong(state, step, _check_step)
        place = 0
        _check_whole(state)
    except Rejected as rejected:
        return _false_equation(state) or CheckReport(False, place, str(rejected))
    return _false_equation(state) or CheckReport(True)


def _false_equation(state: State) -> CheckReport | None:
    """The first accepted equation that is false at a point where all conditions hold."""
    labels = state.record.data.step_labels
    right = [n for n in range(len(state.accepted)) if labels[n]]
    steps = [state.accepted[number].step for number in right]
    found = state.comparison.first_difference([(step.left, step.right) for step in steps])
    if found is None:
        return None
    place, reason = found
    return CheckReport(False, right[place] + 1, f"the equation is false: {reason}")


def _check_step(state: State, step: Step) -> None:
    if step.operator not in REPLAYS:
        raise Rejected(f"unknown operator {step.operator!r}")
    count, replay = REPLAYS[step.operator]
    numbers, accepted = step.inputs, state.accepted
    require(len(numbers) == count, "{} has {} inputs", step.operator, count)
    if numbers and not 1 <= min(numbers) <= max(numbers) <= len(accepted):
        raise Rejected("an input is not an earlier step")
    inputs = [accepted[number - 1] for number in numbers]
    if step.conditions:
        state.assume(step.conditions)
    replay(state, step, inputs)
    _accept(state, step)


def _accept(state: State, step: Step) -> None:
    state.vetting.require(step.left, step.right)
    left, right = state.forms.of(step.left), state.forms.of(step.right)
    require(left is not right, "both sides are the same")
    stated, mirrored = (left, right), (right, left)
    for earlier in state.accepted:
        if earlier.forms == stated or earlier.forms == mirrored:
            raise Rejected("the equation is not new")
    numbers = type(left) is CanonicalNumber and type(right) is CanonicalNumber
    require(not numbers, "an equation between numbers")
    state.knowledge.equate(left, right)
    state.accepted.append(Accepted(step, (left, right)))


def _check_whole(state: State) -> None:
    """Every step leads to the last equation, and every name was introduced."""
    record: Record = state.record
    used = {len(record.steps)}
    for number in range(len(record.steps), 0, -1):
        if number in used:
            used.update(record.steps[number - 1].inputs)
    unused = sorted(set(range(1, len(record.steps) + 1)) - used)
    require(not unused, "steps {} lead nowhere", unused)
    require(len(state.constants) == len(record.constants), "a constant is never introduced")
    known = sorted({*state.definitions, *state.constants, *added_names(record.data)})
    declared = sorted(entry.name for entry in record.data.functions)
    require(declared == known, "functions are not the names that steps introduce")
