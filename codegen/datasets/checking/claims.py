"""What a record may say beside its problem and steps, by family; all else has to be empty.

Derivations and problems in words are changed, and questions are made of derivations; errors are
injected into records of the families that are listed. So what a record says of its parent and its
error is empty elsewhere, and fits the tables below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from codegen.datasets.checking.rejection import require
from codegen.datasets.schema import InjectedError, Perturbation, RecordData, empty

STEPS, CALCULUS = "step_classification", "calculus_classification"
"""Families of questions, which are made of derivations."""
DERIVATION, INJECTED = "derivation", "injected_error"
WORDS, MASKED = "template", "refill"
"""The families of problems in words."""


TOPICS = (
    "algebra", "calculus", "complex_numbers", "differential_equations", "inequalities",
    "linear_algebra", "physics", "series", "trigonometry",
)  # fmt: skip
SPOILABLE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(TOPICS, frozenset({"equation"})),
    DERIVATION: frozenset({"equation"}), "template": frozenset({"equation"}),
    "evaluation": frozenset({"equation", "operand", "words"}),
    "recursion": frozenset({"equation", "operand", "words"}),
    "counting": frozenset({"equation", "operand", "words"}),
    "multiplication": frozenset({"equation", "words", "inputs"}),
}  # fmt: skip
"""Families of which records have injected errors, and what differs in a step that is wrong."""
TASK = (
    "family", "template", "instance", "topics", "skills", "domain", "problem", "answer",
    "answer_kind", "blanks", "program",
)  # fmt: skip
"""What wrong steps leave alone."""


class Claim(NamedTuple):
    """What a change does: whether the answer has to differ, and what is made of what by family."""

    answer_changes: bool
    family: str = DERIVATION
    """Empty if it is the parent's."""
    parents: frozenset[str] = frozenset({DERIVATION})


_BOTH = frozenset({DERIVATION, WORDS})
LETTERED = frozenset(TOPICS) - {"physics"}
"""Topics whose letters have no meaning."""
CLAIMS: Mapping[str, Claim] = {
    "variable_renaming": Claim(False, "", LETTERED | {DERIVATION}),
    "expression_exchange": Claim(False),
    "alternative_goal": Claim(True), "step_removal": Claim(False),
    "shorter_1": Claim(True, "", _BOTH), "shorter_2": Claim(True, "", _BOTH),
    "longer_1": Claim(True, "", _BOTH), "longer_2": Claim(True, "", _BOTH),
    "irrelevant_premise": Claim(False, "", _BOTH),
    "numbers_resized": Claim(True, "", _BOTH | {MASKED}),
    "words_replaced": Claim(False, WORDS, frozenset({WORDS})),
    "step_classification": Claim(True, STEPS), "step_classification_negative": Claim(True, STEPS),
    "annotation_replacement": Claim(True, STEPS, frozenset({DERIVATION, STEPS})),
    "annotation_replacement_negative": Claim(True, STEPS, frozenset({STEPS})),
    "calculus_classification": Claim(True, CALCULUS),
    "equation_conversion": Claim(False, CALCULUS, frozenset({CALCULUS})),
    INJECTED: Claim(False, "", frozenset(SPOILABLE)),
}  # fmt: skip
"""Every change of a record."""
_ALL = frozenset({"operand", "side_conditions", "words"})
STEPS_MAY_SAY: Mapping[str, frozenset[str]] = {
    DERIVATION: _ALL - {"words"}, STEPS: _ALL - {"words"}, CALCULUS: frozenset({"operand"}),
    "template": _ALL - {"side_conditions"}, "refill": frozenset({"words"}),
    "evaluation": _ALL - {"side_conditions"}, "rewriting": _ALL - {"side_conditions"},
    "recursion": _ALL - {"side_conditions"}, "counting": _ALL - {"side_conditions"},
    "multiplication": frozenset({"words"}), "counterexample": frozenset({"words"}),
}  # fmt: skip
"""What steps say beside their equation; in topics all of it."""
_NO_CHANGE, _NO_ERROR = empty(Perturbation), empty(InjectedError)
_IDENTITY = re.compile(r"[0-9a-f]{20}")
_NAMED = frozenset({"domain", "functions", "constants"})
_TOPIC = _NAMED | {"template", "topics", "skills"}
_POSED = frozenset({"template", "topics", "skills"})
_WITH_LEAN = _TOPIC | {"lean"}
MAY_SAY: Mapping[str, frozenset[str]] = {
    DERIVATION: _NAMED | {"lean"}, STEPS: _NAMED, CALCULUS: frozenset({"domain", "functions"}),
    "algebra": _WITH_LEAN, "inequalities": _WITH_LEAN, "trigonometry": _WITH_LEAN,
    "calculus": _WITH_LEAN, "series": _TOPIC, "differential_equations": _TOPIC,
    "linear_algebra": _TOPIC, "complex_numbers": _TOPIC, "physics": _TOPIC,
    "template": _POSED | {"blanks", "program"}, "refill": _POSED | {"domain", "blanks", "program"},
    "evaluation": _POSED | {"program"}, "multiplication": _POSED | {"program"},
    "counting": _POSED | {"program"}, "rewriting": _POSED | {"domain"},
    "recursion": _POSED | {"functions"}, "counterexample": _POSED | {"domain"},
}  # fmt: skip
"""Which of the fields that may be empty a family fills."""
_FIELDS = (
    "template", "topics", "skills", "domain", "functions", "constants", "blanks", "program", "lean",
)  # fmt: skip


