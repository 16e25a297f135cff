"""What is shown of the answers of a record and its child before the child is let out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen.datasets.perturbations.derivation import canonical, sides
from codegen.datasets.perturbations.realisation import (
    OpenIntegralError,
    Point,
    Realisation,
    made_up,
    points,
)
from symnum.terms.canonical import Canonical

Record = dict[str, Any]


def answer_differs(parent: Record, child: Record) -> str | None:
    """Evidence that the last equations differ as pairs of expressions, in either order.

    Names stand for made-up functions and symbols for rational numbers; where ball arithmetic tells
    two values apart, the expressions are not equal, whatever they are turned into. Every name of
    the parent that the child has, too, means the same in both.
    """
    old, new = (_last(record, record) for record in (parent, child))
    joint = _joint(parent, child)
    first = _apart(joint, (old[0], new[0]), (old[1], new[1]))
    second = first and _apart(joint, (old[0], new[1]), (old[1], new[0]))
    if not first or not second:
        return None
    return f"the last equations have different sides: {first}; exchanged: {second}"


def _joint(parent: Record, child: Record) -> Record:
    """What is named in either record."""
    functions = {e["name"]: e for e in (*parent["functions"], *child["functions"])}
    constants = {c["name"]: c for c in (*parent["constants"], *child["constants"])}
    domain = {e["symbol"]: e for e in (*parent["domain"], *child["domain"])}
    return {
        **parent, "functions": list(functions.values()), "constants": list(constants.values()),
        "domain": list(domain.values()), "steps": [*parent["steps"], *child["steps"]],
    }  # fmt: skip


def _last(record: Record, names: Record) -> tuple[Canonical, Canonical]:
    left, right = sides(record["steps"][-1])
    return canonical(names, left), canonical(names, right)


def _apart(record: Record, *pairs: tuple[Canonical, Canonical]) -> str | None:
    """A point at which the terms of some pair differ for certain, in words."""
    pairs = tuple(pair for pair in pairs if pair[0] is not pair[1])
    if not pairs:
        return None
    for salt, point in enumerate(points(record, "answers")):
        realisation = made_up(record, salt)
        for pair in pairs:
            if told_apart(realisation, pair, point):
                return f"{pair[0]} is not {pair[1]} at {written_point(point)}"
    return None


def told_apart(realisation: Realisation, pair: Sequence[Canonical], point: Point) -> bool:
    """Whether both terms have values at the point, and these differ for certain."""
    try:
        first, second = (realisation.value(term, point) for term in pair)
    except OpenIntegralError:
        return False
    return first is not None and second is not None and not first.overlaps(second)


def written_point(point: Point) -> str:
    """A point as records show it: ``x = 1/2, y = 3``."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())


def same_answer(parent: Record, child: Record) -> str | None:
    """Evidence that the answer is the parent's, character by character."""
    if child["answer"] != parent["answer"]:
        return None
    return "the answer is the parent's, and the steps that lead to it are"
