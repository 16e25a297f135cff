"""A finished derivation as a record."""

from __future__ import annotations

from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.generator.printing import shown, shown_equation
from codegen.datasets.generator.workspace import Constant, Line, Workspace
from codegen.datasets.operators import FIRST_PREMISE, GET_PREMISE, RENAMING
from codegen.datasets.records import blank, sealed
from symnum.terms.canonical import Apply, CanonicalSymbol

GENERATOR_VERSION = "3"
"""Changes whenever the same configuration and seed give other bytes."""
_NAMING = (FIRST_PREMISE, GET_PREMISE, RENAMING)


def record_of(workspace: Workspace, config: Config, seed: int, index: int) -> dict[str, Any]:
    """The record of a finished derivation."""
    return sealed(
        blank(
            family="derivation",
            index=index,
            domain=_domain(workspace),
            functions=_functions(workspace),
            constants=[_constant(workspace, constant) for constant in workspace.constants],
            steps=[_step(workspace, line) for line in workspace.lines],
            provenance={"generator": GENERATOR_VERSION, "config": config.digest, "seed": seed},
        )
    )


def longest_latex(workspace: Workspace) -> int:
    """Characters of the longest equation."""
    names = workspace.naming
    return max(
        len(shown_equation(line.left, line.right, names)["latex"]) for line in workspace.lines
    )


def _domain(workspace: Workspace) -> list[dict[str, str]]:
    used = workspace.symbols_of(*(s for line in workspace.lines for s in (line.left, line.right)))
    return [
        {
            "symbol": workspace.naming.name(s.name),
            "assumption": _assumed(s),
            "latex": workspace.naming.shown(s.name),
        }
        for s in used
    ]


def _assumed(symbol: CanonicalSymbol) -> str:
    named = (name for name in ("positive", "nonzero") if name in symbol.assumptions)
    return next(named, "real")


def _functions(workspace: Workspace) -> list[dict[str, str]]:
    """Names in the order in which steps introduce them."""
    places = []
    for line in workspace.lines:
        if line.operator in _NAMING:
            assert isinstance(line.left, Apply)
            places.append(line.left.operator.name)
        if line.constant is not None:
            places.append(line.constant.name)
    names = workspace.naming
    return [{"name": names.name(place), "latex": names.shown(place)} for place in places]


def _constant(workspace: Workspace, constant: Constant) -> dict[str, Any]:
    names = workspace.naming
    return {
        "name": names.name(constant.name),
        "step": constant.step + 1,
        "variable": names.name(constant.variable.name),
        "arguments": [names.name(symbol.name) for symbol in constant.arguments],
        "integral": shown(constant.integral, names),
        "antiderivative": shown(constant.antiderivative, names),
    }


def _step(workspace: Workspace, line: Line) -> dict[str, Any]:
    names = workspace.naming
    nothing = {"text": "", "latex": ""}
    return {
        "operator": line.operator,
        "inputs": [place + 1 for place in line.inputs],
        "operand": nothing if line.operand is None else shown(line.operand, names),
        "equation": shown_equation(line.left, line.right, names),
        "side_conditions": [
            {"predicate": predicate, "subject": shown(subject, names)}
            for predicate, subject in line.conditions
        ],
        "words": "",
    }
