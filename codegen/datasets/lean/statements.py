"""Records as Lean 4 theorems: what each algebraic step claims, with what it rests on.

A step's theorem has as hypotheses what is assumed of the symbols, the side conditions recorded up
to the step, and the equations of its inputs. Functions are arbitrary functions of real numbers, and
unevaluated derivatives and integrals arbitrary numbers, the same in hypotheses and conclusion. A
step with one of these that its inputs do not have is no algebraic step and left out, as are steps
labelled wrong. Lean's functions are total where ours are partial; a hypothesis says where ours have
a value, so the statements claim no more than the record does. Steps of calculus problems are
statements about ``deriv``, ``HasDerivAt`` and integrals between bounds
(:mod:`codegen.datasets.lean.calculus`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.datasets.lean.calculus import calculus_theorem
from codegen.datasets.lean.theorems import Names, algebraic_theorem
from codegen.datasets.records import identity

HEADER = "-- Not verified: these statements were written by a program and have not been run."
FAMILIES_WITH_LEAN = frozenset(
    {"derivation", "algebra", "inequalities", "trigonometry", "calculus"}
)
ALGEBRAIC = frozenset({
    "add", "minus", "times", "divide", "power", "expand", "cos", "sin", "exp", "log",
    "substitute_LHS_for_RHS", "substitute_RHS_for_LHS",
})  # fmt: skip
"""Operators of derivations whose steps follow by algebra from their inputs."""
GIVEN = frozenset({"given", "premise", "get_premise", "renaming_premise", "stationary_condition"})
"""Operators of steps that say what a problem demands, and follow from nothing."""


def with_lean(record: dict[str, Any]) -> dict[str, Any]:
    """The record with its own statements in ``lean``, and its id made anew if they change.

    Records of families without statements lose those of the record that they were made from.
    """
    text = statements(record) if record["family"] in FAMILIES_WITH_LEAN else ""
    if text == record["lean"]:
        return record
    made = {**record, "lean": text}
    return {**made, "id": identity(made)}


def statements(record: Mapping[str, Any]) -> str:
    """A theorem for each algebraic step of a record; empty if there is none.

    Steps that are wrong, and those that rest on such, are left out.

    Raises:
        InputError: an equation of the record cannot be read.
    """
    assumptions = {entry["symbol"]: entry["assumption"] for entry in record["domain"]}
    if "complex" in assumptions.values():
        return ""
    names = Names(tuple(entry["name"] for entry in record["functions"]), assumptions)
    made = []
    for place, step in enumerate(record["steps"]):
        algebraic = record["family"] != "derivation" or step["operator"] in ALGEBRAIC
        told = (place, *(number - 1 for number in step["inputs"]))
        right = all(record["step_labels"][n : n + 1] != [0] for n in told)
        if algebraic and right and step["operator"] not in GIVEN:
            write = calculus_theorem if record["family"] == "calculus" else algebraic_theorem
            theorem = write(record["steps"], place, names)
            if theorem is not None:
                made.append(theorem)
    return "\n\n".join(["import Mathlib", HEADER, *made, ""]) if made else ""
