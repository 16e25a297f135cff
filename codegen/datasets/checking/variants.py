"""What a perturbed derivation may have that a generated one has not.

``problem`` may lack hints or state one premise more, sides may be exchanged throughout, and the
task of a record with an injected error is the right one, not that of its wrong steps.
"""

from __future__ import annotations

from codegen.datasets.checking import classification
from codegen.datasets.checking.reading import Record, Step
from codegen.datasets.schema import RecordData
from symnum.terms.canonical import Canonical

_HINTED = "evaluate_"


def introduced(record: Record, step: Step) -> tuple[Canonical, Canonical]:
    """The new name that a premise introduces, and what it stands for."""
    mirrored = record.data.perturbation.name == "expression_exchange"
    return (step.right, step.left) if mirrored else (step.left, step.right)


def poses_derivation(data: RecordData) -> bool:
    """Whether the problem is the one that the steps solve."""
    if data.family == classification.FAMILY:
        return classification.is_posed(data)
    latex = [step.equation.latex for step in data.steps]
    labels = [step.operator for step in data.steps]
    given = [t for t, label in zip(latex, labels, strict=True) if label.endswith("premise")]
    if data.error.kind:
        start = f"Given {' and '.join(given)}, then "
        return data.problem.startswith(start) and data.problem.endswith(f"obtain {data.answer}")
    pairs = zip(latex[:-1], labels, strict=False)
    hints = [text for text, label in pairs if label.startswith(_HINTED)]
    if data.perturbation.name == "step_removal":
        return bool(hints) and data.problem == _posed(given, [], latex[-1])
    added = data.perturbation.added.latex
    if added:
        places = range(1, len(given) + 1)
        told = ([*given[:n], added, *given[n:]] for n in places)
        return any(data.problem == _posed(premises, hints, latex[-1]) for premises in told)
    return data.problem == _posed(given, hints, latex[-1])


def _posed(given: list[str], hints: list[str], goal: str) -> str:
    asked = "".join(f", then derive {hint}" for hint in hints)
    return f"Given {' and '.join(given)}{asked}, then obtain {goal}"


def answers(data: RecordData) -> bool:
    """Whether the answer is the last equation, where it has to be."""
    asked = data.family == classification.FAMILY or bool(data.error.kind)
    return asked or data.answer == data.steps[-1].equation.latex


def added_names(data: RecordData) -> list[str]:
    """The name that a premise without a step defines, if there is one."""
    added = data.perturbation.added.text
    return [added.partition("(")[0]] if added else []