def require_claims(data: RecordData, content: Mapping[str, Any]) -> None:
    """Fields that a family leaves empty are empty, and what it says of its making can be so.

    Raises:
        Rejected: naming the field.
    """
    allowed = MAY_SAY.get(data.family)
    if allowed is not None:
        for field in _FIELDS:
            if content[field] and field not in allowed:
                require(False, "{} has to be empty in {}", field, data.family)
    _require_silent_steps(data.family, content["steps"])
    if content["perturbation"] == _NO_CHANGE:
        require(content["error"] == _NO_ERROR, "there is an error that was not injected")
        questions = data.family in (STEPS, CALCULUS)
        require(not questions, "a question of this family is made of a derivation")
    else:
        _require_change(data, content)


def _require_silent_steps(family: str, steps: Sequence[Mapping[str, Any]]) -> None:
    silent = _ALL - STEPS_MAY_SAY.get(family, _ALL)
    for step in steps:
        operand = step["operand"]
        if (operand["text"] == "") is not (operand["latex"] == ""):
            require(False, "an operand is text or LaTeX alone")
        for field in silent:
            if operand["text"] if field == "operand" else step[field]:
                require(False, "steps of {} have no {}", family, field)


def _require_change(data: RecordData, content: Mapping[str, Any]) -> None:
    told = data.perturbation
    claim = CLAIMS.get(told.name)
    if claim is None:
        require(False, "{!r} is no perturbation", told.name)
        return
    fits = data.family == claim.family if claim.family else data.family in claim.parents
    require(fits, "{} does not make a record of {}", told.name, data.family)
    fits = told.answer_changes is claim.answer_changes
    require(fits, "answer_changes has to be {}", claim.answer_changes)
    parent = _IDENTITY.fullmatch(told.parent) and told.parent != data.id
    require(bool(parent), "perturbation.parent is not the id of another record")
    require(bool(told.evidence), "there is no evidence")
    spoiled = content["error"] != _NO_ERROR
    require(spoiled == (told.name == INJECTED), "an error, or none, does not fit {}", told.name)
    adds = told.name == "irrelevant_premise" and data.family == DERIVATION
    fits = bool(told.added.text) == bool(told.added.latex) == adds
    require(fits, "{} adds something else", told.name)
