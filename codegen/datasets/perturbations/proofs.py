"""What is shown of the answers of a record and its child before the child is let out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb

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
    joint = _joint(parent, child)
    terms = [term for record in (parent, child) for term in _last(record, joint)]
    if set(terms[:2]) == set(terms[2:]):
        return None
    found: dict[str, str] = {}
    for salt, point in enumerate(points(joint, "answers")):
        realisation = made_up(joint, salt)
        values = [_value(realisation, term, point) for term in terms]
        for order, pairs in _ORDERS.items():
            apart = (pair for pair in pairs if _differ(*(values[place] for place in pair)))
            pair = next(apart, None)
            if pair is not None and order not in found:
                one, two = (terms[place] for place in pair)
                found[order] = f"{one} is not {two} at {written_point(point)}"
        if len(found) == len(_ORDERS):
            return (
                "the last equations have different sides: "
                f"{found['straight']}; exchanged: {found['exchanged']}"
            )
    return None


_ORDERS = {"straight": ((0, 2), (1, 3)), "exchanged": ((0, 3), (1, 2))}
"""Which sides are compared: left and right of the parent, then of the child."""


def _value(realisation: Realisation, term: Canonical, point: Point) -> arb | None:
    try:
        return realisation.value(term, point)
    except OpenIntegralError:
        return None


def _differ(first: arb | None, second: arb | None) -> bool:
    return first is not None and second is not None and not first.overlaps(second)


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


def told_apart(realisation: Realisation, pair: Sequence[Canonical], point: Point) -> bool:
    """Whether both terms have values at the point, and these differ for certain."""
    return _differ(*(_value(realisation, term, point) for term in pair))


def written_point(point: Point) -> str:
    """A point as records show it: ``x = 1/2, y = 3``."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())


def same_answer(parent: Record, child: Record) -> str | None:
    """Evidence that the answer is the parent's, character by character."""
    if child["answer"] != parent["answer"]:
        return None
    return "the answer is the parent's, and the steps that lead to it are"
