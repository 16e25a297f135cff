"""What a perturbed record claims of its parent, verified by code that did not make it.

Each perturbation stands in a row: whether the answer has to change, and how child and parent have
to be related for that to be known. Whether the child is right by itself is the checker's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from codegen.datasets.checking.claims import (
    CALCULUS,
    CLAIMS,
    SPOILABLE,
    STEPS,
    TASK,
    require_claims,
)
from codegen.datasets.checking.differences import equations_differ
from codegen.datasets.checking.evidence import require_evidence
from codegen.datasets.checking.irrelevance import require_irrelevant
from codegen.datasets.checking.other_changes import OTHER_CHANGES
from codegen.datasets.checking.plain_reading import Record, read
from codegen.datasets.checking.report import CheckReport
from codegen.datasets.checking.state import Rejected, require
from codegen.datasets.schema import RecordData, validated
from codegen.datasets.schema import Step as StepData
from symnum.errors import InputError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+")
_MIRRORED = {
    "substitute_LHS_for_RHS": "substitute_RHS_for_LHS",
    "substitute_RHS_for_LHS": "substitute_LHS_for_RHS",
}
Verify = Callable[[Record, Record], None]
"""From parent and child; raises :class:`Rejected`."""


class Relation(NamedTuple):
    """How that which a perturbation claims of the answer is verified."""

    verify: Verify
    has_equations: bool = True
    """Whether the steps are equations, so that they can be read."""


def check_relation(parent: object, child: object, source: str = "record") -> CheckReport:
    """Whether a record is the perturbed version of another one that it claims to be.

    Args:
        parent: JSON values of the record that was changed.
        child: JSON values of what it was changed into.
        source: Names the child in errors.

    Raises:
        InputError: one of them does not have the form of a record.
    """
    old, new = validated(parent, f"parent of {source}"), validated(child, source)
    told = new.perturbation
    try:
        require(told.name in CLAIMS, "{!r} is no perturbation", told.name)
        require_claims(new, cast("Mapping[str, Any]", child))
        require(told.parent == old.id, "the parent is another record")
        require(new.index == old.index, "index is not the parent's")
        claim = CLAIMS[told.name]
        fits = old.family in claim.parents and new.family == (claim.family or old.family)
        fits = fits and not (old.perturbation.name and old.family not in (STEPS, CALCULUS))
        require(fits, "{} does not change such a record", told.name)
        _require_related(old, new)
    except (Rejected, InputError) as error:
        return CheckReport(False, 0, str(error))
    return CheckReport(True)


def _require_related(old: RecordData, new: RecordData) -> None:
    """A record is what its perturbation makes of its parent, and its evidence says so."""
    name = new.perturbation.name
    compare = OTHER_CHANGES.get(old.family, {}).get(name)
    if compare is not None:
        compare(old, new)
        return
    relation = RELATIONS[name]
    opened = read if relation.has_equations else _unread
    relation.verify(opened(old), opened(new))
    require_evidence(old, new)


def _unread(data: RecordData) -> Record:
    return Record(data, {}, [], [])


def require_different_answers(parent: Record, child: Record) -> None:
    """The last equations have different sides, in either order."""
    old, new = parent.steps[-1], child.steps[-1]
    symbols = {**parent.symbols, **child.symbols}
    seed = f"{parent.data.id} {child.data.id}"
    differ = equations_differ((old.left, old.right), (new.left, new.right), symbols, seed)
    require(differ, "the answer is not known to change")


def _same_steps(parent: Record, child: Record, count: int) -> None:
    for number in range(count):
        same = parent.data.steps[number] == child.data.steps[number]
        require(same, "step {} is not the parent's", number + 1)


def _same_answer(parent: Record, child: Record) -> None:
    _same_steps(parent, child, len(parent.steps))
    require(len(child.steps) == len(parent.steps), "there are more steps than the parent's")
    require(child.data.answer == parent.data.answer, "the answer is not the parent's")


def _renamed(parent: Record, child: Record) -> None:
    """New names one for one; with the old ones put back every text is the parent's."""
    back = dict(_pairs(parent, child))
    used = {name for name, _ in _pairs(child, parent)}
    require(len(back) == len(used), "two names have become one")
    require(not used & set(back), "a name of the parent is used again")
    facts = [[entry.assumption for entry in record.data.domain] for record in (parent, child)]
    require(facts[0] == facts[1], "assumptions are not the parent's")
    texts = [_texts(record) for record in (parent, child)]
    renamed = [_NAME.sub(lambda match: back.get(match[0], match[0]), t) for t in texts[1]]
    require(renamed == texts[0], "with the old names it is not the parent")


