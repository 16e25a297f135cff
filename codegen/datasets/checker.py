"""The checker: reads records and replays every step with mathematics of its own.

It imports nothing that the generator is made of. A step is accepted if

1. its inputs are earlier steps and its names are used as they were introduced;
2. replaying its operator on its inputs gives its equation: by equal normal forms, and for
   ``expand`` and ``evaluate_derivatives`` by equal values at random points, whatever the functions
   in it stand for (derivatives by nilpotent arithmetic, :mod:`.checking.nilpotents`);
3. an antiderivative has the integrand as its derivative, by the same means, and its constant
   depends on all symbols of the equation but the variable;
4. everything in the equation has a value wherever the domain and the conditions recorded so far
   hold (:mod:`.checking.knowledge`);
5. both sides have equal values at a random point, with every function replaced by its premise
   (:mod:`.checking.evaluation` says what integrals and constants are worth there).

The record's claims are spelled out in the documentation of its schema. Ball arithmetic rejects
where values differ for certain; agreement at random points is no proof, but wrong equations of
this kind agree at a random point with probability 0.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flint import ctx

from codegen.datasets.checking.injected_errors import labels_follow, take_wrong
from codegen.datasets.checking.reading import Record, Step, read
from codegen.datasets.checking.replay import REPLAYS
from codegen.datasets.checking.report import CheckReport as CheckReport
from codegen.datasets.checking.state import Accepted, Rejected, State, require
from codegen.datasets.checking.variants import (
    added_names,
    answers,
    introduced,
    poses_derivation,
)
from codegen.datasets.schema import RecordData, parse_line, validated
from codegen.datasets.structure import structure
from symnum.errors import InputError
from symnum.ops import EQUATION
from symnum.terms import interface
from symnum.terms.plain import Call, Term
from symnum.terms.text import to_latex, to_text


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """How many records of a file are right, and the first that are not, by line."""

    checked: int
    failed: int
    failures: tuple[tuple[int, CheckReport], ...] = ()


def check_record(record: object, source: str = "record") -> CheckReport:
    """Replay a record.

    Args:
        record: JSON values.
        source: Names the record in errors.

    Raises:
        InputError: the record does not have the form of one. Something that is no term over the
            record's symbols is an error of the record, not of its form.
    """
    data = validated(record, source)
    try:
        known = read(data)
    except InputError as error:
        return CheckReport(False, 0, str(error))
    kept, state = ctx.prec, State(known)
    try:
        return _checked(state)
    finally:
        ctx.prec = kept


def _checked(state: State) -> CheckReport:
    place = 0
    try:
        _check_frame(state.record)
        for step in state.record.steps:
            place += 1
            if state.record.data.step_labels[place - 1]:
                _check_step(state, step)
            else:
                _check_names(state, step)
                take_wrong(state, step, _check_step)
        place = 0
        _check_whole(state)
    except Rejected as rejected:
        return CheckReport(False, place, str(rejected))
    return CheckReport(True)


def check_file(
    path: str | Path, progress: Callable[[int], None] | None = None, keep: int = 20
) -> CheckSummary:
    """Replay every record of a file.

    Args:
        path: A file with one record a line.
        progress: Is told the number of records done.
        keep: How many failures to report in full.

    Raises:
        InputError: the file cannot be read, or a line is not a record; file, line and field are
            named.
    """
    checked = failed = 0
    failures: list[tuple[int, CheckReport]] = []
    try:
        with Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                report = check_record(parse_line(line, f"{path}:{number}"), f"{path}:{number}")
                checked += 1
                if not report.ok:
                    failed += 1
                    if len(failures) < keep:
                        failures.append((number, report))
                if progress is not None:
                    progress(checked)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"{path}: cannot be read: {reason}") from None
    if not checked:
        raise InputError(f"{path}: there is no record in it")
    return CheckSummary(checked, failed, tuple(failures))


def _check_frame(record: Record) -> None:
    data = record.data
    require(bool(data.steps), "a derivation without steps")
    declared = [entry.symbol for entry in data.domain] + [entry.name for entry in data.functions]
    require(len(declared) == len(set(declared)), "a name is declared twice")
    require(data.id == _identity(data), "id is not the content's")
    require(data.structure == structure(data.model_dump()), "structure is not the content's")
    latex = [step.equation.latex for step in data.steps]
    require(data.solution == " and ".join(latex), "solution is not the equations")
    require(answers(data), "answer is not the last equation")
    require(poses_derivation(data), "problem does not pose this derivation")
    require(data.difficulty.steps == len(data.steps), "difficulty.steps is not their number")
    require(labels_follow(data), "labels of steps are not those of this error")
    names = {entry.symbol: entry.latex for entry in data.domain}
    names.update((entry.name, entry.latex) for entry in data.functions)
    for step, shown in zip(record.steps, data.steps, strict=True):
        _check_shown(Call(EQUATION, (step.left, step.right)), shown.equation, names)
        if step.operand is not None:
            _check_shown(step.operand, shown.operand, names)
        for condition, written in zip(step.conditions, shown.side_conditions, strict=True):
            _check_shown(condition.subject, written.subject, names)
    for constant, told in zip(record.constants, data.constants, strict=True):
        _check_shown(constant.integral, told.integral, names)
        _check_shown(constant.antiderivative, told.antiderivative, names)


def _identity(data: RecordData) -> str:
    content = data.model_dump(exclude={"id", "index", "split", "provenance"})
    content["difficulty"] |= {"trials": 0, "solved": 0}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _check_shown(term: Term, shown: Any, names: Mapping[str, str]) -> None:
    """Text and LaTeX say what the term says, in LaTeX by the names that the record gives."""
    require(to_text(term) == shown.text, "text {} is not that of the term", shown.text)
    require(to_latex(term, names) == shown.latex, "LaTeX {} is not that of the term", shown.latex)


def _check_step(state: State, step: Step) -> None:
    if step.operator not in REPLAYS:
        raise Rejected(f"unknown operator {step.operator!r}")
    count, replay = REPLAYS[step.operator]
    require(len(step.inputs) == count, "{} has {} inputs", step.operator, count)
    done = len(state.accepted)
    require(all(1 <= n <= done for n in step.inputs), "an input is not an earlier step")
    inputs = [state.accepted[n - 1] for n in step.inputs]
    _check_names(state, step)
    state.assume(step.conditions)
    replay(state, step, inputs)
    _accept(state, step)


def _check_names(state: State, step: Step) -> None:
    new = None
    name, _ = introduced(state.record, step)
    if step.operator.endswith("premise") and isinstance(name, Call):
        new = name.operator.name
    for constant in state.record.constants:
        if step.operator == "evaluate_integrals" and constant.step == len(state.accepted) + 1:
            new = constant.name
    terms = [step.left, step.right, *(c.subject for c in step.conditions)]
    for term in terms if step.operand is None else [*terms, step.operand]:
        state.check_scope(term, new)


def _accept(state: State, step: Step) -> None:
    for side in (step.left, step.right):
        undefined = state.undefined(side)
        require(undefined is None, "{} may have no value", undefined)
    left, right = state.forms.of(step.left), state.forms.of(step.right)
    require(left is not right, "both sides are the same")
    for earlier in state.accepted:
        require(earlier.forms not in ((left, right), (right, left)), "the equation is not new")
    numbers = [interface.number(side) is not None for side in (left, right)]
    require(not all(numbers), "an equation between numbers")
    reason = state.comparison.differs([(step.left, step.right)], points=1)
    require(reason is None, "the equation is false: {}", reason)
    state.knowledge.equate(left, right)
    state.accepted.append(Accepted(step, (left, right)))


def _check_whole(state: State) -> None:
    """Every step leads to the last equation, and every constant was introduced."""
    steps = state.record.steps
    used = {len(steps)}
    for number in range(len(steps), 0, -1):
        if number in used:
            used.update(steps[number - 1].inputs)
    unused = sorted(set(range(1, len(steps) + 1)) - used)
    require(not unused, "steps {} lead nowhere", unused)
    require(len(state.constants) == len(state.record.constants), "a constant is never introduced")
    data = state.record.data
    known = sorted({*state.definitions, *state.constants, *added_names(data)})
    declared = sorted(entry.name for entry in data.functions)
    require(declared == known, "functions are not the names that steps introduce")
