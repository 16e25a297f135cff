"""Questions whether an operation gives an equation, as in Meadows et al. (arXiv 2305.12563).

A derivation becomes a question with the answer *yes*, or with another valid equation in the place
of its last one, and the answer *no*. Of the equations that other operations give, the one whose
LaTeX is nearest to the right one by Damerau-Levenshtein distance is taken. Annotation replacement
puts the operation that gives the wrong equation before the right one, so that *yes* becomes *no*,
or before the wrong one itself, so that *no* becomes *yes*.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random

from rapidfuzz.distance import DamerauLevenshtein

from codegen.datasets.operators import EVALUATE_INTEGRALS
from codegen.datasets.perturbations.derivation import Record, Step, is_derivation
from codegen.datasets.perturbations.perturbation import Perturbation, child_of, choices
from codegen.datasets.perturbations.proofs import answer_differs
from codegen.datasets.perturbations.workspaces import proposals, workspace_of

FAMILY = "step_classification"
POSITIVE, NEGATIVE = "step_classification", "step_classification_negative"
_CANDIDATES, _SEEDS = 3, 40
"""Other last steps of which the nearest is taken, and seeds whose other last steps are sought."""


def annotation(step: Step) -> str:
    """The operation of a step with what it is given: ``[times, 2, x]``."""
    parts = [step["operator"], *map(str, step["inputs"])]
    return (
        f"[{', '.join([*parts, step['operand']['latex']] if step['operand']['text'] else parts)}]"
    )


def question(steps: Sequence[Step]) -> str:
    """The steps but the last, and whether its operation gives its equation."""
    told = [f"{annotation(step)} {step['equation']['latex']}" for step in steps[:-1]]
    last = steps[-1]
    asked = f"[SEP] {annotation(last)} [SEP] {last['equation']['latex']}"
    return "\n".join([*told, asked, "Does the last operation give the last equation? yes or no"])


def _asked(record: Record, last: Step, *, holds: bool) -> Record:
    steps = [*record["steps"][:-1], last]
    return child_of(
        record,
        family=FAMILY,
        steps=steps,
        problem=question(steps),
        answer="yes" if holds else "no",
        answer_kind="choice",
        step_labels=[*[1] * (len(steps) - 1), int(holds)],
    )


def _is_determined(step: Step) -> bool:
    """Whether its label and inputs determine its equation: names and constants are chosen."""
    label: str = step["operator"]
    return not label.endswith("premise") and label != EVALUATE_INTEGRALS


def _positive(record: Record, random: Random) -> Record | None:
    if not is_derivation(record) or not _is_determined(record["steps"][-1]):
        return None
    return _asked(record, record["steps"][-1], holds=True)


def ranked(record: Record, random: Random) -> list[Step]:
    """Other last steps that are valid, by the distance of their equations to the last one."""
    workspace = workspace_of(record, len(record["steps"]) - 1, random)
    if workspace is None:
        return []
    found = [step for _, step in islice(proposals(workspace, record), _CANDIDATES)]
    return sorted(found, key=lambda step: _distance(step, record["steps"][-1]))


def _distance(first: Step, second: Step) -> int:
    one, two = (step["equation"]["latex"] for step in (first, second))
    return DamerauLevenshtein.distance(one, two)


def _negative(record: Record, random: Random) -> Record | None:
    """The nearest of other equations that differs for certain, which another operation gives."""
    other = _nearest_other(record, random) if is_derivation(record) else None
    if other is None:
        return None
    return _asked(record, {**record["steps"][-1], "equation": other["equation"]}, holds=False)


def _nearest_other(record: Record, random: Random) -> Step | None:
    """Of other last steps the nearest with other sides for certain."""
    if not _is_determined(record["steps"][-1]):
        return None
    known = record["steps"][:-1]
    others = ({**record, "steps": [*known, step]} for step in ranked(record, random))
    found = (other for other in others if answer_differs(record, other))
    return next((other["steps"][-1] for other in found), None)


def _not_given(parent: Record, child: Record) -> str | None:
    """The operation gives the parent's equation, which has other sides."""
    found = answer_differs(parent, child)
    return found and f"the operation gives {_text(parent)}; {found}"


def _text(record: Record) -> str:
    text: str = record["steps"][-1]["equation"]["text"]
    return text


def _given(parent: Record, child: Record) -> str | None:
    return f"{annotation(parent['steps'][-1])} gives {_text(parent)}, and that is asked"


def _replaced(record: Record, random: Random) -> Record | None:
    """The operation that gives the negative question's equation, before the right one."""
    if not (is_derivation(record) or _is_question(record, POSITIVE)):
        return None
    other = _nearest_other(record, random)
    return other and _asked(
        record, {**other, "equation": record["steps"][-1]["equation"]}, holds=False
    )


def _mended(record: Record, random: Random) -> Record | None:
    """The operation that gives the wrong equation, before that equation.

    It is found again by the choices that the question was made with; the equation has to be one
    with which a derivation may go on, since the answer says that it does.
    """
    if not _is_question(record, NEGATIVE):
        return None
    asked, parent = record["steps"][-1]["equation"], record["perturbation"]["parent"]
    for seed in range(_SEEDS):
        workspace = workspace_of(record, len(record["steps"]) - 1, choices(NEGATIVE, seed, parent))
        if workspace is None:
            return None
        for line, step in islice(proposals(workspace, record), _CANDIDATES):
            if step["equation"] == asked:
                return _asked(record, step, holds=True) if workspace.accept(line) else None
    return None


def _is_question(record: Record, name: str) -> bool:
    posed: bool = record["family"] == FAMILY and record["perturbation"]["name"] == name
    return posed


def _flipped(parent: Record, child: Record) -> str | None:
    old, new = (annotation(record["steps"][-1]) for record in (parent, child))
    if child["answer"] == "yes":
        return f"{old} does not give {_text(child)}, {new} does"
    return f"{old} gives {_text(child)}; {new} gives an equation with other sides"


STEP_CLASSIFICATION = Perturbation(
    POSITIVE, "whether the last operation gives the last equation: yes", True, _positive, _given
)
STEP_CLASSIFICATION_NEGATIVE = Perturbation(
    NEGATIVE, "whether the last operation gives an equation that another one gives: no", True,
    _negative, _not_given,
)  # fmt: skip
ANNOTATION_REPLACEMENT = Perturbation(
    "annotation_replacement", "the operation that gives the negative question's equation: no", True,
    _replaced, _flipped, draws_as=NEGATIVE,
)  # fmt: skip
ANNOTATION_REPLACEMENT_NEGATIVE = Perturbation(
    "annotation_replacement_negative", "the operation that gives the wrong equation: yes", True,
    _mended, _flipped, source=NEGATIVE,
)  # fmt: skip