def _pairs(parent: Record, child: Record) -> list[tuple[str, str]]:
    """New names with the old ones, by their places; constants keep theirs."""
    old, new = parent.data, child.data
    require(len(old.domain) == len(new.domain), "there are not as many symbols")
    require(len(old.functions) == len(new.functions), "there are not as many functions")
    constants = {constant.name for constant in (*old.constants, *new.constants)}
    symbols = zip(new.domain, old.domain, strict=True)
    functions = zip(new.functions, old.functions, strict=True)
    pairs = [(a.symbol, b.symbol) for a, b in symbols]
    return pairs + [(a.name, b.name) for a, b in functions if a.name not in constants]


def _texts(record: Record) -> list[str]:
    """Everything that a derivation says, in order."""
    texts = []
    for step in record.data.steps:
        texts += [step.operator, str(step.inputs), step.operand.text, step.equation.text]
        texts += [f"{c.predicate} {c.subject.text}" for c in step.side_conditions]
    for constant in record.data.constants:
        texts += [constant.name, str(constant.step), constant.variable, *constant.arguments]
        texts += [constant.integral.text, constant.antiderivative.text]
    return texts


def _mirrored(parent: Record, child: Record) -> None:
    require(len(parent.steps) == len(child.steps), "there are not as many steps")
    require(parent.data.constants == child.data.constants, "constants are not the parent's")
    for old, new in zip(parent.steps, child.steps, strict=True):
        require((old.left, old.right) == (new.right, new.left), "a side is not exchanged")
        label = _MIRRORED.get(old.operator, old.operator)
        require(new.operator == label, "{} has to become {}", old.operator, label)
        same = (old.inputs, old.operand, old.conditions) == (
            new.inputs,
            new.operand,
            new.conditions,
        )
        require(same, "more than the sides has changed")


def _without_hints(parent: Record, child: Record) -> None:
    _same_answer(parent, child)
    require(len(child.data.problem) < len(parent.data.problem), "no hint is missing")


def _shorter(count: int) -> Verify:
    def verify(parent: Record, child: Record) -> None:
        wanted = len(parent.steps) - count
        require(len(child.steps) == wanted, "it has to be {} steps shorter", count)
        _same_steps(parent, child, wanted)
        require_different_answers(parent, child)

    return verify


def _longer(count: int) -> Verify:
    def verify(parent: Record, child: Record) -> None:
        wanted = len(parent.steps) + count
        require(len(child.steps) == wanted, "it has to be {} steps longer", count)
        _same_steps(parent, child, len(parent.steps))
        require_different_answers(parent, child)

    return verify


def _elsewhere(parent: Record, child: Record) -> None:
    require(len(parent.steps) == len(child.steps), "there are not as many steps")
    _same_steps(parent, child, len(parent.steps) - 1)
    require_different_answers(parent, child)


def _irrelevant(parent: Record, child: Record) -> None:
    _same_answer(parent, child)
    require_irrelevant(parent, child)


def _resized(parent: Record, child: Record) -> None:
    """The same operations; premises differ in the digits of numbers alone."""
    require(len(parent.steps) == len(child.steps), "there are not as many steps")
    for old, new in zip(parent.data.steps, child.data.steps, strict=True):
        require((old.operator, old.inputs) == (new.operator, new.inputs), "an operation differs")
        if old.operator in ("premise", "get_premise"):
            require(_masked(old) == _masked(new), "a premise differs in more than its numbers")
    require_different_answers(parent, child)


