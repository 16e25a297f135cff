"""Changes to what the problem tells: hints left out, a premise that nothing rests on."""

from __future__ import annotations

from random import Random

from codegen.datasets.operators import EVALUATE_DERIVATIVES, EVALUATE_INTEGRALS, GET_PREMISE
from codegen.datasets.perturbations.derivation import (
    is_derivation,
    mentioned,
    shown_names,
    written,
)
from codegen.datasets.perturbations.perturbation import Perturbation, Record, child_of
from codegen.datasets.perturbations.proofs import same_answer
from codegen.datasets.perturbations.word_problems import CLAUSE_WITHOUT_EFFECT
from codegen.datasets.perturbations.workspaces import premise_of, workspace_of
from codegen.datasets.records import problem_of
from symnum.ops import EQUATION
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Symbol

_HINTED = (EVALUATE_DERIVATIVES, EVALUATE_INTEGRALS)


def _without_hints(record: Record, random: Random) -> Record | None:
    if not is_derivation(record):
        return None
    steps = record["steps"]
    bare = [step for step in steps[:-1] if step["operator"] not in _HINTED]
    if len(bare) == len(steps) - 1:
        return None
    problem = problem_of([*bare, steps[-1]])
    return child_of(record, problem=problem, answer=record["answer"])


def _with_premise(record: Record, random: Random) -> Record | None:
    """A premise in a new name, put between the others."""
    if not is_derivation(record):
        return None
    steps = record["steps"]
    workspace = workspace_of(record, len(steps), random)
    line = premise_of(workspace) if workspace is not None else None
    if line is None:
        return None
    left = to_plain(line.left)
    assert isinstance(left, Call)
    name = left.operator.name
    entry = {"name": name, "latex": written(Symbol(name), {})["latex"]}
    stated = Call(EQUATION, (left, to_plain(line.right)))
    added = written(stated, {**shown_names(record), name: entry["latex"]})
    given = [n for n, step in enumerate(steps) if step["operator"].endswith("premise")]
    place = random.choice(given) + 1
    told = [*steps[:place], {"operator": GET_PREMISE, "equation": added}, *steps[place:]]
    child = child_of(
        record,
        functions=[*record["functions"], entry],
        problem=problem_of(told),
        answer=record["answer"],
    )
    child["perturbation"]["added"] = added
    return child


def _irrelevant(parent: Record, child: Record) -> str | None:
    """Nothing that the goal rests on mentions what the new premise defines."""
    added = child["perturbation"]["added"]["text"]
    name = added.partition("(")[0]
    names = mentioned(child["steps"])
    if name in names or child["steps"] != parent["steps"] or not same_answer(parent, child):
        return None
    return (
        f"{name} is defined by {added} alone, and none of the {len(child['steps'])} steps "
        f"mentions it; whatever it stands for, the answer is the parent's"
    )


STEP_REMOVAL = Perturbation(
    "step_removal", "results of calculus that the problem gives away are left out", False,
    _without_hints, same_answer,
)  # fmt: skip
IRRELEVANT_PREMISE = Perturbation(
    "irrelevant_premise", "the problem states one more premise, on which nothing rests", False,
    _with_premise, _irrelevant, by_family=CLAUSE_WITHOUT_EFFECT,
)  # fmt: skip
