"""Shorter and longer derivations, and others that end elsewhere.

Problems in words have clauses in the place of steps.
"""

from __future__ import annotations

from random import Random

from codegen.datasets.perturbations.derivation import Step, history, is_derivation, restricted
from codegen.datasets.perturbations.perturbation import Perturbation, Record, child_of
from codegen.datasets.perturbations.proofs import answer_differs
from codegen.datasets.perturbations.word_problems import LONGER, SHORTER
from codegen.datasets.perturbations.workspaces import proposals, workspace_of

SHORTEST = 2
"""Steps that are left at least."""


def _shorter(steps_less: int, record: Record) -> Record | None:
    """The first steps, if all of them lead to the last of them."""
    steps = record["steps"]
    count = len(steps) - steps_less
    if not is_derivation(record) or count < SHORTEST:
        return None
    kept = history(steps, count)
    if len(kept) != count or steps[count - 1]["operator"].endswith("premise"):
        return None
    return child_of(record, **restricted(record, steps, kept))


def _longer(steps_more: int, record: Record, random: Random) -> Record | None:
    if not is_derivation(record):
        return None
    return _continued(record, len(record["steps"]), steps_more, random)


def _continued(record: Record, kept: int, count: int, random: Random) -> Record | None:
    """The first ``kept`` steps with ``count`` others after them."""
    workspace = workspace_of(record, kept, random)
    if workspace is None:
        return None
    added: list[Step] = []
    goal = record["steps"][-1]["equation"]["text"]
    while len(added) < count:
        for line, step in proposals(workspace, record):
            if step["equation"]["text"] != goal and workspace.accept(line):
                added.append(step)
                break
        else:
            return None
    steps = [*record["steps"][:kept], *added]
    if len(history(steps, len(steps))) != len(steps):
        return None
    constants = [c for c in record["constants"] if c["step"] <= kept]
    parent = {**record, "constants": constants}
    return child_of(record, **restricted(parent, steps, range(1, len(steps) + 1)))


def _elsewhere(record: Record, random: Random) -> Record | None:
    if not is_derivation(record):
        return None
    return _continued(record, len(record["steps"]) - 1, 1, random)


SHORTER_1 = Perturbation(
    "shorter_1", "without the last step, or the last clause of a problem in words", True,
    lambda record, random: _shorter(1, record), answer_differs, by_family=SHORTER[1],
)  # fmt: skip
SHORTER_2 = Perturbation(
    "shorter_2", "without the last two steps, or clauses of a problem in words", True,
    lambda record, random: _shorter(2, record), answer_differs, by_family=SHORTER[2],
)  # fmt: skip
LONGER_1 = Perturbation(
    "longer_1", "with one more step, or clause of a problem in words", True,
    lambda record, random: _longer(1, record, random), answer_differs, by_family=LONGER[1],
)  # fmt: skip
LONGER_2 = Perturbation(
    "longer_2", "with two more steps, or clauses of a problem in words", True,
    lambda record, random: _longer(2, record, random), answer_differs, by_family=LONGER[2],
)  # fmt: skip
ALTERNATIVE_GOAL = Perturbation(
    "alternative_goal", "the last step is replaced by another", True, _elsewhere, answer_differs,
)  # fmt: skip