def _masked(step: StepData) -> str:
    return _NUMBER.sub(lambda match: "#" * len(match[0]), step.equation.text)


def _spoiled(parent: Record, child: Record) -> None:
    """The parent's task; the steps are the parent's up to the wrong one, and the correction."""
    old, new = parent.data, child.data
    place = new.error.label
    require(bool(new.error.kind) and len(old.steps) == len(new.steps), "there is no error in it")
    for field in TASK:
        require(getattr(old, field) == getattr(new, field), "the {} is not the parent's", field)
    _same_steps(parent, child, place)
    require(new.error.correction == old.steps[place].equation, "the correction is not the parent's")
    for before, after, label in zip(old.steps, new.steps, new.step_labels, strict=True):
        fields = () if label else sorted(SPOILABLE[new.family])
        changed = {field: getattr(after, field) for field in fields}
        require(before.model_copy(update=changed) == after, "a right step is not the parent's")


def _asked(answer: str) -> Verify:
    """The parent's steps; the last operation, and its equation or another one."""

    def verify(parent: Record, child: Record) -> None:
        require(len(parent.steps) == len(child.steps), "there are not as many steps")
        _same_steps(parent, child, len(parent.steps) - 1)
        require(child.data.answer == answer, "the answer has to be {}", answer)
        old, new = parent.data.steps[-1], child.data.steps[-1]
        changed = {"equation": new.equation} if answer == "no" else {}
        require(old.model_copy(update=changed) == new, "the last operation is not the parent's")
        if answer == "no":
            require_different_answers(parent, child)

    return verify


def _annotated(parent: Record, child: Record) -> None:
    """Another operation for the same equation; the label is the other one."""
    require(len(parent.steps) == len(child.steps), "there are not as many steps")
    _same_steps(parent, child, len(parent.steps) - 1)
    old, new = parent.data.steps[-1], child.data.steps[-1]
    require(old.equation == new.equation, "another equation is asked for")
    labels = [(step.operator, step.inputs, step.operand) for step in (old, new)]
    require(labels[0] != labels[1], "the last operation is the parent's")
    flipped = "yes" if parent.data.answer == "no" else "no"
    require(child.data.answer == flipped, "the label has to be {}", flipped)


def _about_premise(parent: Record, child: Record) -> None:
    """The question is about what the parent's first premise defines."""
    old, new = parent.data.steps[0].equation.text, child.data.steps[0].equation.text
    require(old.endswith(f" = {new}"), "the expression is not the first premise's")
    require(child.data.answer in ("yes", "no"), "there is no label")


def _converted(parent: Record, child: Record) -> None:
    """Right sides, label and operations are the parent's."""
    require(child.data.answer == parent.data.answer, "the label is not the parent's")
    for old, new in zip(parent.data.steps, child.data.steps, strict=True):
        require(new.equation.text.endswith(f" = {old.equation.text}"), "an expression has changed")
        same = old.model_copy(update={"equation": new.equation}) == new
        require(same, "more than the equation has changed")


RELATIONS: Mapping[str, Relation] = {
    "variable_renaming": Relation(_renamed),
    "expression_exchange": Relation(_mirrored),
    "alternative_goal": Relation(_elsewhere),
    "step_removal": Relation(_without_hints),
    "shorter_1": Relation(_shorter(1)),
    "shorter_2": Relation(_shorter(2)),
    "longer_1": Relation(_longer(1)),
    "longer_2": Relation(_longer(2)),
    "irrelevant_premise": Relation(_irrelevant),
    "numbers_resized": Relation(_resized),
    "step_classification": Relation(_asked("yes")),
    "step_classification_negative": Relation(_asked("no")),
    "annotation_replacement": Relation(_annotated),
    "annotation_replacement_negative": Relation(_annotated),
    "calculus_classification": Relation(_about_premise, has_equations=False),
    "equation_conversion": Relation(_converted, has_equations=False),
    "injected_error": Relation(_spoiled, has_equations=False),
}
"""Every perturbation, and errors that were injected."""
