"""Questions whether an operation gives an equation, as in Meadows et al. (arXiv 2305.12563).

A derivation becomes a question with the answer *yes*, or with another valid equation in the place
of its last one, and the answer *no*. Of the equations that other operations give, the one whose
LaTeX is nearest to the right one by Damerau-Levenshtein distance is taken. Annotation replacement
puts the operation that gives the wrong equation before the right one, or before the wrong one
itself: the label flips.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random

from rapidfuzz.distance import DamerauLevenshtein

from codegen.datasets.operators import EVALUATE_INTEGRALS
from codegen.datasets.perturbations.derivation import Record, Step, is_derivation
from codegen.datasets.perturbations.perturbation import Perturbation, child_of
from codegen.datasets.perturbations.proofs import answer_differs
from codegen.datasets.perturbations.workspaces import proposals, workspace_of

FAMILY = "step_classification"
POSITIVE, NEGATIVE = "step_classification", "step_classification_negative"
_CANDIDATES = 3


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
    if not is_derivation(record) or not _is_determined(record["steps"][-1]):
        return None
    last = record["steps"][-1]
    others = [step["equation"] for step in ranked(record, random)]
    nearest = next((other for other in others if other != last["equation"]), None)
    return nearest and _asked(record, {**last, "equation": nearest}, holds=False)


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
    """The annotation of another step before the equation that is asked for."""
    asked = record["family"] == FAMILY and record["perturbation"]["name"] in (POSITIVE, NEGATIVE)
    last = record["steps"][-1] if record["steps"] else None
    if last is None or not (asked or (is_derivation(record) and _is_determined(last))):
        return None
    for step in ranked(record, random):
        if record["answer"] == "no":
            if step["equation"] == last["equation"]:
                return _asked(record, step, holds=True)
        elif answer_differs(record, {**record, "steps": [*record["steps"][:-1], step]}):
            return _asked(record, {**step, "equation": last["equation"]}, holds=False)
    return None


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
    "annotation_replacement", "the last operation is replaced, and the label flips", True,
    _replaced, _flipped,
)  # fmt: skip
